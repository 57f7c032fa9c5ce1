"""Proportional-odds logit of ordered categories by Newton's method, on rows that stand for several.

With two categories it is plain logistic regression. P(category <= c) = logistic(cut_c - x b).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

RIDGE: Final = 1e-8
"""Penalty on the coefficients, per response.

Too small to be seen where a coefficient is determined; where a theme is said by detractors alone,
it stops the coefficient on its way to infinity, once the fitted shares are those of infinity.
"""

MOST_STEPS: Final = 60
MOST_HALVINGS: Final = 30
SMALLEST_GAIN: Final = 1e-8
"""Of the log-likelihood, per parameter; the step that gains less is the last."""


@dataclass(frozen=True, slots=True)
class Logit:
    """A fit of ordered categories, the lowest first.

    Attributes
    ----------
    x : (n_rows, p)
        Regressors, without an intercept: the cuts are it.
    categories : (n_rows,)
        Codes 0 to n_cuts.
    weights : (n_rows,)
        Weight of one response of the row, 1 on average.
    times : (n_rows,)
        How many responses each row stands for.
    cuts : (n_cuts,)
    coefficients : (p,)
        Log odds of a higher category.
    predictor : (n_rows,)
        Log odds that the regressors add: x times the coefficients.
    converged
        False where the steps came to no end.
    """

    x: Array
    categories: Codes
    weights: Array
    times: Array
    cuts: Array
    coefficients: Array
    predictor: Array
    converged: bool = False

    def moved(self, step: Array) -> Self:
        """Return the fit with other parameters: a step added to them, cuts first."""
        n_cuts = len(self.cuts)
        return replace(
            self,
            cuts=self.cuts + step[:n_cuts],
            coefficients=self.coefficients + step[n_cuts:],
            predictor=self.predictor + self.x @ step[n_cuts:],
        )

    def shares_up_to(self, predictor: Array) -> Array:
        """P(category <= c) of each cut at some predictors, shape (len(predictor), n_cuts)."""
        return logistic(self.cuts - predictor[:, None])

    @property
    def scores(self) -> tuple[Array, Array]:
        """Derivatives of each response's log-likelihood, by the cuts and by the predictor.

        Returns
        -------
        by_cuts : ndarray of shape (n_rows, n_cuts)
        by_predictor : ndarray of shape (n_rows,)
        """
        left = self._below - self._touched * self.shares_up_to(self.predictor)
        return left + self._gap_scores, -left.sum(axis=1)

    @property
    def information(self) -> Array:
        """Minus the second derivatives of the log-likelihood, cuts first; with the ridge."""
        shares = self.shares_up_to(self.predictor)
        bend = self._touched * shares * (1 - shares) * self._totals[:, None]
        across = -(self.x.T @ bend)
        within = self.x.T @ (self.x * bend.sum(axis=1)[:, None])
        within[np.diag_indices_from(within)] += self._ridge
        return np.block([[np.diag(bend.sum(axis=0)) + self._gap_bend, across.T], [across, within]])

    @property
    def gradient(self) -> Array:
        """First derivatives of the log-likelihood, cuts first; with the ridge."""
        by_cuts, by_predictor = self.scores
        slopes = self.x.T @ (self._totals * by_predictor) - self._ridge * self.coefficients
        return np.concatenate([self._totals @ by_cuts, slopes])

    @property
    def log_likelihood(self) -> float:
        """Weighted log-likelihood, less the ridge's penalty; -inf where the cuts are not in order.

        A category between two cuts has P = P(<= upper) P(> lower) (1 - exp(lower - upper)).
        """
        gaps = np.diff(self.cuts)
        if (gaps <= 0).any():
            return -np.inf
        distance = self.cuts - self.predictor[:, None]
        above = self._touched - self._below
        logs = self._below * np.logaddexp(0, -distance) + above * np.logaddexp(0, distance)
        inside = np.bincount(self.categories, self._totals, len(self.cuts) + 1)[1:-1]
        penalty = self._ridge / 2 * (self.coefficients @ self.coefficients)
        between = inside @ np.log(-np.expm1(-gaps))
        return float(between - self._totals @ logs.sum(axis=1) - penalty)

    @property
    def _totals(self) -> Array:
        return self.weights * self.times

    @property
    def _ridge(self) -> float:
        return RIDGE * float(self._totals.sum())

    @property
    def _below(self) -> Array:
        """1 where the cut is the upper end of the row's category."""
        return np.asarray(self.categories[:, None] == np.arange(len(self.cuts)), dtype=np.float64)

    @property
    def _touched(self) -> Array:
        """1 where the cut is an end of the row's category."""
        lower = self.categories[:, None] == np.arange(len(self.cuts)) + 1
        return np.asarray(self._below + lower)

    @property
    def _gap_scores(self) -> Array:
        """What the distance of two cuts adds to the scores of the category between them."""
        pull = 1 / np.expm1(np.diff(self.cuts))
        by_category = np.zeros((len(self.cuts) + 1, len(self.cuts)))
        inner = np.arange(len(pull))
        by_category[inner + 1, inner + 1] = pull
        by_category[inner + 1, inner] = -pull
        result: Array = by_category[self.categories]
        return result

    @property
    def _gap_bend(self) -> Array:
        """What the distances of the cuts add to the information."""
        gaps = np.diff(self.cuts)
        inside = np.bincount(self.categories, self._totals, len(self.cuts) + 1)[1:-1]
        differences = np.diff(np.eye(len(self.cuts)), axis=0)
        bend = inside / (np.expm1(gaps) * -np.expm1(-gaps))
        result: Array = differences.T @ (differences * bend[:, None])
        return result


def logistic(z: Array) -> Array:
    """1 / (1 + exp(-z)), without overflow.

    Examples
    --------
    >>> logistic(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    result: Array = 0.5 * (1 + np.tanh(0.5 * z))
    return result


def fit_logit(categories: Codes, x: Array, weights: Array, *, times: Array | None = None) -> Logit:
    """Fit ordered categories on regressors.

    Parameters
    ----------
    categories : ndarray of shape (n_rows,)
        Codes from 0; each up to the largest has a row.
    x : ndarray of shape (n_rows, p)
        Without an intercept.
    weights : ndarray of shape (n_rows,)
        Of one response; positive. Their scale does not matter.
    times : ndarray of shape (n_rows,), optional
        How many responses each row stands for; one where it is None.

    Returns
    -------
    Logit
        `converged` is False where Newton's steps came to no end; with one category there is no
        cut, and nothing to fit.

    References
    ----------
    McCullagh (1980), Regression models for ordinal data. The log-likelihood is concave, so that
    halved Newton steps climb to its only top; the ridge is `RIDGE` per response.

    Examples
    --------
    >>> fit = fit_logit(np.array([0, 1, 0, 1]), np.array([[0.0], [0], [1], [1]]),
    ...                 np.array([3.0, 1, 1, 3]))
    >>> fit.cuts.round(3), fit.coefficients.round(3)
    (array([1.099]), array([2.197]))
    """
    counts = np.ones(len(categories)) if times is None else times
    relative = weights * (counts.sum() / (weights @ counts))
    shares = np.cumsum(np.bincount(categories, relative * counts))[:-1] / counts.sum()
    start = Logit(
        x=x,
        categories=categories,
        weights=relative,
        times=counts,
        cuts=np.log(shares / (1 - shares)),
        coefficients=np.zeros(x.shape[1]),
        predictor=np.zeros(len(x)),
    )
    return _climbed(start)


def _climbed(fit: Logit) -> Logit:
    """Take Newton's steps until one gains nothing."""
    height = fit.log_likelihood
    for _ in range(MOST_STEPS):
        gradient = fit.gradient
        step = np.asarray(np.linalg.solve(fit.information, gradient), dtype=np.float64)
        higher = _halved(fit, step, height)
        if higher is None:
            break
        fit, height = higher, higher.log_likelihood
        if gradient @ step <= SMALLEST_GAIN * len(step):
            return replace(fit, converged=True)
    return fit


def _halved(fit: Logit, step: Array, height: float) -> Logit | None:
    """Take the step, or the largest half, quarter ... of it that does not lead down."""
    # Near the top the gain of a good step is lost in the rounding of the sum.
    slack = 1e-12 * abs(height)
    for halvings in range(MOST_HALVINGS):
        tried = fit.moved(step / 2**halvings)
        if tried.log_likelihood >= height - slack:
            return tried
    return None
