"""Which periods lie before a date, and which after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MONTHS_OF: Final = {"Q": 3, "H": 6, "-": 1}
_PERIOD: Final = re.compile(r"(?P<year>\d{4})(?:(?P<unit>[QH-])(?P<number>\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Windows:
    """Dated periods before and after a date, in order.

    Attributes
    ----------
    split
        The period that the date cuts in two, in neither window; None where the date is a
        period's first day, or in no period.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    split: str | None

    @property
    def before_text(self) -> str:
        """The periods before as they read: the first to the last."""
        return span_text(self.before)

    @property
    def after_text(self) -> str:
        """The periods after as they read: the first to the last."""
        return span_text(self.after)


def span_text(periods: Sequence[str]) -> str:
    """Periods as they read: the first to the last.

    Examples
    --------
    >>> span_text(["2025Q1", "2025Q2", "2025Q3"]), span_text(["2025Q1"]), span_text([])
    ('2025Q1 to 2025Q3', '2025Q1', 'none')
    """
    if not periods:
        return "none"
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


def windows_around(when: date, days: Mapping[str, tuple[date, date]]) -> Windows:
    """Sort periods into those that end before a date and those that begin on it or later.

    Parameters
    ----------
    days
        Period to its first and last day.

    Examples
    --------
    >>> days = {name: days_of(name) for name in ("2025Q1", "2025Q2", "2025Q3")}
    >>> windows_around(date(2025, 5, 2), days)
    Windows(before=('2025Q1',), after=('2025Q3',), split='2025Q2')
    >>> windows_around(date(2025, 4, 1), days).after
    ('2025Q2', '2025Q3')
    """
    ordered = sorted(days, key=lambda name: (days[name], name))
    split = [name for name in ordered if days[name][0] < when <= days[name][1]]
    return Windows(
        before=tuple(name for name in ordered if days[name][1] < when),
        after=tuple(name for name in ordered if days[name][0] >= when),
        split=split[0] if split else None,
    )


def days_of(period: str) -> tuple[date, date] | None:
    """First and last day of a year, half, quarter or month; None where the name is no such one.

    Examples
    --------
    >>> [day.isoformat() for day in days_of("2025Q1")]
    ['2025-01-01', '2025-03-31']
    >>> days_of("spring wave") is None
    True
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        return None
    length = _MONTHS_OF[found["unit"]] if found["unit"] else 12
    first = (int(found["number"] or 1) - 1) * length
    if not 0 <= first <= 12 - length or int(found["year"]) == 0:
        return None
    start = pd.Period(year=int(found["year"]), month=first + 1, freq="M")
    return start.start_time.date(), (start + (length - 1)).end_time.date()


def days_seen(times: Sequence[int]) -> tuple[date, date]:
    """First and last day (UTC) of times in nanoseconds: what a period with a name of its own has.

    Examples
    --------
    >>> [day.isoformat() for day in days_seen([0, 86_400_000_000_000])]
    ['1970-01-01', '1970-01-02']
    """
    first, last = (datetime.fromtimestamp(t / 1e9, tz=UTC).date() for t in (min(times), max(times)))
    return first, last
