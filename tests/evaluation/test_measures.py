"""Measures: the same as scikit-learn's, and undefined where nothing can be said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import UsageError
from nps_reasons.evaluation import NO_SIGN, Coding, evaluate
from nps_reasons.evaluation.bootstrap import drawn_counts
from nps_reasons.evaluation.counts import Counts, counts_from, counts_per_text

metrics = pytest.importorskip("sklearn.metrics")

THEMES = ["billing", "delivery", "staff-attitude"]
CLOSE = 1e-12


def coding_of(seed, n_texts=60, n_distinct=40, unsigned=0.2):
    """Texts whose themes and signs are found at random, half of the time rightly."""
    random = np.random.default_rng(seed)
    shape = (n_texts, len(THEMES))
    coded = random.random(shape) < 0.4
    found = np.where(random.random(shape) < 0.5, coded, random.random(shape) < 0.4)
    signs = random.integers(0, 3, shape)
    kept = coded & (random.random(shape) >= unsigned)
    other = np.where(random.random(shape) < 0.5, signs, random.integers(0, 3, shape))
    groups = np.unique(random.integers(0, n_distinct, n_texts), return_inverse=True)[1]
    return Coding(
        coded=coded,
        found=found,
        confidence=np.where(found, random.random(shape), np.nan),
        coded_signs=np.where(kept, signs, NO_SIGN).astype(np.int8),
        found_signs=np.where(found, other, NO_SIGN).astype(np.int8),
        given_signs=np.where(kept, other, NO_SIGN).astype(np.int8),
        groups=groups,
    )


def rows_of(coding, rows):
    names = ("coded", "found", "confidence", "coded_signs", "found_signs", "given_signs", "groups")
    return Coding(**{name: getattr(coding, name)[rows] for name in names})


seeds = st.integers(0, 10_000)


@given(seeds)
@settings(deadline=None, max_examples=25)
def test_theme_measures_are_those_of_scikit_learn(seed):
    coding = coding_of(seed)
    found = evaluate(coding, THEMES, n_draws=2)
    reference = metrics.precision_recall_fscore_support(
        coding.coded, coding.found, zero_division=np.nan
    )
    for i, theme in enumerate(found.themes):
        scores = (theme.precision.value, theme.recall.value, theme.f1.value, theme.support)
        assert scores == pytest.approx([column[i] for column in reference], abs=CLOSE)
    for average, scores in (("micro", found.by_theme.micro_f1), ("macro", found.by_theme.macro_f1)):
        expected = metrics.f1_score(coding.coded, coding.found, average=average)
        assert scores.value == pytest.approx(expected, abs=CLOSE)


@given(seeds)
@settings(deadline=None, max_examples=25)
def test_theme_and_sign_are_judged_as_classes_of_their_own(seed):
    coding = coding_of(seed, unsigned=0)
    found = evaluate(coding, THEMES, n_draws=2).by_theme_and_sign
    coded, tagged = (
        (signs[..., None] == np.arange(3)).reshape(len(signs), -1)
        for signs in (coding.coded_signs, coding.found_signs)
    )
    for average, scores in (("micro", found.micro_f1), ("macro", found.macro_f1)):
        expected = (
            metrics.f1_score(
                coded, tagged, average=average, labels=np.flatnonzero(coded.any(axis=0))
            )
            if average == "macro"
            else metrics.f1_score(coded, tagged, average=average)
        )
        assert scores.value == pytest.approx(expected, abs=CLOSE)


@given(seeds)
@settings(deadline=None, max_examples=25)
def test_sentiment_measures_are_those_of_scikit_learn(seed):
    coding = coding_of(seed)
    found = evaluate(coding, THEMES, n_draws=2).sentiment
    asked = coding.coded_signs != NO_SIGN
    coded, given_signs = coding.coded_signs[asked], coding.given_signs[asked]
    assert found.support == len(coded)
    assert found.accuracy.value == pytest.approx(metrics.accuracy_score(coded, given_signs))
    labels = np.unique(coded)
    expected = metrics.f1_score(coded, given_signs, labels=labels, average="macro")
    assert found.macro_f1.value == pytest.approx(expected, abs=CLOSE)
    table = metrics.confusion_matrix(coded, given_signs, labels=[0, 1, 2])
    assert [list(row.values()) for row in found.confusion.values()] == table.tolist()


@given(seeds, st.randoms())
@settings(deadline=None, max_examples=15)
def test_the_order_of_texts_changes_nothing_intervals_included(seed, random):
    coding = coding_of(seed)
    order = list(range(len(coding.groups)))
    random.shuffle(order)
    shuffled = evaluate(rows_of(coding, order), THEMES, n_draws=20)
    assert shuffled == evaluate(coding, THEMES, n_draws=20)


@given(seeds)
@settings(deadline=None, max_examples=15)
def test_every_value_lies_from_0_to_1_and_its_interval_is_in_order(seed):
    found = evaluate(coding_of(seed), THEMES, n_draws=30)
    themes = [e for theme in found.themes for e in (theme.precision, theme.recall, theme.f1)]
    for estimate in (*themes, found.by_theme.micro_f1, found.calibration.expected_error):
        if estimate.value is not None:
            assert 0 <= estimate.value <= 1
            assert 0 <= estimate.low <= estimate.high <= 1


@given(seeds)
@settings(deadline=None, max_examples=15)
def test_counts_come_back_from_their_flat_form(seed):
    counts = counts_per_text(coding_of(seed))
    back = counts_from(counts.flat, len(THEMES))
    for name in Counts.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(counts, name), getattr(back, name))


def test_draws_take_equal_texts_together():
    counts = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    drawn = drawn_counts(counts, np.array([0, 0, 1]), seed=0, n_draws=200)
    assert {tuple(row) for row in drawn.tolist()} == {(4.0, 0.0), (2.0, 1.0), (0.0, 2.0)}


def test_draws_depend_on_the_seed_alone():
    coding = coding_of(1)
    first, again, other = (evaluate(coding, THEMES, seed=seed) for seed in (3, 3, 4))
    assert first == again
    assert first.by_theme.micro_f1.value == other.by_theme.micro_f1.value
    assert first.by_theme.micro_f1 != other.by_theme.micro_f1


def test_an_interval_is_about_as_wide_as_theory_has_it():
    """Accuracy of 400 texts with one theme each: 1.96 standard errors either side."""
    random = np.random.default_rng(5)
    right = random.random((400, 1)) < 0.8
    signs = np.zeros((400, 1), dtype=np.int8)
    yes = np.ones((400, 1), dtype=bool)
    coding = Coding(
        yes, yes, yes * 0.8, signs, signs, np.where(right, 0, 2).astype(np.int8), np.arange(400)
    )
    accuracy = evaluate(coding, ["billing"]).sentiment.accuracy
    half = 1.96 * np.sqrt(accuracy.value * (1 - accuracy.value) / 400)
    assert accuracy.high - accuracy.low == pytest.approx(2 * half, rel=0.1)


def small(coded, found, confidence=0.8):
    coded, found = np.array(coded, dtype=bool), np.array(found, dtype=bool)
    none = np.full(coded.shape, NO_SIGN, dtype=np.int8)
    signs = np.where(found, 2, NO_SIGN).astype(np.int8)
    sure = np.where(found, confidence, np.nan)
    return Coding(coded, found, sure, none, signs, none, np.arange(len(coded)))


def test_what_is_undefined_is_none_and_never_0():
    found = evaluate(small([[1, 0], [1, 0]], [[0, 0], [0, 1]]), ["billing", "delivery"])
    missed, invented = found.themes
    assert (missed.precision.value, missed.recall.value, missed.f1.value) == (None, 0.0, 0.0)
    assert (invented.precision.value, invented.recall.value, invented.f1.value) == (0.0, None, None)
    assert found.sentiment.accuracy.value is None
    assert found.sentiment.accuracy.low is None
    assert found.sentiment.majority is None
    assert found.by_theme.macro_f1.value == 0.0


def test_a_theme_whose_sign_was_not_coded_is_no_mistake_of_theme_and_sign():
    found = evaluate(small([[1], [0]], [[1], [1]]), ["billing"]).by_theme_and_sign
    assert found.support == 0
    assert found.micro_precision.value == 0.0
    assert found.micro_recall.value is None


def test_calibration_puts_confidences_in_tenths_beside_the_share_that_is_right():
    coding = small([[1, 1], [1, 0]], [[1, 1], [1, 1]], confidence=[[0.8, 0.85], [1.0, 0.8]])
    found = evaluate(coding, ["billing", "delivery"]).calibration
    filled = {part.low: part for part in found.bins if part.found}
    assert {low: part.found for low, part in filled.items()} == {0.8: 3, 0.9: 1}
    assert filled[0.8].confidence == pytest.approx(2.45 / 3)
    assert filled[0.8].right == pytest.approx(2 / 3)
    assert found.expected_error.value == pytest.approx((2.45 - 2) / 4)


def test_one_distinct_text_has_no_interval():
    found = evaluate(small([[1]], [[1]]), ["billing"])
    assert (found.draws, found.by_theme.micro_f1.value) == (0, 1.0)
    assert found.by_theme.micro_f1.low is None


def test_no_text_is_refused():
    empty = small(np.zeros((0, 1)), np.zeros((0, 1)))
    with pytest.raises(UsageError, match="no text"):
        evaluate(empty, ["billing"])
