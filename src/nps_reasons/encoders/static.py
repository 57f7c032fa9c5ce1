"""Static vectors: every token has the vector of its number, and beside it its neighbours' sum.

Encoding is a look-up, for millions of comments. training/distil_static.py makes the files.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nps_reasons.encoders.tokens import TOKENIZER, Tokeniser, read_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Passages
    from nps_reasons.store import ModelFolder

VECTORS: Final = "static.safetensors"
REACH: Final = 4
"""How far a neighbour may stand."""
NEAR: Final = 64
"""How much of a neighbour's vector counts: its first, largest components."""


class StaticEncoder:
    """Encodes texts by one vector per token of the vocabulary.

    The vectors carry their weights: a rare token is longer than a common one, so that the mean of
    the states stands for the text.

    Parameters
    ----------
    folder
        Model folder with static.safetensors (`vectors`, whole numbers of 8 bits, and `scales`, one
        per row) and tokenizer.json.
    """

    def __init__(self, folder: ModelFolder) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        """Model and version, for the manifest."""
        return self.folder.name

    @property
    def hash(self) -> str:
        """SHA-256 of what the model was loaded from."""
        return self.folder.hash

    @property
    def width(self) -> int:
        """Length of a vector."""
        return int(self._vectors.shape[1]) + min(NEAR, int(self._vectors.shape[1]))

    def encode(self, texts: Sequence[str]) -> Passages:
        """Vectors of the tokens of each text; a text without a word has no token.

        Parameters
        ----------
        texts
            Any text of any length; equal texts are looked up once. All vectors are held at once:
            pass a few thousand texts at a time.

        Raises
        ------
        InputError
            The model's files cannot be read.
        """
        place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        tokens = self._tokeniser.cut(list(place))
        found = self._vectors[tokens.ids]
        states = np.concatenate([found, of_neighbours(found[:, :NEAR], tokens.texts)], axis=1)
        return tokens.passages(list(place), states)[[place[text] for text in texts]]

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what was loaded; another process loads it again."""
        return {"folder": self.folder}

    @cached_property
    def _tokeniser(self) -> Tokeniser:
        return Tokeniser(read_tokenizer(self.folder.file(TOKENIZER)))

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        """Vector of each token of the vocabulary."""
        stored = self.folder.arrays(VECTORS, "vectors", "scales")
        return np.asarray(stored["vectors"] * stored["scales"][:, None], dtype=np.float32)


def of_neighbours(vectors: NDArray[np.float32], texts: NDArray[np.int64]) -> NDArray[np.float32]:
    """Sum of the vectors around each token of the same text, less the farther they stand.

    Parameters
    ----------
    vectors : ndarray of shape (n_tokens, width)
    texts : ndarray of shape (n_tokens,)
        Which text each token stands in; those of one text stand together.

    Examples
    --------
    >>> of_neighbours(np.array([[1.0], [2.0], [4.0]], dtype="f4"), np.array([0, 0, 1])).ravel()
    array([2.6, 2.8, 4. ], dtype=float32)
    """
    import scipy.sparse as sp  # noqa: PLC0415 - takes a second to import

    away = np.arange(-REACH, REACH + 1)
    places = np.arange(len(texts))[:, None] + away
    inside = np.clip(places, 0, max(len(texts) - 1, 0))
    beside = (inside == places) & (texts[inside] == texts[:, None])
    weights = np.where(beside, 1 - np.abs(away) / (REACH + 1), 0).astype(np.float32)
    ends = np.arange(len(texts) + 1) * len(away)
    shape = (len(texts), len(texts))
    found: NDArray[np.float32] = (
        sp.csr_matrix((weights.ravel(), inside.ravel(), ends), shape=shape) @ vectors
    )
    return found
