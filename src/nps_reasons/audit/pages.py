"""A workbook's sheets as rows of text, whatever program saved it last."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.archive import require_safe_archive
from nps_reasons.readers.formats.workbook import cell_text, panics_as_errors

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ZIP: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet.

    Attributes
    ----------
    rows
        Number of a row, from 1, and the text of its cells; rows without any text are left out.
    """

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_pages(path: Path) -> tuple[Page, ...]:
    """Read all sheets of a workbook, hidden ones too.

    Raises
    ------
    InputError
        The file cannot be read, or is no workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - for workbooks

    data = _bytes_of(path)
    _require_workbook(data, path)
    require_safe_archive(data, source=str(path))
    try:
        with panics_as_errors():
            book = CalamineWorkbook.from_filelike(BytesIO(data))
            return tuple(
                Page(name, _rows(book.get_sheet_by_name(name).to_python(skip_empty_area=False)))
                for name in book.sheet_names
            )
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError(
            f"{path}: cannot be read as a workbook ({reason}); open it and save it as .xlsx again"
        ) from error


def _require_workbook(data: bytes, path: Path) -> None:
    if data.startswith(_OLD):
        raise InputError(
            f"{path}: is an old workbook, or one protected by a password; save it as .xlsx, "
            "without a password"
        )
    if not data.startswith(_ZIP):
        raise InputError(
            f"{path}: is no workbook: a CSV file, say, holds one sheet, without what says what was "
            "drawn; save the whole workbook as .xlsx"
        )


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); expected the workbook that "
            "nps-reasons audit sample wrote"
        ) from error


def _rows(cells: Iterable[Iterable[object]]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    rows = ((i, tuple(cell_text(cell).strip() for cell in row)) for i, row in enumerate(cells, 1))
    return tuple((i, row) for i, row in rows if any(row))
