"""Points of themes by a doubly robust estimate: right if either of two models is.

One model says how those who do not say a theme score; the other says who says it. The estimate
needs only one of them to hold, and effects need not be the same for all who say it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.drivers.patterns import packed, same_rows
from nps_reasons.drivers.robust.logit import fit_logit
from nps_reasons.drivers.robust.ordinal import ThemePoints

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.adjusted import Fit

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

LARGEST_PROPENSITY: Final = 0.99
"""A silent person who is more like those who say it stands for no more than 99 of them."""

SILENT_PER_COEFFICIENT: Final = 3
"""Responses that do not say a theme, per coefficient that is fitted on them."""


def doubly_robust_points(points: Array, fit: Fit, columns: Codes) -> ThemePoints:
    """Points of themes by augmented inverse-propensity weighting among those who say them.

    Parameters
    ----------
    points : ndarray of shape (n_rows,)
        NPS contribution of each row.
    fit
        The linear model; its first regressor is the intercept, all are 0 or 1.
    columns : ndarray of shape (k,)
        Which of its regressors are themes.

    Returns
    -------
    ThemePoints
        NPS minus the NPS if nobody said the theme, comparable with reach times effect. nan where
        too few do not say it, or who says it could not be modelled.

    References
    ----------
    Robins, Rotnitzky and Zhao (1994); for the effect on those who say it, Chernozhukov et al.
    (2018): the mean of d m0 + (1 - d) e / (1 - e) (y - m0) - d y is minus the points, where d is
    the mention, e its propensity and m0 the score expected without it.
    """
    totals = fit.weights * fit.times
    gram = fit.x.T @ (fit.x * totals[:, None])
    profiles = _Profiles.of(fit.x, totals)
    gaps = np.column_stack(
        [
            _gaps(points - _expected_without(points, fit, gram, k), fit, k, profiles.odds(k))
            for k in columns
        ]
    )
    means = totals @ gaps / totals.sum()
    relative = fit.weights * (fit.times.sum() / totals.sum())
    return ThemePoints(means, relative[:, None] * (gaps - means))


def _gaps(left: Array, fit: Fit, column: int, odds: Array) -> Array:
    """Distance to the score expected without the theme: of those who say it, less the others'."""
    said = fit.x[:, column] > 0
    coefficients = fit.x.shape[1] - 1
    if fit.times[~said].sum() < SILENT_PER_COEFFICIENT * coefficients:
        return np.full(len(left), np.nan)
    return np.where(said, left, -odds * left)


def _expected_without(points: Array, fit: Fit, gram: Array, column: int) -> Array:
    """Score of each row had it not said the theme, as those say who did not.

    What they cannot tell (a theme that only goes with this one) stays as in the joint model.
    """
    others = np.delete(np.arange(fit.x.shape[1]), column)
    said = np.flatnonzero(fit.x[:, column])
    totals = (fit.weights * fit.times)[said]
    x = fit.x[np.ix_(said, others)]
    silent_gram = gram[np.ix_(others, others)] - x.T @ (x * totals[:, None])
    # The residuals of all add up to 0 against every regressor: those of the silent are the rest.
    against = -(x.T @ (totals * fit.residuals[said]))
    moved = np.linalg.pinv(silent_gram, rcond=1e-11, hermitian=True) @ against
    joint = points - fit.residuals - fit.x[:, column] * fit.coefficients[column]
    result: Array = joint + fit.x[:, others] @ moved
    return result


@dataclass(frozen=True, slots=True)
class _Profiles:
    """The different rows of the regressors: who says a theme does not hang on the score.

    Attributes
    ----------
    x : (n_profiles, p)
    totals : (n_profiles,)
        Their weight.
    of_row : (n_rows,)
        The profile of each row.
    """

    x: Array
    totals: Array
    of_row: Codes

    @classmethod
    def of(cls, x: Array, totals: Array) -> Self:
        """Put rows with the same regressors together."""
        codes, firsts = same_rows(packed(x != 0))
        return cls(x[firsts], np.asarray(np.bincount(codes, totals), dtype=np.float64), codes)

    def odds(self, column: int) -> Array:
        """Odds that each row says the theme, given the other themes and the segments.

        nan where all or none say it, or the fit came to no end.
        """
        said = self.x[:, column].astype(np.intp)
        nothing = np.full(len(self.of_row), np.nan)
        if said.min() == said.max():
            return nothing
        # The intercept stands first; the cut takes its place.
        fit = fit_logit(said, np.delete(self.x, [0, column], axis=1), self.totals)
        if not fit.converged:
            return nothing
        propensity = np.minimum(1 - fit.shares_up_to(fit.predictor)[:, 0], LARGEST_PROPENSITY)
        result: Array = (propensity / (1 - propensity))[self.of_row]
        return result
