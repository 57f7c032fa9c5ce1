"""The doubly robust estimate: laws, a computation by hand, and a survey with known points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, LogisticRegression

from nps_reasons.drivers.adjusted import fit_effects, theme_effects
from nps_reasons.drivers.patterns import Rows, covariance
from nps_reasons.drivers.robust.doubly_robust import doubly_robust_points

seeds = st.integers(0, 2**32 - 1)


def found_in(points, x, weights, *, times=None):
    """Doubly robust points of all columns but the intercept."""
    fit = fit_effects(points, x, weights, times=times)
    return doubly_robust_points(points, fit, np.arange(1, x.shape[1]))


def by_hand(points, x, weights, column):
    """The estimate from two models of scikit-learn, and its influence function."""
    said = x[:, column] > 0
    others = np.delete(x, [0, column], axis=1)
    outcome = LinearRegression().fit(others[~said], points[~said], weights[~said])
    mention = LogisticRegression(C=1e10, tol=1e-10, max_iter=10_000)
    mention.fit(others, said, sample_weight=weights)
    share = mention.predict_proba(others)[:, 1]
    expected = outcome.predict(others)
    psi = np.where(said, expected - points, share / (1 - share) * (points - expected))
    mean = np.average(psi, weights=weights)
    return -mean, -weights / weights.mean() * (psi - mean)


# Laws


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_rows_that_stand_for_several_are_the_rows_repeated(random_arrays, seed):
    points, x, weights = random_arrays(seed)
    times = np.random.default_rng(seed).integers(1, 4, len(points))
    repeated = [np.repeat(a, times, axis=0) for a in (points, x, weights)]
    one = found_in(points, x, weights, times=times.astype(float))
    assert one.points == pytest.approx(found_in(*repeated).points, abs=1e-5, nan_ok=True)


@settings(deadline=None, max_examples=25)
@given(seed=seeds, scale=st.floats(1e-3, 1e3))
def test_the_scale_of_the_weights_does_not_matter(random_arrays, seed, scale):
    points, x, weights = random_arrays(seed)
    once, scaled = found_in(points, x, weights), found_in(points, x, scale * weights)
    assert scaled.points == pytest.approx(once.points, abs=1e-5, nan_ok=True)


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_flipped_scores_flip_the_points(random_arrays, seed):
    points, x, weights = random_arrays(seed)
    up, down = found_in(points, x, weights), found_in(-points, x, weights)
    assert down.points == pytest.approx(-up.points, abs=1e-9, nan_ok=True)
    assert down.influence == pytest.approx(-up.influence, abs=1e-6, nan_ok=True)


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_mentions_at_random_leave_the_difference_of_two_means(random_arrays, seed):
    points, x, weights = random_arrays(seed, k=1)
    said = x[:, 1] > 0
    if not 10 <= said.sum() <= len(said) - 10:
        return
    gap = np.average(points[said], weights=weights[said]) - np.average(
        points[~said], weights=weights[~said]
    )
    found = found_in(points, x, weights)
    assert found.points[0] == pytest.approx(gap * np.average(said, weights=weights), abs=1e-6)


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_scores_that_are_a_sum_have_the_points_of_the_linear_model(random_arrays, seed):
    _, x, weights = random_arrays(seed)
    points = x @ np.random.default_rng(seed).normal(0, 50, x.shape[1])
    linear = theme_effects(fit_effects(points, x, weights), np.arange(1, x.shape[1]))
    assert found_in(points, x, weights).points == pytest.approx(
        linear.points, abs=1e-6, nan_ok=True
    )


# Cases


@pytest.mark.parametrize("seed", range(4))
def test_the_estimate_is_that_of_two_models_made_by_hand(random_arrays, seed):
    points, x, weights = random_arrays(seed, n=400)
    found = found_in(points, x, weights)
    rows = Rows.of(np.arange(400), np.arange(400))
    for k in range(4):
        value, influence = by_hand(points, x, weights, k + 1)
        assert found.points[k] == pytest.approx(value, abs=1e-3)
        error, other = (
            covariance(i[:, None], rows)[0, 0] for i in (found.influence[:, k], influence)
        )
        assert error == pytest.approx(other, rel=1e-3)


def test_planted_points_are_found_where_the_linear_model_is_wrong():
    rng = np.random.default_rng(1)
    n = 100_000
    segment = (rng.random(n) < 0.4).astype(float)
    companion = (rng.random(n) < 0.1 + 0.4 * segment).astype(float)
    said = rng.random(n) < 0.05 + 0.3 * segment
    # Who says it is told by the segment; what it costs is told by the segment, too.
    cost = np.where(segment > 0, 80.0, 10.0) * said
    points = 20 * companion - 30 * segment - cost + rng.normal(0, 40, n)
    x = np.column_stack([np.ones(n), segment, companion, said]).astype(float)
    fit = fit_effects(points, x, np.ones(n))
    found = doubly_robust_points(points, fit, np.array([3]))
    rows = Rows.of(np.arange(n), np.arange(n))
    error = np.sqrt(covariance(found.influence, rows)[0, 0])
    truth = -cost.mean()
    linear = fit.coefficients[3] * said.mean()
    assert abs(found.points[0] - truth) < 3 * error
    assert abs(linear - truth) > 3 * error


def test_a_theme_that_only_goes_with_another_keeps_its_part(random_arrays):
    points, x, weights = random_arrays(4, n=400)
    inside = x[:, 1] * (np.random.default_rng(4).random(400) < 0.5)
    wider = np.column_stack([x, inside])
    fit = fit_effects(points, wider, weights)
    found = doubly_robust_points(points, fit, np.array([1]))
    reach = np.average(x[:, 1], weights=weights)
    assert found.points[0] == pytest.approx(fit.coefficients[1] * reach, abs=5)


def test_a_theme_that_nearly_all_say_has_no_points():
    said = np.resize([1.0], 40)
    said[:5] = 0
    x = np.column_stack([np.ones(40), said, np.resize([0.0, 1.0, 0.0], 40)])
    found = found_in(np.resize([-100.0, 100.0, 0.0], 40), x, np.ones(40))
    assert np.isnan(found.points[0])
    assert np.isfinite(found.points[1])


def test_a_theme_that_others_foretell_wholly_has_points_and_no_warning():
    said = np.resize([1.0, 0.0, 0.0], 90)
    nearly = said.copy()
    nearly[:2] = 1 - nearly[:2]
    x = np.column_stack([np.ones(90), said, nearly])
    found = found_in(np.resize([-100.0, 100.0, 0.0, 100.0], 90), x, np.ones(90))
    assert np.isfinite(found.points).all()
