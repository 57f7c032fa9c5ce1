"""The report as an Excel workbook: every number as a number, to sort, filter and compute with.

plain       what a sheet holds: columns, rows, sentences
forms       number formats that show a number as words.py prints it
pens        one value -> one cell
drawing     plain data -> sheet; the heat map has a drawing of its own, in heat_drawing
book        the sheets in their order, and the file
the others  Analysis -> one sheet each
"""

from __future__ import annotations

from nps_reasons.report.workbook.book import write_workbook

__all__ = ["write_workbook"]
