"""Survicate: questions as headers, with a number before each, and identifiers of the respondent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nps_reasons.readers.names import plain_words
from nps_reasons.readers.platforms.platform import Platform, by_words, column_like
from nps_reasons.readers.platforms.standing import without_non_responses

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable

_OWN: Final = re.compile(r"survicate.*|(?:respondent|visitor|response) uuid")


def recognises(table: RawTable) -> bool:
    """Recognise Survicate's identifiers, or its time of an answer beside the respondent's id."""
    own = any(_OWN.fullmatch(plain_words(name)) for name in table.columns)
    timed = column_like(table, "date time utc", "date and time utc") is not None
    return own or (timed and column_like(table, "respondent id", "visitor id") is not None)


SURVICATE: Final = Platform(
    title="Survicate",
    recognises=recognises,
    prepare=without_non_responses,
    roles=by_words(
        id=("response uuid", "response id", "survicate response id"),
        respondent=("respondent uuid", "respondent id", "visitor uuid", "visitor id", "user id"),
        date=("date time utc", "date and time utc", "date utc", "submitted at", "response date"),
    ),
    machinery=r"(?:page |source |response |survey )?url|browser|os|operating system|ip(?: address)?"
    r"|user agent|survey (?:id|name)|tags?|(?:first|last) name|name|referr?er",
)
