"""Proposed themes beside those a codeframe has, and beside each other: by their centres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.rowwise import dots, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]

SAME: Final = 0.7
"""Likeness from which on a proposal says what a theme says, or another proposal."""

PART: Final = 0.55
"""Likeness from which on it may be a part of that theme."""


@dataclass(frozen=True, slots=True)
class Match:
    """The theme that a proposal is most like.

    Attributes
    ----------
    theme
        Its id.
    likeness
        Cosine of the two centres, each as seen from the middle of its kind.
    """

    theme: str
    likeness: float

    @property
    def same(self) -> bool:
        """Whether both are one theme."""
        return self.likeness >= SAME


def matched(
    centres: Array, known: Array, names: Sequence[str], *, middle: Array, middle_known: Array
) -> list[Match | None]:
    """Match each proposal with the theme that it is most like; None where it is like none.

    Parameters
    ----------
    centres : ndarray of shape (n_proposals, width)
    known : ndarray of shape (n_themes, width)
        Centre of what is known of each theme: its description and its examples.
    names
        Ids of the themes.
    middle : ndarray of shape (width,)
        Mean vector of all clauses: what all of them have in common makes nothing alike.
    middle_known : ndarray of shape (width,)
        Likewise of descriptions, which are worded otherwise than comments.

    Examples
    --------
    >>> centres = np.array([[1, 0.1], [-1, 0]], dtype=np.float32)
    >>> known = np.array([[1, 0], [0, 1]], dtype=np.float32)
    >>> none = np.zeros(2, dtype=np.float32)
    >>> matched(centres, known, ["price", "staff"], middle=none, middle_known=none)
    [Match(theme='price', likeness=1.0), None]
    """
    if not len(known) or not len(centres):
        return [None] * len(centres)
    near = dots(unit(centres - middle), unit(known - middle_known))
    best = near.argmax(axis=1)
    return [
        Match(names[at], round(float(row[at]), 2)) if row[at] >= PART else None
        for row, at in zip(near, best.tolist(), strict=True)
    ]


def alike(centres: Array, *, middle: Array) -> list[tuple[int, int, float]]:
    """Pairs of proposals that may be one theme, the most alike first.

    Parameters
    ----------
    centres : ndarray of shape (n_proposals, width)
    middle : ndarray of shape (width,)
        Mean vector of all clauses.

    Returns
    -------
    list of (int, int, float)
        Places of the two, and their likeness.

    Examples
    --------
    >>> centres = np.array([[1, 0.1], [1, 0], [-1, 0]], dtype=np.float32)
    >>> alike(centres, middle=np.zeros(2, dtype=np.float32))
    [(0, 1, 1.0)]
    """
    seen = unit(centres - middle)
    near = dots(seen, seen)
    pairs = [
        (first, second, round(float(near[first, second]), 2))
        for first, second in zip(*np.triu_indices(len(centres), 1), strict=True)
        if near[first, second] >= PART
    ]
    return sorted(((int(a), int(b), c) for a, b, c in pairs), key=lambda pair: (-pair[2], pair))
