"""Typeform: questions as headers, `#` as the id, times in UTC, responses that were left halfway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.names import words_of
from nps_reasons.readers.platforms.platform import (
    Platform,
    column_of,
    first_filled,
    has,
    known_roles,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.readers.rawtable import RawTable

_DATES: Final = ("submit date", "stage date", "start date")
"""What the names of the times begin with, the best first; behind it stands the zone."""

_UNFINISHED: Final = ("partial", "started")
_NO_TIME: Final = r"(?:0001-01-01|1970-01-01).*"


def recognises(table: RawTable) -> bool:
    """Recognise the id in `#`, or what Typeform writes behind the answers."""
    times = len(_times(table))
    marks = sum(has(table, name) for name in ("#", "Network ID", "Response Type", "Tags"))
    return (times >= 1 and marks >= 2) or (times >= 2 and marks >= 1)


def prepare(table: RawTable) -> RawTable:
    """Mark the responses that were not submitted; take the last time that each of them has."""
    times = _times(table)
    blank = {name: table.cells[name].str.strip() for name in times}
    known = {name: cells.mask(cells.str.fullmatch(_NO_TIME), "") for name, cells in blank.items()}
    table = table.with_cells(known) if known else table
    kind, submitted = column_of(table, "Response Type"), times[:1]
    if kind is not None:
        cells = table.cells[kind].str.strip().str.casefold()
        table = table.marking_unfinished(cells.isin(_UNFINISHED))
    elif submitted and words_of(submitted[0]).startswith(_DATES[0]):
        table = table.marking_unfinished(table.cells[submitted[0]] == "")
    return first_filled(table, *times)


def roles(table: RawTable) -> Mapping[str, str]:
    """Return the id and the time; answers and hidden fields are found as in any file."""
    found = {"id": column_of(table, "#", "Response ID", "Token")}
    found |= {"date": next(iter(_times(table)), None)}
    return known_roles(found)


def _times(table: RawTable) -> list[str]:
    """Return the columns of times, the best first."""
    words = {name: words_of(name) for name in table.columns}
    kinds = [[f"{date}{zone}" for zone in ("", " utc", " gmt")] for date in _DATES]
    return [name for kind in kinds for name in words if words[name] in kind]


TYPEFORM: Final = Platform(
    title="Typeform",
    recognises=recognises,
    prepare=prepare,
    roles=roles,
    machinery=r"(?:submit|stage|start) date(?: utc| gmt)?|network id|tags|response type|ending"
    r"|other(?: \d+)?|outcome|outcome id",
)
