"""Scale: clauses, themes and sentiment as one kernel, over a Series or any engine's Arrow batches.

kernel.py         reasons in, mentions out; it knows no engine, so that any can map it over batches
annotator.py      the models of a tier, put together, and how they read
clause_reader.py  clauses read by trained models, or by keywords alone
models.py         the trained models of a tier, from its model folder
cross_fitted.py   readers that read no text with what they learned from it
workers.py        several processes that read side by side
clause_vectors.py the clauses of reasons with a vector each, for discovery
theme_space.py    the directions in which themes differ
"""

from nps_reasons.scale.annotator import Annotator, make_annotator
from nps_reasons.scale.kernel import annotate, annotate_batches, mentions_schema

__all__ = ["Annotator", "annotate", "annotate_batches", "make_annotator", "mentions_schema"]
