"""What a sheet of the workbook holds, as plain data: sentences, columns with their rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Form = Literal["text", "whole", "score", "points", "share", "chance", "decimal", "time"]
"""How a column shows its values; what each looks like stands in forms.py."""

Value = str | int | float | dt.datetime | None
"""A cell; None stays empty."""

Values = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, how values look, and what they mean.

    Attributes
    ----------
    meaning
        For the glossary; with the unit.
    width
        In characters.
    shaded
        Whether a cell is the darker, or its bar the longer, the larger its number.
    after_number
        Whether it is a text that stands right of a number.
    span
        Columns of the sheet that it takes: sentences need several where numbers stand below.
    """

    title: str
    form: Form = "text"
    meaning: str = ""
    width: float = 11
    shaded: bool = False
    after_number: bool = False
    span: int = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """Columns with their rows, below a caption where there is one.

    Attributes
    ----------
    rows
        Each as long as `columns`; may be made while it is written, as there may be very many.
    n_rows
        How many there are.
    """

    columns: tuple[Column, ...]
    rows: Iterable[Values]
    n_rows: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of text and listings.

    Attributes
    ----------
    about
        What the sheet is, for "Read me".
    sentences
        Heading and text of each, above the listings; a heading without a text is a title.
    fixed
        Columns that stay in view. A sheet of one listing without a caption is a table: its header
        stays in view, and its columns can be filtered.
    printed
        How many of its columns are printed; 0 for all.
    """

    name: str
    about: str
    sentences: tuple[tuple[str, str], ...] = ()
    listings: tuple[Listing, ...] = ()
    fixed: int = 0
    printed: int = 0

    @property
    def is_table(self) -> bool:
        """Whether the sheet is one listing and nothing else."""
        return not self.sentences and len(self.listings) == 1 and not self.listings[0].caption


def listing(columns: Iterable[Column], rows: Iterable[Values], *, caption: str = "") -> Listing:
    """Return a listing of rows that are few enough to be held.

    Examples
    --------
    >>> listing([Column("Period")], [("2025Q1",), ("2025Q2",)]).n_rows
    2
    """
    held = tuple(rows)
    return Listing(tuple(columns), held, len(held), caption)
