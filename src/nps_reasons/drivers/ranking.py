"""Drivers of one period: the adjusted model, the classic impact beside it, and a verdict each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.adjusted import (
    covariance,
    effect_influence,
    fit_effects,
    least_variances,
    points_influence,
    rank_intervals,
    ranks_by_size,
)
from nps_reasons.drivers.classic import classic_impact, severity
from nps_reasons.drivers.design import (
    SIGNED,
    Survey,
    cell_codes,
    commenter_weights,
    respondents_saying,
    segment_dummies,
    survey_arrays,
)
from nps_reasons.drivers.noise import NoiseDrill, shuffle_scores
from nps_reasons.errors import UsageError
from nps_reasons.schema import ALL, DRIVERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST_MENTIONS: Final = 5
"""Respondents; one who answers often is one."""

FEWEST_COMMENTERS: Final = 10
"""Respondents with a reason."""

RESPONSES_PER_COEFFICIENT: Final = 3

ROUNDING: Final = 1e-9
"""NPS points; what is smaller is the arithmetic's, not the survey's."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The drivers table of one period, and the noise drill that its verdicts rest on.

    Attributes
    ----------
    table
        As `schema.DRIVERS`.
    noise
        None where no theme is said often enough to fit the model.
    """

    table: pd.DataFrame
    noise: NoiseDrill | None


def rank_drivers(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    segments: Sequence[str] = (),
    gold: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank themes by the NPS points they go with, the other themes and the segments held fixed.

    Parameters
    ----------
    responses
        One period's responses: needs `response_id`, `contribution` (or `score`, 0-10) and the
        segment columns. Where it has a `reason` column, rows without a reason are missing, not
        "no mention": those who commented are weighted to the NPS of all. A `weight` of 0 leaves
        a response out.
    mentions
        Needs `response_id`, `theme`, `sign`. Neutral mentions make no driver.
    segments
        Columns to adjust for.
    gold
        Hand-coded responses for label-error correction; not in this version.
    labels
        Theme id to its label; the id in words where it is missing.
    seed
        Of the noise drill and the rank intervals.

    Returns
    -------
    pd.DataFrame
        As `schema.DRIVERS`. `points` is `reach * effect`, in NPS points; negative costs;
        `p_value` tests that they are 0. Themes
        said by fewer than five respondents, or too rare for the base, are `too few`.

    Raises
    ------
    InputError
        The tables do not have what is needed.
    UsageError
        A segment is not a column, or `gold` is given.

    References
    ----------
    docs/methods.md, "Drivers"; MacKinnon and White (1985) for HC3, Benjamini and Hochberg (1995)
    for q.

    Examples
    --------
    >>> responses = pd.DataFrame({"response_id": [f"{i:02}" for i in range(40)],
    ...                           "contribution": [-100.0] * 15 + [100.0] * 25})
    >>> mentions = pd.DataFrame({"response_id": [f"{i:02}" for i in range(12)],
    ...                          "theme": "billing", "sign": "negative"})
    >>> drivers = rank_drivers(responses, mentions)
    >>> drivers[["theme", "n", "points", "verdict"]].round(1).to_dict("records")
    [{'theme': 'billing', 'n': 12, 'points': -53.6, 'verdict': 'clear'}]
    """
    if gold is not None:
        raise UsageError(
            "gold: correcting drivers by a coded sample is not in this version; "
            "leave it out, the labels are then used as they are"
        )
    return ranking(responses, mentions, segments=segments, labels=labels, seed=seed).table


def ranking(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    segments: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Ranking:
    """Rank drivers as `rank_drivers` does, and keep the noise drill."""
    survey = survey_arrays(responses, mentions, segments=segments)
    cells = cell_codes(survey.segments)
    weights = commenter_weights(cells, survey.points, survey.commented, survey.weights)
    kept = survey.commented & (weights > 0)
    heard, weights = _rows_of(survey, kept), weights[kept]
    rows = _described(heard, weights)
    rows.insert(0, "period", _period_of(responses))
    rows.insert(2, "label", [_label(theme, labels or {}) for theme in rows["theme"]])
    shown = _fitted_themes(heard)
    if not shown.any():
        return Ranking(DRIVERS.check(_suppressed(rows, ~shown)), noise=None)
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        estimates, noise = _estimates(heard, weights, shown, seed)
    table = _suppressed(rows, ~shown).join(estimates.set_index(np.flatnonzero(shown)))
    table["verdict"] = table["verdict"].fillna("too few")
    return Ranking(DRIVERS.check(table), noise=noise)


def _rows_of(survey: Survey, kept: NDArray[np.bool_]) -> Survey:
    return replace(
        survey,
        points=survey.points[kept],
        commented=survey.commented[kept],
        weights=survey.weights[kept],
        clusters=survey.clusters[kept],
        segments=survey.segments[kept].reset_index(drop=True),
        mentions=survey.mentions[kept],
    )


def _period_of(responses: pd.DataFrame) -> str:
    periods = set(responses["period"]) if "period" in responses else set()
    return str(periods.pop()) if len(periods) == 1 else ALL


def _label(theme: str, labels: Mapping[str, str]) -> str:
    return labels.get(theme, theme.replace("-", " ").capitalize())


def _described(survey: Survey, weights: Array) -> pd.DataFrame:
    """What can be said of every theme and sign without a model."""
    return pd.DataFrame(
        {
            "theme": [theme for theme, _ in survey.themes],
            "sign": [sign for _, sign in survey.themes],
            "n": survey.mentions.sum(axis=0).astype(int),
            "reach": weights @ survey.mentions / weights.sum() if len(weights) else np.nan,
            "severity": severity(survey.points, survey.mentions, weights),
            "classic_impact": classic_impact(survey.points, survey.mentions, weights),
        }
    )


def _fitted_themes(survey: Survey) -> NDArray[np.bool_]:
    """Themes said often enough; where there are too many for the base, the most said ones."""
    n: Array = survey.mentions.sum(axis=0)
    if len(np.unique(survey.clusters)) < FEWEST_COMMENTERS:
        return np.zeros(len(n), dtype=bool)
    often = respondents_saying(survey.mentions, survey.clusters) >= FEWEST_MENTIONS
    controls = 1 + segment_dummies(survey.segments).shape[1]
    room = max(len(survey.points) // RESPONSES_PER_COEFFICIENT - controls, 1)
    if often.sum() > room:
        limit = np.sort(n[often])[::-1][room - 1]
        often &= n >= limit if (n[often] >= limit).sum() <= room else n > limit
    return often


def _suppressed(rows: pd.DataFrame, hidden: NDArray[np.bool_]) -> pd.DataFrame:
    """Empty the numbers of rows that are too few; add the columns that a model would fill."""
    described = ["reach", "severity", "classic_impact"]
    table = rows.assign(**{name: rows[name].mask(hidden) for name in described})
    if not hidden.all():
        return table
    empty = [name for name in DRIVERS.column_names if name not in table]
    return table.assign(**dict.fromkeys(empty, np.nan)).assign(verdict="too few")


@dataclass(frozen=True, slots=True)
class _Model:
    """The adjusted model of the themes that are shown.

    Attributes
    ----------
    effects, errors, points, points_errors, known : (k,)
        In NPS points; not known where the data cannot tell a theme from others, or where nothing
        varies.
    covariances : (k, k)
        Of the points.
    freedom
        Degrees of freedom: of the residuals, or of the respondents where those are fewer.
    """

    effects: Array
    errors: Array
    points: Array
    covariances: Array
    known: NDArray[np.bool_]
    freedom: int

    @property
    def t(self) -> Array:
        """|t| of the points: unlike that of the effect it stays small for a theme said rarely.

        Five detractors who name a theme leave no residual, and their effect would look exact.
        """
        return np.abs(self.points) / np.maximum(self.points_errors, 1e-300)

    @property
    def points_errors(self) -> Array:
        return np.sqrt(np.diag(self.covariances))


def _regressors(survey: Survey, mentions: Array) -> tuple[Array, NDArray[np.intp]]:
    """Intercept, segment dummies and themes; and which columns are themes."""
    controls = segment_dummies(survey.segments)
    x = np.column_stack([np.ones(len(mentions)), controls, mentions])
    return x, np.arange(1 + controls.shape[1], x.shape[1])


def _fitted(survey: Survey, mentions: Array, weights: Array) -> _Model:
    x, columns = _regressors(survey, mentions)
    fit = fit_effects(survey.points, x, weights)
    influence = effect_influence(fit, fit.leave_one_out_residuals)[:, columns]
    effects = fit.coefficients[columns]
    variances = np.diag(covariance(influence, survey.clusters))
    moved = np.maximum(np.abs(effects), np.sqrt(variances)) > ROUNDING
    on_points = points_influence(effects, influence, mentions, weights)
    return _Model(
        effects=effects,
        errors=np.sqrt(np.maximum(variances, least_variances(fit, columns))),
        points=effects * (weights @ mentions / weights.sum()),
        covariances=covariance(on_points, survey.clusters),
        known=fit.estimable[columns] & moved,
        freedom=min(fit.degrees_of_freedom, len(np.unique(survey.clusters)) - 1),
    )


def _noise_drill(survey: Survey, mentions: Array, seed: int) -> NoiseDrill:
    """Shuffle under weights that do not depend on the scores."""
    x, columns = _regressors(survey, mentions)
    fit = fit_effects(survey.points, x, survey.weights)
    themes = columns[fit.estimable[columns]]
    return shuffle_scores(survey.points, fit, themes, clusters=survey.clusters, seed=seed)


def _estimates(
    survey: Survey, weights: Array, shown: NDArray[np.bool_], seed: int
) -> tuple[pd.DataFrame, NoiseDrill]:
    """Effects, points, ranks and verdicts of the themes that are shown, one row each."""
    mentions = survey.mentions[:, shown]
    model = _fitted(survey, mentions, weights)
    noise = _noise_drill(survey, mentions, seed)
    signs = np.array([sign for _, sign in survey.themes])[shown]
    table = _with_intervals(model).join(_ranks(model, signs, seed))
    table["q_value"] = _q_values(table["p_value"])
    table["verdict"] = _verdicts(table["q_value"], model.t, noise)
    return table, noise


def _with_intervals(model: _Model) -> pd.DataFrame:
    from scipy.stats import t as student  # noqa: PLC0415 - slower to import than pandas

    limit = float(student.ppf(0.975, max(model.freedom, 1)))
    numbers = {
        "effect": model.effects,
        "effect_low": model.effects - limit * model.errors,
        "effect_high": model.effects + limit * model.errors,
        "points": model.points,
        "points_low": model.points - limit * model.points_errors,
        "points_high": model.points + limit * model.points_errors,
        "p_value": 2 * student.sf(model.t, max(model.freedom, 1)),
    }
    return pd.DataFrame({name: np.where(model.known, v, np.nan) for name, v in numbers.items()})


def _q_values(p_values: pd.Series) -> pd.Series:
    """Benjamini-Hochberg over the family of all themes and signs of the period."""
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - scipy is slow to import

    known = p_values.notna().to_numpy()
    result = np.full(len(p_values), np.nan)
    if known.any():
        result[known] = false_discovery_control(p_values[known].to_numpy())
    return pd.Series(result, index=p_values.index)


def _ranks(model: _Model, signs: NDArray[np.str_], seed: int) -> pd.DataFrame:
    columns = ["rank", "rank_low", "rank_high"]
    ranks = pd.DataFrame(np.nan, index=range(len(signs)), columns=columns)
    for sign in SIGNED:
        rows = np.flatnonzero((signs == sign) & model.known)
        points, block = model.points[rows], model.covariances[np.ix_(rows, rows)]
        ranks.loc[rows] = np.column_stack(
            [ranks_by_size(points), *rank_intervals(points, block, seed=seed)]
        )
    return ranks


def _verdicts(q_values: pd.Series, t: Array, noise: NoiseDrill) -> list[str]:
    """`clear` needs both: a small q, and more than shuffled scores show."""
    q = q_values.fillna(1.0).to_numpy()
    clear = (q <= 0.05) & (t > noise.threshold)
    words: list[str] = np.select(
        [clear, q <= 0.20], ["clear", "leaning"], "not distinguishable"
    ).tolist()
    return words
