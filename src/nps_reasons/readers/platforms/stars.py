"""Reviews in app stores: stars from 1 to 5, which are read only where the scale is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from nps_reasons.readers.names import plain_words
from nps_reasons.readers.platforms.platform import (
    Platform,
    by_words,
    column_like,
    first_filled,
    having_words,
    known_roles,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.readers.rawtable import RawTable

_ID_IN_LINK: Final = r"[?&#][Rr]eview_?[Ii]d=([^&#\s]+)"
REVIEW_ID: Final = "Review ID"
_API_PREFIX: Final = "attributes "
"""Words before the names of attributes, where a script has flattened the answer of the API."""


def recognises_app_store(table: RawTable) -> bool:
    """Recognise the attribute names of App Store Connect's reviews."""
    words = {plain_words(name).removeprefix(_API_PREFIX) for name in table.columns}
    return {"rating", "body"} <= words and bool(words & {"reviewer nickname", "territory"})


def prepare_app_store(table: RawTable) -> RawTable:
    """Take the title as the text of a review that has nothing else."""
    body, title = (_attribute(table, name) for name in ("body", "title"))
    return first_filled(table, body, title) if body and title else table


def app_store_roles(table: RawTable) -> Mapping[str, str]:
    """Return the columns of the attributes."""
    names = {"score": "rating", "reason": "body", "date": "created date"}
    found = {role: _attribute(table, name) for role, name in names.items()}
    found["id"] = column_like(table, "id", "review id")
    return known_roles(found)


def _attribute(table: RawTable, words: str) -> str | None:
    return column_like(table, words, f"{_API_PREFIX}{words}")


def prepare_google_play(table: RawTable) -> RawTable:
    """Take the id out of the link, the date from where it stands, the title where no text is."""
    link = column_like(table, "review link")
    if link is not None and column_like(table, "review id") is None:
        ids = table.cells[link].str.extract(_ID_IN_LINK, expand=False).fillna("")
        decoded = ids.map({text: unquote(str(text)) for text in ids.unique()})
        table = table.with_cells({REVIEW_ID: decoded})
    table = _first_filled(table, "review submit millis since epoch", "review submit date and time")
    return _first_filled(table, "review text", "review title")


def _first_filled(table: RawTable, *words: str) -> RawTable:
    names = [column_like(table, name) for name in words]
    return first_filled(table, *(name for name in names if name is not None))


APP_STORE: Final = Platform(
    title="App Store",
    recognises=recognises_app_store,
    prepare=prepare_app_store,
    roles=app_store_roles,
    machinery=rf"(?:{_API_PREFIX})?(?:title|reviewer nickname)|type|links? .*|relationships .*"
    r"|response .*",
    kind="reviews",
)

GOOGLE_PLAY: Final = Platform(
    title="Google Play",
    recognises=having_words("star rating", "review submit millis since epoch"),
    prepare=prepare_google_play,
    roles=by_words(
        id=("review id",),
        score=("star rating",),
        reason=("review text",),
        date=("review submit millis since epoch", "review submit date and time"),
        language=("reviewer language",),
    ),
    machinery=r"package name|app version code|review .*|developer reply .*",
    kind="reviews",
)
