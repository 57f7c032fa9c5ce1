"""The survey as arrays, with the period of each response and each respondent's latest answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nps_reasons.drivers.design import in_id_order, survey_arrays
from nps_reasons.periods import dated
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nps_reasons.drivers.design import Survey

    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DatedSurvey:
    """The responses as arrays, sorted by `response_id`, and when each was given.

    Attributes
    ----------
    survey
        Points, mentions, weights, respondents and segments.
    periods : (n,)
        Period of each response; `all` where the table has none.
    times : (n,)
        Nanoseconds since 1970; the smallest number where a response has no date.
    rows : DataFrame of n rows
        The responses themselves.
    """

    survey: Survey
    periods: NDArray[np.object_]
    times: NDArray[np.int64]
    rows: pd.DataFrame

    @property
    def counted(self) -> Flags:
        """Responses that weigh something, shape (n,)."""
        return self.survey.weights > 0

    @property
    def heard(self) -> Flags:
        """Responses with a reason that weigh something, shape (n,)."""
        return self.survey.commented & self.counted

    @property
    def known_periods(self) -> tuple[str, ...]:
        """The dated periods in order; none where the survey is undated."""
        return tuple(name for name in dated(self.periods) if name != ALL)

    def within(self, period: str) -> Flags:
        """Responses of a period, or all of them where it is the whole survey."""
        if period == ALL:
            return np.ones(len(self.periods), dtype=bool)
        return np.asarray(self.periods == period, dtype=bool)

    def latest(self, among: Flags) -> Flags:
        """The last of each respondent's responses among some of them.

        Of responses at the same time, or without one, the one with the last id.

        Parameters
        ----------
        among : ndarray of shape (n,)

        Returns
        -------
        ndarray of shape (n,)
        """
        rows = np.flatnonzero(among)
        ordered = rows[np.argsort(self.times[rows], kind="stable")]
        _, last = np.unique(self.survey.clusters[ordered][::-1], return_index=True)
        kept = np.zeros(len(among), dtype=bool)
        kept[ordered[::-1][last]] = True
        return kept


def dated_survey(
    responses: pd.DataFrame, mentions: pd.DataFrame, *, segments: Sequence[str] = ()
) -> DatedSurvey:
    """Make the arrays; errors as `survey_arrays` has.

    Parameters
    ----------
    responses
        As `survey_arrays` needs them; `period` and `responded_at` are used where they are there.
    mentions
        Needs `response_id`, `theme`, `sign`.
    segments
        Columns to keep.

    Examples
    --------
    >>> responses = pd.DataFrame({"response_id": ["a", "b"], "score": [9, 3],
    ...                           "respondent_id": ["x", "x"]})
    >>> mentions = pd.DataFrame({"response_id": [], "theme": [], "sign": []})
    >>> survey = dated_survey(responses, mentions)
    >>> survey.latest(survey.heard).tolist()
    [False, True]
    """
    survey = survey_arrays(responses, mentions, segments=segments)
    rows = in_id_order(responses)
    periods = rows["period"] if "period" in rows else pd.Series(ALL, index=rows.index)
    return DatedSurvey(
        survey=survey,
        periods=periods.astype("string").fillna(ALL).to_numpy(dtype=object),
        times=_times(rows),
        rows=rows,
    )


def _times(rows: pd.DataFrame) -> NDArray[np.int64]:
    if "responded_at" not in rows:
        return np.zeros(len(rows), dtype=np.int64)
    # A missing time is the smallest whole number.
    times = pd.to_datetime(rows["responded_at"], utc=True).dt.tz_localize(None)
    return times.astype("datetime64[ns]").to_numpy().astype(np.int64)
