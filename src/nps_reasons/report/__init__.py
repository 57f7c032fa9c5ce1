"""Reports: an Analysis in, files out; sections compute, formats draw.

figures/     what is counted beyond the tables of an Analysis
quotes       exact substrings, chosen by rule
parts/       what several sections say with the same words
sections/    Analysis -> Section: a sentence and the plain data (blocks) behind it
page/        sections -> one HTML page, with charts by drawing/
slides/, workbook/, digest/
             the same sections and tables for PowerPoint, Excel, Markdown and Slack
planning, feed/
             what product planning takes in
formats      every kind of file, and what each is called
tables       the tables of the contract as CSV and Parquet
"""

from __future__ import annotations

from nps_reasons.report.formats import FILES, FORMATS, write_formats, write_report
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
