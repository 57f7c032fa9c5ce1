"""Labels beside the bubbles of a plane, in pixels: none on another, nor on a bubble."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, Final, Literal
from unicodedata import east_asian_width

from nps_reasons.report.safe_text import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nps_reasons.report.blocks import Bubble
    from nps_reasons.report.drawing.plane import Disc, Plane

LINE: Final = 15.0
"""Height of a label, in pixels."""

_LETTER: Final = 6.7
"""Width of a letter, in pixels: that of a wide font, since a reader's font is not known."""

_LONGEST: Final = 30
"""Letters of a label; the table has the whole of it."""


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
    forms = (shortened(bubble.label, _LONGEST), in_two_lines(bubble.label), bubble.number)
    for text in dict.fromkeys(forms):
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


def in_two_lines(label: str) -> str:
    r"""Break a label at the space nearest to its middle, where it has one.

    Examples
    --------
    >>> in_two_lines("Price and value")
    'Price\nand value'
    """
    label = shortened(label, _LONGEST)
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
