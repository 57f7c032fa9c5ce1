"""Lines above the header, such as the title that a spreadsheet or a report puts there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nps_reasons.readers.names import tidy
from nps_reasons.readers.patterns import rank_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINES: Final = 10
"""Lines among which the header is looked for."""
_SHOWN: Final = 60
_NUMBER: Final = re.compile(r"[\d\s.,/:%+-]+")


def lines_above(records: Sequence[Sequence[str]]) -> int:
    """Return how many records stand above the header.

    They are titles, of one cell in the first column, or one line of names over several columns
    each. The record below them is the header where it names a score, has no number, and has a
    number below that name. In doubt there are none.

    Examples
    --------
    >>> lines_above([["Survey 2025", ""], ["", ""], ["Score", "Comment"], ["9", "Fast"]])
    2
    >>> lines_above([["Who", "", "Said"], ["ID", "Plan", "Score"], ["1", "A", "9"]])
    1
    >>> lines_above([["Score", "Comment"], ["9", "Fast"]])
    0
    """
    first = next((i for i, r in enumerate(records[:_LINES]) if not _is_title(r)), 0)
    if records and _spans(records[first]) and all(cell.strip() for cell in _next(records, first)):
        first += 1
    return first if first and _is_header(_next(records, first - 1), _next(records, first)) else 0


def may_be_above(record: Sequence[str]) -> bool:
    """Say whether a first record of several columns may stand above the header."""
    return len(record) > 1 and (_is_title(record) or _spans(record))


def titles_note(records: Sequence[Sequence[str]], source: str) -> str:
    """Return what to tell of the lines above the header."""
    first = next((tidy(record[0]) for record in records if any(record) and tidy(record[0])), "")
    shown = first if len(first) <= _SHOWN else f"{first[:_SHOWN]}..."
    return f'{source}: lines above the header that were left out: {len(records)} ("{shown}").'


def _is_title(record: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in record[1:])


def _spans(record: Sequence[str]) -> bool:
    """Say whether some names stand over several columns, and none is that of a score."""
    names = [cell for cell in record if cell.strip()]
    blanks = len(record) - len(names)
    return blanks > 0 and all(rank_of(name, "score") is None for name in names)


def _next(records: Sequence[Sequence[str]], i: int) -> Sequence[str]:
    return records[i + 1] if i + 1 < len(records) else ()


def _is_header(record: Sequence[str], below: Sequence[str]) -> bool:
    names = [cell for cell in record if cell.strip()]
    if len(set(names)) < 2 or any(_NUMBER.fullmatch(name) for name in names):
        return False
    scores = [i for i, name in enumerate(record) if rank_of(name, "score") is not None]
    return any(re.search(r"\d", below[i]) for i in scores if i < len(below))
