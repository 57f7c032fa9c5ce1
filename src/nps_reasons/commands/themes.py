"""The commands on the codeframe: `nps-reasons themes ...`."""

from __future__ import annotations

from dataclasses import fields

import typer

from nps_reasons.commands.options import (
    Accepted,
    Added,
    AllThemes,
    AppliedOut,
    Codeframe,
    CodeframeFile,
    CodeframeOut,
    CounterExamples,
    Definitions,
    DryRun,
    EditedFile,
    Everything,
    Files,
    History,
    Json,
    Keywords,
    Merges,
    Most,
    Moves,
    NewCodeframe,
    Note,
    OfGroup,
    OnDay,
    Quiet,
    Renames,
    Restored,
    Retired,
    Seed,
    Splits,
    ThemeExamples,
    Tier,
    TomlOut,
    reads_a_survey,
    settings_of,
)

# Only light modules are imported above: `--help` must not wait for pandas.

themes_app = typer.Typer(help="The codeframe: the themes that comments are tagged with.")


@themes_app.command("list")
def list_themes(
    codeframe: Codeframe = None,
    every: AllThemes = False,
    history: History = False,
    as_json: Json = False,
    out: CodeframeOut = None,
) -> None:
    """Show the themes of a codeframe, or write it as a sheet or as TOML."""
    from nps_reasons.commands import codeframe_listing as listings  # noqa: PLC0415 - see the top
    from nps_reasons.commands.console import show_json, show_lines  # noqa: PLC0415

    frame = listings.codeframe_at(codeframe)
    said = listings.export(codeframe, out) if out else []
    if as_json:
        account = listings.listing_account(frame, retired=every, history=history)
        show_json(account | ({"out": str(out)} if out else {}))
    else:
        show_lines(said or listings.listing(frame, retired=every, history=history))


@themes_app.command("apply")
def apply_edits(  # noqa: PLR0913, PLR0917 - each kind of edit is an option
    ctx: typer.Context,
    codeframe: CodeframeFile,
    edited: EditedFile = None,
    merge: Merges = None,
    split: Splits = None,
    rename: Renames = None,
    define: Definitions = None,
    move: Moves = None,
    retire: Retired = None,
    restore: Restored = None,
    example: ThemeExamples = None,
    counter_example: CounterExamples = None,
    keyword: Keywords = None,
    add: Added = None,
    accept: Accepted = None,
    note: Note = None,
    on: OnDay = None,
    out: AppliedOut = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Edit a codeframe: count its version, keep its history, lose nothing."""
    from nps_reasons.commands import codeframe_editing as editing  # noqa: PLC0415 - see the top
    from nps_reasons.commands import codeframe_listing as listings  # noqa: PLC0415
    from nps_reasons.commands.console import show_json, show_lines  # noqa: PLC0415

    place = editing.require_place(codeframe, edited, out)
    asked = editing.Asked(
        **{field.name: tuple(ctx.params[field.name] or ()) for field in fields(editing.Asked)}
    )
    applied = editing.apply_asked(codeframe, edited, asked, accept=accept or (), on=on, note=note)
    written = not dry_run and applied.text is not None
    if written:
        editing.write_applied(applied, place)
    if as_json:
        show_json(listings.applied_account(applied, out or codeframe, written=written))
    elif not quiet:
        show_lines(listings.applied_lines(applied, out or codeframe, written=written))


@themes_app.command("diff")
def compare_codeframes(old: CodeframeFile, new: NewCodeframe, as_json: Json = False) -> None:
    """Show what changed from one codeframe to another, and whether it changes tags."""
    from nps_reasons.commands import codeframe_listing as listings  # noqa: PLC0415 - see the top
    from nps_reasons.commands.console import show_json, show_lines  # noqa: PLC0415

    before, after = listings.codeframe_at(old), listings.codeframe_at(new)
    if as_json:
        show_json(listings.differences_account(before, after))
    else:
        show_lines(listings.differences(before, after))


@themes_app.command("discover")
@reads_a_survey
def discover_themes(  # noqa: PLR0913, PLR0917 - what users ask of it
    ctx: typer.Context,
    files: Files,
    out: TomlOut,
    codeframe: Codeframe = None,
    tier: Tier = None,
    everything: Everything = False,
    group: OfGroup = None,
    most: Most = 12,
    seed: Seed = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Propose themes for what the codeframe leaves uncovered, in a file to look through."""
    from nps_reasons.files import (  # noqa: PLC0415 - see the top of this file
        refuse_to_replace,
        require_writable,
    )
    from nps_reasons.themes.discover import require_bertopic  # noqa: PLC0415

    require_bertopic()
    refuse_to_replace(out)
    require_writable(out)
    from nps_reasons.commands.console import Stages, show_json, show_lines  # noqa: PLC0415

    with Stages(quiet=quiet or as_json) as stages:
        stages("loading")
        from nps_reasons.commands import discovering, discovery_showing  # noqa: PLC0415

        asked = discovering.Asked(most, everything, group)
        found = discovering.discover_into(out, settings_of(files, ctx.params), asked, stages)
    if as_json:
        show_json(discovery_showing.found_account(found, out))
    elif not quiet:
        show_lines(discovery_showing.found_lines(found, out))
