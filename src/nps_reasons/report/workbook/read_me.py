"""The last sheet: what each sheet and column is, and what the numbers do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes
from nps_reasons.report.sections.method import method
from nps_reasons.report.workbook.plain import Column, Listing, Sheet, listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nps_reasons.analysis import Analysis

NAME: Final = "Read me"

_CELLS: Final = (
    "Numbers have all their digits and are shown rounded, as in report.html. An empty cell is a "
    "number that is not known, or that rests on too few responses; it is never 0. Texts are as "
    "they were written, but for marks that a cell cannot hold; one that starts like a formula is "
    "text all the same."
)


def read_me(
    analysis: Analysis, sheets: Sequence[tuple[str, str]], listings: Iterable[tuple[str, Listing]]
) -> Sheet:
    """Say what the sheets are, what their columns mean, and what cannot be told.

    Parameters
    ----------
    sheets
        Name of each sheet, and what it is.
    listings
        Name of a sheet and a listing of it, for the glossary.
    """
    told = (
        ("Read me", ""),
        ("What it is", _what(analysis)),
        ("Cells", _CELLS),
        *sheets,
        ("What this cannot tell", ""),
        *(("", text) for text in _limits(analysis)),
    )
    return Sheet(NAME, "What each sheet and column is.", told, (_glossary(listings),))


def _what(analysis: Analysis) -> str:
    against = f", against {analysis.reference}" if analysis.reference else ""
    return f"{analysis.title}: the report{words.within(analysis.period)}{against}, as numbers."


def _limits(analysis: Analysis) -> list[str]:
    section = method(analysis)
    notes = [text for part in section.parts if isinstance(part, Notes) for text in part.sentences]
    return [section.text, *notes]


def _glossary(listings: Iterable[tuple[str, Listing]]) -> Listing:
    rows = [
        (name, column.title, column.meaning)
        for name, found in listings
        for column in found.columns
        if column.meaning
    ]
    return listing(
        (Column("Sheet"), Column("Column", span=3), Column("What it is", span=9)),
        dict.fromkeys(rows),
        caption="Columns",
    )
