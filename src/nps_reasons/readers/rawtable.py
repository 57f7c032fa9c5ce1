"""RawTable: the rows of one or several files as text, each with the place it came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.errors import InputError
from nps_reasons.readers.names import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEXT: Final = "string[pyarrow]"
SHOWN: Final = 60
"""Characters of a cell that a sentence quotes; the whole cell stands in `value`."""

_TOLD: Final = 40
"""Columns that a sentence names."""

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
        `source` and `row` (1-based line of the file) of each row, and whether the response is
        `unfinished`; same index.
    read
        Rows read from each source, the ones set aside included.
    set_aside
        Tables like `schema.QUARANTINE`, of the rows that are no longer in `cells`.
    notes
        What the user must know about how the files were read.
    labels
        Column to the question that it answers, where the file gives a short name and a question.
    unnamed
        Columns that have no name in the header of the file.
    zones
        Source to the time zone that the file names for its times.
    month_first
        Whether the spelling of the dates speaks for the month first, where they could be read in
        two ways.
    gone
        Cells of the rows that were set aside: they still tell how the file spells its dates.
    """

    cells: pd.DataFrame
    places: pd.DataFrame
    read: dict[str, int]
    set_aside: tuple[pd.DataFrame, ...] = ()
    notes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    unnamed: frozenset[str] = frozenset()
    zones: Mapping[str, str] = field(default_factory=dict)
    month_first: bool = False
    gone: tuple[pd.DataFrame, ...] = ()

    @property
    def name(self) -> str:
        """Names of the files."""
        return ", ".join(self.read)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in the order of the file."""
        return list(self.cells.columns)

    @property
    def told_columns(self) -> str:
        """Names of the columns as a sentence lists them: the first of very many."""
        names = [shortened(name) for name in self.columns[:_TOLD]]
        more = f" and {len(self.columns) - _TOLD:,} more" if len(self.columns) > _TOLD else ""
        return ", ".join(names) + more

    def without(self, problems: pd.DataFrame) -> RawTable:
        """Return the table without the rows that have a problem, which are set aside.

        Parameters
        ----------
        problems
            `column`, `value` and `reason`; its index are the rows.
        """
        if problems.empty:
            return self
        aside = self.places.loc[problems.index, ["source", "row"]].join(problems)
        kept = self.cells.index.difference(problems.index)
        return replace(
            self,
            cells=self.cells.loc[kept].reset_index(drop=True),
            places=self.places.loc[kept].reset_index(drop=True),
            set_aside=(*self.set_aside, aside),
            gone=(*self.gone, self.cells.loc[problems.index]),
        )

    def witnesses(self, column: str) -> pd.Series:
        """Return what stood in a column of the rows that were set aside."""
        told = [cells[column] for cells in self.gone if column in cells]
        return pd.concat(told) if told else pd.Series(dtype=TEXT)

    def noting(self, *notes: str) -> RawTable:
        """Return the table with more notes."""
        return replace(self, notes=(*self.notes, *notes))

    def without_lines(self, lines: pd.Index) -> RawTable:
        """Return the table of one file without lines that are no rows, such as a second header.

        Raises
        ------
        InputError
            No row is left.
        """
        rest = self.cells.index.difference(lines)
        if rest.empty:
            raise InputError(
                f"{self.name}: has {len(lines)} lines of header or footer and no row; expected one "
                "row a response"
            )
        ((source, read),) = self.read.items()
        return replace(
            self,
            cells=self.cells.loc[rest].reset_index(drop=True),
            places=self.places.loc[rest].reset_index(drop=True),
            read={source: read - len(lines)},
        )

    def renamed(self, names: Mapping[str, str]) -> RawTable:
        """Return the table with other names of columns."""
        return replace(
            self,
            cells=self.cells.rename(columns=names),
            gone=tuple(cells.rename(columns=names) for cells in self.gone),
            labels={names.get(name, name): label for name, label in self.labels.items()},
            unnamed=frozenset(name for name in self.unnamed if name not in names),
        )

    def with_cells(self, columns: Mapping[str, pd.Series]) -> RawTable:
        """Return the table with these columns replaced, or added at the end."""
        text = {name: cells.astype(TEXT) for name, cells in columns.items()}
        return replace(self, cells=self.cells.assign(**text))

    def dropping(self, columns: Sequence[str]) -> RawTable:
        """Return the table without columns whose content stands in another one now."""
        gone = set(columns)
        return replace(
            self,
            cells=self.cells.drop(columns=list(columns)),
            labels={name: label for name, label in self.labels.items() if name not in gone},
            unnamed=frozenset(self.unnamed - gone),
        )

    def marking_unfinished(self, rows: pd.Series) -> RawTable:
        """Return the table with the rows where `rows` is true marked as unfinished responses."""
        unfinished = self.places["unfinished"] | rows.to_numpy(dtype=bool)
        return replace(self, places=self.places.assign(unfinished=unfinished))


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
    return f'"{shortened(value)}"'


def shortened(text: str) -> str:
    """Return the text on one line, and only the beginning of a long one."""
    plain = tidy(text)
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN]}..."


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
    tables = [t.renamed({c: spelling[fold(c)] for c in t.columns}) for t in tables]
    cells = [table.cells for table in tables]
    return RawTable(
        cells=pd.concat(cells, ignore_index=True)[list(spelling.values())].fillna("").astype(TEXT),
        places=pd.concat([table.places for table in tables], ignore_index=True),
        read={source: n for table in tables for source, n in table.read.items()},
        set_aside=tuple(aside for table in tables for aside in table.set_aside),
        notes=tuple(note for table in tables for note in table.notes),
        labels={name: label for table in reversed(tables) for name, label in table.labels.items()},
        zones={source: zone for table in tables for source, zone in table.zones.items()},
        month_first=any(table.month_first for table in tables),
        gone=tuple(cells for table in tables for cells in table.gone),
    )
