"""Different clauses: each text once, whatever its case and however often it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.errors import UsageError
from nps_reasons.labelled import folded
from nps_reasons.themes.uncovered import CLAUSES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float32]


@dataclass(frozen=True)
class DistinctTexts:
    """Different texts of clauses, sorted.

    Attributes
    ----------
    texts
        Folded: case and white space do not count.
    vectors : ndarray of shape (n_texts, width)
        Mean of the vectors of the clauses with that text.
    of_clause : ndarray of shape (n_clauses,)
        Place in `texts` of each clause.
    """

    texts: tuple[str, ...]
    vectors: Array
    of_clause: NDArray[np.int64]


def distinct_texts(clauses: pd.DataFrame, vectors: Array) -> DistinctTexts:
    """Return the different texts of clauses; the order of the clauses does not show.

    Parameters
    ----------
    clauses
        With `response_id` and `text`.
    vectors : ndarray of shape (n_clauses, width)

    Raises
    ------
    TableError
        A column is missing, or a clause has no text.
    UsageError
        There is not a vector for each clause.

    Examples
    --------
    >>> import pandas as pd
    >>> said = pd.DataFrame({"response_id": ["a", "b", "c"], "text": ["Dear", "kind", "DEAR"]})
    >>> found = distinct_texts(said, np.eye(3, dtype=np.float32))
    >>> found.texts, found.of_clause.tolist(), found.vectors.tolist()
    (('dear', 'kind'), [0, 1, 0], [[0.5, 0.0, 0.5], [0.0, 1.0, 0.0]])
    """
    if len(vectors) != len(clauses):
        raise UsageError(f"{len(clauses):,} clauses have {len(vectors):,} vectors; one each")
    CLAUSES.check(clauses)
    said = clauses.reset_index(drop=True)
    # Sums depend on the order of what is added. What one response says twice, among other words
    # each time, is told apart by its vectors alone.
    said = said.assign(folded=said["text"].map(folded), first=vectors[:, 0])
    keys = ["folded", "response_id", "text", "first"]
    order = said.sort_values(keys, kind="stable").index.to_numpy()
    ordered = said["folded"].to_numpy()[order]
    begins = np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]
    of_clause = np.empty(len(said), dtype=np.int64)
    of_clause[order] = np.cumsum(begins) - 1
    firsts = np.flatnonzero(begins)
    times = np.diff(np.append(firsts, len(ordered)))[:, None].astype(np.float32)
    summed = np.add.reduceat(vectors[order], firsts, axis=0) if len(firsts) else vectors[:0]
    means: Array = (summed / times).astype(np.float32)
    return DistinctTexts(tuple(ordered[firsts].tolist()), means, of_clause)
