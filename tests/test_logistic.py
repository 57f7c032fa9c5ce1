"""Logistic regression: each row by itself, what is known beforehand counts, scikit-learn agrees."""

from unittest import mock

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from nps_reasons import logistic
from nps_reasons.logistic import (
    INTERCEPT,
    Linear,
    Rows,
    fit_signs,
    fit_themes,
    folds_of,
    probability,
    shares,
)

# Among features L-BFGS stops after 50 steps, and ours holds the intercept a little.
NEAR = 0.03
# Among rows only the size of float32 and the slope where the search ends are left.
EXACT = {"rtol": 1e-5, "atol": 1e-5}
# The search among features adds up in float32, and stops where the loss is flat.
SAME = 1e-4

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


@st.composite
def few_rows(draw):
    """Fewer rows than features, some of them equal, some of them zero."""
    rng = np.random.default_rng(draw(seeds))
    n_rows = draw(st.integers(1, 14))
    rows = some_rows(n_rows, draw(st.integers(1, 10)), 12, rng)
    chosen = rng.integers(0, draw(st.integers(1, n_rows)), n_rows)
    kept = np.float32(rng.random(n_rows) < draw(st.sampled_from([0.0, 0.7, 1.0])))
    same = rows[chosen]
    wide = np.hstack([same.dense, np.zeros((n_rows, 2), np.float32)]) * kept[:, None]
    return Rows(wide, sp.csr_matrix(same.sparse.multiply(kept[:, None]), dtype=np.float32))


@st.composite
def few_coded(draw):
    """Few rows with five themes: two of lot, one that is said by all, one by none, one by one."""
    rows = draw(few_rows())
    rng = np.random.default_rng(draw(seeds))
    truth = rng.random((len(rows), 5)) < [0.3, 0.8, 1, 0, 0]
    truth[0, 4] = True
    offset = rng.normal(0, draw(st.sampled_from([0.0, 1.0, 8.0])), truth.shape)
    known = draw(st.sampled_from([None, 0.0, 0.5]))
    counts = (
        None if known is None else np.float32(np.where(rng.random(truth.shape) < 0.5, known, 1))
    )
    return rows, truth, offset.astype(np.float32), counts, draw(st.sampled_from([0.2, 1.0, 6.0]))


def with_ones(rows):
    """Features in float64, and a last one for the intercept."""
    return np.hstack([all_features(rows), np.ones((len(rows), 1))]).astype(np.float64)


def newton(features, truth, offset, counts, ridge):
    """Weights of one theme by Newton's method, with steps halved until they lead down."""

    def loss(weights):
        logits = features @ weights + offset
        return (counts * (np.logaddexp(0, logits) - truth * logits)).sum() + weights**2 @ held / 2

    held = np.full(features.shape[1], ridge)
    held[-1] *= INTERCEPT
    weights = np.zeros(len(held))
    for _ in range(60):
        share = 1 / (1 + np.exp(-(features @ weights + offset)))
        slope = features.T @ (counts * (share - truth)) + held * weights
        bend = (features.T * (counts * share * (1 - share))) @ features + np.diag(held)
        step = np.linalg.solve(bend, slope)
        if np.abs(step).max() < 1e-10:
            break
        weights = min((weights - step / 2**k for k in range(12)), key=loss)
    return weights


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


@given(few_coded())
@settings(max_examples=40, deadline=None)
def test_fewer_rows_than_features_are_fitted_to_the_optimum(problem):
    rows, truth, offset, known, ridge = problem
    head = fit_themes(rows, truth, offset, ridge=ridge, known=known)
    counts = np.ones(truth.shape) if known is None else known
    features = with_ones(rows)
    for theme in range(truth.shape[1]):
        given_it = truth[:, theme], offset[:, theme], counts[:, theme]
        best = newton(features, *given_it, ridge)
        np.testing.assert_allclose(head.weights[:, theme], best[:-1], **EXACT)
        # What holds an intercept is a hundredth, and so is what its last digits change.
        np.testing.assert_allclose(head.intercept[theme], best[-1], rtol=1e-4, atol=1e-4)


@given(few_rows(), seeds)
@settings(max_examples=40, deadline=None)
def test_signs_of_fewer_rows_than_features_are_fitted_until_nothing_pulls(rows, seed):
    rng = np.random.default_rng(seed)
    signs = rng.integers(0, 3, len(rows))
    known = rng.normal(0, 2, (len(rows), 3)).astype(np.float32)
    head = fit_signs(rows, signs, known, ridge=1.0)
    features = with_ones(rows)
    weights = np.vstack([head.weights, head.intercept]).astype(np.float64)
    logits = features @ weights + known
    share = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    weights[-1] *= INTERCEPT
    pull = features.T @ (share - np.eye(3)[signs]) + weights
    np.testing.assert_allclose(pull, 0, atol=1e-4)


def loss_of(head, rows, truth, offset, known, ridge):
    """What both searches make small: log-loss, and what holds the weights."""
    logits = (head.logits(rows) + offset).astype(np.float64)
    counts = 1.0 if known is None else known
    held = np.full((rows.width + 1, 1), ridge)
    held[-1] *= INTERCEPT
    weights = np.vstack([head.weights, head.intercept]).astype(np.float64)
    missed = (counts * (np.logaddexp(0, logits) - truth * logits)).sum()
    return missed + (held * weights**2).sum() / 2


@given(few_coded())
@settings(max_examples=25, deadline=None)
def test_the_search_among_rows_and_that_among_features_meet(problem):
    rows, truth, offset, known, ridge = problem
    among_rows = fit_themes(rows, truth, offset, ridge=ridge, known=known)
    with mock.patch.multiple(logistic, MOST_ROWS=0, STEPS=3_000):
        among_features = fit_themes(rows, truth, offset, ridge=ridge, known=known)
    losses = [loss_of(head, *problem) for head in (among_rows, among_features)]
    assert losses[1] == pytest.approx(losses[0], rel=SAME, abs=SAME)


@given(few_coded(), st.randoms())
@settings(max_examples=25, deadline=None)
def test_another_order_of_the_rows_changes_no_more_than_rounding(problem, random):
    rows, truth, offset, _, ridge = problem
    order = np.array(random.sample(range(len(rows)), len(rows)))
    one = fit_themes(rows, truth, offset, ridge=ridge)
    other = fit_themes(rows[order], truth[order], offset[order], ridge=ridge)
    np.testing.assert_allclose(one.weights, other.weights, **EXACT)


def test_the_number_of_threads_changes_no_bit():
    rng = np.random.default_rng(5)
    rows = some_rows(300, 200, 900, rng)
    truth = rng.random((300, 6)) < 0.2
    nothing = np.zeros(truth.shape, np.float32)
    heads = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            heads.append(fit_themes(rows, truth, nothing, ridge=1.0))
    assert heads[0].weights.tobytes() == heads[1].weights.tobytes()
    assert heads[0].intercept.tobytes() == heads[1].intercept.tobytes()


def test_a_theme_is_fitted_as_among_others():
    rng = np.random.default_rng(6)
    rows = some_rows(40, 30, 60, rng)
    truth = rng.random((40, 8)) < np.linspace(0, 1, 8)
    offset = rng.normal(-2, 2, truth.shape).astype(np.float32)
    together = fit_themes(rows, truth, offset, ridge=1.0)
    for theme in range(8):
        only = slice(theme, theme + 1)
        alone = fit_themes(rows, truth[:, only], offset[:, only], ridge=1.0)
        np.testing.assert_allclose(together.weights[:, only], alone.weights, **EXACT)


def test_no_theme_is_no_output():
    rows = some_rows(4, 3, 6, np.random.default_rng(0))
    head = fit_themes(rows, np.zeros((4, 0), bool), np.zeros((4, 0), np.float32), ridge=1.0)
    assert head.logits(rows).shape == (4, 0)


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
