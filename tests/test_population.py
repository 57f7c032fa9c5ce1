"""Weights to known shares of the population: laws, then cases, then shares that cannot be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import InputError, UsageError
from nps_reasons.population import population_weights, unmet_shares
from nps_reasons.prepare import with_population_weights

LAW = settings(max_examples=40, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
PLANS = {"Basic": 0.5, "Plus": 0.3, "Max": 0.2}
REGIONS = {"North": 40, "South": 60}


def random_responses(seed, n=300):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(n)],
            "period": rng.choice(["2025Q1", "2025Q2"], n),
            "plan": rng.choice(list(PLANS), n),
            "region": rng.choice(list(REGIONS), n),
            "weight": rng.uniform(0.5, 2, n),
        }
    )


def shares_of(weights, levels):
    return (weights.groupby(levels).sum() / weights.sum()).to_dict()


# Laws


@LAW
@given(SEEDS)
def test_every_period_has_the_shares_and_the_sum_that_it_should(seed):
    table = random_responses(seed)
    weights = population_weights(table, {"plan": PLANS, "region": REGIONS}, table["weight"])
    for _, part in table.groupby("period"):
        own = weights[part.index]
        assert shares_of(own, part["plan"]) == pytest.approx(PLANS, abs=1e-9)
        assert shares_of(own, part["region"]) == pytest.approx(
            {"North": 0.4, "South": 0.6}, abs=1e-9
        )
        assert own.sum() == pytest.approx(part["weight"].sum())


@LAW
@given(SEEDS)
def test_shares_that_are_met_are_not_told_and_those_that_are_not_are(seed):
    table = random_responses(seed)
    shares = {"plan": PLANS, "region": REGIONS}
    met = population_weights(table, shares, table["weight"])
    assert unmet_shares(table, shares, met) == []
    off = {(u.period, u.segment, u.level) for u in unmet_shares(table, shares, table["weight"])}
    for period, part in table.groupby("period"):
        distance = abs(shares_of(part["weight"], part["region"])["North"] - 0.4)
        assert ((period, "region", "North") in off) == (distance > 0.005)


@LAW
@given(SEEDS)
def test_neither_the_order_of_rows_nor_the_names_of_levels_change_weights(seed):
    table = random_responses(seed)
    shares = {"plan": PLANS, "region": REGIONS}
    found = population_weights(table, shares)
    shuffled = table.sample(frac=1, random_state=1)
    again = population_weights(shuffled, dict(reversed(shares.items())))
    assert again.sort_index().to_numpy() == pytest.approx(found.to_numpy(), rel=1e-8)
    names = {"Basic": "z", "Plus": "y", "Max": "x"}
    renamed = table.assign(plan=table["plan"].map(names))
    new_shares = {"plan": {names[level]: share for level, share in PLANS.items()}}
    assert population_weights(renamed, new_shares | {"region": REGIONS}).to_numpy() == (
        pytest.approx(found.to_numpy(), rel=1e-8)
    )


@LAW
@given(SEEDS)
def test_shares_that_hold_already_change_nothing(seed):
    table = random_responses(seed).assign(period="all")
    given_shares = shares_of(table["weight"], table["plan"])
    found = population_weights(table, {"plan": given_shares}, table["weight"])
    assert found.to_numpy() == pytest.approx(table["weight"].to_numpy())


# Cases


def test_weights_given_are_multiplied():
    table = pd.DataFrame({"period": "all", "plan": list("aab"), "weight": [1.0, 2.0, 3.0]})
    weighted = with_population_weights(table, {"plan": {"a": 0.75, "b": 0.25}})
    assert weighted["weight"].tolist() == pytest.approx([1.5, 3.0, 1.5])
    assert table["weight"].tolist() == [1, 2, 3]


def test_no_shares_change_nothing():
    table = random_responses(1)
    assert with_population_weights(table, {}) is table


def test_responses_without_a_level_keep_the_share_they_have():
    table = pd.DataFrame({"period": "all", "plan": ["a"] * 6 + ["b"] * 2 + [None] * 2})
    weights = population_weights(table, {"plan": {"a": 0.5, "b": 0.5}})
    assert weights.tolist() == pytest.approx([4 / 6] * 6 + [2] * 2 + [1] * 2)
    named = population_weights(table, {"plan": {"a": 0.4, "b": 0.4, "(blank)": 0.2}})
    assert named.tolist() == pytest.approx(weights.tolist())


def test_a_level_that_a_period_lacks_leaves_its_share_to_the_others():
    table = pd.DataFrame({"period": list("11222"), "plan": list("aaabc")})
    weights = population_weights(table, {"plan": {"a": 0.5, "b": 0.25, "c": 0.25}})
    assert weights.tolist() == pytest.approx([1, 1, 1.5, 0.75, 0.75])


def test_levels_that_are_numbers_are_named_by_their_text():
    table = pd.DataFrame({"period": "all", "year": [2024, 2024, 2025]})
    weights = population_weights(table, {"year": {"2024": 50, "2025": 50}})
    assert weights.tolist() == pytest.approx([0.75, 0.75, 1.5])


def test_nobody_counts_more_than_five_times_the_mean():
    table = pd.DataFrame({"period": "all", "plan": ["a"] * 99 + ["b"]})
    weights = population_weights(table, {"plan": {"a": 0.8, "b": 0.2}})
    assert weights.max() == pytest.approx(5)


def test_a_period_that_weighs_nothing_stays_so():
    table = pd.DataFrame({"period": list("1122"), "plan": list("abab"), "weight": [0.0, 0, 1, 1]})
    weights = population_weights(table, {"plan": {"a": 0.9, "b": 0.1}}, table["weight"])
    assert weights.tolist() == pytest.approx([0, 0, 1.8, 0.2])


def test_a_few_responses_that_no_weights_fit_keep_theirs_and_many_are_refused():
    few = pd.DataFrame({"period": "2025Q3", "plan": list("ab"), "region": list("xy")})
    shares = {"plan": {"a": 0.5, "b": 0.5}, "region": {"x": 0.4, "y": 0.6}}
    assert population_weights(few, shares).tolist() == [1, 1]
    many = pd.concat([few] * 20, ignore_index=True)
    with pytest.raises(InputError, match=r'period "2025Q3": weights: after .* Join small'):
        population_weights(many, shares)


def test_a_period_whose_weights_were_kept_is_told_with_each_share_that_it_misses():
    few = pd.DataFrame({"period": "2025Q3", "plan": list("ab"), "region": list("xy")})
    shares = {"plan": {"a": 0.5, "b": 0.5}, "region": {"x": 0.4, "y": 0.6}}
    found = unmet_shares(few, shares, population_weights(few, shares))
    assert [(u.period, u.segment, u.level, u.share, u.known) for u in found] == [
        ("2025Q3", "region", "x", 0.5, pytest.approx(0.4)),
        ("2025Q3", "region", "y", 0.5, pytest.approx(0.6)),
    ]


def test_a_level_that_a_period_lacks_is_told_and_one_that_is_not_known_is_not():
    table = pd.DataFrame({"period": list("1122"), "plan": ["a", "a", "b", None]})
    shares = {"plan": {"a": 0.5, "b": 0.5}}
    found = unmet_shares(table, shares, population_weights(table, shares))
    told = [(u.period, u.level, u.share, pytest.approx(u.known)) for u in found]
    assert told == [
        ("1", "a", 1, 0.5),
        ("1", "b", 0, 0.5),
        ("2", "a", 0, 0.25),
        ("2", "b", 0.5, 0.25),
    ]


def test_a_period_that_weighs_nothing_misses_no_share():
    table = pd.DataFrame({"period": list("1122"), "plan": list("abab"), "weight": [0.0, 0, 1, 1]})
    assert unmet_shares(table, {"plan": {"a": 0.5, "b": 0.5}}, table["weight"]) == []


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({"Basic": 1.0}, 'the plan "Plus" has no share; known: Basic'),
        ({"Basic": 0.6, "Plsu": 0.4}, 'the plan "Plus" has no share; did you mean "Plsu"'),
        ({"Basic": 0.5, "Plus": 0.3, "Max": 0.2}, 'no response has the plan "Max"; known: '),
    ],
)
def test_levels_and_shares_must_match(shares, message):
    table = pd.DataFrame({"period": "all", "plan": ["Basic", "Plus"]})
    with pytest.raises(InputError, match=message):
        population_weights(table, {"plan": shares})


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({"Basic": 0.5, "Plus": 0.4}, r"must sum to 1, or to 100; they sum to 0\.9"),
        ({"Basic": 1.0, "Plus": 0.0}, 'share of "Plus" must be above 0; it is 0'),
        ({"Basic": 1.1, "Plus": -0.1}, 'share of "Plus" must be above 0; it is -0.1'),
        ({"Basic": float("nan"), "Plus": 1.0}, 'share of "Basic" must be above 0; it is nan'),
        ({}, "they sum to 0"),
    ],
)
def test_shares_that_are_none_are_refused(shares, message):
    table = pd.DataFrame({"period": "all", "plan": ["Basic", "Plus"]})
    with pytest.raises(UsageError, match=message):
        population_weights(table, {"plan": shares})


def test_a_segment_that_is_not_there_gets_a_hint():
    with pytest.raises(UsageError, match=r'\[population\] segment "paln" is not .* "plan"\?'):
        with_population_weights(random_responses(1), {"paln": PLANS})
