"""Penalty and reward: laws, planted asymmetry, and themes of which one sign is rare."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from nps_reasons.drivers import rank_drivers
from nps_reasons.drivers.audit import asymmetry
from nps_reasons.drivers.commenters import commenters
from nps_reasons.schema import ASYMMETRY

LAW = settings(max_examples=15, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
SEGMENTS = ["plan", "region"]


def table_of(responses, mentions, segments=SEGMENTS, **kwargs):
    return asymmetry(commenters(responses, mentions, segments=segments), period="1", **kwargs)


def planted(seed, penalty, reward, n=900):
    rng = np.random.default_rng(seed)
    says = rng.random(n)
    bad, good = says < 0.2, says > 0.8
    score = 7.5 + penalty * bad + reward * good + rng.normal(0, 1.8, n)
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i:04}" for i in range(n)],
            "contribution": np.select([score >= 8.5, score >= 6.5], [100.0, 0.0], -100.0),
        }
    )
    said = [
        responses.loc[who, ["response_id"]].assign(theme="staff", sign=sign)
        for who, sign in ((bad, "negative"), (good, "positive"))
    ]
    return responses, pd.concat(said)


@LAW
@given(SEEDS)
def test_penalty_and_reward_are_the_effects_of_the_drivers(random_survey, seed):
    responses, mentions = random_survey(seed)
    table = table_of(responses, mentions).set_index("theme")
    drivers = rank_drivers(responses, mentions, segments=SEGMENTS).set_index(["theme", "sign"])
    for theme, row in table[table["difference"].notna()].iterrows():
        for name, sign in (("penalty", "negative"), ("reward", "positive")):
            driver = drivers.loc[(theme, sign)]
            assert row[f"n_{sign}"] == driver["n"]
            for end in ("", "_low", "_high"):
                assert row[name + end] == pytest.approx(driver["effect" + end])
        assert row["difference"] == pytest.approx(row["penalty"] + row["reward"])


@LAW
@given(SEEDS)
def test_turning_scores_and_signs_round_swaps_penalty_and_reward(random_survey, seed):
    responses, mentions = random_survey(seed)
    turned = responses.assign(contribution=-responses["contribution"])
    signs = {"negative": "positive", "positive": "negative", "neutral": "neutral"}
    first = table_of(responses, mentions)
    second = table_of(turned, mentions.assign(sign=mentions["sign"].map(signs)))
    near = {"abs": 1e-7, "nan_ok": True}
    assert first["penalty"].to_numpy() == pytest.approx(-second["reward"].to_numpy(), **near)
    assert first["difference"].to_numpy() == pytest.approx(-second["difference"].to_numpy(), **near)
    assert first["p_value"].to_numpy() == pytest.approx(second["p_value"].to_numpy(), **near)


@LAW
@given(SEEDS)
def test_what_is_shown_is_finite_and_within_its_limits(random_survey, seed):
    table = table_of(*random_survey(seed))
    known = table[table["kind"] != "too few"]
    assert np.isfinite(known.select_dtypes("number").astype(float).to_numpy()).all()
    for name in ("penalty", "reward", "difference"):
        assert (known[f"{name}_low"] <= known[name]).all()
        assert (known[name] <= known[f"{name}_high"]).all()
    assert table.loc[table["kind"] == "too few", ["penalty", "p_value"]].isna().all(axis=None)
    if len(known):
        assert known["q_value"].to_numpy() == pytest.approx(
            false_discovery_control(known["p_value"])
        )


@pytest.mark.parametrize(
    ("penalty", "reward", "kind"),
    [
        (-5.0, 0.5, "hurts more than it delights"),
        (-0.5, 5.0, "delights more than it hurts"),
        (-2.0, 2.0, "not distinguishable"),
    ],
)
def test_a_planted_asymmetry_is_found(penalty, reward, kind):
    assert table_of(*planted(1, penalty, reward), [])["kind"].tolist() == [kind]


def test_where_there_is_no_effect_few_themes_are_called_asymmetric():
    """At most one in twenty; `benchmarks/audits.py` has more surveys."""
    p_values = [
        table_of(*planted(seed, 0.0, 0.0, n=200), [])["p_value"].iloc[0] for seed in range(150)
    ]
    assert np.mean(np.array(p_values) <= 0.05) <= 0.09


def test_a_theme_of_which_one_sign_is_rare_has_no_number(responses_of, mentions_of):
    responses = responses_of([100.0, -100.0] * 20)
    mentions = mentions_of(staff=range(20), good_staff=range(20, 23), price=range(5, 25))
    mentions["theme"] = mentions["theme"].str.removeprefix("good_")
    table = table_of(responses, mentions, [], labels={"staff": "Our staff"})
    assert table["label"].tolist() == ["Price", "Our staff"]
    assert table[["n_negative", "n_positive"]].to_numpy().tolist() == [[20, 0], [20, 3]]
    assert (table["kind"] == "too few").all()
    assert table["difference"].isna().all()


def test_unanimous_mentioners_do_not_make_an_effect_exact(responses_of, mentions_of):
    points = [-100.0] * 6 + [100.0] * 6 + [0.0, 100.0, -100.0] * 10
    mentions = mentions_of(staff=range(6), good_staff=range(6, 12))
    mentions["theme"] = "staff"
    row = table_of(responses_of(points), mentions, []).iloc[0]
    assert row["difference_high"] - row["difference_low"] > 50


@pytest.mark.parametrize("scores", [[100.0], [100.0] * 40], ids=["one response", "all promoters"])
def test_where_nothing_varies_no_number_is_shown(responses_of, mentions_of, scores):
    mentions = mentions_of(staff=[0], good_staff=[0]).assign(theme="staff")
    if len(scores) > 1:
        more = mentions_of(staff=range(10), good_staff=range(10, 20))
        mentions = more.assign(theme="staff")
    assert table_of(responses_of(scores), mentions, [])["kind"].tolist() == ["too few"]


def test_without_mentions_the_table_is_empty(responses_of, mentions_of):
    table = table_of(responses_of([100.0] * 20), mentions_of(), [])
    assert table.empty
    assert list(table) == ASYMMETRY.column_names
