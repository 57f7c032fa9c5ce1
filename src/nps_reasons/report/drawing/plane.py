"""The plane of reach and effect in pixels: where bubbles stand.

Reach goes from left to right, effect from the bottom up; pixels count from the top left.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.report.blocks import Bubble

_STRIP: Final = 24.0
"""Free at the top and at the bottom, for the names of the two halves; in pixels."""

_EDGE: Final = 12.0
"""Free at the left and at the right."""


@dataclass(frozen=True, slots=True)
class Disc:
    """A bubble in pixels."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Plane:
    """Which pixel stands for which reach and effect.

    Attributes
    ----------
    width, height
        In pixels.
    per_reach, per_effect
        Pixels of a reach of 1, and of one NPS point per mention.
    zero
        Pixels from the top to an effect of 0.
    largest
        Radius of the largest bubble, in pixels.
    most
        NPS points of the largest bubble, without sign.
    """

    width: float
    height: float
    per_reach: float
    per_effect: float
    zero: float
    largest: float
    most: float

    def disc(self, bubble: Bubble) -> Disc:
        """Return a bubble in pixels; its area is proportional to its points."""
        radius = self.largest * sqrt(abs(bubble.points) / self.most)
        return Disc(self._across(bubble.reach), self._up(bubble.effect), radius)

    def reach_at(self, x: float) -> float:
        """Reach that a pixel from the left stands for; below 0 in the margin."""
        return (x - _EDGE) / self.per_reach

    def effect_at(self, y: float) -> float:
        """NPS points per mention that a pixel from the top stands for."""
        return (self.zero - y) / self.per_effect

    def _across(self, reach: float) -> float:
        return _EDGE + reach * self.per_reach

    def _up(self, effect: float) -> float:
        return self.zero - effect * self.per_effect


def plane_of(bubbles: Sequence[Bubble], *, width: float, height: float, largest: float) -> Plane:
    """Make the smallest plane that holds all bubbles, with both axes from zero.

    Parameters
    ----------
    bubbles
        At least one; none with points or an effect of 0.
    width, height, largest
        Of the plane and the radius of the largest bubble, in pixels.
    """
    up = max(0.0, *(bubble.effect for bubble in bubbles), 0.0)
    down = max(0.0, *(-bubble.effect for bubble in bubbles), 0.0)
    above, below = (largest + _STRIP if side else _EDGE for side in (up, down))
    per_effect = (height - above - below) / (up + down)
    return Plane(
        width=width,
        height=height,
        per_reach=(width - 2 * _EDGE - largest) / max(bubble.reach for bubble in bubbles),
        per_effect=per_effect,
        zero=above + up * per_effect,
        largest=largest,
        most=max(abs(bubble.points) for bubble in bubbles),
    )
