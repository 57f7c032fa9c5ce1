"""Two shares of independent respondents: whether one is larger, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

from nps_reasons.inference.intervals import wilson
from nps_reasons.inference.weighting import effective_n

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST_EXPECTED: Final = 1.0
"""Hits that the smaller base must expect for the (N-1) test to hold its level."""


@dataclass(frozen=True, slots=True)
class Part:
    """A share and what it rests on.

    Attributes
    ----------
    value
        0 to 1.
    base
        Respondents that it is a share of; Kish's effective number where they are weighted.
    """

    value: float
    base: float

    @property
    def limits(self) -> tuple[float, float]:
        """Limits of the 95 % Wilson interval."""
        return wilson(min(max(self.value, 0.0), 1.0), self.base)


def part_of(hits: Array, weights: Array) -> Part:
    """Weighted share of hits among respondents, of whom there is at least one.

    Parameters
    ----------
    hits : ndarray of shape (n_respondents,)
        0 or 1.
    weights : ndarray of shape (n_respondents,)
        Not negative, not all zero; in any unit, which may differ for each use.

    References
    ----------
    Kish (1965), Survey Sampling.

    Examples
    --------
    >>> import numpy as np
    >>> part_of(np.array([1.0, 0.0, 0.0]), np.array([2.0, 1.0, 1.0]))
    Part(value=0.5, base=2.6666666666666665)
    """
    return Part(float(weights @ hits / weights.sum()), effective_n(weights))


def newcombe(first: Part, second: Part) -> tuple[float, float]:
    """95 % limits of the first share minus the second, from the Wilson limits of both.

    Sound at small counts: it has a width even where nobody, or everybody, is a hit.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873, method 10.

    Examples
    --------
    >>> low, high = newcombe(Part(56 / 70, 70), Part(48 / 80, 80))
    >>> f"{low:.4f} to {high:.4f}"
    '0.0524 to 0.3339'
    """
    (low_1, high_1), (low_2, high_2) = first.limits, second.limits
    gap = first.value - second.value
    low = gap - sqrt((first.value - low_1) ** 2 + (high_2 - second.value) ** 2)
    high = gap + sqrt((high_1 - first.value) ** 2 + (second.value - low_2) ** 2)
    return max(low, -1.0), min(high, 1.0)


def p_value_of(first: Part, second: Part) -> float:
    """Two-sided p-value of the (N-1) test of two shares.

    The z-test with pooled variance, times the square root of (N-1)/N.

    Returns
    -------
    float
        nan where the smaller base expects less than one hit, or less than one who is none: the
        test does not hold its level there.

    References
    ----------
    Pearson (1947), Biometrika 34:139; Campbell (2007), Statistics in Medicine 26:3661.

    Examples
    --------
    >>> f"{p_value_of(Part(0.10, 200), Part(0.05, 200)):.4f}"
    '0.0580'
    """
    from scipy.stats import norm  # noqa: PLC0415 - scipy takes longer to import than pandas

    n = first.base + second.base
    pooled = (first.value * first.base + second.value * second.base) / n
    if min(pooled, 1 - pooled) * min(first.base, second.base) < FEWEST_EXPECTED:
        return float("nan")
    error = sqrt(pooled * (1 - pooled) * (1 / first.base + 1 / second.base))
    z = (first.value - second.value) / error * sqrt((n - 1) / n)
    return float(2 * norm.sf(abs(z)))
