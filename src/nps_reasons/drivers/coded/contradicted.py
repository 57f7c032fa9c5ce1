"""Themes that the machine finds in a coded sample and people, by and large, do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.drivers.commenters import FEWEST_MENTIONS
from nps_reasons.inference.intervals import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.coded.sample import Coded
    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

HALF: Final = 0.5
"""Precision that the whole interval must stay below."""


def contradicted(people: Commenters, coded: Coded) -> Flags:
    """Tell which themes the person clearly denies more often than not, where the machine finds one.

    At least five respondents of the sample must have the theme by the machine, and the upper 95 %
    limit of its precision (Wilson) must lie below a half.

    Parameters
    ----------
    people
        All responses with a reason of a period.
    coded
        What a person coded of them.

    Returns
    -------
    ndarray of shape (n_themes,)
        Of every theme and sign that the machine found, shown or not.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22:209; Kish (1965), "Survey
    Sampling", section 11.7, for the base of a sample of unequal probabilities.
    """
    drawn = coded.drawn
    found = people.mentions[people.row_of[drawn]] > 0
    bases = _respondents(found, people.respondents[drawn])
    rated = [
        precision_limit(coded.lift[drawn], theme, said, most=base) < HALF
        for theme, said, base in zip(found.T, coded.said[drawn].T, bases, strict=True)
    ]
    result: Flags = (bases >= FEWEST_MENTIONS) & np.array(rated, dtype=bool)
    return result


def precision_limit(lift: Array, found: Flags, said: Flags, *, most: float) -> float:
    """Upper 95 % limit of the share who say a theme, of those in whom it was found.

    Parameters
    ----------
    lift : ndarray of shape (n,)
        How many responses each stands for.
    found, said : ndarray of shape (n,)
        By the machine, by the person.
    most
        Respondents in whom it was found: the base is no more than that.

    Examples
    --------
    >>> found, said = np.ones(5, dtype=bool), np.zeros(5, dtype=bool)
    >>> round(precision_limit(np.ones(5), found, said, most=5), 3)
    0.434
    """
    total = float(lift @ found)
    if total == 0:
        return 1.0
    base = min(total**2 / float(lift**2 @ found), most)
    share = min(float(lift @ (found & said)) / total, 1.0)
    return wilson(share, base)[1]


def _respondents(found: Flags, respondents: NDArray[np.intp]) -> Array:
    """Respondents in whom each theme was found, shape (n_themes,)."""
    counts = [len(np.unique(respondents[theme])) for theme in found.T]
    return np.array(counts, dtype=np.float64)
