"""Student's t: what an estimate with so many degrees of freedom allows to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def student_limit(freedom: int) -> float:
    """Errors to each side of a 95 % interval.

    Parameters
    ----------
    freedom
        Degrees of freedom; below 1 counts as 1.

    References
    ----------
    Student (1908), Biometrika 6:1.

    Examples
    --------
    >>> f"{student_limit(10):.3f}"
    '2.228'
    """
    from scipy.stats import t  # noqa: PLC0415 - scipy takes longer to import than pandas

    return float(t.ppf(0.975, max(freedom, 1)))


def student_p(size: Array | float, freedom: int) -> Array:
    """Two-sided p-values of estimates so many errors from 0.

    Parameters
    ----------
    size
        Not negative.
    freedom
        As for `student_limit`.

    Examples
    --------
    >>> student_p(np.array([0.0, 2.228]), 10).round(3)
    array([1.  , 0.05])
    """
    from scipy.stats import t  # noqa: PLC0415 - scipy takes longer to import than pandas

    return np.asarray(2 * t.sf(size, max(freedom, 1)))
