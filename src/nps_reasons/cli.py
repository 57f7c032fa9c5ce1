"""The command line: parse, call, print."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
from pathlib import Path
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Final, NoReturn

import typer

from nps_reasons.commands import backcast  # noqa: F401 - it adds `themes backcast`
from nps_reasons.commands.audit import audit_app
from nps_reasons.commands.options import (
    By,
    Codeframe,
    Compare,
    DemoCoded,
    DemoSeed,
    DrawSeed,
    Files,
    Formats,
    Gold,
    Json,
    LabelledFile,
    Learn,
    MentionsOut,
    Models,
    Out,
    Period,
    Quiet,
    RowId,
    RunFolder,
    Seed,
    Status,
    Surveys,
    Table,
    TextColumn,
    Tier,
    TomlOut,
    Train,
    reads_a_survey,
    settings_of,
)
from nps_reasons.commands.themes import themes_app
from nps_reasons.errors import NPSReasonsError

if TYPE_CHECKING:
    from types import FrameType

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
app.add_typer(themes_app, name="themes", no_args_is_help=True)
app.add_typer(audit_app, name="audit", no_args_is_help=True)


def main() -> None:
    """Run the command line; an expected error is one line on stderr and its exit code."""
    if current_thread() is main_thread():
        signal.signal(signal.SIGTERM, _end)
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


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Leave as Ctrl-C does, so that nothing half-written and no other process stays behind."""
    sys.exit(128 + number)


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
    gold: Gold = None,
    learn: Learn = None,
    status: Status = None,
    seed: Seed = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read a survey, find its drivers, write report.html, tables/ and manifest.json."""
    from nps_reasons.commands.console import Stages, show_json  # noqa: PLC0415 - see the top of this file
    from nps_reasons.report.run_folder import run_folder  # noqa: PLC0415

    settings = settings_of(files, ctx.params)
    with run_folder(out) as draft, Stages(quiet=quiet or as_json) as stages:
        stages("loading")
        from nps_reasons.commands.jobs import refuse_to_overwrite, run_into  # noqa: PLC0415
        from nps_reasons.gates import crossed_gates  # noqa: PLC0415

        refuse_to_overwrite(settings, out)
        analysis, content = run_into(draft, settings, period, compare, stages)
    crossed = crossed_gates(analysis, settings)
    if as_json:
        show_json({**content, "out": str(out), "gates_crossed": list(crossed)})
    elif not quiet:
        _summarise(analysis, out)
    for gate in crossed:
        typer.echo(f"nps-reasons: gate crossed: {gate}", err=True)
    if crossed:
        raise typer.Exit(1)


def _summarise(analysis: Analysis, out: Path) -> None:
    from nps_reasons.commands.console import show_analysis, show_lines  # noqa: PLC0415

    show_analysis(analysis)
    show_lines(_where(out))


def _where(out: Path) -> list[str]:
    """Say where the report is, and how to have it otherwise."""
    again = f"nps-reasons report {shlex.quote(str(out))} --format pptx,xlsx,md"
    return [f"Report: {out / 'report.html'}", f"Slides, workbook and more: {again}"]


@app.command()
def demo(
    out: Out = Path("nps-demo"),
    seed: DemoSeed = 2025,
    coded: DemoCoded = 300,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Generate the TechCorp survey, analyse it, and print what was planted and what was found."""
    from nps_reasons.commands.console import Stages, show_comparison, show_json, show_lines  # noqa: PLC0415
    from nps_reasons.report.run_folder import run_folder  # noqa: PLC0415

    with run_folder(out) as draft, Stages(quiet=quiet or as_json) as stages:
        stages("loading")
        from nps_reasons import demo as techcorp  # noqa: PLC0415
        from nps_reasons.commands.jobs import run_into  # noqa: PLC0415

        stages("generating")
        survey = techcorp.generate_survey(seed, coded=coded)
        files = techcorp.write_survey(draft, survey)
        first, last = survey.truth.periods[0], survey.truth.periods[-1]
        title = {"report": {"title": "TechCorp: why customers score as they do"}}
        settings = settings_of([files.survey], {"gold": files.coded}).updated(title)
        analysis, content = run_into(draft, settings, last, first, stages)
    compared = techcorp.compare(survey.truth, analysis.drivers, analysis.changes, analysis.nps)
    if as_json:
        show_json({**content, "compared": json.loads(compared.to_json(orient="records"))})
    elif not quiet:
        show_comparison(compared)
        show_lines(["", *techcorp.story(survey.truth, compared, survey.coded), ""])
        show_lines([f"Survey: {out / files.survey.name}", *_where(out)])


@app.command()
def report(
    folder: RunFolder,
    formats: Formats = ["html"],  # noqa: B006 - Typer reads it, nobody writes it
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write the report of an earlier run again, for other readers and programs."""
    from nps_reasons.commands.console import Stages, show_json, show_lines  # noqa: PLC0415 - see the top
    from nps_reasons.report.run_folder import added_to  # noqa: PLC0415

    with added_to(folder) as draft, Stages(quiet=quiet or as_json) as stages:
        stages("loading")
        from nps_reasons.commands.jobs import report_into  # noqa: PLC0415

        files = report_into(draft, folder, formats, stages)
    if as_json:
        show_json({"out": str(folder), "files": files})
    elif not quiet:
        show_lines([f"Written: {folder / name}" for name in files])


@app.command()
@reads_a_survey
def init(
    ctx: typer.Context,
    files: Surveys,
    out: TomlOut = Path("nps.toml"),
    quiet: Quiet = False,
) -> None:
    """Recognise a survey and write a commented nps.toml for it, to look through and edit."""
    from nps_reasons.files import refuse_to_replace  # noqa: PLC0415 - see the top

    refuse_to_replace(out)
    settings = settings_of(files, ctx.params)
    from nps_reasons.commands.console import show_lines, show_reading  # noqa: PLC0415 - see the top
    from nps_reasons.commands.jobs import init_into  # noqa: PLC0415

    reading = init_into(out, settings)
    if not quiet:
        show_reading(reading)
        show_lines([f"Settings: {out}; look through them, then: nps-reasons check {out}"])


@app.command()
@reads_a_survey
def check(
    ctx: typer.Context,
    files: Files,
    as_json: Json = False,
) -> None:
    """Show how a survey would be read: columns, counts, what is set aside and why."""
    from nps_reasons.commands.console import show_json, show_reading  # noqa: PLC0415 - see the top of this file
    from nps_reasons.commands.jobs import account_of  # noqa: PLC0415
    from nps_reasons.reading import read_settings  # noqa: PLC0415

    reading = read_settings(settings_of(files, ctx.params))
    if not as_json:
        show_reading(reading)
        return
    show_json(account_of(reading))


@app.command()
def tag(  # noqa: PLR0913, PLR0917 - the public contract names these options
    file: Table,
    out: MentionsOut,
    text_column: TextColumn,
    id_column: RowId = None,
    codeframe: Codeframe = None,
    train: Train = None,
    tier: Tier = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find the themes in the comments of any table, and the sentiment towards each."""
    from nps_reasons.commands.console import Stages, show_json  # noqa: PLC0415 - see the top of this file

    with Stages(quiet=quiet or as_json) as stages:
        stages("loading")
        from nps_reasons.commands.showing import show_tagged  # noqa: PLC0415
        from nps_reasons.commands.tagging import tag_into, tagged_account  # noqa: PLC0415

        models = Models(codeframe, tier or "accurate", train)
        tagged = tag_into(out, file, (text_column, id_column), models, stages)
    if as_json:
        show_json({**tagged_account(tagged), "out": str(out)})
    elif not quiet:
        show_tagged(tagged, out)


@app.command()
def evaluate(
    file: LabelledFile,
    codeframe: Codeframe = None,
    train: Train = None,
    tier: Tier = None,
    seed: DrawSeed = 0,
    as_json: Json = False,
) -> None:
    """Measure how well texts that a person has coded are tagged: themes, signs, confidence."""
    from nps_reasons.commands.console import Stages, show_json  # noqa: PLC0415 - see the top of this file

    with Stages(quiet=as_json) as stages:
        stages("loading")
        from nps_reasons.commands.judging import judge, judged_account  # noqa: PLC0415
        from nps_reasons.commands.showing import show_judged  # noqa: PLC0415

        judged = judge(file, Models(codeframe, tier or "accurate", train), seed=seed, stages=stages)
    if as_json:
        show_json(judged_account(judged))
    else:
        show_judged(judged)


@app.command()
def doctor() -> None:
    """Show versions, the models that are found, and which optional parts are installed."""
    from nps_reasons.commands.console import show_lines  # noqa: PLC0415 - see the top of this file
    from nps_reasons.commands.doctor import findings  # noqa: PLC0415

    show_lines(list(findings()))
