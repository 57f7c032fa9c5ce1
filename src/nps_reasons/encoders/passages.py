"""Stretches of text as the vectors of their tokens: what taggers and sentiment models read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from nps_reasons.rowwise import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    import scipy.sparse as sp
    from numpy.typing import NDArray

    Array = NDArray[np.float32]


@dataclass(frozen=True)
class Passages:
    """Whole texts, or clauses that know their surroundings, with the vectors of their tokens.

    The tokens of all texts stand in one row, which passages share: choosing or cutting some copies
    no vector. Tokens that begin and end every text are left out. Whatever is computed of a passage
    depends on it alone, to the last bit, not on the others.

    Attributes
    ----------
    words
        Each stretch as it stands.
    ids : ndarray of shape (n_tokens,), int32
        Number of each token in the vocabulary.
    offsets : ndarray of shape (n_tokens, 2), int32
        Where each token begins and ends in its whole text, in characters.
    states : ndarray of shape (n_tokens, width), float32
        Vector of each token.
    starts, ends : ndarray of shape (n_passages,), int64
        Where the tokens of each passage begin and end in the row.
    """

    words: Sequence[str]
    ids: NDArray[np.int32]
    offsets: NDArray[np.int32]
    states: Array
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of passages."""
        return len(self.starts)

    def __getitem__(self, chosen: Sequence[int] | NDArray[np.int64]) -> Passages:
        """Return some of the passages, each as often as it is asked for."""
        rows = np.asarray(chosen, dtype=np.int64)
        words = [self.words[row] for row in rows.tolist()]
        found = replace(self, words=words, starts=self.starts[rows], ends=self.ends[rows])
        if "means" in self.__dict__:
            # What was computed of a passage holds of it among others.
            found.__dict__["means"] = self.means[rows]
        return found

    def cut(self, places: Sequence[Sequence[tuple[int, int]]]) -> Passages:
        """Cut whole texts into passages, such as clauses; each place of one text in a list.

        Parameters
        ----------
        places
            Where each passage of each text begins and ends, in characters. It has the tokens that
            begin inside.
        """
        found, words = [np.zeros((0, 2), dtype=np.int64)], []
        spans = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        for text, (start, end), some in zip(self.words, spans, places, strict=True):
            wanted = np.array(some, dtype=np.int64).reshape(-1, 2)
            found.append(start + np.searchsorted(self.offsets[start:end, 0], wanted))
            words += [text[first:last] for first, last in some]
        inside = np.concatenate(found)
        return replace(self, words=words, starts=inside[:, 0], ends=inside[:, 1])

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Number of tokens of each passage."""
        return self.ends - self.starts

    @cached_property
    def tokens(self) -> NDArray[np.int64]:
        """Places in the row of the tokens of the first passage, then of the second, and so on."""
        lengths = self.lengths
        first = np.cumsum(lengths) - lengths
        found: NDArray[np.int64] = np.repeat(self.starts - first, lengths)
        return found + np.arange(len(found))

    def by_passage(self, weights: Array | None = None) -> sp.csr_matrix:
        """Return a matrix that sums over the tokens of each passage.

        Parameters
        ----------
        weights : ndarray of shape (n_own_tokens,) or None
            Weight of each of `tokens`; one each by default.

        Returns
        -------
        csr_matrix of shape (n_passages, n_tokens)
            Times `states` it gives sums, one token after the other.
        """
        import scipy.sparse as sp  # noqa: PLC0415 - takes a second to import

        tokens = self.tokens
        ends = np.concatenate([[0], np.cumsum(self.lengths)])
        given = np.ones(len(tokens), dtype=np.float32) if weights is None else weights
        return sp.csr_matrix((given, tokens, ends), shape=(len(self), len(self.ids)))

    @cached_property
    def means(self) -> Array:
        """Mean vector of each passage; zeros where there is no token."""
        sums: Array = self.by_passage() @ self.states
        return sums / np.maximum(self.lengths, 1).astype(np.float32)[:, None]

    @cached_property
    def directions(self) -> Array:
        """Mean vector of each passage, of length one; zeros where there is no token."""
        return unit(self.means)


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

    def encode(self, texts: Sequence[str]) -> Passages:
        """Vectors of the tokens of each text; a text without a word has no token."""


AT_ONCE: Final = 1_000
"""Texts that are encoded at once."""


def encode_all(texts: Sequence[str], encoder: Encoder) -> Passages:
    """Encode many texts, a thousand at a time, and hold all their vectors."""
    found = [encoder.encode(texts[at : at + AT_ONCE]) for at in range(0, len(texts), AT_ONCE)]
    return joined(found or [encoder.encode([])])


def joined(parts: Sequence[Passages]) -> Passages:
    """Passages of several batches as one."""
    sizes = [len(part.ids) for part in parts]
    before = np.cumsum([0, *sizes[:-1]])
    return Passages(
        words=[text for part in parts for text in part.words],
        ids=np.concatenate([part.ids for part in parts]),
        offsets=np.concatenate([part.offsets for part in parts]),
        states=np.concatenate([part.states for part in parts]),
        starts=np.concatenate([p.starts + b for p, b in zip(parts, before, strict=True)]),
        ends=np.concatenate([p.ends + b for p, b in zip(parts, before, strict=True)]),
    )
