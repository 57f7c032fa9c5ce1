"""Texts as rows of numbers: mean vectors beside tokens, pairs of tokens and runs of letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.encoders.ngrams import COLUMNS, letter_ngrams, token_ngrams
from nps_reasons.logistic import Rows

if TYPE_CHECKING:
    import scipy.sparse as sp
    from numpy.typing import NDArray

    from nps_reasons.encoders.ngrams import Met
    from nps_reasons.encoders.passages import Passages

    Array = NDArray[np.float32]

LEAST: Final = 2
"""Texts that a token or run must stand in to count."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How much each kind of feature weighs, and how tightly their weights are held."""

    means: float
    ngrams: float
    ridge: float

    def weigh(self, rows: Rows) -> Rows:
        """Return rows whose kinds of features weigh as this says."""
        return Rows(rows.dense * np.float32(self.means), rows.sparse * np.float32(self.ngrams))


MIXES: Final = (Mix(4.0, 2.0, 1.0), Mix(3.0, 3.0, 1.0), Mix(3.0, 5.0, 2.0))
"""From leaning on vectors to leaning on words."""


@dataclass(frozen=True, slots=True)
class Ngrams:
    """Hashed n-grams that count, and how much.

    Attributes
    ----------
    columns : ndarray of shape (n_columns,)
    rarity : ndarray of shape (n_columns,), float32
        Inverse document frequency of each.
    """

    columns: NDArray[np.int64]
    rarity: Array

    @classmethod
    def of(cls, met: Met, *, least: int = LEAST) -> Self:
        """Learn which n-grams count: those that stand in some texts at least."""
        once = np.unique(met.rows * COLUMNS + met.columns)
        frequency = np.bincount(once % COLUMNS, minlength=COLUMNS)
        columns = np.flatnonzero(frequency >= least)
        rarity = np.log((1 + met.n_texts) / (1 + frequency[columns])) + 1
        return cls(columns.astype(np.int64), rarity.astype(np.float32))

    def rows(self, met: Met) -> sp.csr_matrix:
        """Return a matrix of what counts, by its rarity; each row has length one, as in TF-IDF."""
        import scipy.sparse as sp  # noqa: PLC0415 - takes a second to import

        place = np.full(COLUMNS, -1, dtype=np.int64)
        place[self.columns] = np.arange(len(self.columns))
        found = place[met.columns]
        width = max(len(self.columns), 1)
        keys, counts = _once((met.rows * width + found)[found >= 0], _weights(met, found >= 0))
        rows, columns = keys // width, keys % width
        weight = self.rarity[columns] * counts
        squares = np.bincount(rows, weights=weight.astype(np.float64) ** 2, minlength=met.n_texts)
        scaled = (weight / np.sqrt(squares[rows])).astype(np.float32)
        ends = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=met.n_texts))])
        return sp.csr_matrix((scaled, columns, ends), shape=(met.n_texts, len(self.columns)))


def _weights(met: Met, chosen: NDArray[np.bool_]) -> Array | None:
    return None if met.weights is None else met.weights[chosen]


def _once(keys: NDArray[np.int64], weights: Array | None) -> tuple[NDArray[np.int64], Array]:
    """Keys, each once and in order, with the largest weight that each was met with."""
    if weights is None:
        ordered = np.sort(keys)
        once = ordered[_is_first(ordered)]
        return once, np.ones(len(once), dtype=np.float32)
    order = np.argsort(keys, kind="stable")
    ordered, firsts = keys[order], np.flatnonzero(_is_first(keys[order]))
    return ordered[firsts], np.maximum.reduceat(weights[order], firsts)


def _is_first(ordered: NDArray[np.int64]) -> NDArray[np.bool_]:
    changes = ordered[1:] != ordered[:-1]
    return np.concatenate([[True], changes])[: len(ordered)]


@dataclass(frozen=True, slots=True)
class Features:
    """How texts become rows; learned from the texts of the training, without their labels.

    Attributes
    ----------
    centre : ndarray of shape (width,), float32
        Mean of the texts' mean vectors.
    """

    tokens: Ngrams
    letters: Ngrams
    centre: Array

    @classmethod
    def of(cls, passages: Passages, *, least: int = LEAST) -> Self:
        """Learn which n-grams count, and the centre."""
        centre = passages.directions.mean(axis=0, dtype=np.float64).astype(np.float32)
        tokens = Ngrams.of(token_ngrams(passages), least=least)
        return cls(tokens, Ngrams.of(letter_ngrams(passages.words), least=least), centre)

    def rows(self, passages: Passages) -> Rows:
        """One row per text; each kind of feature has about length one: a mix weighs them."""
        import scipy.sparse as sp  # noqa: PLC0415 - takes a second to import

        tokens = self.tokens.rows(token_ngrams(passages))
        letters = self.letters.rows(letter_ngrams(passages.words))
        both = sp.hstack([tokens, letters], format="csr")
        return Rows(passages.directions - self.centre, both)
