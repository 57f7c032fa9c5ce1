"""Drivers within levels of segments: laws, planted differences, small levels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from nps_reasons.drivers import rank_drivers
from nps_reasons.drivers.audit import segment_drivers, sign_stability
from nps_reasons.drivers.audit.levels import restricted
from nps_reasons.drivers.commenters import commenters
from nps_reasons.schema import SEGMENT_DRIVERS

LAW = settings(max_examples=12, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
KEY = ["theme", "sign"]
LEVEL = ["segment", "value", *KEY]
NUMBERS = ["effect", "effect_low", "effect_high", "points", "points_low", "points_high", "p_value"]


def within(responses, mentions, segments=("plan", "region"), **kwargs):
    people = commenters(responses, mentions, segments=segments)
    return segment_drivers(people, period="1", **kwargs)


def planted(seed, n=1500, effects=(-4.0, -4.0, -4.0)):
    """Billing costs what the plan of the respondent says; staff costs the same in all plans."""
    rng = np.random.default_rng(seed)
    plan = rng.integers(0, 3, n)
    billing, staff = rng.random(n) < 0.2, rng.random(n) < 0.2
    score = 8.2 + np.array(effects)[plan] * billing - 1.5 * staff + rng.normal(0, 1.5, n)
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i:05}" for i in range(n)],
            "contribution": np.select([score >= 8.5, score >= 6.5], [100.0, 0.0], -100.0),
            "plan": np.array(["basic", "plus", "top"])[plan],
        }
    )
    said = [
        responses.loc[who, ["response_id"]].assign(theme=theme, sign="negative")
        for theme, who in (("billing", billing), ("staff", staff))
    ]
    return responses, pd.concat(said)


# Laws


@LAW
@given(SEEDS)
def test_a_segment_of_one_level_has_the_drivers_of_the_whole(random_survey, seed):
    responses, mentions = random_survey(seed)
    found = within(responses.assign(all="one"), mentions, ["all"]).set_index(KEY)
    drivers = rank_drivers(responses.assign(all="one"), mentions, segments=["all"]).set_index(KEY)
    expected = drivers.loc[found.index]
    for name in NUMBERS:
        assert found[name].to_numpy() == pytest.approx(
            expected[name].to_numpy(), abs=1e-8, nan_ok=True
        )
    shown = found["effect"].notna()
    assert found.loc[shown, "shrunk_effect"].to_numpy() == pytest.approx(found.loc[shown, "effect"])


@LAW
@given(SEEDS)
def test_a_level_has_the_drivers_of_its_responses_alone(seed):
    responses, mentions = planted(seed, n=400)
    found = within(responses, mentions, ["plan"])
    for level, part in found.groupby("value"):
        own = responses[responses["plan"] == level]
        drivers = rank_drivers(own, mentions).sort_values(KEY)
        for name in NUMBERS:
            assert part[name].to_numpy() == pytest.approx(drivers[name].to_numpy(), abs=1e-8)


@LAW
@given(SEEDS)
def test_the_order_of_rows_never_shows(random_survey, seed):
    responses, mentions = random_survey(seed)
    shuffled = [table.sample(frac=1, random_state=seed % 1000) for table in (responses, mentions)]
    assert within(responses, mentions).to_csv() == within(*shuffled).to_csv()


@LAW
@given(SEEDS)
def test_other_names_of_levels_change_nothing_but_the_names(random_survey, seed):
    responses, mentions = random_survey(seed)
    names = {"basic": "z", "plus": "m", "top": "a"}
    renamed = within(responses.assign(plan=responses["plan"].map(names)), mentions)
    back = renamed["value"].map({new: old for old, new in names.items()})
    renamed["value"] = back.fillna(renamed["value"])
    first = within(responses, mentions).set_index(LEVEL)
    second = renamed.set_index(LEVEL).loc[first.index]
    for name in [*NUMBERS, "shrunk_effect", "shrunk_low", "q_value"]:
        assert first[name].to_numpy() == pytest.approx(
            second[name].to_numpy(), abs=1e-7, nan_ok=True
        )


@LAW
@given(SEEDS)
def test_the_family_of_q_is_the_whole_table(random_survey, seed):
    table = within(*random_survey(seed, n=250))
    tested = table[table["p_value"].notna()]
    expected = false_discovery_control(tested["p_value"]) if len(tested) else []
    assert tested["q_value"].to_numpy() == pytest.approx(expected)


@LAW
@given(SEEDS)
def test_what_is_shown_is_finite_and_within_its_limits(random_survey, seed):
    table = within(*random_survey(seed))
    few = table["verdict"] == "too few"
    assert table.loc[few, [*NUMBERS, "reach", "shrunk_effect", "q_value"]].isna().all(axis=None)
    assert (table.loc[~few, "n"] >= 5).all()
    known = table[table["effect"].notna()]
    assert np.isfinite(known.select_dtypes("number").astype(float).to_numpy()).all()
    for low, value in (("effect", "effect"), ("shrunk", "shrunk_effect"), ("points", "points")):
        assert (known[f"{low}_low"] <= known[value]).all()
        assert (known[value] <= known[f"{low}_high"]).all()
    assert known["points"].to_numpy() == pytest.approx(known["reach"] * known["effect"])


@LAW
@given(SEEDS)
def test_a_level_cut_out_is_what_its_responses_make(random_survey, seed):
    responses, mentions = random_survey(seed)
    people = commenters(responses, mentions, segments=["plan"])
    kept = (people.segments["plan"] == "plus").to_numpy(dtype=bool)
    part = restricted(people, kept)
    assert part.rows.n == len(part.response_ids) == people.rows.times[kept].sum()
    assert part.rows.n_respondents == len(set(part.respondents))
    assert (np.bincount(part.row_of, minlength=kept.sum()) == part.rows.times).all()


# Planted


def test_levels_that_are_alike_are_drawn_together():
    table = within(*planted(1), ["plan"])
    own = table[table["theme"] == "staff"]
    assert own["shrunk_effect"].std() < 0.6 * own["effect"].std()
    width, shrunk_width = (
        (own[f"{name}_high"] - own[f"{name}_low"]).mean() for name in ("effect", "shrunk")
    )
    assert shrunk_width < width


def test_levels_that_differ_stay_apart():
    table = within(*planted(1, effects=(-6.0, -6.0, 0.0)), ["plan"])
    own = table[table["theme"] == "billing"].set_index("value")
    assert (own["shrunk_effect"] - own["effect"]).abs().max() < 4
    assert own["verdict"].to_dict() == {
        "basic": "clear",
        "plus": "clear",
        "top": "not distinguishable",
    }


def test_shrunk_intervals_hold_the_truth_of_levels_that_differ():
    """Effects of the levels are those of 200,000 responses; `benchmarks/audits.py` has more."""
    effects = (-3.0, -2.0, -1.0)
    responses, mentions = planted(99, n=200_000, effects=effects)
    truth = within(responses, mentions, ["plan"]).set_index(LEVEL)["effect"]
    held = []
    for seed in range(40):
        found = within(*planted(seed, n=500, effects=effects), ["plan"]).set_index(LEVEL)
        own = truth.loc[found.index]
        held.append((found["shrunk_low"] <= own) & (own <= found["shrunk_high"]))
    assert np.mean(held) >= 0.92


# Small levels


def test_a_theme_said_rarely_in_a_level_has_no_number_there(responses_of, mentions_of):
    rng = np.random.default_rng(1)
    responses = responses_of(rng.choice([-100.0, 0.0, 100.0], 120), plan=["a"] * 60 + ["b"] * 60)
    table = within(responses, mentions_of(billing=[*range(20), 60, 61, 62, 63]), ["plan"])
    own = table.set_index("value")
    assert own["n"].to_dict() == {"a": 20, "b": 4}
    assert own["base"].to_dict() == {"a": 60, "b": 60}
    assert own["verdict"].to_dict()["b"] == "too few"
    assert own.loc["a", "shrunk_effect"] == pytest.approx(own.loc["a", "effect"])


def test_mentions_of_a_rare_theme_are_given_its_effect_over_all_levels(responses_of, mentions_of):
    points = np.array([-100.0] * 10 + [0.0] * 10 + [100.0] * 20 + [100.0] * 30 + [0.0] * 10)
    responses = responses_of(points, plan=["a"] * 40 + ["b"] * 40)
    mentions = mentions_of(billing=[*range(12), 40, 41], staff=[*range(8, 20), *range(60, 80)])
    overall = rank_drivers(responses, mentions, segments=["plan"]).set_index("theme")["effect"]
    level = responses["plan"] == "b"
    numbers = mentions[mentions["theme"] == "staff"]["response_id"]
    rest = points[level] - overall["billing"] * np.isin(np.arange(40), [0, 1])
    says = responses.loc[level, "response_id"].isin(numbers).to_numpy()
    expected = rest[says].mean() - rest[~says].mean()
    table = within(responses, mentions, ["plan"]).set_index(["value", "theme"])
    assert table.loc[("b", "billing"), "verdict"] == "too few"
    assert table.loc[("b", "staff"), "effect"] == pytest.approx(expected)


def test_a_level_below_the_minimum_base_has_no_number():
    responses, mentions = planted(1, n=300)
    table = within(responses, mentions, ["plan"], minimum_base=105)
    base = responses["plan"].value_counts()
    for level, part in table.groupby("value"):
        assert ((part["verdict"] == "too few") == (base[level] < 105)).all()
    assert 0 < (table["verdict"] == "too few").sum() < len(table)


def test_a_theme_that_is_unanimous_in_a_level_is_not_exact(responses_of, mentions_of):
    points = np.array([-100.0] * 8 + [100.0, 0.0, -100.0] * 10 + [100.0, -100.0] * 20)
    responses = responses_of(points, plan=["a"] * 38 + ["b"] * 40)
    table = within(responses, mentions_of(billing=[*range(8), *range(38, 50)]), ["plan"])
    own = table.set_index("value").loc["a"]
    assert own["effect_high"] - own["effect_low"] > 40
    assert own["shrunk_high"] - own["shrunk_low"] > 30


def test_themes_always_said_together_in_a_level_have_no_number_there(responses_of, mentions_of):
    rng = np.random.default_rng(5)
    responses = responses_of(rng.choice([-100.0, 0.0, 100.0], 120), plan=["a"] * 60 + ["b"] * 60)
    mentions = mentions_of(billing=[*range(20), *range(60, 80)], speed=[*range(20), *range(70, 90)])
    table = within(responses, mentions, ["plan"]).set_index(["value", "theme"])
    assert table.loc["a", "effect"].isna().all()
    assert (table.loc["a", "verdict"] == "not distinguishable").all()
    assert table.loc["b", "effect"].notna().all()


def test_without_segments_or_themes_the_table_is_empty(responses_of, mentions_of):
    responses = responses_of([100.0, -100.0] * 20, plan="a")
    for table in (
        within(responses, mentions_of(billing=range(20)), []),
        within(responses, mentions_of(billing=range(3)), ["plan"]),
        within(responses_of([100.0], plan="a"), mentions_of(billing=[0]), ["plan"]),
    ):
        assert table.empty
        assert list(table) == SEGMENT_DRIVERS.column_names


def test_all_promoters_leave_nothing_to_tell(responses_of, mentions_of):
    responses = responses_of([100.0] * 60, plan=["a", "b"] * 30)
    table = within(responses, mentions_of(billing=range(30)), ["plan"])
    assert table["effect"].isna().all()
    assert (table["verdict"] == "not distinguishable").all()


# Sign stability


def test_levels_are_counted_that_have_the_sign_of_the_whole():
    responses, mentions = planted(1, effects=(-6.0, -6.0, 6.0))
    table = within(responses, mentions, ["plan"])
    drivers = rank_drivers(responses, mentions, segments=["plan"]).assign(period="1")
    stability = sign_stability(table, drivers).set_index("theme")
    assert stability.loc["billing", ["segments_agreeing", "segments_tested"]].tolist() == [2, 3]
    assert stability.loc["staff", ["segments_agreeing", "segments_tested"]].tolist() == [3, 3]


def test_a_driver_without_a_number_is_tested_nowhere(responses_of, mentions_of):
    responses = responses_of([100.0, -100.0] * 20, period="1", plan="a")
    mentions = mentions_of(billing=range(3), speed=range(20))
    drivers = rank_drivers(responses, mentions, segments=["plan"])
    stability = sign_stability(within(responses, mentions, ["plan"]), drivers)
    rare = stability.set_index("theme").loc["billing"]
    assert (rare["segments_agreeing"], rare["segments_tested"]) == (0, 0)
    assert stability[["theme", "sign"]].equals(drivers[["theme", "sign"]])
