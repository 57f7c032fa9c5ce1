"""Drivers: what complaints and praise go with, in NPS points, costs and earnings apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Bars, Estimate, Notes, Reading, Section, Table
from nps_reasons.report.estimates import (
    effect_words,
    is_inseparable,
    missing_words,
    points_words,
    verdict_words,
)
from nps_reasons.report.lookups import (
    SIDE,
    anchors_of,
    clear_drivers,
    drivers_of,
    mentions_of,
    responses_of,
    shown,
    with_reason,
)
from nps_reasons.report.parts.asymmetry import asymmetry_parts

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

_BEHIND: Final = (
    "Driver",
    "Through promoters",
    "Through detractors",
    "Drawn towards 0",
    "Among the top 3",
    "Same sign in segments",
)

_BESIDE: Final = {"clear": "clear", "leaning": "leaning"}
"""Verdicts that stand beside a bar; the third has no room there, and the legend says so."""

_LEGEND: Final = (
    "Filled: clear. Hollow: leaning, where it says so, or else not distinguishable from noise."
)

_READING: Final = (
    "Points: what the theme goes with in this period's NPS, other themes and segments held equal "
    f"(reach times effect per mention). Whiskers are {words.SURE} intervals.",
    "A theme whose points lie on the other side of zero stands in the table alone.",
    "Classic impact is NPS with all responses minus NPS without those who say it. It is shown for "
    "comparison: it counts themes that are said together twice, so never add it up.",
    "Through promoters and through detractors add up to the points: the same model of who is a "
    "promoter, and of who is a detractor. Drawn towards 0: the points, the more so the less "
    "certain they are beside all others. Same sign: in how many values of the segments, each "
    "fitted alone.",
    "Goes with is not causes: this table cannot tell what NPS would be if a theme were fixed.",
)


def drivers(analysis: Analysis) -> Section:
    """Negative and positive drivers of the period, with intervals and verdicts."""
    found = {block: drivers_of(analysis, block.sign) for block in _BLOCKS}
    anchors = _anchors(analysis, [*chain(*found.values())])
    parts = tuple(
        _part(block, rows, anchors) for block, rows in found.items() if _has_numbers(rows)
    )
    if not any(shown(rows) for rows in found.values()):
        return Section("What NPS goes with", _nothing(analysis, [*chain(*found.values())]), parts)
    rows = [row for some in found.values() for row in shown(some)[:_DRAWN]]
    notes = (
        Notes((_LEGEND,)),
        _behind(rows, anchors),
        *asymmetry_parts(analysis),
        Reading(_READING),
    )
    return Section("What NPS goes with", _sentence(analysis), (*parts, *notes))


def _anchors(analysis: Analysis, rows: list[Record]) -> dict[str, str]:
    """Theme to the name of its drill-down; "" where it has none."""
    themes = [row["theme"] for row in rows]
    return dict(zip(themes, anchors_of(analysis, themes), strict=True))


def _behind(rows: list[Record], anchors: dict[str, str]) -> Table:
    """What stands behind the points: whom they go with, how sure the rank is, where they hold."""
    return Table(
        "Behind the points of the largest drivers",
        _BEHIND,
        tuple(_row_behind(row) for row in rows),
        prose=(0, 5),
        anchors=tuple(anchors[row["theme"]] for row in rows),
    )


def _row_behind(row: Record) -> tuple[str, ...]:
    parts = (_part_of(row, "promoter_points"), _part_of(row, "detractor_points"))
    return (
        f"{row['label']} ({words.SIGN_WORDS[row['sign']]})",
        *parts,
        words.points(row.get("shrunk_points")),
        words.share(row.get("top3")),
        _same_sign(row),
    )


def _part_of(row: Record, name: str) -> str:
    limits = (row.get(f"{name}_low"), row.get(f"{name}_high"))
    return words.with_interval(row.get(name), *limits, words.points)


def _same_sign(row: Record) -> str:
    tested = row.get("segments_tested")
    if not tested:
        return words.NOTHING
    return f"{int(row['segments_agreeing'])} of {words.count(int(tested))}"


def _has_numbers(rows: list[Record]) -> bool:
    return any(row["reach"] is not None for row in rows)


def _nothing(analysis: Analysis, rows: list[Record]) -> str:
    when = words.within(analysis.period)
    return f"No driver can be shown{when}: {_reason_for_nothing(analysis, rows)}."


def _reason_for_nothing(analysis: Analysis, rows: list[Record]) -> str:
    commenters = with_reason(responses_of(analysis, analysis.period))
    if commenters.empty:
        return "nobody gave a reason"
    if mentions_of(analysis, commenters).empty:
        return "no reason speaks of a theme of the codeframe"
    if commenters["group"].nunique() == 1:
        return f"all who gave a reason are {commenters['group'].iloc[0]}s"
    if any(map(is_inseparable, rows)):
        return f"the themes that are said often enough {words.INSEPARABLE}"
    return "too few responses have a reason that speaks of the same theme"


def _sentence(analysis: Analysis) -> str:
    """Name the clear drivers, largest first."""
    clear = [(block, clear_drivers(analysis, block.sign)) for block in _BLOCKS]
    found = [
        f"{block.noun} {block.about} {words.listing([row['label'] for row in rows[:3]])}"
        for block, rows in clear
        if rows
    ]
    if not found:
        return (
            "No theme goes with the score clearly enough to be told from noise; what follows may "
            "be chance."
        )
    return f"What stands out clearly: {'; '.join(found)}."


def _part(block: _Block, rows: list[Record], anchors: dict[str, str]) -> Bars | Table:
    table = Table(
        block.title,
        _HEADS,
        tuple(_table_row(row) for row in rows),
        prose=(0, 8),
        anchors=tuple(anchors[row["theme"]] for row in rows),
    )
    visible = [row for row in shown(rows) if row["points"] * SIDE[block.sign] > 0]
    if not visible:
        return table
    largest = visible[0]
    top = f"{largest['label']}, {points_words(largest)} points, {verdict_words(largest)}"
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
        text=f"{points_words(row)}  {_BESIDE.get(row['verdict'], '')}".rstrip(),
        solid=row["verdict"] == "clear",
    )


def _table_row(row: Record) -> tuple[str, ...]:
    return (
        row["label"],
        *(_estimates(row) if row["points"] is not None else [missing_words(row)] * 2),
        words.share(row["reach"]),
        words.count(row["n"]),
        *(_effect_and_rank(row) if row["points"] is not None else [missing_words(row)] * 2),
        words.points(row["classic_impact"]),
        verdict_words(row),
    )


def _estimates(row: Record) -> list[str]:
    span = words.interval(row["points_low"], row["points_high"], words.points)
    return [words.points(row["points"]), span]


def _effect_and_rank(row: Record) -> list[str]:
    return [effect_words(row), words.rank(row["rank"], row["rank_low"], row["rank_high"])]
