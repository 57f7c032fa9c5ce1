"""One action in one survey: who was exposed, what came before and after, who says the theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.drivers.follow_up.comparison import Sample
from nps_reasons.drivers.follow_up.exposure import exposed_rows
from nps_reasons.drivers.follow_up.windows import windows_around

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from nps_reasons.drivers.follow_up.dated import DatedSurvey
    from nps_reasons.drivers.follow_up.windows import Windows
    from nps_reasons.settings import ActionSettings

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

FEWEST_OF_CELL: Final = 10
"""Responses in each arm and window; from fewer nothing is said."""


@dataclass(frozen=True, slots=True)
class Case:
    """One action in one survey.

    Attributes
    ----------
    exposed : (n,)
    windows
        Periods before and after.
    periods : (n,)
        Place of each response's period in both windows; -1 where it is in neither.
    held
        Segments to hold fixed.
    """

    action: ActionSettings
    survey: DatedSurvey
    exposed: Flags
    windows: Windows
    periods: Codes
    held: tuple[str, ...]

    @property
    def after(self) -> Flags:
        """Responses in the window after, shape (n,)."""
        return self.periods >= len(self.windows.before)

    @property
    def theme(self) -> tuple[str, str]:
        """Theme and sign."""
        return self.action.theme, self.action.sign

    @property
    def good(self) -> int:
        """The side on which reach is to move: -1 for complaints, 1 for praise."""
        return -1 if self.action.sign == "negative" else 1

    @property
    def compared(self) -> bool:
        """Whether enough commenters were left unexposed to compare with."""
        others = self.survey.heard & (self.periods >= 0) & ~self.exposed
        n_after = int((others & self.after).sum())
        return min(n_after, int(others.sum()) - n_after) >= FEWEST_OF_CELL

    def cells(self) -> tuple[Flags, ...]:
        """Exposed before and after; then others before and after, where they are compared."""
        inside = self.periods >= 0
        exposed = (
            self.exposed & inside & ~self.after,
            self.exposed & self.after,
        )
        if not self.compared:
            return exposed
        return (*exposed, ~self.exposed & inside & ~self.after, ~self.exposed & self.after)

    def reach_sample(self) -> Sample:
        """Responses with a reason: whether they say the theme."""
        survey = self.survey.survey
        said = np.zeros(len(survey.points))
        if self.theme in survey.themes:
            said = survey.mentions[:, survey.themes.index(self.theme)].astype(np.float64)
        return self._sample(said, self.survey.heard)

    def nps_sample(self) -> Sample:
        """All responses: their contribution to NPS."""
        return self._sample(self.survey.survey.points, self.survey.counted)

    def _sample(self, outcome: Array, base: Flags) -> Sample:
        kept = (self.periods >= 0) & base
        return Sample(
            outcome=outcome[kept],
            exposed=self.exposed[kept],
            after=self.after[kept],
            periods=self.periods[kept],
            weights=self.survey.survey.weights[kept],
            clusters=self.survey.survey.clusters[kept],
            segments=self.survey.survey.segments.loc[kept, list(self.held)].reset_index(drop=True),
        )


def case_of(
    action: ActionSettings,
    survey: DatedSurvey,
    days: Mapping[str, tuple[date, date]],
    segments: Sequence[str],
) -> Case:
    """Find an action's windows and its exposed responses.

    Parameters
    ----------
    days
        Dated period to its first and last day.
    segments
        Columns to hold fixed.
    """
    windows = windows_around(action.date, days)
    ordered = pd.Index([*windows.before, *windows.after], dtype=object)
    return Case(
        action=action,
        survey=survey,
        exposed=exposed_rows(action, survey.survey.segments),
        windows=windows,
        periods=ordered.get_indexer(pd.Index(survey.periods)),
        held=tuple(dict.fromkeys(segments)),
    )
