"""The directions in which themes differ: where discovery looks for groups.

What a survey's clauses differ in most changes from one half of them to the other, and from quarter
to quarter; groups that are found there change with it. These directions are the same for every
survey: those in which the texts of the general codeframe differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.rowwise import dots, unit
from nps_reasons.themes.codeframe import general_codeframe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Encoder

    Array = NDArray[np.float32]

DIRECTIONS: Final = 40

_PRAISE: Final = ("good", "great", "excellent", "lovely", "brilliant", "fast", "perfect", "helpful")
_BLAME: Final = ("bad", "terrible", "awful", "poor", "dreadful", "slow", "broken", "useless")
_THINGS: Final = (
    "service", "staff", "price", "delivery", "website", "food", "product", "support", "room", "app",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class ThemeSpace:
    """Where discovery places the vectors of one encoder.

    Attributes
    ----------
    judgement : ndarray of shape (width,)
        Direction from blame to praise.
    directions : ndarray of shape (DIRECTIONS, width)
        Those in which themes differ, the one in which they differ most first.
    """

    encoder: Encoder
    judgement: Array
    directions: Array

    def placed(self, vectors: Array) -> Array:
        """Place vectors among the directions in which themes differ.

        The direction in which praise and blame differ is taken out first: a theme is what is
        spoken of, not how.

        Parameters
        ----------
        vectors : ndarray of shape (n_vectors, width)
            What the encoder makes of texts.

        Returns
        -------
        ndarray of shape (n_vectors, DIRECTIONS)
            Zeros stay zeros.
        """
        return dots(without(self.judgement, vectors), self.directions)


def theme_space(encoder: Encoder) -> ThemeSpace:
    """Find the directions in which the texts of the general codeframe differ.

    Examples
    --------
    >>> from nps_reasons.scale.models import encoder_of
    >>> space = theme_space(encoder_of("fast"))
    >>> said = space.encoder.encode(["great parking", "soup"])
    >>> space.placed(said.directions).shape
    (2, 40)
    """
    judgement = _judgement(encoder)
    themes = general_codeframe().themes
    texts = [
        text
        for theme in themes
        for text in (theme.label, theme.definition, *theme.examples, *theme.counter_examples)
    ]
    told = without(judgement, encoder.encode(texts).directions)
    away = unit(told - told.mean(axis=0)).astype(np.float64)
    _, directions = np.linalg.eigh(np.einsum("ij,ik->jk", away, away))
    return ThemeSpace(encoder, judgement, directions.T[::-1][:DIRECTIONS].astype(np.float32))


def _judgement(encoder: Encoder) -> Array:
    praise, blame = (
        encoder.encode([f"{word} {thing}" for word, thing in product(words, _THINGS)])
        for words in (_PRAISE, _BLAME)
    )
    apart = (praise.directions - blame.directions).mean(axis=0)
    direction: Array = apart / np.linalg.norm(apart)
    return direction


def without(direction: Array, vectors: Array) -> Array:
    """Take a direction out of vectors; they have length one then, too.

    Parameters
    ----------
    direction : ndarray of shape (width,)
        Of length one.
    vectors : ndarray of shape (n_vectors, width)
        Zeros stay zeros.

    Examples
    --------
    >>> up = np.array([0.0, 1.0], dtype=np.float32)
    >>> without(up, np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32)).tolist()
    [[1.0, 0.0], [0.0, 0.0]]
    """
    directed = unit(vectors)
    # One product for each vector by itself: the number of threads does not reach it.
    return unit(directed - dots(directed, direction[None]) * direction)
