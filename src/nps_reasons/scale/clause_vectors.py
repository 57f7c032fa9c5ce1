"""The clauses of reasons with a vector each: what discovery groups."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.encoders.passages import AT_ONCE
from nps_reasons.rowwise import dots, unit
from nps_reasons.scale.clause_reader import without_placeholders
from nps_reasons.themes.uncovered import clauses_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Encoder
    from nps_reasons.scale.annotator import Splitter
    from nps_reasons.text.clauses import Clause

    Array = NDArray[np.float32]

_PRAISE: Final = ("good", "great", "excellent", "lovely", "brilliant", "fast", "perfect", "helpful")
_BLAME: Final = ("bad", "terrible", "awful", "poor", "dreadful", "slow", "broken", "useless")
_THINGS: Final = (
    "service", "staff", "price", "delivery", "website", "food", "product", "support", "room", "app",
)  # fmt: skip


def clause_vectors(
    reasons: pd.Series, splitter: Splitter, encoder: Encoder
) -> tuple[pd.DataFrame, Array]:
    """Return every clause of the reasons, and its mean vector among its surroundings.

    Parameters
    ----------
    reasons : Series of text, indexed by response_id
        Null reasons have no clause.

    Returns
    -------
    clauses : DataFrame
        `response_id`, `clause` (counted from 0) and `text`.
    vectors : ndarray of shape (n_clauses, width)
        Of length one, without the direction in which praise and blame differ: a theme is what is
        spoken of, not how.

    Examples
    --------
    >>> import pandas as pd
    >>> from nps_reasons.scale.models import encoder_of
    >>> from nps_reasons.text.clauses import ClauseSplitter
    >>> reasons = pd.Series(["Lovely staff but far too expensive"], index=["a"])
    >>> clauses, vectors = clause_vectors(reasons, ClauseSplitter(), encoder_of("fast"))
    >>> len(clauses) == len(vectors) == 2
    True
    """
    given = reasons.astype("string").dropna()
    texts = given.tolist()
    split = splitter.split(texts)
    found = [
        _vectors(texts[at : at + AT_ONCE], split[at : at + AT_ONCE], encoder)
        for at in range(0, len(texts), AT_ONCE)
    ]
    vectors = np.concatenate(found or [np.zeros((0, encoder.width), dtype=np.float32)])
    return clauses_of(given, lambda _: split), without_judgement(vectors, encoder)


def _vectors(texts: Sequence[str], clauses: Sequence[Sequence[Clause]], encoder: Encoder) -> Array:
    """Direction of each clause of some texts; zeros where it has no token."""
    wholes = encoder.encode([without_placeholders(text) for text in texts])
    places = [[(clause.start, clause.end) for clause in some] for some in clauses]
    return wholes.cut(places).directions


def without_judgement(vectors: Array, encoder: Encoder) -> Array:
    """Take the direction from blame to praise out of vectors; they have length one then, too.

    Parameters
    ----------
    vectors : ndarray of shape (n_vectors, width)
        Zeros stay zeros.

    Examples
    --------
    >>> from nps_reasons.scale.models import encoder_of
    >>> encoder = encoder_of("fast")
    >>> said = encoder.encode(["great parking", "awful parking", "great soup"]).directions
    >>> parking, again, soup = without_judgement(said, encoder)
    >>> bool(parking @ again > parking @ soup), bool(parking @ again > said[0] @ said[1])
    (True, True)
    """
    praise, blame = (
        encoder.encode([f"{word} {thing}" for word, thing in product(words, _THINGS)])
        for words in (_PRAISE, _BLAME)
    )
    apart = (praise.directions - blame.directions).mean(axis=0)
    direction = apart / np.linalg.norm(apart)
    directed = unit(vectors)
    # One product for each vector by itself: the number of threads does not reach it.
    return unit(directed - dots(directed, direction[None]) * direction)
