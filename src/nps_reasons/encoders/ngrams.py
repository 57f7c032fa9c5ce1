"""N-grams of texts, hashed into a fixed number of columns.

Weinberger et al. (2009), Feature hashing for large scale multitask learning, ICML; without signs,
as collisions are rare at this width.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Passages

BITS: Final = 18
COLUMNS: Final = 1 << BITS
SHORTEST: Final = 3
LONGEST: Final = 5
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)
_BASE: Final = np.uint64(1_000_003)
_SPACE: Final = np.uint64(32)
_NOT_A_LETTER: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Met:
    """N-grams as they were met: the same one may stand in a text more than once.

    Attributes
    ----------
    rows : ndarray of shape (n_met,)
        Which text each was met in.
    columns : ndarray of shape (n_met,)
        Which n-gram it is, from 0 to COLUMNS - 1.
    n_texts
        Number of texts.
    weights : ndarray of shape (n_met,) or None
        How much each counts; one where it is None.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    n_texts: int
    weights: NDArray[np.float32] | None = None


def token_ngrams(passages: Passages, weights: NDArray[np.float32] | None = None) -> Met:
    """Tokens, and pairs of neighbours, of each passage.

    Parameters
    ----------
    weights : ndarray of shape (n_own_tokens,) or None
        How much each token counts; a pair counts as much as the one of them that counts more.
    """
    row = np.repeat(np.arange(len(passages), dtype=np.int64), passages.lengths)
    token = passages.ids[passages.tokens].astype(np.uint64)
    pair = row[1:] == row[:-1]
    # One more than the number: else a pair that begins with token 0 would be its second token.
    pairs = (token[:-1] + np.uint64(1)) * np.uint64(1 << 32) + token[1:]
    found = np.concatenate([token, pairs[pair]])
    rows = np.concatenate([row, row[1:][pair]])
    if weights is not None:
        weights = np.concatenate([weights, np.maximum(weights[:-1], weights[1:])[pair]])
    return Met(rows, _hashed(found), len(passages), weights)


def letter_ngrams(texts: Sequence[str]) -> Met:
    """Runs of 3 to 5 letters of each text, inside words or at their edges.

    They know a word in the spelling of a hurry: "recomend", "delivry". Letters are bytes of UTF-8
    in lower case.

    Examples
    --------
    >>> letter_ngrams(["Oh no", "!"]).rows.tolist()
    [0, 0, 0, 0, 0, 0]
    """
    words = [" " + _NOT_A_LETTER.sub(" ", text.casefold()).strip() + " " for text in texts]
    written = [word.encode("utf-8", "replace") for word in words]
    row = np.repeat(np.arange(len(texts), dtype=np.int64), [len(word) for word in written])
    letter = np.frombuffer(b"".join(written), dtype=np.uint8).astype(np.uint64)
    spaces = np.concatenate([[0], np.cumsum(letter == _SPACE)])
    rows = [np.zeros(0, dtype=np.int64)]
    hashes = [np.zeros(0, dtype=np.uint64)]
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
    return Met(np.concatenate(rows), _hashed(np.concatenate(hashes)), len(texts))


def _hashed(found: NDArray[np.uint64]) -> NDArray[np.int64]:
    columns: NDArray[np.int64] = (found * _PRIME >> np.uint64(64 - BITS)).astype(np.int64)
    return columns
