"""From log-odds to themes: more evidence never means less confidence, whatever was held out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.logistic import probability
from nps_reasons.themes.cutoff import THRESHOLDS, Cutoff, chosen_cutoff, micro_f1

evidence = st.lists(st.tuples(st.floats(-30, 30, width=32), st.booleans()), min_size=1, max_size=60)
POINTS = np.linspace(-40, 40, 81, dtype=np.float32)


def held_out(pairs):
    logits, truth = zip(*pairs, strict=True)
    return np.array([logits], np.float32).T, np.array([truth], bool).T


def drawn(n_texts, slope, intercept, seed=0):
    rng = np.random.default_rng(seed)
    logits = rng.normal(-1, 2, (n_texts, 1)).astype(np.float32)
    return logits, rng.random((n_texts, 1)) < probability(slope * logits + intercept)


@given(evidence)
def test_more_evidence_never_means_less_confidence(pairs):
    cutoff = chosen_cutoff(*held_out(pairs))
    confidence = cutoff.calibrated(POINTS)
    assert np.isfinite([cutoff.slope, cutoff.intercept]).all()
    assert ((confidence >= 0) & (confidence <= 1)).all()
    assert (np.diff(confidence) >= 0).all()
    assert cutoff.threshold in THRESHOLDS


@given(st.integers(0, 500))
@settings(max_examples=40)
def test_few_texts_that_a_line_parts_do_not_carry_the_scaling_away(seed):
    rng = np.random.default_rng(seed)
    logits = rng.normal(-3, 4, (20, 1)).astype(np.float32)
    cutoff = chosen_cutoff(logits, logits > -1)
    assert 0 < cutoff.slope < 10
    assert abs(cutoff.intercept) < 10


@given(evidence)
def test_no_other_threshold_does_better_on_what_was_held_out(pairs):
    logits, truth = held_out(pairs)
    cutoff = chosen_cutoff(logits, truth)
    best = micro_f1(cutoff.assigned(logits), truth)
    confidence = cutoff.calibrated(logits)
    assert all(micro_f1(confidence >= other, truth) <= best for other in THRESHOLDS)


@given(evidence, st.randoms())
def test_the_order_of_the_texts_hardly_matters(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    one, other = chosen_cutoff(*held_out(pairs)), chosen_cutoff(*held_out(shuffled))
    np.testing.assert_allclose(one.slope, other.slope, atol=1e-3)
    np.testing.assert_allclose(one.intercept, other.intercept, atol=1e-3)


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (0.5, 1.0), (2.0, -1.0)])
def test_scaling_finds_what_the_log_odds_were_distorted_by(slope, intercept):
    cutoff = chosen_cutoff(*drawn(20_000, slope, intercept))
    assert (cutoff.slope, cutoff.intercept) == pytest.approx((slope, intercept), abs=0.1)


def test_confidence_is_the_share_that_is_right():
    cutoff = chosen_cutoff(*drawn(5_000, 0.6, -0.5))
    logits, truth = drawn(20_000, 0.6, -0.5, seed=1)
    confidence = cutoff.calibrated(logits)
    for low in (0.1, 0.3, 0.5, 0.7):
        inside = (confidence >= low) & (confidence < low + 0.2)
        assert truth[inside].mean() == pytest.approx(confidence[inside].mean(), abs=0.05)


def test_where_evidence_speaks_against_itself_nothing_is_scaled():
    cutoff = chosen_cutoff(
        np.array([[-3.0], [3.0]] * 20, np.float32), np.array([[1], [0]] * 20) > 0
    )
    assert (cutoff.slope, cutoff.intercept) == (1.0, 0.0)


def test_a_theme_is_assigned_from_the_threshold_on():
    assert Cutoff(1.0, 0.0, 0.5).assigned(np.array([-0.1, 0.0, 0.1], "f4")).tolist() == [
        False,
        True,
        True,
    ]


def test_no_theme_guessed_and_none_coded_counts_as_nothing_found():
    nothing = np.zeros((2, 2), bool)
    assert micro_f1(nothing, nothing) == 0
    assert micro_f1(~nothing, ~nothing) == 1
