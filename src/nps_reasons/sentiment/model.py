"""What the pipeline needs of a sentiment model, the tiers, and the sign of a sentiment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, Protocol

from nps_reasons.errors import UsageError, did_you_mean
from nps_reasons.sentiment.lexicon import LexiconSentiment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

Sign = Literal["negative", "neutral", "positive"]

NEUTRAL_BELOW: Final = 0.1
"""A sentiment nearer to zero than this has no sign; a single mild word lies above it."""


class SentimentModel(Protocol):
    """Scores how clauses speak of themes; the score of the response is never an input."""

    @property
    def name(self) -> str:
        """Model and version, for the manifest."""

    @property
    def hash(self) -> str:
        """SHA-256 of what the model was loaded from."""

    def score(
        self, clauses: Sequence[str], themes: Sequence[str] | None = None
    ) -> NDArray[np.float64]:
        """Sentiment from -1 to 1 of each clause, towards the theme at the same place."""


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


def _lexicon_sentiment() -> SentimentModel:
    return LexiconSentiment().fit()


SENTIMENT_TIERS: Final[dict[str, Callable[[], SentimentModel]]] = {
    "accurate": _lexicon_sentiment,
    "fast": _lexicon_sentiment,
}
"""Tier to the model behind it. Both are the lexicon: there is no trained model yet."""


def make_sentiment(tier: str) -> SentimentModel:
    """Return the sentiment model of a tier, ready to score.

    Raises
    ------
    UsageError
        There is no such tier.

    Examples
    --------
    >>> make_sentiment("fast").score(["not helpful", "never had a problem"]).round(1)
    array([-0.4,  0.6])
    """
    if tier not in SENTIMENT_TIERS:
        raise UsageError(f'tier "{tier}" is not known; {did_you_mean(tier, SENTIMENT_TIERS)}')
    return SENTIMENT_TIERS[tier]()
