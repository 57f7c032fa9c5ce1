"""What weights and people who answer several times cost; weights to known shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

MOST: Final = 5.0
"""Weights of more than so many times the mean are cut: one response would speak for too many."""

MET: Final = 1e-10
"""Raking stops where no share is further than this from its target."""

MOST_ROUNDS: Final = 1000


def effective_n(weights: Array) -> float:
    """Kish's effective number of responses, (sum w)^2 / sum w^2; 0 where nothing weighs.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7.

    Examples
    --------
    >>> f"{effective_n(np.array([1.0, 1, 2, 4])):.6f}"
    '2.909091'
    """
    relative = _relative(weights)
    total = relative.sum()
    return float(total**2 / (relative @ relative)) if total > 0 else 0.0


def design_effect(weights: Array) -> float:
    """How many times larger the weights make the variance of a mean; 1 where all are equal.

    A response of weight 0 counts: it was asked for and tells nothing. nan where nothing weighs.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7.

    Examples
    --------
    >>> f"{design_effect(np.array([1.0, 1, 2, 4])):.3f}"
    '1.375'
    """
    n = effective_n(weights)
    return len(weights) / n if n else float("nan")


def _relative(weights: Array) -> Array:
    """Weights as shares of the largest, which can be squared without under- or overflow."""
    largest = np.abs(weights).max(initial=0.0)
    result: Array = weights / largest if largest > 0 else weights
    return result


def clustering_effect(points: Array, weights: Array, respondents: Codes) -> float:
    """How many times larger several answers of one person make the variance of a mean; 1 or more.

    sum over respondents of (sum s)^2 over sum s^2, of the influences s = w (y - mean). Where it
    cannot be told how alike one person's answers are, because all answers are alike or one person
    gave them all, they are taken to be alike.

    Parameters
    ----------
    points, weights : ndarray of shape (n_responses,)
        Not all weights are zero.
    respondents : ndarray of shape (n_responses,)
        Who gave the response, counted from 0.

    References
    ----------
    Liang and Zeger (1986), Biometrika 73:13; Kish (1965), Survey Sampling, section 5.4.

    Examples
    --------
    >>> points, people = np.array([100.0, 100, -100, -100, 0, 0]), np.array([0, 0, 1, 1, 2, 2])
    >>> clustering_effect(points, np.ones(6), people)
    2.0
    >>> clustering_effect(points, np.ones(6), np.arange(6))
    1.0
    """
    people = np.bincount(respondents[weights > 0])
    if people.max(initial=0) <= 1:
        return 1.0
    relative = _relative(weights)
    influence = relative * (points - relative @ points / relative.sum())
    told = np.count_nonzero(people) > 1 and influence.any()
    alike = _relative(influence) if told else relative
    sums = np.bincount(respondents, weights=alike)
    return max(1.0, float(sums @ sums / (alike @ alike)))


def usable_weights(weights: Array) -> Flags:
    """Say which survey weights can be computed with: 0, or a billionth to a billion.

    Nobody stands for a billion others, and far larger or smaller weights overflow when squared.

    Examples
    --------
    >>> usable_weights(np.array([0.0, 1.5, -1.0, np.nan, 1e308])).tolist()
    [True, True, False, False, False]
    """
    usable: Flags = (weights == 0) | ((weights >= 1e-9) & (weights <= 1e9))
    return usable


def trimmed(weights: Array, most: float = MOST) -> Array:
    """Weights cut to `most` times the mean of those above zero.

    Examples
    --------
    >>> trimmed(np.array([1.0] * 19 + [41.0])).max()
    np.float64(15.0)
    """
    weighing = weights[weights > 0]
    if not len(weighing):
        return weights
    cut: Array = np.minimum(weights, most * weighing.mean())
    return cut


def post_stratified(weights: Array, groups: Codes, shares: Array) -> Array:
    """Weights whose weighted shares of the groups are the shares known of the population.

    Parameters
    ----------
    weights : ndarray of shape (n_responses,)
        Weights so far; all one where there are none.
    groups : ndarray of shape (n_responses,)
        Group of each response, from 0.
    shares : ndarray of shape (n_groups,)
        Known shares; they sum to 1.

    Returns
    -------
    ndarray of shape (n_responses,)
        With the sum that `weights` has.

    Raises
    ------
    InputError
        A group has a share above zero and nobody in the sample, or the reverse.

    References
    ----------
    Holt and Smith (1979), Journal of the Royal Statistical Society A 142:33.

    Examples
    --------
    >>> found = post_stratified(np.ones(4), np.array([0, 0, 0, 1]), np.array([0.5, 0.5]))
    >>> [round(float(w), 4) for w in found]
    [0.6667, 0.6667, 0.6667, 2.0]
    """
    return np.asarray(weights * _factors(weights, groups, shares)[groups])


def _factors(weights: Array, groups: Codes, shares: Array) -> Array:
    sums: Array = np.bincount(groups, weights, len(shares)).astype(np.float64)
    if ((sums > 0) != (shares > 0)).any():
        place = int(np.flatnonzero((sums > 0) != (shares > 0))[0])
        raise InputError(
            f"weights: group {place} has a share of {shares[place]:g} in the population and "
            f"{sums[place] / sums.sum():g} in the sample; both must be above zero, or neither"
        )
    return factors_to(shares, sums)


def factors_to(shares: Array, sums: Array) -> Array:
    """Multiply each group's weights by this, and its share is the one wanted.

    Parameters
    ----------
    shares : ndarray of shape (n_groups,)
        Wanted; they sum to 1.
    sums : ndarray of shape (n_groups,)
        Weight of each group; the factor is 0 where there is none.

    Examples
    --------
    >>> factors_to(np.array([0.5, 0.5, 0.0]), np.array([3.0, 1.0, 0.0])).round(3).tolist()
    [0.667, 2.0, 0.0]
    """
    factors: Array = np.divide(shares * sums.sum(), sums, out=np.zeros(len(sums)), where=sums > 0)
    return factors


def raked(weights: Array, groups: Sequence[Codes], shares: Sequence[Array]) -> Array:
    """Weights that meet the known shares of several segments at once.

    Each segment in turn is post-stratified, until all shares hold (iterative proportional
    fitting); of all such weights these are the nearest to those given.

    Parameters
    ----------
    weights : ndarray of shape (n_responses,)
        Weights so far; all one where there are none.
    groups : sequence of ndarray of shape (n_responses,)
        Group of each response in each segment, from 0.
    shares : sequence of ndarray of shape (n_groups,)
        Known shares of the groups of each segment; they sum to 1.

    Raises
    ------
    InputError
        A group has a share above zero and nobody in the sample, or the reverse; or no weights
        meet all shares, because groups that must be large occur together too seldom.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11:427.

    Examples
    --------
    >>> rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> table = np.array([4.0, 3.0, 2.0, 1.0])
    >>> found = raked(table, [rows, columns], [np.array([0.5, 0.5]), np.array([0.4, 0.6])])
    >>> [round(float(w), 2) for w in found]
    [1.76, 3.24, 2.24, 2.76]
    """
    pairs = list(zip(groups, shares, strict=True))
    found = weights
    for _ in range(MOST_ROUNDS):
        for codes, wanted in pairs:
            found = post_stratified(found, codes, wanted)
        if all(_furthest(found, codes, wanted) <= MET for codes, wanted in pairs):
            return found
    furthest = max(_furthest(found, codes, wanted) for codes, wanted in pairs)
    raise InputError(
        f"weights: after {MOST_ROUNDS:,} rounds a share is still {furthest:.2g} from its target; "
        "too few responses are in both of two groups. Join small groups, or leave a segment out"
    )


def _furthest(weights: Array, groups: Codes, shares: Array) -> float:
    sums = np.bincount(groups, weights=weights, minlength=len(shares))
    return float(np.abs(sums / sums.sum() - shares).max())
