"""How others rank reasons: each method a function on arrays, as people use it.

They get what a driver tool gets: the NPS contributions of those who commented, and which themes
each of them names as bad (some also use what is named as good).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

TWO_SIDED: Final = 1.959963984540054
MOST_FOR_LMG: Final = 12
"""Every subset of the regressors is fitted; twelve have 4,096."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a method says of each theme.

    Attributes
    ----------
    cost : (k,)
        Larger is worse; NPS points where `in_points`.
    low, high : (k,) or None
        95 % limits of the cost.
    called : (k,) or None
        Which themes it calls significant at 5 %.
    clear : (k,) or None
        Which themes it calls clear, where it has such a verdict.
    ranks : (2, k) or None
        95 % limits of each theme's rank.
    top3 : (k,) or None
        Probability of being among the three costliest.
    """

    cost: Array
    in_points: bool = False
    low: Array | None = None
    high: Array | None = None
    called: Bools | None = None
    clear: Bools | None = None
    ranks: Array | None = None
    top3: Array | None = None


def classic_impact(points: Array, bad: Bools, good: Bools) -> Found:  # noqa: ARG001
    """NPS of those who do not name the theme, less NPS: the leave-out impact.

    The limits are those of its influence function; called is what Welch's test of the NPS with
    and without the theme finds at 5 %, as a careful user of such a tool would do.
    """
    n, said = len(points), bad.mean(axis=0)
    without = (points @ ~bad) / (~bad).sum(axis=0)
    cost = without - points.mean()
    influence = ~bad * (points[:, None] - without) / (1 - said) - (points - points.mean())[:, None]
    error = influence.std(axis=0, ddof=1) / np.sqrt(n)
    return Found(
        cost,
        in_points=True,
        low=cost - TWO_SIDED * error,
        high=cost + TWO_SIDED * error,
        called=np.array([_welch(points[column], points[~column]) for column in bad.T]),
    )


def _welch(one: Array, other: Array) -> bool:
    """Whether two means differ at 5 %."""
    if min(len(one), len(other)) < 2:
        return False
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    return bool(abs(one.mean() - other.mean()) > TWO_SIDED * error)


def correlation(points: Array, bad: Bools, good: Bools) -> Found:  # noqa: ARG001
    """Absolute correlation of naming the theme with the NPS contribution, tested at 5 %."""
    r = _correlations(points, bad.astype(np.float64))[0]
    t = r * np.sqrt((len(points) - 2) / np.maximum(1 - r**2, 1e-12))
    return Found(np.abs(r), called=np.abs(t) > TWO_SIDED)


def detractor_counts(points: Array, bad: Bools, good: Bools) -> Found:  # noqa: ARG001
    """Share of all who are detractors and name the theme, in percent: read as points."""
    return Found(100 * bad[points < 0].sum(axis=0) / len(points), in_points=True)


def johnson(points: Array, bad: Bools, good: Bools) -> Found:  # noqa: ARG001
    """Relative weights of the themes named as bad."""
    return Found(johnson_weights(points, bad.astype(np.float64)))


def lmg(points: Array, bad: Bools, good: Bools) -> Found:  # noqa: ARG001
    """Shares of explained variance, averaged over orders, of the themes named as bad."""
    return Found(lmg_shares(points, bad.astype(np.float64)))


def ols_without_segments(points: Array, bad: Bools, good: Bools) -> Found:
    """Joint least squares on all themes, good and bad, as it is usually put together.

    Points are effect times reach, the limits those of the effect times reach, the errors the
    default ones, and the segments are left out.
    """
    import statsmodels.api as sm  # type: ignore[import-untyped]  # noqa: PLC0415 - only here

    mentions = np.column_stack([bad, good]).astype(np.float64)
    said: Bools = mentions.sum(axis=0) > 0
    fit = sm.OLS(points, np.column_stack([np.ones(len(points)), mentions[:, said]])).fit()
    k, reach = bad.shape[1], bad.mean(axis=0)
    effect, low, high = (np.zeros(len(said)) for _ in range(3))
    effect[said], (low[said], high[said]) = fit.params[1:], fit.conf_int()[1:].T
    p_values = np.ones(len(said))
    p_values[said] = fit.pvalues[1:]
    return Found(
        -effect[:k] * reach,
        in_points=True,
        low=-high[:k] * reach,
        high=-low[:k] * reach,
        called=p_values[:k] <= 0.05,
    )


RIVALS: Final[dict[str, Callable[[Array, Bools, Bools], Found]]] = {
    "classic impact": classic_impact,
    "correlation": correlation,
    "Johnson weights": johnson,
    "LMG": lmg,
    "detractor counts": detractor_counts,
    "OLS, no segments": ols_without_segments,
}


def johnson_weights(y: Array, x: Array) -> Array:
    """Johnson's relative weights: shares of the explained variance that add up to R squared.

    Parameters
    ----------
    y : ndarray of shape (n,)
    x : ndarray of shape (n, k)

    Returns
    -------
    ndarray of shape (k,)
        0 for a regressor that does not vary.

    References
    ----------
    Johnson (2000), A heuristic method for estimating the relative weight of predictor variables.

    Examples
    --------
    >>> x = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> johnson_weights(x @ [3.0, 1.0], x).round(3)
    array([0.9, 0.1])
    """
    with_y, among = _correlations(y, x)
    values, vectors = np.linalg.eigh(among)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    weights: Array = root**2 @ (np.linalg.pinv(root, rcond=1e-7) @ with_y) ** 2
    return weights


def lmg_shares(y: Array, x: Array) -> Array:
    """Shares of the explained variance by Lindeman, Merenda and Gold: averaged over all orders.

    Parameters
    ----------
    y : ndarray of shape (n,)
    x : ndarray of shape (n, k)
        At most twelve regressors.

    Returns
    -------
    ndarray of shape (k,)
        Adds up to R squared.

    Raises
    ------
    ValueError
        There are more than twelve regressors.

    References
    ----------
    Lindeman, Merenda and Gold (1980); Grömping (2006), Relative importance for linear regression.

    Examples
    --------
    >>> x = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> lmg_shares(x @ [3.0, 1.0], x).round(3)
    array([0.9, 0.1])
    """
    k = x.shape[1]
    if k > MOST_FOR_LMG:
        raise ValueError(f"LMG fits every subset: at most {MOST_FOR_LMG} regressors, got {k}")
    explained = _explained_by_subset(*_correlations(y, x))
    masks = np.arange(2**k)
    sizes = np.array([int(mask).bit_count() for mask in masks])
    share = np.array([factorial(s) * factorial(max(k - s - 1, 0)) for s in range(k + 1)])
    weights = share[sizes] / factorial(k)
    gains = [
        weights[without] @ (explained[without | 1 << j] - explained[without])
        for j in range(k)
        for without in [masks[masks & 1 << j == 0]]
    ]
    return np.array(gains)


def _explained_by_subset(with_y: Array, among: Array) -> Array:
    """R squared of every subset of regressors, by the bits of its number."""
    k = len(with_y)
    explained = np.zeros(2**k)
    for size in range(1, k + 1):
        chosen = np.array(list(combinations(range(k), size)))
        blocks = among[chosen[:, :, None], chosen[:, None, :]]
        right = with_y[chosen]
        solved = np.linalg.pinv(blocks, rcond=1e-10, hermitian=True) @ right[:, :, None]
        explained[(1 << chosen).sum(axis=1)] = (right * solved[:, :, 0]).sum(axis=1)
    return explained


def _correlations(y: Array, x: Array) -> tuple[Array, Array]:
    """Correlations of regressors with y, and among each other; 0 where nothing varies."""
    centred = np.column_stack([y, x]) - np.concatenate([[y.mean()], x.mean(axis=0)])
    length = np.sqrt((centred**2).sum(axis=0))
    unit = np.divide(centred, length, out=np.zeros_like(centred), where=length > 1e-12)
    among = unit.T @ unit
    return among[0, 1:], among[1:, 1:]
