"""Parts of a native chart that python-pptx has no word for: intervals, room for labels, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from nps_reasons.report.drawing.marks import INK

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.chart.datalabel import DataLabels
    from pptx.chart.series import _BaseCategorySeries as Series
    from pptx.shapes.graphfrm import GraphicFrame

    from nps_reasons.report.slides.sheets import Sheet

_SLANTED: Final = "-2700000"
"""An eighth of a turn, in the units of the file."""

_THICK: Final = 15_875
"""Of the lines of an interval, in the units of the file: 1.25 points."""


def add_intervals(series: Series, sheet: Sheet, *, minus: int, plus: int, upright: bool) -> None:
    """Add intervals to a series; their lengths stand in two columns of the sheet.

    Parameters
    ----------
    minus, plus
        Columns of the sheet: from the value to the lower and to the upper end.
    upright
        The values of the chart run upwards, not to the right.

    References
    ----------
    ECMA-376-1, 21.2.2.55 (errBars): it follows the labels and precedes the categories.
    """
    direction = '<c:errDir val="y"/>' if upright else ""
    xml = (
        f"<c:errBars {nsdecls('c', 'a')}>{direction}"
        '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"<c:plus>{_numbers(sheet, plus)}</c:plus><c:minus>{_numbers(sheet, minus)}</c:minus>"
        f'<c:spPr><a:ln w="{_THICK}"><a:solidFill><a:srgbClr val="{INK[1:].upper()}"/>'
        "</a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    series._element.find(qn("c:cat")).addprevious(parse_xml(xml))


def _numbers(sheet: Sheet, column: int) -> str:
    """Reference to a column of the workbook, with the numbers that stand there."""
    values = sheet.values(column)
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{value!r}</c:v></c:pt>' for place, value in enumerate(values)
    )
    return (
        f"<c:numRef><c:f>{sheet.cells(column)}</c:f><c:numCache><c:formatCode>General"
        f'</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def keep_colour(series: Series) -> None:
    """Keep the fill of points whose value is negative: PowerPoint would turn it white."""
    for element in series._element.findall(qn("c:dPt")):
        if element.find(qn("c:invertIfNegative")) is None:
            flag = parse_xml(f'<c:invertIfNegative {nsdecls("c")} val="0"/>')
            element.find(qn("c:idx")).addnext(flag)


def numbers_below(chart: Chart) -> None:
    """Keep the numbers of the axis at the bottom where the first category stands on top."""
    axis = chart._chartSpace.find(f".//{qn('c:valAx')}")
    axis.find(qn("c:crosses")).set("val", "max")


def whiten(labels: DataLabels) -> None:
    """Give the labels of points a white ground: lines that pass behind would strike them out."""
    xml = (
        f'<c:spPr {nsdecls("c", "a")}><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></c:spPr>'
    )
    labels._element.find(qn("c:txPr")).addprevious(parse_xml(xml))


def place_plot(chart: Chart, left: float, top: float, width: float, height: float) -> None:
    """Set where the marks stand, in shares of the chart: labels take what is around them."""
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    ends = (("x", left), ("y", top), ("w", width), ("h", height))
    numbers = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in ends)
    xml = (
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/>'
        f'<c:xMode val="edge"/><c:yMode val="edge"/>{numbers}</c:manualLayout></c:layout>'
    )
    area.insert(0, parse_xml(xml))


def show_labels(chart: Chart, *, every: int = 1, slanted: bool = False) -> None:
    """Show the label of each category, or of each so many; turn none unless told so."""
    axis = chart._chartSpace.find(f".//{qn('c:catAx')}")
    xml = f'<c:tickLblSkip {nsdecls("c")} val="{every}"/>'
    last = axis.find(qn("c:noMultiLvlLbl"))
    last.addprevious(parse_xml(xml))
    chart.category_axis.tick_labels.font.size = chart.font.size
    body = axis.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}")
    body.set("rot", _SLANTED if slanted else "0")
    body.set("vert", "horz")


def describe(frame: GraphicFrame, name: str, text: str) -> None:
    """Give a chart a name, and a text for those who do not see it."""
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("name", name)
    properties.set("descr", text)
