"""Encoders: texts as vectors, one per token, for the taggers and the sentiment models.

passages.py     texts and clauses as the vectors of their tokens, and what an encoder must do
tokens.py       texts cut into tokens, each with its place in the text
transformer.py  a small transformer run by ONNX Runtime
static.py       one fixed vector per token, for millions of texts
ngrams.py       tokens, pairs of tokens and runs of letters
features.py     passages as rows of numbers: vectors beside n-grams
"""

from nps_reasons.encoders.passages import Encoder, Passages
from nps_reasons.encoders.static import StaticEncoder
from nps_reasons.encoders.transformer import TransformerEncoder

__all__ = ["Encoder", "Passages", "StaticEncoder", "TransformerEncoder"]
