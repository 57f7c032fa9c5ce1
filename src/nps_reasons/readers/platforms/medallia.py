"""Medallia: short codes in lower case, which each customer sets; fields begin with `e_` or `q_`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.platforms.platform import Platform, by_words, column_like
from nps_reasons.readers.platforms.standing import without_non_responses

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable

_ID: Final = ("e surveyid", "e survey id", "surveyid")
_DATE: Final = ("e responsedate", "e response date", "e response received at")


def recognises(table: RawTable) -> bool:
    """Recognise the codes of the survey's id and of its date."""
    return column_like(table, *_ID) is not None and column_like(table, *_DATE) is not None


MEDALLIA: Final = Platform(
    title="Medallia",
    recognises=recognises,
    prepare=without_non_responses,
    roles=by_words(id=_ID, date=_DATE, language=("e language", "e languagecode")),
    machinery=r"e (?:status|creationdate|delivereddate|invitation(?:date| date)|ip ?address)",
)
