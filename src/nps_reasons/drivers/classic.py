"""The classic impact: NPS minus the NPS without a theme's responses. Unadjusted; never summed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.drivers.estimates import ROUNDING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def severity(points: Array, mentions: Array, weights: Array) -> Array:
    """NPS of responses that mention each theme, minus NPS of those that do not.

    Parameters
    ----------
    points : ndarray of shape (n_responses,)
        NPS contribution of each response: -100, 0 or 100.
    mentions : ndarray of shape (n_responses, n_themes)
        1 where the response mentions the theme, else 0.
    weights : ndarray of shape (n_responses,)

    Returns
    -------
    ndarray of shape (n_themes,)
        In NPS points; nan where every response, or none, mentions the theme. A gap that is no
        more than rounding is 0.

    Examples
    --------
    >>> points = np.array([100.0, -100.0, 0.0, -100.0])
    >>> mentions = np.array([[0.0], [1.0], [0.0], [1.0]])
    >>> severity(points, mentions, np.ones(4))
    array([-150.])
    """
    heard, weighted = (weights > 0).astype(np.float64), weights * points
    n_with = heard @ mentions
    with_theme, moved = weights @ mentions, weighted @ mentions
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = moved / with_theme - (weighted.sum() - moved) / (weights.sum() - with_theme)
        gap = np.where(np.abs(gap) <= ROUNDING, 0.0, gap)
    # Counted, because a difference of weights that are alike need not be zero.
    return np.where((n_with > 0) & (n_with < heard.sum()), gap, np.nan)


def classic_impact(points: Array, mentions: Array, weights: Array) -> Array:
    """NPS minus the NPS of the responses that do not mention each theme.

    Equal to reach times severity, and to the `n_t (NPS_t - NPS) / (n - n_t)` that some tools
    print. It credits themes said together twice and takes on differences between segments.

    Returns
    -------
    ndarray of shape (n_themes,)
        In NPS points; negative where the theme costs.

    Examples
    --------
    >>> points = np.array([100.0, -100.0, 0.0, -100.0])
    >>> mentions = np.array([[0.0], [1.0], [0.0], [1.0]])
    >>> classic_impact(points, mentions, np.ones(4))
    array([-75.])
    """
    with np.errstate(invalid="ignore"):
        reach = weights @ mentions / weights.sum()
    impact: Array = reach * severity(points, mentions, weights)
    return impact
