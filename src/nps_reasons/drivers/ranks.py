"""Ranks of drivers by their points, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

TOP: Final = 3


@dataclass(frozen=True, slots=True)
class Ranks:
    """Ranks by |points|, 1 the largest.

    Attributes
    ----------
    observed, low, high : (k,)
        The rank and its 95 % interval.
    top : (k,)
        Probability of being among the three largest.
    """

    observed: NDArray[np.intp]
    low: NDArray[np.intp]
    high: NDArray[np.intp]
    top: Array


def rank_intervals(points: Array, covariances: Array, *, seed: int, draws: int = 2000) -> Ranks:
    """Rank drivers, and say how sure the ranks are.

    Draws the points from their normal distribution and ranks every draw. The interval holds the
    observed rank, which the draws of a poorly known driver may all leave behind.

    Parameters
    ----------
    points : ndarray of shape (k,)
    covariances : ndarray of shape (k, k)

    Examples
    --------
    >>> ranks = rank_intervals(np.array([-9.0, -1.0]), np.eye(2) * 0.01, seed=1)
    >>> ranks.low, ranks.high, ranks.top
    (array([1, 2]), array([1, 2]), array([1., 1.]))
    """
    values, vectors = np.linalg.eigh(covariances)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    noise = np.random.default_rng(seed).standard_normal((draws, len(points)))
    sampled = ranks_by_size(points + noise @ root.T)
    observed = ranks_by_size(points)
    low = np.quantile(sampled, 0.025, axis=0, method="lower").astype(np.intp)
    high = np.quantile(sampled, 0.975, axis=0, method="higher").astype(np.intp)
    return Ranks(
        observed=observed,
        low=np.minimum(low, observed),
        high=np.maximum(high, observed),
        top=np.asarray((sampled <= TOP).mean(axis=0)),
    )


def ranks_by_size(points: Array) -> NDArray[np.intp]:
    """Rank by |points| along the last axis, 1 the largest.

    Examples
    --------
    >>> ranks_by_size(np.array([1.0, -9.0, 3.0]))
    array([3, 1, 2])
    """
    order = (-np.abs(points)).argsort(axis=-1, kind="stable")
    return order.argsort(axis=-1, kind="stable") + 1
