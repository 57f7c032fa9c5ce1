"""Shrinkage: laws on families of estimates, and what it is worth in simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers.shrinkage import shrunk

LAW = settings(max_examples=50, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
CENTRES = st.sampled_from([0.0, 12.0, None])


def family(seed, k=6, spread=3.0):
    rng = np.random.default_rng(seed)
    errors = rng.uniform(0.5, 4.0, k)
    return rng.normal(2.0, spread, k) + errors * rng.standard_normal(k), errors


# Laws


@LAW
@given(SEEDS, CENTRES)
def test_no_estimate_is_drawn_past_the_centre(seed, towards):
    estimates, errors = family(seed)
    found = shrunk(estimates, errors, towards=towards)
    low, high = (
        edge(estimates) if towards is None else edge([*estimates, towards]) for edge in (min, max)
    )
    assert ((low - 1e-9 <= found.estimates) & (found.estimates <= high + 1e-9)).all()
    if towards is not None:
        before, after = np.abs(estimates - towards), np.abs(found.estimates - towards)
        assert (after <= before + 1e-9).all()


@LAW
@given(SEEDS, st.floats(-50, 50), st.floats(0.01, 100))
def test_another_unit_or_zero_point_changes_nothing_else(seed, shift, scale):
    estimates, errors = family(seed)
    first = shrunk(estimates, errors, towards=None)
    second = shrunk(shift + scale * estimates, scale * errors, towards=None)
    assert second.estimates == pytest.approx(shift + scale * first.estimates, rel=1e-6, abs=1e-6)
    assert second.errors == pytest.approx(scale * first.errors, rel=1e-6)


@LAW
@given(SEEDS, CENTRES)
def test_the_order_of_a_family_changes_nothing(seed, towards):
    estimates, errors = family(seed)
    order = np.random.default_rng(seed).permutation(len(estimates))
    first = shrunk(estimates, errors, towards=towards)
    second = shrunk(estimates[order], errors[order], towards=towards)
    assert second.estimates == pytest.approx(first.estimates[order], abs=1e-9)


@LAW
@given(SEEDS, CENTRES)
def test_families_side_by_side_are_families_apart(seed, towards):
    estimates, errors = np.stack([family(seed), family(seed + 1)], axis=1)
    estimates[1, 2] = np.nan
    together = shrunk(estimates, errors, towards=towards)
    for row in range(2):
        alone = shrunk(estimates[row], errors[row], towards=towards)
        assert together.estimates[row] == pytest.approx(alone.estimates, nan_ok=True)
        assert together.errors[row] == pytest.approx(alone.errors, nan_ok=True)


@LAW
@given(SEEDS)
def test_a_missing_estimate_takes_no_part(seed):
    estimates, errors = family(seed)
    found = shrunk(np.append(estimates, np.nan), np.append(errors, 1.0), towards=None)
    without = shrunk(estimates, errors, towards=None)
    assert found.estimates[:-1] == pytest.approx(without.estimates)
    assert np.isnan(found.estimates[-1])
    assert np.isnan(found.errors[-1])


# Cases


def test_levels_that_really_differ_are_not_drawn_together():
    estimates = np.array([-80.0, 0.0, 70.0])
    found = shrunk(estimates, np.ones(3), towards=None)
    assert found.estimates == pytest.approx(estimates, abs=0.1)
    assert found.errors == pytest.approx(1.0, abs=0.05)


def test_a_theme_that_stands_out_of_small_ones_stays_where_it_is():
    points, errors = np.array([-16.6, -2.0, -1.0, -0.5, 0.2]), np.array([1.9, 0.8, 0.8, 0.7, 0.6])
    found = shrunk(points, errors)
    assert found.estimates[0] == pytest.approx(-16.6, abs=0.6)
    assert (np.abs(found.estimates[1:]) < 0.8 * np.abs(points[1:])).all()


def test_levels_that_agree_share_what_they_know():
    found = shrunk(np.full(8, 5.0), np.full(8, 2.0), towards=None)
    assert found.estimates == pytest.approx(5.0)
    assert (found.errors < 1.1).all()
    assert (found.errors > 2 / np.sqrt(8)).all()


def test_an_estimate_alone_in_its_family_stays_as_it_is():
    found = shrunk(np.array([np.nan, 7.0]), np.array([1.0, 3.0]), towards=None)
    assert (found.estimates[1], found.errors[1], found.centres) == (7.0, 3.0, 7.0)


def test_an_empty_family_has_no_centre():
    found = shrunk(np.full((2, 3), np.nan), np.full((2, 3), np.nan), towards=None)
    assert np.isnan(found.estimates).all()
    assert np.isnan(found.centres).all()


@pytest.mark.parametrize("size", [2, 3, 5, 12])
@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0, 2.0, 5.0])
def test_intervals_hold_the_truth_and_estimates_come_no_farther_from_it(size, spread):
    """Coverage at least .92 whatever the true spread; `benchmarks/audits.py` has it precisely."""
    rng = np.random.default_rng(11)
    errors = rng.uniform(0.6, 1.8, (1500, size))
    truth = 3 + spread * rng.standard_normal((1500, size))
    estimates = truth + errors * rng.standard_normal((1500, size))
    found = shrunk(estimates, errors, towards=None)
    assert (np.abs(found.estimates - truth) <= 1.96 * found.errors).mean() >= 0.92
    raw, drawn = (np.mean((value - truth) ** 2) for value in (estimates, found.estimates))
    assert drawn <= 1.08 * raw
    if spread <= 0.5:
        assert drawn <= 0.75 * raw
