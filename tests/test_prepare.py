"""Any table of responses: completed, or refused with one line; the table given never changes."""

import pandas as pd
import pytest

from nps_reasons.errors import InputError
from nps_reasons.prepare import (
    compared_periods,
    complete_responses,
    score_scale,
    segment_columns,
)
from nps_reasons.settings import PeriodSettings, Settings


def table(**columns):
    return pd.DataFrame({"response_id": ["b", "a"], "score": [9, 3], "plan": ["x", "y"]} | columns)


def completed(responses):
    return complete_responses(responses)


def test_the_table_given_is_not_changed():
    given = table(responded_at=["2025-01-02", None])
    before = given.copy(deep=True)
    completed(given)
    pd.testing.assert_frame_equal(given, before)


def test_the_index_may_bear_the_name_of_a_column():
    given = table().set_index("response_id", drop=False)
    assert completed(given)["response_id"].tolist() == ["a", "b"]


@pytest.mark.parametrize("dates", [["soon", "later"], [True, False], ["03/04/2025", "04/04/2025"]])
def test_dates_that_are_none_are_refused_in_one_line(dates):
    with pytest.raises(InputError, match="responded_at must hold times") as refusal:
        completed(table(responded_at=dates))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", ["score", 5, ("a", "b"), None])
def test_a_name_that_is_no_text_or_stands_twice_is_refused(name):
    strange = table().set_axis(["response_id", "score", name], axis=1)
    with pytest.raises(InputError, match="column names must be text and differ"):
        completed(strange)


def test_a_column_cannot_have_the_name_of_the_total():
    with pytest.raises(InputError, match='a column is called "all"'):
        completed(table().rename(columns={"plan": "all"}))


def test_the_whole_survey_is_no_period_among_others():
    with pytest.raises(InputError, match='1 rows have the period "all"'):
        completed(table(period=["all", "2025Q1"]))


@pytest.mark.parametrize("weight", [-1.0, 1e308, 5e-324, float("inf")])
def test_a_weight_that_cannot_be_computed_with_is_refused(weight):
    with pytest.raises(InputError, match="weight must be a number from 0 to a billion"):
        completed(table(weight=[1.0, weight]))


def test_a_column_of_lists_is_no_segment():
    given = completed(table(tags=[["a"], ["b"]]))
    assert segment_columns(given, Settings()) == ("plan",)


def test_a_segment_named_twice_counts_once():
    settings = Settings.from_dict({"drivers": {"segments": ["plan", "plan"]}})
    assert segment_columns(completed(table()), settings) == ("plan",)


# What follows from what


def test_the_scale_is_the_one_that_the_groups_agree_with():
    groups = {"score": [1, 2, 5], "group": ["promoter", "passive", "detractor"]}
    assert score_scale(pd.DataFrame(groups), None) == "5-1"
    assert score_scale(pd.DataFrame(groups), "0-10") == "0-10"
    assert score_scale(pd.DataFrame({"score": [1, 2, 5]}), None) == "0-10"


def test_groups_that_agree_with_no_scale_are_refused():
    strange = pd.DataFrame({"score": [1, 10], "group": ["promoter", "detractor"]})
    with pytest.raises(InputError, match="agree with the scores on no scale"):
        score_scale(strange, None)


def test_a_period_column_is_kept_unless_the_length_of_a_period_is_asked_for():
    given = table(period=["spring", "autumn"], responded_at=["2025-04-01", "2025-10-01"])
    assert completed(given)["period"].tolist() == ["autumn", "spring"]
    by_year = complete_responses(given, periods=PeriodSettings(by="year"))
    assert by_year["period"].tolist() == ["2025", "2025"]


def periods(**sizes):
    return pd.DataFrame({"period": [name for name, n in sizes.items() for _ in range(n)]})


def test_a_quarter_just_begun_is_not_what_a_report_is_about():
    sizes = {"2025Q1": 700, "2025Q2": 800, "2025Q3": 40}
    assert compared_periods(periods(**sizes), list(sizes), None, None) == ("2025Q2", "2025Q1")
    assert compared_periods(periods(**sizes), list(sizes), "2025Q3", None)[0] == "2025Q3"


def test_the_last_period_is_reported_where_all_are_small():
    sizes = {"2025Q1": 3, "2025Q2": 2}
    assert compared_periods(periods(**sizes), list(sizes), None, None) == ("2025Q2", "2025Q1")
