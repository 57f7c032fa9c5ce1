"""The heat map as cells: darker where more complain, hatched where there is no number."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.report.workbook.drawing import set_page
from nps_reasons.report.workbook.heat import FIGURES
from nps_reasons.report.workbook.pens import Pen, cell_text
from nps_reasons.report.workbook.plain import Column

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from nps_reasons.report.workbook.heat import HeatSheet
    from nps_reasons.report.workbook.pens import Looks

_TITLE: Final = {"bold": True, "font_size": 14}
_HEAD: Final = {"bold": True, "bg_color": "#E8EDF2", "valign": "top", "text_wrap": True}
_BASE: Final = {"bg_color": "#E8EDF2", "bottom": 1, "num_format": '"n "#,##0', "align": "right"}
_LINE: Final = {"top": 1, "top_color": "#9AA5B1"}
_HATCHED: Final = {"pattern": 14, "fg_color": "#B4BDC6", "bg_color": "#FFFFFF"}

_LABELS: Final = (("Theme", 32), ("Figure", 20))
_WIDTH: Final = 13
_LIGHT, _DARK = "#FFFFFF", "#FDB863"

_SHARE: Final = Column("", "share")
_COUNT: Final = Column("", "whole")


def draw_heat(paper: Worksheet, heat: HeatSheet, name: str, looks: Looks) -> None:
    """Write shares, limits and numbers in blocks of rows below one header."""
    set_page(paper, name)
    paper.write_string(0, 0, "Who complains of what", looks(_TITLE))
    for row, note in enumerate(heat.notes, start=1):
        paper.write_string(row, 0, cell_text(note))
    top = len(heat.notes) + 2
    _write_header(paper, heat, top, looks)
    first = top + _HEADER_ROWS
    for block, figure in enumerate(FIGURES):
        _write_block(paper, heat, (block, figure), first + block * len(heat.themes), looks)
    _finish(paper, heat, first)


_HEADER_ROWS: Final = 3


def _write_header(paper: Worksheet, heat: HeatSheet, top: int, looks: Looks) -> None:
    """Write segments, their values, and how many of each gave a reason."""
    for place, (_, width) in enumerate(_LABELS):
        paper.set_column(place, place, width)
    last = len(_LABELS) + len(heat.columns) - 1
    paper.set_column(len(_LABELS), last, _WIDTH)
    _write_segments(paper, heat, top, looks)
    paper.set_row(top + 1, 30)
    for place, column in enumerate(heat.columns, start=len(_LABELS)):
        paper.write_string(top + 1, place, cell_text(column.value), looks(_HEAD, align="right"))
    for place, (label, _) in enumerate(_LABELS):
        paper.write_string(top + 2, place, label, looks(_HEAD, bottom=1))
    for place, column in enumerate(heat.columns, start=len(_LABELS)):
        paper.write_number(top + 2, place, column.n, looks(_BASE))


def _write_segments(paper: Worksheet, heat: HeatSheet, top: int, looks: Looks) -> None:
    place = len(_LABELS)
    for segment, columns in groupby(heat.columns, key=lambda column: column.segment):
        n = len(list(columns))
        if n > 1:
            paper.merge_range(top, place, top, place + n - 1, "", looks(_HEAD))
        paper.write_string(top, place, cell_text(segment), looks(_HEAD))
        place += n


def _write_block(
    paper: Worksheet, heat: HeatSheet, block: tuple[int, str], first: int, looks: Looks
) -> None:
    """Write one figure of every theme."""
    number, figure = block
    pen = Pen(_COUNT if number == len(FIGURES) - 1 else _SHARE, looks)
    for row, (theme, cells) in enumerate(zip(heat.themes, heat.cells, strict=True), start=first):
        paper.write_string(row, 0, cell_text(theme), looks(_LINE if row == first else {}))
        paper.write_string(row, 1, figure, looks(_LINE if row == first else {}))
        for place, cell in enumerate(cells, start=len(_LABELS)):
            if cell is None:
                paper.write_blank(row, place, None, looks(_HATCHED))
            else:
                pen.write(paper, row, place, cell.values[number])


def _finish(paper: Worksheet, heat: HeatSheet, first: int) -> None:
    """Shade the shares, keep the header in view, let rows be filtered by theme and figure."""
    n, last = len(heat.themes), len(_LABELS) + len(heat.columns) - 1
    paper.freeze_panes(first, len(_LABELS))
    paper.repeat_rows(first - _HEADER_ROWS, first - 1)
    paper.autofilter(first - 1, 0, max(first - 1 + n * len(FIGURES), first), len(_LABELS) - 1)
    if n:
        paper.conditional_format(first, len(_LABELS), first + n - 1, last, _SHADES)


_SHADES: Final[dict[str, Any]] = {
    "type": "2_color_scale",
    "min_type": "num",
    "min_value": 0,
    "min_color": _LIGHT,
    "max_color": _DARK,
}
