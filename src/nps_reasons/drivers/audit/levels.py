"""The driver model of the commenters of one level of a segment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nps_reasons.drivers.estimates import Model, fitted
from nps_reasons.drivers.patterns import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Level:
    """What the model of one level says of the k themes that are shown in the whole period.

    Attributes
    ----------
    value
        Name of the level.
    base
        Its commenters.
    n : (k,)
        Commenters who say each theme.
    reach : (k,)
        Weighted share of them, 0 to 1.
    fitted : (k,)
        Whether the theme is in the level's model.
    known : (k,)
        Whether its effect can be told from others; the numbers are nan elsewhere.
    effects, errors, points, points_errors : (k,)
        In NPS points.
    freedom, limit
        Degrees of freedom, and Student's quantile of a 95 % interval.
    """

    value: str
    base: int
    n: Array
    reach: Array
    fitted: Flags
    known: Flags
    effects: Array
    errors: Array
    points: Array
    points_errors: Array
    freedom: int
    limit: float


def overall_effects(people: Commenters) -> Array:
    """Effect of each theme that is shown over the whole period; 0 where it is not known."""
    fit, columns = fitted(people)
    return np.where(fit.estimable[columns], fit.coefficients[columns], 0.0)


def levels_of(
    people: Commenters, segment: str, overall: Array, *, minimum_base: int
) -> Iterator[Level]:
    """Fit the model of each level of a segment, in the order of their names.

    Parameters
    ----------
    overall : ndarray of shape (k,)
        Effects that mentions of themes too rare in a level are given.
    minimum_base
        Levels with fewer commenters are not fitted.
    """
    codes, values = pd.factorize(people.segments[segment].astype("string"), sort=True)
    shown = people.shown
    others = people.segments.drop(columns=[segment])
    whole = replace(
        people,
        segments=others,
        mentions=people.mentions[:, shown],
        themes=tuple(theme for theme, kept in zip(people.themes, shown, strict=True) if kept),
    )
    for code, value in enumerate(values):
        yield _fitted_level(restricted(whole, codes == code), str(value), overall, minimum_base)


def restricted(people: Commenters, kept: Flags) -> Commenters:
    """The commenters of some rows alone.

    Parameters
    ----------
    kept : ndarray of shape (n_rows,)
    """
    numbers = np.cumsum(kept) - 1
    heard = kept[people.row_of]
    together = people.rows.together[:, np.flatnonzero(kept)]
    given = np.flatnonzero(together.sum(axis=1) > 0)
    return replace(
        people,
        points=people.points[kept],
        weights=people.weights[kept],
        survey_weights=people.survey_weights[kept],
        mentions=people.mentions[kept],
        segments=people.segments[kept].reset_index(drop=True),
        rows=Rows(people.rows.times[kept], people.rows.singles[kept], together[given]),
        row_of=numbers[people.row_of[heard]],
        respondents=people.respondents[heard],
        response_ids=people.response_ids[heard],
    )


def _fitted_level(people: Commenters, value: str, overall: Array, minimum_base: int) -> Level:
    base = people.rows.n
    shown = people.shown if base >= minimum_base else np.zeros(len(overall), dtype=bool)
    if not shown.any():
        return unfitted(people, value)
    fit, columns = fitted(people)
    offset = people.mentions[:, ~shown] @ overall[~shown]
    fit = fit.of_other(people.points - offset)
    model = Model.of(fit, columns, people.rows)
    return replace(
        unfitted(people, value),
        fitted=shown,
        known=shown & (_spread(shown, model.known.astype(np.float64), fill=0.0) > 0),
        effects=_spread(shown, np.where(model.known, model.found.effects, np.nan)),
        errors=_spread(shown, np.where(model.known, model.errors, np.nan)),
        points=_spread(shown, np.where(model.known, model.found.points, np.nan)),
        points_errors=_spread(shown, np.where(model.known, model.points_errors, np.nan)),
        freedom=model.freedom,
        limit=model.limit,
    )


def unfitted(people: Commenters, value: str) -> Level:
    """A level of which no effect is known."""
    k = people.mentions.shape[1]
    none, nothing = np.zeros(k, dtype=bool), np.full(k, np.nan)
    return Level(
        value=value,
        base=people.rows.n,
        n=people.rows.times @ people.mentions,
        reach=people.reach,
        fitted=none,
        known=none,
        effects=nothing,
        errors=nothing,
        points=nothing,
        points_errors=nothing,
        freedom=1,
        limit=np.nan,
    )


def _spread(shown: Flags, values: Array, fill: float = np.nan) -> Array:
    """Values of the themes that are shown, among all of them."""
    result = np.full(len(shown), fill)
    result[shown] = values
    return result
