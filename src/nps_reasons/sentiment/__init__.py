"""Sentiment: how a clause speaks of a theme, from -1 to 1; the score is never an input.

model.py       the sign of a sentiment
lexicon.py     customers' words with a valence, negation, wishes: for any text, without training
entries.py     the words and phrases of the lexicon, and where they stand in a clause
rules.py       words that turn, strengthen or weaken the next
complaints.py  complaints that use no word of feeling; cues.py finds those that a clause may hold
towards.py     the head beside an encoder that reads the sentiment towards a theme
features.py    what coded signs are learned from: vectors, words, and words near the theme
trained.py     the trained model: that head, the lexicon as a witness, and what coded texts teach
"""

from nps_reasons.sentiment.lexicon import LexiconSentiment
from nps_reasons.sentiment.model import sign_of

__all__ = ["LexiconSentiment", "sign_of"]
