"""Wootric (InMoment): unix seconds, `end_user_id`, responses left out of the calculations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.names import words_of
from nps_reasons.readers.platforms.platform import Platform, by_words, column_like, only_nps
from nps_reasons.readers.platforms.standing import without_non_responses

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable


def recognises(table: RawTable) -> bool:
    """Recognise a score of an end user, or of a response that may be left out."""
    words = [words_of(name) for name in table.columns]
    own = "excluded from calculations" in words or any(w.startswith("end user ") for w in words)
    return own and column_like(table, *_SCORE) is not None


def prepare(table: RawTable) -> RawTable:
    """Set aside what is left out or deleted; mark what is not completed."""
    return without_non_responses(only_nps(table, "survey type", "question type"))


_SCORE: Final = ("score", "nps score", "nps")

WOOTRIC: Final = Platform(
    title="Wootric",
    recognises=recognises,
    prepare=prepare,
    roles=by_words(
        id=("id", "response id"),
        respondent=("end user id", "end user email", "end user external id", "email"),
        score=_SCORE,
        reason=("text", "feedback", "comment", "feedback text"),
        date=("created at", "response created at", "survey date", "date"),
    ),
    machinery=r"completed|excluded from calculations|ip address|origin url|(?:updated|deleted) at"
    r"|deleted|unique token|user agent|tags?|survey (?:id|type)|account id"
    r"|end user (?:name|phone number|created at|updated at|last surveyed|last seen at?"
    r"|last responded at)",
)
