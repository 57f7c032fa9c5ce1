"""The adjusted model: one linear regression of NPS points on all themes and segments at once.

With an intercept it is exact: NPS = intercept + sum of effect x reach + segment terms.
Intervals come from influence functions, summed within respondents (docs/methods.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """A weighted least-squares fit.

    Attributes
    ----------
    x : (n, p)
        Regressors, the intercept first.
    coefficients : (p,)
        In NPS points.
    estimable : (p,)
        False where the data cannot tell the coefficient from others.
    bread : (p, p)
        (X'WX)^-1, a pseudo-inverse where X'WX is singular.
    residuals, weights : (n,)
    """

    x: Array
    coefficients: Array
    estimable: NDArray[np.bool_]
    bread: Array
    residuals: Array
    weights: Array

    @property
    def leverages(self) -> Array:
        """How much each response pulls its own fitted value, 0 to 1."""
        weighted = self.x * self.weights[:, None]
        return np.asarray(np.einsum("ij,jk,ik->i", self.x, self.bread, weighted, optimize=True))

    @property
    def leave_one_out_residuals(self) -> Array:
        """Residual of each response under the fit to all others (HC3)."""
        return self.residuals / np.maximum(1 - self.leverages, 1e-6)

    @property
    def degrees_of_freedom(self) -> int:
        """Responses minus coefficients that can be estimated."""
        return int((self.weights > 0).sum() - np.linalg.matrix_rank(self.bread, hermitian=True))


def fit_effects(points: Array, x: Array, weights: Array) -> Fit:
    """Fit NPS contributions on the regressors.

    Parameters
    ----------
    points : ndarray of shape (n,)
    x : ndarray of shape (n, p)
        With the intercept as its first column.
    weights : ndarray of shape (n,)

    Examples
    --------
    >>> fit = fit_effects(np.array([100.0, 0.0, -100.0, -100.0]),
    ...                   np.array([[1.0, 0], [1, 0], [1, 1], [1, 1]]), np.ones(4))
    >>> fit.coefficients.round(6)
    array([  50., -150.])
    """
    weighted = x * weights[:, None]
    gram = x.T @ weighted
    bread, estimable = _inverse(gram)
    coefficients = bread @ (weighted.T @ points)
    return Fit(
        x=x,
        coefficients=coefficients,
        estimable=estimable,
        bread=bread,
        residuals=points - x @ coefficients,
        weights=weights,
    )


def _inverse(gram: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Pseudo-inverse, and which coefficients it determines: those outside the null space."""
    values, vectors = np.linalg.eigh(gram)
    kept = values > max(values.max(initial=0.0), 1e-300) * 1e-11
    inverse = (vectors[:, kept] / values[kept]) @ vectors[:, kept].T
    estimable = (np.abs(vectors[:, ~kept]) < 1e-6).all(axis=1)
    return inverse, estimable


def effect_influence(fit: Fit, residuals: Array) -> Array:
    """Influence of each response on each coefficient.

    Parameters
    ----------
    residuals : ndarray of shape (n,)
        `fit.residuals`, or `fit.leave_one_out_residuals` for honest small samples.

    Returns
    -------
    ndarray of shape (n, p)
        Its mean is zero for plain residuals; its spread over sqrt(n) is the standard error.
    """
    n = len(fit.residuals)
    influence: Array = n * (fit.x * (fit.weights * residuals)[:, None]) @ fit.bread
    return influence


def least_variances(fit: Fit, columns: NDArray[np.intp]) -> Array:
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
    mentions = fit.x[:, columns]
    n = (fit.weights > 0) @ mentions
    unanimous = 100.0**2 * ((n + 1.5) / (n + 3) - (n / (n + 3)) ** 2)
    weight = fit.weights @ mentions / np.maximum(n, 1)
    least: Array = unanimous * weight * np.diag(fit.bread)[columns]
    return least


def points_influence(effects: Array, influence: Array, mentions: Array, weights: Array) -> Array:
    """Influence of each response on each theme's points (reach times effect).

    Parameters
    ----------
    effects : ndarray of shape (k,)
        Coefficients of the themes.
    influence : ndarray of shape (n, k)
        Their influence functions.
    mentions : ndarray of shape (n, k)
    weights : ndarray of shape (n,)

    References
    ----------
    The product rule on influence functions: reach is a mean, too.
    """
    reach = weights @ mentions / weights.sum()
    relative = (weights / weights.mean())[:, None]
    result: Array = influence * reach + relative * (mentions - reach) * effects
    return result


def covariance(influence: Array, clusters: NDArray[np.intp]) -> Array:
    """Covariance of estimates from their influence functions, responses summed by respondent.

    Parameters
    ----------
    influence : ndarray of shape (n, k)
    clusters : ndarray of shape (n,)
        Number of the respondent of each response.

    Examples
    --------
    >>> covariance(np.array([[-1.0], [1.0], [0.0]]), np.arange(3)).round(6)
    array([[0.333333]])
    """
    n = len(influence)
    _, codes = np.unique(clusters, return_inverse=True)
    n_clusters = int(codes.max()) + 1
    sums = np.zeros((n_clusters, influence.shape[1]))
    np.add.at(sums, codes, influence / n)
    centred = sums - sums.mean(axis=0)
    result: Array = n_clusters / max(n_clusters - 1, 1) * centred.T @ centred
    return result


def rank_intervals(
    points: Array, covariances: Array, *, seed: int, draws: int = 2000
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """95 % interval of each driver's rank by |points|, 1 the largest.

    Draws the points from their normal distribution and ranks every draw. The interval holds the
    observed rank, which the draws of a poorly known driver may all leave behind.

    Examples
    --------
    >>> rank_intervals(np.array([-9.0, -1.0]), np.eye(2) * 0.01, seed=1)
    (array([1, 2]), array([1, 2]))
    """
    values, vectors = np.linalg.eigh(covariances)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    noise = np.random.default_rng(seed).standard_normal((draws, len(points)))
    sampled = ranks_by_size(points + noise @ root.T)
    observed = ranks_by_size(points)
    low = np.quantile(sampled, 0.025, axis=0, method="lower").astype(np.intp)
    high = np.quantile(sampled, 0.975, axis=0, method="higher").astype(np.intp)
    return np.minimum(low, observed), np.maximum(high, observed)


def ranks_by_size(points: Array) -> NDArray[np.intp]:
    """Rank by |points| along the last axis, 1 the largest.

    Examples
    --------
    >>> ranks_by_size(np.array([1.0, -9.0, 3.0]))
    array([3, 1, 2])
    """
    order = (-np.abs(points)).argsort(axis=-1, kind="stable")
    return order.argsort(axis=-1, kind="stable") + 1
