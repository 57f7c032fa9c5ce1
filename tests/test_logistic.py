"""Logistic regression: each row by itself, what is known beforehand counts, scikit-learn agrees."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.logistic import (
    Linear,
    Rows,
    fit_signs,
    fit_themes,
    folds_of,
    probability,
    shares,
)

# L-BFGS stops after 50 steps, and ours holds the intercept a little.
NEAR = 0.03

sizes = st.tuples(*[st.integers(1, 40)] * 3)
seeds = st.integers(0, 1_000)


def some_rows(n_rows, n_dense, n_sparse, rng):
    dense = rng.normal(size=(n_rows, n_dense)).astype(np.float32)
    sparse = sp.random_array((n_rows, n_sparse), density=0.2, rng=rng, dtype=np.float32)
    return Rows(dense, sp.csr_matrix(sparse))


def separable(n_rows=120, seed=0):
    rng = np.random.default_rng(seed)
    rows = some_rows(n_rows, 4, 6, rng)
    noisy = rows.dense[:, 0] + rng.normal(size=n_rows)
    return rows, np.column_stack([noisy > 0, rows.dense[:, 1] > 1])


def all_features(rows):
    return np.hstack([rows.dense, rows.sparse.toarray()])


@given(sizes, seeds)
@settings(max_examples=40)
def test_a_product_of_a_row_is_the_same_alone_and_among_others(size, seed):
    n_rows, width, n_outputs = size
    rng = np.random.default_rng(seed)
    rows = some_rows(n_rows, width, 5, rng)
    weights = rng.normal(size=(width + 5, n_outputs)).astype(np.float32)
    chosen = rng.integers(0, n_rows, 7)
    for row in (*np.arange(n_rows)[:, None], chosen):
        assert np.array_equal(rows.times(weights)[row], rows[row].times(weights))


@given(sizes, seeds)
@settings(max_examples=25)
def test_a_product_is_that_of_the_matrices(size, seed):
    rng = np.random.default_rng(seed)
    rows = some_rows(size[0], size[1], 5, rng)
    weights = rng.normal(size=(rows.width, size[2])).astype(np.float32)
    np.testing.assert_allclose(rows.times(weights), all_features(rows) @ weights, atol=1e-4)


@given(seeds)
@settings(max_examples=10)
def test_weights_that_are_held_tight_leave_what_was_known(seed):
    rng = np.random.default_rng(seed)
    rows, truth = separable(40, seed)
    offset = rng.normal(size=truth.shape).astype(np.float32)
    head = fit_themes(rows, truth, offset, ridge=1e7)
    np.testing.assert_allclose(head.logits(rows) + offset, offset, atol=1e-2)
    signs = rng.integers(0, 3, len(rows))
    known = rng.normal(size=(len(rows), 3)).astype(np.float32)
    three = fit_signs(rows, signs, known, ridge=1e7)
    np.testing.assert_allclose(three.logits(rows), 0, atol=1e-2)


@given(st.floats(-1e4, 1e4, width=32), seeds)
def test_probabilities_and_shares_stay_within_zero_and_one(logit, seed):
    assert 0 <= probability(np.float32(logit)) <= 1
    logits = np.random.default_rng(seed).normal(0, 1 + abs(logit), (4, 3)).astype(np.float32)
    np.testing.assert_allclose(shares(logits).sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("ridge", [0.3, 1.0, 5.0])
def test_themes_are_fitted_as_scikit_learn_fits_them(ridge):
    linear_model = pytest.importorskip("sklearn.linear_model")
    rows, truth = separable()
    head = fit_themes(rows, truth, np.zeros(truth.shape, np.float32), ridge=ridge)
    for theme in range(truth.shape[1]):
        reference = linear_model.LogisticRegression(C=1 / ridge, tol=1e-8, max_iter=1000)
        reference.fit(all_features(rows), truth[:, theme])
        np.testing.assert_allclose(head.weights[:, theme], reference.coef_[0], atol=NEAR)
        np.testing.assert_allclose(head.intercept[theme], reference.intercept_[0], atol=NEAR)


def test_signs_are_fitted_as_scikit_learn_fits_them():
    linear_model = pytest.importorskip("sklearn.linear_model")
    rows, truth = separable()
    signs = truth[:, 0].astype(np.int64) + truth[:, 1]
    head = fit_signs(rows, signs, np.zeros((len(rows), 3), np.float32), ridge=1.0)
    reference = linear_model.LogisticRegression(C=1.0, tol=1e-8, max_iter=1000)
    reference.fit(all_features(rows), signs)
    expected = reference.predict_proba(all_features(rows))
    np.testing.assert_allclose(shares(head.logits(rows)), expected, atol=NEAR)


def test_what_is_not_known_does_not_count():
    rows, truth = separable()
    nothing = np.zeros(truth.shape, np.float32)
    known = np.ones(truth.shape, np.float32)
    known[60:] = 0
    partly = fit_themes(rows, truth, nothing, ridge=1.0, known=known)
    first = np.arange(60)
    half = fit_themes(rows[first], truth[first], nothing[first], ridge=1.0)
    np.testing.assert_allclose(partly.weights, half.weights, atol=1e-3)


def test_no_row_and_no_feature_give_a_head_all_the_same():
    none = Rows(np.zeros((0, 3), np.float32), sp.csr_matrix((0, 0), dtype=np.float32))
    head = fit_themes(none, np.zeros((0, 2), bool), np.zeros((0, 2), np.float32), ridge=1.0)
    assert not head.weights.any()
    assert head.logits(none).shape == (0, 2)


def test_a_head_adds_its_intercept():
    rows = Rows(np.ones((1, 1), np.float32), sp.csr_matrix((1, 0), dtype=np.float32))
    head = Linear(np.array([[2.0]], np.float32), np.array([0.5], np.float32))
    assert head.logits(rows).tolist() == [[2.5]]


words = st.sampled_from(["Too dear", "too  dear!", "TOO DEAR", "kind", "Kind.", "slow", "", "日本"])


@given(st.lists(words, min_size=1, max_size=12), st.randoms())
def test_each_text_is_held_out_once_and_equal_texts_together(texts, random):
    held_out = {}
    for number, (inside, outside) in enumerate(folds_of(texts)):
        assert sorted([*inside, *outside]) == list(range(len(texts)))
        held_out |= dict.fromkeys(outside.tolist(), number)
    assert sorted(held_out) == list(range(len(texts)))
    by_letters = {}
    for row, text in enumerate(texts):
        letters = "".join(filter(str.isalnum, text.casefold()))
        assert by_letters.setdefault(letters, held_out[row]) == held_out[row]
    order = random.sample(range(len(texts)), len(texts))
    again = [set(outside.tolist()) for _, outside in folds_of([texts[row] for row in order])]
    assert all(place in again[held_out[row]] for place, row in enumerate(order))
