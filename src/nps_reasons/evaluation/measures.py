"""Measures of agreement: functions on counts, over any axes before the last; nan where undefined.

All take an array of shape (..., 3, n_classes): how often a class was right, found and coded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.evaluation.counts import MILLION

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def precision(counts: Array) -> Array:
    """Share of what was found that is coded; nan where nothing was found.

    Examples
    --------
    >>> precision(np.array([[1.0, 0.0], [2.0, 0.0], [1.0, 3.0]]))
    array([0.5, nan])
    """
    return _ratio(counts[..., 0, :], counts[..., 1, :])


def recall(counts: Array) -> Array:
    """Share of what is coded that was found; nan where nothing is coded.

    Examples
    --------
    >>> recall(np.array([[1.0, 0.0], [2.0, 0.0], [1.0, 3.0]]))
    array([1., 0.])
    """
    return _ratio(counts[..., 0, :], counts[..., 2, :])


def f1(counts: Array) -> Array:
    """Twice the right over found plus coded; nan where nothing is coded.

    Examples
    --------
    >>> f1(np.array([[1.0, 0.0, 0.0], [2.0, 0.0, 5.0], [1.0, 3.0, 0.0]])).round(3)
    array([0.667, 0.   ,   nan])
    """
    right, found, coded = (counts[..., i, :] for i in range(3))
    return _ratio(2 * right, np.where(coded > 0, found + coded, 0.0))


def pooled(counts: Array) -> Array:
    """Counts of all classes as one, of shape (..., 3, 1): what a micro average is made of."""
    total: Array = counts.sum(axis=-1, keepdims=True)
    return total


def macro_f1(counts: Array) -> Array:
    """Mean F1 of the classes that are coded at all, of shape (...); nan where none is.

    Examples
    --------
    >>> macro_f1(np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 5.0], [1.0, 3.0, 0.0]]))
    array(0.5)
    """
    each = f1(counts)
    return np.asarray(_ratio(np.nansum(each, axis=-1), (~np.isnan(each)).sum(axis=-1)))


def per_sign(signs: Array) -> Array:
    """Counts of each sign: right, given and coded, from coded signs by given signs.

    Parameters
    ----------
    signs : ndarray of shape (..., n_signs, n_signs)
        Coded signs in the rows, given ones in the columns.
    """
    right = np.diagonal(signs, axis1=-2, axis2=-1)
    return np.stack([right, signs.sum(axis=-2), signs.sum(axis=-1)], axis=-2)


def expected_error(bins: Array) -> Array:
    """Expected calibration error: mean distance of confidence and share right, of shape (...).

    Parameters
    ----------
    bins : ndarray of shape (..., 3, n_bins)
        Found, right, and the confidence in millionths.

    Examples
    --------
    >>> expected_error(np.array([[4.0, 0.0], [2.0, 0.0], [3_000_000.0, 0.0]]))
    array(0.25)
    """
    distance = np.abs(bins[..., 2, :] / MILLION - bins[..., 1, :]).sum(axis=-1)
    return np.asarray(_ratio(distance, bins[..., 0, :].sum(axis=-1)))


def _ratio(above: Array, below: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: Array = np.where(below > 0, np.divide(above, below), np.nan)
    return ratio
