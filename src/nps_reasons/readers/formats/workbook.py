"""Excel and OpenDocument workbooks: the first sheet that has a table, cells as text."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.archive import require_safe_archive
from nps_reasons.readers.formats.records import table_from_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet, CalamineWorkbook

    from nps_reasons.readers.rawtable import RawTable

_MIDNIGHT: Final = " 00:00:00"
_DISTINCT: Final = 1 << 16
_ZIP: Final = b"PK\x03\x04"
_WORK_SHEET: Final = "SheetTypeEnum.WorkSheet"


def read_workbook(data: bytes, *, source: str) -> RawTable:
    """Read the first sheet of a workbook that has a table; `row` is the row of the sheet.

    Where none has rows of several cells, it is the first sheet that has a cell.

    Raises
    ------
    InputError
        It is not a workbook, it is protected, empty or damaged, or it would unpack to gigabytes.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - for workbooks

    if data.startswith(_ZIP):
        require_safe_archive(data, source=source)
    try:
        with panics_as_errors():
            book = CalamineWorkbook.from_filelike(BytesIO(data))
            return _first_table(book, source)
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{source}: cannot be read as a workbook ({_one_line(error)}); open it and save "
            "it again"
        ) from error


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Make an error of what Rust raises when a file breaks the reader, which is no Exception."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(str(error)) from error


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _first_table(book: CalamineWorkbook, source: str) -> RawTable:
    names = book.sheet_names
    first = None
    for name, sheet in zip(names, book.sheets_metadata, strict=True):
        if str(sheet.typ) != _WORK_SHEET:
            continue
        records, rows = _records(book.get_sheet_by_name(name))
        if first is None and records:
            first = name, records, rows
        if _is_table(records):
            first = name, records, rows
            break
    if first is None:
        raise InputError(f"{source}: no sheet has a cell; expected a header and one row a response")
    name, records, rows = first
    table = table_from_records(records, rows, source=source)
    others = f"{source}: sheet {name!r} of {len(names)} was read."
    return table.noting(others) if len(names) > 1 else table


def _is_table(records: list[list[str]]) -> bool:
    """Say whether two rows have two cells: a cover has text in one column."""
    wide = (record for record in records if sum(map(bool, map(str.strip, record))) > 1)
    return len(list(islice(wide, 2))) > 1


def _records(sheet: CalamineSheet) -> tuple[list[list[str]], list[int]]:
    """Return the rows that have a cell, from the first column on, and their numbers."""
    if sheet.start is None:
        return [], []
    before = [""] * sheet.start[1]
    # One row at a time: a million rows of Python objects are never there at once.
    # The same number is one text, however often it stands in the sheet.
    as_text = lru_cache(maxsize=_DISTINCT, typed=True)(cell_text)
    cells = (
        before + [cell if type(cell) is str else as_text(cell) for cell in row]
        for row in sheet.iter_rows()
    )
    filled = [(i, row) for i, row in enumerate(cells, start=1) if any(map(str.strip, row))]
    return [row for _, row in filled], [i for i, _ in filled]


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
