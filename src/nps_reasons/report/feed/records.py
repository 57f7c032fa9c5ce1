"""The planning feed: at most ten problems by what they cost at least, and what is severe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.plan_words import record_id
from nps_reasons.report.feed.measure import measure_of
from nps_reasons.report.feed.over_time import moments, seen_in
from nps_reasons.report.feed.reach import reaches
from nps_reasons.report.feed.record import (
    SCHEMA_VERSION,
    Estimate,
    Record,
    Said,
    SubProblem,
    order_of,
)
from nps_reasons.report.feed.severe_lane import hits_of, kinds_by_theme, spoken_of
from nps_reasons.report.feed.stakes import Stake, respondents, stakes
from nps_reasons.report.feed.tickets import Ticket, tickets
from nps_reasons.report.feed.where import concentrations
from nps_reasons.report.lookups import Talk, drivers_of
from nps_reasons.report.quotes import choose_quotes, quotable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.feed.record import Concentration, Lane, Moment, Reach
    from nps_reasons.report.lookups import Record as Row

MOST: Final = 10
"""Records of the main lane."""

_QUOTED: Final = 5


def feed(analysis: Analysis, *, most: int = MOST) -> tuple[Record, ...]:
    """Records of the feed: the main lane in its order, then the severe lane.

    The main lane holds complaints that go with lost points, ordered by the end of the interval of
    the points that is nearer to zero; those whose interval reaches zero come after all others, by
    points, then by id. The severe lane holds the themes that the settings call severe, then what
    was found by its words (`severe.severe_hits`).

    Parameters
    ----------
    most
        Records of the main lane.
    """
    hits = hits_of(analysis)
    known = theme_records(analysis, hits)
    main = [record for record in known if record.lane == "main" and (record.place or 0) <= most]
    severe = [record for record in known if record.lane == "severe"]
    return (*main, *severe, *spoken_of(analysis, hits, after=len(severe)))


def theme_records(analysis: Analysis, hits: pd.DataFrame) -> tuple[Record, ...]:
    """A record of each theme that is complained about, in or out of the feed.

    A theme whose points are suppressed has one only where the settings call it severe. `lane` and
    `place` are missing where a complaint does not go with lost points.

    Parameters
    ----------
    hits
        What `severe_lane.hits_of` gives.
    """
    complaints = {row["theme"]: row for row in drivers_of(analysis, "negative")}
    rows = [
        row
        for theme, row in complaints.items()
        if row["points"] is not None or _is_severe(analysis, theme)
    ]
    known = _Known.of(analysis, complaints, rows, hits)
    records = [_record(analysis, row, known) for row in rows]
    lanes = {lane: [r for r in records if r.lane == lane] for lane in ("main", "severe", None)}
    return (*_placed(lanes["main"]), *_placed(lanes["severe"]), *lanes[None])


def _placed(records: Sequence[Record]) -> list[Record]:
    """Records of a lane in their order, with their places."""
    in_order = sorted(records, key=lambda record: order_of(record.points, record.id))
    return [replace(record, place=place) for place, record in enumerate(in_order, start=1)]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the records are made of, by theme, or by id of the record for the tickets."""

    said: pd.DataFrame
    rows: Mapping[str, Row]
    reaches: Mapping[str, Reach]
    trends: Mapping[str, tuple[Moment, ...]]
    seen: Mapping[str, list[str]]
    respondents: Mapping[str, int]
    stakes: Mapping[str, Stake]
    segments: Mapping[str, tuple[Concentration, ...]]
    severe: Mapping[str, tuple[str, ...]]
    tickets: Mapping[str, Ticket]

    @classmethod
    def of(
        cls,
        analysis: Analysis,
        complaints: Mapping[str, Row],
        rows: Sequence[Row],
        hits: pd.DataFrame,
    ) -> _Known:
        return cls(
            said=quotable(analysis),
            rows=complaints,
            reaches=reaches(analysis, rows),
            trends=moments(analysis),
            seen=seen_in(analysis),
            respondents=respondents(analysis),
            stakes=stakes(analysis),
            segments=concentrations(analysis, [row["theme"] for row in rows]),
            severe=kinds_by_theme(analysis, hits),
            tickets=tickets(analysis),
        )


def _is_severe(analysis: Analysis, theme: str) -> bool:
    info = analysis.codeframe.get(theme)
    return bool(info and info.severe)


def _record(analysis: Analysis, row: Row, known: _Known) -> Record:
    theme, label, n = str(row["theme"]), str(row["label"]), int(row["n"])
    info, reach, points = analysis.codeframe.get(theme), known.reaches.get(theme), _points(row)
    seen, ticket = known.seen.get(theme, []), known.tickets.get(record_id(theme), Ticket())
    stake, quotes = known.stakes.get(theme, Stake()), _quotes(known.said, theme)
    return Record(
        schema_version=SCHEMA_VERSION,
        id=record_id(theme),
        lane="severe" if _is_severe(analysis, theme) else _lane(points),
        place=None,
        kind=None,
        theme=theme,
        label=label,
        title=title_of(label, reach, n),
        owner=info.owner if info else None,
        status=ticket.status,
        ticket=ticket.ticket,
        period=analysis.period,
        reference=analysis.reference,
        points=points,
        costs_at_least=None if points is None else max(0.0, -points.high),
        verdict=str(row["verdict"]),
        rank=_whole(row["rank"]),
        rank_low=_whole(row["rank_low"]),
        rank_high=_whole(row["rank_high"]),
        n=n,
        reach=reach,
        respondents=known.respondents.get(theme),
        value=stake.value,
        value_at_risk=stake.at_risk,
        severe=known.severe.get(theme, ()),
        segments=known.segments.get(theme, ()),
        trend=known.trends.get(theme, ()),
        quotes=quotes,
        evidence=tuple(quote.id for quote in quotes),
        success_measure=measure_of(label, reach) if reach else None,
        sub_problems=_sub_problems(analysis, theme, known.rows),
        first_seen=seen[0] if seen else None,
        last_seen=seen[-1] if seen else None,
        codeframe_version=analysis.codeframe_version,
    )


def _lane(points: Estimate | None) -> Lane | None:
    return "main" if points is not None and points.value < 0 else None


def _points(row: Row) -> Estimate | None:
    if row["points"] is None:
        return None
    return Estimate(row["points"], row["points_low"], row["points_high"])


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def title_of(label: str, reach: Reach | None, n: int) -> str:
    """State the problem and its reach; how many say it where its share is suppressed.

    Examples
    --------
    >>> title_of("Billing", None, 1)
    'Billing: 1 response complains about it'
    """
    if reach is None:
        verb = "complains" if n == 1 else "complain"
        return f"{label}: {words.count(n, 'response')} {verb} about it"
    share = words.plain(words.share(reach.value))
    return f"{label}: {share} of those who gave a reason complain about it"


def _quotes(said: pd.DataFrame, theme: str) -> tuple[Said, ...]:
    quotes = choose_quotes(said, Talk(theme, "negative"))[:_QUOTED]
    return tuple(Said(quote.response_id, quote.text, quote.role) for quote in quotes)


def _sub_problems(
    analysis: Analysis, theme: str, rows: Mapping[str, Row]
) -> tuple[SubProblem, ...]:
    """Narrower themes that somebody complains of, those said most first."""
    narrower = [
        rows[info.id]
        for info in analysis.codeframe.values()
        if info.parent == theme and info.id in rows
    ]
    ordered = sorted(narrower, key=lambda row: (-row["n"], row["theme"]))
    return tuple(
        SubProblem(row["theme"], row["label"], int(row["n"]), row["reach"]) for row in ordered
    )
