"""From tables to arrays: who counts, with which weight, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nps_reasons.drivers.design import (
    cell_codes,
    commenter_weights,
    segment_dummies,
    survey_arrays,
)
from nps_reasons.errors import InputError, UsageError

LAW = settings(max_examples=40, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)


# Laws


@LAW
@given(SEEDS)
def test_commenters_are_weighted_to_the_nps_of_all(random_survey, seed: int) -> None:
    survey = survey_arrays(*random_survey(seed), segments=["plan", "region"])
    cells = cell_codes(survey.segments)
    weights = commenter_weights(cells, survey.points, survey.commented, survey.weights)
    heard = survey.commented & (survey.weights > 0)
    assume(set(survey.points[heard]) == {-100.0, 0.0, 100.0})
    assert np.average(survey.points, weights=weights) == pytest.approx(
        np.average(survey.points, weights=survey.weights), abs=1e-9
    )
    assert weights.sum() == pytest.approx(survey.weights.sum())
    assert (weights[~survey.commented] == 0).all()


@LAW
@given(SEEDS)
def test_where_all_comment_their_weights_stay(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed)
    survey = survey_arrays(responses.assign(reason="said"), mentions, segments=["plan"])
    weights = commenter_weights(
        cell_codes(survey.segments), survey.points, survey.commented, survey.weights
    )
    assert weights == pytest.approx(survey.weights, rel=1e-12)


@LAW
@given(SEEDS)
def test_the_order_of_rows_does_not_change_the_arrays(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed)
    one = survey_arrays(responses, mentions, segments=["plan"])
    other = survey_arrays(
        responses.sample(frac=1, random_state=1),
        mentions.sample(frac=1, random_state=2),
        segments=["plan"],
    )
    assert one.themes == other.themes
    for name in ("points", "commented", "weights", "clusters", "mentions"):
        assert (getattr(one, name) == getattr(other, name)).all()
    pd.testing.assert_frame_equal(one.segments, other.segments)


@LAW
@given(SEEDS)
def test_names_of_segment_levels_do_not_change_the_cells(random_survey, seed: int) -> None:
    responses, _ = random_survey(seed)
    cells = cell_codes(responses[["plan", "region"]].astype("string").fillna("?"))
    renamed = responses.assign(plan=responses["plan"].map({"basic": "z", "plus": "y", "top": "a"}))
    others = cell_codes(renamed[["plan", "region"]].astype("string").fillna("?"))
    assert len(set(zip(cells, others, strict=True))) == len(set(cells)) == len(set(others))


# Cases


def test_a_theme_counts_once_a_response_and_sign_and_neutral_not_at_all(responses_of) -> None:
    mentions = pd.DataFrame(
        [
            ("r0001", "speed", "negative"),
            ("r0001", "speed", "negative"),
            ("r0001", "speed", "positive"),
            ("r0000", "speed", "neutral"),
            ("elsewhere", "speed", "negative"),
        ],
        columns=["response_id", "theme", "sign"],
    )
    survey = survey_arrays(responses_of([100, -100, 0]), mentions)
    assert survey.themes == (("speed", "negative"), ("speed", "positive"))
    assert survey.mentions.tolist() == [[0, 0], [1, 1], [0, 0]]


def test_scores_are_as_good_as_contributions(mentions_of) -> None:
    scores = pd.DataFrame({"response_id": ["b", "a", "c"], "score": [9, 0, 7]})
    assert survey_arrays(scores, mentions_of()).points.tolist() == [-100, 100, 0]


def test_ids_may_be_numbers_in_one_table_and_text_in_the_other() -> None:
    responses = pd.DataFrame({"response_id": [10, 9], "contribution": [100.0, -100.0]})
    mentions = pd.DataFrame({"response_id": ["9"], "theme": ["speed"], "sign": ["negative"]})
    survey = survey_arrays(responses, mentions)
    assert survey.points[survey.mentions[:, 0] == 1].tolist() == [-100.0]


def test_a_missing_respondent_is_a_respondent_of_their_own(responses_of, mentions_of) -> None:
    responses = responses_of([0, 0, 0, 0], respondent_id=["a", None, "a", None])
    clusters = survey_arrays(responses, mentions_of()).clusters
    assert clusters[0] == clusters[2]
    assert len(set(clusters)) == 3


def test_the_most_common_level_is_the_reference_and_small_levels_are_pooled() -> None:
    plans = pd.DataFrame({"plan": ["a"] * 10 + ["b"] * 20 + list("cdefg") * 3})
    dummies = segment_dummies(plans.astype("string"))
    assert sorted(dummies.sum(axis=0)) == [10, 15]
    assert dummies[10:30].sum() == 0


@pytest.mark.parametrize("n_segments", [0, 1])
def test_no_segment_and_one_level_need_no_dummy(n_segments: int) -> None:
    segments = pd.DataFrame({"plan": ["a"] * 30})[["plan"][:n_segments]]
    assert segment_dummies(segments).shape == (30, 0)
    assert set(cell_codes(segments)) == {0}


def test_a_category_without_a_commenter_leaves_the_weights_alone() -> None:
    points, commented = np.array([100.0, -100.0, -100.0]), np.array([False, True, True])
    weights = commenter_weights(np.zeros(3, dtype=np.intp), points, commented, np.ones(3))
    assert weights.tolist() == [0, 1, 1]


def test_a_silent_cell_is_spoken_for_by_its_category_elsewhere() -> None:
    points = np.array([100.0, 100.0, -100.0, -100.0])
    commented, cells = np.array([True, True, True, False]), np.array([0, 1, 0, 1])
    weights = commenter_weights(cells, points, commented, np.ones(4))
    assert weights.tolist() == [1, 1, 2, 0]


# Refused


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"response_id": "same"}, "response_id must be unique"),
        ({"response_id": None}, "response_id must be unique"),
        ({"weight": [1.0, -1.0, 1.0]}, "weight must be a number from 0"),
        ({"weight": [1.0, np.nan, 1.0]}, "weight must be a number from 0"),
        ({"weight": [1.0, np.inf, 1.0]}, "weight must be a number from 0"),
        ({"weight": 0.0}, "not all zero"),
        ({"weight": "heavy"}, "weight must be a number from 0"),
        ({"contribution": [1.0, 100.0, np.nan]}, r"-100, 0 or 100; found 1.0 \(2 such rows\)"),
        ({"contribution": "high"}, r"found nan \(3 such rows\)"),
        ({"reason": [None, "said", "said"]}, "response r0000 has a mention but no reason"),
    ],
)
def test_responses_that_cannot_be_used_are_refused(
    responses_of, mentions_of, change, message
) -> None:
    with pytest.raises(InputError, match=message):
        survey_arrays(responses_of([100, 0, -100]).assign(**change), mentions_of(speed=[0]))


@pytest.mark.parametrize("name", ["response_id", "contribution"])
def test_a_missing_column_of_responses_is_named(responses_of, mentions_of, name: str) -> None:
    with pytest.raises(InputError, match=f'column "{name}"'):
        survey_arrays(responses_of([100, 0]).drop(columns=name), mentions_of())


@pytest.mark.parametrize("name", ["response_id", "theme", "sign"])
def test_a_missing_column_of_mentions_is_named(responses_of, mentions_of, name: str) -> None:
    with pytest.raises(InputError, match=f'mentions: column "{name}" is missing'):
        survey_arrays(responses_of([100, 0]), mentions_of(speed=[0]).drop(columns=name))


@pytest.mark.parametrize("sign", ["Negative", "bad", None])
def test_a_sign_that_is_no_sign_is_refused(responses_of, mentions_of, sign) -> None:
    with pytest.raises(InputError, match="sign must be negative, neutral, positive"):
        survey_arrays(responses_of([100, 0]), mentions_of(speed=[0, 1]).assign(sign=sign))


def test_no_response_is_refused(responses_of, mentions_of) -> None:
    with pytest.raises(InputError, match="responses: has no row"):
        survey_arrays(responses_of([]), mentions_of())


def test_an_unknown_segment_gets_a_hint(responses_of, mentions_of) -> None:
    with pytest.raises(UsageError, match=r'"plam" is not a column .* did you mean "plan"'):
        survey_arrays(responses_of([100, 0], plan="a"), mentions_of(), segments=["plam"])


def test_a_mention_without_a_theme_is_refused(responses_of, mentions_of) -> None:
    mentions = mentions_of(price=[0, 1])
    nameless = mentions.assign(theme=[None, "price"])
    with pytest.raises(InputError, match="1 rows have no theme"):
        survey_arrays(responses_of([100, 0, -100]), nameless)


def test_a_segment_named_twice_is_one_segment(responses_of, mentions_of) -> None:
    responses = responses_of([100, 0], plan=["a", "b"])
    survey = survey_arrays(responses, mentions_of(price=[0]), segments=["plan", "plan"])
    assert list(survey.segments) == ["plan"]
