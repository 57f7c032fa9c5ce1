"""Rows below the responses that add them up, as spreadsheets and reports write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.facts import NUMBER
from nps_reasons.readers.platforms.platform import aside_where

if TYPE_CHECKING:
    import pandas as pd

    from nps_reasons.readers.rawtable import RawTable

TOTAL: Final = "row is a total or an average, not a response"

_WORDS: Final = frozenset(
    {"total", "totals", "sum", "subtotal", "grand total", "average", "avg", "mean", "median"}
    | {"count", "nps", "nps score", "net promoter score", "overall", "summe", "gesamt"}
    | {"gesamtsumme", "zwischensumme", "durchschnitt", "mittelwert", "anzahl", "moyenne", "somme"}
    | {"promedio", "total general", "suma", "totale", "media", "totaal", "gemiddelde", "srednia"}
)


def without_totals(table: RawTable) -> RawTable:
    """Set aside the rows that name a total in a column that else holds ids or dates.

    Every other cell of such a row is a number or empty, and every other row has a digit in that
    column: a comment that says "Average" is a response.
    """
    if not len(table.cells):
        return table
    column = table.columns[0]
    named = _names_total(table.cells[column])
    others = table.cells[column][~named]
    if not named.any() or others.empty or not others.str.contains(r"\d").all():
        return table
    return aside_where(table, named & _holds_numbers_only(table, column), TOTAL, column=column)


def _names_total(cells: pd.Series) -> pd.Series:
    return cells.str.strip(" \t\xa0:").str.lower().isin(_WORDS)


def _holds_numbers_only(table: RawTable, column: str) -> pd.Series:
    rest = table.cells.drop(columns=column).apply(lambda cells: cells.str.strip())
    numbers: pd.DataFrame = rest.apply(lambda cells: (cells == "") | cells.str.fullmatch(NUMBER))
    return numbers.all(axis="columns").astype(bool)
