"""What a section is made of: words, numbers as text, and the data of a chart. No format knows more.

A section is computed once; each output format (html.py, later others) decides how a part looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["costs", "earns", "plain"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure to read at a glance: what it is, the figure, what to know about it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A row of figures."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """Sentences that belong together, under a heading of their own where there is one."""

    sentences: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read the chart before it: folded away until somebody asks."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Names with their explanation, in the order to read them."""

    heading: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts; numbers are already formatted.

    Attributes
    ----------
    rows
        One tuple per row, as long as `columns`; the first cell names the row.
    prose
        Positions of the columns that hold words; the others hold numbers.
    anchors
        One per row: name of the drill-down that its first cell leads to, or ""; or none at all.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    prose: tuple[int, ...] = (0,)
    anchors: tuple[str, ...] = ()


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
class Quote:
    """An exact substring of a reason, and who said it.

    Attributes
    ----------
    clause
        Offsets into `text` of the clause that speaks of the theme.
    score
        In words: on some scales a reader must be told which end is the best.
    segments
        Values of the segment columns.
    role
        By which rule it was chosen: typical, strongest, also said, says otherwise.
    cut_before, cut_after
        The reason goes on before or after the quote.
    """

    text: str
    clause: tuple[int, int]
    response_id: str
    score: str
    group: str
    segments: tuple[str, ...]
    role: str
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes about one theme."""

    heading: str
    note: str
    quotes: tuple[Quote, ...]


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


@dataclass(frozen=True, slots=True)
class Drill:
    """What is folded away below a heading until somebody asks for it; links lead to its name.

    Attributes
    ----------
    name
        Where a link leads, unique in the report.
    summary
        What a reader sees beside the heading while it is closed.
    theme
        Id of the theme that it is about: its comments are a link away; "" where it is about none.
    """

    name: str
    heading: str
    summary: str
    parts: tuple[Part, ...]
    is_open: bool = False
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A reason with who gave it, and what it speaks of.

    Attributes
    ----------
    score
        In words, as in `Quote`.
    text
        An exact beginning of the reason, redacted.
    segments
        Values of the segments of `Comments`; "" where one is missing.
    themes
        Positions in the themes of `Comments`, each with a sign.
    weight
        Of the response, for the NPS of several comments.
    cut
        The reason goes on after it.
    """

    response_id: str
    period: str
    score: str
    group: str
    text: str
    segments: tuple[str, ...]
    themes: tuple[tuple[int, str], ...]
    weight: float = 1.0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Comments:
    """Comments to search and filter.

    Attributes
    ----------
    total
        How many comments there are; more than are shown where there are very many.
    periods
        Periods of the comments, the newest first.
    segments
        Names of the segments.
    themes
        Id and label of each theme.
    minimum_base
        Fewer comments have no NPS.
    """

    comments: tuple[Comment, ...]
    total: int
    periods: tuple[str, ...]
    segments: tuple[str, ...]
    themes: tuple[tuple[str, str], ...]
    minimum_base: int


Chart = Bars | Dots | Trend | Waterfall | Splits | Map
Part = Facts | Notes | Reading | Terms | Table | Chart | Quotes | Grid | Spark | Drill | Comments


@dataclass(frozen=True, slots=True)
class Section:
    """A sentence that a reader can quote, and what stands behind it."""

    title: str
    text: str
    parts: tuple[Part, ...] = ()
