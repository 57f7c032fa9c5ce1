"""The workbook: its sheets in their order, and the file."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Final

from nps_reasons.audit.cells import shown
from nps_reasons.files import write_whole
from nps_reasons.report.workbook import heat, quality_rows, read_me, summary
from nps_reasons.report.workbook.drawing import draw
from nps_reasons.report.workbook.driver_rows import driver_sheet
from nps_reasons.report.workbook.heat_drawing import draw_heat
from nps_reasons.report.workbook.pens import Looks
from nps_reasons.report.workbook.response_rows import response_sheet
from nps_reasons.report.workbook.said import quote_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.workbook.plain import Sheet

_MADE: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a constant: two runs give the same bytes

_OPTIONS: Final = {
    # One row in memory at a time: a survey may have a million.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(analysis: Analysis, path: str | Path) -> Path:
    """Write the report as an Excel workbook of seven sheets.

    Summary, Drivers, Themes by segments, Quotes, Responses, Quality, Read me. Numbers are numbers
    in full precision and look as in the page; texts are texts, whatever they start with; what is
    suppressed is empty.

    Parameters
    ----------
    path
        File to write; missing folders are created, an existing file is replaced as a whole.

    Returns
    -------
    Path
        The file written. The same analysis gives the same bytes.

    Raises
    ------
    OutputError
        The path is a folder or cannot be written.
    """
    return write_whole(path, workbook(analysis))


def workbook(analysis: Analysis) -> bytes:
    """Return the workbook as an XLSX file."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only this function needs it

    first = (summary.summary_sheet(analysis), driver_sheet(analysis))
    grid = heat.heat_sheet(analysis)
    then = (
        quote_sheet(analysis),
        response_sheet(analysis),
        quality_rows.quality_sheet(analysis),
    )
    buffer = BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": shown(analysis.title), "created": _MADE})
        looks = Looks(book)
        for sheet in first:
            draw(book.add_worksheet(sheet.name), sheet, looks)
        draw_heat(book.add_worksheet(heat.NAME), grid, heat.NAME, looks)
        for sheet in (*then, _read_me(analysis, first, then)):
            draw(book.add_worksheet(sheet.name), sheet, looks)
    return buffer.getvalue()


def _read_me(analysis: Analysis, first: tuple[Sheet, ...], then: tuple[Sheet, ...]) -> Sheet:
    names = (
        *((sheet.name, sheet.about) for sheet in first),
        (heat.NAME, heat.ABOUT),
        *((sheet.name, sheet.about) for sheet in then),
    )
    listings = [(sheet.name, found) for sheet in (*first, *then) for found in sheet.listings]
    return read_me.read_me(analysis, names, listings)
