"""Others who are comparable: brought to the segment mix of those who say a theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import pandas as pd

from nps_reasons.drivers.patterns import same_rows
from nps_reasons.inference.weighting import factors_to

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

MOST_ROUNDS: Final = 50
"""Of raking; the mix is then met, or as near as those who are there allow."""

MET: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Cells:
    """Combinations of segment levels, and which responses are in each.

    Attributes
    ----------
    of : (n,)
        Number of each response's cell.
    levels : arrays of shape (n_cells,)
        Number of each cell's level, one array per segment.
    """

    of: Codes
    levels: tuple[Codes, ...]

    @classmethod
    def make(cls, segments: pd.DataFrame) -> Self:
        """Number the cells of segment columns; without any, all responses are in one."""
        codes = [pd.factorize(segments[name], sort=True)[0] for name in segments]
        if not codes:
            return cls(np.zeros(len(segments), dtype=np.intp), ())
        cells, firsts = same_rows(codes)
        return cls(cells, tuple(column[firsts] for column in codes))

    def sums(self, weights: Array) -> Array:
        """Weight of each cell, shape (n_cells,)."""
        n = len(self.levels[0]) if self.levels else 1
        return np.bincount(self.of, weights, n).astype(np.float64)


def comparable_weights(cells: Cells, weights: Array, said: Flags) -> Array:
    """Weights under which those who do not say a theme have the segment mix of those who do.

    Every segment's levels are brought to their shares among those who say it, in turn, until all
    hold (raking). A level that none of the others has cannot be met: the rest of the mix is.

    Parameters
    ----------
    cells
        Of n responses.
    weights : ndarray of shape (n,)
        Above 0.
    said : ndarray of shape (n,)
        Who says the theme; somebody does not.

    Returns
    -------
    ndarray of shape (n,)
        0 for those who say it.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11:427, for raking; Robins (1986),
    Mathematical Modelling 7:1393, for standardising to those who have the exposure.

    Examples
    --------
    >>> plan = Cells.make(pd.DataFrame({"plan": ["a", "a", "b", "a", "b", "b"]}))
    >>> said = np.array([True, True, True, False, False, False])
    >>> comparable_weights(plan, np.ones(6), said).round(3).tolist()
    [0.0, 0.0, 0.0, 2.0, 0.5, 0.5]
    """
    own = np.where(said, 0.0, weights)
    wanted, there = cells.sums(weights - own), cells.sums(own)
    reached = there
    for _ in range(MOST_ROUNDS):
        before = reached
        for levels in cells.levels:
            reached = reached * _factors(levels, wanted, reached)[levels]
        if np.abs(reached - before).max() <= MET * there.sum():
            break
    factor = np.divide(reached, there, out=np.zeros_like(there), where=there > 0)
    result: Array = own * factor[cells.of]
    return result


def _factors(levels: Codes, wanted: Array, others: Array) -> Array:
    """What to multiply each level by, so that its share is the one wanted."""
    n = int(levels.max()) + 1
    shares, there = (np.bincount(levels, w, n).astype(np.float64) for w in (wanted, others))
    # What nobody of the others can stand for takes no part.
    shares = np.where(there > 0, shares, 0.0)
    if not shares.any():
        return np.ones(n)
    return factors_to(shares / shares.sum(), there)
