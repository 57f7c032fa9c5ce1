"""Many questions asked at once: q-values within one family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CLEAR: Final = 0.05
LEANING: Final = 0.20
"""Largest q-values of the two verdicts: at most such a share of what is called so is false."""


def q_values(p_values: Array) -> Array:
    """Benjamini-Hochberg q-values of one family.

    Parameters
    ----------
    p_values : ndarray of shape (n_questions,)
        nan where a question was not asked; it is then no part of the family.

    Returns
    -------
    ndarray of shape (n_questions,)
        nan where the p-value is.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57:289.

    Examples
    --------
    >>> q_values(np.array([0.01, 0.04, np.nan, 0.03]))
    array([0.03, 0.04,  nan, 0.04])
    """
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - scipy is slow to import

    result = np.full(len(p_values), np.nan)
    asked = np.isfinite(p_values)
    if asked.any():
        result[asked] = false_discovery_control(p_values[asked])
    return result


def verdict_of(q_value: float) -> str:
    """Verdict of a q-value; `too few` where there is none.

    Examples
    --------
    >>> verdict_of(0.01), verdict_of(0.1), verdict_of(0.5), verdict_of(float("nan"))
    ('clear', 'leaning', 'not distinguishable', 'too few')
    """
    if np.isnan(q_value):
        return "too few"
    if q_value <= CLEAR:
        return "clear"
    return "leaning" if q_value <= LEANING else "not distinguishable"
