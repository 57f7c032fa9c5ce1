"""What moved NPS: a waterfall from the reference to the period that adds up to the last digit."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Reading, Section, Step, Table, Waterfall
from nps_reasons.report.estimates import points_words
from nps_reasons.report.lookups import change_of, is_clear, label_of, total_of
from nps_reasons.report.parts.moves import (
    MOST,
    how_it_moved,
    is_clear_part,
    name_of,
    parts_of,
    points_without_theme,
    verdict_on_part,
    why,
)

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.inference.differences import Difference
    from nps_reasons.report.lookups import Record

_DRAWN: Final = 5
"""Theme steps of their own in the chart; the others are summed into one."""

_LEGEND: Final = "Filled: clear. Hollow: not distinguishable from noise."

_READING: Final = (
    f"Numbers in brackets are {words.SURE} intervals; a hollow bar is one whose interval covers "
    "zero, or a sum of what is not clear.",
    "Mix is what moved because other customers answered; it is split off before the themes.",
    "A theme can move NPS in two ways: more or fewer speak of it (fewer complaints, more praise), "
    "or speaking of it goes with more or fewer points than before (milder or harsher complaints, "
    "praise that counts more or less).",
    "Unexplained is the rest, so that the steps add up; it is often a few points and is noise as "
    "well as what nobody wrote about.",
)


def change(analysis: Analysis) -> Section | None:
    """Steps from the reference to the period; None where `changes` has no such pair."""
    parts, whole = parts_of(analysis), change_of(analysis)
    before = total_of(analysis, analysis.reference or "")
    after = total_of(analysis, analysis.period)
    if not parts or whole is None or before is None or after is None:
        return None
    moved = words.gap(before["nps"], after["nps"])
    return Section(
        f"What moved NPS since {analysis.reference}",
        _sentence(analysis, parts, whole, moved),
        (
            _chart(analysis, parts, before["nps"], moved),
            Notes((_LEGEND, *_labels(analysis, parts))),
            Reading(_READING),
        ),
    )


def _labels(analysis: Analysis, parts: list[Record]) -> tuple[str, ...]:
    """Say which themes a coded sample corrects; nothing where it corrects none."""
    states = {(part["theme"], part["sign"]): part.get("labels") for part in parts if part["theme"]}
    corrected = sum(state == "corrected" for state in states.values())
    if not corrected:
        return ()
    return (
        f"Reasons that a person coded correct {corrected} of {len(states)} themes with their sign "
        f"in both {analysis.reference} and {analysis.period}; the others are as the machine "
        "tagged them.",
    )


def _sentence(analysis: Analysis, parts: list[Record], whole: Difference, moved: float) -> str:
    size = words.score(abs(moved))
    if size == "0.0":
        return "NPS did not move; where its parts did, they cancel out."
    start = f"NPS {'rose' if moved > 0 else 'fell'} by {size} points"
    if not is_clear(whole):
        return f"{start}, not distinguishable from sampling noise; nor can its parts tell much."
    rest, reason = points_without_theme(parts, "unexplained"), why(analysis, whole)
    if abs(rest) <= MOST * abs(moved):
        return f"{start}. {reason}"
    missing = f"{words.points(rest)} of {words.points(moved)} points are unexplained."
    return f"{reason.rstrip('.')}{';' if ':' in reason else ':'} {missing}"


def _chart(analysis: Analysis, parts: list[Record], before: float, moved: float) -> Waterfall:
    steps = _steps(analysis, parts, before)
    return Waterfall(
        title=f"From {analysis.reference} to {analysis.period}, in NPS points",
        alt=words.listing([f"{step.label} {step.detail} {step.text}" for step in steps]),
        axis="NPS",
        steps=steps,
        table=Table(
            "All parts of the change; they add up to it",
            ("Part", "Points", f"{words.SURE} interval", "Verdict"),
            (*(_table_row(analysis, part) for part in parts), _sum_row(moved)),
            prose=(0, 3),
        ),
    )


def _table_row(analysis: Analysis, part: Record) -> tuple[str, ...]:
    points = words.points(part["points"])
    return (name_of(analysis, part), points, _interval(part), verdict_on_part(part))


def _sum_row(moved: float) -> tuple[str, ...]:
    return ("All parts together: the change", words.points(moved), words.NOTHING, words.NOTHING)


def _interval(part: Record) -> str:
    if part["points_low"] is None:
        return words.NOTHING
    return words.interval(part["points_low"], part["points_high"], words.points)


def _steps(analysis: Analysis, parts: list[Record], before: float) -> tuple[Step, ...]:
    themes = [part for part in parts if part["theme"]]
    themes.sort(key=lambda part: not is_clear_part(part))
    mix, rest = (
        [part for part in parts if part["part"] == name and not part["theme"]]
        for name in ("mix", "unexplained")
    )
    steps = [_step(analysis, part) for part in (*mix, *themes[:_DRAWN])]
    if themes[_DRAWN:]:
        steps.append(_others(themes[_DRAWN:]))
    steps += [_step(analysis, part) for part in rest]
    levels = list(accumulate((step.end for step in steps), initial=before))
    return (
        _level(f"NPS {analysis.reference}", before),
        *(replace(s, start=a, end=b) for s, a, b in zip(steps, levels, levels[1:], strict=False)),
        _level(f"NPS {analysis.period}", levels[-1]),
    )


def _step(analysis: Analysis, part: Record) -> Step:
    """A step from zero; it is moved to where the one before ends."""
    own = part["theme"] is not None
    return Step(
        label=label_of(analysis, part["theme"]) if own else name_of(analysis, part),
        detail=how_it_moved(part) if own else "",
        start=0.0,
        end=part["points"],
        text=points_words(part),
        solid=is_clear_part(part),
    )


def _others(parts: list[Record]) -> Step:
    points = sum(part["points"] for part in parts)
    label = f"Other themes ({words.count(len(parts), 'part')})"
    return Step(label, 0.0, points, words.points(points), solid=False)


def _level(label: str, value: float) -> Step:
    return Step(label, value, value, words.score(value), is_level=True)
