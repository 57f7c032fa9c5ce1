"""Excel and OpenDocument workbooks: the first sheet that has data, cells as text."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.records import table_from_records

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

    from nps_reasons.readers.rawtable import RawTable

_MIDNIGHT: Final = " 00:00:00"


def read_workbook(data: bytes, *, source: str) -> RawTable:
    """Read the first sheet of a workbook that has a cell; `row` is the row of the sheet.

    Raises
    ------
    InputError
        It is not a workbook, or it is protected or empty.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - for workbooks

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return _first_filled_sheet(book, source)
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{source}: cannot be read as a workbook ({error}); open it and save it again"
        ) from error


def _first_filled_sheet(book: CalamineWorkbook, source: str) -> RawTable:
    names = book.sheet_names
    for name in names:
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        numbered = [(i, [cell_text(c) for c in row]) for i, row in enumerate(cells, start=1)]
        filled = [(i, row) for i, row in numbered if any(cell.strip() for cell in row)]
        if filled:
            table = table_from_records(
                [row for _, row in filled], [i for i, _ in filled], source=source
            )
            others = f"{source}: sheet {name!r} of {len(names)} was read."
            return table.noting(others) if len(names) > 1 else table
    raise InputError(f"{source}: no sheet has a cell; expected a header and one row a response")


def cell_text(value: object) -> str:
    """Return a cell as it would stand in a CSV file: 9.0 is "9", a date is ISO text.

    Examples
    --------
    >>> cell_text(9.0), cell_text(6.5), cell_text(date(2025, 3, 31))
    ('9', '6.5', '2025-03-31')
    """
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(_MIDNIGHT)
    if isinstance(value, bool):
        return str(value).upper()
    return value.isoformat() if isinstance(value, date) else str(value)
