"""The adjusted model on arrays: laws, a worked example, and statsmodels as a reference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers.adjusted import (
    Fit,
    effect_influence,
    fit_effects,
    least_variances,
    theme_effects,
)
from nps_reasons.drivers.classic import classic_impact, severity
from nps_reasons.drivers.patterns import Rows
from nps_reasons.drivers.patterns import covariance as covariance_of
from nps_reasons.drivers.ranks import rank_intervals, ranks_by_size

LAW = settings(max_examples=40, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)

# Twelve responses: score; negative A, negative B, positive C.
SCORES = np.array([2, 3, 5, 6, 8, 7, 8, 9, 10, 10, 9, 6])
POINTS = np.select([SCORES >= 9, SCORES >= 7], [100.0, 0.0], -100.0)
MENTIONS = np.array(
    [
        [1, 1, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [1, 0, 0], [0, 1, 1],
        [0, 0, 1], [0, 0, 1], [0, 0, 1], [0, 0, 0], [0, 0, 0], [0, 0, 0],
    ],
    dtype=float,
)  # fmt: skip


def random_design(seed: int, n: int = 60, k: int = 4):
    rng = np.random.default_rng(seed)
    mentions = (rng.random((n, k)) < 0.35).astype(float)
    segment = (rng.random(n) < 0.5).astype(float)
    x = np.column_stack([np.ones(n), segment, mentions])
    points = rng.choice([-100.0, 0.0, 100.0], n)
    return points, x, mentions, rng.uniform(0.2, 3.0, n), rng.integers(0, n // 2, n)


def covariance(influence: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    return covariance_of(influence, Rows.of(np.arange(len(influence)), clusters))


def influence_of(fit: Fit, residuals: np.ndarray) -> np.ndarray:
    return effect_influence(fit, residuals, np.arange(fit.x.shape[1]))


def plain_points_influence(fit: Fit, first: int) -> np.ndarray:
    columns = np.arange(first, fit.x.shape[1])
    plain = effect_influence(fit, fit.residuals, columns)
    return replace(theme_effects(fit, columns), influence=plain).points_influence


# Laws


@LAW
@given(SEEDS)
def test_the_terms_of_the_model_add_up_to_the_weighted_nps(seed: int) -> None:
    points, x, _, weights, _ = random_design(seed)
    fit = fit_effects(points, x, weights)
    reach = weights @ x / weights.sum()
    assert reach @ fit.coefficients == pytest.approx(np.average(points, weights=weights), abs=1e-9)


@LAW
@given(SEEDS)
def test_turning_the_scores_round_turns_the_effects_round(seed: int) -> None:
    points, x, _, weights, clusters = random_design(seed)
    fit, turned = fit_effects(points, x, weights), fit_effects(-points, x, weights)
    assert turned.coefficients == pytest.approx(-fit.coefficients, abs=1e-9)
    errors = [
        np.diag(covariance(influence_of(f, f.leave_one_out_residuals), clusters))
        for f in (fit, turned)
    ]
    assert errors[0] == pytest.approx(errors[1], rel=1e-9)


@LAW
@given(SEEDS)
def test_weights_have_no_unit(seed: int) -> None:
    points, x, _, weights, clusters = random_design(seed)
    spreads = []
    for w in (weights, weights * 1000):
        fit = fit_effects(points, x, w)
        on_points = theme_effects(fit, np.arange(2, x.shape[1])).points_influence
        spreads.append(covariance(on_points, clusters))
    assert spreads[0] == pytest.approx(spreads[1], rel=1e-8, abs=1e-9)


@LAW
@given(SEEDS)
def test_respondents_of_one_response_each_are_not_clustered(seed: int) -> None:
    points, x, _, weights, _ = random_design(seed)
    fit = fit_effects(points, x, weights)
    influence = influence_of(fit, fit.residuals)
    expected = np.cov(influence, rowvar=False) / len(points)
    labels = np.random.default_rng(seed).permutation(len(points)) * 7
    assert covariance(influence, labels) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@LAW
@given(SEEDS)
def test_doubling_every_response_leaves_its_respondents_uncertainty(seed: int) -> None:
    points, x, _, weights, _ = random_design(seed)
    n = len(points)
    once = fit_effects(points, x, weights)
    twice = fit_effects(np.tile(points, 2), np.tile(x, (2, 1)), np.tile(weights, 2))
    assert covariance(
        influence_of(twice, twice.residuals), np.tile(np.arange(n), 2)
    ) == pytest.approx(
        covariance(influence_of(once, once.residuals), np.arange(n)), rel=1e-8, abs=1e-8
    )


@LAW
@given(SEEDS)
def test_the_forms_of_the_classic_impact_agree(seed: int) -> None:
    points, _, mentions, _, _ = random_design(seed)
    ones, n_with = np.ones(len(points)), mentions.sum(axis=0)
    nps, nps_with = points.mean(), points @ mentions / n_with
    without = (points @ (1 - mentions)) / (len(points) - n_with)
    impact = classic_impact(points, mentions, ones)
    assert impact == pytest.approx(nps - without, abs=1e-9)
    assert impact == pytest.approx(n_with * (nps_with - nps) / (len(points) - n_with), abs=1e-9)
    assert impact == pytest.approx(mentions.mean(axis=0) * severity(points, mentions, ones))


@LAW
@given(SEEDS)
def test_where_all_score_alike_no_theme_has_a_severity(seed: int) -> None:
    points, _, mentions, weights, _ = random_design(seed)
    alike = np.full(len(points), 100.0)
    for found in (severity, classic_impact):
        values = found(alike, mentions, weights)
        assert set(values[~np.isnan(values)]) <= {0.0}


@LAW
@given(SEEDS, st.integers(1, 8))
def test_a_rank_lies_in_its_interval(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    points, root = rng.normal(0, 3, k), rng.normal(0, 3, (k, k)) * (rng.random(k) < 0.5)
    ranks = rank_intervals(points, root @ root.T, seed=seed, draws=200)
    assert ranks.observed.tolist() == ranks_by_size(points).tolist()
    assert (ranks.low <= ranks.observed).all()
    assert (ranks.observed <= ranks.high).all()
    assert ranks.low.min() >= 1
    assert ranks.high.max() <= k
    assert ranks.top.sum() == pytest.approx(min(k, 3))


def test_a_poorly_known_driver_keeps_its_observed_rank_in_the_interval() -> None:
    ranks = rank_intervals(np.array([0.1, 1.0]), np.diag([100.0**2, 1e-6]), seed=1)
    assert (ranks.low.tolist(), ranks.high.tolist()) == ([1, 1], [2, 2])


# The worked example


def test_twelve_responses_give_the_points_worked_out_by_hand() -> None:
    fit = fit_effects(POINTS, np.column_stack([np.ones(12), MENTIONS]), np.ones(12))
    assert fit.coefficients == pytest.approx([20, -55, -80, 50])
    points = fit.coefficients[1:] * MENTIONS.mean(axis=0)
    assert points == pytest.approx([-18.3333, -26.6667, 16.6667], abs=1e-4)
    assert fit.coefficients[0] + points.sum() == pytest.approx(-100 / 12)


def test_twelve_responses_give_the_standard_errors_of_the_worked_example() -> None:
    fit = fit_effects(POINTS, np.column_stack([np.ones(12), MENTIONS]), np.ones(12))
    errors = np.sqrt(np.diag(covariance(plain_points_influence(fit, 1), np.arange(12))))
    assert errors[:2] == pytest.approx([17.9086, 15.2342], abs=1e-4)


def test_the_classic_impact_ties_what_the_model_tells_apart() -> None:
    impact = classic_impact(POINTS, MENTIONS, np.ones(12))
    assert impact == pytest.approx([-100 / 3, -100 / 3, 700 / 24])


def test_the_mean_of_a_weighted_sample_has_the_standard_error_of_survey_software() -> None:
    points, weights = np.array([100.0, 100.0, 0.0, -100.0]), np.array([1.0, 1.0, 2.0, 4.0])
    fit = fit_effects(points, np.ones((4, 1)), weights)
    error = np.sqrt(covariance(influence_of(fit, fit.residuals), np.arange(4)))
    assert fit.coefficients == pytest.approx([-25])
    assert error.item() == pytest.approx(50.7752, abs=1e-4)


# statsmodels


@pytest.mark.parametrize("weighted", [False, True])
def test_leave_one_out_errors_are_hc3_of_statsmodels(weighted: bool) -> None:
    import statsmodels.api as sm

    points, x, _, weights, _ = random_design(11)
    weights = weights if weighted else np.ones(len(points))
    fit = fit_effects(points, x, weights)
    influence = influence_of(fit, fit.leave_one_out_residuals)
    n, mean = len(points), influence.mean(axis=0)
    # Ours is a sample covariance: centred, and over n - 1.
    ours = covariance(influence, np.arange(n)) * (n - 1) / n + np.outer(mean, mean) / n
    reference = sm.WLS(points, x, weights).fit(cov_type="HC3")
    assert fit.coefficients == pytest.approx(reference.params, abs=1e-8)
    assert ours == pytest.approx(reference.cov_params(), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("weighted", [False, True])
def test_clustered_errors_are_those_of_statsmodels(weighted: bool) -> None:
    import statsmodels.api as sm

    points, x, _, weights, clusters = random_design(12)
    weights = weights if weighted else np.ones(len(points))
    fit = fit_effects(points, x, weights)
    ours = covariance(influence_of(fit, fit.residuals), clusters)
    reference = sm.WLS(points, x, weights).fit(cov_type="cluster", cov_kwds={"groups": clusters})
    # statsmodels also multiplies by (n - 1) / (n - p).
    n, p = x.shape
    assert ours * (n - 1) / (n - p) == pytest.approx(reference.cov_params(), rel=1e-8, abs=1e-8)


def test_influence_is_what_one_more_of_a_response_would_do() -> None:
    points, x, mentions, weights, _ = random_design(13)
    n = len(points)

    def points_under(w: np.ndarray) -> np.ndarray:
        return fit_effects(points, x, w).coefficients[2:] * (w @ mentions) / w.sum()

    fit = fit_effects(points, x, weights)
    found = plain_points_influence(fit, 2)
    step = 1e-5
    slopes = [
        (points_under(weights + step * bump) - points_under(weights - step * bump)) / (2 * step)
        for bump in np.eye(n)
    ]
    assert found == pytest.approx(n * weights[:, None] * np.array(slopes), rel=1e-4, abs=1e-3)


# What the data cannot tell


def test_identical_columns_are_not_estimable_and_the_others_are() -> None:
    points, x, mentions, weights, _ = random_design(14)
    doubled = fit_effects(points, np.column_stack([x, mentions[:, 0]]), weights)
    assert doubled.estimable.tolist() == [True, True, False, True, True, True, False]
    once = fit_effects(points, x, weights)
    kept = [0, 1, 3, 4, 5]
    assert doubled.coefficients[kept] == pytest.approx(once.coefficients[kept], abs=1e-8)
    assert doubled.degrees_of_freedom == once.degrees_of_freedom


def test_responses_of_weight_zero_are_as_good_as_absent() -> None:
    points, x, _, weights, _ = random_design(15)
    weights[:10] = 0
    whole, kept = fit_effects(points, x, weights), fit_effects(points[10:], x[10:], weights[10:])
    assert whole.coefficients == pytest.approx(kept.coefficients, abs=1e-9)
    assert whole.degrees_of_freedom == kept.degrees_of_freedom


def test_a_response_that_the_fit_bends_to_has_no_infinite_residual() -> None:
    x = np.column_stack([np.ones(5), [1.0, 0, 0, 0, 0]])
    fit = fit_effects(np.array([100.0, 0, 100, -100, 0]), x, np.ones(5))
    assert np.isfinite(fit.leave_one_out_residuals).all()


@pytest.mark.parametrize("method", [severity, classic_impact])
def test_a_theme_said_by_all_or_by_none_has_no_contrast(method) -> None:
    mentions = np.column_stack([np.ones(12), np.zeros(12), MENTIONS[:, 0]])
    assert np.isnan(method(POINTS, mentions, np.ones(12))).tolist() == [True, True, False]


# Unanimous mentioners


def unanimous(n_mentions: int, n: int = 400):
    rng = np.random.default_rng(0)
    mentions = (np.arange(n) < n_mentions).astype(float)
    points = np.where(mentions > 0, -100.0, rng.choice([-100.0, 0.0, 100.0], n))
    return fit_effects(points, np.column_stack([np.ones(n), mentions]), np.ones(n))


def test_mentioners_who_all_score_alike_do_not_make_their_effect_exact() -> None:
    fit = unanimous(5)
    robust = np.diag(covariance(influence_of(fit, fit.leave_one_out_residuals), np.arange(400)))
    assert np.sqrt(robust[1]) < 6
    assert np.sqrt(least_variances(fit, np.array([1]))[0]) > 25


def test_the_least_variance_of_five_unanimous_mentioners_is_that_of_adjusted_wald_counts() -> None:
    fit = unanimous(5)
    counts = np.array([5.75, 1.5, 0.75]) / 8
    scores = np.array([-100.0, 0.0, 100.0])
    spread = counts @ scores**2 - (counts @ scores) ** 2
    expected = spread * fit.bread[1, 1]
    assert least_variances(fit, np.array([1])) == pytest.approx([expected])


def test_the_least_variance_does_not_widen_a_theme_that_many_say() -> None:
    rng = np.random.default_rng(3)
    mentions = (rng.random(2000) < 0.2).astype(float)
    points = rng.choice([-100.0, 0.0, 100.0], 2000, p=[0.5, 0.2, 0.3])
    fit = fit_effects(points, np.column_stack([np.ones(2000), mentions]), np.ones(2000))
    robust = covariance(influence_of(fit, fit.leave_one_out_residuals), np.arange(2000))
    assert least_variances(fit, np.array([1]))[0] < robust[1, 1] / 5
