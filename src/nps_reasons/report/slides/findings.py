"""The slides in the middle: what moved the score, what it goes with, what was done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nps_reasons.report.blocks import Bars, Notes, Quotes, Table, Waterfall
from nps_reasons.report.quotes import excerpt
from nps_reasons.report.slides.slide import (
    Remark,
    Slide,
    Voices,
    legend_of,
    notes_of,
    parts_in,
    plain_notes,
)

if TYPE_CHECKING:
    from nps_reasons.report.blocks import Quote, Section
    from nps_reasons.report.slides.slide import Told

MOST_ROWS: Final = 8
"""Rows of a table that are still read from the last row of seats."""

_QUOTED: Final = 2
_LONGEST: Final = 170
"""Characters of a quote."""


def bridge(told: Told) -> Slide | None:
    """Steps from the reference to the period."""
    section = told.section("change")
    charts = parts_in(section, Waterfall)
    if section is None or not charts:
        return None
    remark = Remark(tuple(plain_notes(section)))
    return Slide(section.title, section.text, ((charts[0],), (remark,)), notes_of(section))


def costs_and_earns(told: Told) -> Slide | None:
    """Drivers of both signs, side by side."""
    section = told.section("drivers")
    charts = parts_in(section, Bars)
    if section is None or not charts:
        return None
    legend = Remark(legend_of(section))
    return Slide(section.title, section.text, (tuple(charts[:2]), (legend,)), notes_of(section))


def unhappy(told: Told) -> Slide | None:
    """Complaints of detractors, with their base and two of them in their own words."""
    section = told.section("detractors")
    charts = parts_in(section, Bars)
    if section is None or not charts:
        return None
    quotes = _quotes(section)
    row = (charts[0], Voices(quotes)) if quotes else (charts[0],)
    base = Remark((*plain_notes(section)[:1], *legend_of(section)))
    return Slide(section.title, section.text, (row, (base,)), notes_of(section))


def _quotes(section: Section) -> tuple[tuple[str, Quote], ...]:
    """One quote of a detractor on each of the first themes that have one, and the theme."""
    chosen: dict[str, tuple[str, Quote]] = {}
    for collection in parts_in(section, Quotes):
        about = collection.heading.rpartition(": ")[0] or collection.heading
        fresh = [
            q for q in collection.quotes if q.group == "detractor" and q.response_id not in chosen
        ]
        chosen |= {quote.response_id: (about, _brief(quote)) for quote in fresh[:1]}
    return tuple(chosen.values())[:_QUOTED]


def _brief(quote: Quote) -> Quote:
    """Return the part of a quote around the clause that speaks of the theme."""
    start, end = excerpt(quote.text, *quote.clause, longest=_LONGEST)
    return replace(
        quote,
        text=quote.text[start:end],
        clause=(0, 0),
        cut_before=quote.cut_before or bool(quote.text[:start].strip()),
        cut_after=quote.cut_after or bool(quote.text[end:].strip()),
    )


def done(told: Told) -> Slide | None:
    """What came of the actions."""
    section = told.section("actions")
    tables = parts_in(section, Table)
    if section is None or not tables:
        return None
    accounts = Notes((*plain_notes(section), *left_out(tables[0])))
    rows = ((first_rows(tables[0]),), (accounts,))
    return Slide(section.title, section.text, rows, notes_of(section))


def first_rows(table: Table) -> Table:
    """Return the rows of a table that a slide has room for."""
    return Table(table.caption, table.columns, table.rows[:MOST_ROWS], table.prose)


def left_out(table: Table) -> tuple[str, ...]:
    """Say that there are more rows than a slide has room for; nothing where there are not."""
    return ("The page has the other rows.",) if table.rows[MOST_ROWS:] else ()
