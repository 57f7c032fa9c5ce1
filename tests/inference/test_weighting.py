"""Survey weights: laws, then published cases, then shares that no weights meet."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import InputError
from nps_reasons.inference.weighting import (
    calibrated_mean,
    design_effect,
    effective_n,
    post_stratified,
    raked,
    trimmed,
    weighted_mean,
)

LAW = settings(max_examples=60, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)


def random_groups(rng, n, levels):
    """Groups of which each has a member."""
    return rng.permutation(np.append(np.arange(levels), rng.integers(0, levels, n - levels)))


def shares_of(weights, groups):
    return np.bincount(groups, weights=weights) / weights.sum()


# Laws


@LAW
@given(st.integers(2, 200), st.floats(1e-6, 1e6))
def test_equal_weights_cost_nothing_and_change_nothing(n, weight):
    points = np.random.default_rng(n).choice([-1.0, 0.0, 1.0], n)
    weights = np.full(n, weight)
    assert effective_n(weights) == pytest.approx(n)
    assert design_effect(weights) == pytest.approx(1)
    mean = weighted_mean(points, weights)
    assert mean.value == pytest.approx(points.mean(), abs=1e-12)
    assert mean.error == pytest.approx(points.std(ddof=1) / np.sqrt(n), abs=1e-12)
    assert trimmed(weights).tolist() == weights.tolist()


@LAW
@given(SEEDS)
def test_weights_cost_something_and_their_unit_nothing(seed):
    rng = np.random.default_rng(seed)
    weights = rng.lognormal(0, 1, 50)
    assert 1 <= effective_n(weights) <= 50
    assert design_effect(1e-7 * weights) == pytest.approx(design_effect(weights))


@LAW
@given(SEEDS)
def test_post_stratified_shares_are_met_and_the_sum_stays(seed):
    rng = np.random.default_rng(seed)
    weights, groups = rng.uniform(0.2, 3, 60), random_groups(rng, 60, 4)
    wanted = rng.dirichlet([3] * 4)
    found = post_stratified(weights, groups, wanted)
    assert shares_of(found, groups) == pytest.approx(wanted, abs=1e-9)
    assert found.sum() == pytest.approx(weights.sum())
    within = found / weights
    for group in range(4):
        assert np.ptp(within[groups == group]) < 1e-12


@LAW
@given(SEEDS)
def test_raked_shares_are_all_met_in_whatever_order_and_by_whatever_names(seed):
    rng = np.random.default_rng(seed)
    groups = [random_groups(rng, 400, levels) for levels in (3, 4, 2)]
    wanted = [rng.dirichlet([20] * levels) for levels in (3, 4, 2)]
    found = raked(np.ones(400), groups, wanted)
    for codes, shares in zip(groups, wanted, strict=True):
        assert shares_of(found, codes) == pytest.approx(shares, abs=1e-9)
    assert raked(np.ones(400), groups[::-1], wanted[::-1]) == pytest.approx(found, rel=1e-6)
    renamed = [codes.max() - codes for codes in groups]
    assert raked(np.ones(400), renamed, [s[::-1] for s in wanted]) == pytest.approx(found)


@LAW
@given(SEEDS)
def test_shares_that_hold_already_change_nothing(seed):
    rng = np.random.default_rng(seed)
    weights, groups = rng.uniform(0.2, 3, 60), [random_groups(rng, 60, 3) for _ in range(2)]
    wanted = [shares_of(weights, codes) for codes in groups]
    assert raked(weights, groups, wanted) == pytest.approx(weights)


@LAW
@given(SEEDS)
def test_one_segment_raked_is_post_stratified(seed):
    rng = np.random.default_rng(seed)
    groups, wanted = random_groups(rng, 50, 3), rng.dirichlet([3] * 3)
    one = post_stratified(np.ones(50), groups, wanted)
    assert raked(np.ones(50), [groups], [wanted]) == pytest.approx(one)


# Published cases


def test_the_error_of_a_weighted_score_is_that_of_the_survey_packages():
    points, weights = np.array([1.0, 1, 0, -1]), np.array([1.0, 1, 2, 4])
    assert effective_n(weights) == pytest.approx(2.909091, abs=1e-6)
    assert design_effect(weights) == pytest.approx(1.375)
    mean = weighted_mean(points, weights)
    assert mean.value == pytest.approx(-0.25)
    assert mean.error == pytest.approx(0.507752, abs=1e-6)


POINTS = np.array([1.0, 1, 0, -1, 1, 0, -1, -1, 0, 1])
SEGMENT = np.array([0] * 6 + [1] * 4)
REGION = np.array([0, 0, 1, 1, 1, 0, 0, 1, 1, 0])


def test_raking_is_that_of_the_survey_package():
    groups = [SEGMENT, REGION]
    found = raked(np.ones(10), groups, [np.array([0.5, 0.5]), np.array([0.6, 0.4])])
    third = 2 / 3
    assert found == pytest.approx([1, 1, third, third, third, 1, 1.5, 1, 1, 1.5], abs=1e-9)
    mean = calibrated_mean(POINTS, found, groups=groups)
    assert mean.value == pytest.approx(0.1)
    assert mean.error == pytest.approx(0.2703, abs=5e-5)


def test_post_stratification_is_that_of_the_survey_package():
    found = post_stratified(np.ones(10), SEGMENT, np.array([0.5, 0.5]))
    assert found == pytest.approx(np.repeat([5 / 6, 5 / 4], [6, 4]))
    mean = calibrated_mean(POINTS, found, groups=[SEGMENT])
    assert mean.value == pytest.approx(0.041667, abs=1e-6)
    assert mean.error == pytest.approx(0.271, abs=5e-4)


def test_a_table_of_counts_is_fitted_to_its_margins():
    table = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50.0]])
    rows, columns = (codes.ravel() for codes in np.indices(table.shape))
    wanted = [np.array([150, 300, 400, 150.0]), np.array([200, 300, 400, 100.0])]
    found = raked(table.ravel(), [rows, columns], [shares / 1000 for shares in wanted])
    fitted = found.reshape(4, 4) * 1000 / table.sum()
    assert fitted[0] == pytest.approx([64.56, 46.23, 35.38, 3.82], abs=0.005)
    assert fitted[3] == pytest.approx([28.75, 41.18, 63.03, 17.03], abs=0.005)


# Extreme


def test_weights_far_above_the_mean_are_cut_and_zeros_are_not_asked():
    weights = np.array([0.0] * 80 + [1.0] * 19 + [41.0])
    assert trimmed(weights).tolist() == [0.0] * 80 + [1.0] * 19 + [15.0]
    assert trimmed(np.zeros(3)).tolist() == [0, 0, 0]


def test_nothing_that_weighs_has_no_effective_response():
    assert effective_n(np.zeros(3)) == 0
    assert np.isnan(design_effect(np.zeros(3)))


def test_a_group_without_a_member_cannot_have_a_share():
    with pytest.raises(InputError, match=r"group 1 has a share of 0\.5 .* and 0 in the sample"):
        post_stratified(np.ones(3), np.zeros(3, dtype=int), np.array([0.5, 0.5]))


def test_a_member_of_a_group_without_a_share_is_refused():
    with pytest.raises(InputError, match=r"group 1 has a share of 0 .* and 0\.25 in the sample"):
        post_stratified(np.ones(4), np.array([0, 0, 0, 1]), np.array([1.0, 0.0]))


def test_shares_that_no_weights_meet_are_refused():
    same = np.array([0, 0, 1, 1])
    with pytest.raises(InputError, match="too few responses are in both of two groups"):
        raked(np.ones(4), [same, same], [np.array([0.5, 0.5]), np.array([0.3, 0.7])])
