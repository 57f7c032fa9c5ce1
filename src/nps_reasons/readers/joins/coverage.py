"""Coverage: how many responses a file about customers knows, and the NPS of each part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from nps_reasons.readers.rawtable import RawTable

MATCHED: Final = "matched"
UNMATCHED: Final = "unmatched"
NO_KEY: Final = "no key"

_MARK: Final = "joined "
"""Before the name of a file: the column of `RawTable.places` that says how a row was joined."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a file about customers knows of the responses that count.

    Attributes
    ----------
    source
        Name of the file.
    key
        Column of the responses that joins it.
    matched, unmatched, no_key
        Responses with a row in the file, without one, and without a key.
    nps_matched, nps_unmatched, nps_no_key
        NPS of each of these; None where there is no response.
    """

    source: str
    key: str
    matched: int
    unmatched: int
    no_key: int
    nps_matched: float | None
    nps_unmatched: float | None
    nps_no_key: float | None

    @property
    def parts(self) -> tuple[tuple[str, int, float | None], ...]:
        """What each part of the responses is called, how many there are, and their NPS."""
        return (
            ("matched", self.matched, self.nps_matched),
            ("not in the file", self.unmatched, self.nps_unmatched),
            ("without a key", self.no_key, self.nps_no_key),
        )


def marked(table: RawTable, source: str, *, keys: pd.Series, found: pd.Series) -> RawTable:
    """Return the table with a mark in its places: how each row was joined to a file."""
    marks = np.where(found.to_numpy(dtype=bool), MATCHED, UNMATCHED)
    marks = np.where((keys == "").to_numpy(dtype=bool), NO_KEY, marks)
    return replace(table, places=table.places.assign(**{_MARK + source: marks}))


def coverage_of(source: str, key: str, responses: pd.DataFrame, marks: pd.DataFrame) -> Coverage:
    """Count how the responses were joined to a file.

    Parameters
    ----------
    responses
        With `contribution` and `weight`.
    marks
        The places of the same rows, in the same order, as `marked` leaves them.

    Examples
    --------
    >>> import pandas as pd
    >>> responses = pd.DataFrame({"contribution": [100.0, -100.0], "weight": [1.0, 1.0]})
    >>> marks = pd.DataFrame({"joined crm.csv": ["matched", "no key"]})
    >>> coverage = coverage_of("crm.csv", "email", responses, marks)
    >>> coverage.matched, coverage.nps_matched, coverage.unmatched, coverage.nps_unmatched
    (1, 100.0, 0, None)
    """
    how = marks[_MARK + source].to_numpy()
    parts = [responses[how == mark] for mark in (MATCHED, UNMATCHED, NO_KEY)]
    return Coverage(source, key, *(len(part) for part in parts), *(_nps(part) for part in parts))


def _nps(part: pd.DataFrame) -> float | None:
    weights = part["weight"].to_numpy(dtype=np.float64)
    if not weights.sum():
        return None
    return float(np.average(part["contribution"].to_numpy(dtype=np.float64), weights=weights))
