"""HubSpot feedback submissions: NPS, CSAT and CES in one file, by labels or internal names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.platforms.platform import (
    Platform,
    by_words,
    column_like,
    having_words,
    only_nps,
)
from nps_reasons.readers.platforms.standing import without_non_responses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.readers.rawtable import RawTable

_TYPE: Final = ("survey type", "hs survey type", "feedback survey type")
_SCORES: Final = (
    "hs value",
    "rating",
    "value",
    "score",
    "nps score",
    "response value",
    "survey response",
    "survey rating",
    "response rating",
    "response",
)
_REASONS: Final = (
    "hs content",
    "content",
    "comment",
    "comments",
    "feedback",
    "response comment",
    "follow up response",
    "follow up",
    "response feedback",
    "response text",
    "response",
)
_CONTACTS: Final = (
    "associated contact ids",
    "associated contact id",
    "hs contact id",
    "contact id",
    "associated contact",
    "contact email",
    "hs contact email rollup",
    "email",
)
_DATES: Final = (
    "hs submission timestamp",
    "submission date",
    "survey submission date",
    "response date",
    "submission timestamp",
    "date submitted",
    "submitted at",
    "hs createdate",
    "create date",
    "created at",
    "created date",
)
_NUMBER: Final = r"\s*\d+(?:[.,]\d+)?\s*"


def recognises(table: RawTable) -> bool:
    """Recognise the type of a survey beside the group of the response or HubSpot's record."""
    typed = column_like(table, *_TYPE) is not None
    grouped = column_like(table, "response group", "hs response group") is not None
    return _internal(table) or (typed and (grouped or _associated(table)))


def prepare(table: RawTable) -> RawTable:
    """Set aside the rows of other kinds of survey: a CSAT of 2 is no NPS of 2."""
    return without_non_responses(only_nps(table, *_TYPE))


def roles(table: RawTable) -> Mapping[str, str]:
    """Return the columns by name; `Response` is the score or the reason, as its cells say."""
    found = dict(_named(table))
    scores = (column_like(table, name) for name in _SCORES)
    score = next((name for name in scores if name and _is_number(table, name)), None)
    reasons = (column_like(table, name) for name in _REASONS)
    reason = next((n for n in reasons if n and n != score and not _is_number(table, n)), None)
    return found | {role: name for role, name in (("score", score), ("reason", reason)) if name}


def _is_number(table: RawTable, name: str) -> bool:
    """Say whether the filled cells are mostly numbers."""
    cells = table.cells[name]
    filled = cells[cells.str.strip() != ""]
    return not filled.empty and bool(filled.str.fullmatch(_NUMBER).mean() > 0.5)


_internal = having_words("hs survey type", "hs value")
_associated = having_words("record id", "associated contact ids")
_named = by_words(
    id=("record id", "hs object id", "feedback submission id", "response id"),
    respondent=_CONTACTS,
    date=_DATES,
    group=("response group", "hs response group"),
    language=("hs language", "language", "survey language"),
)

HUBSPOT: Final = Platform(
    title="HubSpot feedback submissions",
    recognises=recognises,
    prepare=prepare,
    roles=roles,
    machinery=r"hs (?!survey channel|survey name).*|(?:feedback )?survey (?:type|id)|response group"
    r"|associated .*|(?:create|created|last modified) date|.*owner.*|(?:record|object) source.*"
    r"|submission name|sentiment|(?:first|last) name|name",
)
