"""The table of the planning feed: one row per theme whose complaints go with NPS points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from nps_reasons import words
from nps_reasons.report.feed.records import theme_records
from nps_reasons.report.feed.severe_lane import hits_of
from nps_reasons.report.lookups import complaints_of, responses_of, segments_of, with_reason
from nps_reasons.schema import PLANNING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.feed.record import Record
    from nps_reasons.report.lookups import Record as Row


def planning(analysis: Analysis) -> pd.DataFrame:
    """One record per theme whose complaints have points in the analysis' period.

    Returns
    -------
    DataFrame
        The `planning` table of the contract: `points` in NPS points (negative = costs), `reach` a
        share of 0 to 1, `quote_ids` the response ids of the chosen quotes, `first_seen` and
        `last_seen` the periods of the first and the last complaint. The feed takes the rows with
        a `lane`, by their `place`.
    """
    records = [r for r in theme_records(analysis, hits_of(analysis)) if r.points is not None]
    complaining = _complaining(analysis)
    rows = [
        {**_numbers(record), **_texts(record), "segments": _where(analysis, complaining, record)}
        for record in records
    ]
    table = pd.DataFrame(rows, columns=PLANNING.column_names) if rows else PLANNING.empty()
    return PLANNING.check(table)


def _numbers(record: Record) -> Row:
    points, reach, risk = record.points, record.reach, record.value_at_risk
    return {
        "points": points and points.value,
        "points_low": points and points.low,
        "points_high": points and points.high,
        "reach": reach and reach.value,
        "reach_low": reach and reach.low,
        "reach_high": reach and reach.high,
        "n": record.n,
        "place": record.place,
        "respondents": record.respondents,
        "value": record.value,
        "value_at_risk": risk and risk.value,
        "value_at_risk_low": risk and risk.low,
        "value_at_risk_high": risk and risk.high,
        "rank": record.rank,
        "rank_low": record.rank_low,
        "rank_high": record.rank_high,
    }


def _texts(record: Record) -> Row:
    measure = record.success_measure
    same = (
        *("theme", "title", "owner", "verdict", "first_seen", "last_seen", "codeframe_version"),
        *("id", "lane", "status", "ticket"),
    )
    return {
        **{name: getattr(record, name) for name in same},
        "trend": _trend(record) or None,
        "quote_ids": " ".join(record.evidence) or None,
        "success_measure": words.plain(measure.text) if measure else None,
        "severe": "; ".join(record.severe) or None,
    }


def _trend(record: Record) -> str:
    return "; ".join(
        f"{moment.period} {words.plain(words.points(moment.points))}"
        for moment in record.trend
        if moment.points is not None
    )


def _complaining(analysis: Analysis) -> Mapping[str, pd.Series]:
    """Theme to the ids of the period's responses that complain about it."""
    complaints = complaints_of(analysis, responses_of(analysis, analysis.period))
    return {str(theme): ids for theme, ids in complaints.groupby("theme")["response_id"]}


def _where(analysis: Analysis, complaining: Mapping[str, pd.Series], record: Record) -> str | None:
    """Say for each segment column which value complains most, among those large enough."""
    responses = with_reason(responses_of(analysis, analysis.period))
    ids = complaining.get(str(record.theme))
    if ids is None:
        return None
    hits = responses["response_id"].isin(ids)
    found = (_worst(hits, responses[name], analysis.minimum_base) for name in segments_of(analysis))
    return "; ".join(text for text in found if text) or None


def _worst(hits: pd.Series, values: pd.Series, minimum_base: int) -> str:
    shares = hits.groupby(values).agg(["mean", "size"])
    shares = shares[(shares["size"] >= minimum_base) & (shares["mean"] > 0)]
    if shares.empty:
        return ""
    worst = shares["mean"].sort_index().idxmax()
    reach = words.plain(words.share(float(shares["mean"].max())))
    return f"{values.name} {worst} {reach}"
