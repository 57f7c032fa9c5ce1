"""A text as the vectors of its tokens: what taggers and sentiment models read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Encoded:
    """The tokens of one text, without those that begin and end every text.

    Attributes
    ----------
    ids : ndarray of shape (n_tokens,), int32
        Number of each token in the vocabulary.
    offsets : ndarray of shape (n_tokens, 2), int32
        Where each token begins and ends in the text, in characters.
    states : ndarray of shape (n_tokens, width), float32
        Vector of each token.
    """

    ids: NDArray[np.int32]
    offsets: NDArray[np.int32]
    states: NDArray[np.float32]

    def within(self, start: int, end: int) -> Encoded:
        """Return the tokens that begin in a stretch of the text, such as a clause."""
        inside = (self.offsets[:, 0] >= start) & (self.offsets[:, 0] < end)
        return Encoded(self.ids[inside], self.offsets[inside], self.states[inside])

    @property
    def mean(self) -> NDArray[np.float32]:
        """Mean of the vectors, of length one; zeros where there is no token."""
        if not len(self.states):
            return np.zeros(self.states.shape[1], dtype=np.float32)
        mean = self.states.mean(axis=0, dtype=np.float32)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text with its vectors: a whole text, or a clause that knows its surroundings.

    Attributes
    ----------
    words
        The stretch as it stands.
    encoded
        Its tokens; their offsets refer to the whole text.
    """

    words: str
    encoded: Encoded


class Encoder(Protocol):
    """Turns texts into vectors; the same text into the same vectors, whatever stands beside it."""

    @property
    def name(self) -> str:
        """Model and version, for the manifest."""

    @property
    def hash(self) -> str:
        """SHA-256 of what the model was loaded from."""

    @property
    def width(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Vectors of the tokens of each text; a text without a word has no token."""
