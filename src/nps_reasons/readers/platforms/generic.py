"""Any other file: one header row, and columns that say what they are by name and content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.facts import Facts
from nps_reasons.readers.patterns import rank_of
from nps_reasons.readers.platforms.platform import Platform, column_like, without_other_questions
from nps_reasons.readers.platforms.standing import without_non_responses
from nps_reasons.readers.platforms.totals import without_totals

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable

_ASKED: Final = ("question", "question text", "question title", "question name", "frage")
_ANSWER: Final = ("answer", "answer text", "answer value", "response", "value", "antwort")
_QUESTION: Final = ("survey type", "question type", "metric", "metric type", "feedback type")


def prepare(table: RawTable) -> RawTable:
    """Set aside what says of itself that it is no response, and mark what is unfinished."""
    table = without_totals(without_other_questions(table, *_QUESTION))
    return without_non_responses(_telling_of_long_form(table))


def _telling_of_long_form(table: RawTable) -> RawTable:
    """Note where each row looks like the answer to one question, not like a response."""
    question, answer = column_like(table, *_ASKED), column_like(table, *_ANSWER)
    ids = next((name for name in table.columns if rank_of(name, "id") == 0), None)
    if question is None or answer is None or ids is None:
        return table
    if Facts.of(table.cells[ids]).is_unique or Facts.of(table.cells[question]).distinct < 2:
        return table
    return table.noting(
        f'{table.name}: "{ids}" repeats beside "{question}" and "{answer}": it has one row an '
        "answer, so that reasons are not beside their scores; export it with one row a response."
    )


def recognises(table: RawTable) -> bool:  # noqa: ARG001 - any table is read
    """Say yes: this is what is left."""
    return True


GENERIC: Final = Platform(title="generic table", recognises=recognises, prepare=prepare)
