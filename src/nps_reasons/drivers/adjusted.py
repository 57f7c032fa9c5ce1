"""The adjusted model: one linear regression of NPS points on all themes and segments at once.

With an intercept it is exact: NPS = intercept + sum of effect x reach + segment terms.
Intervals come from influence functions, summed within respondents (docs/methods.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.drivers.patterns import row_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Fit:
    """A weighted least-squares fit; each row may stand for several responses.

    Attributes
    ----------
    x : (n_rows, p)
        Regressors, the intercept first.
    coefficients : (p,)
        In NPS points.
    estimable : (p,)
        False where the data cannot tell the coefficient from others.
    bread : (p, p)
        (X'WX)^-1, a pseudo-inverse where X'WX is singular.
    residuals, weights, times : (n_rows,)
        Residual and weight of one response of the row; how many responses it stands for.
    """

    x: Array
    coefficients: Array
    estimable: NDArray[np.bool_]
    bread: Array
    residuals: Array
    weights: Array
    times: Array

    @property
    def leverages(self) -> Array:
        """How much each response pulls its own fitted value, 0 to 1."""
        pulled = np.empty(len(self.x))
        for block in row_blocks(len(self.x)):
            x = self.x[block]
            pulled[block] = self.weights[block] * ((x @ self.bread) * x).sum(axis=1)
        return pulled

    @property
    def leave_one_out_residuals(self) -> Array:
        """Residual of each response under the fit to all others (HC3)."""
        return self.residuals / np.maximum(1 - self.leverages, 1e-6)

    @property
    def degrees_of_freedom(self) -> int:
        """Responses minus coefficients that can be estimated."""
        rank = np.linalg.matrix_rank(self.bread, hermitian=True)
        return int(self.times[self.weights > 0].sum() - rank)

    def of_other(self, points: Array) -> Fit:
        """Return the fit of other contributions to the same regressors."""
        coefficients = self.bread @ (self.x.T @ (self.weights * self.times * points))
        residuals = points - self.x @ coefficients
        return replace(self, coefficients=coefficients, residuals=residuals)


def fit_effects(points: Array, x: Array, weights: Array, *, times: Array | None = None) -> Fit:
    """Fit NPS contributions on the regressors.

    Parameters
    ----------
    points : ndarray of shape (n_rows,)
    x : ndarray of shape (n_rows, p)
        With the intercept as its first column.
    weights : ndarray of shape (n_rows,)
        Of one response.
    times : ndarray of shape (n_rows,), optional
        How many responses each row stands for; one where it is None.

    Examples
    --------
    >>> fit = fit_effects(np.array([100.0, 0.0, -100.0, -100.0]),
    ...                   np.array([[1.0, 0], [1, 0], [1, 1], [1, 1]]), np.ones(4))
    >>> fit.coefficients.round(6)
    array([  50., -150.])
    """
    counts = np.ones(len(points)) if times is None else times
    bread, estimable = pseudo_inverse(_gram(x, weights * counts))
    empty = np.zeros(0)
    fit = Fit(x, empty, estimable, bread, empty, weights, counts)
    return fit.of_other(points)


def _gram(x: Array, totals: Array) -> Array:
    gram = np.zeros((x.shape[1], x.shape[1]))
    for block in row_blocks(len(x)):
        gram += x[block].T @ (x[block] * totals[block, None])
    return gram


def pseudo_inverse(gram: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Pseudo-inverse, and which coefficients it determines: those outside the null space."""
    values, vectors = np.linalg.eigh(gram)
    kept = values > max(values.max(initial=0.0), 1e-300) * 1e-11
    inverse = (vectors[:, kept] / values[kept]) @ vectors[:, kept].T
    estimable = (np.abs(vectors[:, ~kept]) < 1e-6).all(axis=1)
    return inverse, estimable


def columns_of(x: Array, columns: Codes) -> Array:
    """Some columns; without a copy where they stand side by side.

    Examples
    --------
    >>> columns_of(np.array([[1.0, 2.0, 3.0]]), np.array([1, 2]))
    array([[2., 3.]])
    """
    if len(columns) and (np.diff(columns) == 1).all():
        return x[:, columns[0] : columns[-1] + 1]
    return x[:, columns]


def effect_influence(fit: Fit, residuals: Array, columns: Codes) -> Array:
    """Influence of one response of each row on some coefficients.

    Parameters
    ----------
    residuals : ndarray of shape (n_rows,)
        `fit.residuals`, or `fit.leave_one_out_residuals` for honest small samples.
    columns : ndarray of shape (k,)
        Which coefficients.

    Returns
    -------
    ndarray of shape (n_rows, k)
        Its mean over responses is zero for plain residuals; its spread over sqrt(n) is the
        standard error.
    """
    bread, moved = fit.bread[:, columns], fit.times.sum() * fit.weights * residuals
    lever = np.empty((len(fit.x), len(columns)))
    for block in row_blocks(len(lever)):
        lever[block] = (fit.x[block] @ bread) * moved[block, None]
    return lever


def unanimous_variance(n: Array) -> Array:
    """Variance of the scores of n people who all score alike, by adjusted-Wald counts.

    Examples
    --------
    >>> unanimous_variance(np.array([10.0])).round()
    array([2929.])
    """
    variance: Array = 100.0**2 * ((n + 1.5) / (n + 3) - (n / (n + 3)) ** 2)
    return variance


def least_variances(fit: Fit, columns: Codes) -> Array:
    """Least credible variance of the effects of 0/1 regressors.

    Mentioners who all score alike leave no residual, and their effect would look exact. The
    variance is at least what adjusted-Wald counts (3/4, 3/2, 3/4 added) leave to the scores of n
    mentioners who are unanimous.

    Parameters
    ----------
    columns : ndarray of shape (k,)
        Which regressors are themes.

    Returns
    -------
    ndarray of shape (k,)
        In squared NPS points.
    """
    mentions = columns_of(fit.x, columns)
    n = (fit.times * (fit.weights > 0)) @ mentions
    weight = (fit.times * fit.weights) @ mentions / np.maximum(n, 1)
    least: Array = unanimous_variance(n) * weight * np.diag(fit.bread)[columns]
    return least


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects and reaches of themes, and the influence of one response of each row on them.

    Attributes
    ----------
    effects : (k,)
        In NPS points per mention, other themes and segments held fixed.
    influence : (n_rows, k)
        On the effects.
    reach : (k,)
        Share who say each theme, 0 to 1.
    reach_influence : (n_rows, k)
        On the reaches.
    """

    effects: Array
    influence: Array
    reach: Array
    reach_influence: Array

    @property
    def points(self) -> Array:
        """Reach times effect, in NPS points, shape (k,)."""
        return self.effects * self.reach

    def less(self, part: Effects) -> Effects:
        """Return the effects on the contributions that are left when those of a part are taken off.

        Effects are linear in the contributions, and so is the influence on them.
        """
        return replace(
            self, effects=self.effects - part.effects, influence=self.influence - part.influence
        )

    @property
    def points_influence(self) -> Array:
        """Influence on the points, shape (n_rows, k); the product rule: reach is a mean, too."""
        result = np.empty_like(self.influence)
        for block in row_blocks(len(result)):
            of_effect = self.influence[block] * self.reach
            result[block] = of_effect + self.reach_influence[block] * self.effects
        return result


def theme_effects(fit: Fit, columns: Codes) -> Effects:
    """Effects of the regressors that are themes, with leave-one-out (HC3) influence.

    Parameters
    ----------
    columns : ndarray of shape (k,)
        Which regressors are themes.
    """
    totals = fit.weights * fit.times
    mentions = columns_of(fit.x, columns)
    reach = totals @ mentions / totals.sum()
    relative, spread = fit.weights * (fit.times.sum() / totals.sum()), np.empty(mentions.shape)
    for block in row_blocks(len(spread)):
        spread[block] = (mentions[block] - reach) * relative[block, None]
    return Effects(
        effects=fit.coefficients[columns],
        influence=effect_influence(fit, fit.leave_one_out_residuals, columns),
        reach=reach,
        reach_influence=spread,
    )
