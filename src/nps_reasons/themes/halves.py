"""How stable discovered themes are: whether two halves of the comments give the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.themes.discover import groups_for
from nps_reasons.themes.distinct import distinct_texts
from nps_reasons.themes.grouping import Grouping

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float32]


def halves_agree(
    clauses: pd.DataFrame, vectors: Array, *, most: int = 12, seed: int = 0
) -> float | None:
    """How alike the clauses are grouped by what two halves of the responses give.

    The responses are halved by a hash of their ids; each half gives groups of its own, and both
    put all clauses into theirs.

    Parameters
    ----------
    clauses, vectors, most, seed
        As `discover` takes them.

    Returns
    -------
    float or None
        Adjusted Rand index: 1 where both make the same groups, about 0 where they agree by chance;
        None where a half is too small for two groups.

    References
    ----------
    Hubert and Arabie (1985), Comparing partitions, Journal of Classification 2:193.

    Examples
    --------
    >>> import pandas as pd
    >>> rng = np.random.default_rng(0)
    >>> two = np.repeat([[9.0, 0, 1], [0.0, 9, 1]], 60, axis=0) + rng.normal(size=(120, 3)) / 9
    >>> ids = [f"r{number}" for number in range(120)]
    >>> said = pd.DataFrame({"response_id": ids, "text": [f"clause of {key}" for key in ids]})
    >>> halves_agree(said, two.astype(np.float32), most=2)
    1.0
    >>> halves_agree(said[:40], two[:40].astype(np.float32)) is None
    True
    """
    first = np.array([_in_first_half(key) for key in clauses["response_id"]], dtype=bool)
    found = []
    for half in (first, ~first):
        texts = distinct_texts(clauses[half], vectors[half])
        n_groups = groups_for(len(texts.texts), most)
        if n_groups < 2:
            return None
        found.append(Grouping(n_groups, seed=seed).fit(texts.vectors))
    from sklearn.metrics import adjusted_rand_score  # noqa: PLC0415 - comes with the extra

    return float(adjusted_rand_score(*(grouping.predict(vectors) for grouping in found)))


def _in_first_half(response_id: str) -> bool:
    return hashlib.sha256(response_id.encode("utf-8", "replace")).digest()[0] % 2 == 0
