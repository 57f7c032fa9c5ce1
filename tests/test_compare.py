"""The differences table: laws, then cases, then what is too few."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.compare import difference_of, differences_table
from nps_reasons.net_promoter import nps, nps_difference
from nps_reasons.prepare import complete_responses
from nps_reasons.schema import DIFFERENCES

LAW = settings(max_examples=20, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
PAIRS = [("2025Q2", "2025Q1")]


def random_responses(seed, n=200, **columns):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(n)],
            "respondent_id": [f"p{i}" for i in rng.integers(0, n // 2, n)],
            "score": rng.integers(0, 11, n),
            "period": rng.choice(["2025Q1", "2025Q2"], n),
            "plan": rng.choice(["a", "b", "c", None], n, p=[0.5, 0.3, 0.18, 0.02]),
        }
    )
    return complete_responses(table.assign(**columns))


def row_of(table, **key):
    chosen = table[np.logical_and.reduce([table[name] == value for name, value in key.items()])]
    assert len(chosen) == 1
    return chosen.iloc[0]


def compared(responses, **options):
    options = {"periods": ["2025Q1", "2025Q2"], "segments": ["plan"]} | options
    return differences_table(responses, PAIRS, **options)


# Laws


@LAW
@given(SEEDS)
def test_the_order_of_responses_changes_nothing(seed):
    responses = random_responses(seed)
    shuffled = responses.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(compared(shuffled), compared(responses), rtol=1e-9)


@LAW
@given(SEEDS)
def test_weights_of_one_half_and_other_names_change_nothing(seed):
    responses = random_responses(seed)
    changed = responses.assign(weight=0.5, respondent_id="x" + responses["respondent_id"])
    pd.testing.assert_frame_equal(compared(changed), compared(responses), rtol=1e-9)


@LAW
@given(SEEDS)
def test_levels_by_other_names_have_the_same_differences(seed):
    responses = random_responses(seed).fillna({"plan": "d"})
    names = dict(zip("abcd", "dcba", strict=True))
    there, back = compared(responses), compared(responses.assign(plan=responses["plan"].map(names)))
    renamed = back.assign(value=back["value"].map(lambda value: names.get(value, value)))
    pd.testing.assert_frame_equal(DIFFERENCES.check(renamed), there, rtol=1e-9)


@LAW
@given(SEEDS)
def test_arms_add_up_to_the_period_and_intervals_hold_what_they_say(seed):
    table = compared(random_responses(seed))
    levels = table[table["kind"] == "segment"]
    for _, part in levels.groupby("period"):
        assert (part["n"] + part["n_reference"] == part["n"].sum()).all()
    shown = table[table["verdict"] != "too few"]
    assert (shown["low"] < shown["high"]).all()
    assert (shown["q_value"] >= shown["p_value"] - 1e-12).all()
    assert table.loc[table["verdict"] == "too few", "difference"].isna().all()


@LAW
@given(SEEDS)
def test_without_respondents_it_is_the_difference_of_two_scores(seed):
    responses = random_responses(seed).drop(columns="respondent_id")
    now, then = (responses[responses["period"] == p] for p in PAIRS[0])
    expected = nps_difference(nps(then["score"]), nps(now["score"]))
    row = row_of(compared(responses), segment="all")
    assert row.both == 0
    found = (row.difference, row.low, row.high, row.p_value)
    assert found == pytest.approx(
        (expected.value, expected.low, expected.high, expected.p_value), abs=1e-9
    )


# Cases


def test_people_asked_twice_are_counted_and_make_the_interval_narrower():
    rng = np.random.default_rng(5)
    first = rng.integers(0, 11, 100)
    responses = complete_responses(
        pd.DataFrame(
            {
                "response_id": [f"r{i:03}" for i in range(200)],
                "respondent_id": [f"p{i}" for i in range(100)] * 2,
                "score": np.append(first, np.minimum(first + 1, 10)),
                "period": ["2025Q1"] * 100 + ["2025Q2"] * 100,
            }
        )
    )
    same = row_of(compared(responses, segments=[]), segment="all")
    apart = row_of(compared(responses.drop(columns="respondent_id"), segments=[]), segment="all")
    assert (same.n, same.n_reference, same.both, apart.both) == (100, 100, 100, 0)
    assert same.high - same.low < 0.7 * (apart.high - apart.low)


def test_a_total_is_a_family_of_its_own_and_levels_share_one():
    table = compared(random_responses(2))
    total = row_of(table, kind="period", segment="all")
    assert total.q_value == total.p_value
    levels = table[(table["kind"] == "period") & (table["segment"] == "plan")]
    shown = levels.dropna(subset=["p_value"]).sort_values("p_value")
    assert shown["q_value"].iloc[0] >= shown["p_value"].iloc[0]
    assert shown["q_value"].iloc[-1] == pytest.approx(shown["p_value"].iloc[-1])


def test_a_level_is_compared_with_the_rest_of_its_period():
    scores = [10] * 20 + [0] * 20 + [7] * 10
    responses = random_responses(
        1, 50, score=scores, period="2025Q1", plan=list("a" * 20 + "b" * 30)
    )
    table = differences_table(responses, [], periods=["2025Q1"], segments=["plan"])
    row = row_of(table, value="a")
    assert (row.reference, row.kind, row.n, row.n_reference) == ("rest", "segment", 20, 30)
    assert row.difference == pytest.approx(100 + 100 * 20 / 30)
    assert row.verdict == "clear"


def test_the_whole_survey_is_a_period_too():
    responses = random_responses(3)
    table = differences_table(responses, [], periods=["all"], segments=["plan"])
    assert (table["n"] + table["n_reference"] == len(responses)).all()


def test_small_arms_are_counted_and_not_compared():
    row = row_of(compared(random_responses(4)), kind="period", value="(blank)")
    assert row.verdict == "too few"
    assert row[["difference", "low", "high", "p_value", "q_value"]].isna().all()


def test_one_level_has_no_rest():
    responses = random_responses(4, plan="a")
    row = row_of(compared(responses), kind="segment", period="2025Q1")
    assert (row.n_reference, row.verdict) == (0, "too few")


def test_arms_that_weigh_nothing_are_too_few():
    responses = random_responses(4, period="2025Q1")
    silent = responses["plan"] == "a"
    weighed = responses.assign(weight=responses["weight"].mask(silent.fillna(value=False), 0.0))
    table = compared(weighed, periods=["2025Q1"])
    assert row_of(table, kind="segment", value="a").verdict == "too few"
    assert row_of(table, kind="segment", value="b").n > 0


def test_all_promoters_are_no_clear_difference():
    table = compared(random_responses(4, score=10))
    assert not (table["verdict"] == "clear").any()
    assert not (table["verdict"] == "leaning").any()


def test_nothing_to_compare_is_an_empty_table():
    pd.testing.assert_frame_equal(
        differences_table(random_responses(1), []), DIFFERENCES.empty(), check_dtype=True
    )


def test_two_sets_of_responses_are_compared_as_the_table_compares_them():
    responses = random_responses(6)
    now, then = (responses[responses["period"] == p] for p in PAIRS[0])
    row, found = row_of(compared(responses), segment="all"), difference_of(then, now)
    assert (found.value, found.low, found.high) == pytest.approx(
        (row.difference, row.low, row.high)
    )
