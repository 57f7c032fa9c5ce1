"""Texts as rows of numbers: mean vectors beside tokens, pairs of tokens and runs of letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.encoders.ngrams import letter_ngrams, token_ngrams, weighted
from nps_reasons.logistic import Rows
from nps_reasons.themes.likeness import means_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import scipy.sparse as sp
    from numpy.typing import NDArray

    from nps_reasons.encoders.encoded import Passage

    Array = NDArray[np.float32]

LEAST: Final = 3
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
    columns : ndarray of shape (n_columns,), int64
    rarity : ndarray of shape (n_columns,), float32
        Inverse document frequency of each.
    """

    columns: NDArray[np.int64]
    rarity: Array

    @classmethod
    def of(cls, found: sp.csr_matrix) -> Self:
        """Learn which n-grams count."""
        frequency = np.bincount(found.indices, minlength=found.shape[1])
        columns = np.flatnonzero(frequency >= LEAST)
        rarity = np.log((1 + found.shape[0]) / (1 + frequency[columns])) + 1
        return cls(columns.astype(np.int64), rarity.astype(np.float32))

    def rows(self, found: sp.csr_matrix) -> sp.csr_matrix:
        """Rows of length one."""
        return weighted(found[:, self.columns], self.rarity)


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
    def of(cls, passages: Sequence[Passage], width: int) -> Self:
        """Learn which n-grams count, and the centre."""
        tokens = token_ngrams([passage.encoded.ids for passage in passages])
        letters = letter_ngrams([passage.words for passage in passages])
        means = means_of([passage.encoded for passage in passages], width)
        centre = means.mean(axis=0, dtype=np.float64).astype(np.float32)
        return cls(Ngrams.of(tokens), Ngrams.of(letters), centre)

    def rows(self, passages: Sequence[Passage]) -> Rows:
        """One row per text; each kind of feature has about length one: a mix weighs them."""
        import scipy.sparse as sp  # noqa: PLC0415 - takes a second to import

        means = means_of([passage.encoded for passage in passages], len(self.centre))
        tokens = self.tokens.rows(token_ngrams([passage.encoded.ids for passage in passages]))
        letters = self.letters.rows(letter_ngrams([passage.words for passage in passages]))
        return Rows(means - self.centre, sp.hstack([tokens, letters], format="csr"))
