"""The feed as a file that Jira imports: an issue a record, found again by its label."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.files import write_whole
from nps_reasons.report.feed.records import feed
from nps_reasons.report.feed.wording import facts_of
from nps_reasons.report.safe_text import clean, in_jira, one_line, quoted_lines, shortened
from nps_reasons.report.tables import harmless

if TYPE_CHECKING:
    from pathlib import Path

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.feed.record import Record, Said

COLUMNS: Final = (
    "Summary",
    "Description",
    "Issue Type",
    "Priority",
    "Labels",
    "Labels",
    "Issue Key",
)

COMMON_LABEL: Final = "npsreasons"
"""Stands on every issue of the feed; no theme has it."""

LONGEST_SUMMARY: Final = 255
"""Characters that Jira allows."""

_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]+-\d+")
_PRIORITIES: Final = {"clear": "High", "leaning": "Medium"}


def write_jira(analysis: Analysis, path: str | Path) -> Path:
    """Write the feed as CSV for Jira's import: UTF-8, without a byte order mark.

    An issue whose key is known is updated, any other is added.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in feed(analysis):
        writer.writerow([harmless(cell) for cell in _issue(record)])
    return write_whole(path, text.getvalue().encode("utf-8", errors="replace"))


def _issue(record: Record) -> tuple[str, ...]:
    priority = _PRIORITIES.get(record.verdict, "Low")
    return (
        shortened(one_line(record.title), LONGEST_SUMMARY),
        _description(record),
        "Task",
        "Highest" if record.lane == "severe" else priority,
        record.id,
        COMMON_LABEL,
        record.ticket if record.ticket and _KEY.fullmatch(record.ticket) else "",
    )


def _description(record: Record) -> str:
    facts = [f"* *{name}:* {in_jira(one_line(text))}" for name, text in facts_of(record)]
    head = f"From the survey{in_jira(words.within(record.period))}, record {in_jira(record.id)}:"
    quotes = [line for quote in record.quotes for line in _quote(quote)]
    said = ["", "What people say:", *quotes] if quotes else []
    return "\n".join([head, *facts, *said, "", _CAVEAT])


_CAVEAT: Final = "What a complaint goes with is not what solving it would bring."


def _quote(quote: Said) -> list[str]:
    lines = [in_jira(line) for line in quoted_lines(clean(quote.text))]
    return ["{quote}", *lines, f"({in_jira(one_line(quote.id))})", "{quote}"]
