"""Krippendorff's alpha: how far several coders agree beyond what chance alone would bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from nps_reasons.evaluation.bootstrap import drawn_counts, interval
from nps_reasons.inference.intervals import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.int64]

Reading = Literal["reliable", "tentative", "unreliable", "unknown"]

MISSING: Final = -1
"""Stands where a coder did not code a unit."""

N_DRAWS: Final = 1_000

RELIABLE: Final = 0.8
TENTATIVE: Final = 0.667
"""Krippendorff's limits: from .8 results may be relied on, from .667 with care, below not."""

NOBODY_TWICE: Final = "nothing was coded twice"
NO_VARIATION: Final = "every coding of it is the same, so that chance alone would agree too"


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha with its 95 % interval: 1 is full agreement, 0 that of chance.

    Attributes
    ----------
    value, low, high
        From -1 to 1; None where it is undefined, and `why` says why. The limits are None too
        where there is but one cluster.
    n_units
        Units that two coders or more coded.
    n_clusters
        Responses that these are of.
    """

    value: float | None
    low: float | None
    high: float | None
    n_units: int
    n_clusters: int
    why: str = ""

    @property
    def reading(self) -> Reading:
        """What may be done with codings that agree so far.

        Examples
        --------
        >>> Alpha(0.71, 0.6, 0.8, 100, 50).reading
        'tentative'
        """
        if self.value is None:
            return "unknown"
        if self.value >= RELIABLE:
            return "reliable"
        return "tentative" if self.value >= TENTATIVE else "unreliable"


def nominal_alpha(
    ratings: Codes, clusters: Codes, *, seed: int = 0, n_draws: int = N_DRAWS
) -> Alpha:
    """Krippendorff's alpha of nominal codes, by any number of coders, with missing ones.

    The interval is the middle 95 % of bootstrap draws of clusters. Where nobody disagrees the
    draws cannot either: there the lower limit is that of the most clusters that may disagree, by
    Wilson's limit of none, each in one unit.

    Parameters
    ----------
    ratings : ndarray of shape (n_coders, n_units)
        Whole numbers from 0, one per category; `MISSING` where the coder did not code the unit.
        A unit that fewer than two coded says nothing of agreement and does not count.
    clusters : ndarray of shape (n_units,)
        Number of the response that each unit is of, from 0: units of one are drawn together. The
        order of units does not matter, that of the numbers does.
    seed
        Of the draws.

    References
    ----------
    Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section C; Krippendorff
    (2004), "Content Analysis", section 11.4.

    Examples
    --------
    >>> first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    >>> found = nominal_alpha(np.array([first, second]), np.arange(10))
    >>> f"{found.value:.3f}", found.n_units
    ('0.095', 10)
    """
    counts = _category_counts(ratings)
    n_coders = ratings.shape[0]
    pairable = counts.sum(axis=1) > 1
    counts = counts[pairable]
    _, groups = np.unique(clusters[pairable], return_inverse=True)
    n_units, n_groups = len(counts), int(groups.max()) + 1 if len(groups) else 0
    if not n_units:
        return Alpha(None, None, None, 0, 0, NOBODY_TWICE)
    flat = _sums(counts, n_coders)
    total = flat.sum(axis=0)
    value = float(_alpha(total, n_coders))
    if np.isnan(value):
        return Alpha(None, None, None, n_units, n_groups, NO_VARIATION)
    if n_groups < _FEWEST:
        return Alpha(value, None, None, n_units, n_groups)
    if value == 1:
        return Alpha(value, _least(total, n_coders, n_groups), 1.0, n_units, n_groups)
    drawn = drawn_counts(flat, groups.reshape(-1).astype(np.int64), seed=seed, n_draws=n_draws)
    low, high = interval(np.asarray(_alpha(drawn, n_coders))) or (None, None)
    return Alpha(value, low, high, n_units, n_groups)


_FEWEST: Final = 2
"""Clusters; one drawn again is the same, and would say too much."""


def _category_counts(ratings: Codes) -> Array:
    """How many coders put each unit into each category, of shape (n_units, n_categories)."""
    n_categories = int(ratings.max(initial=0)) + 1
    parts = [(ratings == category).sum(axis=0) for category in range(n_categories)]
    return np.stack(parts, axis=1).astype(np.float64)


def _sums(counts: Array, n_coders: int) -> Array:
    """What alpha is made of, per unit: whole numbers, so that sums are the same in any order.

    Returns
    -------
    ndarray of shape (n_units, n_coders - 1 + n_categories)
        Ordered pairs of codes that differ, in a column by how many coded the unit (2 and up);
        then the codes of each category.
    """
    coders = counts.sum(axis=1)
    apart = coders**2 - (counts**2).sum(axis=1)
    by_coders = [np.where(coders == m, apart, 0.0) for m in range(2, n_coders + 1)]
    return np.column_stack([*by_coders, counts])


def _alpha(sums: Array, n_coders: int) -> Array:
    """Alpha from sums of units, over any axes before the last; nan where nothing varies."""
    apart, expected = _apart(sums, n_coders), _expected(sums, n_coders)
    with np.errstate(invalid="ignore", divide="ignore"):
        value: Array = np.where(expected > 0, 1 - apart / expected, np.nan)
    return value


def _apart(sums: Array, n_coders: int) -> Array:
    """Coincidences of different categories: pairs in a unit, each weighing 1 / (coders - 1)."""
    pairs: Array = sums[..., : n_coders - 1] / np.arange(1, n_coders)
    return np.asarray(pairs.sum(axis=-1))


def _expected(sums: Array, n_coders: int) -> Array:
    """The coincidences of different categories that chance would bring."""
    codes = sums[..., n_coders - 1 :]
    n = codes.sum(axis=-1)
    return np.asarray((n**2 - (codes**2).sum(axis=-1)) / np.maximum(n - 1, 1))


def _least(total: Array, n_coders: int, n_groups: int) -> float:
    """Lower limit where nobody disagrees."""
    _, most = wilson(0.0, n_groups)
    # Two coincidences, one each way round, in every cluster that may disagree.
    apart = 2 * most * n_groups
    return max(1 - apart / float(_expected(total, n_coders)), -1.0)


@dataclass(frozen=True, slots=True)
class Swap:
    """Two themes that are taken for each other.

    Attributes
    ----------
    theme, other
        Places of the themes: one coding has the first alone where the other has the second alone.
    n
        Responses in which that is so.
    """

    theme: int
    other: int
    n: int


def swapped(
    first: NDArray[np.bool_], second: NDArray[np.bool_], *, one_way: bool = False
) -> list[Swap]:
    """Pairs of themes that two codings of the same responses take for each other.

    A pair is named where it makes up at least three of the responses and a third of what either
    theme is disagreed on.

    Parameters
    ----------
    first, second : ndarray of shape (n_responses, n_themes)
        Whether each coding says that the response speaks of the theme.
    one_way
        Whether `theme` is always the one that the first coding has; else the one that comes
        first, and both ways count together.

    Returns
    -------
    list of Swap
        The most frequent first.

    Examples
    --------
    >>> first, second = np.array([[1, 0, 1]] * 4) > 0, np.array([[0, 1, 1]] * 4) > 0
    >>> swapped(first, second)
    [Swap(theme=0, other=1, n=4)]
    """
    alone, other = (first & ~second).astype(np.int64), (second & ~first).astype(np.int64)
    pairs = alone.T @ other
    apart = (alone + other).sum(axis=0)
    if not one_way:
        pairs = np.triu(pairs + pairs.T)
    rarer = np.minimum(apart[:, None], apart[None, :])
    kept = (pairs >= _FEWEST_SWAPS) & (pairs >= _SHARE_SWAPPED * rarer)
    found = [Swap(int(i), int(j), int(pairs[i, j])) for i, j in np.argwhere(kept)]
    return sorted(found, key=lambda swap: (-swap.n, swap.theme, swap.other))


_FEWEST_SWAPS: Final = 3
_SHARE_SWAPPED: Final = 1 / 3
