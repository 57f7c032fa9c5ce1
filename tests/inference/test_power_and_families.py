"""Planning, and q-values of a family: laws, then published cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import UsageError
from nps_reasons.inference.multiplicity import q_values, verdict_of
from nps_reasons.inference.power import responses_for_interval, responses_needed, smallest_change
from nps_reasons.schema import VERDICTS

LAW = settings(max_examples=60, deadline=None, derandomize=True)
VARIANCES = st.floats(0.01, 1)
P_VALUES = st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=30)

BENJAMINI_HOCHBERG = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000),
)


@LAW
@given(VARIANCES, VARIANCES, st.floats(0.01, 0.5), st.floats(0.55, 0.99))
def test_as_many_responses_as_a_change_needs_show_that_change(first, second, change, power):
    n = responses_needed(change, first, variance_1=second, power=power)
    assert smallest_change(first, n, second, n, power=power) == pytest.approx(change)


@LAW
@given(VARIANCES, st.floats(10, 1e6))
def test_four_times_the_responses_show_half_the_change(variance, n):
    whole = smallest_change(variance, n, variance, n)
    assert smallest_change(variance, 4 * n, variance, 4 * n) == pytest.approx(whole / 2)


@pytest.mark.parametrize(
    ("n", "half_width", "change"),
    [
        *((50, 21.6, 43.8), (100, 15.3, 30.9), (200, 10.8, 21.9), (400, 7.7, 15.5)),
        *((1000, 4.8, 9.8), (2500, 3.1, 6.2), (5000, 2.2, 4.4)),
    ],
)
def test_the_planning_table_is_reproduced(n, half_width, change):
    assert 100 * smallest_change(0.61, n, 0.61, n) == pytest.approx(change, abs=0.05)
    wider, narrower = (responses_for_interval((half_width + d) / 100, 0.61) for d in (0.05, -0.05))
    assert wider <= n <= narrower


def test_the_responses_for_five_points_are_those_of_the_published_formulas():
    assert responses_needed(0.05, 0.61) == pytest.approx(3830.3, abs=0.05)
    assert responses_for_interval(0.05, 0.61) == pytest.approx(937.3, abs=0.05)
    assert responses_for_interval(0.05, 0.61) - 3 == pytest.approx(934.3, abs=0.05)
    assert responses_for_interval(0.05) == pytest.approx(1536.6, abs=0.05)


@LAW
@given(VARIANCES, st.floats(0.01, 0.5))
def test_points_and_shares_need_the_same_responses(variance, change):
    shares = responses_needed(change, variance)
    assert responses_needed(100 * change, 10_000 * variance) == pytest.approx(shares)


def test_a_weighted_variance_that_rounds_above_one_is_still_one_of_shares():
    assert responses_needed(0.05, 1 + 4e-16) == pytest.approx(responses_needed(0.05, 1))


# Families


@LAW
@given(P_VALUES, st.randoms(use_true_random=False))
def test_q_values_know_no_order_and_are_never_below_p(values, random):
    p = np.array(values, dtype=float)
    q = q_values(p)
    order = np.array(random.sample(range(len(p)), len(p)), dtype=int)
    assert np.array_equal(q_values(p[order]), q[order], equal_nan=True)
    asked = ~np.isnan(p)
    assert np.array_equal(np.isnan(q), ~asked)
    assert (q[asked] >= p[asked] - 1e-15).all()
    assert (q[asked] <= 1).all()


@LAW
@given(P_VALUES)
def test_who_is_not_asked_is_no_part_of_the_family(values):
    p = np.array(values, dtype=float)
    asked = p[~np.isnan(p)]
    assert q_values(p)[~np.isnan(p)] == pytest.approx(q_values(asked))


@LAW
@given(P_VALUES)
def test_every_question_asked_twice_changes_no_q(values):
    p = np.array(values, dtype=float)
    assert q_values(np.tile(p, 2)) == pytest.approx(np.tile(q_values(p), 2), nan_ok=True)


def test_q_values_are_those_of_the_paper():
    q = q_values(np.array(BENJAMINI_HOCHBERG))
    expected = (0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645, 0.0765)
    assert q[:9] == pytest.approx(expected, abs=5e-7)
    assert sum(verdict_of(value) == "clear" for value in q) == 4
    assert (np.array(BENJAMINI_HOCHBERG) <= 0.05 / 15).sum() == 3  # Bonferroni


def test_verdicts_are_those_of_every_table():
    assert [verdict_of(q) for q in (0.05, 0.2, 0.21, np.nan)] == list(VERDICTS)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (lambda: smallest_change(0.6, 0, 0.6, 100), "responses above 0; found 0 and 100"),
        (lambda: smallest_change(-0.6, 9, 0.6, 100), "found -0.6, 0.6"),
        (lambda: smallest_change(0.6, 9, 0.6, 100, power=1.0), "between 0.5 and 1; found 1.0"),
        (lambda: responses_needed(0, 0.6), "not 0; found 0"),
        (lambda: responses_needed(0.05, -1), "found -1, -1"),
        (lambda: smallest_change(1, 10, np.nan, 10), "variance_1 to be a finite number; found nan"),
        (lambda: smallest_change("1", 10, 1, 10), "variance_0 to be a finite number; found '1'"),
        (lambda: smallest_change(1, None, 1, 10), "n_0 to be a finite number; found None"),
        (lambda: smallest_change(1, 1, 1, 9, power=None), "power to be a finite number; found N"),
        (lambda: responses_needed(10**400, 1), "change to be a finite number; found 1000"),
        (lambda: responses_needed(0.1, np.inf), "variance to be a finite number; found inf"),
        (lambda: responses_needed(1e-200, 1), "a survey can show; found 1e-200"),
        (lambda: responses_needed(-5, 0.6), "in NPS points needs the variance in NPS points, 10,0"),
        (lambda: responses_needed(0.05, 0, variance_1=6100), "share needs the variance of shares"),
        (lambda: responses_for_interval(5), "half-width in NPS points needs the variance in NPS p"),
        (lambda: responses_for_interval(0), "half-width above 0; found 0"),
        (lambda: responses_for_interval(0.05, -1), "variance of 0 and above; found -1"),
        (lambda: responses_for_interval(0.05, None), "variance to be a finite number; found None"),
    ],
)
def test_what_no_survey_can_have_is_refused(asked, found):
    with pytest.raises(UsageError, match=found):
        asked()
