"""The sign of a sentiment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from nps_reasons.labelled import Sign

NEUTRAL_BELOW: Final = 0.1
"""A sentiment nearer to zero than this has no sign; a single mild word lies above it."""


def sign_of(sentiment: float) -> Sign:
    """Sign of a sentiment: negative to -0.1, positive from 0.1, neutral between.

    Examples
    --------
    >>> sign_of(-0.4), sign_of(0.05), sign_of(0.1)
    ('negative', 'neutral', 'positive')
    """
    if abs(sentiment) < NEUTRAL_BELOW:
        return "neutral"
    return "positive" if sentiment > 0 else "negative"
