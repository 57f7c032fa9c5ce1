"""Reports: an Analysis in, files out; sections compute, formats draw.

sections/*      Analysis -> Section: a sentence and the plain data behind it
shares          shares with intervals
quotes          exact substrings, chosen by rule
charts, marks   chart data -> SVG (the only files that know Altair)
html            sections -> one page
tables          the tables of the contract as CSV and Parquet
planning        the feed for product planning
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.report.html import write_report
from nps_reasons.report.planning import planning
from nps_reasons.report.sections import SECTIONS
from nps_reasons.report.tables import write_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nps_reasons.analysis import Analysis

FORMATS: Final[dict[str, Callable[[Analysis, str | Path], Path]]] = {
    "html": write_report,
}
"""Name of an output format (and ending of its file) to the function that writes it."""

__all__ = ["FORMATS", "SECTIONS", "planning", "write_report", "write_tables"]
