"""RawTable: the rows of one or several files as text, each with the place it came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from nps_reasons.errors import InputError
from nps_reasons.readers.names import fold, made_unique, tidy

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

TEXT: Final = "string[pyarrow]"
SHOWN: Final = 60
"""Characters of a cell that a sentence quotes; the whole cell stands in `value`."""

NOTHING: Final = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "."})
"""Cells that stand for no score or no date; in any other column they stay what they are."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """Rows that are still text.

    Attributes
    ----------
    cells
        One "string" column per column of the file, no nulls; index 0, 1, ...
    places
        `source` and `row` (1-based line of the file) of each row; same index.
    read
        Rows read from each source, the ones set aside included.
    set_aside
        Tables like `schema.QUARANTINE`, of the rows that are no longer in `cells`.
    notes
        What the user must know about how the files were read.
    """

    cells: pd.DataFrame
    places: pd.DataFrame
    read: dict[str, int]
    set_aside: tuple[pd.DataFrame, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """Names of the files."""
        return ", ".join(self.read)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in the order of the file."""
        return list(self.cells.columns)

    def without(self, problems: pd.DataFrame) -> RawTable:
        """Return the table without the rows that have a problem, which are set aside.

        Parameters
        ----------
        problems
            `column`, `value` and `reason`; its index are the rows.
        """
        if problems.empty:
            return self
        aside = self.places.loc[problems.index].join(problems)
        kept = self.cells.index.difference(problems.index)
        return replace(
            self,
            cells=self.cells.loc[kept].reset_index(drop=True),
            places=self.places.loc[kept].reset_index(drop=True),
            set_aside=(*self.set_aside, aside),
        )

    def noting(self, *notes: str) -> RawTable:
        """Return the table with more notes."""
        return replace(self, notes=(*self.notes, *notes))


def problems_table(values: pd.Series, reasons: pd.Series | str, *, column: str) -> pd.DataFrame:
    """Return what `RawTable.without` takes, for the rows of `values`."""
    shown = values.astype("string")
    return pd.DataFrame(
        {"column": column, "value": shown.mask(shown == ""), "reason": reasons},
        index=values.index,
    ).astype("string")


def one_a_row(problems: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the first problem of each row, so that a row is set aside once."""
    if not problems:
        return problems_table(pd.Series(dtype="string"), "", column="")
    together = pd.concat(problems)
    return together[~together.index.duplicated()]


def quoted(value: str) -> str:
    """Return the cell in quotes, shortened and on one line, to stand in a sentence.

    Examples
    --------
    >>> quoted("zehn")
    '"zehn"'
    """
    plain = tidy(value)
    return f'"{plain}"' if len(plain) <= SHOWN else f'"{plain[:SHOWN]}..."'


def table_from_records(records: list[list[str]], rows: Sequence[int], *, source: str) -> RawTable:
    """Build a table from records, the first of which is the header.

    Short records are filled up with empty cells; records with more filled cells than the header,
    or with a NUL character, are set aside.

    Raises
    ------
    InputError
        There is no header, no name in it, or no row below it.
    """
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
    return table.without(_nul_rows(table.cells))


def text_array(cells: Sequence[str | None]) -> Any:  # noqa: ANN401 - pyarrow is untyped
    """Return cells as a column of text."""
    import pyarrow as pa  # noqa: PLC0415 - only where a file is read

    return pd.array(pa.array(cells, type=pa.string()), dtype=TEXT)


def table_from_columns(
    header: Sequence[str],
    columns: Sequence[Any],
    rows: Sequence[int],
    *,
    source: str,
    set_aside: pd.DataFrame | None = None,
) -> RawTable:
    """Build a table from columns of text; columns with neither a name nor a cell are left out."""
    spelled = [tidy(name) for name in header]
    used = [
        i for i, name in enumerate(spelled) if name or bool((pd.Series(columns[i]) != "").any())
    ]
    names = made_unique(spelled[i] or f"column {i + 1}" for i in used)
    cells = pd.DataFrame(
        {name: columns[i] for i, name in zip(used, names, strict=True)},
        index=pd.RangeIndex(len(rows)),
    )
    places = pd.DataFrame({"source": source, "row": pd.array(rows, dtype="int64")})
    aside = () if set_aside is None or set_aside.empty else (set_aside,)
    return RawTable(
        cells=cells,
        places=places.astype({"source": "string"}),
        read={source: len(rows) + sum(len(table) for table in aside)},
        set_aside=aside,
        notes=_header_notes(source, [spelled[i] for i in used], names),
    )


def _header_of(records: list[list[str]], source: str) -> list[str]:
    if not records:
        raise InputError(f"{source}: is empty; expected a header and one row a response")
    header = records[0]
    if not any(tidy(name) for name in header):
        raise InputError(f"{source}: the header has no column name; write one name a column")
    return header


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


def stacked(tables: Sequence[RawTable]) -> RawTable:
    """Put files below each other; columns whose names differ only in case or space are one.

    A cell of a column that a file lacks is empty.
    """
    if len(tables) == 1:
        return tables[0]
    spelling: dict[str, str] = {}
    for table in tables:
        for name in table.columns:
            spelling.setdefault(fold(name), name)
    cells = [t.cells.rename(columns={c: spelling[fold(c)] for c in t.columns}) for t in tables]
    return RawTable(
        cells=pd.concat(cells, ignore_index=True)[list(spelling.values())].fillna("").astype(TEXT),
        places=pd.concat([table.places for table in tables], ignore_index=True),
        read={source: n for table in tables for source, n in table.read.items()},
        set_aside=tuple(aside for table in tables for aside in table.set_aside),
        notes=tuple(note for table in tables for note in table.notes),
    )
