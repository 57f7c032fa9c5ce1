"""Windows: periods know their days, and a date sorts them into before and after."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers.follow_up.windows import days_of, windows_around
from nps_reasons.periods import periods_of

LAW = settings(max_examples=60, deadline=None, derandomize=True)
DATES = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@LAW
@given(DATES, st.sampled_from(["month", "quarter", "half", "year"]))
def test_a_period_has_the_days_that_lie_in_it(day: date, by) -> None:
    def period_of(when: date) -> str:
        return periods_of(pd.Series([pd.Timestamp(when, tz="UTC")]), by).iloc[0]

    first, last = days_of(period_of(day))
    assert first <= day <= last
    assert period_of(first) == period_of(last) == period_of(day)
    assert period_of(first - timedelta(days=1)) != period_of(day)
    assert period_of(last + timedelta(days=1)) != period_of(day)


@LAW
@given(DATES, st.lists(DATES, min_size=1, max_size=8))
def test_every_period_is_before_after_or_cut(when: date, days) -> None:
    names = sorted(set(periods_of(pd.Series(pd.to_datetime(days, utc=True)))))
    windows = windows_around(when, {name: days_of(name) for name in names})
    cut = [windows.split] if windows.split else []
    assert sorted([*windows.before, *cut, *windows.after]) == names
    assert list(windows.before) == sorted(windows.before)


@pytest.mark.parametrize("name", ["wave 1", "2031Q5", "2031-13", "2031H0", "31Q1", "0000Q1", ""])
def test_a_name_that_is_no_period_has_no_days(name: str) -> None:
    assert days_of(name) is None
