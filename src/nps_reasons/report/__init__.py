"""Reports: an Analysis in, files out; sections compute, formats draw.

sections/*      Analysis -> Section: a sentence and the plain data behind it
shares          shares with intervals
quotes          exact substrings, chosen by rule
charts, marks   chart data -> SVG (the only files that know Altair)
html            sections -> one page
formats         every other kind of file, and what each is called
tables          the tables of the contract as CSV and Parquet
planning        the feed for product planning
"""

from __future__ import annotations

from nps_reasons.report.formats import FILES, FORMATS, write_formats
from nps_reasons.report.page.html import write_report
from nps_reasons.report.planning import planning
from nps_reasons.report.sections import SECTIONS
from nps_reasons.report.tables import write_tables

__all__ = [
    "FILES",
    "FORMATS",
    "SECTIONS",
    "planning",
    "write_formats",
    "write_report",
    "write_tables",
]
