"""The options of the command line, and the settings that they set."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, get_type_hints

import typer

from nps_reasons.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nps_reasons.settings import Settings

Files = Annotated[
    list[Path],
    typer.Argument(
        help="Survey files (CSV, TSV, XLSX, Parquet), stacked; or one nps.toml.",
        metavar="FILE...",
        show_default=False,
    ),
]
Out = Annotated[Path, typer.Option("--out", help="Folder to write to.", metavar="DIR")]
_Reasons = Annotated[
    Path | None, typer.Option(help="File with the reasons, where apart.", metavar="FILE")
]
_Attributes = Annotated[
    list[Path] | None,
    typer.Option(help="File with a row per customer; repeatable.", metavar="FILE"),
]
_Key = Annotated[str | None, typer.Option(help="Column that joins the files.", metavar="COLUMN")]
_ProfileName = Annotated[
    str | None, typer.Option("--profile", help="How to read the export.", metavar="NAME")
]
_ScoreColumn = Annotated[str | None, typer.Option(help="Column of the score.", metavar="COLUMN")]
_ReasonColumn = Annotated[
    list[str] | None, typer.Option(help="Column of a reason; repeatable.", metavar="COLUMN")
]
_IdColumn = Annotated[str | None, typer.Option(help="Column of the response id.", metavar="COLUMN")]
_RespondentColumn = Annotated[
    str | None, typer.Option(help="Column of the respondent's id.", metavar="COLUMN")
]
_DateColumn = Annotated[str | None, typer.Option(help="Column of the date.", metavar="COLUMN")]
_SegmentColumn = Annotated[
    list[str] | None, typer.Option(help="Column of a segment; repeatable.", metavar="COLUMN")
]
_Scale = Annotated[
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
Seed = Annotated[int | None, typer.Option(help="Seed of all draws.", min=0, metavar="N")]
Gold = Annotated[
    Path | None,
    typer.Option(help="Coded responses that correct the drivers.", metavar="FILE"),
]
Learn = Annotated[
    bool | None,
    typer.Option("--learn", help="Let the tagger learn from --gold, cross-fitted."),
]
Status = Annotated[
    Path | None,
    typer.Option(help="Tickets of the planning feed, as CSV or a Jira export.", metavar="FILE"),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on stdout, nothing else.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress and no summary.")]
Period = Annotated[
    str | None,
    typer.Option(help="Period of the report, such as 2018Q2, or all.", metavar="PERIOD"),
]
Compare = Annotated[str | None, typer.Option(help="Period to compare it with.", metavar="PERIOD")]
TomlOut = Annotated[Path, typer.Option("--out", help="TOML file to write.", metavar="FILE")]
Surveys = Annotated[
    list[Path],
    typer.Argument(help="Survey files to be stacked.", metavar="FILE...", show_default=False),
]
Most = Annotated[
    int, typer.Option(help="Themes looked for; more are less stable.", min=1, metavar="N")
]
Everything = Annotated[
    bool, typer.Option("--all", help="Group all clauses, not only those without a theme.")
]
OfGroup = Annotated[
    Literal["promoter", "passive", "detractor"] | None,
    typer.Option("--group", help="Look at the comments of this group alone."),
]
DemoSeed = Annotated[
    int, typer.Option("--seed", help="Seed of the generated survey.", min=0, metavar="N")
]
DemoCoded = Annotated[
    int,
    typer.Option(
        "--coded",
        help="Comments of each of two quarters that are coded by hand; 0 for none.",
        min=0,
        metavar="N",
    ),
]

RunFolder = Annotated[
    Path, typer.Argument(help="Folder of an earlier run.", metavar="DIR", show_default=False)
]
Formats = Annotated[
    list[str],
    typer.Option(
        "--format",
        help="html, pptx, xlsx, md, slack; for planning jsonl, csv, jira, briefs, followup.",
        metavar="NAME,...",
    ),
]
Table = Annotated[
    Path,
    typer.Argument(
        help="Table with the comments (CSV, TSV, XLSX, Parquet).",
        metavar="FILE",
        show_default=False,
    ),
]
MentionsOut = Annotated[
    Path, typer.Option("--out", help="File to write: .csv or .parquet.", metavar="FILE")
]
TextColumn = Annotated[str, typer.Option(help="Column of the comment.", metavar="COLUMN")]
RowId = Annotated[
    str | None,
    typer.Option("--id-column", help="Column of the id; else the line.", metavar="COLUMN"),
]
LabelledFile = Annotated[
    Path,
    typer.Argument(
        help="Table with text and labels, coded by a person.", metavar="FILE", show_default=False
    ),
]
Train = Annotated[
    Path | None, typer.Option(help="Table with text and labels to learn from.", metavar="FILE")
]
DrawSeed = Annotated[
    int, typer.Option("--seed", help="Seed of the bootstrap draws.", min=0, metavar="N")
]

CodeframeFile = Annotated[
    Path,
    typer.Argument(
        help='Codeframe file; or the word "general".', metavar="CODEFRAME", show_default=False
    ),
]
EditedFile = Annotated[
    Path | None,
    typer.Argument(
        help="A sheet (CSV, XLSX), an edited copy, or proposals.",
        metavar="EDITED",
        show_default=False,
    ),
]
NewCodeframe = Annotated[
    Path,
    typer.Argument(help="Codeframe to compare it with.", metavar="NEW", show_default=False),
]
AllThemes = Annotated[bool, typer.Option("--all", help="Show retired themes too.")]
History = Annotated[bool, typer.Option("--history", help="Show what was done to the themes.")]
CodeframeOut = Annotated[
    Path | None,
    typer.Option("--out", help="File to write: .csv (a sheet) or .toml.", metavar="FILE"),
]
AppliedOut = Annotated[
    Path | None,
    typer.Option("--out", help="File to write; else CODEFRAME itself.", metavar="FILE"),
]
Merges = Annotated[
    list[str] | None,
    typer.Option("--merge", help="Make one theme of several.", metavar="A,B=INTO"),
]
Splits = Annotated[
    list[str] | None,
    typer.Option("--split", help="Replace a theme by others.", metavar="ID=PART,PART"),
]
Renames = Annotated[
    list[str] | None,
    typer.Option("--rename", help="Another label; tags stay the same.", metavar="ID=LABEL"),
]
Definitions = Annotated[
    list[str] | None, typer.Option("--define", help="Another definition.", metavar="ID=TEXT")
]
Moves = Annotated[
    list[str] | None,
    typer.Option("--move", help='Under another theme; "ID=-" to the top.', metavar="ID=PARENT"),
]
Retired = Annotated[
    list[str] | None, typer.Option("--retire", help="Take out of use.", metavar="ID")
]
Restored = Annotated[
    list[str] | None, typer.Option("--restore", help="Use a retired theme again.", metavar="ID")
]
ThemeExamples = Annotated[
    list[str] | None,
    typer.Option("--example", help="A text that speaks of the theme.", metavar="ID=TEXT"),
]
CounterExamples = Annotated[
    list[str] | None,
    typer.Option(
        "--counter-example", help="A text that seems to, and does not.", metavar="ID=TEXT"
    ),
]
Keywords = Annotated[
    list[str] | None,
    typer.Option("--keyword", help="A word or phrase that names it.", metavar="ID=WORD"),
]
Added = Annotated[
    list[str] | None,
    typer.Option("--add", help="A new theme; needs --define, too.", metavar="ID=LABEL"),
]
Accepted = Annotated[
    list[str] | None,
    typer.Option("--accept", help="A proposal of EDITED; else all of them.", metavar="ID"),
]
Note = Annotated[str | None, typer.Option(help="Why; kept in the history.", metavar="TEXT")]
OnDay = Annotated[
    str | None, typer.Option("--on", help="Day, kept in the history.", metavar="DATE")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the changes, write nothing.")]

READING_OPTIONS: Final[dict[str, Any]] = {
    "reasons": _Reasons,
    "attributes": _Attributes,
    "key": _Key,
    "profile": _ProfileName,
    "score_column": _ScoreColumn,
    "reason_column": _ReasonColumn,
    "id_column": _IdColumn,
    "respondent_column": _RespondentColumn,
    "date_column": _DateColumn,
    "segment_column": _SegmentColumn,
    "score_scale": _Scale,
}
"""How a survey is read: options of every command that reads one, all None by default."""

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
    "gold": ("drivers", "gold"),
    "learn": ("themes", "learn"),
    "status": ("report", "status"),
}
"""Options that set a setting; they win over the settings file."""


@dataclass(frozen=True, slots=True)
class Models:
    """What texts are tagged with: a codeframe, a tier, and texts to be learned from."""

    codeframe: Path | None = None
    tier: str = "accurate"
    train: Path | None = None


def reads_a_survey(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of reading; it finds them, with its own, in `ctx.params`."""
    hints = get_type_hints(command, include_extras=True)
    own = [
        parameter.replace(annotation=hints[name])
        for name, parameter in inspect.signature(command).parameters.items()
    ]
    kind = inspect.Parameter.KEYWORD_ONLY
    added = [
        inspect.Parameter(name, kind, default=None, annotation=option)
        for name, option in READING_OPTIONS.items()
    ]

    @wraps(command)
    def with_options(**values: object) -> None:
        command(**{parameter.name: values[parameter.name] for parameter in own})

    parameters = [parameter.replace(kind=kind) for parameter in own]
    required = [p for p in parameters if p.default is inspect.Parameter.empty]
    optional = [p for p in parameters if p.default is not inspect.Parameter.empty]
    signature = inspect.Signature([*required, *added, *optional])
    with_options.__signature__ = signature  # type: ignore[attr-defined]
    with_options.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
    return with_options


def settings_of(files: list[Path], options: Mapping[str, object]) -> Settings:
    """Settings of an nps.toml or of survey files, with what the options say."""
    from nps_reasons.settings import Settings  # noqa: PLC0415 - `--help` must not wait for pydantic

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
