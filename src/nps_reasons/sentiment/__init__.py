"""Sentiment: how a clause speaks of a theme, from -1 to 1; the score is never an input.

model.py    what the pipeline needs of a model, the tiers, and the sign of a sentiment
lexicon.py  the model there is: customers' words with a valence, negation, wishes
rules.py    complaints that use no word of feeling
"""

from nps_reasons.sentiment.lexicon import LexiconSentiment
from nps_reasons.sentiment.model import SENTIMENT_TIERS, SentimentModel, make_sentiment, sign_of

__all__ = ["SENTIMENT_TIERS", "LexiconSentiment", "SentimentModel", "make_sentiment", "sign_of"]
