"""Two shares, or two means, of which some respondents may have given both."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, sqrt
from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.inference.shares import Part, newcombe, p_value_of
from nps_reasons.inference.student import student_limit, student_p
from nps_reasons.inference.weighting import clustering_effect

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Compared:
    """A value of a period, the same before, and the difference, each with 95 % limits.

    Attributes
    ----------
    p_value
        Two-sided, of no difference.
    """

    value: float
    value_low: float
    value_high: float
    before: float
    change: float
    change_low: float
    change_high: float
    p_value: float


def clustered_share(hits: Flags, people: Codes) -> Part:
    """Share of answers that are hits; its base is as much smaller as people who repeat ask.

    Parameters
    ----------
    hits : ndarray of shape (n_answers,)
        With at least one answer.
    people : ndarray of shape (n_answers,)
        Who gave the answer, counted from 0.

    Examples
    --------
    >>> clustered_share(np.array([True, True, False, False]), np.array([0, 0, 1, 1]))
    Part(value=0.5, base=2.0)
    """
    values = hits.astype(np.float64)
    effect = clustering_effect(values, np.ones(len(values)), people)
    return Part(float(values.mean()), len(values) / effect)


def compared_shares(now: Part, before: Part) -> Compared:
    """Compare two shares as if other people had given them, which is careful where they did not.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873, method 10; Campbell (2007), Statistics in
    Medicine 26:3661; where the smaller base expects less than one hit, Przyborowski and Wilenski
    (1940), Biometrika 31:313, with mid-p.

    Examples
    --------
    >>> found = compared_shares(Part(0.23, 1000), Part(0.17, 3000))
    >>> f"{found.change:.2f} [{found.change_low:.3f}, {found.change_high:.3f}]"
    '0.06 [0.031, 0.090]'
    """
    p_value = p_value_of(now, before)
    low, high = newcombe(now, before)
    return Compared(
        now.value,
        *now.limits,
        before.value,
        now.value - before.value,
        low,
        high,
        _rare(now, before) if isnan(p_value) else p_value,
    )


def _rare(now: Part, before: Part) -> float:
    """Two-sided p-value where hits, or misses, are too rare for a normal test."""
    many = now.value * now.base + before.value * before.base > (now.base + before.base) / 2
    first, second = (1 - part.value if many else part.value for part in (now, before))
    counts = np.array([first * now.base]), np.array([second * before.base])
    up = commoner(*counts, now.base, before.base)[0]
    down = commoner(counts[1], counts[0], before.base, now.base)[0]
    return float(min(1.0, 2 * min(up, down)))


def commoner(now: Array, before: Array, n_now: float, n_before: float) -> Array:
    """One-sided mid-p that something rare has become commoner.

    Given how often it was said in all, it was said now a binomial number of times, with the
    probability n_now / (n_now + n_before). For what is not rare this is careful.

    Parameters
    ----------
    now, before : ndarray of shape (n,)
        How often it was said; fractions are allowed.
    n_now, n_before
        Of how many.

    Returns
    -------
    ndarray of shape (n,)
        Mean of the probabilities of as many and of more.

    References
    ----------
    Przyborowski and Wilenski (1940), Biometrika 31:313; Lancaster (1961), Journal of the American
    Statistical Association 56:223.

    Examples
    --------
    >>> commoner(np.array([2.0, 1.0]), np.array([0.0, 1.0]), 100, 100)
    array([0.125, 0.5  ])
    """
    from scipy.special import betainc  # noqa: PLC0415 - scipy takes longer to import than pandas

    share = n_now / (n_now + n_before)
    # The incomplete beta function has no value where a parameter is 0.
    as_many = np.where(now > 0, betainc(np.where(now > 0, now, 1.0), before + 1, share), 1.0)
    more = np.where(before > 0, betainc(now + 1, np.where(before > 0, before, 1.0), share), 0.0)
    result: Array = (as_many + more) / 2
    return result


@dataclass(frozen=True, slots=True)
class Answers:
    """Values from 0 to 1, and who gave them.

    Attributes
    ----------
    values : (n,)
    people : (n,)
        Counted from 0; the same number in two `Answers` is the same person.
    """

    values: Array
    people: Codes

    @property
    def mean(self) -> float:
        """Mean of the values."""
        return float(self.values.mean())

    @property
    def n_people(self) -> int:
        """How many people there are."""
        return len(np.unique(self.people))

    @property
    def influence(self) -> Array:
        """What each value adds to the mean, widened for the number of people, shape (n,)."""
        n = self.n_people
        widened: Array = (self.values - self.mean) / len(self.values) * sqrt(n / max(n - 1, 1))
        return widened

    @property
    def least_variance(self) -> float:
        """Of the mean where all values are the same: one person might be half the scale away."""
        return 1 / (4 * self.n_people**2)


def compared_means(now: Answers, before: Answers) -> Compared:
    """Compare two means; what a person gave in both counts as one person's.

    Influences are summed within people, over both sets of answers.

    References
    ----------
    Liang and Zeger (1986), Biometrika 73:13.

    Examples
    --------
    >>> first = Answers(np.tile([0.5, 0.75], 50), np.arange(100))
    >>> second = Answers(np.tile([0.25, 0.5], 50), np.arange(100, 200))
    >>> found = compared_means(first, second)
    >>> f"{found.change:.2f} [{found.change_low:.3f}, {found.change_high:.3f}]"
    '0.25 [0.215, 0.285]'
    """
    people = np.concatenate([now.people, before.people])
    variance = _variance(np.concatenate([now.influence, -before.influence]), people)
    error = sqrt(max(variance, now.least_variance + before.least_variance))
    freedom = min(now.n_people, before.n_people) - 1
    change, half = now.mean - before.mean, student_limit(freedom) * error
    own = sqrt(max(_variance(now.influence, now.people), now.least_variance))
    spread = student_limit(now.n_people - 1) * own
    return Compared(
        value=now.mean,
        value_low=max(now.mean - spread, 0.0),
        value_high=min(now.mean + spread, 1.0),
        before=before.mean,
        change=change,
        change_low=max(change - half, -1.0),
        change_high=min(change + half, 1.0),
        p_value=float(student_p(abs(change) / error, freedom)),
    )


def _variance(influence: Array, people: Codes) -> float:
    """Sum of squares of what each person adds."""
    _, codes = np.unique(people, return_inverse=True)
    sums = np.bincount(codes, weights=influence)
    return float(sums @ sums)
