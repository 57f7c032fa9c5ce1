"""Intervals of a score and of a share: laws, then published cases, then small samples."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.inference.intervals import Z_95, adjusted_wald, score_interval, wald, wilson

LAW = settings(max_examples=80, deadline=None, derandomize=True)
COUNTS = st.tuples(*[st.integers(0, 2000)] * 3).filter(any)


# Laws


@LAW
@given(COUNTS)
def test_swapping_promoters_and_detractors_flips_the_limits(counts: tuple[int, int, int]) -> None:
    low, high = score_interval(*counts)
    assert score_interval(*counts[::-1]) == pytest.approx((-high, -low), abs=1e-8)
    low, high = adjusted_wald(*counts).limits()
    assert adjusted_wald(*counts[::-1]).limits() == pytest.approx((-high, -low), abs=1e-12)


@LAW
@given(COUNTS)
def test_the_score_interval_holds_the_value_and_shrinks_with_more_responses(
    counts: tuple[int, int, int],
) -> None:
    detractors, _, promoters = counts
    low, high = score_interval(*counts)
    assert -1 <= low <= (promoters - detractors) / sum(counts) <= high <= 1
    low_4, high_4 = score_interval(*(4 * count for count in counts))
    assert high_4 - low_4 < high - low


@LAW
@given(COUNTS)
def test_the_score_interval_solves_its_equation(counts: tuple[int, int, int]) -> None:
    detractors, _, promoters = counts
    n = sum(counts)
    for limit in score_interval(*counts):
        if abs(limit) > 1 - 1e-6:
            continue
        # The share of detractors that is likeliest where NPS is the limit.
        b = -detractors - promoters + (2 * n - promoters + detractors) * limit
        root = math.sqrt(b * b + 8 * n * detractors * limit * (1 - limit))
        share = (root - b) / (4 * n)
        error = math.sqrt(n * (2 * share + limit * (1 - limit)))
        assert abs(promoters - detractors - n * limit) / error == pytest.approx(Z_95, rel=1e-5)


@LAW
@given(COUNTS)
def test_adjusted_wald_is_never_certain_and_stays_on_the_scale(
    counts: tuple[int, int, int],
) -> None:
    mean = adjusted_wald(*counts)
    low, high = mean.limits()
    assert mean.variance > 0
    assert -1 <= low < high <= 1


@LAW
@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_of_a_share_holds_the_share_and_flips_with_it(hits: int, more: int) -> None:
    base = hits + more
    low, high = wilson(hits / base, base)
    assert 0 <= low <= hits / base <= high <= 1
    assert wilson(1 - hits / base, base) == pytest.approx((1 - high, 1 - low), abs=1e-12)


# Published cases


@pytest.mark.parametrize(
    ("counts", "value", "variance", "error"),
    [
        ((1, 2, 3), 1 / 3, 5 / 9, 0.304290),
        ((1, 0, 0), -1, 0, 0),
        ((1, 0, 1), 0, 1, 0.707107),
        ((0, 1, 1), 0.5, 0.25, 0.353553),
        ((1, 1, 1), 0, 2 / 3, 0.471405),
    ],
)
def test_mean_and_variance_are_those_of_the_r_package(counts, value, variance, error) -> None:
    mean = wald(*counts)
    assert mean.value == pytest.approx(value)
    assert mean.variance * sum(counts) == pytest.approx(variance)
    assert mean.error == pytest.approx(error, abs=1e-6)


def test_the_variance_of_fifteen_scores_is_that_of_the_r_package() -> None:
    mean = wald(6, 2, 7)
    assert mean.value == pytest.approx(1 / 15)
    assert 15 * mean.variance == pytest.approx(0.862222, abs=1e-6)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((20, 30, 50), 0.1395514, 0.4433931),
        ((40, 100, 20), -0.2180642, -0.0308645),
        ((5, 9, 22), 0.2012783, 0.6701730),
        ((75, 675, 250), 0.1413984, 0.2087811),
        ((0, 5, 15), 0.4680310, 0.8881383),
        ((10, 0, 0), -1, -0.4449344),
        ((86, 1364, 150), 0.0213616, 0.0589980),
    ],
)
def test_the_score_interval_is_that_of_propcis(counts, low, high) -> None:
    assert score_interval(*counts) == pytest.approx((low, high), abs=6e-8)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [((16, 139, 6), -0.1240, -0.0054), ((0, 0, 3), -0.1230, 1), ((3, 0, 0), -1, 0.1230)],
)
def test_the_score_interval_is_that_of_the_contingency_table_texts(counts, low, high) -> None:
    assert score_interval(*counts) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((20, 30, 50), 0.146922, 0.453078),
        ((5, 9, 22), 0.235082, 0.709362),
        ((75, 675, 250), 0.141372, 0.208628),
    ],
)
def test_the_wald_limits_are_those_of_the_r_package(counts, low, high) -> None:
    assert wald(*counts).limits() == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((20, 30, 50), 0.140511, 0.442013),
        ((5, 9, 22), 0.205106, 0.666689),
        ((10, 0, 0), -1.063426, -0.475036),
    ],
)
def test_the_adjusted_wald_limits_are_those_of_the_r_package(counts, low, high) -> None:
    mean = adjusted_wald(*counts)
    half = Z_95 * mean.error
    assert (mean.value - half, mean.value + half) == pytest.approx((low, high), abs=1e-6)
    assert mean.limits() == pytest.approx((max(low, -1), high), abs=1e-6)


def test_the_adjusted_wald_error_and_p_value_are_those_of_the_r_package() -> None:
    from scipy.stats import norm

    mean = adjusted_wald(20, 30, 50)
    assert mean.error == pytest.approx(0.0769151, abs=1e-7)
    assert 2 * norm.sf(mean.value / mean.error) == pytest.approx(0.0001526, abs=1e-7)


# Small and extreme


def test_unanimous_detractors_have_no_wald_error_but_an_adjusted_one() -> None:
    assert wald(10, 0, 0).error == 0
    assert adjusted_wald(10, 0, 0).error > 0.1


def test_a_million_responses_have_a_narrow_interval() -> None:
    low, high = score_interval(300_000, 300_000, 400_000)
    assert high - low == pytest.approx(2 * Z_95 * math.sqrt(0.69 / 1e6), rel=1e-3)
