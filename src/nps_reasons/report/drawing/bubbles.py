"""The map of drivers: bubbles by reach and effect, over lines along which points are the same.

Import it late: Altair takes half a second to load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import altair as alt

from nps_reasons import words
from nps_reasons.report.drawing.iso_lines import iso_lines
from nps_reasons.report.drawing.labels import half_name_box, placed_labels
from nps_reasons.report.drawing.marks import COSTS, EARNS, INK, PLAIN, inline
from nps_reasons.report.drawing.plane import Plane, plane_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.report.blocks import Bubble, Map
    from nps_reasons.report.drawing.iso_lines import IsoLine
    from nps_reasons.report.drawing.labels import Align, Label
    from nps_reasons.report.drawing.marks import Layout, Picture, Row

Weight = Literal["normal", "bold"]

_BESIDE: Final = {True: (46, 46), False: (50, 70)}
"""Room for the numbers left and right of the plane, in the narrow layout and in the wide one."""

_TALL: Final = {True: 430, False: 520}
"""Height of the plane, in pixels."""

_LARGEST: Final = {True: 15, False: 24}
"""Radius of the largest bubble, in pixels."""

_FAINT: Final = "#c3cbd3"
_HALVES: Final = (("Praise", True, EARNS), ("Complaints", False, COSTS))


def draw_map(chart: Map, layout: Layout) -> Picture:
    """Draw bubbles over lines of equal points, praise above zero and complaints below."""
    narrow = layout.is_stacked
    plane = plane_of(
        chart.bubbles,
        width=layout.width - sum(_BESIDE[narrow]),
        height=_TALL[narrow],
        largest=_LARGEST[narrow],
    )
    lines = iso_lines(chart.bubbles, plane)
    x, y = _axes(chart, plane)
    return alt.layer(
        *_curves(lines, plane, x, y),
        _zero(plane, x, y),
        _discs(chart.bubbles, plane, x, y),
        *_half_names(chart.bubbles, plane, x, y),
        *_names(placed_labels(chart.bubbles, plane), plane, x, y),
    ).properties(
        width=plane.width,
        height=plane.height,
        title=alt.TitleParams(
            chart.up,
            anchor="start",
            fontSize=12,
            fontWeight="normal",
            color=PLAIN,
            offset=-14,
        ),
    )


def _axes(chart: Map, plane: Plane) -> tuple[alt.X, alt.Y]:
    """Across reach in per cent, up effect; both hold exactly what the plane holds."""
    across = alt.X(
        "reach:Q",
        scale=alt.Scale(domain=[plane.reach_at(0), plane.reach_at(plane.width)], nice=False),
        axis=alt.Axis(title=chart.across, tickCount=5, format="~%", grid=False),
    )
    up = alt.Y(
        "effect:Q",
        scale=alt.Scale(domain=[plane.effect_at(plane.height), plane.effect_at(0)], nice=False),
        axis=alt.Axis(title=None, tickCount=6, format="~f", grid=False),
    )
    return across, up


def _curves(
    lines: Sequence[IsoLine], plane: Plane, x: alt.X, y: alt.Y
) -> tuple[alt.Chart, alt.Chart]:
    """Lines of equal points, with their number on the right of the plane."""
    rows: list[Row] = [
        {"line": line.points, "reach": reach, "effect": effect}
        for line in lines
        for reach, effect in line.places
    ]
    ends: list[Row] = [
        {"reach": line.places[-1][0], "effect": line.places[-1][1], "text": _number(line.points)}
        for line in lines
    ]
    curves = inline(rows).mark_line(color=_FAINT, strokeWidth=1.2)
    ends.append({"reach": ends[0]["reach"], "effect": plane.effect_at(-10.0), "text": "points"})
    numbers = inline(ends).mark_text(align="left", dx=5, fontSize=12, color=PLAIN)
    return (
        curves.encode(x=x, y=y, detail="line:N"),
        numbers.encode(x=x, y=y, text="text:N"),
    )


def _number(points: float) -> str:
    """Round points as on an axis: without digits that say nothing."""
    return f"{points:+g}".replace("-", words.points(-1.0)[0])


def _zero(plane: Plane, x: alt.X, y: alt.Y) -> alt.Chart:
    rows: list[Row] = [
        {"reach": plane.reach_at(place), "effect": 0.0} for place in (0.0, plane.width)
    ]
    line: alt.Chart = inline(rows).mark_line(color=INK, strokeWidth=1).encode(x=x, y=y)
    return line


def _discs(bubbles: Sequence[Bubble], plane: Plane, x: alt.X, y: alt.Y) -> alt.Chart:
    """Bubbles, the small ones on top."""
    rows: list[Row] = [
        {
            "reach": bubble.reach,
            "effect": bubble.effect,
            # Vega's size of a circle is that of the square around it.
            "size": (2 * plane.disc(bubble).radius) ** 2,
            "colour": EARNS if bubble.effect > 0 else COSTS,
            "solid": bubble.solid,
        }
        for bubble in sorted(bubbles, key=lambda bubble: -abs(bubble.points))
    ]
    discs: alt.Chart = (
        inline(rows)
        .mark_point(shape="circle", strokeWidth=1.5, opacity=1)
        .encode(
            x=x,
            y=y,
            size=alt.Size("size:Q", scale=None),
            fill=alt.Fill("colour:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            fillOpacity=alt.condition("datum.solid", alt.value(0.8), alt.value(0.06)),
        )
    )
    return discs


def _half_names(bubbles: Sequence[Bubble], plane: Plane, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    rows: list[Row] = [
        {
            "reach": plane.reach_at(plane.width),
            "effect": plane.effect_at(half_name_box(plane, top=top).middle),
            "text": name,
            "colour": colour,
        }
        for name, top, colour in _HALVES
        if any((bubble.effect > 0) is top for bubble in bubbles)
    ]
    return _written(rows, x, y, align="right", size=13, weight="bold")


def _names(labels: Sequence[Label], plane: Plane, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    marks: list[alt.Chart] = []
    for align in dict.fromkeys(label.align for label in labels):
        rows: list[Row] = [
            {
                "reach": plane.reach_at(across),
                "effect": plane.effect_at(middle),
                "text": line,
                "colour": INK,
            }
            for label in labels
            if label.align == align
            for line, across, middle in label.lines
        ]
        marks += _written(rows, x, y, align=align, size=12, weight="normal")
    return marks


def _written(
    rows: list[Row], x: alt.X, y: alt.Y, *, align: Align, size: int, weight: Weight
) -> list[alt.Chart]:
    """Texts with a white halo, which keeps lines from striking them through."""
    text = inline(rows).mark_text(align=align, baseline="middle", fontSize=size, fontWeight=weight)
    halo = text.copy()
    halo.mark = alt.MarkDef(
        **{**text.mark.to_dict(), "stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
    )
    colour = alt.Fill("colour:N", scale=None)
    return [mark.encode(x=x, y=y, text="text:N", fill=colour) for mark in (halo, text)]
