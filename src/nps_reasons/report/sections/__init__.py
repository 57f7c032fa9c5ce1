"""The sections of a report, in the order in which it prints them.

A section is a function `analysis -> Section | None` in a file of its own, and a line in `SECTIONS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.report.sections.actions import actions
from nps_reasons.report.sections.by_segment import by_segment
from nps_reasons.report.sections.change import change
from nps_reasons.report.sections.codeframe import codeframe
from nps_reasons.report.sections.comments import comments
from nps_reasons.report.sections.detractors import detractors
from nps_reasons.report.sections.drivers import drivers
from nps_reasons.report.sections.emerging import emerging
from nps_reasons.report.sections.groups import groups
from nps_reasons.report.sections.headline import headline
from nps_reasons.report.sections.heat import heat
from nps_reasons.report.sections.method import method
from nps_reasons.report.sections.outcomes import outcomes
from nps_reasons.report.sections.promoters import promoters
from nps_reasons.report.sections.quality import quality
from nps_reasons.report.sections.segments import segments
from nps_reasons.report.sections.severity_map import severity_map
from nps_reasons.report.sections.themes import themes
from nps_reasons.report.sections.trend import trend

if TYPE_CHECKING:
    from collections.abc import Callable

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.blocks import Section

SECTIONS: Final[dict[str, Callable[[Analysis], Section | None]]] = {
    "headline": headline,
    "trend": trend,
    "drivers": drivers,
    "map": severity_map,
    "heat": heat,
    "change": change,
    "emerging": emerging,
    "actions": actions,
    "groups": groups,
    "detractors": detractors,
    "promoters": promoters,
    "segments": segments,
    "by-segment": by_segment,
    "outcomes": outcomes,
    "themes": themes,
    "comments": comments,
    "quality": quality,
    "codeframe": codeframe,
    "method": method,
}
"""Name (the anchor in a page) to the function that computes the section."""
