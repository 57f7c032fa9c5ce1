"""Hotjar surveys: questions as headers beside what is known of the visitor and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.platforms.platform import Platform, by_words, column_like
from nps_reasons.readers.platforms.standing import without_non_responses

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable


def recognises(table: RawTable) -> bool:
    """Recognise the date of the answer beside the page that it was given on."""
    user = column_like(table, "user", "hotjar user id", "user id") is not None
    page = column_like(table, "source url", "page url") is not None
    return user and page and column_like(table, "date submitted") is not None


HOTJAR: Final = Platform(
    title="Hotjar",
    recognises=recognises,
    prepare=without_non_responses,
    roles=by_words(
        id=("number", "response id"),
        respondent=("hotjar user id", "user id", "user"),
        date=("date submitted",),
    ),
    machinery=r"(?:source|page) url|referr?er(?: url)?|browser|os|tags?|sentiment(?: .*)?"
    r"|recording(?: .*)?|ip address|timezone|landing page|.* tags",
)
