"""How like a passage is to descriptions and examples of themes: functions on arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.rowwise import dots, lengths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Passages

    Array = NDArray[np.float32]

SHARPNESS: Final = 12.0
"""How much more the tokens count that are like a description; the encoder was trained with it."""
ITSELF: Final = 0.9999
"""A text this like an example is the example."""


def likeness(passages: Passages, described: Array) -> Array:
    """Likeness of passages and descriptions: half by the whole passage, half by its nearest tokens.

    Parameters
    ----------
    described : ndarray of shape (n_themes, width)
        Descriptions, of length one.

    Returns
    -------
    ndarray of shape (n_passages, n_themes)
        From -1 to 1; 0 for a passage without tokens.
    """
    whole = dots(passages.directions, described)
    return np.asarray(0.5 * (whole + _of_tokens(passages, described)), dtype=np.float32)


def _of_tokens(passages: Passages, described: Array) -> Array:
    """Mean likeness of the tokens of each passage, weighted towards those most like it."""
    states = passages.states
    near = dots(states, described) / lengths(states)[:, None]
    weight = np.exp(np.float32(SHARPNESS) * near)
    summed = passages.by_passage()
    found: Array = (summed @ (weight * near)) / np.maximum(summed @ weight, np.float32(1e-30))
    return found


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts that stand for themes, some for each or none.

    Attributes
    ----------
    directions : ndarray of shape (n_examples, width)
        Mean vectors, of length one; those of the first theme, then of the second, and so on.
    counts : ndarray of shape (n_themes,)
        How many of them each theme has.
    """

    directions: Array
    counts: NDArray[np.int64]

    def nearest(self, directions: Array, *, themselves: bool) -> Array:
        """Likeness of each text to the nearest example of each theme; 0 where there is none.

        Parameters
        ----------
        directions : ndarray of shape (n_texts, width)
            Mean vectors of the texts, of length one.
        themselves
            Whether a text that is an example counts as like itself.

        Returns
        -------
        ndarray of shape (n_texts, n_themes)
            From 0 to 1.
        """
        found = np.zeros((len(directions), len(self.counts)), dtype=np.float32)
        has = self.counts > 0
        if has.any():
            near = dots(directions, self.directions)
            if not themselves:
                near = np.where(near > ITSELF, np.float32(0), near)
            firsts = (np.cumsum(self.counts) - self.counts)[has]
            found[:, has] = np.maximum.reduceat(near, firsts, axis=1)
        return np.maximum(found, 0)
