"""AskNicely: a row per survey that was sent, unix seconds, custom fields that end in `_c`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.names import plain_words
from nps_reasons.readers.platforms.platform import (
    Platform,
    by_words,
    column_like,
    first_filled,
    only_nps,
)
from nps_reasons.readers.platforms.standing import without_non_responses

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable

_TIMES: Final = ("responded", "opened", "sent")
"""Times of an answer, the best first."""
_OWN: Final = frozenset({"question type", "responded", "sent", "person id", "opened"})


def recognises(table: RawTable) -> bool:
    """Recognise an answer beside two columns of how it was asked for."""
    words = {plain_words(name) for name in table.columns}
    return "answer" in words and len(words & _OWN) >= 2 and bool(words & {"responded", "sent"})


def prepare(table: RawTable) -> RawTable:
    """Set aside other questions; a time of 0 means that it never came."""
    table = without_non_responses(only_nps(table, "question type"))
    for words in _TIMES:
        name = column_like(table, words)
        if name is not None:
            cells = table.cells[name].str.strip()
            table = table.with_cells({name: cells.mask(cells.str.fullmatch(r"0+(?:\.0*)?"), "")})
    return _with_best_time(table)


def _with_best_time(table: RawTable) -> RawTable:
    """Give an answer without its time that of the survey; what has no answer keeps none."""
    main, answer = column_like(table, "responded"), column_like(table, "answer", "score")
    if main is None or answer is None:
        return table
    others = [column_like(table, words) for words in _TIMES[1:]]
    answered = table.cells[answer].str.strip() != ""
    return first_filled(table, main, *(name for name in others if name), where=answered)


ASKNICELY: Final = Platform(
    title="AskNicely",
    recognises=recognises,
    prepare=prepare,
    roles=by_words(
        id=("response id", "id"),
        respondent=("person id", "contact id", "customer id", "email"),
        score=("answer", "score"),
        reason=("comment", "comments", "feedback"),
        date=("responded", "responded at", "sent"),
    ),
    machinery=r"sent|opened|last ?emailed|created|status|name|question type|dont contact"
    r"|published(?: ?name| ?avatar)?|delivery ?method|survey ?template|theme|life|topics?|notes?"
    r"|data|workflow|case ?(?:id|status)?|thanked|scheduled|imported ?at|testimonial",
)
