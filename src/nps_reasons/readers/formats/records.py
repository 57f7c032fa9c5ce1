"""Records or columns of text to a RawTable; records that do not fit are set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.titles import lines_above, titles_note
from nps_reasons.readers.names import made_unique, tidy
from nps_reasons.readers.rawtable import TEXT, RawTable, one_a_row, problems_table

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    import numpy as np
    from numpy.typing import NDArray


def table_from_records(records: list[list[str]], rows: Sequence[int], *, source: str) -> RawTable:
    """Build a table from records, the first of which is the header unless titles are above it.

    Short records are filled up with empty cells; records with more filled cells than the header,
    or with a NUL character, are set aside.

    Raises
    ------
    InputError
        There is no header, no name in it, or no row below it.
    """
    above = lines_above(records)
    notes = (titles_note(records[:above], source),) if above else ()
    records, rows = records[above:], rows[above:]
    header, below = _header_of(records, source), records[1:]
    if not below:
        raise InputError(f"{source}: has a header and no row below it; expected one row a response")
    too_wide = _too_wide(below, len(header))
    fitting = _fitted(below, len(header), without=too_wide)
    rows_below = rows[1:]
    if not fitting:
        raise InputError(
            f"{source}: no row fits the header of {len(header)} columns: the row on line "
            f"{rows_below[0]} has {len(below[0])} cells; export the file again"
        )
    aside = pd.DataFrame(
        {
            "source": source,
            "row": [rows_below[i] for i in too_wide],
            "column": None,
            "value": list(too_wide.values()),
            "reason": [
                f"the row has {len(below[i])} cells, the header has {len(header)}" for i in too_wide
            ],
        }
    )
    table = table_from_columns(
        header,
        [text_array(cells) for cells in zip(*fitting, strict=True)],
        [row for i, row in enumerate(rows_below) if i not in too_wide] if too_wide else rows_below,
        source=source,
        set_aside=aside,
    )
    return table.noting(*notes).without(_nul_rows(table.cells))


def require_names(header: Sequence[str], source: str) -> None:
    """Refuse a header that can be none: without a name, too wide, or with an endless name.

    Raises
    ------
    InputError
        All its cells are empty, there are too many of them, or one is too long.
    """
    longest = max((len(name) for name in header), default=0)
    if longest > _LONGEST_NAME:
        raise InputError(
            f"{source}: a column name has {longest:,} characters; expected at most "
            f"{_LONGEST_NAME:,}; is the first row no header, or a quote not closed?"
        )
    if not any(tidy(name) for name in header):
        raise InputError(f"{source}: the header has no column name; write one name a column")
    if len(header) > _MOST_COLUMNS:
        raise InputError(
            f"{source}: the header has {len(header):,} columns; expected at most "
            f"{_MOST_COLUMNS:,}, as in a spreadsheet; is it one row a response?"
        )


def as_text(column: Any) -> Any:  # noqa: ANN401 - pyarrow is untyped
    """Return an Arrow array without nulls as a column of text."""
    return pd.array(column, dtype=TEXT)


def text_array(cells: Sequence[str | None]) -> Any:  # noqa: ANN401 - pyarrow is untyped
    """Return cells as a column of text."""
    import pyarrow as pa  # noqa: PLC0415 - only where a file is read

    return as_text(pa.array(cells, type=pa.string()))


def table_from_columns(
    header: Sequence[str],
    columns: Sequence[Any],
    rows: Sequence[int] | NDArray[np.int64],
    *,
    source: str,
    set_aside: pd.DataFrame | None = None,
) -> RawTable:
    """Build a table from columns of text; columns with neither a name nor a cell are left out."""
    require_names(header, source)
    spelled = [tidy(name) for name in header]
    used = [
        i for i, name in enumerate(spelled) if name or bool((pd.Series(columns[i]) != "").any())
    ]
    names = made_unique(spelled[i] or f"column {i + 1}" for i in used)
    cells = pd.DataFrame(
        {name: columns[i] for i, name in zip(used, names, strict=True)},
        index=pd.RangeIndex(len(rows)),
    )
    places = pd.DataFrame(
        {"source": source, "row": pd.array(rows, dtype="int64"), "unfinished": False}
    )
    aside = () if set_aside is None or set_aside.empty else (set_aside,)
    return RawTable(
        cells=cells,
        places=places.astype({"source": "string"}),
        read={source: len(rows) + sum(len(table) for table in aside)},
        set_aside=aside,
        notes=_header_notes(source, [spelled[i] for i in used], names),
        unnamed=frozenset(name for i, name in zip(used, names, strict=True) if not spelled[i]),
    )


def _header_of(records: list[list[str]], source: str) -> list[str]:
    if not records:
        raise InputError(f"{source}: is empty; expected a header and one row a response")
    require_names(records[0], source)
    return records[0]


def _too_wide(records: list[list[str]], width: int) -> dict[int, str]:
    """Return position and first surplus cell of the records with more cells than the header."""
    surplus = (
        (i, next((cell for cell in record[width:] if cell.strip()), None))
        for i, record in enumerate(records)
        if len(record) > width
    )
    return {i: cell for i, cell in surplus if cell is not None}


def _fitted(records: list[list[str]], width: int, *, without: Container[int]) -> list[list[str]]:
    if all(len(record) == width for record in records):
        return records
    return [
        record[:width] + [""] * (width - len(record))
        for i, record in enumerate(records)
        if i not in without
    ]


def _nul_rows(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the problems of rows with a NUL, which no text has."""
    why = "the cell has a NUL character: the file is damaged here"
    damaged = {name: cells[name].str.contains("\0", regex=False) for name in cells.columns}
    shown = [
        problems_table(cells.loc[rows, name].str.replace("\0", _SHOWN_NUL), why, column=name)
        for name, rows in damaged.items()
        if rows.any()
    ]
    return one_a_row(shown)


_MOST_COLUMNS: Final = 16_384
_LONGEST_NAME: Final = 10_000
"""Characters: a question with its explanation is far shorter."""

_SHOWN_NUL: Final = "\N{REPLACEMENT CHARACTER}"


def _header_notes(source: str, spelled: list[str], names: list[str]) -> tuple[str, ...]:
    notes = []
    unnamed = [name for name, given in zip(names, spelled, strict=True) if not given]
    if unnamed:
        notes.append(f"{source}: columns without a name are called {', '.join(unnamed)}.")
    doubles = [n for n, given in zip(names, spelled, strict=True) if given and n != given]
    if doubles:
        notes.append(f"{source}: names that stand twice in the header: {', '.join(doubles)}.")
    return tuple(notes)
