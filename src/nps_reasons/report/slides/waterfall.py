"""A waterfall as stacked bars: an unseen bar carries each step to where the one before ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.report.slides.scales import scale_of
from nps_reasons.report.slides.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.report.blocks import Step, Waterfall
    from nps_reasons.report.slides.scales import Scale

UNSEEN: Final = "Before the step"
LEVEL: Final = "NPS"
UP: Final = ("Up", "Up, beyond zero")
DOWN: Final = ("Down", "Down, beyond zero")

_COLUMNS: Final = ("", UNSEEN, LEVEL, UP[0], DOWN[0], UP[1], DOWN[1], "From", "To", "Points")
_PLOTTED: Final = 6

_FLAT: Final = 0.2
"""Steps that span less than this share of an axis from zero are looked at from nearer."""


def sheet_of_steps(chart: Waterfall, labels: Sequence[str]) -> tuple[Sheet, Scale]:
    """Data of a waterfall and the axis that holds it.

    The columns after the series say where each step begins and ends, and its points: from one row
    to the next they add up.
    """
    scale = _scale(chart.steps)
    rows = tuple(
        (label, *_stacked(step), step.start, step.end, _points(step))
        for label, step in zip(labels, chart.steps, strict=True)
    )
    return Sheet(_COLUMNS, rows, _PLOTTED), scale


def _scale(steps: Sequence[Step]) -> Scale:
    """An axis from zero, where the steps can then be seen; else one that starts near them."""
    ends = [end for step in steps for end in (step.start, step.end)]
    from_zero = [0.0, *ends]
    span, whole = max(ends) - min(ends), max(from_zero) - min(from_zero)
    if span >= _FLAT * whole:
        return scale_of(from_zero)
    margin = 0.3 * span or 1.0
    return scale_of([min(ends) - margin, max(ends) + margin])


def _points(step: Step) -> float | None:
    return None if step.is_level else step.end - step.start


def _stacked(step: Step) -> tuple[float | None, ...]:
    """Lengths of the bars that are stacked to show a step, in the order of the series.

    Bars are stacked away from zero, so that a step over zero has one on either side of it.
    """
    if step.is_level:
        return (None, step.end, None, None, None, None)
    low, high = sorted((step.start, step.end))
    near, far = _lengths(low, high)
    unseen = None if low < 0 < high else (low if low >= 0 else high)
    rises = step.end >= step.start
    return (
        unseen,
        None,
        near * rises or None,
        near * (not rises) or None,
        far * rises or None,
        (far * (not rises) or None),
    )


def _lengths(low: float, high: float) -> tuple[float, float]:
    """Length of the bar on the side of the step, and of the one beyond zero; each with its sign."""
    if low >= 0:
        return high - low, 0.0
    if high <= 0:
        return low - high, 0.0
    return high, low
