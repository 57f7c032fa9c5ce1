"""The trend table: laws, then cases, then periods of which little is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from nps_reasons import words
from nps_reasons.describe import nps_table
from nps_reasons.prepare import complete_responses, with_population_weights
from nps_reasons.trend import population_notes, trend_table

LAW = settings(max_examples=20, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
CASE = (
    *((62, 70, 68), (60, 70, 80), (50, 60, 80), (70, 70, 80)),
    *((55, 70, 80), (300, 320, 380), (80, 65, 50)),
)


def responses_of(scores, periods, **columns):
    table = pd.DataFrame({"score": scores, "period": periods})
    table["response_id"] = [f"r{i:05}" for i in range(len(table))]
    return complete_responses(table.assign(**columns))


def worked_case():
    scores = [s for d, p, r in CASE for s in [3] * d + [7] * p + [10] * r]
    periods = [f"2031-{i:02}" for i, counts in enumerate(CASE, 1) for _ in range(sum(counts))]
    return responses_of(scores, periods)


@LAW
@given(SEEDS)
def test_scores_are_those_of_the_nps_table_in_any_order_of_rows(seed):
    rng = np.random.default_rng(seed)
    periods = rng.choice([f"2031-{i:02}" for i in range(1, 10)] + ["undated"], 300)
    responses = responses_of(rng.integers(0, 11, 300), periods, weight=rng.uniform(0.5, 2, 300))
    table = trend_table(responses)
    totals = nps_table(responses)
    totals = totals[~totals["period"].isin(["undated", "all"])].reset_index(drop=True)
    for name in ("period", "n", "nps", "nps_low", "nps_high"):
        assert table[name].tolist() == totals[name].tolist()
    assert (table["design_effect"] >= 1).all()
    assert (table["design_effect"] * table["effective_n"]).tolist() == pytest.approx(
        table["n"].tolist()
    )
    shuffled = trend_table(responses.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(shuffled, table, rtol=1e-9)


def test_the_worked_chart_signals_its_seventh_period():
    table = trend_table(worked_case())
    last = table.iloc[-1]
    assert (last.nps, last.lower) == pytest.approx((-15.3846, -11.2337), abs=1e-4)
    assert table["centre"].tolist() == pytest.approx([8.4444] * 7, abs=1e-4)
    assert table["signal"].tolist() == [False] * 6 + [True]
    assert table["design_effect"].tolist() == [1] * 7


def test_answers_of_the_same_people_widen_intervals_as_if_each_had_answered_once():
    once = worked_case()
    ids = [f"r{i:05}" for i in range(4 * len(once))]
    again = pd.concat([once] * 4, ignore_index=True).assign(response_id=ids)
    often = trend_table(again.assign(respondent_id=[*range(len(once))] * 4))
    plain, apart = trend_table(once), trend_table(again)
    assert often["design_effect"].tolist() == pytest.approx([4] * 7)
    assert (often["n"] == 4 * plain["n"]).all()
    for name in ("nps", "nps_low", "nps_high", "effective_n", "lower", "upper"):
        assert often[name].tolist() == pytest.approx(plain[name].tolist())
    assert (apart["nps_low"] > often["nps_low"]).all()
    assert (apart["nps_high"] < often["nps_high"]).all()


def test_the_design_effect_is_that_of_weights_times_that_of_repeats():
    weights = [1.0, 1, 2, 4] * 2
    table = trend_table(
        responses_of([9, 3, 7, 9] * 2, "2031", weight=weights, respondent_id=[*"abcdabcd"])
    )
    assert table["design_effect"].tolist() == pytest.approx([1.375 * 2])


def test_shares_that_weights_do_not_meet_are_told_with_the_furthest():
    table = pd.DataFrame(
        {
            "period": ["2031-01"] * 100 + ["2031-02"] * 4,
            "plan": [*(["Basic"] * 99), "Plus", "Basic", "Basic", "Plus", "Plus"],
            "weight": 1.0,
        }
    )
    shares = {"plan": {"Basic": 0.8, "Plus": 0.2}}
    (note,) = population_notes(with_population_weights(table, shares), shares)
    assert note.startswith("Weights do not meet the known shares of the population in 2031-01:")
    assert words.plain(note).endswith(
        "Furthest off in 2031-01: plan “Plus” counts 5.9 % where 20 % is known."
    )
    assert population_notes(table, {}) == ()


def test_six_periods_have_no_chart():
    responses = worked_case()
    table = trend_table(responses[responses["period"] > "2031-01"])
    assert len(table) == 6
    assert table[["centre", "lower", "upper", "signal"]].isna().all(axis=None)


def test_the_response_rate_has_the_interval_of_wilson():
    responses = responses_of([9, 8, 3, 10], ["2031-01"] * 3 + ["2031-02"])
    table = trend_table(responses, {"2031-01": 12, "2031-03": 5}).set_index("period")
    row = table.loc["2031-01"]
    assert (row.invited, row.response_rate) == (12, 0.25)
    assert (row.response_low, row.response_high) == pytest.approx(
        proportion_confint(3, 12, method="wilson")
    )
    assert pd.isna(table.loc["2031-02", "invited"])
    assert table.index.tolist() == ["2031-01", "2031-02"]


@pytest.mark.parametrize("invited", [0, 2])
def test_more_responses_than_invitations_are_no_rate(invited):
    row = trend_table(responses_of([9] * 3, "2031"), {"2031": invited}).iloc[0]
    assert row.invited == invited
    assert pd.isna(row.response_rate)


def test_reasons_are_counted():
    responses = responses_of([9, 3], "2031", reason=["good", None])
    assert trend_table(responses)["reasons"].tolist() == [1]


def test_an_undated_survey_is_one_period():
    table = trend_table(complete_responses(pd.DataFrame({"response_id": ["a"], "score": [9]})))
    assert table["period"].tolist() == ["all"]
    assert table["nps"].tolist() == [100]


def test_a_period_that_weighs_nothing_has_no_score_and_no_signal():
    responses = worked_case()
    none = responses["period"] == "2031-03"
    table = trend_table(responses.assign(weight=responses["weight"].mask(none, 0.0)))
    assert table.loc[2, ["nps", "effective_n", "lower"]].isna().all()
    assert table["signal"].isna().tolist() == [True] * 7  # five periods are left before the latest


def test_every_period_of_promoters_has_no_chart():
    table = trend_table(responses_of([10] * 80, [f"2031-{i:02}" for i in range(1, 9)] * 10))
    assert table["signal"].isna().all()
    assert table["nps"].tolist() == [100] * 8
