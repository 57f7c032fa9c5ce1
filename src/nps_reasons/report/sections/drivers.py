"""Drivers: what complaints and praise go with, in NPS points, costs and earnings apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons.report import words
from nps_reasons.report.blocks import Bars, Estimate, Notes, Section, Table
from nps_reasons.report.lookups import clear_drivers, drivers_of, shown

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.blocks import Tone
    from nps_reasons.report.lookups import Record

_DRAWN: Final = 8
"""Drivers of one sign in the chart; the table has them all."""


@dataclass(frozen=True, slots=True)
class _Block:
    """One of the two halves of the section: a sign, and how it is called."""

    sign: str
    tone: Tone
    title: str
    noun: str
    about: str


_BLOCKS: Final = (
    _Block("negative", "costs", "Costs NPS", "complaints", "about"),
    _Block("positive", "earns", "Earns NPS", "praise", "for"),
)

_SHORT: Final = {"clear": "clear", "leaning": "leaning", "not distinguishable": "unsure"}
"""Verdicts as they stand beside a bar."""

_HEADS: Final = (
    "Theme",
    "Points",
    f"{words.SURE} interval",
    "Said by",
    "n",
    "Effect per mention",
    "Rank (range)",
    "Classic impact, unadjusted",
    "Verdict",
)

_READING: Final = (
    "Points: what the theme goes with in this period's NPS, other themes and segments held equal "
    f"(reach times effect per mention). Whiskers are {words.SURE} intervals.",
    "A filled bar is clear; a hollow one is leaning or unsure: not told apart from noise.",
    "Classic impact is NPS with all responses minus NPS without those who say it. It is shown for "
    "comparison: it counts themes that are said together twice, so never add it up.",
    "Goes with is not causes: this table cannot tell what NPS would be if a theme were fixed.",
)


def drivers(analysis: Analysis) -> Section:
    """Negative and positive drivers of the period, with intervals and verdicts."""
    found = [(block, drivers_of(analysis, block.sign)) for block in _BLOCKS]
    parts = tuple(_part(block, rows) for block, rows in found if rows)
    if not any(isinstance(part, Bars) for part in parts):
        return Section("What NPS goes with", _nothing(analysis), parts)
    notes = Notes(_READING, "How to read this")
    return Section("What NPS goes with", _sentence(analysis), (*parts, notes))


def _nothing(analysis: Analysis) -> str:
    return (
        f"No driver can be shown{words.within(analysis.period)}: too few responses have a reason "
        "that speaks of the same theme."
    )


def _sentence(analysis: Analysis) -> str:
    """Name the clear drivers, largest first."""
    clear = [(block, clear_drivers(analysis, block.sign)) for block in _BLOCKS]
    found = [
        f"{block.noun} {block.about} {words.listing([row['label'] for row in rows[:3]])}"
        for block, rows in clear
        if rows
    ]
    if not found:
        return "No theme stands out clearly from noise; what follows may be chance."
    return f"What stands out clearly: {'; '.join(found)}."


def _part(block: _Block, rows: list[Record]) -> Bars | Table:
    table = Table(block.title, _HEADS, tuple(_table_row(row) for row in rows), prose=(0, 8))
    visible = shown(rows)
    if not visible:
        return table
    top = f"{visible[0]['label']}, {_points(visible[0])} points, {_verdict(visible[0])}"
    return Bars(
        title=f"{block.title}: {block.noun}",
        alt=f"Largest: {block.noun} {block.about} {top}.",
        axis="NPS points",
        estimates=tuple(_estimate(row) for row in visible[:_DRAWN]),
        table=table,
        tone=block.tone,
    )


def _estimate(row: Record) -> Estimate:
    return Estimate(
        label=row["label"],
        value=row["points"],
        low=row["points_low"],
        high=row["points_high"],
        text=f"{_points(row)}  {_SHORT[row['verdict']]}",
        solid=row["verdict"] == "clear",
    )


def _table_row(row: Record) -> tuple[str, ...]:
    return (
        row["label"],
        words.points(row["points"]),
        words.interval(row["points_low"], row["points_high"], words.points),
        words.share(row["reach"]),
        words.count(row["n"]),
        words.with_interval(row["effect"], row["effect_low"], row["effect_high"], words.points),
        words.rank(row["rank"], row["rank_low"], row["rank_high"]),
        words.points(row["classic_impact"]),
        _verdict(row),
    )


def _points(row: Record) -> str:
    return words.with_interval(row["points"], row["points_low"], row["points_high"], words.points)


def _verdict(row: Record) -> str:
    return words.VERDICT_WORDS[row["verdict"]]
