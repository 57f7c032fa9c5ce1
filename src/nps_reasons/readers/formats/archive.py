"""Refuses a workbook that would unpack to far more than it is, before anything unpacks it.

A workbook is a ZIP file of XML. A few kilobytes can claim gigabytes, and one cell in the last
corner of a sheet makes a reader allocate all cells before it. Sizes in the ZIP file may lie, so
every part is unpacked once, in pieces that are thrown away.
"""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

import numpy as np

from nps_reasons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipInfo

MOST_PARTS: Final = 10_000
MOST_BYTES: Final = 2 << 30
MOST_CELLS: Final = 30_000_000
"""A full sheet of a million rows with 26 columns has fewer."""

_DENSE: Final = 60
"""How much smaller the XML of a survey becomes, at best."""

_SMALL: Final = 64 << 20
_SMALL_SHEET: Final = 2_000_000
_EMPTY_PER_CELL: Final = 20
_DAMAGED: Final = (
    BadZipFile,
    EOFError,
    ExpatError,
    NotImplementedError,
    OSError,
    ValueError,
    struct.error,
    zlib.error,
)
_PIECE: Final = 1 << 20
_OVERLAP: Final = 64
_SHEET: Final = b"sheetData"
_ODD_SPACE: Final = re.compile(rb"""\br\s+=|\br=\s""")
_SPACES: Final = re.compile(rb"\s*=\s*")
_MOST_LETTERS, _MOST_DIGITS = 6, 10
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def require_safe_archive(data: bytes, *, source: str) -> None:
    """Refuse a ZIP file that is damaged, or a bomb.

    Raises
    ------
    InputError
        It is damaged or protected, has too many parts, unpacks to too much, or has a sheet of which
        nearly all is empty and which would need gigabytes.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise _too_much(source, f"it has {len(parts):,} parts")
            left = MOST_BYTES
            for part in parts:
                left -= _require_safe_part(archive, part, source, left=left)
    except InputError:
        raise
    except _DAMAGED as error:
        raise InputError(
            f"{source}: cannot be read as a workbook: it is damaged ({error}); open it and save it "
            "again"
        ) from error
    except RuntimeError as error:
        raise InputError(
            f"{source}: cannot be read as a workbook: it has a password; save it without one"
        ) from error


def _require_safe_part(archive: ZipFile, part: ZipInfo, source: str, *, left: int) -> int:
    """Unpack one part, and return its true size."""
    pieces = _counted(archive, part, source, left)
    if part.filename.lower().endswith("workbook.bin"):
        raise InputError(
            f"{source}: cannot be read as a workbook: it is a binary one (.xlsb); save it as .xlsx"
        )
    is_open_document = part.filename == "content.xml"
    extents = _extents_of_tables(pieces) if is_open_document else [_extent_of_sheet(pieces)]
    for extent in extents:
        _require_filled(*extent, source=source)
    return part.file_size


def _counted(archive: ZipFile, part: ZipInfo, source: str, left: int) -> Iterator[bytes]:
    """Give the pieces of a part, and refuse it as soon as there are too many."""
    said, part.file_size = part.file_size, left + 1
    most = min(left, max(_SMALL, _DENSE * part.compress_size))
    size = 0
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > most:
                raise _too_much(source, f'its part "{part.filename}" is a bomb: it never ends')
            yield piece
    part.file_size = size
    if size != said:
        raise BadZipFile(f'the size of "{part.filename}" is not the one that is written')


def _extent_of_sheet(pieces: Iterator[bytes]) -> tuple[int, int, int]:
    """Return rows and columns up to the last cell of a sheet, and how many cells there are.

    Any part may be the sheet, whatever its name; a part without cells has none.
    """
    is_sheet = False
    height = width = filled = 0
    tail = b""
    for piece in pieces:
        text = tail + piece
        tail = text[-_OVERLAP:]
        is_sheet = is_sheet or _SHEET in text
        filled += _n_cells(text) - _n_cells(tail)
        rows, columns = _references(text)
        height, width = max(height, rows), max(width, columns)
    return (height, width, filled) if is_sheet else (0, 0, 0)


def _n_cells(text: bytes) -> int:
    return sum(map(text.count, (b"<c ", b"<c>", b"<c/", b":c ", b":c>", b":c/")))


def _references(text: bytes) -> tuple[int, int]:
    """Return the last row and the last column that cells of a piece of XML say they are in."""
    if b"'" in text or _ODD_SPACE.search(text):
        text = _SPACES.sub(b"=", text).replace(b"'", b'"')
    # A cell's place stands after a space; after a colon stands a name space, xmlns:r="http:...".
    signs = np.frombuffer(b" " + text + bytes(_OVERLAP), np.uint8)
    opens = (signs[1:-2] == ord("r")) & (signs[2:-1] == ord("=")) & (signs[3:] == ord('"'))
    at = np.flatnonzero(opens & np.isin(signs[:-3], list(b" \t\r\n"))) + 4
    columns, rows = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
    place = at.copy()
    for _ in range(_MOST_LETTERS):
        letter = (signs[place] | 32).astype(np.int64) - 96
        is_letter = (letter >= 1) & (letter <= 26)
        columns = np.where(is_letter, 26 * columns + letter, columns)
        place = place + is_letter
    for _ in range(_MOST_DIGITS):
        digit = signs[place].astype(np.int64) - 48
        is_digit = (digit >= 0) & (digit <= 9)
        rows = np.where(is_digit, 10 * rows + digit, rows)
        place = place + is_digit
    if _n_cells(text) <= np.count_nonzero(columns):
        # Every cell says where it is; a row without cells is often the last one of the sheet.
        rows = rows[columns > 0]
    return int(rows.max(initial=0)), int(columns.max(initial=0))


def _extents_of_tables(pieces: Iterator[bytes]) -> list[tuple[int, int, int]]:
    """Return rows, columns and cells of each table of an OpenDocument spreadsheet."""
    tables = _Tables()
    parser = ParserCreate(namespace_separator=None)
    parser.StartElementHandler = tables.start
    parser.EndElementHandler = tables.end
    for piece in pieces:
        parser.Parse(piece, False)  # noqa: FBT003 - the parser has no names for its arguments
    parser.Parse(b"", True)  # noqa: FBT003 - as above
    return tables.extents


class _Tables:
    """Counts the cells of tables as their XML goes by; empty cells at the ends do not count."""

    def __init__(self) -> None:
        self.extents: list[tuple[int, int, int]] = []
        self.row = self.height = self.width = self.filled = 0
        self.column = self.last = self.n = self.repeats = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table-row":
            self.repeats = _number(attributes, "table:number-rows-repeated")
            self.column = self.last = self.n = 0
        elif kind in {"table-cell", "covered-table-cell"}:
            repeats = _number(attributes, "table:number-columns-repeated")
            self.column += repeats
            if any(a.rpartition(":")[2] in {"value-type", "formula"} for a in attributes):
                self.last, self.n = self.column, self.n + 1

    def end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table-row":
            self.row += self.repeats
            if self.last:
                self.height, self.width = self.row, max(self.width, self.last)
                self.filled += self.n
        elif kind == "table":
            self.extents.append((self.height, self.width, self.filled))
            self.row = self.height = self.width = self.filled = 0


def _number(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1


def _require_filled(height: int, width: int, filled: int, *, source: str) -> None:
    if height > _LAST_ROW or width > _LAST_COLUMN:
        raise _too_much(source, "a cell of a sheet is where no sheet has cells: it is damaged")
    cells = height * width
    sparse = cells > _SMALL_SHEET and cells > _EMPTY_PER_CELL * filled
    if cells > MOST_CELLS or sparse:
        raise _too_much(
            source, f"a sheet has {height:,} rows of {width:,} columns and {filled:,} cells in them"
        )


def _too_much(source: str, found: str) -> InputError:
    return InputError(
        f"{source}: cannot be read as a workbook: {found}; save the rows of the survey alone, "
        "or as CSV"
    )
