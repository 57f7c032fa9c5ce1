"""The commands on the codeframe: `nps-reasons themes ...`."""

from __future__ import annotations

import typer

from nps_reasons.options import (
    Codeframe,
    Files,
    Most,
    Quiet,
    Seed,
    TomlOut,
    reads_a_survey,
    settings_of,
)

# Only light modules are imported above: `--help` must not wait for pandas.

themes_app = typer.Typer(help="The codeframe: the themes that comments are tagged with.")


@themes_app.command("list")
def list_themes(codeframe: Codeframe = None) -> None:
    """Show the themes of a codeframe: id, label and definition."""
    from nps_reasons.console import show_lines  # noqa: PLC0415 - see the top of this file
    from nps_reasons.themes.codeframe import chosen_codeframe  # noqa: PLC0415

    frame = chosen_codeframe(codeframe)
    show_lines([f"{frame.name} {frame.version}: {len(frame.active)} themes"])
    show_lines(f"{theme.id}: {theme.label}. {theme.definition}" for theme in frame.active)


@themes_app.command("discover")
@reads_a_survey
def discover_themes(
    ctx: typer.Context,
    files: Files,
    out: TomlOut,
    codeframe: Codeframe = None,
    most: Most = 12,
    seed: Seed = None,
    quiet: Quiet = False,
) -> None:
    """Propose themes for what the codeframe leaves uncovered, in a file to look through."""
    from nps_reasons.files import refuse_to_replace  # noqa: PLC0415
    from nps_reasons.themes.discover import require_bertopic  # noqa: PLC0415 - see the top

    require_bertopic()
    refuse_to_replace(out)
    from nps_reasons.console import Stages, show_lines  # noqa: PLC0415

    with Stages(quiet=quiet) as stages:
        stages("loading")
        from nps_reasons.jobs import discover_into  # noqa: PLC0415

        lines = discover_into(out, settings_of(files, ctx.params), most, stages)
    if not quiet:
        show_lines(lines)
