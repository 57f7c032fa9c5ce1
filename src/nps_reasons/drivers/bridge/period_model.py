"""Reach and effect of each theme in one of two periods, its cells brought to the shares of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.drivers.bridge.corrected_cells import fit_by_sample, n_coded
from nps_reasons.drivers.bridge.within_cells import fit_by_machine
from nps_reasons.drivers.patterns import sums_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.bridge.period_rows import PeriodRows

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PeriodModel:
    """Reach and effect of each theme, and the scores that errors are made of.

    Attributes
    ----------
    reach, effects : (n_themes,)
        Effects in NPS points; 0 where a theme is not in the model.
    known : (n_themes,)
        Whether the period can tell the effect.
    least : (n_themes,)
        Least credible variance of the effect; 0 where it is not known.
    reach_scores, effect_scores : (n_rows, n_themes)
        What a response moves reach and effect by, per weight.
    weights : (n_rows,)
        Of one response; those of all responses sum to 1. 0 where there is no reason.
    times, cells, categories : (n_rows,)
        Responses of each row; its cell; 0 detractor, 1 passive, 2 promoter.
    lifted
        Whether the commenters' weights are lifted to those of all, category by category.
    freedom
        Degrees of freedom of the residuals, at least 1; of those of the coded responses where
        a sample corrects.
    """

    reach: Array
    effects: Array
    known: Flags
    least: Array
    reach_scores: Array
    effect_scores: Array
    weights: Array
    times: Array
    cells: Codes
    categories: Codes
    lifted: bool
    freedom: int

    def cell_means(self, scores: Array, n_cells: int) -> Array:
        """Mean score of each cell's commenters, shape (n_cells, k)."""
        totals = self.weights * self.times
        mass = np.bincount(self.cells, totals, n_cells)[:, None]
        sums = sums_of(scores * totals[:, None], self.cells, n_cells)
        return np.divide(sums, mass, out=np.zeros_like(sums), where=mass > 0)

    def linearised(self, scores: Array, given: Array, n_cells: int) -> Array:
        """What one response of each row adds to the weighted sum of scores.

        Lifted weights are estimates themselves: a response with a reason moves the sum by how
        far it is from the mean of its cell and category, and every response by how far that
        mean is from the mean of its cell.

        Parameters
        ----------
        scores : ndarray of shape (n_rows, k)
        given : ndarray of shape (n_rows,)
            Survey weight of one response.

        Returns
        -------
        ndarray of shape (n_rows, k)

        References
        ----------
        Deville (1999), variance estimation for complex statistics.
        """
        moved = scores * self.weights[:, None]
        if not self.lifted:
            return moved
        means, strata = self._stratum_means(scores, n_cells), self.cells * 3 + self.categories
        moved -= means[strata] * self.weights[:, None]
        cell_weights = np.bincount(self.cells, given * self.times, n_cells)
        mass = np.bincount(self.cells, self.weights * self.times, n_cells)
        per_weight = np.divide(mass, cell_weights, out=np.zeros(n_cells), where=cell_weights > 0)
        away = means - np.repeat(self.cell_means(scores, n_cells), 3, axis=0)
        moved += away[strata] * (given * per_weight[self.cells])[:, None]
        return moved

    def _stratum_means(self, scores: Array, n_cells: int) -> Array:
        """Mean score of the commenters of each cell and category, shape (3 n_cells, k).

        Where there are none, that of their category.
        """
        totals = (self.weights * self.times)[:, None]
        strata = self.cells * 3 + self.categories
        sums = sums_of(scores * totals, strata, 3 * n_cells)
        mass = np.bincount(strata, totals[:, 0], 3 * n_cells)[:, None]
        by_category = sums.reshape(n_cells, 3, -1).sum(axis=0)
        category_mass = mass.reshape(n_cells, 3, 1).sum(axis=0)
        others = by_category / np.where(category_mass > 0, category_mass, np.inf)
        means: Array = np.divide(sums, mass, out=np.tile(others, (n_cells, 1)), where=mass > 0)
        return means


def period_model(rows: PeriodRows, corrected: Flags) -> PeriodModel:
    """Fit the model of one period.

    Parameters
    ----------
    corrected : ndarray of shape (n_themes,)
        Themes whose labels a coded sample corrects.
    """
    fit = fit_by_sample(rows, corrected) if corrected.any() else fit_by_machine(rows)
    reach = rows.shares @ fit.said
    return PeriodModel(
        # The reach of a rare theme may be corrected past the end of what a share can be.
        reach=np.where(corrected, np.clip(reach, 0.0, 1.0), reach),
        effects=np.where(fit.known, fit.effects, 0.0),
        known=fit.known,
        least=np.where(fit.known, fit.least, 0.0),
        reach_scores=fit.said - reach,
        effect_scores=fit.scores,
        weights=rows.weights,
        times=rows.times,
        cells=rows.cells,
        categories=rows.categories,
        lifted=rows.lifted,
        freedom=_freedom(rows, corrected, int(fit.known.sum())),
    )


def _freedom(rows: PeriodRows, corrected: Flags, n_known: int) -> int:
    n = rows.n_heard if n_known else rows.n_all
    return max((n_coded(rows) if corrected.any() else n) - rows.n_cells - n_known, 1)
