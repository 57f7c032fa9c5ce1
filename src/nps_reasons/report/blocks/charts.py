"""The data of charts and of heat maps, with the table that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from nps_reasons.report.blocks.texts import Table

Tone = Literal["costs", "earns", "plain"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval, as a chart draws it.

    Attributes
    ----------
    text
        The same numbers in words, printed beside the mark.
    solid
        False where the estimate is not told apart from noise: drawn hollow.
    """

    label: str
    value: float
    low: float
    high: float
    text: str
    solid: bool = True


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from zero with interval whiskers, one below the other."""

    title: str
    alt: str
    axis: str
    estimates: tuple[Estimate, ...]
    table: Table
    tone: Tone = "plain"
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Dots:
    """Points with interval whiskers, one below the other, grouped under headings."""

    title: str
    alt: str
    axis: str
    groups: tuple[tuple[str, tuple[Estimate, ...]], ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Trend:
    """Points in time with interval whiskers, from left to right; `text` stands under each."""

    title: str
    alt: str
    axis: str
    estimates: tuple[Estimate, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a `Spark`.

    Attributes
    ----------
    estimates
        One per period, from left to right; None where a period has none.
    """

    label: str
    estimates: tuple[Estimate | None, ...]
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Spark:
    """A small chart of shares, 0 to 1, over periods, for what stands inside a `Drill`.

    Attributes
    ----------
    ticks
        Shares on the axis, the lowest first, and how they read.
    table
        One row per period.
    """

    title: str
    alt: str
    ticks: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a waterfall, from one level to the next; or a level, where both are the same.

    Attributes
    ----------
    detail
        What of the subject named by `label` the step is; empty where the label says it all.
    solid
        False where the step is not told apart from noise: drawn hollow.
    """

    label: str
    start: float
    end: float
    text: str
    detail: str = ""
    solid: bool = True
    is_level: bool = False


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Steps that lead from the first level to the last."""

    title: str
    alt: str
    axis: str
    steps: tuple[Step, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Split:
    """How often one theme is said by one respondent category, split by sign; shares 0 to 1."""

    label: str
    negative: float
    neutral: float
    positive: float
    text: str


@dataclass(frozen=True, slots=True)
class Splits:
    """Split bars side by side, grouped under headings."""

    title: str
    alt: str
    axis: str
    groups: tuple[tuple[str, tuple[Split, ...]], ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Bubble:
    """A driver on the plane of reach and effect; its points are the product of the two.

    Attributes
    ----------
    number
        Stands at the bubble where there is no room for its label: its row of the table.
    reach
        Share of those with a reason who say it, 0 to 1.
    effect
        NPS points per mention, others held fixed; complaints below 0, praise above.
    points
        NPS points; their size is the area of the bubble.
    solid
        False where the driver is not told apart from noise: drawn hollow.
    """

    label: str
    number: str
    reach: float
    effect: float
    points: float
    solid: bool = True


@dataclass(frozen=True, slots=True)
class Map:
    """Drivers by reach and effect, with lines along which the points are the same."""

    title: str
    alt: str
    across: str
    up: str
    bubbles: tuple[Bubble, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a heat map.

    Attributes
    ----------
    text
        What stands in it; empty where its number is suppressed.
    level
        How dark it is, 0 to 1; None where its number is suppressed: hatched.
    note
        What a reader is told who asks, such as the interval and the base.
    mark
        A sign beside the number of a cell that stands out, and what it means in words.
    """

    text: str
    level: float | None
    note: str
    mark: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Grid:
    """A heat map: rows of cells, with columns grouped under headings.

    Attributes
    ----------
    groups
        Heading and the columns below it, from left to right: name and base of each. A heading may
        be empty.
    rows
        Label and as many cells as there are columns.
    table
        What all the notes of the cells say, for those who cannot point at one.
    anchors
        As in `Table`.
    """

    caption: str
    corner: str
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    table: Table
    anchors: tuple[str, ...] = ()


Chart = Bars | Dots | Trend | Waterfall | Splits | Map
