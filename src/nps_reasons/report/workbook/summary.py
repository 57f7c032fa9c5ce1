"""The first sheet: the answer in sentences, the largest drivers, NPS by period, what moved it."""

from __future__ import annotations

from dataclasses import replace
from math import fsum
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes
from nps_reasons.report.estimates import verdict_words
from nps_reasons.report.lookups import SIDE, drivers_of, shown, total_of
from nps_reasons.report.parts.moves import is_clear_part, name_of, parts_of, verdict_on_part
from nps_reasons.report.sections import SECTIONS
from nps_reasons.report.workbook.driver_rows import COLUMNS
from nps_reasons.report.workbook.plain import Column, Listing, Sheet, listing
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record
    from nps_reasons.report.workbook.plain import Values

NAME: Final = "Summary"

_ABOUT: Final = "The answer in sentences, the largest drivers, NPS by period, and what moved it."

_TOLD: Final = (
    *("headline", "trend", "drivers", "change", "emerging", "actions"),
    *("detractors", "promoters", "segments", "by-segment", "outcomes"),
)
"""Sections whose sentences are told."""

_LARGEST: Final = 5
"""Drivers of each sign; the sheet of drivers has them all."""

_PARTS_SHOWN: Final = 8
"""Parts of a change with a row of their own; all that are clear have one."""

_LIMIT: Final = f"Limit of the {words.plain(words.SURE)} interval."

_NPS: Final = (
    Column("Period", meaning="Period of the responses."),
    Column("NPS", "score", "Share of promoters minus share of detractors, times 100."),
    Column("NPS from", "score", _LIMIT),
    Column("NPS to", "score", _LIMIT),
    Column("Responses", "whole", "Responses with a score."),
    Column("Promoters", "whole", "How many of them are promoters."),
    Column("Passives", "whole", "How many of them are passives."),
    Column("Detractors", "whole", "How many of them are detractors."),
)

_PARTS: Final = (
    Column("Part", meaning="What of the change it is; all parts add up to it."),
    Column("Points", "points", "NPS points that the part goes with.", shaded=True),
    Column("Points from", "points", _LIMIT),
    Column("Points to", "points", _LIMIT),
    Column(
        "Verdict",
        meaning="Whether the part is told apart from noise, in words.",
        after_number=True,
        span=4,
    ),
)

_DRIVERS: Final = ("label", "sign", "points", "points_low", "points_high", "reach", "n", "verdict")


def summary_sheet(analysis: Analysis) -> Sheet:
    """The report in sentences, and the three tables that they rest on."""
    listings = (_drivers(analysis), _periods(analysis), _changes(analysis))
    return Sheet(
        NAME,
        _ABOUT,
        ((analysis.title, ""), *_sentences(analysis)),
        tuple(one for one in listings if one.n_rows),
    )


def _sentences(analysis: Analysis) -> Iterator[tuple[str, str]]:
    for name in _TOLD:
        section = SECTIONS[name](analysis) if name in SECTIONS else None
        if section is None:
            continue
        yield section.title, section.text
        if name == "headline":
            notes = (part for part in section.parts if isinstance(part, Notes))
            yield from (("", text) for note in notes for text in note.sentences)


def _drivers(analysis: Analysis) -> Listing:
    rows = [row for sign in SIDE for row in _largest(analysis, sign)]
    columns = [replace(COLUMNS[name], span=4 if name == "verdict" else 1) for name in _DRIVERS]
    return listing(columns, rows, caption=f"What NPS goes with{words.within(analysis.period)}")


def _largest(analysis: Analysis, sign: str) -> list[Values]:
    rows = [row for row in shown(drivers_of(analysis, sign)) if row["points"] * SIDE[sign] > 0]
    told = {"sign": words.SIGN_WORDS[sign]}
    return [
        tuple({**row, **told, "verdict": verdict_words(row)}[name] for name in _DRIVERS)
        for row in rows[:_LARGEST]
    ]


def _periods(analysis: Analysis) -> Listing:
    periods = dict.fromkeys((*analysis.periods, ALL))
    totals = [(period, total_of(analysis, period)) for period in periods]
    names = ("nps", "nps_low", "nps_high", "n", "promoters", "passives", "detractors")
    rows = [
        ("All periods" if period == ALL else period, *(total[name] for name in names))
        for period, total in totals
        if total
    ]
    return listing(_NPS, rows, caption="NPS by period")


def _changes(analysis: Analysis) -> Listing:
    """Parts that are clear, the largest others, and the rest in one row: they add up."""
    parts = parts_of(analysis)
    themes = sorted((p for p in parts if p["theme"]), key=lambda part: not is_clear_part(part))
    own = [*themes[: max(_PARTS_SHOWN, sum(map(is_clear_part, themes)))]]
    own += [part for part in parts if not part["theme"]]
    rows = [_part(analysis, part) for part in own]
    rest = [part["points"] for part in parts if part not in own]
    if rest:
        name = f"Other themes ({words.count(len(rest), 'part')}, in tables/changes)"
        rows.append((name, fsum(rest), None, None, None))
    if rows:
        whole = fsum(part["points"] for part in parts)
        rows.append(("All parts together: the change", whole, None, None, None))
    caption = f"What moved NPS from {analysis.reference} to {analysis.period}"
    return listing(_PARTS, rows, caption=caption)


def _part(analysis: Analysis, part: Record) -> Values:
    numbers = (part[name] for name in ("points", "points_low", "points_high"))
    return (name_of(analysis, part), *numbers, verdict_on_part(part))
