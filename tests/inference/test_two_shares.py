"""Two shares: Newcombe's interval and the (N-1) test, against published and other numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from nps_reasons.inference.shares import Part, newcombe, p_value_of, part_of

LAW = settings(max_examples=60, deadline=None, derandomize=True)
BASES = st.integers(1, 3000)
SHARES = st.floats(0, 1)


def part(hits: int, base: int) -> Part:
    return Part(hits / base, base)


@LAW
@given(SHARES, BASES, SHARES, BASES)
def test_the_interval_holds_the_difference_and_is_never_empty(p, n, q, m) -> None:
    low, high = newcombe(Part(p, n), Part(q, m))
    assert -1 <= low <= p - q <= high <= 1
    assert low < high


@LAW
@given(SHARES, BASES, SHARES, BASES)
def test_swapping_the_shares_flips_the_interval_and_keeps_the_p_value(p, n, q, m) -> None:
    first, second = Part(p, n), Part(q, m)
    low, high = newcombe(first, second)
    assert newcombe(second, first) == pytest.approx((-high, -low), abs=1e-12)
    assert p_value_of(first, second) == pytest.approx(p_value_of(second, first), nan_ok=True)


@LAW
@given(st.integers(10, 90), st.integers(10, 90))
def test_the_p_value_is_that_of_the_chi_squared_test_with_n_less_one(first, second) -> None:
    table = np.array([[first, 100 - first], [second, 150 - second]])
    chi2 = chi2_contingency(table, correction=False).statistic * 249 / 250
    z = p_value_of(part(first, 100), part(second, 150))
    from scipy.stats import chi2 as distribution

    assert z == pytest.approx(distribution.sf(chi2, 1), abs=1e-12)


# Newcombe (1998), table II, method 10.
@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
    ],
)
def test_the_interval_is_the_published_one(first, second, low, high) -> None:
    assert newcombe(part(*first), part(*second)) == pytest.approx((low, high), abs=6e-5)


def test_the_test_is_refused_where_hardly_a_hit_is_expected() -> None:
    assert np.isnan(p_value_of(part(9, 5000), part(1, 10)))
    assert np.isnan(p_value_of(part(0, 100), part(0, 100)))
    assert np.isnan(p_value_of(part(100, 100), part(100, 100)))


def test_equal_weights_of_any_size_are_no_weights() -> None:
    hits = np.array([1.0, 0, 0, 1, 0])
    assert part_of(hits, np.full(5, 3e-7)) == Part(pytest.approx(0.4), pytest.approx(5))
