"""Which rows count as responses: exact copies do not; unfinished and repeated ones usually do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.readers.facts import TableFacts
from nps_reasons.readers.platforms.platform import aside_where
from nps_reasons.readers.rawtable import problems_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.readers.roles import Roles

COPY: Final = "exact duplicate of an earlier row"
UNFINISHED: Final = "response is not finished"

_LIKELY_IDS: Final = 10
"""The first columns, in which an id is looked for before whole rows are compared."""


def without_copies(table: RawTable, roles_of: Callable[[RawTable], Roles]) -> RawTable:
    """Set aside the rows that repeat an earlier one cell by cell, where that must be an error.

    It must be where the row names its response, or its respondent and its time: two people who
    give a 10 without a word are two responses.

    Parameters
    ----------
    roles_of
        Finds the roles of the columns.
    """
    copies = repeated_rows(table)
    if not copies.any():
        return table
    roles = roles_of(aside_where(table, copies, COPY, column=table.columns[0]))
    has_time = _filled(table, roles.respondent) & _filled(table, roles.date)
    named = copies & (_filled(table, roles.id) | has_time)
    kept = int((copies & ~named).sum())
    column = roles.id or roles.respondent or table.columns[0]
    table = aside_where(table, named, COPY, column=column)
    if not kept:
        return table
    return table.noting(
        f"Rows that repeat an earlier one cell by cell and name no response: {kept:,}; they are "
        "kept, for they may be of different people."
    )


def repeated_rows(table: RawTable) -> pd.Series:
    """Say which rows are the same as an earlier one in every cell."""
    facts, n = TableFacts(table.cells), len(table.cells)
    # Where one column tells all rows apart, no row is repeated; ids stand first.
    if any(facts[name].distinct == n for name in table.columns[:_LIKELY_IDS]):
        return pd.Series(data=False, index=table.cells.index)
    hashes = pd.util.hash_pandas_object(table.cells, index=False)
    alike = table.cells[hashes.duplicated(keep=False)]
    # Different rows may have one hash.
    return alike.duplicated(keep="first").reindex(table.cells.index, fill_value=False)


def without_unfinished(table: RawTable) -> RawTable:
    """Set the unfinished responses aside."""
    rows = table.cells.index[table.places["unfinished"].to_numpy(dtype=bool)]
    nothing = pd.Series("", index=rows, dtype="string")
    return table.without(problems_table(nothing, UNFINISHED, column=""))


def _filled(table: RawTable, column: str | None) -> pd.Series:
    if column is None:
        return pd.Series(data=False, index=table.cells.index)
    return table.cells[column].str.strip() != ""
