"""Delimited text (CSV, TSV, semicolons, bars) to records with the line each one starts on."""

from __future__ import annotations

import csv
import gc
import io
import re
from contextlib import contextmanager
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.decode import decode
from nps_reasons.readers.formats.records import (
    as_text,
    table_from_columns,
    table_from_records,
)
from nps_reasons.readers.formats.titles import lines_above, may_be_above
from nps_reasons.readers.formats.wellformed import read_well_formed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nps_reasons.readers.rawtable import RawTable

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE: Final = 1_000_000
_SAMPLE_RECORDS: Final = 200
_HINT: Final = re.compile(r'"?sep=([,;\t|])"?\r?\n')
"""First line by which a spreadsheet is told the delimiter."""
_END: Final = "\x1eend of file\x1e"
_LARGEST_CELL: Final = 2**31 - 1


def read_delimited(data: bytes, *, source: str) -> RawTable:
    """Read delimited text in any usual encoding.

    Raises
    ------
    InputError
        The file is no text, is empty, or a quoted cell never ends.
    """
    return _read_fast(data, source) or read_exactly(data, source=source)


def _read_fast(data: bytes, source: str) -> RawTable | None:
    """Read what is well-formed UTF-8 by Arrow, in a fraction of the time and memory."""
    # A character of UTF-8 has four bytes at most; a damaged one is declined later.
    sample = data[: 4 * _SAMPLE].decode("utf-8-sig", errors="ignore")[:_SAMPLE]
    with _cells_of_any_length():
        delimiter = delimiter_of(sample)
        header = next(_reader(sample, delimiter), [])
    if _HINT.match(sample) or may_be_above(header):
        return None
    width = len(header)
    found = read_well_formed(data, delimiter=delimiter, width=width)
    if found is None:
        return None
    columns = [as_text(column) for column in found.columns]
    table = table_from_columns(found.header, columns, found.rows, source=source)
    return table.noting(*_delimiter_note(delimiter, source))


def read_exactly(data: bytes, *, source: str) -> RawTable:
    """Read delimited text record by record, whatever is odd in it; see `read_delimited`."""
    text, notes = decode(data, source=source)
    with _cells_of_any_length(), _without_collector():
        delimiter = delimiter_of(text)
        records, rows = _records(text, delimiter, source)
        if _HINT.match(text):
            records, rows = records[1:], rows[1:]
        table = table_from_records(records, rows, source=source)
    return table.noting(*notes, *_delimiter_note(delimiter, source))


def _delimiter_note(delimiter: str, source: str) -> tuple[str, ...]:
    if delimiter == ",":
        return ()
    return (f"{source}: cells are separated by {DELIMITERS[delimiter]}.",)


def delimiter_of(text: str) -> str:
    r"""Return the delimiter under which most records are as wide as the header.

    Unlike `csv.Sniffer` this needs no guess at the quote character, and takes the header's word
    before that of long comments.

    Examples
    --------
    >>> delimiter_of("id;score\n1;9,0\n2;8,5\n")
    ';'
    """
    sample = text[:_SAMPLE]
    told = _HINT.match(sample)
    if told:
        return told[1]

    def fit(delimiter: str) -> tuple[float, int]:
        records = filter(None, _reader(sample, delimiter))
        widths = [len(record) for record in islice(records, _SAMPLE_RECORDS)]
        if not widths or widths[0] < 2:
            return 0.0, 0
        return widths.count(widths[0]) / len(widths), widths[0]

    best = max(DELIMITERS, key=fit)
    return best if fit(best)[1] else next((d for d in DELIMITERS if _is_titled(sample, d)), best)


def _is_titled(sample: str, delimiter: str) -> bool:
    records = filter(lambda record: "".join(record).strip(), _reader(sample, delimiter))
    return lines_above(list(islice(records, _SAMPLE_RECORDS))) > 0


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _records(text: str, delimiter: str, source: str) -> tuple[list[list[str]], Sequence[int]]:
    """Return the records that are not blank, and the 1-based line each one starts on."""
    # A line of its own at the end: where a quote is still open it becomes part of a cell.
    reader = csv.reader(chain(io.StringIO(text, newline=""), [_END]), delimiter=delimiter)
    try:
        records = list(reader)
    except csv.Error as error:
        raise InputError(
            f"{source}: line {reader.line_num} cannot be read ({error}); export it again"
        ) from error
    starts = _starting_lines(records, reader.line_num)
    if records.pop() != [_END]:
        raise InputError(
            f"{source}: a quote opened in the row that starts on line {starts[-1]} is never "
            "closed; close it, or export the file again"
        )
    filled = [i for i, record in enumerate(records) if len(record) > 1 or "".join(record).strip()]
    if len(filled) == len(records):
        return records, starts[:-1]
    return [records[i] for i in filled], [starts[i] for i in filled]


def _starting_lines(records: list[list[str]], lines: int) -> Sequence[int]:
    if lines == len(records):
        return range(1, lines + 1)
    ends = accumulate(1 + sum(map(_line_breaks, record)) for record in records)
    return [1, *(end + 1 for end in ends)][: len(records)]


def _line_breaks(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the garbage collector, which walks a million small lists again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    before = csv.field_size_limit(_LARGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)
