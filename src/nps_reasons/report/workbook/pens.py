"""One value into one cell: a text is written as text, a number with the format that fits it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.audit.cells import shown
from nps_reasons.files import LONGEST_CELL
from nps_reasons.report.workbook.forms import FORMS, TIME_FORM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from nps_reasons.report.workbook.plain import Column, Value

TOP: Final = {"valign": "top"}
LONG: Final = {"valign": "top", "text_wrap": True}

WRAPPED: Final = 50
"""Columns at least this wide hold sentences: they wrap."""

_DAY_0: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no time zones
_FIRST: Final = dt.datetime(1900, 3, 1)  # noqa: DTZ001
"""The first day on which all spreadsheets agree."""


class Looks:
    """The formats of a workbook, each made once, when it is first asked for."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, look: Mapping[str, Any], **more: object) -> Format:
        """Return the format of these properties."""
        key = tuple(sorted({**look, **more}.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(dict(key))
        return self._made[key]


class Pen:
    """Writes the values of one column; there may be a million of them."""

    def __init__(self, column: Column, looks: Looks) -> None:
        self.looks = looks
        long = column.width >= WRAPPED or column.span > 1
        self.text = looks(LONG if long else TOP, **step(column))
        self.form = FORMS.get(column.form, _general)
        self._made: dict[str, Format] = {}

    def write(self, paper: Worksheet, row: int, place: int, value: Value) -> None:
        """Write a value as what it is: a text that looks like a formula stays a text."""
        if isinstance(value, str):
            paper.write_string(row, place, cell_text(value), self.text)
        elif isinstance(value, dt.datetime):
            self._write_time(paper, row, place, value)
        elif value is not None:
            paper.write_number(row, place, value, self._look(self.form(value)))

    def _write_time(self, paper: Worksheet, row: int, place: int, value: dt.datetime) -> None:
        if value < _FIRST:
            paper.write_string(row, place, value.isoformat(" "), self.text)
        else:
            days = (value - _DAY_0).total_seconds() / 86_400
            paper.write_number(row, place, days, self._look(TIME_FORM))

    def _look(self, form: str) -> Format:
        if form not in self._made:
            self._made[form] = self.looks(TOP, num_format=form)
        return self._made[form]


def _general(_: float) -> str:
    return "General"


def step(column: Column) -> dict[str, Any]:
    """Return the look that keeps a text apart from the number on its left."""
    return {"indent": 1, "align": "left"} if column.after_number else {}


def cell_text(text: str) -> str:
    r"""Return a text as a cell shows it; most of them are shown as they are.

    Examples
    --------
    >>> cell_text("=1+1"), cell_text("two\r\nlines")
    ('=1+1', 'two\nlines')
    """
    if len(text) < LONGEST_CELL and text.isascii() and text.isprintable() and "_" not in text:
        return text
    return shown(text)
