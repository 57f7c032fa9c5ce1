"""How the points of one theme moved: the driver model in each arm before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.drivers.adjusted import theme_effects
from nps_reasons.drivers.commenters import heard
from nps_reasons.drivers.estimates import ROUNDING, fitted
from nps_reasons.drivers.follow_up.comparison import Change
from nps_reasons.drivers.patterns import Rows, covariance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nps_reasons.drivers.design import Survey

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

SIDES: Final = (-1.0, 1.0, 1.0, -1.0)
"""How exposed before and after, others before and after, enter the difference of differences."""


@dataclass(frozen=True, slots=True)
class CellPoints:
    """Points of one theme among some responses.

    Attributes
    ----------
    points
        In NPS points.
    influence : (n,)
        Of each response with a reason on them; its sum is about zero.
    respondents : (n,)
        Number of the respondent of each.
    freedom
        Degrees of freedom of the model.
    """

    points: float
    influence: Array
    respondents: Codes
    freedom: int


def points_in(survey: Survey, rows: Flags, theme: tuple[str, str]) -> CellPoints | None:
    """Points of a theme among some responses; None where the driver model cannot tell them."""
    if theme not in survey.themes or not (rows & survey.commented).any():
        return None
    people = heard(_part(survey, rows))
    shown = [pair for pair, kept in zip(people.themes, people.shown, strict=True) if kept]
    if theme not in shown:
        return None
    fit, columns = fitted(people)
    place = shown.index(theme)
    if not fit.estimable[columns[place]]:
        return None
    found = theme_effects(fit, columns)
    return CellPoints(
        points=float(found.points[place]),
        influence=found.points_influence[people.row_of, place] / people.rows.n,
        respondents=people.respondents,
        freedom=fit.degrees_of_freedom,
    )


def _part(survey: Survey, rows: Flags) -> Survey:
    return replace(
        survey,
        points=survey.points[rows],
        commented=survey.commented[rows],
        weights=survey.weights[rows],
        clusters=survey.clusters[rows],
        segments=survey.segments[rows].reset_index(drop=True),
        mentions=survey.mentions[rows],
        response_ids=survey.response_ids[rows],
    )


def points_change(cells: Sequence[CellPoints]) -> Change | None:
    """Difference of differences of points, the influence of a respondent summed over all cells.

    Parameters
    ----------
    cells
        Exposed before and after, then others before and after where there are any.

    Returns
    -------
    Change or None
        None where nothing varies: the standard error is no more than rounding.
    """
    sides = SIDES[: len(cells)]
    effect = sum(side * cell.points for side, cell in zip(sides, cells, strict=True))
    influence = np.concatenate([s * c.influence for s, c in zip(sides, cells, strict=True)])
    clusters = np.concatenate([cell.respondents for cell in cells])
    rows = Rows.of(np.arange(len(influence)), clusters)
    variance = float(covariance(len(influence) * influence[:, None], rows)[0, 0])
    if not variance > ROUNDING**2:
        return None
    freedom = min(*(cell.freedom for cell in cells), rows.n_respondents - 1)
    return Change.of(effect, variance, freedom)
