"""Sensitivity to causes that nobody measured: the published cases, and what the values mean."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from nps_reasons.drivers.adjusted import fit_effects
from nps_reasons.drivers.robust.sensitivity import e_value, robustness_value, robustness_values

DARFUR_T = np.sqrt(0.02187 / (1 - 0.02187) * 783)


@pytest.mark.parametrize(
    ("t", "freedom", "value", "digits"),
    [(2, 10, 0.463325, 6), (1.89, 1121, 0.0549, 4), (DARFUR_T, 783, 0.13877, 5)],
)
def test_the_robustness_value_is_the_published_one(t, freedom, value, digits):
    assert round(robustness_value(t, freedom), digits) == value


def test_the_robustness_value_of_a_test_is_the_published_one():
    assert round(robustness_value(DARFUR_T, 783, alpha=0.05), 5) == 0.07625


@pytest.mark.parametrize(("ratio", "value"), [(3.9, 7.263034), (0.8, 1.809017), (1, 1)])
def test_the_e_value_is_the_published_one(ratio, value):
    assert round(e_value(ratio), 6) == value


@pytest.mark.parametrize("ratio", [0, 0.0009, 1001, 2.8e6, np.inf, np.nan])
def test_a_ratio_that_no_survey_tells_has_no_e_value(ratio):
    assert np.isnan(e_value(ratio))


@given(t=st.floats(0, 1e4), freedom=st.integers(2, 10_000))
def test_the_robustness_value_is_a_share_and_a_test_is_easier_to_upset(t, freedom):
    value, tested = (robustness_value(t, freedom, alpha=alpha) for alpha in (None, 0.05))
    assert 0 <= tested <= value + 1e-12 <= 1 + 1e-9
    assert robustness_value(-t, freedom) == value


@settings(max_examples=40)
@given(t=st.floats(0.5, 30), freedom=st.integers(3, 200))
def test_no_cause_below_the_robustness_value_upsets_a_test_and_one_just_above_does(t, freedom):
    value = robustness_value(t, freedom, alpha=0.05)
    if 0 < value < 0.995:
        assert largest_loss(value * 0.995, t, freedom) < abs(t)
        assert largest_loss(min(value * 1.005, 1 - 1e-9), t, freedom) > abs(t)


def largest_loss(most, t, freedom):
    """Largest bias plus margin, in standard errors, by a cause of at most that strength."""
    of_score = np.linspace(0, most, 4001)
    of_mention = most
    bias = np.sqrt(of_score * of_mention / (1 - of_mention) * freedom)
    widening = np.sqrt((1 - of_score) / (1 - of_mention) * freedom / (freedom - 1))
    return (bias + student.isf(0.025, freedom - 1) * widening).max()


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_values_of_a_fit_are_those_of_its_least_squares_t(random_arrays, seed):
    points, x, _ = random_arrays(seed)
    fit = fit_effects(points, x, np.ones(len(points)))
    freedom = fit.degrees_of_freedom
    errors = np.sqrt(np.diag(fit.bread) * (fit.residuals @ fit.residuals) / freedom)
    if not fit.estimable.all() or (errors < 1e-6).any():
        return
    wanted = [
        robustness_value(b / s, freedom) for b, s in zip(fit.coefficients, errors, strict=True)
    ]
    assert robustness_values(fit, np.arange(x.shape[1])) == pytest.approx(wanted, abs=1e-9)


def test_a_cause_as_strong_as_the_robustness_value_brings_the_effect_to_nothing():
    rng = np.random.default_rng(1)
    n = 500
    said = (rng.random(n) < 0.3).astype(float)
    points = -40 * said + rng.normal(0, 60, n)
    x = np.column_stack([np.ones(n), said])
    fit = fit_effects(points, x, np.ones(n))
    value = robustness_values(fit, np.array([1]))[0]
    # A cause made of what is left of both, each explained to just that share.
    left_of_said = said - said.mean()
    a, b = (
        left_of_said / np.linalg.norm(left_of_said),
        -fit.residuals / np.linalg.norm(fit.residuals),
    )
    other = rng.normal(0, 1, n)
    other -= (
        np.column_stack([np.ones(n), a, b])
        @ np.linalg.lstsq(np.column_stack([np.ones(n), a, b]), other, rcond=None)[0]
    )
    with_mention = np.sqrt(value)
    with_score = np.sqrt(value * (1 - value))
    rest = np.sqrt(1 - with_mention**2 - with_score**2)
    cause = with_mention * a + with_score * b + rest * other / np.linalg.norm(other)
    adjusted = fit_effects(points, np.column_stack([x, cause]), np.ones(n))
    assert adjusted.coefficients[1] == pytest.approx(0, abs=1e-6)


def test_a_score_that_the_themes_explain_wholly_leaves_nothing_to_a_hidden_cause():
    said = np.resize([1.0, 0.0], 20)
    fit = fit_effects(-50 * said, np.column_stack([np.ones(20), said]), np.ones(20))
    assert robustness_values(fit, np.array([1])) == pytest.approx([1.0])
