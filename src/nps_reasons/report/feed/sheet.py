"""The feed for people: one row a record in a spreadsheet, to be read and filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons import words
from nps_reasons.files import write_whole
from nps_reasons.report.feed.records import feed
from nps_reasons.report.feed.tickets import tickets
from nps_reasons.report.feed.wording import moment_words, segment_words
from nps_reasons.report.safe_text import clean, one_line
from nps_reasons.report.tables import as_csv

if TYPE_CHECKING:
    from pathlib import Path

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.feed.record import Estimate, Reach, Record
    from nps_reasons.report.feed.tickets import Ticket
    from nps_reasons.report.lookups import Record as Row


def write_sheet(analysis: Analysis, path: str | Path) -> Path:
    """Write the feed as CSV with a byte order mark; what a spreadsheet would run is neutralised.

    Whoever fills in `status`, `ticket`, `created` and `resolved` can hand the file back to the next
    run (`--status`).

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    known = tickets(analysis)
    rows = [_row(record, known.get(record.id)) for record in feed(analysis)]
    table = pd.DataFrame(rows, columns=_COLUMNS).astype(_WHOLE)
    return write_whole(path, as_csv(table))


_WHOLE: Final = dict.fromkeys(("place", "n", "base", "respondents"), "Int64")

_COLUMNS: Final = [
    *("lane", "place", "id", "theme", "title", "owner", "status", "ticket", "created", "resolved"),
    *("verdict", "points", "points_low", "points_high", "costs_at_least", "rank"),
    *("n", "base", "reach", "reach_low", "reach_high", "respondents", "value"),
    *("value_at_risk", "value_at_risk_low", "value_at_risk_high", "severe", "segments", "trend"),
    *("success_measure", "sub_problems", "quotes", "response_ids", "first_seen", "last_seen"),
    *("period", "reference", "codeframe_version"),
]


def _row(record: Record, ticket: Ticket | None) -> Row:
    return {**_named(record, ticket), **_numbers(record), **_texts(record)}


def _named(record: Record, ticket: Ticket | None) -> Row:
    same = (
        *("lane", "place", "id", "theme", "owner", "verdict", "n", "respondents", "value"),
        *("costs_at_least", "first_seen", "last_seen", "period", "reference"),
    )
    return {
        **{name: getattr(record, name) for name in same},
        "title": one_line(record.title),
        "codeframe_version": one_line(record.codeframe_version),
        **({name: getattr(ticket, name) for name in _OF_TICKET} if ticket else {}),
    }


_OF_TICKET: Final = ("status", "ticket", "created", "resolved")


def _numbers(record: Record) -> Row:
    return {
        **_limits("points", record.points),
        **_limits("reach", record.reach),
        **_limits("value_at_risk", record.value_at_risk),
        "base": record.reach.base if record.reach else None,
    }


def _limits(name: str, found: Estimate | Reach | None) -> Row:
    if found is None:
        return {}
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}


def _texts(record: Record) -> Row:
    rank = words.rank(record.rank, record.rank_low, record.rank_high)
    measure = record.success_measure
    texts = {
        "rank": rank if record.rank else None,
        "severe": "; ".join(record.severe),
        "segments": "; ".join(segment_words(each) for each in record.segments),
        "trend": "; ".join(moment_words(each) for each in record.trend),
        "success_measure": measure.text if measure else None,
        "sub_problems": "; ".join(f"{each.label} ({each.n})" for each in record.sub_problems),
        "quotes": "\n".join(f"{one_line(quote.text)} ({quote.id})" for quote in record.quotes),
        "response_ids": " ".join(record.evidence),
    }
    return {name: words.plain(clean(text)) if text else None for name, text in texts.items()}
