"""What all native charts share: the data behind them, their axis, their name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_TICK_MARK
from pptx.util import Pt

from nps_reasons.report.drawing.marks import INK, PLAIN
from nps_reasons.report.slides.boxes import Box, Style, add_text, rgb
from nps_reasons.report.slides.fitting import clean, shortened
from nps_reasons.report.slides.plot_xml import describe
from nps_reasons.report.slides.sheets import Sheet, workbook_of

if TYPE_CHECKING:
    from pptx.chart.axis import ValueAxis
    from pptx.chart.chart import Chart
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.slide import Slide as Page

    from nps_reasons.report.slides.scales import Scale

SIZE: Final = 12.0
"""Of the letters in a chart, in points."""

HEADING: Final = 22.0
"""Height of the name above a chart, in points."""

GRID: Final = "#e4e8ec"

_MINUS: Final = "\N{MINUS SIGN}"

_SMALLEST: Final = 1e-9

SCORES: Final = f"0.0;{_MINUS}0.0;0.0"
"""Form of scores, as a spreadsheet says it."""


@dataclass(frozen=True, slots=True)
class Plot:
    """What all charts share: the data, the axis, and what is told of both.

    Attributes
    ----------
    form
        How the numbers of the axis read, as a spreadsheet says it.
    """

    title: str
    alt: str
    axis: str
    sheet: Sheet
    scale: Scale
    form: str


def shares(scale: Scale) -> str:
    """Form of shares: per cent, with as many decimals as the step needs."""
    return f"{_digits(100 * scale.step)}%"


def signed(scale: Scale) -> str:
    """Form of numbers that carry their sign, with as many decimals as the step needs."""
    digits = _digits(scale.step)
    return f"+{digits};{_MINUS}{digits};0"


def unsigned(scale: Scale) -> str:
    """Form of numbers whose sign is shown where they are negative."""
    digits = _digits(scale.step)
    return f"{digits};{_MINUS}{digits};0"


def _digits(step: float) -> str:
    decimals = next((n for n in range(3) if abs(step - round(step, n)) < _SMALLEST), 3)
    return f"{0:.{decimals}f}"


def headed(page: Page, title: str, box: Box) -> Box:
    """Write the name of a chart above it; return the room that is left."""
    text = shortened(clean(title), box.width, 13.0, bold=True)
    heading = Box(box.left, box.top, box.width, HEADING)
    add_text(page, [text], heading, Style(13.0, bold=True), name="Name of the chart")
    return Box(box.left, box.top + HEADING, box.width, box.height - HEADING)


def native_chart(page: Page, plot: Plot, kind: XL_CHART_TYPE, box: Box) -> Chart:
    """Add a chart over the data of a sheet."""
    sheet = plot.sheet
    data = CategoryChartData()
    data.categories = [str(row[0]) for row in sheet.rows]
    for column in range(1, sheet.plotted + 1):
        data.add_series(sheet.columns[column], sheet.values(column))
    frame = page.shapes.add_chart(kind, *box.emu, data)
    describe(frame, "Chart", clean(f"{plot.title}. {plot.alt}"))
    chart = frame.chart
    # python-pptx would make formulas of labels that begin with a sign, and note the hour.
    chart.part.chart_workbook.update_from_xlsx_blob(workbook_of(sheet))
    chart.has_legend = chart.has_title = False
    chart.font.size = Pt(SIZE)
    chart.font.color.rgb = rgb(INK)
    return chart


def style_values(axis: ValueAxis, plot: Plot) -> None:
    """Set ends, lines and numbers of the axis of values."""
    axis.minimum_scale, axis.maximum_scale = plot.scale.low, plot.scale.high
    axis.major_unit = plot.scale.step
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = rgb(GRID)
    axis.format.line.fill.background()
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = plot.form, False
    axis.tick_labels.font.size = Pt(11)
    axis.tick_labels.font.color.rgb = rgb(PLAIN)
    axis.has_title = True
    frame = axis.axis_title.text_frame
    frame.text = clean(plot.axis)
    font = frame.paragraphs[0].runs[0].font
    font.size, font.bold = Pt(11), False
    font.color.rgb = rgb(PLAIN)
