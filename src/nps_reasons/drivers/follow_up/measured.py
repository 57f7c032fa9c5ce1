"""Reach, points and NPS before and after an action: levels, the change set apart, a verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from nps_reasons.drivers.follow_up.case import FEWEST_OF_CELL
from nps_reasons.drivers.follow_up.comparison import CELLS, difference_in_differences
from nps_reasons.drivers.follow_up.judged import History, Judged, judged
from nps_reasons.drivers.follow_up.points_moved import points_change, points_in

if TYPE_CHECKING:
    from nps_reasons.drivers.follow_up.case import Case
    from nps_reasons.drivers.follow_up.comparison import Change, Sample

FEWEST_MENTIONERS: Final = 10
"""Of the exposed, who say the theme before or after."""

LEAST_OF_SHARE: Final = 1.0
"""Agresti and Caffo (2000): one hit and one miss added leave about 1 / (n + 2)^2."""

LEAST_OF_NPS: Final = 4.5 * 100.0**2
"""Adjusted Wald: 3/4, 3/2 and 3/4 added leave about 4.5 / (n + 3)^2, in squared shares."""

OPEN: Final = Judged("cannot tell")


@dataclass(frozen=True, slots=True)
class Found:
    """What one measure shows.

    Attributes
    ----------
    counts, levels : of `CELLS`
        Responses, and the level; nan where it is not shown.
    change
        None where it cannot be told.
    note
        Why there is no number, or what the verdict rests on.
    """

    counts: tuple[int, ...]
    levels: tuple[float, ...] = (float("nan"),) * len(CELLS)
    change: Change | None = None
    judged: Judged = OPEN
    note: str | None = None


def measured(case: Case) -> dict[str, Found]:
    """Measure what moved; the measures in the order in which their verdicts count."""
    reach, nps = case.reach_sample(), case.nps_sample()
    missing = _what_is_missing(case, reach)
    if missing:
        nothing = Found(reach.counts, note=missing)
        return {"reach": nothing, "points": nothing, "nps": replace(nothing, counts=nps.counts)}
    half = reach.levels[0] / 2
    by_reach = _measure(case, reach, LEAST_OF_SHARE)
    by_nps = _measure(case, nps, LEAST_OF_NPS)
    history = _history(case, reach, LEAST_OF_SHARE, by_reach.change)
    of_nps = _history(case, nps, LEAST_OF_NPS, by_nps.change)
    return {
        "reach": with_verdict(case, by_reach, good=case.good, half=half, history=history),
        "points": _points(case, reach, history),
        "nps": with_verdict(case, by_nps, good=1, half=None, history=of_nps),
    }


def _what_is_missing(case: Case, reach: Sample) -> str | None:
    """Say why nothing can be measured; None where something can."""
    action, windows, n = case.action, case.windows, reach.counts
    if not case.survey.known_periods:
        return "The survey has no dated periods."
    if not windows.before or not windows.after:
        side = "after" if windows.before else "before"
        return f"No whole period of the data lies {side} {action.date.isoformat()}."
    if min(n[:2]) < FEWEST_OF_CELL:
        return (
            f"Too few of the exposed gave a reason: {n[0]} before and {n[1]} after; "
            f"{FEWEST_OF_CELL} are needed in each."
        )
    said = int(reach.outcome[reach.exposed].sum())
    if said < FEWEST_MENTIONERS:
        return (
            f"Too few of the exposed say it: {said} before and after together; "
            f"{FEWEST_MENTIONERS} are needed."
        )
    return None


def _measure(case: Case, sample: Sample, least: float) -> Found:
    used = sample if case.compared else sample.of(sample.exposed)
    return Found(sample.counts, _levels(sample), difference_in_differences(used, least=least))


def _levels(sample: Sample) -> tuple[float, ...]:
    return tuple(
        level if n >= FEWEST_OF_CELL else float("nan")
        for level, n in zip(sample.levels, sample.counts, strict=True)
    )


def _history(case: Case, sample: Sample, least: float, change: Change | None) -> History:
    """What the periods before say; nothing where one lies before, or an arm is small in any."""
    last = len(case.windows.before) - 1
    early = sample.of(~sample.after)
    placebo = replace(early, after=early.periods == last)
    if change is None or last < 1 or not case.compared or min(placebo.counts) < FEWEST_OF_CELL:
        return History()
    moved = difference_in_differences(placebo, least=least)
    lately = difference_in_differences(sample.of(sample.periods >= last), least=least)
    share = lately.effect / change.effect if lately and change.effect else 1.0
    return History(p_value=moved.p_value if moved else None, lasts=share >= 0.5)


def _points(case: Case, reach: Sample, history: History) -> Found:
    """Points of the theme, judged with the history of the reach.

    One period of one arm is mostly too little for a driver model of its own, so that points have
    no test of what moved before: only their change is their own.
    """
    survey = case.survey.survey
    held = replace(survey, segments=survey.segments[list(case.held)])
    found = [points_in(held, cell & case.survey.counted, case.theme) for cell in case.cells()]
    known = [cell for cell in found if cell is not None]
    if len(known) < len(found):
        return Found(
            reach.counts,
            note="The driver model cannot tell the theme's points in each arm and window.",
        )
    levels = [cell.points for cell in known]
    levels += [float("nan")] * (len(CELLS) - len(levels))
    result = Found(reach.counts, tuple(levels), points_change(known))
    return with_verdict(case, result, good=1, half=abs(levels[0]) / 2, history=history)


def with_verdict(
    case: Case, found: Found, *, good: int, half: float | None, history: History
) -> Found:
    """Add to what was found its verdict, and what a reader must know to read it."""
    if found.change is None:
        return replace(found, note="The segments held fixed leave nothing to compare.")
    verdict = judged(found.change, good=good, half=half, compared=case.compared, history=history)
    lasting = replace(history, lasts=True)
    alone = judged(found.change, good=good, half=half, compared=case.compared, history=lasting)
    return replace(found, judged=verdict, note=_caution(case, history, turned=alone != verdict))


def _caution(case: Case, history: History, *, turned: bool) -> str | None:
    """Say what a reader must know to read the verdict.

    `turned` where the verdict would be another, had the change lasted.
    """
    if not case.compared:
        left = "hardly anybody" if (~case.exposed).any() else "nobody"
        return (
            f"There is {left} who was not exposed to compare with: "
            "whatever else happened moved the level, too."
        )
    if history.p_value is None:
        return "Whether exposed and others moved alike before the action cannot be tested."
    if history.apart:
        return f"Exposed and others had moved apart before the action (p {history.p_value:.3f})."
    if turned:
        return "Less than half of the change is there against the period just before the action."
    return None
