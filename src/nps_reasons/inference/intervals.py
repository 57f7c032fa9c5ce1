"""Intervals of one Net Promoter Score, and of a share.

Scores are shares here, from -1 to 1: the mean of +1 for a promoter, 0 and -1 for a detractor.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

Z_95: Final = 1.959963984540054
"""Of a two-sided 95 % interval."""

PSEUDO: Final = 0.75
"""Added to the detractors and to the promoters by adjusted Wald; twice as much to the passives."""


def score_interval(
    detractors: float, passives: float, promoters: float, z: float = Z_95
) -> tuple[float, float]:
    """Score interval of a Net Promoter Score, as shares from -1 to 1.

    NPS is a paired difference of proportions: promoters and detractors are its discordant cells.
    The limits solve `|s(d)| = z` for the score statistic `s` (docs/methods.md).

    Parameters
    ----------
    detractors, passives, promoters
        Counts; fractions are allowed, as weighted data have them.

    References
    ----------
    Tango (1998), Statistics in Medicine 17:891; May and Johnson (1997), Biometrics 53:1340.

    Examples
    --------
    >>> low, high = score_interval(20, 30, 50)
    >>> f"{low:.7f} {high:.7f}"
    '0.1395514 0.4433931'
    """
    n = detractors + passives + promoters
    value = (promoters - detractors) / n

    def excess(d: float) -> float:
        return abs(_score_statistic(d, detractors, promoters, n)) - z

    low = -1.0 if value <= -1 + _EDGE else _root(excess, -1 + _EDGE, value)
    high = 1.0 if value >= 1 - _EDGE else _root(excess, 1 - _EDGE, value)
    return low, high


_EDGE: Final = 1e-12


def _score_statistic(d: float, detractors: float, promoters: float, n: float) -> float:
    numerator = promoters - detractors - n * d
    if abs(numerator) < _EDGE:
        return 0.0
    a = 2 * n
    b = -detractors - promoters + (2 * n - promoters + detractors) * d
    c = -detractors * d * (1 - d)
    share_of_detractors = (sqrt(max(b * b - 4 * a * c, 0.0)) - b) / (2 * a)
    variance = n * (2 * share_of_detractors + d * (1 - d))
    return numerator / sqrt(variance) if variance > 0 else float("inf") * numerator


def _root(excess: Callable[[float], float], outer: float, inner: float) -> float:
    from scipy.optimize import brentq  # noqa: PLC0415 - scipy takes longer to import than pandas

    if excess(outer) <= 0:  # all but unanimous, as a tiny weight makes it: the limit is the end
        return outer
    return float(brentq(excess, outer, inner, xtol=1e-12))


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of shares, and the variance of that mean.

    Attributes
    ----------
    value
        From -1 to 1.
    variance
        Of the value; the square of its standard error.
    """

    value: float
    variance: float

    @property
    def error(self) -> float:
        """Standard error."""
        return sqrt(self.variance)

    def limits(self, z: float = Z_95) -> tuple[float, float]:
        """Value less and plus z standard errors, kept within -1 and 1."""
        half = z * self.error
        return max(self.value - half, -1.0), min(self.value + half, 1.0)


def wald(detractors: float, passives: float, promoters: float) -> Mean:
    """Mean of counts and its plug-in variance; zero where all agree, so never an interval.

    Examples
    --------
    >>> wald(1, 2, 3)
    Mean(value=0.3333333333333333, variance=0.0925925925925926)
    """
    n = detractors + passives + promoters
    value = (promoters - detractors) / n
    return Mean(value, ((promoters + detractors) / n - value**2) / n)


def adjusted_wald(detractors: float, passives: float, promoters: float) -> Mean:
    """Mean and variance with 3/4, 3/2 and 3/4 added to the counts.

    The value is drawn towards 0: show the plain score, and these limits.

    Parameters
    ----------
    detractors, passives, promoters
        Counts; fractions are allowed, as weighted data have them.

    References
    ----------
    Rocks (2016), arXiv:1601.07235.

    Examples
    --------
    >>> low, high = adjusted_wald(20, 30, 50).limits()
    >>> f"{low:.6f} {high:.6f}"
    '0.140511 0.442013'
    """
    return wald(detractors + PSEUDO, passives + 2 * PSEUDO, promoters + PSEUDO)


def wilson(value: float, base: float) -> tuple[float, float]:
    """Score interval of a share, from 0 to 1.

    Parameters
    ----------
    value
        The share, 0 to 1.
    base
        Of how many it is a share, above 0; the effective number where they are weighted.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22:209.

    Examples
    --------
    >>> low, high = wilson(0.27, 214)
    >>> f"{low:.3f} to {high:.3f}"
    '0.215 to 0.333'
    """
    z2 = Z_95**2
    centre = (value + z2 / (2 * base)) / (1 + z2 / base)
    half = Z_95 * sqrt(value * (1 - value) / base + z2 / (4 * base**2)) / (1 + z2 / base)
    return max(0.0, min(centre - half, value)), min(1.0, max(centre + half, value))
