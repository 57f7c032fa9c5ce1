"""Rows that stand for several responses alike, and the covariance of what is estimated from them.

Responses with the same score category, mentions, segments and weight are one row of every array,
so that a million of them cost what their distinct patterns cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Rows:
    """How many responses each row stands for, and which of them belong together.

    Attributes
    ----------
    times : (n_rows,)
        Responses of each row.
    singles : (n_rows,)
        Those of them whose respondent answered once.
    together : sparse (n_repeaters, n_rows)
        How often each respondent who answered several times gave each row.
    """

    times: Array
    singles: Array
    together: csr_array

    @classmethod
    def of(cls, patterns: Codes, clusters: Codes) -> Self:
        """Count responses.

        Parameters
        ----------
        patterns : ndarray of shape (n_responses,)
            Number of the row that each response is one of; every number is used.
        clusters : ndarray of shape (n_responses,)
            Number of its respondent.

        Examples
        --------
        >>> rows = Rows.of(np.array([0, 0, 1]), np.array([0, 1, 1]))
        >>> rows.times, rows.singles, rows.n_respondents
        (array([2., 1.]), array([1., 0.]), 2)
        """
        from scipy.sparse import csr_array  # noqa: PLC0415 - scipy is slow to import

        n_rows = int(patterns.max()) + 1 if len(patterns) else 0
        often = np.bincount(clusters)[clusters] > 1 if len(clusters) else np.zeros(0, dtype=bool)
        repeaters, _ = pd.factorize(clusters[often])
        counts = np.ones(int(often.sum()))
        shape = (int(repeaters.max()) + 1 if len(repeaters) else 0, n_rows)
        return cls(
            times=np.bincount(patterns, minlength=n_rows).astype(np.float64),
            singles=np.bincount(patterns[~often], minlength=n_rows).astype(np.float64),
            together=csr_array((counts, (repeaters, patterns[often])), shape=shape),
        )

    @property
    def n(self) -> int:
        """Responses."""
        return int(self.times.sum())

    @property
    def n_respondents(self) -> int:
        """Respondents, however often each answered."""
        return int(self.singles.sum()) + self.together.shape[0]

    def respondents_with(self, flags: Array) -> Array:
        """How many respondents have each flag in any of their responses.

        Parameters
        ----------
        flags : ndarray of shape (n_rows, k)
            0 or 1.

        Returns
        -------
        ndarray of shape (k,)
        """
        repeaters = np.asarray((self.together @ flags > 0).sum(axis=0), dtype=np.float64)
        return np.asarray(self.singles @ flags + repeaters)


def covariance(influence: Array, rows: Rows) -> Array:
    """Covariance of estimates from their influence functions, responses summed by respondent.

    Parameters
    ----------
    influence : ndarray of shape (n_rows, k)
        Of one response of each row.
    rows
        What the rows stand for.

    Returns
    -------
    ndarray of shape (k, k)

    Examples
    --------
    >>> rows = Rows.of(np.arange(3), np.arange(3))
    >>> covariance(np.array([[-1.0], [1.0], [0.0]]), rows).round(6)
    array([[0.333333]])
    """
    n, n_respondents = rows.n, rows.n_respondents
    joint = np.asarray(rows.together @ influence) / n
    mean = (rows.singles @ influence / n + joint.sum(axis=0)) / n_respondents
    squares = joint.T @ joint
    share = np.sqrt(rows.singles)[:, None] / n
    for block in row_blocks(len(influence)):
        alone = influence[block] * share[block]
        squares += alone.T @ alone
    result: Array = (
        n_respondents / max(n_respondents - 1, 1) * (squares - n_respondents * np.outer(mean, mean))
    )
    return result


def sums_of(values: Array, codes: Codes, n: int) -> Array:
    """Sum the rows of each number.

    Parameters
    ----------
    values : ndarray of shape (n_rows, k)
    codes : ndarray of shape (n_rows,)
        From 0 to n - 1.

    Returns
    -------
    ndarray of shape (n, k)

    Examples
    --------
    >>> sums_of(np.array([[1.0], [2.0], [4.0]]), np.array([1, 0, 1]), 2)
    array([[2.],
           [5.]])
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - scipy is slow to import

    rows = np.arange(len(codes))
    members = csr_array((np.ones(len(codes)), (codes, rows)), shape=(n, len(codes)))
    return np.asarray(members @ values)


def row_blocks(n: int, size: int = 8192) -> Iterator[slice]:
    """Slices of n rows, small enough that what is made of one stays in the cache.

    Examples
    --------
    >>> [(block.start, block.stop) for block in row_blocks(5, 3)]
    [(0, 3), (3, 5)]
    """
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))


def same_rows(columns: Sequence[NDArray[Any]]) -> tuple[Codes, Codes]:
    """Number rows that are the same in every column, in the order of their first appearance.

    Returns
    -------
    codes : ndarray of shape (n,)
        Number of each row's pattern.
    firsts : ndarray of shape (n_patterns,)
        Where each pattern appears first.

    Examples
    --------
    >>> same_rows([np.array([5, 5, 7]), np.array([1, 1, 1])])
    (array([0, 0, 1]), array([0, 2]))
    """
    codes = np.zeros(len(columns[0]), dtype=np.intp)
    for column in columns:
        own, distinct = pd.factorize(column, use_na_sentinel=False)
        codes = pd.factorize(codes * max(len(distinct), 1) + own)[0]
    firsts = np.flatnonzero(~pd.Series(codes).duplicated().to_numpy())
    return codes, firsts


def packed(flags: NDArray[np.bool_]) -> list[NDArray[np.uint64]]:
    """Columns of 64 flags each, as whole numbers.

    Examples
    --------
    >>> [column.tolist() for column in packed(np.array([[True, False], [False, True]]))]
    [[128, 64]]
    """
    bits = np.packbits(flags, axis=1)
    padded = np.zeros((len(bits), -(-bits.shape[1] // 8) * 8), dtype=np.uint8)
    padded[:, : bits.shape[1]] = bits
    words = padded.view("<u8")
    return [np.ascontiguousarray(words[:, k]) for k in range(words.shape[1])]
