"""What is at stake: how many people complain, what they are worth, and how much is at risk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nps_reasons.report.feed.record import Estimate
from nps_reasons.report.lookups import complaints_of, records, responses_of
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    import pandas as pd

    from nps_reasons.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Stake:
    """What customers who complain are worth, in the unit of the survey; None where not known."""

    value: float | None = None
    at_risk: Estimate | None = None


def respondents(analysis: Analysis) -> dict[str, int]:
    """How many people complain of each theme in the period; empty without ids of respondents.

    A response without an id of its respondent is one person.
    """
    responses = responses_of(analysis, analysis.period)
    people = people_of(responses)
    if people is None:
        return {}
    complaints = complaints_of(analysis, responses)
    counts = complaints["response_id"].map(people).groupby(complaints["theme"]).nunique()
    return {str(theme): int(n) for theme, n in counts.items()}


def people_of(responses: pd.DataFrame) -> pd.Series | None:
    """Id of a response to who gave it; None where nobody's id is known."""
    if "respondent_id" not in responses or responses["respondent_id"].isna().all():
        return None
    people = responses["respondent_id"].fillna("response " + responses["response_id"])
    return people.set_axis(responses["response_id"])


def stakes(analysis: Analysis) -> dict[str, Stake]:
    """Value of those who complain of each theme, of the period or else of the whole survey."""
    table = analysis.outcomes
    table = table[(table["outcome"] == "value") & (table["kind"] == "theme")]
    table = table[table["sign"] == "negative"]
    of_period = table[table["period"] == analysis.period]
    rows = records(of_period if len(of_period) else table[table["period"] == ALL])
    return {row["name"]: Stake(row["value"], _at_risk(row)) for row in rows}


def _at_risk(row: dict[str, float | None]) -> Estimate | None:
    value, low, high = (row[f"value_at_risk{end}"] for end in ("", "_low", "_high"))
    if value is None or low is None or high is None:
        return None
    return Estimate(value, low, high)
