"""What the slides say, in their order: the sections of the report, on a slide each.

Every number is taken from a section or a table of the report, so that slides and page agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.report.slides.answer import answer, over_time
from nps_reasons.report.slides.findings import bridge, costs_and_earns, done, unhappy
from nps_reasons.report.slides.limits import limits
from nps_reasons.report.slides.planned import planned
from nps_reasons.report.slides.slide import Deck, Slide, Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from nps_reasons.analysis import Analysis

STORY: Final[dict[str, Callable[[Told], Slide | None]]] = {
    "answer": answer,
    "trend": over_time,
    "bridge": bridge,
    "drivers": costs_and_earns,
    "detractors": unhappy,
    "actions": done,
    "planning": planned,
    "limits": limits,
}
"""Name to the function that makes the slide, or None where the data have nothing to show."""


def story(analysis: Analysis) -> Deck:
    """Return the slides of a report as plain data."""
    told = Told(analysis)
    slides = tuple(slide for make in STORY.values() if (slide := make(told)) is not None)
    return Deck(analysis.title, _about(analysis), slides)


def _about(analysis: Analysis) -> str:
    """Return the periods that the report is about; empty where the survey has no dates."""
    period = "" if analysis.period == "all" else analysis.period
    return f"{period} against {analysis.reference}" if analysis.reference else period
