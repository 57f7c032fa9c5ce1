"""Invitations: how many people were asked in each period, for response rates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.errors import InputError, UsageError
from nps_reasons.periods import periods_of
from nps_reasons.readers.cells.dates import DateRules, parse_dates
from nps_reasons.readers.facts import Facts
from nps_reasons.readers.formats.files import read_table
from nps_reasons.readers.names import words_of
from nps_reasons.readers.rawtable import one_a_row, problems_table
from nps_reasons.readers.reading import FileCount
from nps_reasons.schema import ALL, QUARANTINE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.settings import PeriodLength, PeriodSettings

_PERIODS: Final[dict[PeriodLength, tuple[str, str]]] = {
    "month": (r"\d{4}-(?:0[1-9]|1[0-2])", "2025-03"),
    "quarter": (r"\d{4}Q[1-4]", "2025Q1"),
    "half": (r"\d{4}H[12]", "2025H1"),
    "year": (r"\d{4}", "2025"),
}
"""Length of a period to its pattern and an example."""

_COUNT: Final = (
    r"(?:n|number|count|total|invited|invitations?|invites?|sent|e ?mails? sent|delivered)"
)
_COUNT_NAME: Final = rf"(?:number of |total )?{_COUNT}(?: count)?"
_SENT: Final = (
    r".*\b(?:invited|invitation|sent|delivered|dispatched)\b.*",
    r".*\b(?:date|time|timestamp|created|datum)\b.*",
)


@dataclass(frozen=True, slots=True)
class Invitations:
    """How many were invited, and the account of the file that says so.

    Attributes
    ----------
    table
        `period` and `invited`, in the order of the periods.
    quarantine
        As schema/ has it; the rows that count for no period.
    counts
        The account of the file; none where the settings hold the numbers.
    notes
        What was assumed.
    """

    table: pd.DataFrame
    quarantine: pd.DataFrame
    counts: tuple[FileCount, ...] = ()
    notes: tuple[str, ...] = ()


def read_invitations(periods: PeriodSettings, source: str | None = None) -> Invitations:
    """Read the invitations that the settings name; an empty table where they name none.

    Parameters
    ----------
    source
        What the file is called in the accounts; its own name where it is None.

    Raises
    ------
    UsageError
        The settings hold a number for what is no period.
    InputError
        The file cannot be read, or has neither dates nor numbers per period.

    Examples
    --------
    >>> from nps_reasons.settings import PeriodSettings
    >>> counts = PeriodSettings(invitations={"2025Q2": 900, "2025Q1": 1200})
    >>> read_invitations(counts).table.values.tolist()
    [['2025Q1', 1200], ['2025Q2', 900]]
    """
    given = periods.invitations or {}
    if isinstance(given, Path):
        return _of_file(read_table(given, source=source or given.name), periods)
    pattern, example = _PERIODS[periods.by]
    for period in given:
        if period != ALL and not re.fullmatch(pattern, period):
            raise UsageError(
                f'[periods] invitations: "{period}" is no {periods.by}; expected names such as '
                f'"{example}", as [periods] by is "{periods.by}"'
            )
    return Invitations(_table(given), QUARANTINE.empty())


def _table(counts: Mapping[str, int]) -> pd.DataFrame:
    rows = sorted((period, int(n)) for period, n in counts.items())
    table = pd.DataFrame(rows, columns=["period", "invited"])
    return table.astype({"period": "string", "invited": "int64"})


def _of_file(table: RawTable, periods: PeriodSettings) -> Invitations:
    pattern, example = _PERIODS[periods.by]
    facts = {name: Facts.of(table.cells[name]) for name in table.columns}
    named = next((name for name in facts if facts[name].share(pattern) > 0.5), None)
    numbers = [
        name
        for name in facts
        if name != named
        and re.fullmatch(_COUNT_NAME, words_of(name))
        and facts[name].share(r"\d[\d,. ]*") > 0.5
    ]
    if named is not None and numbers:
        return _counted(table, (named, numbers[0]), pattern)
    sent = _date_column(facts)
    if sent is None:
        raise InputError(
            f"{table.name}: holds no invitations; expected a column with the date of each, or one "
            f'with periods such as "{example}" and one with numbers (period, invited); it has '
            f"{table.told_columns}"
        )
    return _dated(table, sent, periods)


def _date_column(facts: Mapping[str, Facts]) -> str | None:
    """Return the column that says when the invitation was sent, else the first of dates."""
    dates = [name for name in facts if facts[name].date_share > 0.5]
    ranked = [n for pattern in _SENT for n in dates if re.fullmatch(pattern, words_of(n))]
    return next(iter([*ranked, *(name for name in dates if facts[name].is_date)]), None)


def _counted(table: RawTable, columns: tuple[str, str], pattern: str) -> Invitations:
    """Add up a file of numbers per period."""
    named, number = columns
    periods = table.cells[named].str.strip()
    digits = table.cells[number].str.replace(r"[\s,.]", "", regex=True)
    strange = ~(periods.str.fullmatch(pattern).astype(bool) | (periods == ALL))
    bad = ~digits.str.fullmatch(r"\d{1,12}").astype(bool)
    faults = [
        problems_table(table.cells.loc[strange, named], "not a period", column=named),
        problems_table(table.cells.loc[bad, number], "not a whole number", column=number),
    ]
    good = ~(strange | bad)
    counts = digits[good].astype("int64").groupby(periods[good]).sum()
    return _account(table, one_a_row(faults), counts)


def _dated(table: RawTable, column: str, periods: PeriodSettings) -> Invitations:
    """Count the rows of each period."""
    dates = parse_dates(table.cells[column], DateRules(periods.timezone), column=column)
    missing = dates.times.isna() & dates.problems.isna()
    faults = dates.problems.mask(missing, "date of the invitation is missing").dropna()
    times = dates.times.dropna()
    counts = periods_of(times, periods.by, periods.timezone).value_counts()
    problems = problems_table(table.cells.loc[faults.index, column], faults, column=column)
    note = f'{table.name} has a row per invitation; "{column}" says when each was sent.'
    return _account(table.noting(note, *dates.notes), problems, counts)


def _account(table: RawTable, problems: pd.DataFrame, counts: pd.Series) -> Invitations:
    if counts.empty:
        raise InputError(f"{table.name}: no row can be counted as an invitation of a period")
    rest = table.without(problems)
    aside = pd.concat(rest.set_aside) if rest.set_aside else QUARANTINE.empty()
    ((source, read),) = rest.read.items()
    account = FileCount(source, read, len(rest.cells), 0, len(aside))
    numbers = {str(period): int(n) for period, n in counts.items()}
    return Invitations(_table(numbers), QUARANTINE.check(aside), (account,), rest.notes)


def rate_notes(responses: pd.DataFrame, invited: pd.DataFrame) -> tuple[str, ...]:
    """Say the response rate of each period, and where more responded than were invited.

    Parameters
    ----------
    responses
        With `period`.
    invited
        `Invitations.table`.

    Examples
    --------
    >>> responses = pd.DataFrame({"period": ["2025Q1", "2025Q1", "2025Q2"]})
    >>> rate_notes(responses, _table({"2025Q1": 8, "2025Q3": 5}))
    ('Responses per invitation: 2025Q1 2 of 8 (25.0 %); 2025Q3 0 of 5 (0.0 %).',)
    """
    answered = responses["period"].value_counts()
    if ALL in set(invited["period"]):
        answered[ALL] = len(responses)
    pairs = [
        (period, int(answered.get(period, 0)), int(n))
        for period, n in zip(invited["period"], invited["invited"], strict=True)
    ]
    told = [f"{period} {k:,} of {n:,} ({k / n:.1%})" for period, k, n in pairs if n]
    told = [text.replace("%", " %") for text in told]
    more = [f"{period} ({k:,} of {n:,})" for period, k, n in pairs if k > n]
    notes = (f"Responses per invitation: {'; '.join(told)}.",) if told else ()
    if not more:
        return notes
    return (
        *notes,
        f"There are more responses than invitations in {', '.join(more)}: the numbers of "
        "invitations, or the dates of one of the two, cannot be right.",
    )
