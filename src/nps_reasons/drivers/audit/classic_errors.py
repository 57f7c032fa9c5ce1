"""The classic impact with its standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.drivers.classic import severity
from nps_reasons.drivers.patterns import covariance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]


def classic_with_errors(people: Commenters, said: Array) -> tuple[Array, Array]:
    """Classic impact of themes and its standard error; reach and severity are both random.

    The residuals are those that each response has under the means of all others (HC3).

    Parameters
    ----------
    said : ndarray of shape (n_rows, k)
        0 or 1: who says each theme.

    Returns
    -------
    impact, errors : ndarray of shape (k,)
        In NPS points; nan where everybody says the theme, or nobody.

    Examples
    --------
    >>> import pandas as pd
    >>> from nps_reasons.drivers.commenters import commenters
    >>> ids = [f"{i:02}" for i in range(40)]
    >>> responses = pd.DataFrame({"response_id": ids, "contribution": [-100.0] * 15 + [100.0] * 25})
    >>> mentions = pd.DataFrame({"response_id": ids[8:18], "theme": "price", "sign": "negative"})
    >>> people = commenters(responses, mentions)
    >>> impact, errors = classic_with_errors(people, people.mentions)
    >>> impact.round(1), errors.round(1)
    (array([-21.7]), array([11.]))
    """
    blocks = [said[:, start : start + _BLOCK] for start in range(0, said.shape[1], _BLOCK)]
    parts = [_of_block(people, block) for block in blocks] or [(np.zeros(0), np.zeros(0))]
    impact, errors = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return impact, errors


_BLOCK: Final = 8
"""Themes at once: few enough for memory."""


def _of_block(people: Commenters, said: Array) -> tuple[Array, Array]:
    totals = people.totals
    reach = totals @ said / totals.sum()
    splits = (reach > 0) & (reach < 1)
    gap = np.where(splits, severity(people.points, said, totals), 0.0)
    influence = _severity_influence(people, said, np.where(splits, reach, 0.5)) * reach
    influence += (people.weights * people.rows.n / totals.sum())[:, None] * (said - reach) * gap
    variances = np.diag(covariance(influence, people.rows))
    errors = np.sqrt(np.maximum(variances, 0.0))
    return np.where(splits, reach * gap, np.nan), np.where(splits, errors, np.nan)


def _severity_influence(people: Commenters, said: Array, reach: Array) -> Array:
    """Influence of one response of each row on the mean of those who say it, less that of others.

    Parameters
    ----------
    reach : ndarray of shape (k,)
        Above 0 and below 1.
    """
    share = people.weights / people.totals.sum()
    scored = people.totals / people.totals.sum() * people.points
    mean_with = scored @ said / reach
    mean_without = (scored.sum() - scored @ said) / (1 - reach)
    says = said > 0
    pull = share[:, None] * np.where(says, 1 / reach, 1 / (1 - reach))
    residuals = people.points[:, None] - np.where(says, mean_with, mean_without)
    influence: Array = people.rows.n * pull * residuals / np.maximum(1 - pull, 1e-6)
    return np.where(says, influence, -influence)
