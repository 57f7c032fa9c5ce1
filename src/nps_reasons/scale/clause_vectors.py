"""The clauses of reasons with a vector each: what discovery groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.encoders.passages import AT_ONCE
from nps_reasons.scale.clause_reader import without_placeholders
from nps_reasons.themes.uncovered import clauses_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Encoder
    from nps_reasons.scale.annotator import Splitter
    from nps_reasons.scale.theme_space import ThemeSpace
    from nps_reasons.text.clauses import Clause

    Array = NDArray[np.float32]


def clause_vectors(
    reasons: pd.Series, splitter: Splitter, space: ThemeSpace
) -> tuple[pd.DataFrame, Array]:
    """Return every clause of the reasons, and its vector among its surroundings.

    Parameters
    ----------
    reasons : Series of text, indexed by response_id
        Null reasons have no clause.

    Returns
    -------
    clauses : DataFrame
        `response_id`, `clause` (counted from 0) and `text`.
    vectors : ndarray of shape (n_clauses, DIRECTIONS)
        Where each stands among the directions in which themes differ (`ThemeSpace.placed`).

    Examples
    --------
    >>> import pandas as pd
    >>> from nps_reasons.scale.models import encoder_of
    >>> from nps_reasons.scale.theme_space import theme_space
    >>> from nps_reasons.text.clauses import ClauseSplitter
    >>> reasons = pd.Series(["Lovely staff but far too expensive"], index=["a"])
    >>> space = theme_space(encoder_of("fast"))
    >>> clauses, vectors = clause_vectors(reasons, ClauseSplitter(), space)
    >>> len(clauses) == len(vectors) == 2
    True
    """
    given = reasons.astype("string").dropna()
    texts = given.tolist()
    split = splitter.split(texts)
    found = [
        _vectors(texts[at : at + AT_ONCE], split[at : at + AT_ONCE], space.encoder)
        for at in range(0, len(texts), AT_ONCE)
    ]
    vectors = np.concatenate(found or [np.zeros((0, space.encoder.width), dtype=np.float32)])
    return clauses_of(given, lambda _: split), space.placed(vectors)


def _vectors(texts: Sequence[str], clauses: Sequence[Sequence[Clause]], encoder: Encoder) -> Array:
    """Direction of each clause of some texts; zeros where it has no token."""
    wholes = encoder.encode([without_placeholders(text) for text in texts])
    places = [[(clause.start, clause.end) for clause in some] for some in clauses]
    return wholes.cut(places).directions
