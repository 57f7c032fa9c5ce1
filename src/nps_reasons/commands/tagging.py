"""What `tag` does: the comments of any table to a file of mentions, every row accounted for."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from nps_reasons.coded import cleaned, doubt_notes, texts_to_learn
from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.files import require_writable, write_whole
from nps_reasons.readers.formats.files import read_table
from nps_reasons.readers.names import named
from nps_reasons.report.tables import as_csv, as_parquet
from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.kernel import annotate
from nps_reasons.scale.workers import on_all_processors
from nps_reasons.text.clean import clean_reasons
from nps_reasons.text.language import languages_of
from nps_reasons.themes.codeframe import chosen_codeframe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from nps_reasons.commands.console import Stages
    from nps_reasons.commands.options import Models
    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.text.clean import CleanReasons
    from nps_reasons.themes.codeframe import Codeframe

WRITERS: Final[dict[str, Callable[[pd.DataFrame], bytes]]] = {
    ".csv": as_csv,
    ".parquet": as_parquet,
}
"""Ending of the name that is written to what makes the bytes."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """What became of the rows of a table; every row read is in exactly one of the last five.

    Attributes
    ----------
    set_aside
        Rows that could not be read; `notes` say why.
    blank
        Rows without a text.
    non_answers
        Rows with a text that is no reason, such as "n/a".
    with_theme, without_theme
        Rows with a text in which a theme was found, or none.
    mentions
        Lines written: one per theme said in one clause.
    themes
        Id of each theme found to the number of rows that speak of it, the most frequent first.
    """

    read: int
    set_aside: int
    blank: int
    non_answers: int
    with_theme: int
    without_theme: int
    mentions: int
    themes: dict[str, int]
    redacted: dict[str, int]
    notes: tuple[str, ...]
    versions: dict[str, str]

    @property
    def with_text(self) -> int:
        """Rows with a text, non-answers among them."""
        return self.non_answers + self.with_theme + self.without_theme


def tag_into(
    out: Path, file: Path, columns: tuple[str, str | None], models: Models, stages: Stages
) -> Tagged:
    """Tag the comments of a table and write their mentions.

    Parameters
    ----------
    columns
        The column of the text, and that of the id; lines of the file are ids where it is None.

    Raises
    ------
    UsageError
        A column does not exist, or the output would replace an input.
    InputError
        The table cannot be read, or its ids repeat.
    """
    write = _writer(out)
    _refuse_to_replace(out, (file, models.train, models.codeframe))
    require_writable(out)
    stages("reading")
    frame = chosen_codeframe(models.codeframe)
    labelled = texts_to_learn(models.train, frame)
    table = read_table(file, source=str(file))
    said = clean_reasons(_texts(table, *columns))
    stages("models")
    annotator = make_annotator(
        frame, models.tier, labelled=None if labelled is None else cleaned(labelled)
    )
    stages("tagging")
    with on_all_processors(annotator, said.reasons) as reader:
        mentions = annotate(said.reasons, reader, languages_of(said.reasons))
    stages("writing")
    write_whole(out, write(_shown(mentions, said.reasons, frame, by_id=columns[1] is not None)))
    notes = (*table.notes, *_aside_notes(table), *doubt_notes(models.train, labelled))
    return _accounted(table, said, mentions, notes, annotator.versions)


def _accounted(
    table: RawTable,
    said: CleanReasons,
    mentions: pd.DataFrame,
    notes: tuple[str, ...],
    versions: Mapping[str, str],
) -> Tagged:
    counted = mentions.groupby("theme")["response_id"].nunique()
    themes = sorted((-int(n), str(theme)) for theme, n in counted.items())
    with_theme = mentions["response_id"].nunique()
    set_aside = sum(len(aside) for aside in table.set_aside)
    n_said = int(said.reasons.notna().sum())
    return Tagged(
        read=len(table.cells) + set_aside,
        set_aside=set_aside,
        blank=len(table.cells) - n_said - said.non_answers,
        non_answers=said.non_answers,
        with_theme=with_theme,
        without_theme=n_said - with_theme,
        mentions=len(mentions),
        themes={theme: -n for n, theme in themes},
        redacted=dict(said.redacted),
        notes=notes,
        versions=dict(versions),
    )


def tagged_account(tagged: Tagged) -> dict[str, Any]:
    """What became of the rows, as plain data, ready for JSON."""
    return {**asdict(tagged), "with_text": tagged.with_text}


def _writer(out: Path) -> Callable[[pd.DataFrame], bytes]:
    suffix = out.suffix.casefold()
    if suffix not in WRITERS:
        raise UsageError(
            f'{out}: what to write is not known by the ending "{out.suffix}"; '
            f"{did_you_mean(suffix, WRITERS)}"
        )
    return WRITERS[suffix]


def _refuse_to_replace(out: Path, inputs: tuple[Path | None, ...]) -> None:
    for path in inputs:
        if path is None:
            continue
        same = path.resolve() == out.resolve()
        if same or (path.exists() and out.exists() and path.samefile(out)):
            raise UsageError(f"{path}: would be replaced by the mentions; give another --out")


def _texts(table: RawTable, text_column: str, id_column: str | None) -> pd.Series:
    """Texts of a table by the id of their row; null where the cell is blank."""
    text = named(text_column, table.columns, where=table.name, flag="--text-column")
    cells = table.cells[text].astype("string")
    ids = _ids(table, id_column)
    return cells.mask(cells.str.strip() == "").set_axis(ids)


def _ids(table: RawTable, id_column: str | None) -> pd.Index:
    lines = table.places["row"]
    if id_column is None:
        return pd.Index(lines.astype("str"), dtype="string")
    column = named(id_column, table.columns, where=table.name, flag="--id-column")
    ids = table.cells[column].astype("string").str.strip()
    _require_ids(ids, lines, where=f'{table.name}: column "{column}"')
    return pd.Index(ids, dtype="string")


def _require_ids(ids: pd.Series, lines: pd.Series, *, where: str) -> None:
    """Refuse ids that are missing or stand there twice, naming the lines."""
    missing = lines[ids == ""]
    if not missing.empty:
        raise InputError(
            f"{where} has no id on {_told(missing)}; fill it in, or leave --id-column out to have "
            "the lines of the file as ids"
        )
    repeated = ids[ids.duplicated(keep=False)]
    if not repeated.empty:
        first = repeated.iloc[0]
        raise InputError(
            f'{where}: "{first}" stands on {_told(lines[ids == first])} '
            f"({repeated.nunique():,} ids repeat); an id must be one row's: name another column, "
            "or leave --id-column out to have the lines of the file as ids"
        )


_MOST_LINES: Final = 5


def _told(lines: pd.Series) -> str:
    shown = ", ".join(str(line) for line in lines.iloc[:_MOST_LINES])
    more = f" and {len(lines) - _MOST_LINES:,} more" if len(lines) > _MOST_LINES else ""
    return f"line{'s' if len(lines) > 1 else ''} {shown}{more}"


def _shown(
    mentions: pd.DataFrame, reasons: pd.Series, codeframe: Codeframe, *, by_id: bool
) -> pd.DataFrame:
    """Mentions with the label of the theme and the words of the clause, lines in their order."""
    labels = {theme.id: theme.label for theme in codeframe.active}
    said = reasons.loc[mentions["response_id"]]
    places = zip(said, mentions["start"], mentions["end"], strict=True)
    quotes = [text[start:end] for text, start, end in places]
    table = mentions.assign(
        label=mentions["theme"].map(labels).astype("string"),
        quote=pd.Series(quotes, index=mentions.index, dtype="string"),
    )
    if by_id:
        return table
    order = table["response_id"].astype("int64").sort_values(kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _aside_notes(table: RawTable) -> list[str]:
    return [
        f"{table.name}, line {row}: set aside: {reason}"
        for aside in table.set_aside
        for row, reason in zip(aside["row"], aside["reason"], strict=True)
    ]
