"""How like a passage is to descriptions and examples of themes: functions on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.logistic import dots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nps_reasons.encoders.encoded import Encoded

    Array = NDArray[np.float32]

SHARPNESS: Final = 12.0
"""How much more the tokens count that are like a description; the encoder was trained with it."""


def unit(vectors: Array) -> Array:
    """Vectors of length one; zeros stay zeros.

    Examples
    --------
    >>> unit(np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32))
    array([[0.6, 0.8],
           [0. , 0. ]], dtype=float32)
    """
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), dtype=np.float32)


def means_of(encoded: Sequence[Encoded], width: int) -> Array:
    """Mean vector of each text, of length one."""
    return np.array([one.mean for one in encoded], dtype=np.float32).reshape(-1, width)


def likeness(encoded: Sequence[Encoded], described: Array) -> Array:
    """Likeness of texts and descriptions: half by the whole text, half by its nearest tokens.

    Parameters
    ----------
    encoded
        Texts.
    described : ndarray of shape (n_themes, width)
        Descriptions, of length one.

    Returns
    -------
    ndarray of shape (n_texts, n_themes)
        From -1 to 1; 0 for a text without tokens.
    """
    whole = dots(means_of(encoded, described.shape[1]), described)
    return np.asarray(0.5 * (whole + _of_tokens(encoded, described)), dtype=np.float32)


def _of_tokens(encoded: Sequence[Encoded], described: Array) -> Array:
    """Mean likeness of the tokens of each text, weighted towards those most like it."""
    found = np.zeros((len(encoded), len(described)), dtype=np.float32)
    for row, one in enumerate(encoded):
        if len(one.states):
            near = unit(one.states) @ described.T
            weight = np.exp(SHARPNESS * (near - near.max(axis=0)))
            found[row] = (weight * near).sum(axis=0) / weight.sum(axis=0)
    return found


def nearest(means: Array, examples: Array, *, but: NDArray[np.bool_] | None = None) -> Array:
    """Likeness of each text to the nearest of some examples; 0 where there is none.

    Parameters
    ----------
    means : ndarray of shape (n_texts, width)
    examples : ndarray of shape (n_examples, width)
    but : ndarray of shape (n_texts, n_examples) or None
        Where a text must not be compared with an example: the text is the example.
    """
    if not len(examples):
        return np.zeros(len(means), dtype=np.float32)
    near = dots(means, examples)
    if but is not None:
        near = np.where(but, -1.0, near)
    return np.asarray(near.max(axis=1), dtype=np.float32)
