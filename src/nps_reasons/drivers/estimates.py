"""What the adjusted model says of the themes that are shown: numbers, ranks, verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.drivers.adjusted import (
    covariance,
    effect_influence,
    fit_effects,
    least_variances,
    points_influence,
    rank_intervals,
    ranks_by_size,
)
from nps_reasons.drivers.design import SIGNED, Survey, segment_dummies
from nps_reasons.drivers.noise import NoiseDrill, shuffle_scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ROUNDING: Final = 1e-9
"""NPS points; what is smaller is the arithmetic's, not the survey's."""


def estimates(
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


@dataclass(frozen=True, slots=True)
class Model:
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
        """Standard error of each theme's points, shape (k,)."""
        return np.sqrt(np.diag(self.covariances))


def _regressors(survey: Survey, mentions: Array) -> tuple[Array, NDArray[np.intp]]:
    """Intercept, segment dummies and themes; and which columns are themes."""
    controls = segment_dummies(survey.segments)
    x = np.column_stack([np.ones(len(mentions)), controls, mentions])
    return x, np.arange(1 + controls.shape[1], x.shape[1])


def _fitted(survey: Survey, mentions: Array, weights: Array) -> Model:
    x, columns = _regressors(survey, mentions)
    fit = fit_effects(survey.points, x, weights)
    influence = effect_influence(fit, fit.leave_one_out_residuals)[:, columns]
    effects = fit.coefficients[columns]
    variances = np.diag(covariance(influence, survey.clusters))
    moved = np.maximum(np.abs(effects), np.sqrt(variances)) > ROUNDING
    on_points = points_influence(effects, influence, mentions, weights)
    return Model(
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


def _with_intervals(model: Model) -> pd.DataFrame:
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


def _ranks(model: Model, signs: NDArray[np.str_], seed: int) -> pd.DataFrame:
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
