"""Counts that every measure is made of: whole numbers per text, which may be added up."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.evaluation.coding import NO_SIGN
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.evaluation.coding import Coding

    Array = NDArray[np.float64]

N_BINS: Final = 10
MILLION: Final = 1_000_000
"""Confidences are counted in millionths: sums of whole numbers are the same in any order."""

_N_SIGNS: Final = len(SIGNS)


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of texts, or of draws of texts, which are the axes before those named here.

    Attributes
    ----------
    themes : ndarray of shape (..., 3, n_themes)
        Right, found and coded, per theme.
    signed : ndarray of shape (..., 3, n_themes * 3)
        The same per theme and sign, without the themes whose sign was not coded.
    signs : ndarray of shape (..., 3, 3)
        Texts and themes by the sign that was coded (rows) and the one that was given (columns).
    bins : ndarray of shape (..., 3, 10)
        Found, right, and the confidence in millionths, per tenth of the confidence.
    """

    themes: Array
    signed: Array
    signs: Array
    bins: Array

    @property
    def flat(self) -> Array:
        """All of them side by side, of shape (..., n_counts)."""
        parts = (self.themes, self.signed, self.signs, self.bins)
        return np.concatenate([part.reshape(*part.shape[:-2], -1) for part in parts], axis=-1)


def counts_from(flat: Array, n_themes: int) -> Counts:
    """Return the counts that stand side by side in `Counts.flat`."""
    shapes = [(3, n_themes), (3, n_themes * _N_SIGNS), (_N_SIGNS, _N_SIGNS), (3, N_BINS)]
    ends = np.cumsum([prod(shape) for shape in shapes])[:-1]
    parts = np.split(flat, ends, axis=-1)
    return Counts(
        *(part.reshape(*flat.shape[:-1], *shape) for part, shape in zip(parts, shapes, strict=True))
    )


def counts_per_text(coding: Coding) -> Counts:
    """Count in each text what is right, found and coded."""
    themes = np.stack([coding.coded & coding.found, coding.found, coding.coded], axis=1)
    return Counts(
        themes=themes.astype(np.float64),
        signed=_signed(coding),
        signs=_signs(coding),
        bins=_bins(coding),
    )


def _signed(coding: Coding) -> Array:
    known = ~coding.coded | (coding.coded_signs != NO_SIGN)
    found = _by_sign(np.where(known & coding.found, coding.found_signs, NO_SIGN))
    coded = _by_sign(coding.coded_signs)
    cells = np.stack([found & coded, found, coded], axis=1)
    return cells.reshape(len(cells), 3, -1).astype(np.float64)


def _by_sign(signs: NDArray[np.int8]) -> NDArray[np.bool_]:
    """One more axis, true at the place of the sign, nowhere where there is none."""
    places: NDArray[np.bool_] = signs[..., None] == np.arange(_N_SIGNS)
    return places


def _signs(coding: Coding) -> Array:
    coded = _by_sign(coding.coded_signs).astype(np.float64)
    given = _by_sign(coding.given_signs).astype(np.float64)
    table: Array = np.einsum("ntc,ntg->ncg", coded, given)
    return table


def _bins(coding: Coding) -> Array:
    """Place what was found into tenths of the confidence; a confidence of 1 is in the last."""
    confidence = np.where(coding.found, coding.confidence, 0.0)
    tenth = np.minimum((confidence * N_BINS).astype(np.int64), N_BINS - 1)
    said = np.stack([coding.found, coding.coded & coding.found, np.round(confidence * MILLION)])
    bins = np.stack([np.where(tenth == i, said, 0.0).sum(axis=-1) for i in range(N_BINS)], axis=-1)
    return np.moveaxis(bins, 0, 1)
