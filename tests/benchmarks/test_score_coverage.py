"""The exact coverage that the benchmark prints is that of the published comparison."""

import numpy as np
import pytest
from score_coverage import INTERVALS, SHAPES, alarms, coverage


@pytest.mark.parametrize(
    ("name", "n", "least", "mean"),
    [
        ("score (shown)", 10, 0.947, 0.955),
        ("score (shown)", 30, 0.947, 0.952),
        ("adjusted Wald", 20, 0.942, 0.952),
        ("Wald (not used)", 10, 0.564, 0.815),
        ("Wald (not used)", 30, 0.754, 0.904),
    ],
)
def test_coverage_is_enumerated_exactly(name, n, least, mean):
    found = [coverage(INTERVALS[name], n, shape) for shape in SHAPES]
    assert (min(found), np.mean(found)) == pytest.approx((least, mean), abs=0.0006)


def test_the_test_of_independent_samples_is_wrong_about_people_who_answer_often():
    shown, as_if_independent, _ = alarms(
        np.random.default_rng(3), 150, SHAPES[0], (200, 200), 0.0, answers=4
    )
    assert shown < 0.12 < as_if_independent
