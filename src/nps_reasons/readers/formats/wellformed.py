"""Well-formed delimited UTF-8 straight from its bytes; whatever is odd is left to the exact way.

Arrow takes quotes as the csv module does. It differs in what is declined here: blank lines, rows of
another width than the header, a quote that is never closed, and characters that no text has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_BLOCK: Final = 2**20
"""Bytes that Arrow splits at once; it declines a row that is longer."""

_SIZES: Final = 64
"""Sizes of blocks that are tried."""

_HEAD: Final = 65_536
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_FEWEST: Final = 2
"""Columns: where there is one, an empty cell cannot be told from a blank line."""


@dataclass(frozen=True, slots=True)
class WellFormed:
    """A file in which every row is as wide as the header.

    Attributes
    ----------
    header
        Names of the columns as they are written.
    columns
        One Arrow array of `large_string` per column.
    rows
        1-based line on which each row starts.
    """

    header: list[str]
    columns: list[Any]
    rows: Sequence[int] | NDArray[np.int64]


def read_well_formed(data: bytes, *, delimiter: str, width: int) -> WellFormed | None:
    r"""Read delimited text; return None where it must be read the exact way.

    Parameters
    ----------
    width
        Columns of the header.

    Examples
    --------
    >>> read_well_formed(b'id,text\n1,"a\nb"\n2,c\n', delimiter=",", width=2).rows.tolist()
    [2, 4]
    >>> read_well_formed(b"id,text\n1\n2,c\n", delimiter=",", width=2) is None
    True
    """
    import pyarrow as pa  # noqa: PLC0415 - only where a file is read

    if width < _FEWEST or b"\0" in data or _CONTROL.search(data, 0, _HEAD):
        return None
    end = _end_of_text(data)
    block = _block_size(data, end)
    columns = None if block is None else _split(memoryview(data)[:end], delimiter, width, block)
    if columns is None or len(columns[0]) < 2 or _is_open(data, end, columns[-1][-1].as_py()):
        return None
    if _may_have_blank_lines(data, end) and _has_empty_row(columns):
        return None
    header = [column[0].as_py() for column in columns]
    for i, column in enumerate(columns):
        columns[i] = column.slice(1).combine_chunks()
    # Arrow would keep the memory of the blocks.
    pa.default_memory_pool().release_unused()
    return WellFormed(header, columns, _starting_lines(header, columns, _breaks(data, end)))


def _end_of_text(data: bytes) -> int:
    """Return where the blank lines at the end begin: they are no rows."""
    end = len(data)
    while end and data[end - 1] in b"\r\n":
        end -= 1
    return end


def _block_size(data: bytes, end: int) -> int | None:
    r"""Return a size of which no block begins within "\r\n", or None where there is none.

    Arrow leaves out such a "\n", even from a cell.
    """
    if data.find(b"\r\n", 0, end) < 0:
        return _BLOCK
    sizes = range(_BLOCK, _BLOCK + _SIZES)
    return next((size for size in sizes if not _cuts_a_line_end(data, end, size)), None)


def _cuts_a_line_end(data: bytes, end: int, size: int) -> bool:
    return any(data[at - 1 : at + 1] == b"\r\n" for at in range(size, end, size))


def _split(text: memoryview, delimiter: str, width: int, block: int) -> list[Any] | None:
    """Return the columns of all lines, the header's too, or None where Arrow cannot read them."""
    import pyarrow as pa  # noqa: PLC0415 - only where a file is read
    import pyarrow.csv  # noqa: PLC0415 - only where a file is read

    names = [str(i) for i in range(width)]
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(text),
            read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=block),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return list(table.columns)


def _is_open(data: bytes, end: int, last: str) -> bool:
    """Say whether the quote of the last cell is open: then nothing follows what it holds."""
    return data.endswith(b'"' + last.encode().replace(b'"', b'""'), 0, end)


def _may_have_blank_lines(data: bytes, end: int) -> bool:
    pairs = (b"\n\n", b"\n\r", b"\r\r") if b"\r" in data else (b"\n\n",)
    return any(data.find(pair, 0, end) >= 0 for pair in pairs)


def _has_empty_row(columns: Sequence[Any]) -> bool:
    """Say whether all cells of a row are empty; Arrow reads a blank line as such a row."""
    import pyarrow.compute as pc  # noqa: PLC0415 - only where a file is read

    empty = pc.equal(columns[0], "")
    for column in columns[1:]:
        if not pc.any(empty).as_py():
            return False
        empty = pc.and_(empty, pc.equal(column, ""))
    return bool(pc.any(empty).as_py())


def _starting_lines(
    header: Sequence[str], columns: Sequence[Any], breaks: int
) -> Sequence[int] | NDArray[np.int64]:
    """Return the line of each row; `breaks` are the line breaks of the whole text."""
    n = len(columns[0])
    if breaks == n:
        return range(2, n + 2)
    first = 2 + sum(_breaks(name.encode()) for name in header)
    within = np.zeros(n, dtype=np.int64)
    left = breaks - n - (first - 2)
    for column in sorted(columns, key=lambda column: -column.nbytes):
        if not left:
            break
        found = _breaks_within(column)
        within += found
        left -= int(found.sum())
    return first + np.arange(n) + np.cumsum(within) - within


def _breaks(text: bytes, end: int | None = None) -> int:
    """Count the line breaks before `end`."""
    returns = text.count(b"\r", 0, end)
    return text.count(b"\n", 0, end) + returns - (text.count(b"\r\n", 0, end) if returns else 0)


def _breaks_within(column: Any) -> NDArray[np.int64]:  # noqa: ANN401 - pyarrow is untyped
    """Count the line breaks in each cell."""
    import pyarrow.compute as pc  # noqa: PLC0415 - only where a file is read

    breaks = pc.count_substring_regex(column, r"\r\n?|\n")
    return np.asarray(breaks.to_numpy(zero_copy_only=False), dtype=np.int64)
