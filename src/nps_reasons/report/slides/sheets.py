"""The workbook behind a chart: what PowerPoint opens when somebody edits the data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant: two runs give the same bytes

SHEET: Final = "Sheet1"

_WIDE: Final = 40
_SAFE: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Data of a chart.

    Attributes
    ----------
    columns
        Heads; the first is that of the labels.
    rows
        One per label, as long as `columns`; None is an empty cell.
    plotted
        How many columns after the labels are series of the chart; the others explain them.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]
    plotted: int = 1

    def cells(self, column: int) -> str:
        """Address of a column's values, as a chart names it."""
        letter = chr(ord("A") + column)
        return f"{SHEET}!${letter}$2:${letter}${len(self.rows) + 1}"

    def values(self, column: int) -> list[float | None]:
        """Numbers of a column."""
        found = [row[column] for row in self.rows]
        return [None if isinstance(value, str) else value for value in found]


def workbook_of(sheet: Sheet) -> bytes:
    """Return the workbook; texts are texts in it, whatever they begin with."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only these files need it

    content = BytesIO()
    with Workbook(content, _SAFE) as book:
        book.set_properties({"created": MADE})
        page = book.add_worksheet(SHEET)
        page.set_column(0, 0, _WIDE)
        for row, cells in enumerate((sheet.columns, *sheet.rows)):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    page.write_string(row, column, value)
                elif value is not None:
                    page.write_number(row, column, value)
    return content.getvalue()
