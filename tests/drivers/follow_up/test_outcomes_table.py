"""Outcomes: rates of groups and themes, and the value at risk, by hand and by law."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers.follow_up import outcomes_table
from nps_reasons.drivers.follow_up.comparable import Cells, comparable_weights
from nps_reasons.inference.intervals import wilson
from nps_reasons.schema import OUTCOMES

LAW = settings(max_examples=12, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)


def random_outcomes(random_survey, seed: int, *, n: int = 300):
    responses, mentions = random_survey(seed, n=n, periods=("1", "2"))
    rng = np.random.default_rng(seed)
    known = rng.random(n) < 0.8
    return responses.assign(
        churned=pd.array(np.where(known, rng.random(n) < 0.3, None), dtype="boolean"),
        renewed=pd.array(np.where(rng.random(n) < 0.5, rng.random(n) < 0.6, None), dtype="boolean"),
        value=np.where(rng.random(n) < 0.9, rng.gamma(2, 500, n).round(), np.nan),
    ), mentions


def row_of(table: pd.DataFrame, **wanted: str) -> dict:
    chosen = table
    for name, value in wanted.items():
        chosen = chosen[chosen[name] == value]
    (row,) = chosen.to_dict("records")
    return row


# Laws


@LAW
@given(SEEDS)
def test_the_order_of_rows_does_not_change_a_byte(random_survey, seed: int) -> None:
    responses, mentions = random_outcomes(random_survey, seed)
    table = outcomes_table(responses, mentions, segments=["plan", "region"])
    shuffled = outcomes_table(
        responses.sample(frac=1, random_state=3),
        mentions.sample(frac=1, random_state=4),
        segments=["plan", "region"],
    )
    assert table.to_csv() == shuffled.to_csv()


@LAW
@given(SEEDS)
def test_numbers_lie_in_their_order_and_few_have_none(random_survey, seed: int) -> None:
    survey = random_outcomes(random_survey, seed, n=400)
    table = outcomes_table(*survey, segments=["plan", "region"])
    assert table.columns.tolist() == OUTCOMES.column_names
    assert (table["n_known"] <= table["n"]).all()
    few = table["n_known"] < 10
    numbers = ["rate", "difference", "value", "value_at_risk"]
    assert table.loc[few & (table["outcome"] != "value"), numbers].isna().all(axis=None)
    untold = table.loc[table["verdict"] == "too few", table.columns[table.dtypes == "float64"]]
    assert untold.isna().all(axis=None)
    for name in ("rate", "difference", "value_at_risk"):
        told = table[table[name].notna()]
        assert (told[f"{name}_low"] <= told[name] + 1e-12).all()
        assert (told[name] <= told[f"{name}_high"] + 1e-12).all()


@LAW
@given(SEEDS)
def test_renewed_turned_round_is_churned(random_survey, seed: int) -> None:
    responses, mentions = random_outcomes(random_survey, seed)
    churned = responses.drop(columns="renewed")
    renewed = churned.assign(renewed=~churned["churned"]).drop(columns="churned")
    left, stayed = (outcomes_table(r, mentions, segments=["plan"]) for r in (churned, renewed))
    worth = ["value", "value_at_risk", "value_at_risk_low", "rate", "rate_others"]
    pd.testing.assert_frame_equal(
        left.loc[left["outcome"] == "value", worth].reset_index(drop=True),
        stayed.loc[stayed["outcome"] == "value", worth].reset_index(drop=True),
    )
    rates = [t.loc[t["outcome"] != "value", "rate"].to_numpy() for t in (left, stayed)]
    np.testing.assert_allclose(rates[0], 1 - rates[1])


@LAW
@given(SEEDS, st.sampled_from([1.0, 0.01, 250.0]))
def test_equal_weights_change_nothing(random_survey, seed: int, weight: float) -> None:
    responses, mentions = random_outcomes(random_survey, seed)
    plain = responses.drop(columns="weight")
    pd.testing.assert_frame_equal(
        outcomes_table(plain, mentions, segments=["plan"]),
        outcomes_table(plain.assign(weight=weight), mentions, segments=["plan"]),
        rtol=1e-9,
    )


@LAW
@given(SEEDS)
def test_comparable_others_have_the_segment_mix_of_those_who_say_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    said = rng.random(500) < 0.3
    segments = pd.DataFrame(
        {"plan": rng.choice(["a", "b", "c"], 500), "region": rng.choice(["n", "s"], 500)}
    )
    weights = rng.choice([0.5, 1.0, 3.0], 500)
    found = comparable_weights(Cells.make(segments), weights, said)
    assert (found[said] == 0).all()
    assert (found >= 0).all()
    for name in segments:
        own = pd.Series(weights[said]).groupby(segments.loc[said, name].to_numpy()).sum()
        others = pd.Series(found[~said]).groupby(segments.loc[~said, name].to_numpy()).sum()
        np.testing.assert_allclose(others / others.sum(), own / own.sum(), atol=1e-6)


# Cases


def test_rates_by_category_are_counted_by_hand() -> None:
    responses = pd.DataFrame(
        {
            "response_id": [f"{i:03}" for i in range(60)],
            "score": [2] * 20 + [10] * 40,
            "churned": pd.array([True] * 8 + [False] * 8 + [None] * 4 + [True, False] * 20),
        }
    )
    table = outcomes_table(responses, pd.DataFrame(columns=["response_id", "theme", "sign"]))
    detractors = row_of(table, name="detractor")
    assert (detractors["n"], detractors["n_known"], detractors["rate"]) == (20, 16, 0.5)
    assert (detractors["rate_low"], detractors["rate_high"]) == wilson(0.5, 16)
    passives = row_of(table, name="passive")
    assert passives["n"] == 0
    assert np.isnan(passives["rate"])
    assert row_of(table, name="all")["rate"] == pytest.approx(28 / 56)


def two_plans() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pro leaves more often, and complains more; within a plan the complaint goes with nothing."""
    plan = np.repeat(["Pro", "Free"], 200)
    said = np.concatenate([np.arange(200) < 150, np.arange(200) < 50])
    left = np.tile(np.arange(50) % 5 < 2, 8)
    churned = np.where(plan == "Pro", left, np.tile(np.arange(50) % 10 < 1, 8))
    responses = pd.DataFrame(
        {
            "response_id": [f"{i:03}" for i in range(400)],
            "score": 6,
            "plan": plan,
            "churned": churned,
            "value": 100.0,
        }
    )
    ids = responses.loc[said, "response_id"]
    return responses, pd.DataFrame({"response_id": ids, "theme": "billing", "sign": "negative"})


def test_a_segment_that_leaves_more_is_not_charged_to_the_complaint() -> None:
    plain = row_of(outcomes_table(*two_plans()), kind="theme", outcome="value")
    held = row_of(outcomes_table(*two_plans(), segments=["plan"]), kind="theme", outcome="value")
    # 75 of 200 who say it are of Pro's 40 %, the others the other way round.
    assert plain["rate"] == held["rate"] == pytest.approx(0.75 * 0.4 + 0.25 * 0.1)
    assert plain["value_at_risk"] == pytest.approx(200 * 100 * 0.15)
    assert held["rate_others"] == pytest.approx(held["rate"])
    assert held["value_at_risk"] == pytest.approx(0, abs=1e-6)
    assert held["value_at_risk_low"] < 0 < held["value_at_risk_high"]


def test_praise_and_missing_values_have_no_value_at_risk() -> None:
    responses, mentions = two_plans()
    praised = outcomes_table(responses, mentions.assign(sign="positive"))
    assert praised["value_at_risk"].isna().all()
    alone = outcomes_table(responses.drop(columns="churned"), mentions)
    assert set(alone["outcome"]) == {"value"}
    assert row_of(alone, kind="theme")["value"] == 20000
    assert alone["rate"].isna().all()


def test_a_level_that_none_of_the_others_has_is_left_out_of_the_mix() -> None:
    responses, mentions = two_plans()
    mine = mentions["response_id"].tolist()
    alone = responses["response_id"].isin(mine) & (responses["plan"] == "Pro")
    split = responses.assign(plan=responses["plan"].where(~alone, "Only those"))
    row = row_of(outcomes_table(split, mentions, segments=["plan"]), kind="theme", outcome="value")
    assert row["rate_others"] == pytest.approx(0.1)


def test_a_respondent_counts_once_a_period_and_once_in_all() -> None:
    responses, mentions = two_plans()
    twice = pd.concat(
        [
            responses.assign(period="1", respondent_id=responses["response_id"]),
            responses.assign(
                period="2",
                respondent_id=responses["response_id"],
                response_id="x" + responses["response_id"],
                churned=True,
            ),
        ]
    )
    table = outcomes_table(twice, mentions)
    groups = table[(table["kind"] == "group") & (table["outcome"] == "churned")]
    everybody = groups[groups["name"] == "all"].set_index("period")
    assert everybody["n"].to_dict() == {"1": 400, "2": 400, "all": 400}
    assert everybody.loc["all", "rate"] == 1.0
    assert everybody.loc["1", "rate"] == responses["churned"].mean()


def test_without_outcome_columns_there_is_no_row() -> None:
    responses, mentions = two_plans()
    assert outcomes_table(responses.drop(columns=["churned", "value"]), mentions).empty
    unknown = responses.drop(columns="value").assign(
        churned=pd.array([None] * 400, dtype="boolean")
    )
    assert outcomes_table(unknown, mentions).empty


def test_everybody_left_and_everybody_says_it() -> None:
    responses, _ = two_plans()
    all_said = pd.DataFrame(
        {"response_id": responses["response_id"], "theme": "t", "sign": "negative"}
    )
    table = outcomes_table(responses.assign(churned=True), all_said, segments=["plan"])
    row = row_of(table, kind="theme", outcome="churned")
    assert row["verdict"] == "too few"
    assert np.isnan(row["rate"])
    assert row_of(table, kind="group", name="all", outcome="churned")["rate"] == 1.0
    assert row_of(table, kind="theme", outcome="value")["value"] == 40000


@pytest.mark.slow
def test_the_interval_of_the_value_at_risk_covers_the_truth() -> None:
    covered = []
    for seed in range(300):
        rng = np.random.default_rng(seed)
        plan = rng.random(400) < 0.4
        said = rng.random(400) < np.where(plan, 0.4, 0.15)
        left = rng.random(400) < 0.05 + 0.15 * plan + 0.10 * said
        responses = pd.DataFrame(
            {
                "response_id": [f"{i:03}" for i in range(400)],
                "score": 6,
                "plan": np.where(plan, "Pro", "Free"),
                "churned": left,
                "value": 10.0,
            }
        )
        mentions = pd.DataFrame(
            {"response_id": responses.loc[said, "response_id"], "theme": "t", "sign": "negative"}
        )
        table = outcomes_table(responses, mentions, segments=["plan"])
        row = row_of(table, kind="theme", outcome="value")
        true = row["value"] * 0.10
        covered.append(row["value_at_risk_low"] <= true <= row["value_at_risk_high"])
    assert 0.92 <= np.mean(covered) <= 0.98
