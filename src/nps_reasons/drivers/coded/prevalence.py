"""Reach from known error rates, where they were measured elsewhere and nothing is coded here.

They hold only if the machine errs here as it did there; a coded sample of the survey itself
(`corrected_reach`) needs no such belief.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def true_share(observed: float, *, sensitivity: float, specificity: float) -> float:
    """Share who say a theme, from the share that the machine finds (Rogan and Gladen).

    Parameters
    ----------
    observed
        From 0 to 1.
    sensitivity
        Share found of those who say it.
    specificity
        Share not found of those who do not.

    Raises
    ------
    UsageError
        The two do not sum to more than 1: the machine tells nothing.

    References
    ----------
    Rogan and Gladen (1978), American Journal of Epidemiology 107:71.

    Examples
    --------
    >>> round(true_share(0.2, sensitivity=0.8, specificity=0.9), 7)
    0.1428571
    """
    told = sensitivity + specificity - 1
    if told <= 0:
        raise UsageError(
            f"sensitivity {sensitivity:g} and specificity {specificity:g} must sum to more than 1; "
            "a machine that is no better than chance tells no share"
        )
    return min(max((observed + specificity - 1) / told, 0.0), 1.0)


def true_shares(observed: Array, confusion: Array) -> Array:
    """Shares of several classes, such as none, negative and positive, from those observed.

    Parameters
    ----------
    observed : ndarray of shape (k,)
        Shares that the machine finds.
    confusion : ndarray of shape (k, k)
        Row: what is said; column: what the machine finds; each row sums to 1.

    Returns
    -------
    ndarray of shape (k,)
        Kept within 0 and 1; they sum to 1.

    Raises
    ------
    UsageError
        The rows of `confusion` do not sum to 1, or do not tell the classes apart.

    Examples
    --------
    >>> confusion = np.array([[0.95, 0.03, 0.02], [0.15, 0.80, 0.05], [0.20, 0.04, 0.76]])
    >>> true_shares(np.array([0.715, 0.185, 0.100]), confusion).round(6)
    array([0.7, 0.2, 0.1])
    """
    if not np.allclose(confusion.sum(axis=1), 1.0):
        raise UsageError("confusion: each row holds shares of one class and must sum to 1")
    if abs(np.linalg.det(confusion)) < _SINGULAR:
        raise UsageError("confusion: two classes are found alike; it tells no shares")
    shares = np.clip(np.linalg.solve(confusion.T, observed), 0.0, 1.0)
    result: Array = shares / shares.sum()
    return result


_SINGULAR: Final = 1e-9
