"""Percentile bootstrap of counts: texts are drawn again, equal texts together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEVEL: Final = 0.95
_AT_ONCE: Final = 50
"""Draws at once, so that their weights do not fill the memory."""


def drawn_counts(counts: Array, groups: NDArray[np.int64], *, seed: int, n_draws: int) -> Array:
    """Totals of counts in draws of as many distinct texts as there are, with replacement.

    Parameters
    ----------
    counts : ndarray of shape (n_texts, n_counts)
        Whole numbers, so that their sums are exact.
    groups : ndarray of shape (n_texts,)
        Number of the distinct text, 0 and up; texts of one number are drawn together.

    Returns
    -------
    ndarray of shape (n_draws, n_counts)

    Examples
    --------
    >>> drawn_counts(np.ones((4, 1)), np.array([0, 1, 2, 3]), seed=1, n_draws=3)
    array([[4.],
           [4.],
           [4.]])
    """
    n_groups = int(groups.max()) + 1
    sums = np.zeros((n_groups, counts.shape[1]))
    np.add.at(sums, groups, counts)
    random = np.random.default_rng(seed)
    starts = range(0, n_draws, _AT_ONCE)
    sizes = [min(_AT_ONCE, n_draws - start) for start in starts]
    drawn = [_weights(random, size, n_groups) @ sums for size in sizes]
    return np.concatenate([sums[:0], *drawn])


def _weights(random: np.random.Generator, n_draws: int, n_groups: int) -> Array:
    """How often each group is drawn, of shape (n_draws, n_groups): multinomial, equal chances."""
    drawn = random.integers(n_groups, size=(n_draws, n_groups))
    places = drawn + n_groups * np.arange(n_draws)[:, None]
    weights = np.bincount(places.ravel(), minlength=n_draws * n_groups)
    return weights.reshape(n_draws, n_groups).astype(np.float64)


def interval(draws: Array) -> tuple[float, float] | None:
    """Middle 95 % of the draws of one measure; draws where it is undefined do not count.

    Returns
    -------
    tuple of float, or None
        None where it is defined in no draw.

    Examples
    --------
    >>> low, high = interval(np.array([0.0, 1.0, np.nan]))
    >>> round(low, 3), round(high, 3)
    (0.025, 0.975)
    """
    known = draws[~np.isnan(draws)]
    if not known.size:
        return None
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
