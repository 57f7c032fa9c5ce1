"""What several sections ask of an Analysis: the period's rows, its score, its drivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nps_reasons.compare import difference_of
from nps_reasons.inference.differences import Difference
from nps_reasons.inference.weighting import design_effect
from nps_reasons.periods import in_period
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from nps_reasons.analysis import Analysis

Record = dict[str, Any]

FEW: Final = 30
"""Below this many responses an NPS is little more than its interval: a sentence names none."""

_MACHINE: Final = (
    "A coded sample corrects the drivers, not this table: it has the machine's labels."
)

SIDE: Final = {"negative": -1, "positive": 1}
"""The side of zero that complaints and praise are expected on."""


def responses_of(analysis: Analysis, period: str) -> pd.DataFrame:
    """Responses of one period, or of all of them, sorted by id."""
    chosen = in_period(analysis.responses, period)
    return chosen.sort_values("response_id", ignore_index=True)


def with_reason(responses: pd.DataFrame) -> pd.DataFrame:
    """Responses that gave a usable reason."""
    return responses[responses["reason"].notna()].reset_index(drop=True)


def mentions_of(analysis: Analysis, responses: pd.DataFrame) -> pd.DataFrame:
    """Mentions of these responses, in the order of response, clause and theme."""
    mentions = analysis.mentions
    chosen = mentions[mentions["response_id"].isin(responses["response_id"])]
    return chosen.sort_values(["response_id", "clause", "theme"], ignore_index=True)


def complaints_of(analysis: Analysis, responses: pd.DataFrame) -> pd.DataFrame:
    """Mentions of these responses that complain, in the order of `mentions_of`."""
    mentions = mentions_of(analysis, responses)
    return mentions[mentions["sign"] == "negative"]


def records(table: pd.DataFrame) -> list[Record]:
    """Rows as dictionaries; a missing value is None."""
    plain = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def total_of(analysis: Analysis, period: str) -> Record | None:
    """The `nps` row of a period's total; None where the period has none or it is suppressed."""
    table = analysis.nps
    rows = records(table[(table["period"] == period) & (table["segment"] == ALL)])
    return rows[0] if rows and rows[0]["nps"] is not None else None


def change_between(analysis: Analysis, reference: str, period: str) -> Difference:
    """Difference of the NPS of two periods that have responses, whoever answered in both.

    It stands in `analysis.differences`; a pair that is not there, or has too few responses to be
    shown there, is computed from the responses in the same way.
    """
    table = analysis.differences
    pair = (table["period"] == period) & (table["reference"] == reference)
    for row in records(table[pair & (table["segment"] == ALL)]):
        if row["difference"] is not None:
            return Difference(row["difference"], row["low"], row["high"], row["p_value"])
    return difference_of(responses_of(analysis, reference), responses_of(analysis, period))


def asked_twice(analysis: Analysis) -> int:
    """How many respondents answered both in the period and in the reference."""
    if analysis.reference is None or "respondent_id" not in analysis.responses:
        return 0
    now, then = (
        set(responses_of(analysis, period)["respondent_id"].dropna())
        for period in (analysis.period, analysis.reference)
    )
    return len(now & then)


def cost_of_weights(responses: pd.DataFrame) -> float | None:
    """Design effect of the responses' weights; None where all weigh the same, or nothing."""
    weights = responses["weight"].to_numpy(dtype=np.float64)
    if not weights.any() or np.ptp(weights) == 0:
        return None
    return design_effect(weights)


def change_of(analysis: Analysis) -> Difference | None:
    """Difference of the period's NPS against the reference; None where either has no NPS."""
    if analysis.reference is None:
        return None
    if not (total_of(analysis, analysis.period) and total_of(analysis, analysis.reference)):
        return None
    return change_between(analysis, analysis.reference, analysis.period)


def is_clear(change: Difference) -> bool:
    """Tell whether a change of NPS is told apart from sampling noise, at the 5 % level."""
    return change.p_value <= 0.05


def drivers_of(analysis: Analysis, sign: str, *, period: str | None = None) -> list[Record]:
    """Drivers of one sign, largest first, those with too few mentions last."""
    table = analysis.drivers
    period = analysis.period if period is None else period
    chosen = table[(table["period"] == period) & (table["sign"] == sign)]
    return records(chosen.sort_values(["rank", "theme"], na_position="last"))


def segments_of(analysis: Analysis) -> tuple[str, ...]:
    """Segment columns that tell responses of the period apart; one value for all tells nothing."""
    responses = responses_of(analysis, analysis.period)
    levels = {name: responses[name].dropna().unique() for name in analysis.segments}
    return tuple(name for name, found in levels.items() if len(found) > 1)


def machine_labels(analysis: Analysis) -> tuple[str, ...]:
    """Say of a table that no coded sample corrects it; nothing where none corrects the drivers."""
    table = analysis.drivers
    corrected = (table["period"] == analysis.period) & (table.get("labels") == "corrected")
    return (_MACHINE,) if corrected.fillna(value=False).any() else ()


def shown(drivers: list[Record]) -> list[Record]:
    """Drivers whose numbers are not suppressed."""
    return [driver for driver in drivers if driver["points"] is not None]


def clear_drivers(analysis: Analysis, sign: str) -> list[Record]:
    """Clear drivers of a sign that lie on its side: complaints that cost, praise that earns."""
    drivers = shown(drivers_of(analysis, sign))
    return [d for d in drivers if d["verdict"] == "clear" and d["points"] * SIDE[sign] > 0]


def label_of(analysis: Analysis, theme: str) -> str:
    """Label of a theme; its id where the codeframe no longer knows it."""
    info = analysis.codeframe.get(theme)
    return info.label if info else theme


def said_themes(analysis: Analysis) -> frozenset[str]:
    """Themes that somebody speaks of in the period: each has a drill-down in the report."""
    of_period = in_period(analysis.responses, analysis.period)["response_id"]
    mentions = analysis.mentions
    return frozenset(mentions.loc[mentions["response_id"].isin(of_period), "theme"].unique())


def anchors_of(analysis: Analysis, themes: Iterable[str]) -> tuple[str, ...]:
    """Name of the drill-down of each theme; "" where it has none."""
    said = said_themes(analysis)
    return tuple(f"theme-{theme}" if theme in said else "" for theme in themes)


@dataclass(frozen=True, slots=True)
class Talk:
    """A theme with a sign, as people speak of it: a complaint about it, or praise for it."""

    theme: str
    sign: str


def top_talk(analysis: Analysis, *, costs: int, earns: int) -> list[Talk]:
    """What to quote: the largest drivers, or the most mentioned where no driver can be shown."""
    wanted = {"negative": costs, "positive": earns}
    found = [
        Talk(driver["theme"], sign)
        for sign, limit in wanted.items()
        for driver in shown(drivers_of(analysis, sign))[:limit]
    ]
    return found or _most_mentioned(analysis, wanted)


def _most_mentioned(analysis: Analysis, wanted: dict[str, int]) -> list[Talk]:
    mentions = mentions_of(analysis, responses_of(analysis, analysis.period))
    counts = mentions.groupby(["sign", "theme"])["response_id"].nunique().reset_index(name="n")
    counts = counts.sort_values(["n", "theme"], ascending=[False, True])
    return [
        Talk(theme, sign)
        for sign, limit in wanted.items()
        for theme in counts.loc[counts["sign"] == sign, "theme"].tolist()[:limit]
    ]
