"""Survey weights: laws, then published cases, then shares that no weights meet."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import InputError
from nps_reasons.inference.weighting import (
    clustering_effect,
    design_effect,
    effective_n,
    post_stratified,
    raked,
    trimmed,
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
    weights = np.full(n, weight)
    assert effective_n(weights) == pytest.approx(n)
    assert design_effect(weights) == pytest.approx(1)
    assert trimmed(weights).tolist() == weights.tolist()


@LAW
@given(SEEDS)
def test_weights_cost_something_and_their_unit_nothing(seed):
    rng = np.random.default_rng(seed)
    weights = rng.lognormal(0, 1, 50)
    assert 1 <= effective_n(weights) <= 50
    assert design_effect(1e-7 * weights) == pytest.approx(design_effect(weights))


def random_answers(seed, n=60):
    rng = np.random.default_rng(seed)
    return rng.choice([-100.0, 0.0, 100.0], n, p=rng.dirichlet([1, 1, 1])), rng.uniform(0.2, 3, n)


@LAW
@given(SEEDS)
def test_people_who_answer_once_cost_nothing_to_the_bit(seed):
    points, weights = random_answers(seed)
    people = np.random.default_rng(seed).permutation(90)[:60]
    assert clustering_effect(points, weights, people) == 1


@LAW
@given(SEEDS, st.integers(2, 5))
def test_answers_that_are_all_given_again_cost_what_they_add(seed, times):
    points, weights = random_answers(seed)
    again = (np.repeat(values, times) for values in (points, weights, np.arange(60)))
    assert clustering_effect(*again) == pytest.approx(times)


@LAW
@given(SEEDS, st.floats(1e-6, 1e6))
def test_several_answers_never_help_and_neither_order_names_nor_units_matter(seed, unit):
    points, weights = random_answers(seed)
    rng = np.random.default_rng(seed)
    people, order, names = rng.integers(0, 30, 60), rng.permutation(60), rng.permutation(30)
    found = clustering_effect(points, weights, people)
    assert 1 <= found <= np.bincount(people).max() * (1 + 1e-9)
    changed = clustering_effect(points[order], unit * weights[order], names[people[order]])
    assert changed == pytest.approx(found)


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


def test_the_effective_number_and_design_effect_are_kishs():
    weights = np.array([1.0, 1, 2, 4])
    assert effective_n(weights) == pytest.approx(2.909091, abs=1e-6)
    assert design_effect(weights) == pytest.approx(1.375)


POINTS = np.array([1.0, 1, 0, -1, 1, 0, -1, -1, 0, 1])
SEGMENT = np.array([0] * 6 + [1] * 4)
REGION = np.array([0, 0, 1, 1, 1, 0, 0, 1, 1, 0])


def calibrated(weights, groups):
    """Mean, and its standard error of what is left of the points within the groups raked to."""
    dummies = np.column_stack([np.eye(codes.max() + 1)[codes] for codes in groups])
    left = POINTS - dummies @ np.linalg.lstsq(dummies, POINTS, rcond=None)[0]
    influence = weights * (left - weights @ left / weights.sum()) / weights.sum()
    n = len(POINTS)
    return weights @ POINTS / weights.sum(), np.sqrt(n / (n - 1) * (influence @ influence))


def test_raking_is_that_of_the_survey_package():
    groups = [SEGMENT, REGION]
    found = raked(np.ones(10), groups, [np.array([0.5, 0.5]), np.array([0.6, 0.4])])
    third = 2 / 3
    assert found == pytest.approx([1, 1, third, third, third, 1, 1.5, 1, 1, 1.5], abs=1e-9)
    value, error = calibrated(found, groups)
    assert value == pytest.approx(0.1)
    assert error == pytest.approx(0.2703, abs=5e-5)


def test_post_stratification_is_that_of_the_survey_package():
    found = post_stratified(np.ones(10), SEGMENT, np.array([0.5, 0.5]))
    assert found == pytest.approx(np.repeat([5 / 6, 5 / 4], [6, 4]))
    value, error = calibrated(found, [SEGMENT])
    assert value == pytest.approx(0.041667, abs=1e-6)
    assert error == pytest.approx(0.271, abs=5e-4)


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


@pytest.mark.parametrize("score", [-100.0, 0.0, 100.0])
def test_where_all_scores_are_alike_answers_of_one_person_are_taken_for_alike(score):
    people = np.repeat(np.arange(5), 4)
    assert clustering_effect(np.full(20, score), np.ones(20), people) == pytest.approx(4)


def test_one_person_is_one_answer_however_often_they_answer():
    points = np.array([100.0, 100, -100, -100])
    assert clustering_effect(points, np.ones(4), np.zeros(4, dtype=int)) == 4
    beside_nobody = np.array([1.0, 1, 1, 0]), np.array([0, 0, 0, 1])
    assert clustering_effect(points, *beside_nobody) == 3


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
