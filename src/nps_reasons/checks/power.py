"""Power: the smallest change of NPS that a survey of this size can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons import words
from nps_reasons.checks.check import Check, Concern, Evidence
from nps_reasons.inference import power
from nps_reasons.inference.weighting import effective_n
from nps_reasons.net_promoter import nps_of_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.net_promoter import NPS

COARSE: Final = 8.0
VERY_COARSE: Final = 15.0
"""NPS points; changes that a company would act on are often smaller."""

ROUNDING: Final = 1e-10
"""Variance of a contribution as a share: less is what rounding leaves where all are alike."""


def smallest_change(evidence: Evidence) -> Check | None:
    """Say which change between two such periods would be seen four times out of five.

    Both periods are taken to have as many responses as this one, as weighted and as often
    of the same people as they are here.
    """
    responses = evidence.responses
    weights = responses["weight"].to_numpy(dtype=np.float64)
    if not weights.any():
        return None
    people = responses.get("respondent_id")
    score = nps_of_groups(responses["group"], weights, respondents=people)
    if score.variance < ROUNDING:
        return None
    n = score.effective_n
    change = 100 * power.smallest_change(score.variance, n, score.variance, n)
    finding = (
        f"With {words.count(score.n, 'response')} a period{_worth(score, weights)}, a change "
        f"of NPS is seen four times out of five only if it is {words.score(change)} points or "
        "more; smaller moves are mostly invisible."
    )
    return Check("Smallest visible change", finding, _concern(change))


def _worth(score: NPS, weights: NDArray[np.float64]) -> str:
    """Say for how many responses they count, where it is fewer."""
    if round(score.effective_n) >= score.n:
        return ""
    weighed = effective_n(weights)
    causes = [
        ("weights", round(weighed) < score.n),
        ("repeated respondents", round(score.effective_n) < round(weighed)),
    ]
    told = words.listing([cause for cause, there in causes if there])
    return f", which count as {words.count(round(score.effective_n))} for their {told}"


def _concern(change: float) -> Concern:
    if change > VERY_COARSE:
        return "warning"
    return "note" if change > COARSE else "fine"
