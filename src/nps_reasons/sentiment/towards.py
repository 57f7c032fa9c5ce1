"""The sentiment towards a theme, read from the vectors of a passage: a small head on the encoder.

A description of the theme asks the tokens of the passage which of them speak of it; their mean,
that of the whole passage and the description are read by one hidden layer. Attention of one query:
Bahdanau, Cho and Bengio (2015), Neural machine translation by jointly learning to align and
translate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from nps_reasons.rowwise import dots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Passages

    Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Towards:
    """What training/finetune.py taught beside the encoder.

    Attributes
    ----------
    query, key : ndarray of shape (width, n_asked)
    query_bias : ndarray of shape (n_asked,)
    read : ndarray of shape (3 * width, n_hidden)
    read_bias : ndarray of shape (n_hidden,)
    sign : ndarray of shape (n_hidden, 3)
    sign_bias : ndarray of shape (3,)
    """

    query: Array
    query_bias: Array
    key: Array
    read: Array
    read_bias: Array
    sign: Array
    sign_bias: Array

    @classmethod
    def of(cls, arrays: Mapping[str, Array]) -> Self:
        """Take the head from the arrays of a model folder, named as PyTorch names them."""
        return cls(
            query=arrays["query.weight"].T,
            query_bias=arrays["query.bias"],
            key=arrays["key.weight"].T,
            read=arrays["read.weight"].T,
            read_bias=arrays["read.bias"],
            sign=arrays["sign.weight"].T,
            sign_bias=arrays["sign.bias"],
        )

    def read_of(
        self, passages: Passages, asked: Array, which: NDArray[np.int64]
    ) -> tuple[Array, Array]:
        """What is read of each passage towards a description, and where.

        Parameters
        ----------
        asked : ndarray of shape (n_descriptions, width)
            Mean token vector of each description, not of length one.
        which : ndarray of shape (n_passages,)
            The description that each passage is asked about.

        Returns
        -------
        hidden : ndarray of shape (n_passages, n_hidden)
            Between -1 and 1; zeros where a passage has no token.
        attention : ndarray of shape (n_own_tokens,)
            How well each token answers, beside 1 for the one of its passage that does best.
        """
        attention = self._attention(passages, asked, which)
        width = len(self.key)
        told = dots(_weighted_means(passages, attention), self.read[:width].T)
        told += dots(passages.means, self.read[width : 2 * width].T)
        told += dots(asked, self.read[2 * width :].T)[which] + self.read_bias
        told[passages.lengths == 0] = 0
        return np.asarray(np.tanh(told), dtype=np.float32), attention

    def _attention(self, passages: Passages, asked: Array, which: NDArray[np.int64]) -> Array:
        queries = dots(dots(asked, self.query.T) + self.query_bias, self.key)
        near = dots(passages.states, queries) / np.sqrt(np.float32(len(self.query_bias)))
        lengths = passages.lengths
        own = near[passages.tokens, np.repeat(which, lengths)]
        firsts = (np.cumsum(lengths) - lengths)[lengths > 0]
        most = np.maximum.reduceat(own, firsts)
        return np.asarray(np.exp(own - np.repeat(most, lengths[lengths > 0])), dtype=np.float32)

    def logits(self, hidden: Array) -> Array:
        """Logits of negative, neutral and positive."""
        return dots(hidden, self.sign.T) + self.sign_bias


def _weighted_means(passages: Passages, weights: Array) -> Array:
    """Mean vector of each passage, its tokens weighted; zeros where there is no token."""
    weighing = passages.by_passage(weights)
    total = weighing @ np.ones(len(passages.ids), dtype=np.float32)
    found: Array = (weighing @ passages.states) / np.maximum(total, np.float32(1e-9))[:, None]
    return found
