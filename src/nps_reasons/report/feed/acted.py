"""What was acted on: how many themes of the feed have a ticket at work, and how long one takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from nps_reasons.report.feed.records import feed
from nps_reasons.report.lookups import records

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis

_AT_WORK: Final = ("in progress", "done")


@dataclass(frozen=True, slots=True)
class Acted:
    """What became of the feed.

    Attributes
    ----------
    themes
        Themes in the feed.
    acted_on
        Those of them that have a ticket in progress or done.
    done
        Tickets that are done and say when they were created and resolved.
    days
        Median days from the one to the other; None where no ticket says both.
    problems
        What is amiss in the status file, with its line.
    """

    themes: int
    acted_on: int
    done: int
    days: float | None
    problems: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Share of the feed's themes that were acted on; None where the feed has none."""
        return self.acted_on / self.themes if self.themes else None


def acted(analysis: Analysis) -> Acted | None:
    """Say what became of the feed; None where nobody says."""
    rows = records(analysis.planned)
    if not rows:
        return None
    at_work = {row["record"] for row in rows if row["used"] and row["status"] in _AT_WORK}
    themes = {record.id for record in feed(analysis) if record.theme is not None}
    days = [
        (_day(row["resolved"]) - _day(row["created"])).days
        for row in rows
        if row["used"] and row["status"] == "done" and row["created"] and row["resolved"]
    ]
    return Acted(
        themes=len(themes),
        acted_on=len(themes & at_work),
        done=len(days),
        days=float(median(days)) if days else None,
        problems=tuple(f"Line {row['line']}: {row['problem']}." for row in rows if row["problem"]),
    )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
