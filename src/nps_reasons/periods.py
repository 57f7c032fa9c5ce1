"""Periods: months, quarters, halves and years of the settings' time zone, as sortable text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from nps_reasons.errors import UsageError, did_you_mean
from nps_reasons.schema import ALL, UNDATED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nps_reasons.settings import PeriodLength


def periods_of(times: pd.Series, by: PeriodLength = "quarter", timezone: str = "UTC") -> pd.Series:
    """Period of each response.

    Parameters
    ----------
    times
        Times in UTC; missing where a response has no date.
    by
        Length of a period.
    timezone
        Where a period's first day begins.

    Returns
    -------
    pd.Series
        `2018Q2`, `2018-04`, `2018H1` or `2018`; `undated` for a missing time among dated ones;
        `all` for every row where no time is known.

    Examples
    --------
    >>> times = pd.Series(pd.to_datetime(["2018-03-31T23:30Z", None]))
    >>> periods_of(times, timezone="Europe/London").tolist()
    ['2018Q2', 'undated']
    """
    if times.isna().all():
        return pd.Series(ALL, index=times.index, dtype="string")
    local = times.dt.tz_convert(timezone).dt
    year = local.year.astype("Int64").astype("string")
    month = local.month.astype("Int64")
    part = {
        "month": "-" + month.astype("string").str.zfill(2),
        "quarter": "Q" + ((month + 2) // 3).astype("string"),
        "half": "H" + ((month + 5) // 6).astype("string"),
        "year": "",
    }[by]
    periods: pd.Series = (year + part).fillna(UNDATED).astype("string")
    return periods


def dated(periods: Iterable[str]) -> tuple[str, ...]:
    """The distinct periods in order, without `undated`.

    Examples
    --------
    >>> dated(["2018Q2", "undated", "2018Q1", "2018Q2"])
    ('2018Q1', '2018Q2')
    """
    return tuple(sorted(set(periods) - {UNDATED}))


def check_known(period: str, known: Iterable[str]) -> str:
    """Return the period if the data have it.

    Raises
    ------
    UsageError
        They do not.
    """
    choices = list(known)
    if period not in choices:
        hint = did_you_mean(str(period), map(str, choices))
        raise UsageError(f'period "{period}" is not in the data; {hint}')
    return period


def in_period(table: pd.DataFrame, period: str) -> pd.DataFrame:
    """Rows of a period, or all of them where it is the whole survey.

    Examples
    --------
    >>> table = pd.DataFrame({"period": ["2018Q1", "2018Q2"]})
    >>> len(in_period(table, "2018Q2")), len(in_period(table, "all"))
    (1, 2)
    """
    return table if period == ALL else table[table["period"] == period]
