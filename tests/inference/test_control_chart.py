"""The control chart: laws, then the worked case, then surveys that have none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.inference.control_chart import control_chart

LAW = settings(max_examples=60, deadline=None, derandomize=True)
COUNTS = st.lists(st.tuples(*[st.integers(1, 500)] * 3), min_size=7, max_size=16)

CASE = np.array(
    [
        *((62, 70, 68), (60, 70, 80), (50, 60, 80), (70, 70, 80)),
        *((55, 70, 80), (300, 320, 380), (80, 65, 50)),
    ],
    dtype=float,
).T


@LAW
@given(COUNTS)
def test_swapping_promoters_and_detractors_turns_the_chart_over(counts):
    detractors, passives, promoters = np.array(counts, dtype=float).T
    chart = control_chart(detractors, passives, promoters)
    turned = control_chart(promoters, passives, detractors)
    assert turned.centre == pytest.approx(-chart.centre)
    assert turned.lower == pytest.approx(-chart.upper)
    assert turned.sigma_z == pytest.approx(chart.sigma_z)
    assert turned.signals.tolist() == chart.signals.tolist()


@LAW
@given(COUNTS)
def test_the_latest_period_moves_no_limit_but_its_own(counts):
    before = np.array(counts, dtype=float).T
    after = before.copy()
    after[:, -1] = (1, 1, 900)
    old, new = control_chart(*before), control_chart(*after)
    assert (new.centre, new.sigma_z) == (old.centre, old.sigma_z)
    assert new.lower[:-1].tolist() == old.lower[:-1].tolist()


@LAW
@given(COUNTS)
def test_a_signal_is_a_mean_outside_its_limits(counts):
    detractors, passives, promoters = np.array(counts, dtype=float).T
    chart = control_chart(detractors, passives, promoters)
    means = (promoters - detractors) / (detractors + passives + promoters)
    outside = (means < chart.lower - 1e-12) | (means > chart.upper + 1e-12)
    assert outside.tolist() == chart.signals.tolist()
    assert (chart.lower <= chart.centre).all()
    assert (chart.centre <= chart.upper).all()


def test_the_worked_case_has_its_limits_and_its_signal():
    chart = control_chart(*CASE)
    assert chart.centre == pytest.approx(0.084444, abs=1e-6)
    assert chart.variance == pytest.approx(0.666943, abs=1e-6)
    assert chart.sigma_z == pytest.approx(1.121592, abs=1e-6)
    assert chart.lower[-1] == pytest.approx(-0.112337, abs=1e-6)
    shewhart = chart.centre - 3 * np.sqrt(chart.variance / 195)
    assert shewhart == pytest.approx(-0.091004, abs=1e-6)
    assert chart.signals.tolist() == [False] * 6 + [True]


def test_periods_more_alike_than_chance_make_no_narrower_limits():
    alike = np.tile([[60.0], [70.0], [80.0]], 8)
    chart = control_chart(*alike)
    assert chart.sigma_z == 0
    assert chart.upper[0] - chart.centre == pytest.approx(3 * np.sqrt(chart.variance / 210))


def test_five_periods_before_the_latest_are_too_few():
    assert control_chart(*CASE[:, 1:]) is None
    assert control_chart(*CASE[:, :0]) is None


def test_a_period_without_responses_is_left_out():
    gap = np.insert(CASE, 3, 0.0, axis=1)
    chart, whole = control_chart(*gap), control_chart(*CASE)
    assert chart.sigma_z == whole.sigma_z
    assert np.isnan(chart.lower[3])
    assert not chart.signals[3]
    assert np.delete(chart.lower, 3).tolist() == whole.lower.tolist()


def test_where_all_are_promoters_nothing_is_known_of_their_variation():
    counts = np.zeros((3, 8))
    counts[2] = 50
    assert control_chart(*counts) is None
