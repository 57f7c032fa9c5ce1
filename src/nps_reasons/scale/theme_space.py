"""The directions in which themes differ: where discovery looks for groups.

What a survey's clauses differ in most changes from one half of them to the other, and from quarter
to quarter; groups that are found there change with it. These directions are the same for every
survey: those in which the texts of the general codeframe differ.
"""

from __future__ import annotations

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


def in_theme_space(vectors: Array, encoder: Encoder) -> Array:
    """Place vectors among the directions in which themes differ.

    The direction in which praise and blame differ is taken out first: a theme is what is spoken
    of, not how.

    Parameters
    ----------
    vectors : ndarray of shape (n_vectors, width)
        What the encoder makes of texts.

    Returns
    -------
    ndarray of shape (n_vectors, DIRECTIONS)
        Zeros stay zeros.

    Examples
    --------
    >>> from nps_reasons.scale.models import encoder_of
    >>> encoder = encoder_of("fast")
    >>> in_theme_space(encoder.encode(["great parking", "soup"]).directions, encoder).shape
    (2, 40)
    """
    return dots(without_judgement(vectors, encoder), _main_directions(encoder))


def _main_directions(encoder: Encoder) -> Array:
    """Principal directions of the general codeframe's texts, as rows."""
    themes = general_codeframe().themes
    texts = [
        text
        for theme in themes
        for text in (theme.label, theme.definition, *theme.examples, *theme.counter_examples)
    ]
    told = without_judgement(encoder.encode(texts).directions, encoder)
    away = unit(told - told.mean(axis=0)).astype(np.float64)
    _, directions = np.linalg.eigh(np.einsum("ij,ik->jk", away, away))
    found: Array = directions.T[::-1][:DIRECTIONS].astype(np.float32)
    return found


def without_judgement(vectors: Array, encoder: Encoder) -> Array:
    """Take the direction from blame to praise out of vectors; they have length one then, too.

    Parameters
    ----------
    vectors : ndarray of shape (n_vectors, width)
        Zeros stay zeros.

    Examples
    --------
    >>> from nps_reasons.scale.models import encoder_of
    >>> encoder = encoder_of("fast")
    >>> said = encoder.encode(["great parking", "awful parking", "great soup"]).directions
    >>> parking, again, soup = without_judgement(said, encoder)
    >>> bool(parking @ again > parking @ soup), bool(parking @ again > said[0] @ said[1])
    (True, True)
    """
    praise, blame = (
        encoder.encode([f"{word} {thing}" for word, thing in product(words, _THINGS)])
        for words in (_PRAISE, _BLAME)
    )
    apart = (praise.directions - blame.directions).mean(axis=0)
    direction = apart / np.linalg.norm(apart)
    directed = unit(vectors)
    # One product for each vector by itself: the number of threads does not reach it.
    return unit(directed - dots(directed, direction[None]) * direction)
