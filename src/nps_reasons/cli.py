"""The command line: parse, call, print."""

from __future__ import annotations

import json
import os
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from nps_reasons.errors import NPSReasonsError, OutputError
from nps_reasons.options import (
    By,
    Codeframe,
    Compare,
    DemoSeed,
    Files,
    Json,
    Most,
    Out,
    Period,
    Quiet,
    Seed,
    Surveys,
    Tier,
    TomlOut,
    reads_a_survey,
    settings_of,
)

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis

# Only light modules are imported above: `--help` must not wait for pandas.

DEBUG_VARIABLE: Final = "NPS_REASONS_DEBUG"

app = typer.Typer(
    help="Tells a company why its Net Promoter Score is what it is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
themes_app = typer.Typer(help="The codeframe: the themes that comments are tagged with.")
app.add_typer(themes_app, name="themes", no_args_is_help=True)


def main() -> None:
    """Run the command line; an expected error is one line on stderr and its exit code."""
    try:
        app()
    except NPSReasonsError as error:
        _fail(str(error), error.exit_code)
    except Exception as error:  # the last door: no traceback reaches a user unasked
        if DEBUG_VARIABLE in os.environ:
            raise
        _fail(
            f"internal error: {type(error).__name__}: {error}; "
            f"set {DEBUG_VARIABLE}=1 for the traceback and report it",
            NPSReasonsError.exit_code,
        )


def _fail(message: str, exit_code: int) -> None:
    line = " ".join(message.split())
    typer.echo(f"nps-reasons: {line}", err=True)
    sys.exit(exit_code)


@app.command()
@reads_a_survey
def run(  # noqa: PLR0913, PLR0917 - the public contract names these options
    ctx: typer.Context,
    files: Files,
    out: Out,
    by: By = None,
    period: Period = None,
    compare: Compare = None,
    codeframe: Codeframe = None,
    tier: Tier = None,
    seed: Seed = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read a survey, find its drivers, write report.html, tables/ and manifest.json."""
    from nps_reasons.console import Stages  # noqa: PLC0415 - see the top of this file
    from nps_reasons.report.run_folder import run_folder  # noqa: PLC0415

    settings = settings_of(files, ctx.params)
    with run_folder(out) as draft, Stages(quiet=quiet or as_json) as stages:
        stages("loading")
        from nps_reasons.gates import crossed_gates  # noqa: PLC0415
        from nps_reasons.jobs import refuse_to_overwrite, run_into  # noqa: PLC0415

        refuse_to_overwrite(settings, out)
        analysis, content = run_into(draft, settings, period, compare, stages)
    crossed = crossed_gates(analysis, settings)
    if as_json:
        _print_json({**content, "out": str(out), "gates_crossed": list(crossed)})
    elif not quiet:
        _summarise(analysis, out)
    for gate in crossed:
        typer.echo(f"nps-reasons: gate crossed: {gate}", err=True)
    if crossed:
        raise typer.Exit(1)


def _summarise(analysis: Analysis, out: Path) -> None:
    from nps_reasons.console import show_analysis, show_lines  # noqa: PLC0415

    show_analysis(analysis)
    show_lines([f"Report: {out / 'report.html'}"])


def _print_json(content: dict[str, Any]) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2))


@app.command()
def demo(
    out: Out = Path("nps-demo"),
    seed: DemoSeed = 2025,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Generate the TechCorp survey, analyse it, and print what was planted and what was found."""
    from nps_reasons.console import Stages, show_comparison, show_lines  # noqa: PLC0415
    from nps_reasons.report.run_folder import run_folder  # noqa: PLC0415

    with run_folder(out) as draft, Stages(quiet=quiet or as_json) as stages:
        stages("loading")
        from nps_reasons import demo as techcorp  # noqa: PLC0415
        from nps_reasons.jobs import run_into  # noqa: PLC0415

        stages("generating")
        survey = techcorp.generate_survey(seed)
        survey_file, _ = techcorp.write_survey(draft, survey)
        first, last = survey.truth.periods[0], survey.truth.periods[-1]
        title = {"report": {"title": "TechCorp: why customers score as they do"}}
        settings = settings_of([survey_file], {}).updated(title)
        analysis, content = run_into(draft, settings, last, first, stages)
    compared = techcorp.compare(survey.truth, analysis.drivers, analysis.changes, analysis.nps)
    if as_json:
        _print_json({**content, "compared": json.loads(compared.to_json(orient="records"))})
    elif not quiet:
        show_comparison(compared)
        show_lines(["", *techcorp.story(survey.truth, compared), ""])
        show_lines([f"Survey: {out / survey_file.name}", f"Report: {out / 'report.html'}"])


@app.command()
@reads_a_survey
def init(
    ctx: typer.Context,
    files: Surveys,
    out: TomlOut = Path("nps.toml"),
    quiet: Quiet = False,
) -> None:
    """Recognise a survey and write a commented nps.toml for it, to look through and edit."""
    _refuse_to_replace(out)
    settings = settings_of(files, ctx.params)
    from nps_reasons.console import show_lines, show_reading  # noqa: PLC0415 - see the top
    from nps_reasons.jobs import init_into  # noqa: PLC0415

    reading = init_into(out, settings)
    if not quiet:
        show_reading(reading)
        show_lines([f"Settings: {out}; look through them, then: nps-reasons check {out}"])


def _refuse_to_replace(out: Path) -> None:
    if out.exists():
        raise OutputError(
            f"{out}: exists, and may hold somebody's edits; give another name with --out, or "
            "remove it first"
        )


@app.command()
@reads_a_survey
def check(
    ctx: typer.Context,
    files: Files,
    as_json: Json = False,
) -> None:
    """Show how a survey would be read: columns, counts, what is set aside and why."""
    from nps_reasons.console import show_reading  # noqa: PLC0415 - see the top of this file
    from nps_reasons.jobs import account_of  # noqa: PLC0415
    from nps_reasons.reading import read_settings  # noqa: PLC0415

    reading = read_settings(settings_of(files, ctx.params))
    if not as_json:
        show_reading(reading)
        return
    _print_json(account_of(reading))


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
    from nps_reasons.themes.discover import require_bertopic  # noqa: PLC0415 - see the top

    require_bertopic()
    _refuse_to_replace(out)
    from nps_reasons.console import Stages, show_lines  # noqa: PLC0415

    with Stages(quiet=quiet) as stages:
        stages("loading")
        from nps_reasons.jobs import discover_into  # noqa: PLC0415

        lines = discover_into(out, settings_of(files, ctx.params), most, stages)
    if not quiet:
        show_lines(lines)


OPTIONAL_PARTS: Final = {
    "topics": "bertopic",
    "spark": "pyspark",
    "db": "sqlalchemy",
    "lang": "py3langid",
}


@app.command()
def doctor() -> None:
    """Show versions, the models that are found, and which optional parts are installed."""
    from nps_reasons.console import show_lines  # noqa: PLC0415 - see the top of this file
    from nps_reasons.store import models_folder, read_model  # noqa: PLC0415
    from nps_reasons.text.clauses import ClauseSplitter  # noqa: PLC0415

    names = ("nps-reasons", "pandas", "numpy", "pyarrow", "scipy", "spacy", "altair")
    lines = [f"{name} {metadata.version(name)}" for name in names]
    for folder in sorted(path for path in models_folder().iterdir() if path.is_dir()):
        read_model(folder.name)
        lines.append(f"model {folder.name}: found, hashes match")
    lines.append(f"clauses by {ClauseSplitter().name}")
    for extra, module in OPTIONAL_PARTS.items():
        found = "installed" if find_spec(module) else f'pip install "nps-reasons[{extra}]"'
        lines.append(f"optional {extra}: {found}")
    show_lines(lines)
