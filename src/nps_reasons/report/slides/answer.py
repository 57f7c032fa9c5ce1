"""The first slides: the answer, and the score over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.report.blocks import Fact, Facts, Notes, Table, Trend
from nps_reasons.report.slides.slide import Slide, notes_of, parts_in, plain_notes

if TYPE_CHECKING:
    from nps_reasons.report.slides.slide import Told

_RATES: Final = "Response rate"
"""Caption of the table that knows it."""

_LISTED: Final = 16
"""Periods that a presenter's notes name one by one."""


def answer(told: Told) -> Slide:
    """Score, change and reason at a glance."""
    section = told.section("headline")
    assert section is not None
    facts = [fact for part in parts_in(section, Facts) for fact in part.facts]
    facts += response_rate(told)
    said = tuple(plain_notes(section))
    rows = (*(((Facts(tuple(facts)),),) if facts else ()), (Notes(said),))
    return Slide(section.title, section.text, rows, notes_of(section, *_facts_in_words(facts)))


def response_rate(told: Told) -> list[Fact]:
    """Share of those invited who answered in the period; nothing where it is not known."""
    rows = [
        row
        for table in parts_in(told.section("quality"), Table)
        if table.caption == _RATES
        for row in table.rows
        if row[0] == told.analysis.period
    ]
    return [Fact("Answered", row[3], f"{row[2]} of {row[1]} invited") for row in rows[:1]]


def _facts_in_words(facts: list[Fact]) -> list[str]:
    return [f"{fact.label}: {fact.value}. {fact.note}".rstrip(" .") + "." for fact in facts]


def over_time(told: Told) -> Slide | None:
    """Score by period, with intervals and numbers of responses."""
    section = told.section("trend")
    charts = parts_in(section, Trend)
    if section is None or not charts:
        return None
    spoken = [_row_in_words(row) for row in charts[0].table.rows[-_LISTED:]]
    return Slide(section.title, section.text, ((charts[0],),), notes_of(section, *spoken))


def _row_in_words(row: tuple[str, ...]) -> str:
    period, score, interval, n, *_ = row
    return f"{period}: NPS {score} {interval}, n {n}."
