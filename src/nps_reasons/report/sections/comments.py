"""All comments, to search and filter: the evidence behind every number of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Reading, Section
from nps_reasons.report.parts.comments import comments_of

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.blocks import Comments

_READING: Final = (
    "The filters narrow the comments down together: a comment has to meet all of them. Complaints, "
    "praise and remarks are those about the theme, where one is chosen.",
    "The search finds every word, also inside longer ones, whatever its accents and capitals; "
    "words in double quotes are found as they stand.",
    "The address of the page follows the filters: whoever opens a copy of it sees the same ones.",
)

_NPS: Final = (
    "The NPS is that of the comments found, not of everybody: people without a reason are not "
    f"among them. Its {words.SURE} interval takes each comment as that of another person."
)

_ORDER: Final = (
    "Comments of the report's period come first. Within a period their order is drawn by lot, by a "
    "hash of their ids, so that the first ones are a fair sample."
)


def comments(analysis: Analysis) -> Section | None:
    """Comments that the reader filters; None where nobody gave a reason."""
    found = comments_of(analysis)
    if not found.comments:
        return None
    return Section("All comments", _sentence(found), (found, Reading((*_READING, _NPS, _ORDER))))


def _sentence(found: Comments) -> str:
    if found.total == 1:
        return "One person said why, in their own words."
    among = f" in {words.count(len(found.periods))} periods" if len(found.periods) > 1 else ""
    return f"{words.count(found.total)} answers{among} say why, in people's own words."
