"""N-grams of texts as sparse matrices, hashed into a fixed number of columns.

Weinberger et al. (2009), Feature hashing for large scale multitask learning, ICML; without signs,
as collisions are rare at this width.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import scipy.sparse as sp
    from numpy.typing import NDArray

BITS: Final = 18
COLUMNS: Final = 1 << BITS
SHORTEST: Final = 3
LONGEST: Final = 5
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)
_BASE: Final = np.uint64(1_000_003)
_SPACE: Final = np.uint64(32)
_NOT_A_LETTER: Final = re.compile(r"[\W_]+")


def token_ngrams(texts: Sequence[NDArray[np.int32]]) -> sp.csr_matrix:
    """Which tokens, and which pairs of neighbours, stand in each text.

    Parameters
    ----------
    texts : sequence of ndarray of shape (n_tokens,)
        Token numbers of each text.

    Returns
    -------
    csr_matrix of shape (n_texts, COLUMNS)
        1 where a token or a pair stands in a text.

    Examples
    --------
    >>> texts = [np.array([7, 8], dtype="i4"), np.array([], dtype="i4")]
    >>> token_ngrams(texts).getnnz(axis=1).tolist()
    [3, 0]
    """
    row = np.repeat(np.arange(len(texts)), [len(ids) for ids in texts])
    token = np.concatenate([*texts, np.zeros(0, dtype=np.int32)]).astype(np.uint64)
    pair = row[1:] == row[:-1]
    # One more than the number: else a pair that begins with token 0 would be its second token.
    pairs = (token[:-1] + np.uint64(1)) * np.uint64(1 << 32) + token[1:]
    hashed = np.concatenate([token, pairs[pair]])
    return _matrix(np.concatenate([row, row[1:][pair]]), hashed, len(texts))


def letter_ngrams(texts: Sequence[str]) -> sp.csr_matrix:
    """Which runs of 3 to 5 letters stand in each text, inside words or at their edges.

    They know a word in the spelling of a hurry: "recomend", "delivry".

    Returns
    -------
    csr_matrix of shape (n_texts, COLUMNS)
        1 where a run stands in a text; letters are bytes of UTF-8 in lower case.

    Examples
    --------
    >>> letter_ngrams(["Oh no", "!"]).getnnz(axis=1).tolist()
    [6, 0]
    """
    words = [" " + _NOT_A_LETTER.sub(" ", text.casefold()).strip() + " " for text in texts]
    written = [word.encode("utf-8", "replace") for word in words]
    row = np.repeat(np.arange(len(texts)), [len(word) for word in written])
    letter = np.frombuffer(b"".join(written), dtype=np.uint8).astype(np.uint64)
    spaces = np.concatenate([[0], np.cumsum(letter == _SPACE)])
    rows, hashes = [], []
    hashed = letter[:]
    for length in range(2, LONGEST + 1):
        hashed = hashed[:-1] * _BASE + letter[length - 1 :] + np.uint64(1)
        if length < SHORTEST or not len(hashed):
            continue
        end = len(hashed)
        inner = spaces[length - 1 : length - 1 + end] - spaces[1 : 1 + end]
        whole = (row[:end] == row[length - 1 :]) & (inner == 0)
        rows.append(row[:end][whole])
        hashes.append(hashed[whole] + np.uint64(length << 56))
    none = np.zeros(0, dtype=np.int64)
    found = np.concatenate([*hashes, none.astype(np.uint64)])
    return _matrix(np.concatenate([*rows, none]), found, len(texts))


def _matrix(rows: NDArray[np.int64], hashed: NDArray[np.uint64], n_texts: int) -> sp.csr_matrix:
    import scipy.sparse as sp  # noqa: PLC0415 - takes a second to import

    columns = (hashed * _PRIME >> np.uint64(64 - BITS)).astype(np.int64)
    found = np.unique(rows * np.int64(COLUMNS) + columns)
    ones = np.ones(len(found), dtype=np.float32)
    place = (found // COLUMNS, found % COLUMNS)
    return sp.csr_matrix((ones, place), shape=(n_texts, COLUMNS))


def weighted(ngrams: sp.csr_matrix, rarity: NDArray[np.float32]) -> sp.csr_matrix:
    """Weight the columns by their rarity and scale each row to length one, as TF-IDF does."""
    import scipy.sparse as sp  # noqa: PLC0415 - as above

    heavy = ngrams @ sp.diags_array(rarity)
    length = np.sqrt(np.asarray(heavy.multiply(heavy).sum(axis=1)).ravel())
    scaled = sp.diags_array(1 / np.maximum(length, 1e-9)) @ heavy
    return sp.csr_matrix(scaled, dtype=np.float32)
