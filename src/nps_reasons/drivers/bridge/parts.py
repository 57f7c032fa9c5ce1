"""The change of NPS between two periods in parts that add up to it, and how sure each part is.

Kitagawa's midpoint decomposition over segment cells, then the same for the reach and the effect
of each theme in weighted regressions of the two periods (docs/methods.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.drivers.adjusted import unanimous_variance
from nps_reasons.drivers.bridge.corrected_cells import themes_to_correct
from nps_reasons.drivers.bridge.period_model import period_model
from nps_reasons.drivers.bridge.period_rows import PeriodRows
from nps_reasons.drivers.commenters import FEWEST_COMMENTERS
from nps_reasons.drivers.patterns import covariance
from nps_reasons.inference.student import student_limit, student_p

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.bridge.pair import Pair
    from nps_reasons.drivers.bridge.period_model import PeriodModel

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

ROUNDING: Final = 1e-9
"""NPS points; what is smaller is the arithmetic's, not the survey's."""

THEMES_AT_ONCE: Final = 8
"""Whose influence functions are held in memory together."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """The parts of a change, in NPS points: mix, said more, hurts more, unexplained.

    Attributes
    ----------
    themes : (k,)
        Themes with parts of their own: their effect is known in at least one period.
    corrected : (k,)
        Those whose reach and effect a coded sample corrects in both periods.
    totals, total_errors : (k,)
        What the theme moved in all, by complaints and praise, said more and hurting more: the same
        for both signs of a theme.
    parts, errors : (2 k + 2,)
        Value and standard error: mix, said more of each theme, hurts more of each, unexplained.
        The error is nan where it is not known: where nothing varies, where fewer than ten
        respondents answered in a period, and for hurts more of a theme whose effect one period
        alone can tell, which is 0 by assumption.
    freedom
        Degrees of freedom of the errors: those of the period that has fewer.
    """

    themes: Codes
    corrected: Flags
    parts: Array
    errors: Array
    totals: Array
    total_errors: Array
    freedom: int

    @property
    def p_values(self) -> Array:
        """Two-sided p-value of each part, nan where its error is not known."""
        known = np.isfinite(self.errors)
        t = np.abs(self.parts) / np.where(known, np.maximum(self.errors, ROUNDING), 1.0)
        return np.where(known, student_p(t, self.freedom), np.nan)

    @property
    def limit(self) -> float:
        """Student's quantile that a 95 % interval is made with."""
        return student_limit(self.freedom)


def bridge(pair: Pair) -> Bridge:
    """Decompose the change of NPS.

    References
    ----------
    Kitagawa (1955), Das Gupta (1993) for the parts; Deville (1999) for the linearised errors;
    Egami et al. (2023) for reach and effects that a coded sample corrects.
    """
    sides = [_Side.of(pair, mask) for mask in (~pair.later, pair.later)]
    standard = (sides[0].shares + sides[1].shares) / 2
    periods = [
        PeriodRows.of(pair, side.mask, standard / np.where(side.shares > 0, side.shares, np.inf))
        for side in sides
    ]
    corrected = themes_to_correct(periods)
    before, after = (period_model(rows, corrected) for rows in periods)
    themes = np.flatnonzero(before.known | after.known)
    change = sides[1].nps - sides[0].nps
    mix = float((sides[1].shares - sides[0].shares) @ _mean_nps(sides))
    shared = _shared_effects(before, after)
    by_theme = midpoint_parts(np.stack([before.reach, after.reach]), shared)[:, themes].ravel()
    parts = np.array([mix, *by_theme, change - mix - by_theme.sum()])
    errors, total_errors = np.full(len(parts), np.nan), np.full(len(themes), np.nan)
    if _can_tell_errors(pair):
        models = (before, after)
        errors, total_errors = _errors(pair, sides, models, shared, themes)
        errors = _honest(errors, before, after, themes)
    together = pair.subjects[themes][:, None] == pair.subjects[themes]
    return Bridge(
        themes=themes,
        corrected=corrected[themes],
        parts=parts,
        errors=errors,
        totals=together @ by_theme.reshape(2, -1).sum(axis=0),
        total_errors=total_errors,
        freedom=min(before.freedom, after.freedom),
    )


def _can_tell_errors(pair: Pair) -> bool:
    """Whether something varies, and each period has enough respondents."""
    periods = np.column_stack([~pair.later, pair.later]) & (pair.weights > 0)[:, None]
    respondents = pair.rows.respondents_with(periods.astype(np.float64))
    return bool(respondents.min() >= FEWEST_COMMENTERS and np.ptp(pair.points) > ROUNDING)


def _unanimous_error(pair: Pair) -> float:
    """Error of the change that a period whose respondents all score alike does not show."""
    variance = 0.0
    for period in (~pair.later, pair.later):
        counted = period & (pair.weights > 0)
        if np.ptp(pair.points[counted]) < ROUNDING:
            n = pair.rows.times[counted].sum(keepdims=True)
            variance += float((unanimous_variance(n) / (n + 3))[0])
    return float(np.sqrt(variance))


def midpoint_parts(reach: Array, effects: Array) -> Array:
    """Split the change of reach times effect into that of the reach and that of the effect.

    Each is taken at the mean of the other, so that they add up and no order is preferred: the
    Shapley value of two factors.

    Parameters
    ----------
    reach, effects : ndarray of shape (2, ...)
        Of the earlier and the later period.

    Returns
    -------
    ndarray of shape (2, ...)

    Examples
    --------
    >>> midpoint_parts(np.array([0.6, 0.3]), np.array([0.5, 0.45])).round(4)
    array([-0.1425, -0.0225])
    """
    return np.stack(
        [
            (effects[0] + effects[1]) / 2 * (reach[1] - reach[0]),
            (reach[0] + reach[1]) / 2 * (effects[1] - effects[0]),
        ]
    )


def _shared_effects(before: PeriodModel, after: PeriodModel) -> Array:
    """Effects of both periods, shape (2, n_themes); the known one where the other is not known."""
    return np.stack(
        [
            np.where(before.known, before.effects, after.effects),
            np.where(after.known, after.effects, before.effects),
        ]
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One period's cells: their shares and their NPS.

    Attributes
    ----------
    mask : (n_rows,)
    total
        Weight of all responses.
    shares, cell_nps, cell_totals : (n_cells,)
        The NPS of a cell without weight is nan.
    nps
    """

    mask: Flags
    total: float
    shares: Array
    cell_nps: Array
    cell_totals: Array
    nps: float

    @classmethod
    def of(cls, pair: Pair, mask: Flags) -> Self:
        cells, weights = pair.cells[mask], (pair.weights * pair.rows.times)[mask]
        n_cells = pair.n_cells
        cell_totals = np.bincount(cells, weights, n_cells).astype(np.float64)
        sums = np.bincount(cells, weights * pair.points[mask], n_cells)
        known = cell_totals > 0
        total = float(cell_totals.sum())
        return cls(
            mask=mask,
            total=total,
            shares=cell_totals / total,
            cell_nps=np.divide(sums, cell_totals, out=np.full(n_cells, np.nan), where=known),
            cell_totals=cell_totals,
            nps=float(sums.sum() / total),
        )


def _mean_nps(sides: list[_Side]) -> Array:
    """Mean NPS of each cell; a cell that has no weight in a period takes the other period's."""
    before, after = sides[0].cell_nps, sides[1].cell_nps
    filled = (
        np.where(np.isnan(before), after, before),
        np.where(np.isnan(after), before, after),
    )
    return np.nan_to_num((filled[0] + filled[1]) / 2)


def _errors(
    pair: Pair,
    sides: list[_Side],
    models: tuple[PeriodModel, PeriodModel],
    shared: Array,
    themes: Codes,
) -> tuple[Array, Array]:
    """Standard errors of the parts, and of what each theme moved in all; a few themes at a time."""
    mix, change = _mix_and_change_influence(pair, sides)
    by_theme, rest = np.zeros((2, len(themes))), change - mix
    in_all = np.zeros((len(pair.points), int(pair.subjects.max(initial=-1)) + 1))
    for start in range(0, len(themes), THEMES_AT_ONCE):
        some = slice(start, start + THEMES_AT_ONCE)
        moved = _theme_influence(pair, sides, models, shared, themes[some])
        rest -= moved.sum(axis=1)
        for place, subject in enumerate(pair.subjects[themes[some]]):
            in_all[:, subject] += moved[:, place] + moved[:, moved.shape[1] // 2 + place]
        by_theme[:, some] = _standard_errors(moved, pair).reshape(2, -1)
    of_mix, of_rest = _standard_errors(np.column_stack([mix, rest]), pair)
    errors = [of_mix, *by_theme.ravel(), np.hypot(of_rest, _unanimous_error(pair))]
    return np.array(errors), _standard_errors(in_all, pair)[pair.subjects[themes]]


def _standard_errors(influence: Array, pair: Pair) -> Array:
    influence *= pair.rows.n
    errors: Array = np.sqrt(np.maximum(np.diag(covariance(influence, pair.rows)), 0.0))
    return errors


def _theme_influence(
    pair: Pair,
    sides: list[_Side],
    models: tuple[PeriodModel, PeriodModel],
    shared: Array,
    themes: Codes,
) -> Array:
    """What one response of each row adds to said more and hurts more, shape (n_rows, 2 k)."""
    moved = np.zeros((len(pair.points), 2 * len(themes)))
    scores = [_theme_scores(index, models, shared, themes) for index in (0, 1)]
    by_cell = sum(
        model.cell_means(score, pair.n_cells) for model, score in zip(models, scores, strict=True)
    )
    for model, score, side in zip(models, scores, sides, strict=True):
        weights, cells = pair.weights[side.mask], pair.cells[side.mask]
        own = model.linearised(score, weights, pair.n_cells)
        # The cells are brought to the mean shares of both periods, which are estimates, too.
        of_shares = (by_cell - side.shares @ by_cell) / (2 * side.total)
        moved[side.mask] = own + weights[:, None] * of_shares[cells]
    return moved


def _theme_scores(
    index: int, models: tuple[PeriodModel, PeriodModel], shared: Array, themes: Codes
) -> Array:
    """Scores of one period's rows for said more and hurts more, shape (n_rows, 2 k).

    Derivatives of `midpoint_parts` by the period's reach and effect, times the scores of these.
    """
    direction = (-1.0, 1.0)[index]
    model, other = models[index], models[1 - index]
    reach, effect = model.reach_scores[:, themes], model.effect_scores[:, themes]
    reaches = np.stack([models[0].reach, models[1].reach])[:, themes]
    effects = shared[:, themes]
    part_of_mean = np.where(model.known, np.where(other.known, 0.5, 1.0), 0.0)[themes]
    both = (model.known & other.known)[themes]
    said_more = reach * (direction * effects.mean(axis=0))
    said_more += effect * (part_of_mean * (reaches[1] - reaches[0]))
    hurts_more = effect * (direction * both * reaches.mean(axis=0))
    hurts_more += reach * ((effects[1] - effects[0]) / 2)
    return np.concatenate([said_more, hurts_more], axis=1)


def _mix_and_change_influence(pair: Pair, sides: list[_Side]) -> tuple[Array, Array]:
    """What one response of each row adds to the mix and to the change."""
    mix, change = np.zeros(len(pair.points)), np.zeros(len(pair.points))
    mean_nps, gained = _mean_nps(sides), (sides[1].shares - sides[0].shares) / 2
    for side, direction in zip(sides, (-1.0, 1.0), strict=True):
        cells, points = pair.cells[side.mask], pair.points[side.mask]
        weights = pair.weights[side.mask]
        totals = np.where(side.cell_totals > 0, side.cell_totals, np.inf)
        of_share = direction * (mean_nps - side.shares @ mean_nps)[cells] / side.total
        of_nps = (gained / totals)[cells] * (points - np.nan_to_num(side.cell_nps)[cells])
        mix[side.mask] = weights * (of_share + of_nps)
        change[side.mask] = direction * weights * (points - side.nps) / side.total
    return mix, change


def _honest(errors: Array, before: PeriodModel, after: PeriodModel, themes: Codes) -> Array:
    """Errors that unanimous mentioners cannot make vanish; nan for what is 0 by assumption."""
    reach_moved, mean_reach = after.reach - before.reach, (before.reach + after.reach) / 2
    both = before.known & after.known
    variances = np.where(both, (before.least + after.least) / 4, before.least + after.least)
    said_more = np.abs(reach_moved) * np.sqrt(variances)
    hurts_more = np.where(both, mean_reach * np.sqrt(before.least + after.least), np.nan)
    least = np.concatenate([[0.0], said_more[themes], hurts_more[themes], [0.0]])
    honest: Array = np.maximum(errors, least)
    return honest
