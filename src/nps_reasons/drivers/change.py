"""What moved NPS between two periods: mix, said more, hurts more, unexplained; it adds up exactly.

Kitagawa's midpoint decomposition over segment cells, then the same for the reach and the effect
of each theme in weighted regressions of the two periods (docs/methods.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.adjusted import fit_effects
from nps_reasons.drivers.design import (
    POOLED,
    Survey,
    cell_codes,
    commenter_weights,
    in_id_order,
    respondents_saying,
    survey_arrays,
)
from nps_reasons.drivers.estimates import ROUNDING
from nps_reasons.drivers.ranking import FEWEST_COMMENTERS, FEWEST_MENTIONS
from nps_reasons.errors import InputError, UsageError
from nps_reasons.periods import check_known, dated
from nps_reasons.schema import CHANGES, UNDATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

SMALLEST_CELL: Final = 10
"""Segment cells with fewer responses in either period are pooled."""

ENOUGH_IN_CELLS: Final = 0.8
"""Share of responses that must lie in cells of their own; else the finest segment is left out."""


def explain_change(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    period: str,
    reference: str,
    segments: Sequence[str] = (),
    seed: int = 0,
) -> pd.DataFrame:
    """Explain the change of NPS from `reference` to `period`.

    Parameters
    ----------
    responses
        Needs `response_id`, `period`, `contribution` (or `score`, 0-10) and the segment columns.
    mentions
        Needs `response_id`, `theme`, `sign`; both periods tagged by the same codeframe and model.
    segments
        Columns whose mix is held apart.
    seed
        Of the bootstrap over respondents.

    Returns
    -------
    pd.DataFrame
        As `schema.CHANGES`, in NPS points: one row `mix`, rows `said_more` (the change of a
        theme's reach at its mean effect) and `hurts_more` (the change of its effect at its mean
        reach) per theme and sign, one row `unexplained`. They add up to the change. A theme that
        cannot be told from others has no rows. Limits are missing where nothing varies, where
        fewer than ten respondents answered, and for `hurts_more` of a theme said too rarely in
        one period: its effect is taken to be the same in both.

    Raises
    ------
    UsageError
        A period is not in the data, or is `undated`, or both are the same.
    InputError
        The tables do not have what is needed.

    References
    ----------
    Kitagawa (1955), Das Gupta (1993); Efron (1979) for the bootstrap.

    Examples
    --------
    >>> responses = pd.DataFrame({
    ...     "response_id": [f"{i:03}" for i in range(80)], "period": ["1"] * 40 + ["2"] * 40,
    ...     "contribution": ([-100.0] * 20 + [100.0] * 20) + ([-100.0] * 10 + [100.0] * 30)})
    >>> mentions = pd.DataFrame({
    ...     "response_id": [f"{i:03}" for i in [*range(20), *range(40, 50)]],
    ...     "theme": "billing", "sign": "negative"})
    >>> change = explain_change(responses, mentions, period="2", reference="1")
    >>> [(row.part, round(row.points) + 0) for row in change.itertuples()]
    [('hurts_more', 0), ('mix', 0), ('said_more', 50), ('unexplained', 0)]
    """
    pair = in_id_order(_check_pair(responses, period, reference))
    survey = survey_arrays(pair, mentions, segments=segments)
    later = (pair["period"] == period).to_numpy(dtype=bool)
    _check_weights(survey.weights, later)
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        bridge = _bridge(survey, later)
        parts = bridge.parts(survey.weights)
        errors = _bootstrap_errors(bridge, survey, seed=seed)
    errors = np.where(bridge.assumed, np.nan, errors)
    rows = _rows(survey.themes, bridge.themes)
    table = rows.assign(
        period=period,
        reference=reference,
        points=parts + 0.0,  # no minus zero
        points_low=parts - 1.96 * errors,
        points_high=parts + 1.96 * errors,
    )
    return CHANGES.check(table)


def _check_pair(responses: pd.DataFrame, period: str, reference: str) -> pd.DataFrame:
    if "period" not in responses:
        raise InputError('responses: column "period" is missing; a change needs two periods')
    if responses.empty or responses["period"].isna().any():
        raise InputError(
            "responses: a change needs responses of two periods; found "
            f"{len(responses)} rows, {int(responses['period'].isna().sum())} without a period"
        )
    if UNDATED in (period, reference):
        raise UsageError(f'"{UNDATED}" responses take part in no change; name a dated period')
    known = dated(responses["period"])
    check_known(period, known)
    check_known(reference, known)
    if period == reference:
        raise UsageError(f"a change needs two periods; both are {period}")
    return responses[responses["period"].isin([period, reference])]


def _check_weights(weights: Array, later: NDArray[np.bool_]) -> None:
    if not (weights[later].sum() > 0 and weights[~later].sum() > 0):
        raise InputError("responses: the weights of a period are all zero; its NPS is not known")


def _bridge(survey: Survey, later: NDArray[np.bool_]) -> _Bridge:
    cells, fitted = _cells(survey.segments, later), _fitted_in(survey, later)
    masks = (~later, later)
    x = tuple(
        np.column_stack([np.eye(int(cells.max()) + 1)[cells[mask]], survey.mentions[mask][:, said]])
        for mask, said in zip(masks, fitted, strict=True)
    )
    known = fitted.copy()
    for row, mask in enumerate(masks):
        weights = (survey.weights * survey.commented)[mask]
        estimable = fit_effects(survey.points[mask], x[row], weights).estimable
        known[row, fitted[row]] = estimable[int(cells.max()) + 1 :]
    return _Bridge(survey, later, cells, fitted, known, x)


def _cells(segments: pd.DataFrame, later: NDArray[np.bool_]) -> Codes:
    """Segment cells that both periods fill; the segment with most levels goes where few do."""
    names = list(segments.columns)
    while names:
        codes = cell_codes(segments[names])
        smaller = np.minimum(
            np.bincount(codes, later, codes.max() + 1), np.bincount(codes, ~later, codes.max() + 1)
        )
        filled = smaller[codes] >= SMALLEST_CELL
        if filled.mean() >= ENOUGH_IN_CELLS:
            return _pooled(codes, filled, later)
        names.remove(max(names, key=lambda name: (segments[name].nunique(), name)))
    return np.zeros(len(segments), dtype=np.intp)


def _pooled(codes: Codes, filled: NDArray[np.bool_], later: NDArray[np.bool_]) -> Codes:
    labels = pd.Series(codes).astype("string").where(filled, POOLED)
    rest = labels == POOLED
    if rest.any() and min((rest & later).sum(), (rest & ~later).sum()) < SMALLEST_CELL:
        # The first of equals in response order: the names of segments decide nothing.
        firsts, seen = pd.factorize(codes[filled])
        labels = labels.where(~rest, str(seen[np.bincount(firsts).argmax()]))
    return pd.factorize(labels, sort=True)[0]


def _fitted_in(survey: Survey, later: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each theme is said often enough in each period, shape (2, n_themes)."""
    said = [
        respondents_saying(survey.mentions[mask], survey.clusters[mask]) for mask in (~later, later)
    ]
    return np.stack(said) >= FEWEST_MENTIONS


@dataclass(frozen=True, slots=True)
class _Bridge:
    """The decomposition as a function of the weights, so that it can be bootstrapped.

    Attributes
    ----------
    later : (n,)
        True for responses of the period, False for the reference.
    cells : (n,)
    fitted : (2, n_themes)
        Whether a theme is said often enough to be in the model of each period.
    known : (2, n_themes)
        Whether that model can tell its effect; else it is taken from the other period.
    x : two of (n of the period, n_cells + n_fitted)
        Regressors of each period.
    """

    survey: Survey
    later: NDArray[np.bool_]
    cells: Codes
    fitted: NDArray[np.bool_]
    known: NDArray[np.bool_]
    x: tuple[Array, ...]

    @property
    def themes(self) -> Codes:
        """Themes with parts of their own: their effect is known in at least one period."""
        return np.flatnonzero(self.known.any(axis=0))

    @property
    def assumed(self) -> NDArray[np.bool_]:
        """Parts that are 0 by assumption: hurts more, where an effect is known in one period."""
        alone = (self.known.sum(axis=0) < 2)[self.themes]
        return np.concatenate([[False], np.zeros_like(alone), alone, [False]])

    def parts(self, weights: Array) -> Array:
        """Mix, said more per theme, hurts more per theme, unexplained."""
        shares, nps_of_cells, change = self._cells_and_change(weights)
        mix = float((shares[1] - shares[0]) @ (nps_of_cells[0] + nps_of_cells[1]) / 2)
        standard = (shares[0] + shares[1]) / 2
        reach, effects = zip(
            *(
                self._period(index, self._standardised(mask, weights, share, standard))
                for index, (mask, share) in enumerate(zip(self._masks, shares, strict=True))
            ),
            strict=True,
        )
        before, after = self._shared_effects(effects)
        said_more = ((before + after) / 2 * (reach[1] - reach[0]))[self.themes]
        hurts_more = ((reach[0] + reach[1]) / 2 * (after - before))[self.themes]
        unexplained = change - mix - said_more.sum() - hurts_more.sum()
        return np.concatenate([[mix], said_more, hurts_more, [unexplained]])

    @property
    def _masks(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        return ~self.later, self.later

    def _cells_and_change(self, weights: Array) -> tuple[list[Array], list[Array], float]:
        """Cell shares and cell NPS of both periods, and the change of the total NPS."""
        n_cells, points = int(self.cells.max()) + 1, weights * self.survey.points
        totals = [_sums(weights[m], self.cells[m], n_cells) for m in self._masks]
        sums = [_sums(points[m], self.cells[m], n_cells) for m in self._masks]
        nps_before, nps_after = (s.sum() / t.sum() for s, t in zip(sums, totals, strict=True))
        shares = [total / total.sum() for total in totals]
        return shares, _without_gaps(sums, totals), float(nps_after - nps_before)

    def _standardised(
        self, mask: NDArray[np.bool_], weights: Array, share: Array, standard: Array
    ) -> Array:
        """Weights of one period's commenters, its cells brought to the mean shares."""
        cells = self.cells[mask]
        factor = np.divide(standard, share, out=np.zeros_like(share), where=share > 0)
        return commenter_weights(
            cells,
            self.survey.points[mask],
            self.survey.commented[mask],
            weights[mask] * factor[cells],
        )

    def _period(self, index: int, weights: Array) -> tuple[Array, Array]:
        """Reach and effect of each theme in one period; the effect is 0 where it is not fitted."""
        mask, fitted, x = self._masks[index], self.fitted[index], self.x[index]
        mentions = self.survey.mentions[mask]
        effects = np.zeros(mentions.shape[1])
        if not weights.sum() > 0:
            return effects, effects
        fit = fit_effects(self.survey.points[mask], x, weights)
        effects[fitted] = fit.coefficients[x.shape[1] - int(fitted.sum()) :]
        return weights @ mentions / weights.sum(), effects

    def _shared_effects(self, effects: tuple[Array, ...]) -> tuple[Array, Array]:
        before = np.where(self.known[0], effects[0], effects[1])
        after = np.where(self.known[1], effects[1], effects[0])
        return before, after


def _sums(values: Array, cells: Codes, n_cells: int) -> Array:
    return np.bincount(cells, values, n_cells).astype(np.float64)


def _without_gaps(sums: list[Array], totals: list[Array]) -> list[Array]:
    """NPS of each cell; a cell that a bootstrap draw left empty takes the other period's."""
    means = [
        np.divide(s, t, out=np.full_like(t, np.nan), where=t > 0)
        for s, t in zip(sums, totals, strict=True)
    ]
    return [
        np.nan_to_num(np.where(np.isnan(means[0]), means[1], means[0])),
        np.nan_to_num(np.where(np.isnan(means[1]), means[0], means[1])),
    ]


def _bootstrap_errors(bridge: _Bridge, survey: Survey, *, seed: int, draws: int = 200) -> Array:
    """Standard error of each part, resampling respondents; nan where that cannot tell."""
    n_clusters = int(survey.clusters.max()) + 1
    if n_clusters < FEWEST_COMMENTERS or np.ptp(survey.points) < ROUNDING:
        return np.full(1, np.nan)
    rng = np.random.default_rng(seed)
    sampled = []
    for _ in range(draws):
        times = np.bincount(rng.integers(n_clusters, size=n_clusters), minlength=n_clusters)
        weights = survey.weights * times[survey.clusters]
        if weights[bridge.later].sum() > 0 and weights[~bridge.later].sum() > 0:
            sampled.append(bridge.parts(weights))
    errors: Array = np.std(sampled, axis=0, ddof=1) if len(sampled) > 1 else np.full(1, np.nan)
    return errors


def _rows(themes: tuple[tuple[str, str], ...], kept: Codes) -> pd.DataFrame:
    pairs = [themes[index] for index in kept]
    whole: list[tuple[str, str | None, str | None]] = [
        ("mix", None, None),
        *(("said_more", theme, sign) for theme, sign in pairs),
        *(("hurts_more", theme, sign) for theme, sign in pairs),
        ("unexplained", None, None),
    ]
    return pd.DataFrame(whole, columns=["part", "theme", "sign"])
