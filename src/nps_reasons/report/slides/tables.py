"""Native tables: columns as wide as they need, rows as high as their longest cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from nps_reasons.report.drawing.marks import INK, PLAIN
from nps_reasons.report.slides.boxes import Style, add_run, rgb
from nps_reasons.report.slides.fitting import LINE, clean, lines_of, shortened, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.slide import Slide as Page
    from pptx.table import Table as Native
    from pptx.table import _Cell as Cell

    from nps_reasons.report.blocks import Table
    from nps_reasons.report.slides.boxes import Box

_SIZES: Final = (15.0, 14.0, 13.0, 12.0, 11.0)
_LINES: Final = 2
"""Lines of a cell; what is longer is shortened."""

_BESIDE: Final = 7.0
_ABOVE: Final = 5.0
"""Margins of a cell, in points."""

_WIDEST: Final = 30.0
"""Widest cell that stands on one line, in font sizes."""

_HIGHEST: Final = 290.0
"""Height of the highest table, in points: other sentences stand below it."""

_WHITE: Final = "#ffffff"
_STRIPE: Final = "#f4f6f8"


@dataclass(frozen=True, slots=True)
class _Layout:
    """A table as it is drawn: sizes in points, cells shortened to what fits."""

    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[tuple[str, ...], ...]

    @property
    def lowest(self) -> float:
        """Height of a row whose cells have one line."""
        return LINE * self.size + 2 * _ABOVE


def draw_table(page: Page, table: Table, box: Box) -> None:
    """Draw a table in the largest letters in which it fits."""
    layout = _fitting(table, box.width, box.height)
    frame = page.shapes.add_table(
        len(layout.cells),
        len(table.columns),
        *box.emu[:2],
        Pt(sum(layout.widths)),
        Pt(sum(layout.heights)),
    )
    frame.name = "Table"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(table.caption))
    _fill(frame.table, layout, prose=set(table.prose))


def height_of(table: Table, width: float) -> float:
    """Height that a table takes on a slide, in points."""
    return min(sum(_fitting(table, width, _HIGHEST).heights), _HIGHEST)


def _fitting(table: Table, width: float, height: float) -> _Layout:
    """Lay out in the largest letters in which no text of the body is broken, or else all fits."""
    cells = [tuple(map(clean, row)) for row in (table.columns, *table.rows)]
    layouts = [_layout(cells, width, size) for size in _SIZES]
    fits = [found for found in layouts if sum(found.heights) <= height] or layouts[-1:]
    whole = [found for found in fits if max(found.heights[1:], default=0.0) <= found.lowest]
    return (whole or fits)[0]


def _layout(cells: list[tuple[str, ...]], width: float, size: float) -> _Layout:
    widths = _widths(cells, width, size)
    inner = [wide - 2 * _BESIDE for wide in widths]
    short = tuple(
        tuple(
            shortened(text, wide, size, lines=_LINES, bold=place == 0)
            for text, wide in zip(row, inner, strict=True)
        )
        for place, row in enumerate(cells)
    )
    heights = [_height(row, inner, size, bold=place == 0) for place, row in enumerate(short)]
    return _Layout(size, widths, tuple(heights), short)


def _widths(cells: list[tuple[str, ...]], width: float, size: float) -> tuple[float, ...]:
    """Widths that each column would like, stretched or squeezed to the width of the table."""
    columns = list(zip(*cells, strict=True))
    wanted = [_wanted(column, size) for column in columns]
    least = [_least(column, size) for column in columns]
    spare = width - sum(wanted)
    if spare >= 0:
        return tuple(wide + spare * wide / sum(wanted) for wide in wanted)
    give = [max(wide - low, 0.0) for wide, low in zip(wanted, least, strict=True)]
    part = min(1.0, -spare / sum(give)) if sum(give) else 0.0
    squeezed = [wide - part * room for wide, room in zip(wanted, give, strict=True)]
    return tuple(wide * min(1.0, width / sum(squeezed)) for wide in squeezed)


def _wanted(column: Sequence[str], size: float) -> float:
    widest = max(width_of(text, size, bold=place == 0) for place, text in enumerate(column))
    return min(widest, _WIDEST * size) + 2 * _BESIDE + 2.0


def _least(column: Sequence[str], size: float) -> float:
    """Width of the longest word, or of half of the longest text."""
    words = [word for text in column for word in text.split(" ")]
    longest = max(width_of(word, size, bold=True) for word in words)
    half = max(width_of(text, size) for text in column) / _LINES
    return min(max(longest, half), _WIDEST * size / 2) + 2 * _BESIDE + 2.0


def _height(row: Sequence[str], widths: Sequence[float], size: float, *, bold: bool) -> float:
    lines = max(
        len(lines_of(text, wide, size, bold=bold)) for text, wide in zip(row, widths, strict=True)
    )
    return lines * LINE * size + 2 * _ABOVE


def _fill(table: Native, layout: _Layout, *, prose: set[int]) -> None:
    for column, wide in zip(table.columns, layout.widths, strict=True):
        column.width = Pt(wide)
    for row, height in zip(table.rows, layout.heights, strict=True):
        row.height = Pt(height)
    for place, row in enumerate(layout.cells):
        for column, text in enumerate(row):
            _fill_cell(table.cell(place, column), text, layout.size, head=place == 0)
            _colour(table.cell(place, column), place)
            if column not in prose:
                table.cell(place, column).text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def _fill_cell(cell: Cell, text: str, size: float, *, head: bool) -> None:
    cell.margin_left = cell.margin_right = Pt(_BESIDE)
    cell.margin_top = cell.margin_bottom = Pt(_ABOVE)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.text_frame.word_wrap = True
    style = Style(size, colour=_WHITE if head else INK, bold=head)
    add_run(cell.text_frame.paragraphs[0], text, style)


def _colour(cell: Cell, place: int) -> None:
    """Fill a cell: white on dark in the head, every second row striped."""
    cell.fill.solid()
    colour = PLAIN if place == 0 else (_WHITE if place % 2 else _STRIPE)
    cell.fill.fore_color.rgb = rgb(colour)
