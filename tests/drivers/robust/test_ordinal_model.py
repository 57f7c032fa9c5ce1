"""The ordinal model: laws, the housing survey, and what it does where the data run out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.miscmodels.ordinal_model import OrderedModel

from nps_reasons.drivers.adjusted import fit_effects
from nps_reasons.drivers.patterns import Rows, covariance
from nps_reasons.drivers.robust.logit import fit_logit
from nps_reasons.drivers.robust.ordinal import fit_ordinal, risk_ratios, standardised_points

seeds = st.integers(0, 2**32 - 1)

# Satisfaction (low, medium, high) of 1,681 tenants in Copenhagen: Madsen (1976), as `housing` of
# Venables and Ripley's MASS has it. Within each line influence and then type of housing change.
LOW_CONTACT = (
    ((21, 21, 28), (34, 22, 36), (10, 11, 36)),
    ((61, 23, 17), (43, 35, 40), (26, 18, 54)),
    ((13, 9, 10), (8, 8, 12), (6, 7, 9)),
    ((18, 6, 7), (15, 13, 13), (7, 5, 11)),
)
HIGH_CONTACT = (
    ((14, 19, 37), (17, 23, 40), (3, 5, 23)),
    ((78, 46, 43), (48, 45, 86), (15, 25, 62)),
    ((20, 23, 20), (10, 22, 24), (7, 10, 21)),
    ((57, 23, 13), (31, 21, 13), (5, 6, 13)),
)
HOUSING = np.array([LOW_CONTACT, HIGH_CONTACT], dtype=float)
INFLUENCE_MEDIUM, INFLUENCE_HIGH, APARTMENT, ATRIUM, TERRACE, CONTACT_HIGH = range(6)


def housing():
    """Points, dummies and frequencies, one row per cell of the table."""
    contact, kind, influence, category = np.indices(HOUSING.shape).reshape(4, -1)
    x = [influence == 1, influence == 2, kind == 1, kind == 2, kind == 3, contact == 1]
    return (category - 1) * 100.0, np.column_stack(x).astype(float), HOUSING.ravel()


@pytest.fixture(scope="module")
def tenants():
    points, x, times = housing()
    return fit_ordinal(points, x, np.ones(len(points)), times=times)


def mean_if(model, **changed):
    """Mean contribution if some columns were what they are not."""
    x = model.fit.x.copy()
    for column, value in changed.items():
        x[:, int(column[1:])] = value
    shares = model.fit.times / model.fit.times.sum()
    return shares @ model.expected(x @ model.fit.coefficients)


# Laws


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_rows_that_stand_for_several_are_the_rows_repeated(random_arrays, seed):
    points, x, weights = random_arrays(seed)
    times = np.random.default_rng(seed).integers(1, 4, len(points))
    repeated = [np.repeat(a, times, axis=0) for a in (points, x[:, 1:], weights)]
    packed = fit_ordinal(points, x[:, 1:], weights, times=times.astype(float))
    one, other = packed, fit_ordinal(*repeated)
    columns = np.arange(4)
    a, b = standardised_points(one, columns), standardised_points(other, columns)
    assert a.points == pytest.approx(b.points, abs=1e-6)
    assert np.repeat(a.influence, times, axis=0) == pytest.approx(b.influence, abs=1e-3)


@settings(deadline=None, max_examples=25)
@given(seed=seeds, scale=st.floats(1e-3, 1e3))
def test_the_scale_of_the_weights_does_not_matter(random_arrays, seed, scale):
    points, x, weights = random_arrays(seed)
    columns = np.arange(4)
    once = standardised_points(fit_ordinal(points, x[:, 1:], weights), columns)
    scaled = standardised_points(fit_ordinal(points, x[:, 1:], scale * weights), columns)
    assert scaled.points == pytest.approx(once.points, abs=1e-6)


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_flipped_scores_flip_the_points(random_arrays, seed):
    points, x, weights = random_arrays(seed)
    columns = np.arange(4)
    up = standardised_points(fit_ordinal(points, x[:, 1:], weights), columns)
    down = standardised_points(fit_ordinal(-points, x[:, 1:], weights), columns)
    assert down.points == pytest.approx(-up.points, abs=1e-5)


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_the_order_of_the_rows_does_not_matter(random_arrays, seed):
    points, x, weights = random_arrays(seed)
    order = np.random.default_rng(seed).permutation(len(points))
    columns = np.arange(4)
    once = standardised_points(fit_ordinal(points, x[:, 1:], weights), columns)
    mixed = standardised_points(fit_ordinal(points[order], x[order, 1:], weights[order]), columns)
    assert mixed.points == pytest.approx(once.points, abs=1e-6)


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_one_theme_alone_has_the_points_of_the_linear_model_where_two_groups_occur(
    random_arrays, seed
):
    points, x, weights = random_arrays(seed, k=1)
    points = np.where(points > 0, 100.0, -100.0)
    if not 0 < (points > 0).sum() < len(points) or not 0 < x[:, 1].sum() < len(x):
        return
    ordinal = standardised_points(fit_ordinal(points, x[:, 1:], weights), np.array([0]))
    linear = fit_effects(points, x, weights)
    reach = weights @ x[:, 1] / weights.sum()
    assert ordinal.points[0] == pytest.approx(linear.coefficients[1] * reach, abs=1e-3)


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_the_fit_is_where_the_likelihood_is_highest(random_arrays, seed):
    points, x, weights = random_arrays(seed)
    fit = fit_ordinal(points, x[:, 1:], weights).fit
    assert fit.converged
    assert fit.gradient == pytest.approx(np.zeros(len(fit.gradient)), abs=1e-3)


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_the_information_is_the_slope_of_the_gradient(random_arrays, seed):
    points, x, weights = random_arrays(seed)
    fit = fit_ordinal(points, x[:, 1:], weights).fit
    small = 1e-5
    for j, row in enumerate(fit.information):
        step = small * np.eye(len(row))[j]
        ends = [fit.moved(sign * step).gradient for sign in (-1, 1)]
        assert -(ends[1] - ends[0]) / (2 * small) == pytest.approx(row, abs=1e-4)


# Cases


def test_the_housing_table_is_the_one_that_is_known():
    assert HOUSING.sum(axis=(0, 1, 2)).tolist() == [567, 446, 668]
    points, _, times = housing()
    assert times @ points / times.sum() == pytest.approx(6.0083284, abs=1e-7)


def test_the_housing_survey_has_the_coefficients_of_polr(tenants):
    assert tenants.fit.converged
    assert tenants.fit.coefficients == pytest.approx(
        [0.5663937, 1.2888191, -0.5723501, -0.3661866, -1.0910149, 0.3602841], abs=2e-6
    )
    assert tenants.fit.cuts == pytest.approx([-0.4961353, 0.6907083], abs=2e-6)
    assert -2 * tenants.fit.log_likelihood == pytest.approx(3479.1493, abs=1e-4)


def test_the_housing_survey_has_the_standardised_means_of_r(tenants):
    base = mean_if(tenants)
    assert base == pytest.approx(6.0470999, abs=1e-4)
    high = mean_if(tenants, c0=0, c1=1)
    assert high == pytest.approx(38.655335, abs=1e-4)
    assert high - base == pytest.approx(32.608235, abs=1e-4)
    assert mean_if(tenants, c0=0, c1=0) == pytest.approx(-16.908638, abs=1e-4)
    assert mean_if(tenants, c5=1) - base == pytest.approx(6.4901627, abs=1e-4)
    assert mean_if(tenants, c2=0, c3=0, c4=0) - base == pytest.approx(21.035909, abs=1e-4)
    assert mean_if(tenants, c2=0, c3=0, c4=1) - base == pytest.approx(-25.874827, abs=1e-4)


def test_points_of_the_housing_survey_are_its_mean_less_the_mean_without(tenants):
    found = standardised_points(tenants, np.arange(6))
    without = [mean_if(tenants, **{f"c{column}": 0}) for column in range(6)]
    assert found.points == pytest.approx(mean_if(tenants) - np.array(without), abs=1e-9)


def test_the_housing_survey_has_the_additive_terms_of_the_linear_model():
    points, x, times = housing()
    x = np.column_stack([np.ones(len(x)), x])
    fit = fit_effects(points, x, np.ones(len(x)), times=times)
    assert fit.coefficients / 100 == pytest.approx(
        [-0.0490297, 0.2513025, 0.5536804, -0.2455065, -0.1484325, -0.4725710, 0.1583646],
        abs=5e-8,
    )
    terms = fit.coefficients * (times @ x / times.sum())
    assert terms == pytest.approx(
        [-4.902972, 9.851775, 13.010336, -11.172665, -2.110373, -7.787160, 9.119387], abs=5e-7
    )
    assert terms.sum() == pytest.approx(6.008328, abs=1e-6)


def test_coefficients_are_those_of_statsmodels(random_arrays):
    points, x, _ = random_arrays(7, n=400)
    ours = fit_ordinal(points, x[:, 1:], np.ones(len(points))).fit
    other = OrderedModel(points, x[:, 1:], distr="logit").fit(method="newton", disp=False)
    assert ours.coefficients == pytest.approx(np.asarray(other.params)[:4], abs=1e-5)


def test_the_standard_error_is_what_resampling_shows(random_arrays):
    points, x, weights = random_arrays(3, n=300)
    columns, rows = np.arange(4), Rows.of(np.arange(300), np.arange(300))
    found = standardised_points(fit_ordinal(points, x[:, 1:], weights), columns)
    errors = np.sqrt(np.diag(covariance(found.influence, rows)))
    rng = np.random.default_rng(5)
    drawn = []
    for _ in range(300):
        take = rng.integers(0, 300, 300)
        model = fit_ordinal(points[take], x[take, 1:], weights[take])
        drawn.append(standardised_points(model, columns).points)
    assert errors == pytest.approx(np.std(drawn, axis=0), rel=0.15)


def test_a_risk_ratio_is_that_of_two_shares():
    said = np.repeat([1.0, 0.0], [20, 40])
    points = np.concatenate([np.repeat([-100.0, 100.0], 10), np.repeat([-100.0, 100.0], [10, 30])])
    model = fit_ordinal(points, said[:, None], np.ones(60))
    ratio = risk_ratios(model, np.array([0, 0, 0]), np.array([-100.0, 100.0, 0.0]))
    assert ratio[:2] == pytest.approx([2, 2 / 3], abs=1e-5)
    assert np.isnan(ratio[2])


# Where the data run out


def test_a_theme_that_only_detractors_say_has_the_points_of_the_limit():
    said = np.repeat([1.0, 0.0], [10, 90])
    points = np.concatenate([np.full(10, -100.0), np.resize([-100.0, 0.0, 100.0], 90)])
    model = fit_ordinal(points, said[:, None], np.ones(100))
    assert model.fit.converged
    found = standardised_points(model, np.array([0]))
    # Ten of a hundred lose the whole way from the others' mean of 0 to -100.
    assert found.points[0] == pytest.approx(-10, abs=0.01)
    assert np.isfinite(found.influence).all()


def test_groups_that_a_theme_separates_wholly_end_the_steps():
    said = np.repeat([1.0, 0.0], [50, 50])
    model = fit_ordinal(np.where(said > 0, -100.0, 100.0), said[:, None], np.ones(100))
    found = standardised_points(model, np.array([0]))
    assert found.points[0] == pytest.approx(-100, abs=0.01)


@pytest.mark.parametrize("value", [-100.0, 0.0, 100.0])
def test_scores_that_do_not_vary_leave_nothing_to_explain(value):
    x = np.resize([[1.0], [0.0]], (20, 1))
    model = fit_ordinal(np.full(20, value), x, np.ones(20))
    assert standardised_points(model, np.array([0])).points == pytest.approx([0.0])


def test_collinear_themes_do_not_stop_the_fit(random_arrays):
    points, x, weights = random_arrays(2)
    doubled = np.column_stack([x, x[:, 1], np.zeros(len(x))])
    assert fit_ordinal(points, doubled, weights).fit.converged


def test_more_columns_than_rows_do_not_stop_the_fit():
    rng = np.random.default_rng(1)
    x = (rng.random((30, 50)) < 0.3).astype(float)
    model = fit_ordinal(np.resize([-100.0, 0.0, 100.0], 30), x, np.ones(30))
    assert np.isfinite(model.fit.coefficients).all()


def test_a_fit_that_came_to_no_end_gives_no_points(random_arrays):
    from dataclasses import replace

    points, x, weights = random_arrays(2)
    model = fit_ordinal(points, x[:, 1:], weights)
    stopped = replace(model, fit=replace(model.fit, converged=False))
    columns = np.array([0])
    assert np.isnan(standardised_points(stopped, columns).points).all()
    assert np.isnan(risk_ratios(stopped, columns, np.array([-100.0]))).all()


def test_two_categories_are_plain_logistic_regression(random_arrays):
    from sklearn.linear_model import LogisticRegression

    points, x, weights = random_arrays(11, n=300)
    high = (points > 0).astype(int)
    ours = fit_logit(high, x[:, 1:], weights)
    other = LogisticRegression(C=1e10, tol=1e-10, max_iter=10_000)
    other.fit(x[:, 1:], high, sample_weight=weights)
    assert ours.coefficients == pytest.approx(other.coef_[0], abs=1e-4)
