"""Shares with intervals, and the ratio of two shares: numbers in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.inference import intervals
from nps_reasons.inference.weighting import effective_n

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Share:
    """A share (or a ratio of shares) with its 95 % limits.

    Attributes
    ----------
    base
        Number of respondents that it is a share of; effective number where they are weighted.
    """

    value: float
    low: float
    high: float
    base: float


def wilson(value: float, base: float) -> Share:
    """Share with its score interval (`inference.intervals.wilson`).

    Parameters
    ----------
    value
        The share, 0 to 1.
    base
        Number of respondents, above 0.

    Examples
    --------
    >>> result = wilson(0.27, 214)
    >>> f"{result.low:.3f} to {result.high:.3f}"
    '0.215 to 0.333'
    """
    return Share(value, *intervals.wilson(value, base), base)


def weighted_share(hits: ArrayLike, weights: ArrayLike) -> Share | None:
    """Share of respondents that are hits, by weight; None without a respondent.

    Parameters
    ----------
    hits, weights : array of shape (n_respondents,)
        Whether each respondent counts, and its weight; the base is Kish's effective number.

    Examples
    --------
    >>> share = weighted_share([True, False, False, True], [1, 1, 1, 1])
    >>> share.value, share.base
    (0.5, 4.0)
    """
    w = np.asarray(weights, dtype=np.float64)
    if not w.sum() > 0:
        return None
    value = float(w @ np.asarray(hits, dtype=np.float64) / w.sum())
    return wilson(min(value, 1.0), effective_n(w))


def ratio(first: Share, second: Share) -> Share | None:
    """How many times the second share the first is, with its log interval.

    None where either is 0: a ratio then has no interval.

    References
    ----------
    Katz, Baptista, Azen and Pike (1978), Biometrics 34:469.

    Examples
    --------
    >>> result = ratio(wilson(0.3, 100), wilson(0.1, 200))
    >>> f"{result.value:.1f} [{result.low:.1f}, {result.high:.1f}]"
    '3.0 [1.8, 5.0]'
    """
    if first.value <= 0 or second.value <= 0:
        return None
    error = sqrt(
        (1 - first.value) / (first.value * first.base)
        + (1 - second.value) / (second.value * second.base)
    )
    middle = log(first.value / second.value)
    return Share(
        exp(middle),
        exp(middle - intervals.Z_95 * error),
        exp(middle + intervals.Z_95 * error),
        min(first.base, second.base),
    )
