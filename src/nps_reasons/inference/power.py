"""Power: the smallest change that a survey shows, and how many responses one needs."""

from __future__ import annotations

from math import isfinite, sqrt
from typing import Final

from nps_reasons.errors import UsageError
from nps_reasons.inference.intervals import Z_95

FOUR_OF_FIVE: Final = 0.8
"""Usual power: how often a change of that size is told apart from none."""


def smallest_change(
    variance_0: float, n_0: float, variance_1: float, n_1: float, *, power: float = FOUR_OF_FIVE
) -> float:
    """Smallest change of NPS between two samples that is seen, at the 5 % level, this often.

    (z_0.975 + z_power) sqrt(variance_0 / n_0 + variance_1 / n_1)

    Parameters
    ----------
    variance_0, variance_1
        Variance of one contribution in each sample: at most 1 as shares, 10,000 in NPS points.
    n_0, n_1
        Effective numbers of responses.
    power
        Above 0.5 and below 1.

    Returns
    -------
    float
        In the unit of the square root of the variances.

    Raises
    ------
    UsageError
        A negative variance, no responses, or a power that is not between 0.5 and 1.

    References
    ----------
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, chapter 2.

    Examples
    --------
    >>> f"{100 * smallest_change(0.61, 400, 0.61, 400):.1f}"
    '15.5'
    """
    found = f"{variance_0}, {variance_1}"
    _require(min(variance_0, variance_1) >= 0, f"variances of 0 and above; found {found}")
    _require(min(n_0, n_1) > 0, f"numbers of responses above 0; found {n_0} and {n_1}")
    return _reach(power) * sqrt(variance_0 / n_0 + variance_1 / n_1)


def responses_needed(
    change: float, variance: float, *, variance_1: float | None = None, power: float = FOUR_OF_FIVE
) -> float:
    """Responses in each of two samples that show a change this often; not rounded up.

    Parameters
    ----------
    change
        In the unit of the square root of the variance, not 0.
    variance
        Of one contribution, in the first sample and, where `variance_1` is None, in both.

    Raises
    ------
    UsageError
        A change of 0, a negative variance, or a power that is not between 0.5 and 1.

    Examples
    --------
    >>> f"{responses_needed(0.05, 0.61):.1f}"
    '3830.3'
    """
    second = variance if variance_1 is None else variance_1
    found = f"{variance}, {second}"
    _require(min(variance, second) >= 0, f"variances of 0 and above; found {found}")
    _require(change != 0 and isfinite(change), f"a change that is not 0; found {change}")
    return (_reach(power) / change) ** 2 * (variance + second)


def responses_for_interval(half_width: float, variance: float = 1.0) -> float:
    """Responses that make a Wald interval of 95 % this wide to each side; not rounded up.

    An adjusted-Wald interval needs three fewer. A variance of 1 is the worst case.

    Examples
    --------
    >>> f"{responses_for_interval(0.05, 0.61):.1f} {responses_for_interval(0.05):.1f}"
    '937.3 1536.6'
    """
    return (Z_95 / half_width) ** 2 * variance


def _reach(power: float) -> float:
    from scipy.stats import norm  # noqa: PLC0415 - scipy takes longer to import than pandas

    _require(0.5 < power < 1, f"a power between 0.5 and 1; found {power}")
    return Z_95 + float(norm.ppf(power))


def _require(met: bool, expected: str) -> None:  # noqa: FBT001 - a condition, not a switch
    if not met:
        raise UsageError(f"power: expected {expected}")
