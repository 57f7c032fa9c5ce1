"""Segment cells that two periods share: what a change of mix is told by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.drivers.design import cell_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

SMALLEST_CELL: Final = 10
"""Segment cells with fewer responses in either period are pooled."""

ENOUGH_IN_CELLS: Final = 0.8
"""Share of responses that must lie in cells of their own; else the finest segment is left out."""


def shared_cells(segments: pd.DataFrame, later: Flags) -> Codes:
    """Number of each response's cell; both periods fill every cell.

    Small cells are pooled. Where few responses lie in cells of their own, the segment with most
    levels is left out.

    Parameters
    ----------
    segments : DataFrame of n rows
    later : ndarray of shape (n,)
        True for responses of the later period.

    Returns
    -------
    ndarray of shape (n,)
        Numbered from 0 without gaps.

    Examples
    --------
    >>> plans = pd.DataFrame({"plan": ["a", "b"] * 20 + ["old"] * 4})
    >>> np.bincount(shared_cells(plans, np.arange(44) % 4 < 2))
    array([24, 20])
    """
    names = list(segments.columns)
    while names:
        codes = cell_codes(segments[names])
        smaller = np.minimum(_counts(codes, later), _counts(codes, ~later))
        filled = smaller[codes] >= SMALLEST_CELL
        if filled.mean() >= ENOUGH_IN_CELLS:
            return _pooled(codes, filled, later)
        names.remove(max(names, key=lambda name: (segments[name].nunique(), name)))
    return np.zeros(len(segments), dtype=np.intp)


def _counts(codes: Codes, among: Flags) -> Codes:
    return np.bincount(codes[among], minlength=int(codes.max()) + 1)


def _pooled(codes: Codes, filled: Flags, later: Flags) -> Codes:
    """Put responses outside filled cells together, or with the most common cell if they are few."""
    rest = np.where(filled, codes, -1)
    if not filled.all() and min((~filled & later).sum(), (~filled & ~later).sum()) < SMALLEST_CELL:
        # The first of equals in response order: the names of segments decide nothing.
        firsts, seen = pd.factorize(codes[filled])
        rest[~filled] = seen[np.bincount(firsts).argmax()]
    return pd.factorize(rest, use_na_sentinel=False)[0]
