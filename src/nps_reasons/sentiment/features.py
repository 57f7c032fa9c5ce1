"""Pairs of a passage and a theme as rows of numbers, for what coded signs teach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.encoders.features import Ngrams
from nps_reasons.encoders.ngrams import letter_ngrams, token_ngrams
from nps_reasons.logistic import Rows

if TYPE_CHECKING:
    import scipy.sparse as sp
    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Passages

    Array = NDArray[np.float32]

ANYWHERE: Final = np.float32(0.05)
"""How much a token counts that says nothing of the theme, beside 1 for the one that says most."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How much each kind of feature weighs.

    Attributes
    ----------
    hidden, means
        What the shipped model read, and the mean vector.
    tokens, towards, letters
        Tokens and their pairs; the same, by how much they speak of the theme; runs of letters.
    """

    hidden: float
    means: float
    tokens: float = 0.0
    towards: float = 0.0
    letters: float = 0.0


MIXES: Final = (Mix(0.25, 1.0), Mix(0.25, 1.0, 2.0, 1.0, 1.0), Mix(0.5, 3.0, 3.0, 2.0, 2.0))
"""From leaning on the encoder to leaning on words."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of each pair of a passage and a theme.

    Attributes
    ----------
    hidden : ndarray of shape (n_pairs, n_hidden)
        What the shipped model reads of the passage towards the theme.
    lexicon : ndarray of shape (n_pairs,)
        What the lexicon says.
    theme : ndarray of shape (n_pairs,)
        Place of the theme; beyond the last one for the passage as a whole.
    attention : ndarray of shape (n_own_tokens,)
        How much each token speaks of the theme, beside 1 for the one that does most.
    """

    passages: Passages
    hidden: Array
    lexicon: NDArray[np.float64]
    theme: NDArray[np.int64]
    attention: Array


@dataclass(frozen=True, slots=True)
class Features:
    """How pairs become rows; learned from the texts of the training, without their signs."""

    tokens: Ngrams
    letters: Ngrams
    n_themes: int

    @classmethod
    def of(cls, texts: Passages, n_themes: int) -> Self:
        """Learn which n-grams count, from distinct texts."""
        tokens = Ngrams.of(token_ngrams(texts))
        return cls(tokens, Ngrams.of(letter_ngrams(texts.words)), n_themes)

    def rows(self, told: Told, mix: Mix) -> Rows:
        """One row per pair. Coders judge some themes more harshly: so the theme is a feature."""
        import scipy.sparse as sp  # noqa: PLC0415 - takes a second to import

        dense = [
            told.hidden * np.float32(mix.hidden),
            told.lexicon[:, None],
            told.passages.directions * np.float32(mix.means),
            told.theme[:, None] == np.arange(self.n_themes),
        ]
        none = sp.csr_matrix(np.zeros((len(told.theme), 0), dtype=np.float32))
        sparse = sp.hstack([none, *self._words(told, mix)], format="csr", dtype=np.float32)
        return Rows(np.column_stack(dense).astype(np.float32), sparse)

    def _words(self, told: Told, mix: Mix) -> list[sp.csr_matrix]:
        """N-grams of each kind that the mix has."""
        passages, found = told.passages, []
        if mix.tokens:
            found.append(self.tokens.rows(token_ngrams(passages)) * np.float32(mix.tokens))
        if mix.towards:
            weights = ANYWHERE + (1 - ANYWHERE) * told.attention
            near = self.tokens.rows(token_ngrams(passages, weights))
            found.append(near * np.float32(mix.towards))
        if mix.letters:
            letters = self.letters.rows(letter_ngrams(passages.words))
            found.append(letters * np.float32(mix.letters))
        return found
