"""Periods: where a day falls, and which periods there are."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import UsageError
from nps_reasons.periods import check_known, dated, periods_of
from nps_reasons.settings import PeriodLength

LAW = settings(max_examples=60, deadline=None, derandomize=True)
TIMES = st.datetimes(
    min_value=pd.Timestamp("1990-01-01"), max_value=pd.Timestamp("2090-12-31")
).map(lambda time: pd.Timestamp(time, tz="UTC"))


def period_of(time: pd.Timestamp | str, by: str = "quarter", timezone: str = "UTC") -> str:
    times = pd.Series([pd.Timestamp(time)]).dt.as_unit("us")
    return periods_of(times, by, timezone).iloc[0]


@LAW
@given(TIMES, TIMES, st.sampled_from(get_args(PeriodLength)))
def test_periods_sort_as_text_in_the_order_of_time(one, other, by) -> None:
    earlier, later = sorted([one, other])
    assert period_of(earlier, by) <= period_of(later, by)


@LAW
@given(TIMES)
def test_a_month_lies_in_one_quarter_in_one_half_in_one_year(time) -> None:
    year, month = period_of(time, "month").split("-")
    assert period_of(time, "year") == year
    assert period_of(time) == f"{year}Q{(int(month) - 1) // 3 + 1}"
    assert period_of(time, "half") == f"{year}H{1 if int(month) <= 6 else 2}"


@LAW
@given(st.lists(st.sampled_from(["2024Q1", "2024Q2", "2023Q4", "undated"])), st.randoms())
def test_the_periods_do_not_depend_on_the_order_of_responses(periods, random) -> None:
    shuffled = list(periods)
    random.shuffle(shuffled)
    assert dated(periods) == dated(shuffled) == tuple(sorted(set(periods) - {"undated"}))


@pytest.mark.parametrize(
    ("timezone", "period"),
    [("UTC", "2018-03"), ("Europe/London", "2018-04"), ("America/New_York", "2018-03")],
)
def test_a_day_begins_in_the_time_zone_of_the_settings(timezone: str, period: str) -> None:
    assert period_of("2018-03-31T23:30Z", "month", timezone) == period


def test_the_new_year_of_another_zone_is_another_year() -> None:
    assert period_of("2023-12-31T20:00Z", "year", "Asia/Tokyo") == "2024"
    assert period_of("2023-12-31T20:00Z", "year") == "2023"


def test_a_response_without_a_date_among_dated_ones_is_undated() -> None:
    times = pd.Series(pd.to_datetime([None, "2020-02-29T00:00Z"]), index=[7, 3])
    periods = periods_of(times)
    assert periods.to_dict() == {7: "undated", 3: "2020Q1"}
    assert periods.dtype == "string"


@pytest.mark.parametrize("n", [0, 3])
def test_a_survey_without_dates_is_one_period(n: int) -> None:
    times = pd.Series([pd.NaT] * n, dtype="datetime64[us, UTC]")
    assert periods_of(times).tolist() == ["all"] * n


def test_a_known_period_is_given_back_and_another_gets_a_hint() -> None:
    assert check_known("2018Q1", ["2018Q1"]) == "2018Q1"
    with pytest.raises(UsageError, match=r'"2018q2" is not in the data; did you mean "2018Q2"'):
        check_known("2018q2", ["2018Q2", "2019Q1"])


def test_a_period_that_is_no_text_is_refused_with_a_hint():
    with pytest.raises(UsageError, match='period "5" is not in the data'):
        check_known(5, ["2025Q1"])
