"""Charts as static SVG: chart data in, the same bytes out every time.

Only this file and marks.py know Altair. Import it late: Altair takes half a second to load.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import vl_convert

from nps_reasons.report.blocks import Bars, Chart, Dots, Map, Splits, Trend, Waterfall
from nps_reasons.report.drawing.bubbles import draw_map
from nps_reasons.report.drawing.marks import (
    COSTS,
    DETAIL,
    EARNS,
    INK,
    NEUTRAL,
    PLAIN,
    SOLID,
    TONES,
    WIDE,
    Frame,
    Layout,
    captions,
    domain_of,
    heading_texts,
    inline,
    row_of,
    rows_of,
    styled,
    text_at,
    whiskers,
    zero_line,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from nps_reasons.report.drawing.marks import Picture, Row

_MOST_LABELLED: Final = 12
"""Points of a trend that still have room for their number."""

_AXIS: Final = 40
"""Room for the numbers on the left of a trend, in pixels."""


def draw(chart: Chart, layout: Layout = WIDE) -> str:
    """Draw a chart as the text of one SVG element, without script or reference to elsewhere."""
    picture = styled(DRAW[type(chart)](chart, layout))
    svg: str = vl_convert.vegalite_to_svg(picture.to_dict())
    # The figure around the picture has the name and the table; roles inside would be read twice.
    svg = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _bars(chart: Bars, layout: Layout) -> Picture:
    rows, _, height = rows_of([("", chart.estimates)], layout)
    frame = Frame(height, chart.axis, domain_of(rows, zero=True), layout, percent=chart.percent)
    colour = TONES[chart.tone]
    data = inline(rows)
    bars = data.mark_bar(orient="horizontal", height=14, fill=colour, stroke=colour).encode(
        x=frame.x("zero"),
        x2="value:Q",
        y=frame.y(),
        fillOpacity=SOLID,
    )
    return frame.layers(bars, zero_line(frame), *whiskers(data, frame), *captions(data, frame))


def _dots(chart: Dots, layout: Layout) -> Picture:
    rows, headings, height = rows_of(chart.groups, layout)
    frame = Frame(height, chart.axis, domain_of(rows, zero=False), layout)
    data = inline(rows)
    dots = data.mark_point(filled=True, size=90, color=EARNS, opacity=1).encode(
        x=frame.x("value"), y=frame.y()
    )
    return frame.layers(
        *whiskers(data, frame), dots, *captions(data, frame), *heading_texts(headings, frame)
    )


def _waterfall(chart: Waterfall, layout: Layout) -> Picture:
    rows, height = _step_rows(chart, layout)
    frame = Frame(height, chart.axis, domain_of(rows, zero=False), layout)
    levels, steps = ([r for r in rows if r["is_level"] is wanted] for wanted in (True, False))
    links = [{**row, "next": following["y"]} for row, following in pairwise(rows)]
    return frame.layers(
        inline(links)
        .mark_rule(color=PLAIN, strokeDash=[2, 2])
        .encode(x=frame.x("high"), y=frame.y(), y2="next:Q"),
        inline(steps)
        .mark_bar(orient="horizontal", height=14)
        .encode(
            x=frame.x("low"),
            x2="high:Q",
            y=frame.y(),
            fill=alt.Fill("colour:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            fillOpacity=SOLID,
        ),
        inline(levels)
        .mark_point(filled=True, size=110, color=INK, opacity=1)
        .encode(x=frame.x("value"), y=frame.y()),
        *captions(inline(rows), frame, limit=layout.width - 130),
        *text_at(inline([row for row in rows if row["detail"]]), frame, "detail", "below"),
    )


def _splits(chart: Splits, layout: Layout) -> Picture:
    pieces, names, headings, height = _split_rows(chart)
    widest = max(piece["high"] for piece in pieces) or 0.05
    frame = Frame(height, chart.axis, (0.0, widest), _beside(layout), percent=True)
    bars = inline(pieces).mark_bar(orient="horizontal", height=13, stroke="white", strokeWidth=1)
    return frame.layers(
        bars.encode(
            x=frame.x("low"), x2="high:Q", y=frame.y(), color=alt.Color("colour:N", scale=None)
        ),
        *text_at(inline(names), frame, "label", "y"),
        *text_at(inline(names), frame, "text", "y", right=True),
        *heading_texts(headings, frame),
    )


def _trend(chart: Trend, layout: Layout) -> Picture:
    rows = [
        {**row_of(estimate), "place": f"{estimate.label}|{estimate.text}", "number": row[1]}
        for estimate, row in zip(chart.estimates, chart.table.rows, strict=True)
    ]
    axis = alt.Axis(
        title=None,
        # The only way to two lines below a tick.
        labelExpr="split(datum.label, '|')",
        labelAngle=0,
        labelOverlap=True,
        labelLineHeight=17,
        grid=False,
    )
    low, high = domain_of(rows, zero=False)
    scale = alt.Scale(domain=[low, high + 0.12 * (high - low)], nice=True)
    data = inline(rows).encode(x=alt.X("place:N", sort=None, axis=axis))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=alt.Axis(title=None))

    numbers = data.mark_text(dy=-11, fontSize=13, fontWeight="bold", color=INK)
    return alt.layer(
        data.mark_line(color=PLAIN, strokeWidth=1.5, opacity=0.6).encode(y=y("value")),
        data.mark_rule(color=PLAIN, strokeWidth=2).encode(y=y("low"), y2="high:Q"),
        data.mark_point(filled=True, size=90, color=EARNS, opacity=1).encode(y=y("value")),
        *([numbers.encode(y=y("high"), text="number:N")] * (len(rows) <= _MOST_LABELLED)),
    ).properties(width=layout.width - _AXIS, height=210)


DRAW: Final[dict[type, Callable[[Any, Layout], Picture]]] = {
    Bars: _bars,
    Dots: _dots,
    Trend: _trend,
    Waterfall: _waterfall,
    Splits: _splits,
    Map: draw_map,
}


def _step_rows(chart: Waterfall, layout: Layout) -> tuple[list[Row], int]:
    """Steps from the top down, and the height they need; a detail takes a line of its own."""
    rows: list[Row] = []
    top = 0
    for step in chart.steps:
        stacked = bool(step.detail) and layout.is_stacked
        below = DETAIL if stacked else 0
        rows.append(
            {
                "label": step.label
                if stacked or not step.detail
                else f"{step.label}: {step.detail}",
                "detail": step.detail if stacked else "",
                "text": step.text,
                "value": step.end,
                "low": step.start,
                "high": step.end,
                "is_level": step.is_level,
                "solid": step.solid,
                "colour": EARNS if step.end >= step.start else COSTS,
                "top": top + layout.label,
                "below": top + layout.label + DETAIL,
                "y": top + below + layout.mark,
            }
        )
        top += layout.line + below
    return rows, top


def _beside(layout: Layout) -> Layout:
    """Room for the names of categories, which are short in every layout."""
    return replace(layout, left=76, right=100) if layout.is_stacked else replace(layout, left=100)


def _split_rows(chart: Splits) -> tuple[list[Row], list[Row], list[Row], int]:
    """Pieces of bars, names of bars, headings, and the height they need."""
    pieces: list[Row] = []
    names: list[Row] = []
    headings: list[Row] = []
    top = 0
    for heading, splits in chart.groups:
        headings.append({"label": heading, "top": top + 12})
        top += 24
        for split in splits:
            names.append({"label": split.label, "text": split.text, "y": top + 9})
            end = 0.0
            for part, colour in (
                (split.negative, COSTS),
                (split.neutral, NEUTRAL),
                (split.positive, EARNS),
            ):
                pieces.append({"low": end, "high": end + part, "y": top + 9, "colour": colour})
                end += part
            top += 19
        top += 12
    return pieces, names, headings, top
