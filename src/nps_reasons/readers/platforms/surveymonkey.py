"""SurveyMonkey: a second header row of options, questions of several columns, month first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.net_promoter import SCALE_OF
from nps_reasons.readers.cells.scores import parse_score
from nps_reasons.readers.facts import Facts
from nps_reasons.readers.names import tidy, unique_beside, words_of
from nps_reasons.readers.patterns import rank_of
from nps_reasons.readers.platforms.platform import Platform, first_filled, known_roles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.readers.rawtable import RawTable

_ID: Final = "respondent id"
_COLLECTOR: Final = "collector id"
_DATES: Final = ("end date", "date created", "start date", "date modified")
"""Names of the times, the best first."""

_PLAIN: Final = frozenset({"", "response", "open ended response"})
"""Second headers that name no option: the question has one answer."""

_STATUS: Final = ("response status", "status")
_FINISHED: Final = frozenset({"completed", "complete"})
_UNFINISHED: Final = frozenset(
    {"partial", "partially completed", "incomplete", "disqualified", "overquota", "over quota"}
)
_NOT_TICKED: Final = ("", "0", "false", "no")
_SCALE: Final = SCALE_OF["0-10"]
_FEWEST: Final = 10
"""Columns of scores that a question of one column a score has at least."""


@dataclass(frozen=True, slots=True)
class Question:
    """The columns of one question, and what the second header says of each; "" where nothing."""

    columns: tuple[str, ...]
    options: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the first column, which is the question."""
        return self.columns[0]


def recognises(table: RawTable) -> bool:
    """Recognise the ids of respondent and collector, or the second header of open questions."""
    if _column(table, _ID) is None:
        return False
    below = {words_of(cell) for cell in table.cells.iloc[0]} if len(table.cells) else set()
    return _column(table, _COLLECTOR) is not None or "open ended response" in below


def prepare(table: RawTable) -> RawTable:
    """Make one header of two, and one score of eleven columns; mark what is unfinished."""
    table, questions = _one_header(table)
    for question in questions:
        table = _with_one_score(table, question)
    table = _named_by_options(table, questions)
    table = _marking_unfinished(table)
    columns = (_column(table, date) for date in _DATES)
    return first_filled(table, *(name for name in columns if name is not None))


def roles(table: RawTable) -> Mapping[str, str]:
    """Return id and time, and the comment field of the score's question if it is the only one."""
    dates = (_column(table, date) for date in _DATES)
    found = {
        "id": _column(table, _ID),
        "date": next((name for name in dates if name), None),
        "reason": _comment_on_score(table),
    }
    return known_roles(found)


def _column(table: RawTable, words: str) -> str | None:
    return next((name for name in table.columns if words_of(name) == words), None)


def _one_header(table: RawTable) -> tuple[RawTable, list[Question]]:
    """Return the table without its second header, and its questions of several columns."""
    options = [""] * len(table.columns)
    if _has_second_header(table):
        options = [tidy(cell) for cell in table.cells.iloc[0]]
        table = table.without_lines(pd.RangeIndex(1))
        table = table.noting(f"{table.name}: 2 header rows were read as one.")
    return table, _questions(table, options)


def _has_second_header(table: RawTable) -> bool:
    """Say whether the first line has no ids: each response has some."""
    if not len(table.cells):
        return False
    first = table.cells.iloc[0]
    ids = [first[name] for name in (_column(table, _ID), _column(table, _COLLECTOR)) if name]
    if not ids:
        return "open ended response" in {words_of(cell) for cell in first}
    return not any(character.isdigit() for cell in ids for character in cell)


def _questions(table: RawTable, options: Sequence[str]) -> list[Question]:
    """Return the questions of several columns; a column without a name continues the question."""
    columns = table.columns
    starts = [i for i, name in enumerate(columns) if i == 0 or name not in table.unnamed]
    questions = [
        Question(tuple(columns[start:end]), tuple(options[start:end]))
        for start, end in pairwise([*starts, len(columns)])
    ]
    return [question for question in questions if len(question.columns) > 1]


def _with_one_score(table: RawTable, question: Question) -> RawTable:
    """Return the table with the score of a question in one column, if it has one column a score."""
    scores = _score_columns(table, question)
    if not scores:
        return table
    cells = _ticked(table.cells[list(scores)], scores)
    first = next(iter(scores))
    table = table.with_cells({first: cells}).dropping(list(scores)[1:])
    return table.noting(
        f'{table.name}: the {len(scores)} columns of "{question.name}" were read as one score.'
    )


def _score_columns(table: RawTable, question: Question) -> dict[str, str]:
    """Return the columns of a question that stand for one score each, and that score."""
    options = dict(zip(question.columns, question.options, strict=True))
    scores = {name: text for name, text in options.items() if _is_score(text)}
    if len(scores) >= _FEWEST and len({parse_score(t, _SCALE) for t in scores.values()}) >= _FEWEST:
        return scores
    if any(options.values()) or rank_of(question.name, "score") is None:
        return {}
    # The second header is gone: each column repeats its own score, and no row has two.
    only = {name: Facts.of(table.cells[name]) for name in question.columns}
    found = {
        name: str(facts.cells.iloc[0])
        for name, facts in only.items()
        if facts.distinct == 1 and _is_score(str(facts.cells.iloc[0]))
    }
    filled = table.cells[list(found)].apply(lambda cells: cells.str.strip() != "")
    return found if len(found) > 1 and bool((filled.sum(axis=1) <= 1).all()) else {}


def _is_score(text: str) -> bool:
    return parse_score(text, _SCALE)[0] is not None


def _ticked(cells: pd.DataFrame, scores: Mapping[str, str]) -> pd.Series:
    """Return the score of the filled cell of each row; all of them where several are filled."""
    text = pd.DataFrame({name: cells[name].str.strip().str.casefold() for name in scores})
    filled = text != ""
    # Where options that were not chosen are written as 0, more than one cell is filled.
    several = filled.sum(axis=1) > 1
    filled = filled.mask(several, ~text.isin(_NOT_TICKED)).astype(bool)
    chosen = [
        " + ".join(score for score, is_in in zip(scores.values(), row, strict=True) if is_in)
        for row in filled.to_numpy()
    ]
    return pd.Series(chosen, index=cells.index)


def _named_by_options(table: RawTable, questions: Sequence[Question]) -> RawTable:
    """Name the columns of questions of several columns by the question and the option."""
    names: dict[str, str] = {}
    for question in questions:
        left = [
            (name, option)
            for name, option in zip(question.columns, question.options, strict=True)
            if name in table.cells
        ]
        names |= {
            name: f"{question.name} - {option}"
            for name, option in left[_is_score(question.options[0]) :]
            if words_of(option) not in _PLAIN
        }
    others = [name for name in table.columns if name not in names]
    unique = unique_beside(others, names.values())
    table = table.renamed(dict(zip(names, unique, strict=True)))
    labels = {name: name.rsplit(" - ", 1)[-1] for name in unique}
    return replace(table, labels=labels, notes=_without_names(table))


def _without_names(table: RawTable) -> tuple[str, ...]:
    """Return the notes without the one on columns that have no name, where all have one now."""
    if table.unnamed:
        return table.notes
    return tuple(note for note in table.notes if "columns without a name" not in note)


def _marking_unfinished(table: RawTable) -> RawTable:
    for name in (_column(table, words) for words in _STATUS):
        if name is None:
            continue
        status = table.cells[name].str.strip().str.casefold().str.replace("_", " ")
        if status.isin([*_FINISHED, *_UNFINISHED, ""]).all():
            return table.marking_unfinished(status.isin(_UNFINISHED))
    return table


def _comment_on_score(table: RawTable) -> str | None:
    """Return the comment field of the question of the score, if no question asks for a reason."""
    if any(rank_of(name, "reason") is not None for name in table.columns):
        return None
    fields = [
        name for name in table.labels if rank_of(name.rsplit(" - ", 1)[0], "score") is not None
    ]
    texts = [name for name in fields if Facts.of(table.cells[name]).score_share == 0]
    return texts[0] if len(texts) == 1 else None


SURVEYMONKEY: Final = Platform(
    title="SurveyMonkey",
    recognises=recognises,
    prepare=prepare,
    roles=roles,
    machinery=r"collector id|ip address|(?:first|last) name|date (?:created|modified)"
    r"|(?:start|end) date|response status|.* other please specify",
    month_first=True,
)
