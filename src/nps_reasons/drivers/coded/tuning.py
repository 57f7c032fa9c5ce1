"""How much the machine's labels count beside a coded sample: so much that chance does least.

Power tuning. A response counts by its machine's labels, s times, and a coded one by the person's,
less s times the machine's: any s from 0, the sample alone, to 1 gives an estimate without bias, and
the sample tells which varies least. A machine that errs much is then left aside, not relied on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.drivers.adjusted import pseudo_inverse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.coded.moments import CodedMoments

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

_NO_SPREAD: Final = 1e-18
"""Of what the machine's labels move an estimate by, squared; below it there is nothing to tune."""


def machine_shares(person: Array, machine: Array, lift: Array, times: Array) -> Array:
    """How much the machine's labels should count in each of several estimates.

    The sample adds ``sum (lift - 1) lift (h - s h^)^2`` to the variance of an estimate, where h is
    what a coded response moves it by, by the person's labels, and h^ by the machine's. That is
    least at ``s = sum (lift - 1) lift h h^ / sum (lift - 1) lift h^^2``.

    Parameters
    ----------
    person, machine : ndarray of shape (n_coded, k)
    lift, times : ndarray of shape (n_coded,)
        1 / probability of being coded; how many responses a row stands for.

    Returns
    -------
    ndarray of shape (k,)
        0 to 1. Where the machine's labels do not vary in the sample, 0; 1 where the person's do not
        either, or all are coded.

    References
    ----------
    Angelopoulos, Duchi and Zrnic (2023), "PPI++: efficient prediction-powered inference",
    arXiv:2311.01453.

    Examples
    --------
    >>> person = np.array([[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]])
    >>> machine = np.array([[1.0, 1.0], [-1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0]])
    >>> machine_shares(person, machine, np.full(4, 3.0), np.ones(4))
    array([0.5, 0.5])
    """
    shared, spread = _shared_and_spread(person, machine, lift, times)
    told, _ = _shared_and_spread(person, person, lift, times)
    tells = spread > _NO_SPREAD
    share = np.clip(shared / np.where(tells, spread, 1.0), 0.0, 1.0)
    result: Array = np.where(tells, share, np.where(told > _NO_SPREAD, 0.0, 1.0))
    return result


def _shared_and_spread(
    person: Array, machine: Array, lift: Array, times: Array
) -> tuple[Array, Array]:
    cost = times * lift * np.maximum(lift - 1, 0.0)
    return cost @ (person * machine), cost @ machine**2


@dataclass(frozen=True, slots=True)
class MixedMeans:
    """Means of 0/1 labels, machine and person mixed.

    Attributes
    ----------
    means : (k,)
    influence : (n_rows, k)
        Of one response of each row; its mean over responses is zero.
    """

    means: Array
    influence: Array


def mixed_means(
    machine: Array, person: Array, lift: Array, weights: Array, *, times: Array, shares: Array
) -> MixedMeans:
    """Weighted means ``sum w [s x^ + lift (x - s x^)] / sum w [s + lift (1 - s)]``.

    Parameters
    ----------
    machine, person : ndarray of shape (n_rows, k)
        Of a row that nobody coded, `person` may hold anything finite.
    lift : ndarray of shape (n_rows,)
        1 / probability of being coded; 0 where the row was not.
    weights, times : ndarray of shape (n_rows,)
        Weight of one response; how many responses a row stands for.
    shares : ndarray of shape (k,)
        How much the machine's labels count, 0 to 1.
    """
    raised, totals = lift[:, None], weights * times
    mixed = shares * machine + raised * (person - shares * machine)
    counted = shares + (1 - shares) * raised
    mass = totals @ counted
    means = totals @ mixed / mass
    relative = weights[:, None] * (times.sum() / mass)
    return MixedMeans(means, relative * (mixed - means * counted))


def shares_of_reach(
    machine: Array, person: Array, lift: Array, weights: Array, *, times: Array
) -> Array:
    """How much the machine's labels should count in the reach of each theme, shape (k,).

    Arguments are those of `mixed_means`.
    """
    drawn = np.flatnonzero(lift > 0)
    if not len(drawn):
        return np.ones(machine.shape[1])
    totals = (weights * times * lift)[drawn]
    moved = [
        weights[drawn, None] * (said - totals @ said / totals.sum())
        for said in (person[drawn], machine[drawn])
    ]
    mass = max(float((weights * times).sum()), 1e-300)
    return machine_shares(moved[0] / mass, moved[1] / mass, lift[drawn], times[drawn])


def share_of_moments(moments: CodedMoments, points: Array, *, themes: Codes, reach: Array) -> float:
    """How much the machine's labels should count in the moments, 0 to 1.

    So that the points of some themes together vary least, around the fit to the sample alone.

    Parameters
    ----------
    points : ndarray of shape (n_rows,)
        NPS contribution.
    themes : ndarray of shape (k,)
        Which regressors these themes are.
    reach : ndarray of shape (k,)
        Their reach.
    """
    alone = replace(moments, share=0.0)
    bread, _ = pseudo_inverse(alone.by_sample)
    coefficients = bread @ alone.products(points)
    drawn = np.flatnonzero(moments.lift > 0)
    person, machine = (
        ((x @ bread[:, themes]) * reach)
        * (moments.weights[drawn] * (points[drawn] - x @ coefficients))[:, None]
        for x in (moments.person[drawn], moments.machine[drawn])
    )
    shared, spread = _shared_and_spread(person, machine, moments.lift[drawn], moments.times[drawn])
    if spread.sum() <= _NO_SPREAD:
        return 1.0
    return float(np.clip(shared.sum() / spread.sum(), 0.0, 1.0))
