"""What became of a record: the ticket that stands for it, and its status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons.report.lookups import records

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record

_LIVE_FIRST: Final = ("in progress", "planned", "open", None, "done", "declined")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket of a record; what is not known is None, days are such as 2025-03-31."""

    status: str | None = None
    ticket: str | None = None
    created: str | None = None
    resolved: str | None = None


def tickets(analysis: Analysis) -> dict[str, Ticket]:
    """Id of a record to its ticket.

    Of several, one that is still worked on, the newest; else the one that was resolved last.
    """
    best: dict[str, Record] = {}
    for row in records(analysis.planned):
        if row["used"] and (row["status"] or row["ticket"]):
            other = best.get(row["record"])
            best[row["record"]] = row if other is None else max(other, row, key=_standing)
    return {
        record: Ticket(row["status"], row["ticket"], row["created"], row["resolved"])
        for record, row in best.items()
    }


def _standing(row: Record) -> tuple[int, str, str, int]:
    """How well a ticket stands for its record: live ones first, then the newest."""
    live = -_LIVE_FIRST.index(row["status"])
    return live, row["created"] or "", row["resolved"] or "", row["line"]
