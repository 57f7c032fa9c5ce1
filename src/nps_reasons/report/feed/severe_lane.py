"""The severe lane: what was found by its words, a record a kind, and what it is said with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.plan_words import SEVERE_KINDS, severe_id
from nps_reasons.report.feed.record import SCHEMA_VERSION, Moment, Record, Said
from nps_reasons.report.feed.severe import severe_hits
from nps_reasons.report.feed.stakes import people_of
from nps_reasons.report.feed.tickets import tickets
from nps_reasons.report.lookups import complaints_of, records, responses_of
from nps_reasons.report.quotes import excerpt

if TYPE_CHECKING:
    import pandas as pd

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.feed.tickets import Ticket
    from nps_reasons.report.lookups import Record as Row

LABELS: Final = {
    "safety": "Safety",
    "data loss": "Data loss",
    "security": "Security",
    "legal": "Legal",
    "discrimination": "Discrimination or harassment",
}
"""Kind to how a record is called."""

_SHOWN: Final = 5
"""Responses of a kind that a record names."""


def spoken_of(analysis: Analysis, hits: pd.DataFrame, *, after: int) -> tuple[Record, ...]:
    """Records of what the period's reasons speak of by their words, in the order of the kinds.

    Parameters
    ----------
    hits
        What `hits_of` gives.
    after
        Records that stand before them in the lane.
    """
    kinds = [kind for kind in SEVERE_KINDS if (hits["kind"] == kind).any()]
    earlier = _everywhere(analysis, hits, kinds)
    known = tickets(analysis)
    return tuple(
        _record(
            analysis,
            hits[hits["kind"] == kind],
            earlier[earlier["kind"] == kind],
            place=after + place,
            ticket=known.get(severe_id(kind)),
        )
        for place, kind in enumerate(kinds, start=1)
    )


def hits_of(analysis: Analysis) -> pd.DataFrame:
    """Severe hits of the period with the score, the worst first within a kind."""
    responses = responses_of(analysis, analysis.period)
    hits = severe_hits(responses).merge(
        responses[["response_id", "score", "contribution", "reason", "period"]],
        on="response_id",
        validate="many_to_one",
    )
    # On a scale that runs from best to worst, the highest score is the worst.
    worst = hits["score"] * (-1 if analysis.scale == "5-1" else 1)
    order = ["kind", "contribution", "worst", "response_id"]
    return hits.assign(worst=worst).sort_values(order, ignore_index=True)


def kinds_by_response(hits: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Id of a response to the kinds of severe matters that it speaks of."""
    found: dict[str, set[str]] = {}
    for response_id, kind in zip(hits["response_id"], hits["kind"], strict=True):
        found.setdefault(str(response_id), set()).add(str(kind))
    return {key: tuple(k for k in SEVERE_KINDS if k in some) for key, some in found.items()}


def kinds_by_theme(analysis: Analysis, hits: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Theme to the kinds that complaints about it speak of: phrase and complaint overlap."""
    both = hits.merge(complaints_of(analysis, hits), on="response_id", suffixes=("", "_said"))
    both = both[(both["start"] < both["end_said"]) & (both["end"] > both["start_said"])]
    pairs = set(zip(both["theme"], both["kind"], strict=True))
    themes = sorted({str(theme) for theme, _ in pairs})
    return {t: tuple(kind for kind in SEVERE_KINDS if (t, kind) in pairs) for t in themes}


def _everywhere(analysis: Analysis, hits: pd.DataFrame, kinds: list[str]) -> pd.DataFrame:
    """Kind and period of the hits of all periods; only of the kinds that the report's has."""
    if not kinds or len(analysis.periods) < 2:
        return hits[["response_id", "kind", "period"]]
    found = severe_hits(analysis.responses, kinds)
    periods = analysis.responses.set_index("response_id")["period"]
    return found.assign(period=found["response_id"].map(periods))


def _record(
    analysis: Analysis,
    hits: pd.DataFrame,
    everywhere: pd.DataFrame,
    *,
    place: int,
    ticket: Ticket | None,
) -> Record:
    kind = str(hits["kind"].iloc[0])
    seen = [period for period in analysis.periods if (everywhere["period"] == period).any()]
    quotes = tuple(_said(row) for row in records(hits.head(_SHOWN)))
    responses = words.count(len(hits), "response")
    verb = "speaks" if len(hits) == 1 else "speak"
    return Record(
        schema_version=SCHEMA_VERSION,
        id=severe_id(kind),
        lane="severe",
        place=place,
        kind=kind,
        theme=None,
        label=LABELS[kind],
        title=f"{LABELS[kind]}: {responses} {verb} of it; read each",
        owner=None,
        status=ticket.status if ticket else None,
        ticket=ticket.ticket if ticket else None,
        period=analysis.period,
        reference=analysis.reference,
        points=None,
        costs_at_least=None,
        verdict="too few",
        rank=None,
        rank_low=None,
        rank_high=None,
        n=len(hits),
        reach=None,
        respondents=_people(analysis, hits),
        value=None,
        value_at_risk=None,
        severe=(kind,),
        segments=(),
        trend=_trend(analysis, everywhere),
        quotes=quotes,
        evidence=tuple(quote.id for quote in quotes),
        success_measure=None,
        sub_problems=(),
        first_seen=seen[0] if seen else None,
        last_seen=seen[-1] if seen else None,
        codeframe_version=analysis.codeframe_version,
    )


def _said(row: Row) -> Said:
    reason = str(row["reason"])
    start, end = excerpt(reason, int(row["start"]), int(row["end"]))
    return Said(str(row["response_id"]), reason[start:end], "speaks of it")


def _people(analysis: Analysis, hits: pd.DataFrame) -> int | None:
    people = people_of(responses_of(analysis, analysis.period))
    return None if people is None else int(people[people.index.isin(hits["response_id"])].nunique())


def _trend(analysis: Analysis, everywhere: pd.DataFrame) -> tuple[Moment, ...]:
    """Share of those with a reason who speak of it, by period."""
    told = analysis.responses[analysis.responses["reason"].notna()]
    bases = told["period"].value_counts()
    hits = everywhere["period"].value_counts()
    return tuple(
        Moment(period, None, float(hits.get(period, 0)) / float(bases[period]))
        for period in analysis.periods
        if period in bases
    )
