"""The feed for product planning: one record per theme whose complaints go with NPS points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from nps_reasons import words
from nps_reasons.report.lookups import (
    Talk,
    drivers_of,
    responses_of,
    segments_of,
    shown,
    with_reason,
)
from nps_reasons.report.quotes import choose_quotes, quotable
from nps_reasons.schema import PLANNING

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record


def planning(analysis: Analysis) -> pd.DataFrame:
    """One record per theme whose complaints have points in the analysis' period.

    Returns
    -------
    DataFrame
        The `planning` table of the contract: `points` in NPS points (negative = costs), `reach` a
        share of 0 to 1, `quote_ids` the response ids of the chosen quotes, `first_seen` and
        `last_seen` the periods of the first and the last complaint.
    """
    drivers = shown(drivers_of(analysis, "negative"))
    said, seen = quotable(analysis), _periods_seen(analysis)
    rows = [
        {
            **_from_driver(driver),
            **_from_codeframe(analysis, driver["theme"]),
            **_from_responses(analysis, said, driver["theme"]),
            **_over_time(analysis, driver["theme"], seen.get(driver["theme"], [])),
        }
        for driver in drivers
    ]
    table = pd.DataFrame(rows, columns=PLANNING.column_names) if rows else PLANNING.empty()
    return PLANNING.check(table)


def _from_driver(driver: Record) -> Record:
    kept = ("theme", "points", "points_low", "points_high", "reach", "n", "verdict")
    return {**{name: driver[name] for name in kept}, "title": _title(driver)}


def _from_codeframe(analysis: Analysis, theme: str) -> Record:
    info = analysis.codeframe.get(theme)
    return {
        "owner": info.owner if info else None,
        "codeframe_version": analysis.codeframe_version,
    }


def _from_responses(analysis: Analysis, said: pd.DataFrame, theme: str) -> Record:
    complaints = said[(said["theme"] == theme) & (said["sign"] == "negative")]
    quotes = choose_quotes(said, Talk(theme, "negative"))
    return {
        "segments": _where(analysis, complaints["response_id"]) or None,
        "quote_ids": " ".join(quote.response_id for quote in quotes) or None,
    }


def _over_time(analysis: Analysis, theme: str, seen: list[str]) -> Record:
    return {
        "trend": _trend(analysis, theme) or None,
        "first_seen": seen[0] if seen else None,
        "last_seen": seen[-1] if seen else None,
    }


def _title(driver: Record) -> str:
    reach = words.plain(words.share(driver["reach"]))
    return f"{driver['label']}: {reach} of those who gave a reason complain about it"


def _where(analysis: Analysis, complaining: pd.Series) -> str:
    """Say for each segment column which value complains most, among those large enough."""
    responses = with_reason(responses_of(analysis, analysis.period))
    hits = responses["response_id"].isin(complaining)
    found = (_worst(hits, responses[name], analysis.minimum_base) for name in segments_of(analysis))
    return "; ".join(text for text in found if text)


def _worst(hits: pd.Series, values: pd.Series, minimum_base: int) -> str:
    shares = hits.groupby(values).agg(["mean", "size"])
    shares = shares[(shares["size"] >= minimum_base) & (shares["mean"] > 0)]
    if shares.empty:
        return ""
    worst = shares["mean"].sort_index().idxmax()
    reach = words.plain(words.share(float(shares["mean"].max())))
    return f"{values.name} {worst} {reach}"


def _trend(analysis: Analysis, theme: str) -> str:
    texts = []
    for period in analysis.periods:
        drivers = drivers_of(analysis, "negative", period=period)
        found = [driver for driver in shown(drivers) if driver["theme"] == theme]
        texts += [f"{period} {words.plain(words.points(driver['points']))}" for driver in found]
    return "; ".join(texts)


def _periods_seen(analysis: Analysis) -> dict[str, list[str]]:
    """Theme to the periods in which somebody complains of it, in order."""
    mentions = analysis.mentions[analysis.mentions["sign"] == "negative"]
    dated = mentions.merge(
        analysis.responses[["response_id", "period"]], on="response_id", validate="many_to_one"
    )
    pairs = {(str(t), str(p)) for t, p in zip(dated["theme"], dated["period"], strict=True)}
    themes = sorted({theme for theme, _ in pairs})
    return {
        theme: [period for period in analysis.periods if (theme, period) in pairs]
        for theme in themes
    }
