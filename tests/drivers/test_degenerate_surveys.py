"""Surveys with little to say: every number that is shown is finite and lies in its limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nps_reasons as nr
from nps_reasons.drivers import explain_change, rank_drivers
from nps_reasons.errors import InputError

PAIR = {"period": "2", "reference": "1"}
FUZZ = settings(max_examples=60, deadline=None, derandomize=True)

SHAPES = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**32 - 1),
        "n": st.sampled_from([1, 2, 5, 11, 30, 80]),
        "n_themes": st.sampled_from([0, 1, 2, 6, 40]),
        "said": st.sampled_from([0.0, 0.05, 0.4, 1.0]),
        "points": st.sampled_from([[100.0], [-100.0, 100.0], [-100.0, 0.0, 100.0]]),
        "weights": st.sampled_from([[1.0], [0.0, 1.0], [1e-9, 1.0], [1.0, 1e9]]),
        "silent": st.sampled_from([0.0, 0.4, 1.0]),
        "n_people": st.sampled_from([1, 3, 1000]),
        "levels": st.sampled_from([1, 2, 30]),
        "twins": st.booleans(),
        "speaks_for_score": st.booleans(),
    }
)


def survey_of(shape: dict[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A survey of the shape: themes may be twins, or say what the score says."""
    rng, n = np.random.default_rng(shape["seed"]), shape["n"]
    points = rng.choice(shape["points"], n)
    commented = rng.random(n) >= shape["silent"]
    said = rng.random((n, shape["n_themes"])) < shape["said"]
    if shape["twins"]:
        said[:, 1::2] = said[:, 0::2][:, : shape["n_themes"] // 2]
    if shape["speaks_for_score"] and shape["n_themes"]:
        said[:, 0] = points < 0
    rows, themes = np.nonzero(said & commented[:, None])
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(n)],
            "respondent_id": rng.integers(0, shape["n_people"], n).astype(str),
            "period": rng.choice(["1", "2"], n),
            "contribution": points,
            "reason": pd.array(np.where(commented, "said", None), dtype="string"),
            "weight": rng.choice(shape["weights"], n),
            "plan": rng.integers(0, shape["levels"], n).astype(str),
        }
    )
    mentions = pd.DataFrame(
        {
            "response_id": responses["response_id"].to_numpy()[rows],
            "theme": [f"theme-{k}" for k in themes],
            "sign": np.where(themes % 3 == 2, "positive", "negative"),
        }
    )
    return responses, mentions


def assert_within_limits(table: pd.DataFrame, names: list[str]) -> None:
    """Numbers are finite or missing; limits stand beside a value and hold it."""
    numbers = table.select_dtypes("number").astype(float).to_numpy()
    assert np.isfinite(numbers[~np.isnan(numbers)]).all()
    for name in names:
        value, low, high = (table[name + end].astype(float) for end in ("", "_low", "_high"))
        assert (low.isna() == high.isna()).all()
        shown = table[low.notna()].index
        assert (low[shown] <= value[shown]).all()
        assert (value[shown] <= high[shown]).all()


@FUZZ
@given(SHAPES)
def test_what_a_driver_table_shows_is_finite_and_in_its_limits(shape) -> None:
    responses, mentions = survey_of(shape)
    if not responses["weight"].any():
        with pytest.raises(InputError, match="not all zero"):
            rank_drivers(responses, mentions)
        return
    table = rank_drivers(responses, mentions, segments=["plan"])
    parts = ["effect", "points", "promoter_points", "detractor_points", "rank"]
    assert_within_limits(table, parts)
    assert table["verdict"].notna().all()
    assert table.loc[table["verdict"] == "too few", "points"].isna().all()
    shown = table["points"].notna()
    for name in ("points_low", "effect_low", "p_value", "q_value"):
        assert table.loc[shown, name].notna().all()
    assert set(table.loc[~shown, "verdict"]) <= {"too few", "not distinguishable"}


@FUZZ
@given(SHAPES)
def test_what_a_change_shows_is_finite_adds_up_and_is_in_its_limits(shape) -> None:
    responses, mentions = survey_of(shape)
    weights = responses.groupby("period")["weight"].sum()
    if len(weights) < 2 or not (weights > 0).all():
        return
    table = explain_change(responses, mentions, segments=["plan"], **PAIR)
    assert_within_limits(table, ["points"])
    assert table["points"].notna().all()
    first, second = (
        np.average(part["contribution"], weights=part["weight"])
        for _, part in responses.groupby("period")
    )
    assert table["points"].sum() == pytest.approx(second - first, abs=1e-7)


@pytest.mark.parametrize("period", ["1", "2"])
def test_a_period_that_weighs_nothing_is_named(responses_of, mentions_of, period) -> None:
    responses = responses_of([100.0, -100.0] * 20, period=["1", "2"] * 20)
    weightless = responses.assign(weight=(responses["period"] != period).astype(float))
    with pytest.raises(InputError, match=f"weights of period {period} are all zero"):
        explain_change(weightless, mentions_of(speed=range(9)), **PAIR)


@pytest.fixture(scope="module")
def three_quarters() -> pd.DataFrame:
    n = 120
    return pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(n)],
            "period": np.repeat(["2031Q1", "2031Q2", "2031Q3"], n // 3),
            "score": np.resize([2, 10, 6, 9, 8], n),
            "reason": np.resize(["the price is too high", "great support", "too slow", None], n),
            "weight": 1.0,
        }
    )


@pytest.mark.parametrize(("nothing", "pairs"), [("2031Q1", [("2031Q3", "2031Q2")]), ("2031Q2", [])])
def test_an_earlier_period_that_weighs_nothing_stops_no_report(
    three_quarters, nothing, pairs
) -> None:
    weighs = (three_quarters["period"] != nothing).astype(float)
    found = nr.analyze(three_quarters.assign(weight=weighs))
    periods = {"2031Q1", "2031Q2", "2031Q3"} - {nothing}
    assert set(found.drivers["period"]) == periods
    explained = found.changes[["period", "reference"]].drop_duplicates()
    assert list(explained.itertuples(index=False, name=None)) == pairs
    assert set(found.nps["period"]) >= periods


def test_a_report_about_a_period_that_weighs_nothing_is_refused_by_name(three_quarters) -> None:
    weighs = (three_quarters["period"] != "2031Q3").astype(float)
    with pytest.raises(InputError, match=r"weights of period 2031Q3 are all zero \(40 resp"):
        nr.analyze(three_quarters.assign(weight=weighs))


@pytest.mark.parametrize("column", ["weight", "contribution"])
@pytest.mark.parametrize("method", [rank_drivers, lambda r, m: explain_change(r, m, **PAIR)])
def test_a_missing_weight_or_contribution_is_refused(
    responses_of, mentions_of, column, method
) -> None:
    responses = responses_of([100.0, -100.0] * 20, period=["1", "2"] * 20, weight=1.0)
    responses.loc[3, column] = np.nan
    with pytest.raises(InputError, match=column):
        method(responses, mentions_of(speed=range(9)))


def test_seventy_themes_on_a_hundred_responses_leave_the_rarer_out() -> None:
    rng = np.random.default_rng(1)
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(100)],
            "period": ["1", "2"] * 50,
            "contribution": rng.choice([-100.0, 0.0, 100.0], 100),
        }
    )
    rows, themes = np.nonzero(rng.random((100, 70)) < 0.2)
    mentions = pd.DataFrame(
        {
            "response_id": responses["response_id"].to_numpy()[rows],
            "theme": [f"theme-{k:02}" for k in themes],
            "sign": "negative",
        }
    )
    drivers = rank_drivers(responses, mentions)
    assert 0 < drivers["points"].notna().sum() <= 33
    change = explain_change(responses, mentions, **PAIR)
    assert change["points"].notna().all()
    assert change["points"].abs().max() < 1000
