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

from nps_reasons.logistic import dots

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.encoders.encoded import Encoded

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

    def hidden(self, passages: Sequence[Encoded], asked: Array) -> Array:
        """What is read of each passage towards the description at the same place.

        Parameters
        ----------
        passages
            Passages, one per pair.
        asked : ndarray of shape (n_pairs, width)
            Mean token vector of the description of each pair, not of length one.

        Returns
        -------
        ndarray of shape (n_pairs, n_hidden)
            Between -1 and 1; zeros where a passage has no token.
        """
        found = np.zeros((len(passages), len(self.read_bias)), dtype=np.float32)
        queries = dots(asked, self.query.T) + self.query_bias
        for row, (passage, query) in enumerate(zip(passages, queries, strict=True)):
            if len(passage.states):
                found[row] = self._one(passage.states, query, asked[row])
        return found

    def _one(self, states: Array, query: Array, asked: Array) -> Array:
        likeness = states @ (self.key @ query) / np.sqrt(len(query))
        weight = np.exp(likeness - likeness.max())
        answer = weight @ states / weight.sum()
        told = np.concatenate([answer, states.mean(axis=0), asked])
        return np.asarray(np.tanh(told @ self.read + self.read_bias), dtype=np.float32)

    def logits(self, hidden: Array) -> Array:
        """Logits of negative, neutral and positive."""
        return np.asarray(dots(hidden, self.sign.T) + self.sign_bias, dtype=np.float32)
