"""Differences of scores: laws of overlap, then published cases, then what cannot be compared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import InputError, UsageError
from nps_reasons.inference.differences import (
    Arm,
    contrast,
    difference,
    respondents_in_both,
)
from nps_reasons.inference.intervals import adjusted_wald, wald
from nps_reasons.net_promoter import nps, nps_difference

LAW = settings(max_examples=60, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
SCORE_OF = {-100.0: 3, 0.0: 7, 100.0: 10}


def random_arm(rng, people, *, weighted=False):
    n = len(people)
    weights = rng.uniform(0.1, 4, n) if weighted else np.ones(n)
    points = rng.choice([-100.0, 0.0, 100.0], n, p=rng.dirichlet([1, 1, 1]))
    return Arm(points, weights, np.asarray(people))


def numbers(found):
    return found.value, found.low, found.high, found.p_value


# Laws


@LAW
@given(SEEDS, st.booleans())
def test_without_anybody_in_both_it_is_the_difference_of_independent_samples(seed, weighted):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 60, 2)
    arms = [
        random_arm(rng, np.arange(size) + start, weighted=weighted)
        for size, start in zip(sizes, (0, 100), strict=True)
    ]
    scores = [nps([SCORE_OF[p] for p in arm.points], arm.weights.tolist()) for arm in arms]
    assert numbers(difference(*arms)) == pytest.approx(numbers(nps_difference(*scores)), abs=1e-9)


@LAW
@given(SEEDS, st.integers(0, 1000))
def test_of_the_same_people_the_interval_nears_their_own_changes(seed, m):
    rng = np.random.default_rng(seed)
    n = 2000 + m
    before, after = random_arm(rng, np.arange(n)), random_arm(rng, np.arange(n))
    found = difference(before, after)
    plain = 1.959964 * (after.points - before.points).std() / np.sqrt(n)
    # Six added responses, each of variance up to two thirds, beside n.
    assert (found.high - found.low) / 2 == pytest.approx(plain, rel=0.02, abs=0.25)


@LAW
@given(SEEDS, st.booleans())
def test_a_difference_turns_its_sign_with_its_arms_and_is_never_certain(seed, weighted):
    rng = np.random.default_rng(seed)
    first, second = (
        random_arm(rng, rng.integers(0, 20, rng.integers(1, 40)), weighted=weighted)
        for _ in range(2)
    )
    forth, back = difference(first, second), difference(second, first)
    assert numbers(back) == pytest.approx(
        (-forth.value, -forth.high, -forth.low, forth.p_value), abs=1e-9
    )
    assert -200 <= forth.low < forth.high <= 200
    assert 0 <= forth.p_value <= 1


@LAW
@given(SEEDS, st.floats(0.01, 100))
def test_neither_order_nor_names_nor_equal_weights_change_anything(seed, weight):
    rng = np.random.default_rng(seed)
    arms = [random_arm(rng, rng.integers(0, 30, 40)) for _ in range(2)]
    renamed = rng.permutation(30)
    changed = []
    for arm in arms:
        order = rng.permutation(40)
        changed.append(
            Arm(arm.points[order], weight * arm.weights[order], renamed[arm.respondents[order]])
        )
    assert numbers(difference(*changed)) == pytest.approx(numbers(difference(*arms)), abs=1e-7)
    assert respondents_in_both(*changed) == respondents_in_both(*arms)


@LAW
@given(SEEDS)
def test_unweighted_the_variance_is_a_sum_of_squares_of_people(seed):
    """Influences are summed by person; the six added responses are people of their own."""
    rng = np.random.default_rng(seed)
    arms = [random_arm(rng, rng.integers(0, 25, rng.integers(5, 40))) for _ in range(2)]
    influence = np.zeros(25 + 2)
    added = 0.0
    for sign, arm in zip((-1, 1), arms, strict=True):
        n, y = len(arm.points), arm.points / 100
        mean = y.sum() / (n + 3)
        np.add.at(influence, arm.respondents, sign * (y - mean) / (n + 3))
        added += (0.75 * (1 - mean) ** 2 + 0.75 * (1 + mean) ** 2 + 1.5 * mean**2) / (n + 3) ** 2
    half = 100 * 1.959963984540054 * np.sqrt((influence**2).sum() + added)
    found = difference(*arms)
    if abs(found.low) < 200 > abs(found.high) and found.low < found.value < found.high:
        assert (found.high - found.low) / 2 == pytest.approx(half)


@LAW
@given(
    st.lists(st.tuples(st.integers(0, 10), st.floats(0.01, 5)), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 10), st.floats(0.01, 5)), min_size=1, max_size=12),
    st.booleans(),
)
def test_a_difference_lies_within_its_interval(before, after, weighted):
    first, second = (
        nps([score for score, _ in arm], [weight for _, weight in arm] if weighted else None)
        for arm in (before, after)
    )
    found = nps_difference(first, second)
    assert found.low <= found.value <= found.high


# Cases


@pytest.mark.parametrize(("before", "after", "value"), [(0, 10, 200), (10, 0, -200)])
def test_the_largest_difference_there_is_lies_within_its_interval(before, after, value):
    found = nps_difference(nps([before] * 10), nps([after] * 10))
    assert found.value == value
    assert found.low <= value <= found.high


@pytest.mark.parametrize(
    ("pair", "found"), [((None, nps([9])), "None"), ((nps([9]), [10, 0]), "list")]
)
def test_a_difference_of_what_is_no_nps_is_refused(pair, found):
    with pytest.raises(UsageError, match=f"expected two NPS, as nps gives them; found {found}"):
        nps_difference(*pair)


def test_two_surveys_compared_are_those_of_the_r_package():
    plain = contrast(wald(20, 30, 50), wald(30, 30, 40))
    assert plain.value == pytest.approx(-0.2)
    assert plain.error == pytest.approx(0.1140175, abs=1e-7)
    assert plain.z == pytest.approx(-1.754116, abs=1e-6)
    assert plain.p_value == pytest.approx(0.0794106, abs=1e-7)
    assert plain.limits() == pytest.approx((-0.4234703, 0.0234703), abs=1e-7)
    adjusted = contrast(adjusted_wald(20, 30, 50), adjusted_wald(30, 30, 40))
    assert adjusted.value == pytest.approx(-0.1941748, abs=1e-7)
    assert adjusted.error == pytest.approx(0.1120892, abs=1e-7)
    assert adjusted.p_value == pytest.approx(0.0832159, abs=1e-7)
    assert adjusted.limits() == pytest.approx((-0.4138655, 0.0255160), abs=1e-7)


def test_people_who_answer_twice_alike_make_a_change_clearer():
    points = np.repeat([-100.0, 0.0, 100.0], [30, 30, 40])
    later = np.repeat([-100.0, 0.0, 100.0], [20, 30, 50])
    people, ones = np.arange(100), np.ones(100)
    same = difference(Arm(points, ones, people), Arm(later, ones, people))
    apart = difference(Arm(points, ones, people), Arm(later, ones, people + 100))
    assert same.value == apart.value == pytest.approx(20)
    assert same.p_value < 0.001
    assert apart.p_value > 0.05


def test_people_who_answer_often_in_one_sample_make_a_change_less_clear():
    rng = np.random.default_rng(1)
    points = np.repeat(rng.choice([-100.0, 100.0], 50), 4)
    ones, alone = np.ones(200), np.arange(200)
    other = Arm(np.zeros(200), ones, alone + 500)
    often = difference(other, Arm(points, ones, np.repeat(np.arange(50), 4)))
    once = difference(other, Arm(points, ones, alone))
    assert often.high - often.low == pytest.approx(2 * (once.high - once.low), rel=0.1)


def test_nobody_who_changed_is_no_proof_that_nothing_did():
    points, people, ones = np.full(50, 100.0), np.arange(50), np.ones(50)
    found = difference(Arm(points, ones, people), Arm(points, ones, people))
    assert found.value == 0
    assert found.high == -found.low > 5
    assert found.p_value == 1


def test_a_difference_of_nothing_is_nothing():
    nothing = contrast(wald(0, 5, 0), wald(0, 3, 0))
    assert (nothing.z, nothing.p_value) == (0, 1)


@pytest.mark.parametrize("weights", [np.zeros(2), np.zeros(0)])
def test_a_sample_that_weighs_nothing_is_refused(weights):
    empty = Arm(np.zeros(len(weights)), weights, np.arange(len(weights)))
    full = Arm(np.zeros(2), np.ones(2), np.arange(2))
    with pytest.raises(InputError, match="a response in each sample that weighs anything"):
        difference(empty, full)
