"""Lines along which reach times effect is the same, at round points, on the plane of the two."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nps_reasons.report.blocks import Bubble
    from nps_reasons.report.drawing.plane import Plane

_LINES: Final = 4
"""Most lines of equal points on one side of zero."""

_APART: Final = 13.0
"""Least distance of the numbers of two lines, in pixels."""

_STEPS: Final = 48
"""Points of which a line of equal points is made."""


@dataclass(frozen=True, slots=True)
class IsoLine:
    """A line along which reach times effect is the same.

    Attributes
    ----------
    points
        NPS points, with their sign.
    places
        Reach and effect of points on the line, from left to right; the last on the right edge.
    """

    points: float
    places: tuple[tuple[float, float], ...]


def iso_lines(bubbles: Sequence[Bubble], plane: Plane) -> tuple[IsoLine, ...]:
    """Lines of equal points at round values that suit the largest bubble, on each side in use."""
    lines = []
    for side in (1.0, -1.0):
        if any(bubble.effect * side > 0 for bubble in bubbles):
            end = plane.effect_at(0.0 if side > 0 else plane.height) * side
            lines += [_line(side * points, end, plane) for points in _fitting(end, plane)]
    return tuple(lines)


def _fitting(end: float, plane: Plane) -> list[float]:
    """Round points whose line crosses the right edge where there is room for its number."""
    reach = plane.reach_at(plane.width)
    kept: list[float] = []
    for points in _round_below(min(1.5 * plane.most, 0.9 * end * reach)):
        places = [other / reach * plane.per_effect for other in (points, *kept[-1:])]
        if places[0] >= _APART / 2 and (not kept or places[1] - places[0] >= _APART):
            kept.append(points)
        if len(kept) == _LINES:
            break
    return kept


def _round_below(largest: float) -> Iterator[float]:
    """1, 2 and 5 with their tens, from the largest value down."""
    power = floor(log10(largest))
    for tens in range(power, power - 3, -1):
        for digit in (5, 2, 1):
            value = float(f"{digit}e{tens}")
            if value <= largest:
                yield value


def _line(points: float, end: float, plane: Plane) -> IsoLine:
    """Points closer together on the left, where the line is steep."""
    last = plane.reach_at(plane.width)
    first = min(abs(points) / end, last)
    reaches = [first * (last / first) ** (step / _STEPS) for step in range(_STEPS + 1)]
    return IsoLine(points, tuple((reach, points / reach) for reach in reaches))
