"""The command line: parse, call, print."""

from __future__ import annotations

import json
import os
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from nps_reasons.errors import NPSReasonsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.analysis import Analysis
    from nps_reasons.settings import Settings

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

Files = Annotated[
    list[Path],
    typer.Argument(
        help="Survey files (CSV, TSV, XLSX, Parquet), stacked; or one nps.toml.",
        metavar="FILE...",
        show_default=False,
    ),
]
Out = Annotated[Path, typer.Option("--out", help="Folder to write to.", metavar="DIR")]
Reasons = Annotated[
    Path | None, typer.Option(help="File with the reasons, where apart.", metavar="FILE")
]
Attributes = Annotated[
    list[Path] | None,
    typer.Option(help="File with a row per customer; repeatable.", metavar="FILE"),
]
Key = Annotated[str | None, typer.Option(help="Column that joins the files.", metavar="COLUMN")]
ProfileName = Annotated[
    str | None, typer.Option("--profile", help="How to read the export.", metavar="NAME")
]
ScoreColumn = Annotated[str | None, typer.Option(help="Column of the score.", metavar="COLUMN")]
ReasonColumn = Annotated[
    list[str] | None, typer.Option(help="Column of a reason; repeatable.", metavar="COLUMN")
]
IdColumn = Annotated[str | None, typer.Option(help="Column of the response id.", metavar="COLUMN")]
RespondentColumn = Annotated[
    str | None, typer.Option(help="Column of the respondent's id.", metavar="COLUMN")
]
DateColumn = Annotated[str | None, typer.Option(help="Column of the date.", metavar="COLUMN")]
SegmentColumn = Annotated[
    list[str] | None, typer.Option(help="Column of a segment; repeatable.", metavar="COLUMN")
]
Scale = Annotated[
    Literal["0-10", "1-10", "1-5", "5-1"] | None,
    typer.Option("--score-scale", help="Scale of the score; 5-1 means 1 is best."),
]
By = Annotated[
    Literal["month", "quarter", "half", "year"] | None, typer.Option(help="Length of a period.")
]
Codeframe = Annotated[
    Path | None, typer.Option(help="Codeframe file; else the general one.", metavar="FILE")
]
Tier = Annotated[Literal["accurate", "fast"] | None, typer.Option(help="Which models tag.")]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on stdout, nothing else.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress and no summary.")]


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
            f"internal error: {type(error).__name__}: {error}; nothing was written; "
            f"set {DEBUG_VARIABLE}=1 for the traceback and report it",
            NPSReasonsError.exit_code,
        )


def _fail(message: str, exit_code: int) -> None:
    line = " ".join(message.split())
    typer.echo(f"nps-reasons: {line}", err=True)
    sys.exit(exit_code)


@app.command()
def run(  # noqa: PLR0913, PLR0917 - the public contract names these options
    ctx: typer.Context,
    files: Files,
    out: Out,
    reasons: Reasons = None,
    attributes: Attributes = None,
    key: Key = None,
    profile: ProfileName = None,
    score_column: ScoreColumn = None,
    reason_column: ReasonColumn = None,
    id_column: IdColumn = None,
    respondent_column: RespondentColumn = None,
    date_column: DateColumn = None,
    segment_column: SegmentColumn = None,
    score_scale: Scale = None,
    by: By = None,
    period: Annotated[
        str | None,
        typer.Option(help="Period of the report, such as 2018Q2, or all.", metavar="PERIOD"),
    ] = None,
    compare: Annotated[
        str | None, typer.Option(help="Period to compare it with.", metavar="PERIOD")
    ] = None,
    codeframe: Codeframe = None,
    tier: Tier = None,
    seed: Annotated[int | None, typer.Option(help="Seed of all draws.", min=0, metavar="N")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read a survey, find its drivers, write report.html, tables/ and manifest.json."""
    settings = _settings(files, ctx.params)
    analysis, content = _run(settings, out, period, compare, quiet=quiet or as_json)
    from nps_reasons.gates import crossed_gates  # noqa: PLC0415 - see the top of this file

    crossed = crossed_gates(analysis, settings)
    if as_json:
        _print_json({**content, "out": str(out), "gates_crossed": list(crossed)})
    elif not quiet:
        _summarise(analysis, out)
    for gate in crossed:
        typer.echo(f"nps-reasons: gate crossed: {gate}", err=True)
    if crossed:
        raise typer.Exit(1)


SETTING_OF: Final = {
    "reasons": ("input", "reasons"),
    "attributes": ("input", "attributes"),
    "key": ("input", "key"),
    "profile": ("input", "profile"),
    "score_column": ("input", "score_column"),
    "reason_column": ("input", "reason_columns"),
    "id_column": ("input", "id_column"),
    "respondent_column": ("input", "respondent_column"),
    "date_column": ("input", "date_column"),
    "segment_column": ("input", "segment_columns"),
    "score_scale": ("score", "scale"),
    "by": ("periods", "by"),
    "codeframe": ("themes", "codeframe"),
    "tier": ("themes", "tier"),
    "seed": ("drivers", "seed"),
}
"""Options that set a setting; they win over the settings file."""


def _settings(files: list[Path], options: Mapping[str, object]) -> Settings:
    """Settings of an nps.toml or of survey files, with what the options say."""
    from nps_reasons.settings import Settings  # noqa: PLC0415 - see the top of this file

    changes: dict[str, dict[str, object]] = {"input": {}}
    for option, value in options.items():
        if option in SETTING_OF:
            section, name = SETTING_OF[option]
            changes.setdefault(section, {})[name] = value
    named = [file for file in files if file.suffix.casefold() == ".toml"]
    if named and len(files) > 1:
        raise UsageError(f"{named[0]}: a settings file stands alone; name the surveys in it")
    if named:
        return Settings.from_toml(named[0]).updated(changes)
    changes["input"]["files"] = files
    return Settings().updated(changes)


def _run(
    settings: Settings, out: Path, period: str | None, compare: str | None, *, quiet: bool
) -> tuple[Analysis, dict[str, Any]]:
    from nps_reasons.console import Stages  # noqa: PLC0415 - see the top of this file
    from nps_reasons.report.run_folder import run_folder  # noqa: PLC0415

    with run_folder(out) as draft, Stages(quiet=quiet) as stages:
        stages("loading")
        from nps_reasons.pipeline import analyze  # noqa: PLC0415
        from nps_reasons.reading import read_settings  # noqa: PLC0415
        from nps_reasons.report import write_report, write_tables  # noqa: PLC0415
        from nps_reasons.report.manifest import manifest, write_manifest  # noqa: PLC0415

        stages("reading")
        reading = read_settings(settings)
        analysis = analyze(
            reading.responses,
            period=period,
            reference=compare,
            settings=settings,
            reading=reading,
            progress=stages,
        )
        stages("report")
        write_report(analysis, draft / "report.html")
        write_tables(analysis, draft / "tables")
        stages("manifest")
        content = manifest(analysis, stages.seconds, settings.drivers.seed)
        write_manifest(content, draft / "manifest.json")
    return analysis, content


def _summarise(analysis: Analysis, out: Path) -> None:
    from nps_reasons.console import show_analysis, show_lines  # noqa: PLC0415

    show_analysis(analysis)
    show_lines([f"Report: {out / 'report.html'}"])


def _print_json(content: dict[str, Any]) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2))


@app.command()
def demo(
    out: Out = Path("nps-demo"),
    seed: Annotated[int, typer.Option(help="Seed of the generated survey.", min=0)] = 2025,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Generate the TechCorp survey, analyse it, and print what was planted and what was found."""
    from nps_reasons.demo import compare, generate_survey, write_survey  # noqa: PLC0415

    survey = generate_survey(seed)
    survey_file, _ = write_survey(out, survey)
    first, last = survey.truth.periods[0], survey.truth.periods[-1]
    settings = _settings([survey_file], {}).updated(
        {"report": {"title": "TechCorp: why customers score as they do"}}
    )
    analysis, content = _run(settings, out, last, first, quiet=quiet or as_json)
    compared = compare(survey.truth, analysis.drivers, analysis.changes, analysis.nps)
    if as_json:
        _print_json({**content, "compared": json.loads(compared.to_json(orient="records"))})
    elif not quiet:
        from nps_reasons.console import show_comparison, show_lines  # noqa: PLC0415

        show_comparison(compared)
        show_lines([f"Survey: {survey_file}", f"Report: {out / 'report.html'}"])


@app.command()
def check(  # noqa: PLR0913, PLR0917 - the options of `run` that concern reading
    ctx: typer.Context,
    files: Files,
    reasons: Reasons = None,
    attributes: Attributes = None,
    key: Key = None,
    profile: ProfileName = None,
    score_column: ScoreColumn = None,
    reason_column: ReasonColumn = None,
    id_column: IdColumn = None,
    respondent_column: RespondentColumn = None,
    date_column: DateColumn = None,
    segment_column: SegmentColumn = None,
    score_scale: Scale = None,
    as_json: Json = False,
) -> None:
    """Show how a survey would be read: columns, counts, what is set aside and why."""
    from nps_reasons.console import show_reading  # noqa: PLC0415 - see the top of this file
    from nps_reasons.reading import read_settings  # noqa: PLC0415

    reading = read_settings(_settings(files, ctx.params))
    if not as_json:
        show_reading(reading)
        return
    aside = reading.quarantine
    _print_json(
        {
            "profile": reading.profile.name,
            "columns": dict(reading.profile.columns),
            "segments": list(reading.profile.segments),
            "score_scale": {"name": reading.profile.scale, "cut_offs": reading.profile.cut_offs},
            "notes": list(reading.profile.notes),
            "read": reading.source.rows_read,
            "kept": len(reading.responses),
            "quarantined": len(aside),
            "quarantine": json.loads(aside.to_json(orient="records")),
        }
    )


@themes_app.command("list")
def list_themes(codeframe: Codeframe = None) -> None:
    """Show the themes of a codeframe: id, label and definition."""
    from nps_reasons.console import show_lines  # noqa: PLC0415 - see the top of this file
    from nps_reasons.themes.codeframe import general_codeframe, read_codeframe  # noqa: PLC0415

    frame = read_codeframe(codeframe) if codeframe else general_codeframe()
    show_lines([f"{frame.name} {frame.version}: {len(frame.active)} themes"])
    show_lines(f"{theme.id}: {theme.label}. {theme.definition}" for theme in frame.active)


OPTIONAL_PARTS: Final = {
    "topics": "bertopic",
    "spark": "pyspark",
    "db": "sqlalchemy",
    "lang": "py3langid",
    "pii": "presidio_analyzer",
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
