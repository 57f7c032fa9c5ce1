"""Those who gave a reason, weighted to stand for all who answered: what a driver model sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.drivers.design import (
    cell_codes,
    commenter_weights,
    segment_dummies,
    survey_arrays,
)
from nps_reasons.drivers.patterns import Rows, packed, same_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from nps_reasons.drivers.design import Survey

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

FEWEST_MENTIONS: Final = 5
"""Respondents; one who answers often is one."""

FEWEST_COMMENTERS: Final = 10
"""Respondents with a reason."""

RESPONSES_PER_COEFFICIENT: Final = 3


@dataclass(frozen=True, slots=True)
class Commenters:
    """The responses with a reason as arrays; a row stands for all responses that are alike.

    Attributes
    ----------
    points : (n_rows,)
        NPS contribution: -100, 0 or 100.
    weights : (n_rows,)
        Weight of one response, lifted so that commenters have the NPS of all respondents.
    survey_weights : (n_rows,)
        The survey's own weight of one response, which does not depend on the score.
    mentions : (n_rows, n_themes)
        1 where the response speaks of that theme with that sign.
    themes : pairs of theme and sign, in order
    segments : DataFrame of n_rows rows
        The segment columns that are held fixed.
    rows
        How many responses each row stands for, and which respondents gave several.
    row_of : (n_heard,)
        Row of each response with a reason.
    respondents : (n_heard,)
        Number of the respondent who gave it.
    response_ids : (n_heard,)
        Its id; they are in order.
    """

    points: Array
    weights: Array
    survey_weights: Array
    mentions: Array
    themes: tuple[tuple[str, str], ...]
    segments: pd.DataFrame
    rows: Rows
    row_of: Codes
    respondents: Codes
    response_ids: NDArray[np.object_]

    @property
    def totals(self) -> Array:
        """Weight of all responses of each row, shape (n_rows,)."""
        return self.weights * self.rows.times

    @property
    def reach(self) -> Array:
        """Weighted share who say each theme, shape (n_themes,)."""
        totals = self.totals
        return np.asarray(totals @ self.mentions / totals.sum())

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Themes said often enough to be in the model, shape (n_themes,).

        Where there are too many for the base, the most said ones.
        """
        n = self.rows.times @ self.mentions
        if self.rows.n_respondents < FEWEST_COMMENTERS:
            return np.zeros(len(n), dtype=bool)
        often: NDArray[np.bool_] = self.rows.respondents_with(self.mentions) >= FEWEST_MENTIONS
        room = self.rows.n // RESPONSES_PER_COEFFICIENT - 1 - self.controls.shape[1]
        return most_said(n, often, room=room)

    @property
    def controls(self) -> Array:
        """Dummies of the segments, shape (n_rows, n_dummies)."""
        return segment_dummies(self.segments, self.rows.times)


def most_said(n: Array, often: NDArray[np.bool_], *, room: int) -> NDArray[np.bool_]:
    """Leave out the rarer themes where there are too many for the base; one may always stay.

    Parameters
    ----------
    n : ndarray of shape (n_themes,)
        Responses that say each theme.
    often : ndarray of shape (n_themes,)
        Whether it is said often enough by itself.
    room
        How many themes the base carries; of equals at the limit all are left out.

    Examples
    --------
    >>> most_said(np.array([9.0, 5.0, 5.0, 7.0]), np.array([True] * 4), room=3)
    array([ True, False, False,  True])
    """
    if often.sum() <= max(room, 1):
        return often
    limit = np.sort(n[often])[::-1][max(room, 1) - 1]
    fits = (n[often] >= limit).sum() <= max(room, 1)
    kept: NDArray[np.bool_] = often & (n >= limit if fits else n > limit)
    return kept


def commenters(
    responses: pd.DataFrame, mentions: pd.DataFrame, *, segments: Sequence[str] = ()
) -> Commenters:
    """Make the arrays of one period's responses with a reason; errors as `survey_arrays` has."""
    return heard(survey_arrays(responses, mentions, segments=segments))


def heard(survey: Survey) -> Commenters:
    """Leave out who gave no reason or weighs nothing; put responses that are alike together."""
    cells = cell_codes(survey.segments)
    weights = commenter_weights(cells, survey.points, survey.commented, survey.weights)
    kept = np.flatnonzero(survey.commented & (weights > 0))
    codes, firsts = same_rows(
        [
            cells[kept],
            survey.points[kept],
            survey.weights[kept],
            *packed(survey.mentions[kept]),
        ]
    )
    one = kept[firsts]
    return Commenters(
        points=survey.points[one],
        weights=weights[one],
        survey_weights=survey.weights[one],
        mentions=survey.mentions[one].astype(np.float64),
        themes=survey.themes,
        segments=survey.segments.iloc[one].reset_index(drop=True),
        rows=Rows.of(codes, survey.clusters[kept]),
        row_of=codes,
        respondents=survey.clusters[kept],
        response_ids=survey.response_ids[kept],
    )
