"""What the charts are made of: a frame in pixels, bars' rows, whiskers, texts with a halo.

Marks are placed in pixels from the top, so that a label can stand above its bar: a chart is then
narrow enough for a phone. On a page there is room for the label on the left and the numbers on the
right of it; a page has both, and shows the one that fits.
Import this module late: Altair takes half a second to load.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import altair as alt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.report.blocks import Estimate

    Row = dict[str, Any]
    Picture = alt.LayerChart | alt.FacetChart

# Orange and blue stay apart for every common colour blindness.
COSTS: Final = "#b35806"
EARNS: Final = "#2166ac"
PLAIN: Final = "#4d5966"
NEUTRAL: Final = "#b4bdc6"
INK: Final = "#1c2733"
TONES: Final = {"costs": COSTS, "earns": EARNS, "plain": PLAIN}
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"

DETAIL: Final = 16
"""Height of a second line of a label, in pixels."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the label, the mark and the numbers of a row stand; in pixels.

    Attributes
    ----------
    left, right
        Room beside the marks.
    line
        Height of a row.
    label, mark
        From the top of a row to the middle of its label and of its mark.
    """

    width: int
    left: int
    right: int
    line: int
    label: int
    mark: int

    @property
    def is_stacked(self) -> bool:
        """Whether the label stands above its mark."""
        return self.label < self.mark


NARROW: Final = Layout(width=390, left=0, right=0, line=46, label=12, mark=30)
WIDE: Final = Layout(width=900, left=320, right=210, line=30, label=15, mark=15)

SOLID: Final = alt.condition("datum.solid", alt.value(1), alt.value(0.15))
"""How full a bar is: what is not told apart from noise is hollow."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The plane that all marks of one chart share: pixels from the top, values from the left."""

    height: int
    title: str
    domain: tuple[float, float]
    layout: Layout
    percent: bool = False

    def x(self, field: str) -> alt.X:
        """Position from the left, in values of the axis."""
        scale = alt.Scale(
            domain=list(self.domain),
            range=[self.layout.left, self.layout.width - self.layout.right],
            nice=False,
        )
        axis = alt.Axis(title=self.title, tickCount=5, format="~%" if self.percent else "~f")
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    def y(self, field: str = "y") -> alt.Y:
        """Position from the top, in pixels."""
        scale = alt.Scale(domain=[self.height, 0], nice=False)
        return alt.Y(f"{field}:Q", scale=scale, axis=None)

    def layers(self, *marks: alt.Chart) -> Picture:
        """Lay marks over each other, the last on top."""
        return alt.layer(*marks).properties(width=self.layout.width, height=self.height)


def rows_of(
    groups: Sequence[tuple[str, Sequence[Estimate]]], layout: Layout
) -> tuple[list[Row], list[Row], int]:
    """Estimates and headings from the top down, and the height they need."""
    rows: list[Row] = []
    headings: list[Row] = []
    top = 0
    for heading, estimates in groups:
        if heading:
            headings.append({"label": heading, "top": top + 12})
            top += 26
        for estimate in estimates:
            place = {"top": top + layout.label, "y": top + layout.mark}
            rows.append({**row_of(estimate), **place})
            top += layout.line
    return rows, headings, top


def row_of(estimate: Estimate) -> Row:
    """Return an estimate as a row of chart data."""
    return {
        "label": estimate.label,
        "text": estimate.text,
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "solid": estimate.solid,
        "zero": 0.0,
    }


def domain_of(rows: list[Row], *, zero: bool) -> tuple[float, float]:
    """Ends of an axis that holds every interval, with a margin; a bar starts at zero exactly."""
    ends = [row[name] for row in rows for name in ("value", "low", "high")] + [0.0] * zero
    low, high = min(ends), max(ends)
    margin = 0.05 * (high - low) or 1.0
    at_zero = (zero and low == 0.0, zero and high == 0.0)
    return (low - margin * (not at_zero[0]), high + margin * (not at_zero[1]))


def inline(rows: list[Row]) -> alt.Chart:
    """Return a chart without marks over these rows."""
    return alt.Chart(alt.InlineData(values=rows))


def whiskers(data: alt.Chart, frame: Frame) -> list[alt.Chart]:
    """Return the interval of each row, with its ends."""
    rule = data.mark_rule(color=INK, strokeWidth=1.5)
    tick = data.mark_tick(color=INK, thickness=1.5, size=9, orient="vertical")
    return [
        rule.encode(x=frame.x("low"), x2="high:Q", y=frame.y()),
        *(tick.encode(x=frame.x(end), y=frame.y()) for end in ("low", "high")),
    ]


def captions(data: alt.Chart, frame: Frame, *, limit: int = 205) -> list[alt.Chart]:
    """Label on the left, numbers on the right; the limit holds where a label stands above."""
    layout = frame.layout
    return [
        *text_at(
            data, frame, "label", "top", limit=limit if layout.is_stacked else layout.left - 10
        ),
        *text_at(data, frame, "text", "top", right=True),
    ]


def heading_texts(rows: list[Row], frame: Frame) -> list[alt.Chart]:
    """Bold texts across the whole width."""
    return text_at(inline(rows), frame, "label", "top", limit=frame.layout.width, bold=True)


def text_at(
    data: alt.Chart,
    frame: Frame,
    field: str,
    at: str,
    *,
    right: bool = False,
    bold: bool = False,
    limit: int = 200,
) -> list[alt.Chart]:
    """Texts on the left or right edge, with a white halo below."""
    mark = data.mark_text(
        align="right" if right else "left",
        baseline="middle",
        fontSize=13,
        fontWeight="bold" if bold else "normal",
        limit=limit,
        color=INK,
    )
    side = alt.value(frame.layout.width if right else 0)
    text: alt.Chart = mark.encode(x=side, y=frame.y(at), text=f"{field}:N")
    halo = text.copy()
    # Lines that pass behind a text would strike it through.
    halo.mark = alt.MarkDef(
        **{**text.mark.to_dict(), "stroke": "white", "strokeWidth": 5, "strokeJoin": "round"}
    )
    return [halo, text]


def zero_line(frame: Frame) -> alt.Chart:
    """Line from which bars start."""
    line: alt.Chart = inline([{"zero": 0.0}]).mark_rule(color=INK).encode(x=frame.x("zero"))
    return line


def styled(picture: Picture) -> Picture:
    """Give a picture the fonts and colours of the report."""
    result: Picture = (
        picture.configure(font=FONT, background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=PLAIN,
            titleColor=PLAIN,
            titleFontWeight="normal",
            labelFontSize=12,
            titleFontSize=12,
            gridColor="#e4e8ec",
            domain=False,
            ticks=False,
            labelPadding=6,
            titleAnchor="start",
        )
    )
    return result
