"""Power: the smallest change of NPS that a survey of this size can show."""

from __future__ import annotations

from typing import Final

import numpy as np

from nps_reasons import words
from nps_reasons.checks.check import Check, Concern, Evidence
from nps_reasons.inference import power
from nps_reasons.inference.weighting import effective_n

COARSE: Final = 8.0
VERY_COARSE: Final = 15.0
"""NPS points; changes that a company would act on are often smaller."""

ROUNDING: Final = 1e-6
"""Squared NPS points: less is what rounding leaves of responses that are all alike."""


def smallest_change(evidence: Evidence) -> Check | None:
    """Say which change between two such periods would be seen four times out of five.

    Both periods are taken to have as many responses as this one, as weighted as they are here.
    """
    points = evidence.responses["contribution"].to_numpy(dtype=np.float64)
    weights = evidence.responses["weight"].to_numpy(dtype=np.float64)
    if not weights.any():
        return None
    variance = float(np.cov(points, aweights=weights, ddof=0))
    if variance < ROUNDING:
        return None
    n = effective_n(weights)
    change = power.smallest_change(variance, n, variance, n)
    finding = (
        f"With {words.count(len(points), 'response')} a period, a change of NPS is seen four times "
        f"out of five only if it is {words.score(change)} points or more; smaller moves are mostly "
        f"invisible."
    )
    return Check("Smallest visible change", finding, _concern(change))


def _concern(change: float) -> Concern:
    if change > VERY_COARSE:
        return "warning"
    return "note" if change > COARSE else "fine"
