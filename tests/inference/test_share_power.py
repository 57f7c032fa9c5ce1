"""How many responses tell a later share apart from one that is there already."""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.errors import UsageError
from nps_reasons.inference.power import responses_for_shares, responses_to_see_share

shares = st.floats(0.01, 0.99)


@given(shares, shares)
def test_two_samples_of_the_size_for_both_need_each_other(share, later):
    if abs(share - later) < 0.01:
        return
    n = responses_for_shares(share, later)
    if n > 1:
        assert responses_to_see_share(share, n, later) == pytest.approx(n, rel=1e-5)


@given(shares, shares, st.floats(10, 1e5))
def test_a_larger_first_sample_never_needs_more(share, later, n):
    if abs(share - later) < 0.01:
        return
    few, many = (responses_to_see_share(share, size, later) for size in (n, 2 * n))
    assert many <= few * (1 + 1e-6)


@given(shares, shares, st.floats(30, 1e5))
def test_a_share_and_what_it_leaves_need_the_same(share, later, n):
    if abs(share - later) < 0.01:
        return
    mirrored = responses_to_see_share(1 - share, n, 1 - later)
    assert responses_to_see_share(share, n, later) == pytest.approx(mirrored, rel=1e-4)


def test_textbook_size_of_two_equal_samples():
    # z = 1.959964, 0.841621; p = .07: 1.959964 sqrt(.1302) + 0.841621 sqrt(.1294) = 1.009960.
    assert responses_for_shares(0.09, 0.05) == pytest.approx((1.009960 / 0.04) ** 2, abs=0.05)


def test_no_number_suffices_against_a_small_first_sample():
    assert responses_to_see_share(0.09, 100, 0.05) == inf


def test_nobody_left_is_seen_with_a_finite_number():
    assert 1 <= responses_to_see_share(0.02, 1000, 0.0) < 1000
    assert responses_to_see_share(0.0, 1000, 1.0) == 1


def test_the_test_sees_the_change_four_times_in_five():
    rng = np.random.default_rng(11)
    n_0, n_1 = 900, round(responses_to_see_share(0.09, 900, 0.05))
    p_0, p_1 = rng.binomial(n_0, 0.09, 40_000) / n_0, rng.binomial(n_1, 0.05, 40_000) / n_1
    together = (n_0 * p_0 + n_1 * p_1) / (n_0 + n_1)
    z = (p_0 - p_1) / np.sqrt(together * (1 - together) * (1 / n_0 + 1 / n_1))
    assert np.mean(np.abs(z) > 1.959964) == pytest.approx(0.8, abs=0.02)
    assert sqrt(0.8 * 0.2 / 40_000) < 0.01


@pytest.mark.parametrize(
    ("arguments", "said"),
    [((0.1, 100, 0.1), "differ"), ((1.2, 100, 0.1), "0 to 1"), ((0.1, 0, 0.2), "above 0")],
)
def test_what_cannot_be_is_refused(arguments, said):
    with pytest.raises(UsageError, match=said):
        responses_to_see_share(*arguments)
