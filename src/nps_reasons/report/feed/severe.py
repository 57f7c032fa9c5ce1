"""What is rare but severe: responses that speak of danger, lost data, a breach, the law.

Words are matched, nothing is estimated: each hit is for a person to read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.plan_words import SEVERE_KINDS
from nps_reasons.report.feed.phrases import DENIED_AFTER, DENIED_BEFORE, PHRASES, STEMS
from nps_reasons.report.safe_text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NEAR: Final = 80
"""Characters before a phrase in which a negation of it may stand."""

_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u00b4`", "'"))

_COLUMNS: Final = ["response_id", "kind", "start", "end"]


def severe_hits(responses: pd.DataFrame, kinds: Sequence[str] = SEVERE_KINDS) -> pd.DataFrame:
    """Find the responses whose reason speaks of something severe.

    A phrase counts unless it is plainly denied ("no data was lost").

    Parameters
    ----------
    responses
        Needs `response_id` and `reason`.
    kinds
        What to look for.

    Returns
    -------
    pd.DataFrame
        `response_id`, `kind` (one of `SEVERE_KINDS`), `start` and `end`: offsets of the first
        phrase of that kind into the reason. Sorted by kind, then by id.

    Examples
    --------
    >>> told = pd.DataFrame({"response_id": ["a", "b", "c"], "reason": [
    ...     "The update deleted all my files", "No data was lost", None]})
    >>> severe_hits(told).values.tolist()
    [['a', 'data loss', 11, 31]]
    """
    told = responses.loc[responses["reason"].notna(), ["response_id", "reason"]]
    told = told.sort_values("response_id", ignore_index=True)
    ids, reasons = ([str(cell) for cell in told[name]] for name in ("response_id", "reason"))
    rows = [
        (ids[place], kind, *found)
        for kind, places in _candidates(reasons, kinds)
        for place in places
        if (found := first_phrase(reasons[place], kind))
    ]
    return pd.DataFrame(rows, columns=_COLUMNS).astype(
        {"response_id": "string", "kind": "string", "start": "int64", "end": "int64"}
    )


def first_phrase(reason: str, kind: str) -> tuple[int, int] | None:
    """Offsets of the first phrase of a kind that is not denied; None where there is none.

    Examples
    --------
    >>> first_phrase("I never felt unsafe, but the plug caught fire", "safety")
    (34, 45)
    """
    reason = reason.translate(_APOSTROPHES)
    for found in _pattern(kind).finditer(reason):
        if not _denied(reason, found.start(), found.end()):
            return found.span()
    return None


def _candidates(reasons: Sequence[str], kinds: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    """Each kind with the places of the reasons that hold a stem of it."""
    import pyarrow as pa  # noqa: PLC0415 - its regular expressions are vectorised
    import pyarrow.compute as pc  # noqa: PLC0415 - its regular expressions are vectorised

    texts = pa.array([printable(reason) for reason in reasons], type=pa.string())
    for kind in kinds:
        holds = pc.match_substring_regex(texts, STEMS[kind], ignore_case=True)
        yield kind, np.flatnonzero(holds.to_numpy(zero_copy_only=False)).tolist()


@lru_cache(maxsize=len(PHRASES))
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase})" for phrase in PHRASES[kind]), re.IGNORECASE)


_BEFORE: Final = re.compile(DENIED_BEFORE, re.IGNORECASE)
_AFTER: Final = re.compile(DENIED_AFTER, re.IGNORECASE)


def _denied(reason: str, start: int, end: int) -> bool:
    before = reason[max(0, start - _NEAR) : start]
    return bool(_BEFORE.search(before) or _AFTER.match(reason, end))
