"""Points of themes by the ordinal model: detractor, passive, promoter in proportional odds.

A robustness check of the linear model, which treats the step to a passive and the step to a
promoter as alike and may leave the scale of -100 to 100; this one does neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.drivers.robust.logit import Logit, fit_logit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class ThemePoints:
    """Points of some themes by one method.

    Attributes
    ----------
    points : (k,)
        NPS minus the NPS if nobody said the theme, in NPS points; nan where the method fails.
    influence : (n_rows, k)
        Of one response of each row.
    """

    points: Array
    influence: Array


@dataclass(frozen=True, slots=True)
class Ordinal:
    """An ordinal fit to NPS contributions.

    Attributes
    ----------
    fit
        Of the categories that occur.
    values : (n_categories,)
        Their contributions, ascending.
    """

    fit: Logit
    values: Array

    def expected(self, predictor: Array) -> Array:
        """Mean contribution at some predictors: the top value, less a step below each cut."""
        steps = np.diff(self.values)
        result: Array = self.values[-1] - self.fit.shares_up_to(predictor) @ steps
        return result

    def slopes(self, predictor: Array) -> Array:
        """Derivatives of `expected` by minus each cut; summed, that by the predictor."""
        shares = self.fit.shares_up_to(predictor)
        result: Array = shares * (1 - shares) * np.diff(self.values)
        return result


def fit_ordinal(points: Array, x: Array, weights: Array, *, times: Array | None = None) -> Ordinal:
    """Fit the three categories on themes and segments.

    Parameters
    ----------
    points : ndarray of shape (n_rows,)
        NPS contributions, -100, 0 or 100; a category that does not occur is left out.
    x : ndarray of shape (n_rows, p)
        Dummies, without an intercept.
    weights, times
        As for `fit_logit`.

    Examples
    --------
    >>> model = fit_ordinal(np.array([100.0, 0, -100, -100]), np.zeros((4, 0)), np.ones(4))
    >>> model.expected(np.zeros(1)).round(6)
    array([-25.])
    """
    values, categories = np.unique(points, return_inverse=True)
    return Ordinal(fit_logit(categories, x, weights, times=times), values)


def standardised_points(model: Ordinal, columns: Codes) -> ThemePoints:
    """Points of themes by g-computation: mean prediction, less that with the theme taken away.

    Parameters
    ----------
    columns : ndarray of shape (k,)
        Which regressors, each 0 or 1, are themes.

    Returns
    -------
    ThemePoints
        Comparable with the linear model's reach times effect; nan where the fit came to no end.

    References
    ----------
    Robins (1986), g-computation. The influence function adds that of the mean and that of the
    coefficients (delta method), the latter by the observed information.
    """
    fit = model.fit
    if not fit.converged:
        return ThemePoints(
            np.full(len(columns), np.nan), np.full((len(fit.x), len(columns)), np.nan)
        )
    removals = [_removal(model, column) for column in columns]
    gaps = np.column_stack([gap for gap, _ in removals])
    slopes = np.column_stack([slope for _, slope in removals])
    points = (fit.weights * fit.times) @ gaps / fit.times.sum()
    of_mean = fit.weights[:, None] * (gaps - points)
    return ThemePoints(points, of_mean + _influence_through_parameters(fit, slopes))


def _removal(model: Ordinal, column: int) -> tuple[Array, Array]:
    """What one theme moves the prediction of each row, and how its mean hangs on the parameters."""
    fit = model.fit
    said = np.flatnonzero(fit.x[:, column])
    x = fit.x[said]
    with_it = x @ fit.coefficients
    without = with_it - fit.coefficients[column]
    gaps = np.zeros(len(fit.x))
    gaps[said] = model.expected(with_it) - model.expected(without)
    shares = (fit.weights * fit.times)[said, None] / fit.times.sum()
    kept, gone = shares * model.slopes(with_it), shares * model.slopes(without)
    by_coefficients = x.T @ (kept - gone).sum(axis=1)
    by_coefficients[column] += gone.sum()
    return gaps, np.concatenate([(gone - kept).sum(axis=0), by_coefficients])


def _influence_through_parameters(fit: Logit, slopes: Array) -> Array:
    """Influence of one response of each row on what hangs on the parameters by these slopes.

    Parameters
    ----------
    slopes : ndarray of shape (q, k)
        Derivatives by the cuts and the coefficients.

    Returns
    -------
    ndarray of shape (n_rows, k)
    """
    levers = np.linalg.solve(fit.information, slopes) * fit.times.sum()
    by_cuts, by_predictor = fit.scores
    n_cuts = len(fit.cuts)
    along = by_cuts @ levers[:n_cuts] + by_predictor[:, None] * (fit.x @ levers[n_cuts:])
    return np.asarray(fit.weights[:, None] * along)


def risk_ratios(model: Ordinal, columns: Codes, values: Array) -> Array:
    """How much more often than without their theme those who say it are of some category.

    Parameters
    ----------
    columns : ndarray of shape (k,)
        Which regressors, each 0 or 1, are themes.
    values : ndarray of shape (k,)
        Which end of the scale is asked about for each: -100 for detractors, 100 for promoters.

    Returns
    -------
    ndarray of shape (k,)
        nan where nobody is of that category, or the fit came to no end.
    """
    ratios = [_risk_ratio(model, c, v) for c, v in zip(columns, values, strict=True)]
    return np.array(ratios)


def _risk_ratio(model: Ordinal, column: int, value: float) -> float:
    fit = model.fit
    if not fit.converged or value not in (model.values[0], model.values[-1]):
        return np.nan
    said = np.flatnonzero(fit.x[:, column])
    predictor = fit.x[said] @ fit.coefficients
    totals = (fit.weights * fit.times)[said]
    with_it, without = (
        float(totals @ _share(model, at, value))
        for at in (predictor, predictor - fit.coefficients[column])
    )
    return with_it / without if without > 0 else np.nan


def _share(model: Ordinal, predictor: Array, value: float) -> Array:
    """P(category of that value), which is the lowest or the highest."""
    shares = model.fit.shares_up_to(predictor)
    return np.asarray(shares[:, 0] if value == model.values[0] else 1 - shares[:, -1])
