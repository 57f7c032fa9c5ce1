"""Arithmetic on rows of numbers, each row by itself: its neighbours cannot reach its last bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

TILE: Final = 8
"""Rows of one product. BLAS sums in an order that depends on the shape: so there is one shape."""


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
    n_rows, width = rows.shape
    tiles = -(-n_rows // TILE)
    filled = np.zeros((tiles * TILE, width), dtype=np.float32)
    filled[:n_rows] = rows
    turned = np.asarray(others, dtype=np.float32, order="C").T
    found: Array = np.matmul(filled.reshape(tiles, TILE, width), turned)
    return found.reshape(tiles * TILE, len(others))[:n_rows]


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
