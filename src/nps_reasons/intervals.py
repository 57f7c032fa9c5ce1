"""The score interval of a Net Promoter Score."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


def score_interval(
    detractors: float, passives: float, promoters: float, z: float = 1.959963984540054
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
