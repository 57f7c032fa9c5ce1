"""Delighted: columns in Title Case, NPS beside other kinds of survey, properties of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.names import words_of
from nps_reasons.readers.platforms.platform import Platform, by_words, having_words, only_nps
from nps_reasons.readers.platforms.standing import without_non_responses

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable


def recognises(table: RawTable) -> bool:
    """Recognise Delighted's own properties, or its link to each response."""
    own = any(words_of(name).startswith("delighted ") for name in table.columns)
    linked = _linked(table) and (_typed(table) or _of_person(table))
    return (own and _scored(table)) or linked


def prepare(table: RawTable) -> RawTable:
    """Set aside the rows of other kinds of survey."""
    return without_non_responses(only_nps(table, "survey type"))


_scored = having_words("score")
_linked = having_words("permalink", "score")
_typed = having_words("survey type")
_of_person = having_words("person id")

DELIGHTED: Final = Platform(
    title="Delighted",
    recognises=recognises,
    prepare=prepare,
    roles=by_words(
        id=("response id", "id"),
        respondent=("person id", "person", "person email", "email", "email address"),
        score=("score",),
        reason=("comment",),
        date=("created at", "response created at", "responded at"),
    ),
    machinery=r"survey type|permalink|(?:updated|sent|surveyed) at|notes?|tags?"
    r"|(?:person )?(?:first |last )?name|(?:person )?phone(?: number)?|person created at"
    r"|delighted (?!source).*",
)
