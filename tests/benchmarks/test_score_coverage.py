"""The exact coverage that the benchmark prints is that of the published comparison."""

import numpy as np
import pytest
from score_coverage import (
    INTERVALS,
    POINTS,
    SHAPES,
    alarms,
    coverage,
    plain_variance,
    repeat_coverage,
)

from nps_reasons.inference.differences import Arm


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


def test_the_interval_of_a_score_counts_people_and_not_their_answers():
    rng = np.random.default_rng(3)
    shown, as_if_once = repeat_coverage(rng, 200, SHAPES[0], (50, 4))
    assert as_if_once < 0.85
    assert shown > 0.91


@pytest.mark.parametrize("seed", range(5))
def test_the_plug_in_variance_of_the_same_people_is_that_of_their_own_changes(seed):
    rng = np.random.default_rng(seed)
    first, second = rng.choice(POINTS, (2, 40))
    people, order = np.arange(40), rng.permutation(40)
    arms = Arm(first, np.ones(40), people), Arm(second[order], np.ones(40), people[order])
    assert plain_variance(*arms) == pytest.approx((second - first).var() / 40)
