"""Why detractors are unhappy: one page with what they complain of and what sets them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nps_reasons.net_promoter import scale_named
from nps_reasons.report.blocks import Notes, Section
from nps_reasons.report.figures.scale_ends import ends, nearest_to_passive
from nps_reasons.report.parts import group_page, group_parts

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis

_TITLE = "Why detractors are unhappy"


def detractors(analysis: Analysis) -> Section | None:
    """Complaints of detractors who gave a reason; None where there is no detractor."""
    page = group_page.page_of(analysis, group_page.COMPLAINTS)
    if page is None:
        return None
    base = group_page.base_sentence(page)
    if not page.reasons:
        return Section(
            _TITLE,
            f"{base} {group_page.nothing_known(page)}",
            (ends(analysis, page.told),),
        )
    near = nearest_to_passive(scale_named(analysis.scale))
    return Section(
        _TITLE,
        group_page.answer(page),
        (
            Notes((base, *group_page.apart_sentences(page))),
            group_parts.chart(page),
            group_parts.reading(page),
            group_parts.sides_table(page),
            *group_parts.where_notes(page),
            ends(analysis, page.told),
            *group_parts.quotes(page, near=near),
            group_parts.limits(page),
        ),
    )
