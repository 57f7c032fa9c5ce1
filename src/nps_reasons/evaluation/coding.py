"""Coding: what a person coded in texts, beside what was found in them, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_SIGN: Final = -1
"""Stands where there is no sign."""


@dataclass(frozen=True, slots=True)
class Coding:
    """What a person coded in each text and theme, beside what was found.

    All arrays have the shape (n_texts, n_themes). A sign is its place in `schema.SIGNS`, or
    `NO_SIGN`.

    Attributes
    ----------
    coded, found : bool
        Whether the person, and the tagger, say that the text speaks of the theme.
    confidence : float64
        Of what was found, 0 to 1; nan elsewhere.
    coded_signs : int8
        As the person coded them; none where the theme, or its sign, was not coded.
    found_signs : int8
        Of the themes that were found.
    given_signs : int8
        Sign of the text towards each theme that has a coded sign, whether or not it was found.
    groups : int64, of shape (n_texts,)
        Number of the distinct text, 0 and up: equal texts have the same.
    """

    coded: NDArray[np.bool_]
    found: NDArray[np.bool_]
    confidence: NDArray[np.float64]
    coded_signs: NDArray[np.int8]
    found_signs: NDArray[np.int8]
    given_signs: NDArray[np.int8]
    groups: NDArray[np.int64]
