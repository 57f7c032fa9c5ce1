"""What the adjusted model says of the themes that are shown: numbers, ranks, verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import pandas as pd

from nps_reasons.drivers.adjusted import Effects, Fit, fit_effects, least_variances, theme_effects
from nps_reasons.drivers.control import against_control
from nps_reasons.drivers.design import SIGNED
from nps_reasons.drivers.noise import FEW_ENOUGH, NoiseDrill, draw_noise, shuffle_scores
from nps_reasons.drivers.patterns import Rows, covariance
from nps_reasons.drivers.ranks import rank_intervals
from nps_reasons.drivers.shrinkage import shrunk
from nps_reasons.inference.multiplicity import CLEAR, LEANING, q_values
from nps_reasons.inference.student import student_limit, student_p

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.coded.fit import CorrectedFit
    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

ROUNDING: Final = 1e-9
"""NPS points; what is smaller is the arithmetic's, not the survey's."""

LARGEST_EFFECT: Final = 200.0
"""NPS points: from a promoter to a detractor."""


def estimates(
    people: Commenters,
    seed: int,
    *,
    corrected: CorrectedFit | None = None,
    control: Codes | None = None,
) -> tuple[pd.DataFrame, NoiseDrill]:
    """Effects, points, ranks and verdicts of the themes that are shown, one row each.

    Parameters
    ----------
    corrected
        Where a person coded a sample: the fit that the numbers are read off, with a further column
        `reach`. The noise drill stays that of the machine's labels.
    control : (k,)
        The negative control of each theme, which its effect is tested against; None tests
        against 0.
    """
    fit, columns = fitted(people)
    noise = _noise_drill(people, fit, columns, seed)
    if corrected is None:
        model, parts = _by_machine(people, fit, columns)
    else:
        model, parts = _by_person(corrected)
    t = model.t if control is None else _t_against(control, model)
    tested = np.ones(len(t), dtype=bool) if control is None else control != np.arange(len(t))
    signs = np.array([sign for _, sign in people.themes])[people.shown]
    table = _with_intervals(model, t).join(_ranks(model, signs, seed))
    table = table.join(parts)
    table["p_value"] = table["p_value"].where(tested)
    table["q_value"] = q_values(table["p_value"].to_numpy())
    table["verdict"] = _verdicts(table["q_value"], t, noise)
    table["labels"] = "uncorrected"
    if corrected is not None:
        table["labels"] = np.where(corrected.corrected, "corrected", "uncorrected")
        table["reach"] = model.found.reach
    return table, noise


def _by_machine(people: Commenters, fit: Fit, columns: Codes) -> tuple[Model, pd.DataFrame]:
    promoters = fit.of_other(np.maximum(people.points, 0.0))
    model = Model.of(fit, columns, people.rows)
    return model, _by_category(theme_effects(promoters, columns), model)


def _by_person(fit: CorrectedFit) -> tuple[Model, pd.DataFrame]:
    model = Model.of_corrected(fit)
    return model, _by_category(fit.effects_of(np.maximum(fit.points, 0.0)), model)


def fitted(people: Commenters) -> tuple[Fit, Codes]:
    """Fit the adjusted model; say which of its regressors are the themes that are shown."""
    controls, said = people.controls, people.mentions[:, people.shown]
    x = np.column_stack([np.ones(len(said)), controls, said])
    fit = fit_effects(people.points, x, people.weights, times=people.rows.times)
    return fit, np.arange(1 + controls.shape[1], x.shape[1])


@dataclass(frozen=True, slots=True)
class Model:
    """The adjusted model of the themes that are shown.

    Attributes
    ----------
    found
        Effects, reaches and points, with the influence of one response of each row.
    rows
        What the rows stand for.
    errors, known : (k,)
        Standard errors of the effects, in NPS points; whether they are known: the data may not
        tell a theme from others, or nothing may vary.
    covariances : (k, k)
        Of the points.
    freedom
        Degrees of freedom: of the residuals, or of the respondents where those are fewer.
    """

    found: Effects
    rows: Rows
    errors: Array
    covariances: Array
    known: Flags
    freedom: int

    @classmethod
    def of(cls, fit: Fit, columns: Codes, rows: Rows) -> Self:
        """Read the model off a fit."""
        return cls._of_effects(
            theme_effects(fit, columns),
            rows,
            least=least_variances(fit, columns),
            estimable=fit.estimable[columns],
            freedom=fit.degrees_of_freedom,
        )

    @classmethod
    def of_corrected(cls, fit: CorrectedFit) -> Self:
        """Read the model off a fit that a coded sample corrects."""
        return cls._of_effects(
            fit.effects_of(fit.points),
            fit.rows,
            least=fit.least_variances,
            estimable=fit.estimable,
            freedom=fit.degrees_of_freedom,
        )

    @classmethod
    def _of_effects(
        cls, found: Effects, rows: Rows, *, least: Array, estimable: Flags, freedom: int
    ) -> Self:
        variances = np.diag(covariance(found.influence, rows))
        moved = np.maximum(np.abs(found.effects), np.sqrt(variances)) > ROUNDING
        return cls(
            found=found,
            rows=rows,
            errors=np.sqrt(np.maximum(variances, least)),
            covariances=covariance(found.points_influence, rows),
            known=estimable & moved,
            freedom=min(freedom, rows.n_respondents - 1),
        )

    @property
    def t(self) -> Array:
        """|t| of the points: unlike that of the effect it stays small for a theme said rarely.

        Five detractors who name a theme leave no residual, and their effect would look exact.
        """
        return np.abs(self.found.points) / np.maximum(self.points_errors, 1e-300)

    @property
    def points_errors(self) -> Array:
        """Standard error of each theme's points, shape (k,)."""
        return np.sqrt(np.maximum(np.diag(self.covariances), 0.0))

    @property
    def limit(self) -> float:
        """Student's quantile that a 95 % interval is made with."""
        return student_limit(self.freedom)


def _noise_drill(people: Commenters, fit: Fit, columns: Codes, seed: int) -> NoiseDrill:
    """Shuffle under weights that do not depend on the scores."""
    of, times = people.row_of, np.ones(people.rows.n)
    if people.rows.n > FEW_ENOUGH:
        fit = fit_effects(people.points, fit.x, people.survey_weights, times=people.rows.times)
        themes = columns[fit.estimable[columns]]
        return draw_noise(people.points, fit, themes, rows=people.rows, seed=seed)
    points = people.points[of]
    fit = fit_effects(points, fit.x[of], people.survey_weights[of], times=times)
    themes = columns[fit.estimable[columns]]
    return shuffle_scores(points, fit, themes, clusters=people.respondents, seed=seed)


def _t_against(control: Codes, model: Model) -> Array:
    """|t| of each theme's points beyond those that its control's effect would give them."""
    beyond = against_control(model.found, control)
    errors = np.sqrt(np.maximum(np.diag(covariance(beyond.points_influence, model.rows)), 0.0))
    return np.where(errors > ROUNDING, np.abs(beyond.points) / np.maximum(errors, ROUNDING), 0.0)


def _with_intervals(model: Model, t: Array) -> pd.DataFrame:
    effects, half = model.found.effects, model.errors * model.limit
    numbers = {
        "effect": effects,
        "effect_low": np.maximum(effects - half, np.minimum(effects, -LARGEST_EFFECT)),
        "effect_high": np.minimum(effects + half, np.maximum(effects, LARGEST_EFFECT)),
        **_interval("points", model.found.points, model.points_errors * model.limit),
        "p_value": student_p(t, model.freedom),
    }
    return pd.DataFrame({name: np.where(model.known, v, np.nan) for name, v in numbers.items()})


def _interval(name: str, value: Array, half: Array) -> dict[str, Array]:
    return {name: value, f"{name}_low": value - half, f"{name}_high": value + half}


def _by_category(promoters: Effects, model: Model) -> pd.DataFrame:
    """Points that go with fewer promoters and with more detractors; they add up to the points."""
    parts = {"promoter_points": promoters, "detractor_points": model.found.less(promoters)}
    numbers: dict[str, Array] = {}
    for name, found in parts.items():
        variances = np.diag(covariance(found.points_influence, model.rows))
        half = model.limit * np.sqrt(np.maximum(variances, 0.0))
        numbers |= _interval(name, found.points, half)
    return pd.DataFrame({name: np.where(model.known, v, np.nan) for name, v in numbers.items()})


def _ranks(model: Model, signs: NDArray[np.str_], seed: int) -> pd.DataFrame:
    """Rank the drivers of each sign; draw their points together, the uncertain ones most."""
    columns = ["rank", "rank_low", "rank_high", "top3", "shrunk_points"]
    table = pd.DataFrame(np.nan, index=range(len(signs)), columns=columns)
    for sign in SIGNED:
        rows = np.flatnonzero((signs == sign) & model.known)
        points, block = model.found.points[rows], model.covariances[np.ix_(rows, rows)]
        ranks = rank_intervals(points, block, seed=seed)
        drawn = shrunk(points, model.points_errors[rows]).estimates
        drawn = np.where(np.isnan(drawn), points, drawn)
        table.loc[rows] = np.column_stack([ranks.observed, ranks.low, ranks.high, ranks.top, drawn])
    return table


def _verdicts(q_values: pd.Series, t: Array, noise: NoiseDrill) -> list[str]:
    """`clear` needs both: a small q, and more than shuffled scores show."""
    q = q_values.fillna(1.0).to_numpy()
    clear = (q <= CLEAR) & (t > noise.threshold)
    words: list[str] = np.select(
        [clear, q <= LEANING], ["clear", "leaning"], "not distinguishable"
    ).tolist()
    return words
