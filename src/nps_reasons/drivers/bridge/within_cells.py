"""Regression of points on themes beside a constant for each segment cell.

Constants are taken out by centring, so that many cells cost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.drivers.adjusted import fit_effects, least_variances
from nps_reasons.drivers.patterns import sums_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.bridge.period_rows import PeriodRows

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

VARIES: Final = 1e-11
"""Least share of a theme's variation that must lie within cells, not between them."""


@dataclass(frozen=True, slots=True)
class CellFit:
    """Effects of themes within the cells of a period.

    Attributes
    ----------
    effects : (n_themes,)
        In NPS points.
    known : (n_themes,)
        Whether the period can tell the effect.
    least : (n_themes,)
        Least credible variance of the effect.
    scores : (n_rows, n_themes)
        What a response moves each effect by, per weight, with leave-one-out (HC3) residuals.
    said : (n_rows, n_themes)
        Mentions whose mean is the reach.
    """

    effects: Array
    known: Flags
    least: Array
    scores: Array
    said: Array


def fit_by_machine(rows: PeriodRows) -> CellFit:
    """Fit the themes that are carried, as the machine tagged them."""
    weights, themes = rows.weights, np.arange(rows.mentions.shape[1])
    x = machine_within(rows)
    fit = fit_effects(points_within(rows), x, weights, times=rows.times)
    residuals = fit.residuals / np.maximum(1 - fit.leverages - lever_of_cells(rows, weights), 1e-6)
    return CellFit(
        effects=fit.coefficients,
        known=fit.estimable,
        least=least_variances(replace(fit, x=rows.mentions), themes),
        scores=(x @ fit.bread) * residuals[:, None],
        said=rows.mentions,
    )


def machine_within(rows: PeriodRows) -> Array:
    """The machine's mentions less their cell's mean; zero where a theme is not carried."""
    x = centred(rows.mentions, rows.weights * rows.times, rows.cells, rows.n_cells)
    x[:, ~rows.carried] = 0.0
    return x


def points_within(rows: PeriodRows) -> Array:
    """Points less their cell's mean, shape (n_rows,)."""
    totals = rows.weights * rows.times
    return centred(rows.points[:, None], totals, rows.cells, rows.n_cells)[:, 0]


def lever_of_cells(rows: PeriodRows, weights: Array) -> Array:
    """How much each response pulls its cell's constant, times `weights` over its own weight."""
    mass = np.bincount(rows.cells, rows.weights * rows.times, rows.n_cells)[rows.cells]
    return np.divide(weights, mass, out=np.zeros_like(mass), where=rows.weights > 0)


def centred(values: Array, totals: Array, cells: Codes, n_cells: int) -> Array:
    """Values less their cell's mean; exactly zero where they do not vary within cells."""
    result: Array = values - cell_means(values, totals, cells, n_cells)[cells]
    result[:, totals @ result**2 <= VARIES * (totals @ values**2)] = 0.0
    return result


def cell_means(values: Array, totals: Array, cells: Codes, n_cells: int) -> Array:
    """Weighted mean of each cell, shape (n_cells, k); 0 where a cell has no weight."""
    mass = np.bincount(cells, totals, n_cells)[:, None]
    sums = sums_of(values * totals[:, None], cells, n_cells)
    return np.divide(sums, mass, out=np.zeros_like(sums), where=mass > 0)
