"""Native charts: bars with intervals, a trend, a waterfall; their data can be edited."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.util import Pt

from nps_reasons import words
from nps_reasons.report.drawing.marks import EARNS, INK, PLAIN, TONES
from nps_reasons.report.slides.boxes import Box, rgb
from nps_reasons.report.slides.fitting import LINE, clean, lines_of, shortened, width_of
from nps_reasons.report.slides.plot_xml import (
    add_intervals,
    keep_colour,
    numbers_below,
    place_plot,
    show_labels,
    whiten,
)
from nps_reasons.report.slides.plots import (
    GRID,
    HEADING,
    SCORES,
    SIZE,
    Plot,
    headed,
    native_chart,
    shares,
    signed,
    style_values,
    unsigned,
)
from nps_reasons.report.slides.scales import scale_of
from nps_reasons.report.slides.sheets import Sheet
from nps_reasons.report.slides.waterfall import DOWN, LEVEL, UP, sheet_of_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.chart.chart import Chart
    from pptx.chart.plot import _BasePlot as NativePlot
    from pptx.chart.series import _BaseCategorySeries as Series
    from pptx.dml.chtfmt import ChartFormat as Format
    from pptx.slide import Slide as Page

    from nps_reasons.report.blocks import Bars, Estimate, Step, Trend, Waterfall

_AXIS: Final = 40.0
"""Room below the marks for the numbers and the name of the axis, in points."""

_MOST_BARS: Final = 6
_HIGHEST: Final = 66.0
_WIDEST: Final = 0.52
"""Of the chart's width, for labels."""

_APART: Final = 10.0
"""Between a label and its bar, in points."""

_NUMBERED: Final = 12
"""Points of a trend that still have room for their number."""

_MOST_LABELS: Final = 40
"""Labels below a trend."""


def draw_bars(page: Page, chart: Bars, box: Box) -> None:
    """Draw bars from zero; what is not clear is hollow."""
    estimates = chart.estimates[:_MOST_BARS]
    height = (box.height - HEADING - _AXIS) / len(estimates)
    lines = 1 if height < 3 * LINE * SIZE else 2
    sheet = _sheet_of_bars(chart, estimates, _WIDEST * box.width - _APART, lines)
    scale = scale_of([0.0, *(end for e in estimates for end in (e.value, e.low, e.high))])
    form = (shares if chart.percent else signed)(scale)
    plot = Plot(chart.title, chart.alt, chart.axis, sheet, scale, form)
    native = _lying(page, plot, XL_CHART_TYPE.BAR_CLUSTERED, box)
    (series,) = native.plots[0].series
    _paint(series, TONES[chart.tone], [estimate.solid for estimate in estimates])
    add_intervals(series, sheet, minus=2, plus=3, upright=False)


def _sheet_of_bars(chart: Bars, estimates: Sequence[Estimate], width: float, lines: int) -> Sheet:
    columns = ("", chart.axis, "To the lower end", "To the upper end", "Lower end", "Upper end")
    rows = (
        (
            _label(estimate.label, estimate.text, width, lines),
            estimate.value,
            max(estimate.value - estimate.low, 0.0),
            max(estimate.high - estimate.value, 0.0),
            estimate.low,
            estimate.high,
        )
        for estimate in estimates
    )
    return Sheet(columns, tuple(rows))


def _label(name: str, numbers: str, width: float, lines: int) -> str:
    """Name in one or two lines, and its numbers below; each break is one that we set."""
    short = shortened(clean(name), width, SIZE, lines=lines)
    return "\n".join([*lines_of(short, width, SIZE), shortened(clean(numbers), width, SIZE)])


def _paint(series: Series, colour: str, solid: Sequence[bool]) -> None:
    """Fill what is clear; leave the others hollow."""
    series.invert_if_negative = False
    _fill(series.format, colour, solid=True)
    for place, is_solid in enumerate(solid):
        if not is_solid:
            _fill(series.points[place].format, colour, solid=False)
    keep_colour(series)


def _fill(shape: Format, colour: str, *, solid: bool) -> None:
    tone = rgb(colour)
    shape.fill.solid()
    shape.fill.fore_color.rgb = tone if solid else rgb("#ffffff")
    shape.line.color.rgb = tone
    shape.line.width = Pt(1.5)


def draw_waterfall(page: Page, chart: Waterfall, box: Box) -> None:
    """Draw steps that add up, from the first level to the last."""
    width = _WIDEST * box.width - _APART
    labels = [_step_label(step, width) for step in chart.steps]
    sheet, scale = sheet_of_steps(chart, labels)
    plot = Plot(chart.title, chart.alt, chart.axis, sheet, scale, unsigned(scale))
    native = _lying(page, plot, XL_CHART_TYPE.BAR_STACKED, box)
    native.plots[0].overlap = 100
    solid = [step.solid for step in chart.steps]
    for series in native.plots[0].series:
        if series.name in UP:
            _paint(series, EARNS, solid)
        elif series.name in DOWN:
            _paint(series, TONES["costs"], solid)
        elif series.name == LEVEL:
            _paint(series, PLAIN, [True] * len(solid))
        else:
            series.format.fill.background()
            series.format.line.fill.background()


def _step_label(step: Step, width: float) -> str:
    """Label, detail and numbers in one line; only a long label is shortened."""
    detail = f": {clean(step.detail)}" if step.detail else ""
    rest = f"{detail}  {clean(step.text)}"
    return f"{shortened(clean(step.label), width - width_of(rest, SIZE), SIZE)}{rest}"


def draw_trend(page: Page, chart: Trend, box: Box) -> None:
    """Draw points in time with their intervals."""
    estimates = chart.estimates
    numbered = len(estimates) <= _NUMBERED
    width = box.width / len(estimates)
    columns = ("", chart.axis, "To the lower end", "To the upper end", "Lower end", "Upper end")
    rows = tuple(_trend_row(e, width if numbered else None) for e in estimates)
    sheet = Sheet(columns, rows)
    scale = scale_of([end for e in estimates for end in (e.value, e.low, e.high)])
    plot = Plot(chart.title, chart.alt, chart.axis, sheet, scale, unsigned(scale))
    native = native_chart(page, plot, XL_CHART_TYPE.LINE_MARKERS, headed(page, plot.title, box))
    style_values(native.value_axis, plot)
    native.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    native.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    native.category_axis.format.line.color.rgb = rgb(GRID)
    (series,) = native.plots[0].series
    _style_line(series)
    add_intervals(series, sheet, minus=2, plus=3, upright=True)
    show_labels(native, every=ceil(len(estimates) / _MOST_LABELS), slanted=not numbered)
    if numbered:
        _number(native.plots[0])


def _trend_row(estimate: Estimate, width: float | None) -> tuple[str | float, ...]:
    """Label and numbers of a point; the number beside it is rounded as everywhere."""
    value = float(words.rounded(estimate.value, 1))
    label = clean(estimate.label)
    if width is not None:
        label = "\n".join(
            shortened(text, width, SIZE) for text in (label, clean(estimate.text)) if text
        )
    low, high = estimate.low, estimate.high
    return (label, value, max(value - low, 0.0), max(high - value, 0.0), low, high)


def _style_line(series: Series) -> None:
    series.smooth = False
    series.format.line.color.rgb = rgb(PLAIN)
    series.format.line.width = Pt(1.5)
    marker = series.marker
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 10
    for part in (marker.format.fill, marker.format.line.fill):
        part.solid()
        part.fore_color.rgb = rgb(EARNS)


def _number(drawn: NativePlot) -> None:
    """Write its value beside each point."""
    drawn.has_data_labels = True
    labels = drawn.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = SCORES, False
    labels.position = XL_LABEL_POSITION.RIGHT
    labels.font.size, labels.font.bold = Pt(14), True
    whiten(labels)


def _lying(page: Page, plot: Plot, kind: XL_CHART_TYPE, box: Box) -> Chart:
    """Add a chart whose bars lie one below the other, the first on top."""
    count = len(plot.sheet.rows)
    box = headed(page, plot.title, box)
    box = Box(box.left, box.top, box.width, min(box.height, _AXIS + count * _HIGHEST))
    native = native_chart(page, plot, kind, box)
    room = _label_room(plot.sheet, box)
    native.plots[0].gap_width = 60
    native.plots[0].vary_by_categories = False
    style_values(native.value_axis, plot)
    axis = native.category_axis
    axis.reverse_order = True
    numbers_below(native)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.format.line.color.rgb = rgb(INK)
    show_labels(native)
    place_plot(native, room / box.width, 0.0, 0.97 - room / box.width, 1 - _AXIS / box.height)
    return native


def _label_room(sheet: Sheet, box: Box) -> float:
    """Width that the labels need, in points."""
    lines = [line for row in sheet.rows for line in str(row[0]).split("\n")]
    return min(max(width_of(line, SIZE) for line in lines) + _APART, _WIDEST * box.width)
