"""What a record says in words, the same in every file that is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from nps_reasons.report.feed.record import Concentration, Moment, Record


_LATEST: Final = 8
"""Periods of a trend in words; the records have them all."""


def segment_words(found: Concentration) -> str:
    """Where complaints concentrate, with the rest of the segment."""
    share = words.with_interval(found.reach.value, found.reach.low, found.reach.high, words.share)
    return (
        f"{found.segment} {found.value}: {share} of {words.count(found.reach.base)}, "
        f"{words.share(found.rest)} of the rest"
    )


def moment_words(found: Moment) -> str:
    """A period of the trend: its points where they are known, else its reach."""
    if found.points is not None:
        return f"{found.period} {words.points(found.points)}"
    return f"{found.period} {words.share(found.reach)}"


def facts_of(record: Record) -> list[tuple[str, str]]:
    """Names and texts of what is known of a record, in the order to read them."""
    people = record.respondents
    facts = [
        ("Points", _points(record)),
        ("Verdict", _verdict(record)),
        ("Rank", words.rank(record.rank, record.rank_low, record.rank_high) if record.rank else ""),
        ("Reach", _reach(record)),
        ("Responses", "" if record.reach else words.count(record.n)),
        ("Respondents", "" if people is None else words.count(people)),
        ("Value of those who complain", _amount(record.value)),
        ("Value at risk", _at_risk(record)),
        ("Severe", "; ".join(record.severe)),
        ("Where", "; ".join(segment_words(found) for found in record.segments)),
        ("Trend", _trend(record)),
        ("Narrower", "; ".join(f"{s.label} ({s.n})" for s in record.sub_problems)),
        ("Seen", _seen(record)),
        ("Owner", record.owner or "nobody yet"),
        ("Ticket", " ".join(part for part in (record.ticket, _status(record)) if part)),
        ("Success", record.success_measure.text if record.success_measure else ""),
    ]
    return [(name, text) for name, text in facts if text]


def _points(record: Record) -> str:
    if record.points is None:
        return ""
    found = record.points
    points = words.with_interval(found.value, found.low, found.high, words.points)
    return f"{points} NPS points go with the complaints"


def _trend(record: Record) -> str:
    """The latest periods, two or more: one has no trend, and its number stands above."""
    moments = record.trend[-_LATEST:] if len(record.trend) > 1 else ()
    return "; ".join(moment_words(moment) for moment in moments)


def _verdict(record: Record) -> str:
    if record.kind is not None:
        return ""  # words are matched there, nothing is estimated
    if record.points is None and record.verdict != "too few":
        return words.INSEPARABLE
    return words.VERDICT_WORDS[record.verdict]


def _reach(record: Record) -> str:
    if record.reach is None:
        return ""
    found = record.reach
    share = words.with_interval(found.value, found.low, found.high, words.share)
    return f"{share} of {words.count(found.base)} with a reason; {words.count(found.n)} tagged so"


def _amount(value: float | None) -> str:
    return "" if value is None else words.amount(value)


def _at_risk(record: Record) -> str:
    found = record.value_at_risk
    if found is None:
        return ""
    return words.with_interval(found.value, found.low, found.high, words.amount)


def _seen(record: Record) -> str:
    if record.first_seen in {None, ALL}:
        return ""
    if record.first_seen == record.last_seen:
        return str(record.first_seen)
    return f"{record.first_seen} to {record.last_seen}"


def _status(record: Record) -> str:
    if record.status is None:
        return ""
    return f"({record.status})" if record.ticket else record.status
