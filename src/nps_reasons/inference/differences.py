"""Differences of Net Promoter Scores: of independent, paired and overlapping respondents."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.errors import InputError
from nps_reasons.inference.intervals import PSEUDO, Z_95, Mean, adjusted_wald
from nps_reasons.inference.weighting import effective_n

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Difference:
    """Difference of two Net Promoter Scores, in NPS points.

    Attributes
    ----------
    value
        Second minus first, of the raw scores.
    low, high
        95 % adjusted-Wald limits, centred on the adjusted scores and widened to hold the value.
    p_value
        Two-sided.
    """

    value: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Contrast:
    """A sum of means with signs, as shares, and its standard error."""

    value: float
    error: float

    @property
    def z(self) -> float:
        """Value in standard errors; 0 where both are 0."""
        if self.error > 0:
            return self.value / self.error
        return float(np.copysign(np.inf, self.value)) if self.value else 0.0

    @property
    def p_value(self) -> float:
        """Two-sided, of the normal distribution."""
        from scipy.stats import norm  # noqa: PLC0415 - scipy takes longer to import than pandas

        return float(2 * norm.sf(abs(self.z)))

    def limits(self, z: float = Z_95) -> tuple[float, float]:
        """Value less and plus z standard errors."""
        return self.value - z * self.error, self.value + z * self.error


def contrast(before: Mean, after: Mean) -> Contrast:
    """Second mean minus the first, of independent respondents.

    Examples
    --------
    >>> from nps_reasons.inference.intervals import wald
    >>> found = contrast(wald(20, 30, 50), wald(30, 30, 40))
    >>> f"{found.value:.2f}, SE {found.error:.7f}, z {found.z:.6f}"
    '-0.20, SE 0.1140175, z -1.754116'
    """
    return Contrast(after.value - before.value, sqrt(before.variance + after.variance))


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the two samples that are compared.

    Attributes
    ----------
    points : (n,)
        NPS contribution of each response: -100, 0 or 100.
    weights : (n,)
        Survey weights, not negative.
    respondents : (n,)
        Who gave the response, counted from 0; the same code in both arms is the same person.
    """

    points: Array
    weights: Array
    respondents: Codes

    @property
    def value(self) -> float:
        """Weighted NPS in points."""
        return float(self.weights @ self.points / self.weights.sum())

    @property
    def effective_n(self) -> float:
        """Kish's effective number of responses."""
        return effective_n(self.weights)


def respondents_in_both(before: Arm, after: Arm) -> int:
    """How many people answered in both samples.

    Examples
    --------
    >>> ones = np.ones(3)
    >>> respondents_in_both(Arm(ones, ones, np.arange(3)), Arm(ones, ones, np.array([2, 2, 3])))
    1
    """
    n = 1 + max(before.respondents.max(initial=-1), after.respondents.max(initial=-1))
    there = [np.bincount(arm.respondents, minlength=n) > 0 for arm in (before, after)]
    return int((there[0] & there[1]).sum())


def difference(before: Arm, after: Arm) -> Difference:
    """Difference of the NPS of two samples, whoever answered in both.

    Adjusted Wald adds three responses to each sample. They are taken as six people of their own;
    everybody's influences are summed within respondents. Where no respondent answered twice this
    is adjusted Wald for independent samples; where some did, the sum gains what their responses
    have in common: less variance where they answered in both samples alike, more where they
    answered several times in one. It is never below what the six alone leave.

    Parameters
    ----------
    before, after
        With at least one response whose weight is above zero.

    Raises
    ------
    InputError
        No response weighs anything.

    References
    ----------
    Rocks (2016), arXiv:1601.07235; Liang and Zeger (1986), Biometrika 73:13.

    Examples
    --------
    >>> people, ones = np.arange(100), np.ones(100)
    >>> first = np.repeat([-100.0, 0.0, 100.0], [30, 30, 40])
    >>> second = np.repeat([-100.0, 0.0, 100.0], [20, 30, 50])
    >>> apart = difference(Arm(first, ones, people), Arm(second, ones, people + 100))
    >>> same = difference(Arm(first, ones, people), Arm(second, ones, people))
    >>> f"{apart.low:.1f} to {apart.high:.1f}; {same.low:.1f} to {same.high:.1f}"
    '-2.6 to 41.4; 11.1 to 27.8'
    """
    first, second = _adjusted(before), _adjusted(after)
    shared = _shared_variance((before, -1.0, first), (after, 1.0, second))
    least = _pseudo_variance(before, first) + _pseudo_variance(after, second)
    variance = max(first.variance + second.variance + shared, least)
    return as_points(
        Contrast(second.value - first.value, sqrt(variance)), after.value - before.value
    )


def as_points(adjusted: Contrast, value: float) -> Difference:
    """Give the difference of raw scores the limits of the adjusted ones, in NPS points.

    The adjusted scores are drawn towards 0: in a small sample of one mind the raw difference may
    lie beyond their limits, which are then widened to it.

    Parameters
    ----------
    adjusted
        Difference of the adjusted-Wald means, as shares.
    value
        Difference of the raw scores, in NPS points.
    """
    low, high = adjusted.limits()
    return Difference(
        value=value,
        low=min(max(100 * low, -200.0), value),
        high=max(min(100 * high, 200.0), value),
        p_value=adjusted.p_value,
    )


def _adjusted(arm: Arm) -> Mean:
    """Adjusted-Wald mean of the weighted shares at the effective number of responses."""
    if not arm.weights.sum() > 0:
        raise InputError("a difference of NPS needs a response in each sample that weighs anything")
    shares = [
        float(arm.weights[arm.points == points].sum() / arm.weights.sum())
        for points in (-100, 0, 100)
    ]
    detractors, passives, promoters = (share * arm.effective_n for share in shares)
    return adjusted_wald(detractors, passives, promoters)


def _shared_variance(*arms: tuple[Arm, float, Mean]) -> float:
    """What respondents with several responses add: square of their sum less sum of squares."""
    people = np.concatenate([arm.respondents for arm, _, _ in arms])
    if np.bincount(people).max() == 1:
        return 0.0
    influence = np.concatenate(
        [
            sign * _relative(arm) * (arm.points / 100 - mean.value) / (arm.effective_n + 4 * PSEUDO)
            for arm, sign, mean in arms
        ]
    )
    sums = np.bincount(people, weights=influence)
    return float(sums @ sums - influence @ influence)


def _relative(arm: Arm) -> Array:
    """Weights that sum to the effective number of responses."""
    result: Array = arm.weights * (arm.effective_n / arm.weights.sum())
    return result


def _pseudo_variance(arm: Arm, mean: Mean) -> float:
    """Part of the variance of an adjusted mean that its three added responses make."""
    squares = PSEUDO * (1 - mean.value) ** 2 + PSEUDO * (1 + mean.value) ** 2
    squares += 2 * PSEUDO * mean.value**2
    return float(squares / (arm.effective_n + 4 * PSEUDO) ** 2)
