"""Platform: what is known of the exports of one survey platform, and the words to say it with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from nps_reasons.errors import InputError
from nps_reasons.readers.names import fold, plain_words, words_of
from nps_reasons.readers.rawtable import problems_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from nps_reasons.readers.rawtable import RawTable

Kind = Literal["survey", "reviews", "customers", "tickets"]

NOT_NPS: Final = "question is not NPS"
PREVIEW: Final = "response is a preview or test"
SPAM: Final = "response is spam"
EXCLUDED: Final = "response is excluded from calculations"
DELETED: Final = "response is deleted"
"""Reasons to set a row aside, beside those of its score and its date."""

_NPS: Final = r"\b[rt]?nps\b|net promoter|\bloyalty\b"
"""Also of a relationship or a transaction, and as HubSpot calls it."""
_EMPLOYEES: Final = r"\benps\b"
_NOT_NPS: Final = (
    r"\b(?:csat|ces|satisfaction|effort|smileys?|thumbs?|five.star|5.?star|stars?|pmf|emoji)\b"
)


def _as_it_is(table: RawTable) -> RawTable:
    return table


def _no_roles(table: RawTable) -> Mapping[str, str]:  # noqa: ARG001 - the default of a field
    return {}


@dataclass(frozen=True, slots=True)
class Platform:
    """What is known of the exports of one platform.

    Attributes
    ----------
    title
        Its name as users know it.
    recognises
        Says whether a file, read as if its first line were its only header, is such an export.
    prepare
        Makes one header of several, sets rows aside that are no response to the question, marks
        unfinished ones, puts the best date into the date column.
    roles
        Role (score, reason, date, id, respondent, language, group) to column, of the prepared
        table; the roles that it leaves out are looked for as in any file.
    machinery
        Pattern over `names.words_of` of the columns that the platform writes for itself: unless
        `roles` or the user names them, they are no role and no segment. Marks that are no words,
        such as brackets, are matched in the name as it is, in lower case.
    kind
        What its rows are.
    month_first
        Whether dates that could be read in two ways have the month first.
    """

    title: str
    recognises: Callable[[RawTable], bool]
    prepare: Callable[[RawTable], RawTable] = _as_it_is
    roles: Callable[[RawTable], Mapping[str, str]] = _no_roles
    machinery: str = r"(?!)"
    kind: Kind = "survey"
    month_first: bool = False


def is_machinery(name: str, platform: Platform) -> bool:
    """Say whether the platform writes this column for itself."""
    return any(re.fullmatch(platform.machinery, text) for text in (words_of(name), name.lower()))


def has(table: RawTable, *names: str) -> bool:
    """Say whether the table has all these columns, whatever their case and white space."""
    return all(column_of(table, name) is not None for name in names)


def column_of(table: RawTable, *names: str) -> str | None:
    """Return the column that has the first of these names that the table has."""
    spelled = {fold(name): name for name in table.columns}
    return next((spelled[fold(name)] for name in names if fold(name) in spelled), None)


def having(*names: str) -> Callable[[RawTable], bool]:
    """Return what recognises a table with all these columns."""
    return lambda table: has(table, *names)


def known_roles(found: Mapping[str, str | None]) -> dict[str, str]:
    """Return the roles that have a column.

    Examples
    --------
    >>> known_roles({"score": "Q1", "date": None})
    {'score': 'Q1'}
    """
    return {role: name for role, name in found.items() if name is not None}


def by_name(**names: Sequence[str]) -> Callable[[RawTable], Mapping[str, str]]:
    """Return what gives each role the column that has the first of its names."""
    return lambda table: known_roles({r: column_of(table, *known) for r, known in names.items()})


def column_like(table: RawTable, *names: str) -> str | None:
    """Return the column that has the words of the first of these names that the table has.

    `created at` is `Created At`, `created_at` and `createdAt`.
    """
    spelled: dict[str, str] = {}
    for name in table.columns:
        spelled.setdefault(plain_words(name), name)
    return next((spelled[name] for name in names if name in spelled), None)


def having_words(*names: str) -> Callable[[RawTable], bool]:
    """Return what recognises a table with columns of all these words."""
    return lambda table: all(column_like(table, name) is not None for name in names)


def by_words(**names: Sequence[str]) -> Callable[[RawTable], Mapping[str, str]]:
    """Return what gives each role the column that has the words of the first of its names."""
    return lambda table: known_roles({r: column_like(table, *known) for r, known in names.items()})


def aside_where(table: RawTable, rows: pd.Series, reason: str, *, column: str) -> RawTable:
    """Set aside the rows where `rows` is true, with what stands in `column`."""
    return table.without(problems_table(table.cells.loc[rows, column], reason, column=column))


def only_nps(table: RawTable, *names: str) -> RawTable:
    """Set aside the rows whose question, in the column of the first of these words, is not NPS.

    Rows that name no question stay; so do all where no question is known. The NPS of employees
    counts where there is no other.

    Raises
    ------
    InputError
        All questions are known, and none is NPS.
    """
    column = column_like(table, *names)
    if column is None:
        return table
    question = _words_of_cells(table.cells[column])
    is_nps = question.str.contains(_NPS, regex=True)
    if not is_nps.any():
        is_nps = question.str.contains(_EMPLOYEES, regex=True)
    if is_nps.any():
        return aside_where(table, ~is_nps & (question != ""), NOT_NPS, column=column)
    if len(question) and question.str.contains(_NOT_NPS, regex=True).all():
        kinds = ", ".join(sorted(question.unique())[:6])
        raise InputError(
            f'{table.name}: no row answers the NPS question: column "{column}" has {kinds}; '
            "expected nps in some rows; export the NPS survey, or read all rows as they are "
            "without this column"
        )
    return table


def _words_of_cells(cells: pd.Series) -> pd.Series:
    """Return the words of each cell, so that "nps_2025" and "NPSSurvey" name NPS."""
    spelled = {
        cell: re.sub(r"(nps|csat)(?=[a-z0-9])", r"\1 ", words_of(cell.casefold()))
        for cell in cells.unique()
    }
    return cells.map(spelled).astype("string")


def without_other_questions(table: RawTable, *names: str) -> RawTable:
    """Set aside the rows whose question, in the column of the first of these words, is another.

    Unlike `only_nps` it keeps what it does not know: in a table of any origin the column may mean
    something else. Nothing is set aside unless some row names NPS.
    """
    column = column_like(table, *names)
    if column is None:
        return table
    question = _words_of_cells(table.cells[column])
    is_nps = question.str.contains(_NPS, regex=True)
    others = question.str.contains(f"{_NOT_NPS}|{_EMPLOYEES}", regex=True) & ~is_nps
    if not is_nps.any():
        return only_nps(table, *names) if others.all() else table
    return aside_where(table, others, NOT_NPS, column=column)


_YES: Final = ("true", "1", "yes", "y", "t", "wahr", "vrai", "verdadero", "verdadeiro", "vero")
_NO: Final = ("false", "0", "no", "n", "f", "falsch", "faux", "falso")


def is_true(cells: pd.Series) -> pd.Series:
    """Say which cells mean yes."""
    return cells.str.strip().str.casefold().isin(_YES)


def is_false(cells: pd.Series) -> pd.Series:
    """Say which cells mean no; an empty one means nothing."""
    return cells.str.strip().str.casefold().isin(_NO)


def first_filled(table: RawTable, *names: str, where: pd.Series | None = None) -> RawTable:
    """Fill the empty cells of the first of these columns from the others, in order.

    Parameters
    ----------
    where
        Rows that may be filled; None for all.
    """
    columns = [name for name in (column_of(table, n) for n in names) if name is not None]
    if len(columns) < 2:
        return table
    main, *others = columns
    cells = table.cells[main].str.strip()
    notes = []
    for other in others:
        fills = (cells == "") & (table.cells[other].str.strip() != "")
        fills = fills if where is None else fills & where
        cells = cells.mask(fills, table.cells[other])
        if fills.any():
            notes.append(
                f'Rows without "{main}", for which "{other}" is used: {int(fills.sum()):,}.'
            )
    return table.with_cells({main: cells}).noting(*notes)
