"""The noise drill: shuffled scores, as clustered and weighted as the data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers.adjusted import fit_effects, theme_effects
from nps_reasons.drivers.noise import NoiseDrill, _shuffled_orders, draw_noise, shuffle_scores
from nps_reasons.drivers.patterns import Rows, covariance

SEEDS = st.integers(0, 2**32 - 1)


def design(seed: int = 1, n: int = 120):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.random((n, 3)) < 0.3]).astype(float)
    return rng.choice([-100.0, 0.0, 100.0], n), x, rng.uniform(0.5, 2, n)


def drill_of(points, x, themes) -> NoiseDrill:
    fit = fit_effects(points, x, np.ones(len(points)))
    return shuffle_scores(points, fit, np.array(themes), clusters=np.arange(len(points)), seed=0)


def drill(points, x, weights, clusters, **options) -> NoiseDrill:
    fit = fit_effects(points, x, weights)
    return shuffle_scores(points, fit, np.array([1, 2, 3]), clusters=clusters, **options)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(SEEDS)
def test_a_shuffle_is_a_permutation_that_keeps_respondents_whole(seed: int) -> None:
    rng = np.random.default_rng(seed)
    clusters = rng.integers(0, 15, 40)
    _, codes = np.unique(clusters, return_inverse=True)
    order = next(_shuffled_orders(codes, rng))
    assert sorted(order) == list(range(40))
    for respondent in range(codes.max() + 1):
        rows = np.flatnonzero(codes == respondent)
        (came_from,) = set(codes[order[rows]])
        assert (codes == came_from).sum() == len(rows)


@pytest.mark.parametrize("per_respondent", [1, 2])
def test_a_drill_of_one_shuffle_is_the_model_on_those_scores(per_respondent: int) -> None:
    points, x, weights = design()
    clusters = np.arange(len(points)) // per_respondent
    found = drill(points, x, weights, clusters, seed=4, shuffles=1)
    order = next(_shuffled_orders(clusters, np.random.default_rng(4)))
    fit = fit_effects(points[order], x, weights)
    influence = theme_effects(fit, np.arange(4)).points_influence
    sums = np.zeros((120 // per_respondent, 4))
    np.add.at(sums, clusters, influence / len(points))
    size = np.abs(fit.coefficients * (weights @ x / weights.sum()))
    t = size / np.sqrt((sums**2).sum(axis=0))
    assert found.largest_t == pytest.approx([t[1:].max()])
    assert found.largest_points == pytest.approx([size[1:].max()])
    errors = np.sqrt(np.diag(covariance(influence, Rows.of(np.arange(120), clusters))))
    assert t == pytest.approx(size / errors, rel=0.03)


def test_a_theme_said_by_few_detractors_alone_does_not_set_the_threshold() -> None:
    rng = np.random.default_rng(2)
    points = np.where(np.arange(400) < 300, -100.0, 100.0)
    x = np.column_stack(
        [np.ones(400), *(np.isin(np.arange(400), rng.choice(400, 5)) for _ in "ab")]
    )
    noise = drill_of(points, x.astype(float), themes=[1, 2])
    # Five mentions by detractors leave no residual; their |t| is still at most sqrt(5).
    assert noise.largest_t.max() < 3


def test_the_seed_decides_the_drill() -> None:
    points, x, weights = design()
    one, again, other = (
        drill(points, x, weights, np.arange(120), seed=seed, shuffles=120) for seed in (0, 0, 1)
    )
    assert (one.largest_t == again.largest_t).all()
    assert (one.largest_t != other.largest_t).any()
    assert one.largest_t.shape == one.largest_points.shape == (120,)


def test_the_threshold_is_what_five_in_a_hundred_exceed() -> None:
    noise = NoiseDrill(np.arange(1.0, 101.0), np.ones(100))
    assert (noise.largest_t > noise.threshold).sum() == 5


def test_the_threshold_of_three_drivers_is_that_of_the_largest_of_three_t() -> None:
    points, x, weights = design(n=600)
    noise = drill(points, x, weights, np.arange(600), seed=0)
    # Three independent normal variables: P(max |z| < 2.39) = 0.95.
    assert noise.threshold == pytest.approx(2.39, abs=0.25)


def test_a_model_without_a_theme_has_a_drill_of_zeros() -> None:
    points, x, weights = design()
    fit = fit_effects(points, x, weights)
    none = np.array([], dtype=np.intp)
    noise = shuffle_scores(points, fit, none, clusters=np.arange(120), seed=0)
    assert noise.threshold == 0


@pytest.mark.parametrize("per_respondent", [1, 3])
def test_drawn_noise_is_as_large_as_shuffled_noise(per_respondent: int) -> None:
    points, x, weights = design(n=6000)
    clusters = np.arange(6000) // per_respondent
    shuffled = drill(points, x, weights, clusters, seed=0)
    fit = fit_effects(points, x, weights)
    rows = Rows.of(np.arange(6000), clusters)
    drawn = draw_noise(points, fit, np.array([1, 2, 3]), rows=rows, seed=0, draws=4000)
    for name in ("largest_t", "largest_points"):
        one, other = (np.quantile(getattr(noise, name), [0.5, 0.9]) for noise in (shuffled, drawn))
        assert one == pytest.approx(other, rel=0.08)
