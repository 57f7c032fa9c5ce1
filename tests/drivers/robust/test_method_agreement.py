"""The robustness table: which drivers have a row, and what its numbers obey."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers import rank_drivers
from nps_reasons.drivers.commenters import commenters
from nps_reasons.drivers.robust import agreement, robustness
from nps_reasons.schema import ROBUSTNESS

seeds = st.integers(0, 2**32 - 1)
KEY = ["theme", "sign"]
POINTS = ["points", "ordinal_points", "doubly_robust_points"]
NUMBERS = [name for name in ROBUSTNESS.column_names if name not in ("period", *KEY, "agrees")]


def table_of(responses, mentions, segments=()):
    return robustness(commenters(responses, mentions, segments=segments), period="1")


def drawn(seed, n=400):
    """Answers of people whose complaints are told by their plan, and whose score by both."""
    rng = np.random.default_rng(seed)
    top = rng.random(n) < 0.4
    said = rng.random((n, 3)) < np.column_stack([0.1 + 0.2 * top, np.full((n, 2), 0.2)])
    latent = said @ [-2.0, -1.0, 0.0] - top + rng.logistic(size=n) + 0.5
    ids = np.array([f"r{i:05}" for i in range(n)])
    responses = pd.DataFrame(
        {
            "response_id": ids,
            "contribution": np.select([latent < -0.5, latent < 0.7], [-100.0, 0.0], 100.0),
            "plan": np.where(top, "top", "basic"),
            "weight": 1.0,
        }
    )
    rows, themes = np.nonzero(said)
    mentions = pd.DataFrame(
        {
            "response_id": ids[rows],
            "theme": np.array(["billing", "speed", "staff"])[themes],
            "sign": "negative",
        }
    )
    return responses, mentions


def same(one, other, *, tolerance=1e-5):
    """Whether two tables have the same rows and numbers."""
    pd.testing.assert_frame_equal(one[KEY], other[KEY])
    np.testing.assert_allclose(one[NUMBERS], other[NUMBERS], atol=tolerance, rtol=1e-6)


# Laws


@settings(deadline=None, max_examples=30)
@given(seed=seeds)
def test_every_known_driver_has_one_row_and_its_own_points(random_survey, seed):
    responses, mentions = random_survey(seed)
    found = table_of(responses, mentions, ["plan"])
    drivers = rank_drivers(responses, mentions, segments=["plan"])
    known = drivers[drivers["points"].notna()].sort_values(KEY, ignore_index=True)
    pd.testing.assert_frame_equal(found[KEY], known[KEY], check_dtype=False)
    np.testing.assert_allclose(found["points"], known["points"], atol=1e-9)


@settings(deadline=None, max_examples=30)
@given(seed=seeds)
def test_every_number_is_within_its_range(random_survey, seed):
    found = table_of(*random_survey(seed), ["plan", "region"])
    assert found[["points", "points_error", "robustness_value"]].notna().all(axis=None)
    assert np.isfinite(found[NUMBERS].fillna(0.0)).all(axis=None)
    assert found["robustness_value"].between(0, 1).all()
    assert (found["e_value"].dropna() >= 1).all()
    assert (found.filter(like="_error").fillna(0.0) >= 0).all(axis=None)
    assert found["ordinal_points"].dropna().abs().le(200).all()


@settings(deadline=None, max_examples=20)
@given(seed=seeds)
def test_the_order_of_rows_does_not_show(random_survey, seed):
    responses, mentions = random_survey(seed)
    mixed = [table.sample(frac=1, random_state=1) for table in (responses, mentions)]
    pd.testing.assert_frame_equal(table_of(responses, mentions), table_of(*mixed))


@settings(deadline=None, max_examples=20)
@given(seed=seeds)
def test_renamed_levels_of_a_segment_change_no_points(seed):
    responses, mentions = drawn(seed)
    renamed = responses.replace({"plan": {"top": "a", "basic": "z"}})
    same(table_of(responses, mentions, ["plan"]), table_of(renamed, mentions, ["plan"]))


@settings(deadline=None, max_examples=20)
@given(seed=seeds)
def test_flipped_scores_flip_the_points_of_all_methods(seed):
    responses, mentions = drawn(seed)
    flipped = responses.assign(contribution=-responses["contribution"])
    up, down = table_of(responses, mentions), table_of(flipped, mentions)
    np.testing.assert_allclose(up[POINTS], -down[POINTS], atol=1e-5)
    np.testing.assert_allclose(up["robustness_value"], down["robustness_value"], atol=1e-9)
    assert up["agrees"].equals(down["agrees"])


@settings(deadline=None, max_examples=20)
@given(seed=seeds, weight=st.sampled_from([0.5, 2.0, 10.0]))
def test_one_weight_for_all_changes_nothing(seed, weight):
    responses, mentions = drawn(seed)
    same(table_of(responses, mentions), table_of(responses.assign(weight=weight), mentions))


@settings(deadline=None, max_examples=20)
@given(seed=seeds)
def test_weights_of_two_have_the_points_of_rows_given_twice(seed):
    responses, mentions = drawn(seed, n=200)
    half = responses.index < 100
    weighted = responses.assign(weight=np.where(half, 2.0, 1.0))
    again = responses[half].assign(response_id=lambda t: t["response_id"] + "b")
    again_said = mentions.assign(response_id=mentions["response_id"] + "b")
    again_said = again_said[again_said["response_id"].isin(again["response_id"])]
    twice = pd.concat([responses, again]), pd.concat([mentions, again_said])
    one, other = table_of(weighted, mentions), table_of(*twice)
    np.testing.assert_allclose(one[POINTS], other[POINTS], atol=1e-5)


def test_without_confounding_all_methods_agree():
    apart = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        responses, mentions = drawn(seed, n=600)
        responses["contribution"] = rng.permutation(responses["contribution"])
        apart += int((~table_of(responses, mentions, ["plan"])["agrees"]).sum())
    assert apart == 0


# Cases


def test_methods_that_see_another_effect_do_not_agree():
    rng = np.random.default_rng(1)
    n = 4000
    top = rng.random(n) < 0.3
    said = rng.random(n) < np.where(top, 0.6, 0.05)
    # On the top plan the theme costs everything, on the other nothing.
    latent = rng.random(n) < np.where(top & said, 0.05, 0.7)
    ids = np.array([f"r{i:05}" for i in range(n)])
    responses = pd.DataFrame(
        {
            "response_id": ids,
            "contribution": np.where(latent, 100.0, -100.0),
            "plan": np.where(top, "top", "basic"),
        }
    )
    mentions = pd.DataFrame({"response_id": ids[said], "theme": "staff", "sign": "negative"})
    row = table_of(responses, mentions, ["plan"]).iloc[0]
    truth = 100 * (np.where(top & said, 0.05, 0.7) - 0.7).mean() * 2
    assert not row["agrees"]
    assert abs(row["doubly_robust_points"] - truth) < 3 * row["doubly_robust_error"]
    assert abs(row["points"] - truth) > 3 * row["points_error"]


def test_themes_of_all_none_and_twins_have_no_row(responses_of, mentions_of):
    responses = responses_of([-100.0, 100.0, 0.0] * 20)
    everybody, some = range(60), range(0, 60, 4)
    mentions = mentions_of(everybody=everybody, twin=some, other_twin=some, lone=range(0, 60, 7))
    found = table_of(responses, mentions)
    assert found["theme"].tolist() == ["lone"]
    assert found[NUMBERS].notna().all(axis=None)


@pytest.mark.parametrize("n", [1, 9, 40])
def test_a_survey_without_a_known_driver_has_an_empty_table(responses_of, mentions_of, n):
    responses = responses_of([100.0] * n)
    assert table_of(responses, mentions_of(staff=range(n // 2))).empty
    assert table_of(responses, mentions_of()).empty


def test_a_theme_of_detractors_alone_has_its_points(responses_of, mentions_of):
    responses = responses_of([-100.0] * 12 + [100.0, 0.0, -100.0] * 20)
    found = table_of(responses, mentions_of(outage=range(12)))
    assert found[POINTS].to_numpy() == pytest.approx(-100 * 12 / 72, abs=0.05)


def test_large_surveys_have_doubly_robust_points_of_the_largest_drivers(monkeypatch):
    responses, mentions = drawn(5)
    whole = table_of(responses, mentions)
    monkeypatch.setattr(agreement, "MANY_ROWS", 10)
    monkeypatch.setattr(agreement, "LARGEST", 1)
    bounded = table_of(responses, mentions)
    largest = whole["points"].abs().idxmax()
    assert bounded["doubly_robust_points"].notna().to_numpy().nonzero()[0].tolist() == [largest]
    same(bounded.iloc[[largest]], whole.iloc[[largest]])
    assert bounded["agrees"].isna().sum() == len(whole) - 1
