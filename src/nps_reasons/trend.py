"""Each period: its NPS, response rate, what its weights cost and miss, control limits."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from nps_reasons import words
from nps_reasons.inference.control_chart import control_chart
from nps_reasons.inference.intervals import wilson
from nps_reasons.net_promoter import nps_of_groups
from nps_reasons.periods import dated
from nps_reasons.population import unmet_shares
from nps_reasons.schema import ALL, TREND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.net_promoter import NPS

Record = dict[str, Any]

NOBODY_INVITED: Final[Mapping[str, int]] = MappingProxyType({})


def trend_table(
    responses: pd.DataFrame, invitations: Mapping[str, int] = NOBODY_INVITED
) -> pd.DataFrame:
    """NPS over time, one row per dated period; an undated survey is one period, `all`.

    Parameters
    ----------
    responses
        The responses table.
    invitations
        Period to how many were invited. A period with more responses than that has no rate.

    Returns
    -------
    pd.DataFrame
        As `schema.TREND`. `design_effect` is n over `effective_n`: what weights cost times what
        several answers of one respondent in a period do; intervals and control limits are of
        `effective_n`. Where all weights of a period are zero its NPS is empty. The control chart
        is empty where fewer than six periods stand before the latest.
    """
    periods = dated(responses["period"])
    parts = {period: responses[responses["period"] == period] for period in periods}
    scores = {period: _score(part) for period, part in parts.items()}
    rows = [
        {
            "period": period,
            "n": len(parts[period]),
            "reasons": int(parts[period]["reason"].notna().sum()),
            **_rate(len(parts[period]), invitations.get(period)),
            **_shown(score),
        }
        for period, score in scores.items()
    ]
    table = pd.DataFrame(rows, columns=TREND.column_names)
    return TREND.check(table.assign(**_chart(list(scores.values()))))


def _score(responses: pd.DataFrame) -> NPS | None:
    weights = responses["weight"].to_numpy(dtype=np.float64)
    if not weights.any():
        return None
    people = responses.get("respondent_id")
    return nps_of_groups(responses["group"], weights, respondents=people)


def _rate(n: int, invited: int | None) -> Record:
    if not invited or n > invited:
        return {"invited": invited}
    low, high = wilson(n / invited, invited)
    return {
        "invited": invited,
        "response_rate": n / invited,
        "response_low": low,
        "response_high": high,
    }


def _shown(score: NPS | None) -> Record:
    if score is None:
        return {}
    return {
        "nps": score.value,
        "nps_low": score.low,
        "nps_high": score.high,
        "effective_n": score.effective_n,
        "design_effect": score.n / score.effective_n,
    }


def _chart(scores: list[NPS | None]) -> dict[str, Any]:
    counts = np.array([_counts(score) for score in scores], dtype=np.float64).reshape(-1, 3)
    chart = control_chart(*counts.T)
    if chart is None:
        return {}
    without = np.array([score is None for score in scores])
    return {
        "centre": 100 * chart.centre,
        "lower": 100 * chart.lower,
        "upper": 100 * chart.upper,
        "signal": pd.arrays.BooleanArray(chart.signals, mask=without),
    }


def _counts(score: NPS | None) -> tuple[float, float, float]:
    """Detractors, passives and promoters at the effective number of responses."""
    if score is None:
        return 0.0, 0.0, 0.0
    detractors, promoters = score.detractor_share, score.promoter_share
    shares = detractors, 1 - detractors - promoters, promoters
    first, second, third = (share * score.effective_n for share in shares)
    return first, second, third


def population_notes(
    responses: pd.DataFrame, population: Mapping[str, Mapping[str, float]]
) -> tuple[str, ...]:
    """Say in which periods the weights do not meet the known shares, and where they miss most.

    Parameters
    ----------
    responses
        With the weights that `prepare.with_population_weights` gave them.
    population
        Segment to level to its share of all customers.

    Examples
    --------
    >>> table = pd.DataFrame({"period": "all", "weight": 1.0, "plan": ["Basic"] * 3 + ["Plus"]})
    >>> population_notes(table, {"plan": {"Basic": 0.75, "Plus": 0.25}})
    ()
    """
    unmet = unmet_shares(responses, population, responses["weight"]) if population else []
    if not unmet:
        return ()
    # Of two levels that miss by as much, one too much and one too little, the latter is named.
    worst = max(unmet, key=lambda u: (round(abs(u.share - u.known), 9), u.share < u.known))
    periods = words.listing(list(dict.fromkeys(found.period for found in unmet)))
    where = "" if periods == ALL else f" in {periods}"
    return (
        f"Weights do not meet the known shares of the population{where}: levels are missing, have "
        f"too few responses, or would weigh too much. Furthest off{words.within(worst.period)}: "
        f"{worst.segment} “{worst.level}” counts {words.share(worst.share)} where "
        f"{words.share(worst.known)} is known.",
    )
