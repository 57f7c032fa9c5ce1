"""Arithmetic on rows of numbers, each row by itself: its neighbours cannot reach its last bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

TILE: Final = 8
"""Rows of one product. BLAS sums in an order that depends on the shape: so there is one shape."""
WIDE: Final = 96
"""Columns of one product at most: larger ones are shared out over threads, which changes bits."""


def dots(rows: Array, others: Array) -> Array:
    """Dot product of each row with each of the others.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, width)
    others : ndarray of shape (n_others, width)

    Returns
    -------
    ndarray of shape (n_rows, n_others)

    Examples
    --------
    >>> dots(np.array([[1.0, 2.0]], "f4"), np.array([[3.0, 4.0], [0.0, 1.0]], "f4"))
    array([[11.,  2.]], dtype=float32)
    """
    given = np.asarray(rows, dtype=np.float32, order="C")
    whole = len(given) // TILE * TILE
    last = np.zeros((TILE, given.shape[1]), dtype=np.float32)
    last[: len(given) - whole] = given[whole:]
    found = np.empty((len(given), len(others)), dtype=np.float32)
    for start in range(0, len(others), WIDE):
        turned = np.asarray(others[start : start + WIDE], dtype=np.float32, order="C").T
        found[:whole, start : start + WIDE] = _tiled(given[:whole], turned)
        found[whole:, start : start + WIDE] = _tiled(last, turned)[: len(given) - whole]
    return found


def _tiled(rows: Array, turned: Array) -> Array:
    tiles: Array = np.matmul(rows.reshape(len(rows) // TILE, TILE, rows.shape[1]), turned)
    return tiles.reshape(len(rows), turned.shape[1])


def unit(vectors: Array) -> Array:
    """Vectors of length one; zeros stay zeros.

    Examples
    --------
    >>> unit(np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32))
    array([[0.6, 0.8],
           [0. , 0. ]], dtype=float32)
    """
    return np.asarray(vectors / lengths(vectors)[:, None], dtype=np.float32)


def lengths(vectors: Array) -> Array:
    """Length of each vector; hardly more than nothing for zeros, so that one may divide by it."""
    squares = np.einsum("rd,rd->r", vectors, vectors)
    return np.asarray(np.maximum(np.sqrt(squares), 1e-9), dtype=np.float32)
