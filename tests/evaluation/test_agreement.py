"""Krippendorff's alpha: the examples that he published, and what must hold of any coding."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nps_reasons.evaluation.agreement import (
    MISSING,
    NO_VARIATION,
    NOBODY_TWICE,
    Swap,
    nominal_alpha,
    swapped,
)

ratings_of_many = st.tuples(st.integers(2, 4), st.integers(1, 12)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(MISSING, 3))
)


def alpha_of(ratings, **asked):
    ratings = np.array(ratings)
    return nominal_alpha(ratings, np.arange(ratings.shape[1]), **asked)


def by_hand(ratings):
    """Alpha from the coincidence matrix, value by value: Krippendorff (2011), section C."""
    coincidences = np.zeros((4, 4))
    for unit in ratings.T:
        values = unit[unit != MISSING]
        for i, first in enumerate(values):
            for j, second in enumerate(values):
                if i != j:
                    coincidences[first, second] += 1 / (len(values) - 1)
    of_each = coincidences.sum(axis=1)
    n = of_each.sum()
    if (of_each > 0).sum() < 2:  # one value: sums of thirds need not come out at exactly nothing
        return None
    expected = n**2 - (of_each**2).sum()
    return 1 - (n - 1) * (n - np.trace(coincidences)) / expected


@given(ratings_of_many)
def test_alpha_is_that_of_the_coincidence_matrix(ratings):
    found, expected = alpha_of(ratings, n_draws=5), by_hand(ratings)
    if expected is None:
        assert found.value is None
    else:
        assert found.value == pytest.approx(expected, abs=1e-12)


@given(ratings_of_many, st.randoms(use_true_random=False))
def test_the_order_of_units_and_of_coders_changes_no_bit(ratings, random):
    units, coders = list(range(ratings.shape[1])), list(range(ratings.shape[0]))
    random.shuffle(units)
    random.shuffle(coders)
    clusters = np.arange(ratings.shape[1]) // 2
    shuffled = nominal_alpha(ratings[coders][:, units], clusters[units], n_draws=20)
    assert shuffled == nominal_alpha(ratings, clusters, n_draws=20)


@given(ratings_of_many)
def test_the_value_lies_within_its_interval_and_minus_1_to_1(ratings):
    found = alpha_of(ratings, n_draws=50)
    if found.value is not None:
        assert -1 - 1e-12 <= found.value <= 1
    if found.low is not None:
        assert -1 <= found.low <= found.high <= 1


@given(arrays(np.int64, st.integers(2, 30), elements=st.integers(0, 3)))
def test_coders_who_always_agree_have_an_alpha_of_1_if_anything_varies(codes):
    found = alpha_of([codes, codes, codes])
    if len(set(codes)) == 1:
        assert (found.value, found.low, found.why) == (None, None, NO_VARIATION)
    else:
        assert found.value == found.high == 1
        assert found.low < 1


def test_independent_coders_have_an_alpha_of_about_0():
    ratings = np.random.default_rng(1).integers(0, 2, (2, 4_000))
    found = alpha_of(ratings, n_draws=200)
    assert found.value == pytest.approx(0, abs=0.05)
    assert found.low < 0 < found.high


# The examples of Krippendorff (2011): sections A, B and C.


def test_two_coders_of_two_categories():
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha_of([first, second]).value == pytest.approx(0.095, abs=0.0005)


def test_two_coders_of_five_categories():
    both = ("aabbdcccedda", "babbbccceddd")
    codes = [["abcde".index(letter) for letter in said] for said in both]
    assert alpha_of(codes).value == pytest.approx(0.692, abs=0.0005)


def test_four_coders_of_five_categories_with_codes_missing():
    said = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    codes = [[MISSING if code == "." else int(code) - 1 for code in row] for row in said]
    found = alpha_of(codes)
    assert found.value == pytest.approx(0.743, abs=0.0005)
    # The twelfth unit was coded by one alone.
    assert found.n_units == 11


@pytest.mark.parametrize("ratings", [[[0, 1, MISSING], [MISSING, MISSING, 1]], np.zeros((2, 0))])
def test_what_nobody_coded_twice_has_no_alpha(ratings):
    found = alpha_of(np.array(ratings, dtype=np.int64))
    assert (found.value, found.n_units, found.why) == (None, 0, NOBODY_TWICE)


def test_one_response_has_no_interval():
    found = nominal_alpha(np.array([[0, 1, 1], [0, 1, 0]]), np.array([7, 7, 7]))
    assert found.value is not None
    assert (found.low, found.n_clusters) == (None, 1)


def test_full_agreement_on_few_leaves_a_lower_limit_that_more_responses_raise():
    few, many = (alpha_of([[0, 1] * n] * 2).low for n in (5, 100))
    assert few < 0.5
    assert 0.9 < many < 1


def test_units_of_one_response_are_drawn_together():
    random = np.random.default_rng(3)
    codes = np.repeat(random.integers(0, 2, (2, 60)), 5, axis=1)
    codes[1] = np.where(np.repeat(random.random(60) < 0.8, 5), codes[0], codes[1])
    alone = nominal_alpha(codes, np.arange(300), n_draws=300)
    together = nominal_alpha(codes, np.repeat(np.arange(60), 5), n_draws=300)
    assert alone.value == together.value
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


@pytest.mark.parametrize(
    ("n_agreed", "reading"), [(98, "reliable"), (87, "tentative"), (75, "unreliable")]
)
def test_alpha_is_read_as_krippendorff_reads_it(n_agreed, reading):
    first = np.arange(100) % 2
    assert (
        alpha_of([first, np.where(np.arange(100) < n_agreed, first, 1 - first)]).reading == reading
    )


def test_themes_that_are_taken_for_each_other_are_named_once_both_ways_together():
    first, second = np.zeros((2, 10, 3), dtype=bool)
    first[:2, 0] = second[:2, 1] = True
    first[2:5, 1] = second[2:5, 0] = True
    first[5, 2] = True
    assert swapped(first, second) == [Swap(0, 1, 5)]
    assert swapped(first, second, one_way=True) == [Swap(1, 0, 3)]


def test_themes_that_are_only_missed_are_taken_for_no_other():
    first = np.eye(3, dtype=bool).repeat(5, axis=0)
    assert swapped(first, np.zeros_like(first)) == []
