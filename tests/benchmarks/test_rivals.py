"""The methods that the scoreboard compares with: published numbers, and what must always hold."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted import GENERATORS, survey_of
from rivals import RIVALS, classic_impact, johnson_weights, lmg_shares

# mtcars (Henderson and Velleman 1981): mpg, cyl, disp, hp, wt, vs, am, gear of 32 cars.
MTCARS = """
21.0 6 160.0 110 2.620 0 1 4; 21.0 6 160.0 110 2.875 0 1 4; 22.8 4 108.0 93 2.320 1 1 4
21.4 6 258.0 110 3.215 1 0 3; 18.7 8 360.0 175 3.440 0 0 3; 18.1 6 225.0 105 3.460 1 0 3
14.3 8 360.0 245 3.570 0 0 3; 24.4 4 146.7 62 3.190 1 0 4; 22.8 4 140.8 95 3.150 1 0 4
19.2 6 167.6 123 3.440 1 0 4; 17.8 6 167.6 123 3.440 1 0 4; 16.4 8 275.8 180 4.070 0 0 3
17.3 8 275.8 180 3.730 0 0 3; 15.2 8 275.8 180 3.780 0 0 3; 10.4 8 472.0 205 5.250 0 0 3
10.4 8 460.0 215 5.424 0 0 3; 14.7 8 440.0 230 5.345 0 0 3; 32.4 4 78.7 66 2.200 1 1 4
30.4 4 75.7 52 1.615 1 1 4; 33.9 4 71.1 65 1.835 1 1 4; 21.5 4 120.1 97 2.465 1 0 3
15.5 8 318.0 150 3.520 0 0 3; 15.2 8 304.0 150 3.435 0 0 3; 13.3 8 350.0 245 3.840 0 0 3
19.2 8 400.0 175 3.845 0 0 3; 27.3 4 79.0 66 1.935 1 1 4; 26.0 4 120.3 91 2.140 0 1 5
30.4 4 95.1 113 1.513 1 1 5; 15.8 8 351.0 264 3.170 0 1 5; 19.7 6 145.0 175 2.770 0 1 5
15.0 8 301.0 335 3.570 0 1 5; 21.4 4 121.0 109 2.780 1 1 4
"""
MPG, CYL, DISP, HP, WT, VS, AM, GEAR = range(8)

# swiss (Mosteller and Tukey 1977): fertility, agriculture, examination, education, Catholic,
# infant mortality of 47 districts.
SWISS = """
80.2 17.0 15 12 9.96 22.2; 83.1 45.1 6 9 84.84 22.2; 92.5 39.7 5 5 93.40 20.2
85.8 36.5 12 7 33.77 20.3; 76.9 43.5 17 15 5.16 20.6; 76.1 35.3 9 7 90.57 26.6
83.8 70.2 16 7 92.85 23.6; 92.4 67.8 14 8 97.16 24.9; 82.4 53.3 12 7 97.67 21.0
82.9 45.2 16 13 91.38 24.4; 87.1 64.5 14 6 98.61 24.5; 64.1 62.0 21 12 8.52 16.5
66.9 67.5 14 7 2.27 19.1; 68.9 60.7 19 12 4.43 22.7; 61.7 69.3 22 5 2.82 18.7
68.3 72.6 18 2 24.20 21.2; 71.7 34.0 17 8 3.30 20.0; 55.7 19.4 26 28 12.11 20.2
54.3 15.2 31 20 2.15 10.8; 65.1 73.0 19 9 2.84 20.0; 65.5 59.8 22 10 5.23 18.0
65.0 55.1 14 3 4.52 22.4; 56.6 50.9 22 12 15.14 16.7; 57.4 54.1 20 6 4.20 15.3
72.5 71.2 12 1 2.40 21.0; 74.2 58.1 14 8 5.23 23.8; 72.0 63.5 6 3 2.56 18.0
60.5 60.8 16 10 7.72 16.3; 58.3 26.8 25 19 18.46 20.9; 65.4 49.5 15 8 6.10 22.5
75.5 85.9 3 2 99.71 15.1; 69.3 84.9 7 6 99.68 19.8; 77.3 89.7 5 2 100.00 18.3
70.5 78.2 12 6 98.96 19.4; 79.4 64.9 7 3 98.22 20.2; 65.0 75.9 9 9 99.06 17.8
92.2 84.6 3 3 99.46 16.3; 79.3 63.1 13 13 96.83 18.1; 70.4 38.4 26 12 5.62 20.3
65.7 7.7 29 11 13.79 20.5; 72.7 16.7 22 13 11.22 18.9; 64.4 17.6 35 32 16.92 23.0
77.6 37.6 15 7 4.97 20.0; 67.6 18.7 25 7 8.65 19.5; 35.0 1.2 37 53 42.34 18.0
44.7 46.6 16 29 50.43 18.2; 42.8 27.7 22 29 58.33 19.3
"""


def matrix(text):
    rows = text.strip().replace("\n", ";").split(";")
    return np.array([[float(cell) for cell in row.split()] for row in rows])


@pytest.mark.parametrize(
    ("regressors", "weights"),
    [
        ([CYL, DISP, HP, GEAR], [0.2284797, 0.2221469, 0.2321744, 0.0963886]),
        ([CYL, DISP, HP, WT], [0.2096904, 0.1883043, 0.1799590, 0.2706812]),
    ],
)
def test_johnson_weights_are_those_of_the_published_example(regressors, weights):
    cars = matrix(MTCARS)
    found = johnson_weights(cars[:, MPG], cars[:, regressors])
    assert found == pytest.approx(weights, abs=5e-8)


def test_lmg_shares_are_those_of_the_published_example_and_of_an_exhaustive_run():
    cars, swiss = matrix(MTCARS), matrix(SWISS)
    found = lmg_shares(cars[:, MPG], cars[:, [AM, VS, CYL]])
    assert found == pytest.approx([0.1774892, 0.2027032, 0.3817849], abs=5e-8)
    assert found.sum() == pytest.approx(0.7619773, abs=5e-8)
    districts = lmg_shares(swiss[:, 0], swiss[:, 1:])
    expected = [0.0570912, 0.1711730, 0.2601347, 0.1055702, 0.1127659]
    assert districts == pytest.approx(expected, abs=5e-8)


def r_squared(y, x):
    design = np.column_stack([np.ones(len(y)), x])
    residuals = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return 1 - residuals.var() / y.var()


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_both_shares_add_up_to_what_is_explained_and_follow_their_columns(seed, k):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, k)) + 0.7 * rng.normal(size=(40, 1))
    y = x @ rng.normal(size=k) + rng.normal(size=40)
    for method in (johnson_weights, lmg_shares):
        shares = method(y, x)
        assert shares.sum() == pytest.approx(r_squared(y, x), abs=1e-6)
        assert shares.min() > -1e-9
        turned = rng.permutation(k)
        assert method(y, x[:, turned]) == pytest.approx(shares[turned], abs=1e-6)


@given(st.integers(0, 1000))
def test_lmg_is_the_mean_gain_over_every_order(seed):
    rng = np.random.default_rng(seed)
    x, gains = rng.normal(size=(20, 3)), np.zeros(3)
    y = x @ [1.0, -1.0, 0.5] + rng.normal(size=20)
    for order in permutations(range(3)):
        for place, column in enumerate(order):
            before = r_squared(y, x[:, order[:place]]) if place else 0.0
            gains[column] += (r_squared(y, x[:, order[: place + 1]]) - before) / 6
    assert lmg_shares(y, x) == pytest.approx(gains, abs=1e-9)


def test_lmg_refuses_more_regressors_than_it_can_take_apart():
    with pytest.raises(ValueError, match="at most 12 regressors, got 13"):
        lmg_shares(np.zeros(20), np.zeros((20, 13)))


def test_classic_impact_is_the_published_formula_with_the_spread_of_its_bootstrap():
    survey = survey_of(GENERATORS["clean"], 600, np.random.default_rng(1))
    points, bad = survey.points, survey.people.bad
    found = classic_impact(points, bad, survey.people.good)
    for k in range(bad.shape[1]):
        assert found.cost[k] == pytest.approx(points[~bad[:, k]].mean() - points.mean())
    rng = np.random.default_rng(2)
    draws = [rng.integers(0, 600, 600) for _ in range(400)]
    again = np.array([classic_impact(points[d], bad[d], bad[d]).cost for d in draws])
    error = (found.high - found.low) / (2 * 1.96)
    assert error == pytest.approx(again.std(axis=0), rel=0.15)


@pytest.mark.parametrize("name", RIVALS)
def test_every_rival_ranks_a_planted_survey_and_survives_one_without_mentions(name):
    survey = survey_of(GENERATORS["clean"], 3000, np.random.default_rng(3))
    found = RIVALS[name](survey.points, survey.people.bad, survey.people.good)
    assert int(np.argmax(found.cost)) == 0  # support
    silent = np.zeros_like(survey.people.bad)
    nothing = RIVALS[name](survey.points, silent, silent)
    assert np.abs(nothing.cost).max() == pytest.approx(0, abs=1e-9)
    assert nothing.called is None or not nothing.called.any()
