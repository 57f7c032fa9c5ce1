"""The regression within cells of a period, its labels corrected by a coded sample.

Design-based supervised learning: the moments are those of the machine's tags, plus what the
sample shows to be wrong with them. Both labellings are centred on the corrected mean of the cell,
which is the same as a constant for each cell beside the themes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from nps_reasons.drivers.adjusted import pseudo_inverse, unanimous_variance
from nps_reasons.drivers.bridge.within_cells import (
    CellFit,
    cell_means,
    lever_of_cells,
    machine_within,
    points_within,
)
from nps_reasons.drivers.coded.fit import left_out_residuals
from nps_reasons.drivers.coded.moments import CodedMoments, weakest_theme
from nps_reasons.drivers.commenters import FEWEST_MENTIONS, RESPONSES_PER_COEFFICIENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nps_reasons.drivers.bridge.pair import CodedRows
    from nps_reasons.drivers.bridge.period_rows import PeriodRows

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]


def themes_to_correct(periods: Sequence[PeriodRows]) -> Flags:
    """Themes that the sample corrects in every period, shape (n_themes,).

    Those that machine and person both find in five coded respondents of each period, where
    enough is coded for the model, and less those that a small sample cannot tell from others.
    """
    corrected: Flags = np.logical_and.reduce([_can_correct(rows) for rows in periods])
    while corrected.any():
        weak = [_weakest(rows, corrected) for rows in periods]
        found = [theme for theme in weak if theme is not None]
        if not found:
            break
        corrected[found[0]] = False
    return corrected


def _can_correct(rows: PeriodRows) -> Flags:
    if rows.coded is None:
        return np.zeros_like(rows.carried)
    n_coefficients = rows.n_cells + int(rows.carried.sum())
    enough = n_coded(rows) >= RESPONSES_PER_COEFFICIENT * n_coefficients
    varies = machine_within(rows).any(axis=0)
    return (rows.n_found >= FEWEST_MENTIONS) & varies & enough


def n_coded(rows: PeriodRows) -> int:
    """Responses that a person coded."""
    return 0 if rows.coded is None else int(rows.times[rows.coded.lift > 0].sum())


def _weakest(rows: PeriodRows, corrected: Flags) -> int | None:
    both = _Labelled.of(rows, corrected)
    weakest = weakest_theme(both.moments, corrected[both.themes], rows.n_found[both.themes])
    return None if weakest is None else int(both.themes[weakest])


def fit_by_sample(rows: PeriodRows, corrected: Flags) -> CellFit:
    """Fit the themes that are carried to corrected moments.

    Parameters
    ----------
    corrected : ndarray of shape (n_themes,)
        Of the others the person is taken to agree with the machine.

    References
    ----------
    Egami, Hinck, Stewart and Wei (2023), "Using imperfect surrogates for downstream inference:
    design-based supervised learning for social science applications of large language models",
    NeurIPS.
    """
    both = _Labelled.of(rows, corrected)
    bread, known = pseudo_inverse(both.moments.by_sample)
    effects = bread @ both.products
    found = np.zeros((3, rows.mentions.shape[1]))
    found[:, both.themes] = effects, known, both.least(bread)
    scores = np.zeros(rows.mentions.shape)
    scores[:, both.themes] = both.scores(bread, effects)
    return CellFit(
        effects=found[0], known=found[1] > 0, least=found[2], scores=scores, said=both.said
    )


@dataclass(frozen=True, slots=True)
class _Labelled:
    """Both labellings of the themes that vary within cells, centred on the corrected means.

    Attributes
    ----------
    themes : (k,)
        Which themes these are.
    points : (n_rows,)
        Centred.
    machine, person : (n_rows, k)
    lift : (n_rows,)
        1 / probability of being coded; 0 where the row was not.
    said : (n_rows, n_themes)
        Mentions of all themes, not centred, whose mean is the corrected reach.
    """

    rows: PeriodRows
    themes: Codes
    points: Array
    machine: Array
    person: Array
    lift: Array
    said: Array

    @classmethod
    def of(cls, rows: PeriodRows, corrected: Flags) -> Self:
        coded = _sample_of(rows)
        person = np.where(corrected, coded.person, rows.mentions)
        said = rows.mentions + coded.lift[:, None] * (person - rows.mentions)
        themes = np.flatnonzero(machine_within(rows).any(axis=0))
        means = cell_means(said[:, themes], rows.shares, rows.cells, rows.n_cells)[rows.cells]
        return cls(
            rows=rows,
            themes=themes,
            points=points_within(rows),
            machine=rows.mentions[:, themes] - means,
            person=person[:, themes] - means,
            lift=coded.lift,
            said=said,
        )

    @property
    def moments(self) -> CodedMoments:
        return CodedMoments(
            self.machine, self.person, self.lift, self.rows.weights, self.rows.times
        )

    @property
    def products(self) -> Array:
        """Sum of the corrected products with the points, shape (k,)."""
        mixed = self.machine + self.lift[:, None] * (self.person - self.machine)
        result: Array = mixed.T @ (self.rows.shares * self.points)
        return result

    def scores(self, bread: Array, effects: Array) -> Array:
        """What a response moves each effect by, per weight, shape (n_rows, k)."""
        machine, person, weights = self.machine @ bread, self.person @ bread, self.rows.weights
        constant = lever_of_cells(self.rows, np.ones_like(weights))
        levers = np.stack(
            [
                (machine * self.machine).sum(axis=1) + constant,
                (machine * self.person).sum(axis=1) + constant,
                (person * self.person).sum(axis=1) + constant,
            ]
        )
        residuals = np.stack(
            [self.points - self.machine @ effects, self.points - self.person @ effects]
        )
        pull = left_out_residuals(residuals, levers, weights, self.lift)
        per_weight = np.divide(pull, weights, out=np.zeros_like(pull), where=weights > 0)
        result: Array = machine * per_weight[0][:, None] + person * per_weight[1][:, None]
        return result

    def least(self, bread: Array) -> Array:
        """Least credible variance of the effects, as `adjusted.least_variances` has it."""
        said, counted = self.said[:, self.themes], self.rows.shares > 0
        n = np.maximum((self.rows.times * counted) @ said, 0.0)
        weight = np.maximum(self.rows.shares @ said, 0.0) / np.maximum(n, 1.0)
        result: Array = unanimous_variance(n) * weight * np.maximum(np.diag(bread), 0.0)
        return result


def _sample_of(rows: PeriodRows) -> CodedRows:
    if rows.coded is None:
        raise ValueError("rows.coded is None: a period without a sample is fitted by the machine")
    return rows.coded
