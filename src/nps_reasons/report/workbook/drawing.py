"""Plain data as cells: sentences on top, listings below."""

from __future__ import annotations

from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.report.workbook.forms import FORMS
from nps_reasons.report.workbook.pens import LONG, Pen, cell_text, step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from nps_reasons.report.workbook.pens import Looks
    from nps_reasons.report.workbook.plain import Column, Listing, Sheet, Values

COSTS: Final = "#FDB863"
EARNS: Final = "#92C5DE"
PLAIN: Final = "#CFD6DD"
"""Colours of cells, light enough for the number that stands in them."""

_TITLE: Final = {"bold": True, "font_size": 14}
_CAPTION: Final = {"bold": True, "font_size": 12}
_HEADING: Final = {"bold": True, "valign": "top", "text_wrap": True}
_HEADER: Final = {
    "bold": True,
    "bg_color": "#E8EDF2",
    "bottom": 1,
    "text_wrap": True,
    "valign": "top",
}
_LINE: Final = 15.0
"""Height of a line, in points."""

_TALLEST: Final = 400.0
"""Height that a row may have, in points."""

_WIDE: Final = 0.97
"""Mean width of a character, in those that columns are measured in."""

FIRST: Final = 44
NARROW: Final = 11
BESIDE: Final = 12
"""Widths of the first column of a sheet of listings and of those beside it, and their number."""


def draw(paper: Worksheet, sheet: Sheet, looks: Looks) -> None:
    """Write a sheet from top to bottom."""
    set_page(paper, sheet.name)
    if sheet.is_table:
        _draw_table(paper, sheet, looks)
        return
    paper.hide_gridlines(2)
    paper.set_column(0, 0, FIRST)
    paper.set_column(1, BESIDE, NARROW)
    row = write_sentences(paper, sheet.sentences, looks)
    for listing in sheet.listings:
        row = _write_caption(paper, listing, looks, row)
        row = _write_listing(paper, listing, looks, row) + 1


def set_page(paper: Worksheet, name: str) -> None:
    """Set how a sheet is printed."""
    paper.set_landscape()
    paper.set_paper(9)  # A4
    paper.fit_to_pages(1, 0)
    paper.set_footer(f"&L{name}&RPage &P of &N")


def _draw_table(paper: Worksheet, sheet: Sheet, looks: Looks) -> None:
    """Write a single listing whose header stays in view and filters."""
    (listing,) = sheet.listings
    for place, column in enumerate(listing.columns):
        paper.set_column(place, place, column.width)
    _write_listing(paper, listing, looks, 0)
    paper.freeze_panes(1, sheet.fixed)
    paper.autofilter(0, 0, max(listing.n_rows, 1), len(listing.columns) - 1)
    paper.repeat_rows(0)
    if sheet.printed:
        paper.print_area(0, 0, max(listing.n_rows, 1), sheet.printed - 1)


def write_sentences(
    paper: Worksheet, sentences: Sequence[tuple[str, str]], looks: Looks, row: int = 0
) -> int:
    """Write a heading with its text in each row; return the row after them."""
    for heading, text in sentences:
        if text:
            paper.set_row(row, max(_height(text, BESIDE * NARROW), _height(heading, FIRST)))
            paper.merge_range(row, 1, row, BESIDE, "", looks(LONG))
            paper.write_string(row, 1, cell_text(text), looks(LONG))
        paper.write_string(row, 0, cell_text(heading), looks(_HEADING if text else _TITLE))
        row += 1
    return row + 1 if sentences else row


def _height(text: str, room: float) -> float:
    """Height of a cell that its text fits into: merged cells do not grow by themselves."""
    lines = sum(max(1, ceil(_WIDE * len(line) / room)) for line in text.split("\n"))
    return min(_LINE * lines, _TALLEST)


def _write_caption(paper: Worksheet, listing: Listing, looks: Looks, row: int) -> int:
    if not listing.caption:
        return row
    paper.write_string(row, 0, cell_text(listing.caption), looks(_CAPTION))
    return row + 1


def _write_listing(paper: Worksheet, listing: Listing, looks: Looks, row: int) -> int:
    """Write header and rows from a row on; return the row after them."""
    places = tuple(accumulate((c.span for c in listing.columns[:-1]), initial=0))
    placed = tuple(zip(places, listing.columns, strict=True))
    _write_header(paper, row, placed, looks)
    first = row + 1
    tools = tuple((place, column, Pen(column, looks)) for place, column in placed)
    for values in listing.rows:
        row += 1
        _write_row(paper, row, values, tools)
    _shade(paper, listing, placed, first)
    return row + 1


def _write_header(
    paper: Worksheet, row: int, placed: tuple[tuple[int, Column], ...], looks: Looks
) -> None:
    """Write the titles, each over the side on which its values stand."""
    lines = max(_height(column.title, column.width * column.span) for _, column in placed)
    paper.set_row(row, lines)
    for place, column in placed:
        side = {"align": "right" if column.form in FORMS else "left"}
        look = looks(_HEADER, **{**side, **step(column)})
        _merge(paper, (row, place), column, look)
        paper.write_string(row, place, cell_text(column.title), look)


def _write_row(
    paper: Worksheet, row: int, values: Values, tools: tuple[tuple[int, Column, Pen], ...]
) -> None:
    for value, (place, column, pen) in zip(values, tools, strict=True):
        if column.span > 1 and isinstance(value, str):
            paper.set_row(row, _height(value, column.span * NARROW))
            _merge(paper, (row, place), column, pen.text)
        pen.write(paper, row, place, value)


def _merge(paper: Worksheet, at: tuple[int, int], column: Column, look: Format) -> None:
    if column.span > 1:
        row, place = at
        paper.merge_range(row, place, row, place + column.span - 1, "", look)


def _shade(
    paper: Worksheet, listing: Listing, placed: tuple[tuple[int, Column], ...], first: int
) -> None:
    """Shade the columns that ask for it: costs orange, gains blue, shares as bars."""
    # No bars that grow both ways: they need an extension which not every program reads.
    for number, (place, column) in enumerate(placed):
        if column.shaded and listing.n_rows:
            last = first + listing.n_rows - 1
            signed = column.form == "points"
            rule = _two_sided(listing, number) if signed else _BAR
            paper.conditional_format(first, place, last, place, rule)


def _two_sided(listing: Listing, number: int) -> dict[str, Any]:
    """Colours from the largest cost to the largest gain, white at 0, as dark on either side."""
    found = (row[number] for row in listing.rows)
    most = max((abs(value) for value in found if isinstance(value, float)), default=1.0) or 1.0
    kinds = dict.fromkeys(("min_type", "mid_type", "max_type"), "num")
    limits = {"min_value": -most, "mid_value": 0, "max_value": most}
    colours = {"min_color": COSTS, "mid_color": "#FFFFFF", "max_color": EARNS}
    return {"type": "3_color_scale", **kinds, **limits, **colours}


_BAR: Final = {"type": "data_bar", "bar_color": PLAIN, "min_type": "num", "min_value": 0}
