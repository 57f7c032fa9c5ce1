"""The sheet of drivers: every theme and sign of every period, with all that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.estimates import verdict_words
from nps_reasons.report.lookups import drivers_of
from nps_reasons.report.workbook.plain import Column, Sheet, listing
from nps_reasons.schema import DRIVERS, OF_A_STUDY, UNDATED

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record
    from nps_reasons.report.workbook.plain import Values

NAME: Final = "Drivers"

_ABOUT: Final = (
    "What complaints and praise go with, in NPS points: a row per period, theme and sign, the "
    "report's period first. The table drivers in tables/ has the same numbers."
)

_LIMIT: Final = f"Limit of the {words.plain(words.SURE)} interval."

COLUMNS: Final[dict[str, Column]] = {
    "period": Column("Period", meaning="Period of the responses.", width=10),
    "label": Column("Theme", meaning="Name of the theme in the codeframe.", width=32),
    "sign": Column("Sign", meaning="Complaints about the theme, or praise for it."),
    "points": Column(
        "Points",
        "points",
        "NPS points that the theme and sign go with, other themes and segments held equal: reach "
        "times effect per mention.",
        shaded=True,
    ),
    "points_low": Column("Points from", "points", _LIMIT, 10),
    "points_high": Column("Points to", "points", _LIMIT, 10),
    "verdict": Column(
        "Verdict",
        meaning="Whether the points are told apart from noise, in words.",
        width=28,
        after_number=True,
    ),
    "reach": Column(
        "Reach",
        "share",
        "Share, by weight, of those with a reason who say it; corrected where a coded sample "
        "allows it.",
        9,
        shaded=True,
    ),
    "n": Column("n", "whole", "Responses that say it, as the machine tagged them.", 8),
    "rank": Column("Rank", "whole", "Place among the drivers of the period and sign.", 8),
    "rank_low": Column("Rank from", "whole", "Best place that the data allow.", 7),
    "rank_high": Column("Rank to", "whole", "Worst place that the data allow.", 7),
    "effect": Column(
        "Effect per mention",
        "points",
        "NPS points per response that says it, other themes and segments held equal.",
    ),
    "effect_low": Column("Effect from", "points", _LIMIT, 10),
    "effect_high": Column("Effect to", "points", _LIMIT, 10),
    "promoter_points": Column(
        "Points through promoters", "points", "Part of the points that goes with promoters."
    ),
    "promoter_points_low": Column("Through promoters from", "points", _LIMIT, 10),
    "promoter_points_high": Column("Through promoters to", "points", _LIMIT, 10),
    "detractor_points": Column(
        "Points through detractors", "points", "Part of the points that goes with detractors."
    ),
    "detractor_points_low": Column("Through detractors from", "points", _LIMIT, 10),
    "detractor_points_high": Column("Through detractors to", "points", _LIMIT, 10),
    "shrunk_points": Column(
        "Points drawn towards 0",
        "points",
        "The points, drawn towards 0 the more so the less certain they are beside all others.",
    ),
    "top3": Column(
        "Among the top 3", "share", "Probability of being among the three largest of its sign."
    ),
    "severity": Column(
        "Severity",
        "points",
        "NPS of those who say it minus NPS of those who do not, nothing held equal.",
    ),
    "classic_impact": Column(
        "Classic impact",
        "points",
        "NPS minus NPS without those who say it, nothing held equal: it counts themes that are "
        "said together twice, so never add it up.",
    ),
    "p_value": Column(
        "p-value", "chance", "How often points this far from 0 come about by chance alone.", 9
    ),
    "q_value": Column(
        "q-value", "chance", "The same, allowing for how many drivers were looked at.", 9
    ),
    "segments_agreeing": Column(
        "Segments with the same sign",
        "whole",
        "Values of the segments, each fitted alone, whose effect has the same sign.",
        13,
    ),
    "segments_tested": Column(
        "Segments tested", "whole", "Values of the segments that could be fitted alone."
    ),
    "labels": Column(
        "Labels",
        meaning="Whether a coded sample corrected reach, effect and points for the machine's "
        "errors.",
        width=14,
        after_number=True,
    ),
    "theme": Column("Theme id", meaning="The theme's name in the tables.", width=24),
}
"""Column of the table `drivers` to the column of the sheet, from left to right."""

_PRINTED: Final = 15
"""Columns that fit on a page: up to the effect with its interval."""

_NOTE: Final = Column("Note", meaning="Why numbers are left out, where they are.", width=34)

_WHY_EMPTY: Final = {
    "too few": "Said too rarely in this period for a number.",
    "": "Always, or never, said together with another theme or segment: no number of its own.",
}


def driver_sheet(analysis: Analysis) -> Sheet:
    """Every driver of every period; what is suppressed stays empty and says why."""
    names = [name for name in COLUMNS if name in analysis.drivers or name in _MUST]
    rows = [_row(row, names) for row in _rows(analysis)]
    columns = (*(COLUMNS[name] for name in names), _NOTE)
    return Sheet(NAME, _ABOUT, listings=(listing(columns, rows),), fixed=3, printed=_PRINTED)


_MUST: Final = {column.name for column in DRIVERS.columns if not column.optional}


def periods_in_order(analysis: Analysis, found: set[str]) -> list[str]:
    """Periods among `found`: the report's own first, then from the latest to the earliest."""
    dated = [period for period in reversed(analysis.periods) if period in found]
    others = sorted(found - set(dated), key=lambda period: (period == UNDATED, period))
    ordered = [*dated, *others]
    return sorted(ordered, key=lambda period: period != analysis.period)


def _rows(analysis: Analysis) -> list[Record]:
    periods = periods_in_order(analysis, set(analysis.drivers["period"]))
    return [
        row
        for period in periods
        for sign in ("negative", "positive")
        for row in drivers_of(analysis, sign, period=period)
    ]


def _row(row: Record, names: list[str]) -> Values:
    told = {**row, "sign": words.SIGN_WORDS[row["sign"]], "verdict": verdict_words(row)}
    if not row.get("segments_tested"):
        told |= dict.fromkeys(OF_A_STUDY)
    return (*(told[name] for name in names), _note(row))


def _note(row: Record) -> str | None:
    if row["points"] is not None:
        return None
    return _WHY_EMPTY["too few" if row["verdict"] == "too few" else ""]
