"""When a theme was complained about, and with how many points it went in each period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nps_reasons.report.feed.record import Moment
from nps_reasons.report.lookups import records

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis


def moments(analysis: Analysis) -> dict[str, tuple[Moment, ...]]:
    """Points and reach of complaints in each period that the drivers table has, by theme."""
    table = analysis.drivers[analysis.drivers["sign"] == "negative"]
    place = {period: i for i, period in enumerate(analysis.periods)}
    rows = [row for row in records(table) if row["period"] in place]
    found: dict[str, list[Moment]] = {}
    for row in sorted(rows, key=lambda row: place[row["period"]]):
        moment = Moment(row["period"], row["points"], row["reach"])
        found.setdefault(row["theme"], []).append(moment)
    return {theme: tuple(some) for theme, some in found.items()}


def seen_in(analysis: Analysis) -> dict[str, list[str]]:
    """Theme to the periods in which somebody complains of it, in order."""
    mentions = analysis.mentions[analysis.mentions["sign"] == "negative"]
    periods = analysis.responses.set_index("response_id")["period"]
    dated = mentions[["theme"]].assign(period=mentions["response_id"].map(periods))
    pairs = set(dated.drop_duplicates().itertuples(index=False, name=None))
    return {
        theme: [period for period in analysis.periods if (theme, period) in pairs]
        for theme in sorted({theme for theme, _ in pairs})
    }
