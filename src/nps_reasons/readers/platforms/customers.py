"""What customer and ticket files have in common: they ask nobody for a score."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nps_reasons.readers.facts import Facts
from nps_reasons.readers.names import words_of
from nps_reasons.readers.patterns import PERSONAL, rank_of

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable

_SURE: Final = 2
_NAMED: Final = 3
_OF_A_SURVEY: Final = r".*\b(?:survey|response|respondent|submission|verbatim)\b.*"

OF_ONE_CUSTOMER: Final = (
    rf"{PERSONAL}|title"
    r"|(?:contact|account|lead|company)(?: record)? owner(?: .*)?|owner ?id|description|notes?"
    r"|annual revenue|number of employees"
)
"""Columns about a person, of which there are as many values as customers: no segments."""


def asks_a_score(table: RawTable) -> bool:
    """Say whether a file has a column of a survey: a score, or one that is named for a response."""
    return any(_is_of_a_survey(table, name) for name in table.columns)


def _is_of_a_survey(table: RawTable, name: str) -> bool:
    if re.fullmatch(_OF_A_SURVEY, words_of(name)):
        return True
    rank = rank_of(name, "score")
    if rank is None or rank > _NAMED:
        return False
    return rank <= _SURE or Facts.of(table.cells[name]).score_share >= 0.5
