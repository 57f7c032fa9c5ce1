"""Scale: clauses, themes and sentiment as one kernel, over a Series or any engine's Arrow batches.

kernel.py  reasons in, mentions out; it knows no engine, so that any can map it over its batches
"""

from nps_reasons.scale.kernel import (
    Annotator,
    annotate,
    annotate_batches,
    make_annotator,
    mentions_schema,
)

__all__ = ["Annotator", "annotate", "annotate_batches", "make_annotator", "mentions_schema"]
