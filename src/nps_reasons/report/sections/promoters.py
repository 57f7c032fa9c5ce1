"""What promoters praise: one page with what they praise, and what even they complain of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Section, Table
from nps_reasons.report.estimates import share_words
from nps_reasons.report.figures.group_reasons import reasons_of, share_of_any
from nps_reasons.report.parts import group_page, group_parts

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.figures.group_reasons import Reason
    from nps_reasons.report.parts.group_page import Page

_TITLE: Final = "What promoters praise"

_SHOWN: Final = 5


def promoters(analysis: Analysis) -> Section | None:
    """Praise of promoters who gave a reason; None where there is no promoter."""
    page = group_page.page_of(analysis, group_page.PRAISE)
    if page is None:
        return None
    base = group_page.base_sentence(page)
    if not page.reasons:
        return Section(_TITLE, f"{base} {group_page.nothing_known(page)}", _complaints_parts(page))
    return Section(
        _TITLE,
        group_page.answer(page),
        (
            Notes((base, *group_page.apart_sentences(page))),
            group_parts.chart(page),
            group_parts.reading(page),
            group_parts.sides_table(page),
            *_complaints_parts(page),
            *group_parts.where_notes(page),
            *group_parts.quotes(page),
            group_parts.limits(page),
        ),
    )


def _complaints_parts(page: Page) -> tuple[Notes, Table] | tuple[()]:
    """What even promoters complain about; nothing where they complain of nothing."""
    found = reasons_of(page.analysis, page.told, "promoter", sign="negative")[:_SHOWN]
    if not found:
        return ()
    return Notes((_complaints_sentence(page),), "What even promoters complain about"), _table(
        page, found
    )


def _complaints_sentence(page: Page) -> str:
    any_complaint = share_of_any(page.told, "promoter", themes=page.told.themes, sign="negative")
    return (
        f"{share_words(any_complaint)} of the promoters with a reason complain about "
        "something. They are promoters all the same; the next detractors may be among them."
    )


def _table(page: Page, found: list[Reason]) -> Table:
    groups = ("promoter", "passive", "detractor")
    return Table(
        "Complaints of promoters, largest first: share of those with a reason",
        ("Theme", "n", *(words.GROUP_WORDS[group] for group in groups)),
        tuple(
            (
                reason.label,
                words.count(reason.n),
                share_words(reason.share),
                *(share_words(reason.others.get(group)) for group in groups[1:]),
            )
            for reason in found
        ),
        anchors=tuple(page.anchors[reason.theme] for reason in found),
    )
