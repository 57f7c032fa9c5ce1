"""Power: the smallest change of NPS that a survey of this size can show."""

from __future__ import annotations

from math import sqrt
from typing import Final

from nps_reasons import words
from nps_reasons.checks.check import Check, Concern, Evidence

Z_TWO_SIDED_95: Final = 1.959964
Z_POWER_80: Final = 0.841621

COARSE: Final = 8.0
VERY_COARSE: Final = 15.0
"""NPS points; changes that a company would act on are often smaller."""


def smallest_change(evidence: Evidence) -> Check | None:
    """Say which change between two such periods would be seen four times out of five.

    References
    ----------
    METHODS section 1, "Planning": (z + z_power) sqrt(2 v / n), v the variance of a contribution.
    """
    shares = evidence.responses["contribution"] / 100
    n = len(shares)
    variance = float((shares**2).mean() - shares.mean() ** 2)
    if variance <= 0:
        return None
    change = 100 * (Z_TWO_SIDED_95 + Z_POWER_80) * sqrt(2 * variance / n)
    finding = (
        f"With {words.count(n, 'response')} a period, a change of NPS is seen four times out of "
        f"five only if it is {words.score(change)} points or more; smaller moves are mostly "
        f"invisible."
    )
    return Check("Smallest visible change", finding, _concern(change))


def _concern(change: float) -> Concern:
    if change > VERY_COARSE:
        return "warning"
    return "note" if change > COARSE else "fine"
