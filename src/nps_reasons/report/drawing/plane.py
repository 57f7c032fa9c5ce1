"""The plane of reach and effect in pixels: where bubbles, lines of equal points and labels stand.

Reach goes from left to right, effect from the bottom up; pixels count from the top left.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, hypot, log10, sqrt
from typing import TYPE_CHECKING, Final, Literal
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nps_reasons.report.blocks import Bubble

_STRIP: Final = 24.0
"""Free at the top and at the bottom, for the names of the two halves; in pixels."""

_EDGE: Final = 12.0
"""Free at the left and at the right."""

_LINES: Final = 4
"""Most lines of equal points on one side of zero."""

_APART: Final = 13.0
"""Least distance of the numbers of two lines, in pixels."""

_STEPS: Final = 48
"""Points of which a line of equal points is made."""

LINE: Final = 15.0
"""Height of a label, in pixels."""

_LETTER: Final = 6.7
"""Width of a letter, in pixels: that of a wide font, since a reader's font is not known."""

_LONGEST: Final = 30
"""Letters of a label; the table has the whole of it."""


@dataclass(frozen=True, slots=True)
class Disc:
    """A bubble in pixels."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Box:
    """What a text covers, in pixels."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Middle of its height."""
        return (self.top + self.bottom) / 2

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def touches(self, disc: Disc) -> bool:
        """Whether any of it lies on the bubble."""
        across = max(self.left - disc.x, disc.x - self.right, 0.0)
        up = max(self.top - disc.y, disc.y - self.bottom, 0.0)
        return hypot(across, up) < disc.radius + 1


Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Label:
    """A text beside a bubble, in one line or two.

    Attributes
    ----------
    align
        The side of the box that the text starts from.
    """

    text: str
    box: Box
    align: Align

    @property
    def lines(self) -> Iterator[tuple[str, float, float]]:
        """Each line, the place that `align` speaks of, and its middle; in pixels."""
        ends = {"left": self.box.left, "right": self.box.right}
        across = ends.get(self.align, (self.box.left + self.box.right) / 2)
        for number, line in enumerate(self.text.split("\n")):
            yield line, across, self.box.top + (number + 0.5) * LINE


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


def placed_labels(bubbles: Sequence[Bubble], plane: Plane) -> tuple[Label, ...]:
    """Labels that overlap neither each other nor a bubble; the clear and large choose first.

    A bubble whose name finds no room in one line or two gets its number; where that finds none
    either, nothing.

    Returns
    -------
    tuple of Label
        In the order in which they were placed.
    """
    discs = [plane.disc(bubble) for bubble in bubbles]
    order = sorted(
        zip(bubbles, discs, strict=True),
        key=lambda pair: (not pair[0].solid, -abs(pair[0].points), pair[0].number),
    )
    taken = [half_name_box(plane, top=top) for top in (True, False)]
    taken.append(Box(0.0, plane.width, plane.zero - 1, plane.zero + 1))
    labels: list[Label] = []
    for bubble, own in order:
        found = next(_free_labels(bubble, own, plane, (taken, discs)), None)
        if found:
            taken.append(found.box)
            labels.append(found)
    return tuple(labels)


def half_name_box(plane: Plane, *, top: bool) -> Box:
    """Where the name of a half stands: in its outer corner on the right."""
    start = 0.0 if top else plane.height - LINE
    return Box(0.6 * plane.width, plane.width, start, start + LINE)


def _free_labels(
    bubble: Bubble, own: Disc, plane: Plane, others: tuple[Sequence[Box], Sequence[Disc]]
) -> Iterator[Label]:
    """Return the labels that a bubble could have, the best first."""
    for text in dict.fromkeys((shortened(bubble.label), in_two_lines(bubble.label), bubble.number)):
        for label in _beside(own, text):
            if _is_free(label.box, plane, *others):
                yield label


def _is_free(box: Box, plane: Plane, taken: Sequence[Box], discs: Sequence[Disc]) -> bool:
    inside = box.left >= 0 and box.right <= plane.width
    inside = inside and box.top >= 0 and box.bottom <= plane.height
    apart = not any(box.meets(other) for other in taken)
    return inside and apart and not any(box.touches(disc) for disc in discs)


def _beside(disc: Disc, text: str) -> Iterator[Label]:
    """Places for a text, the best first: right, left, above, below, corners, flush above, below."""
    width, height = size_of(text)
    side, rise = disc.radius + 4, disc.radius + height / 2 + 2
    corner = 0.75 * disc.radius
    slant = corner + height / 2 - 3
    places: tuple[tuple[float, float, Align], ...] = (
        (side, 0.0, "left"),
        (-side - width, 0.0, "right"),
        (-width / 2, -rise, "center"),
        (-width / 2, rise, "center"),
        (corner + 3, -slant, "left"),
        (corner + 3, slant, "left"),
        (-corner - 3 - width, -slant, "right"),
        (-corner - 3 - width, slant, "right"),
        (-disc.radius, -rise, "left"),
        (-disc.radius, rise, "left"),
        (disc.radius - width, -rise, "right"),
        (disc.radius - width, rise, "right"),
    )
    for start, up, align in places:
        left, top = disc.x + start, disc.y + up - height / 2
        yield Label(text, Box(left, left + width, top, top + height), align)


def shortened(label: str) -> str:
    """Cut a label that is longer than a chart has room for.

    Examples
    --------
    >>> len(shortened("a" * 1000))
    30
    """
    if len(label) <= _LONGEST:
        return label
    return f"{label[: _LONGEST - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def in_two_lines(label: str) -> str:
    r"""Break a label at the space nearest to its middle, where it has one.

    Examples
    --------
    >>> in_two_lines("Price and value")
    'Price\nand value'
    """
    label = shortened(label)
    spaces = [place for place, sign in enumerate(label) if sign == " "]
    if not spaces:
        return label
    place = min(spaces, key=lambda place: abs(2 * place + 1 - len(label)))
    return f"{label[:place]}\n{label[place + 1 :]}"


def size_of(text: str) -> tuple[float, float]:
    """Width and height of a text in pixels, rather too large than too small.

    Examples
    --------
    >>> size_of("Price"), size_of("\u4fa1\u683c")
    ((33.5, 15.0), (26.8, 15.0))
    """
    lines = text.split("\n")
    letters = (sum(2 if east_asian_width(sign) in "FW" else 1 for sign in line) for line in lines)
    return _LETTER * max(letters), LINE * len(lines)
