"""Any other file: one header row, and columns that say what they are by name and content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.names import words_of
from nps_reasons.readers.platforms.platform import (
    PREVIEW,
    SPAM,
    Platform,
    aside_where,
    is_false,
    is_true,
    only_nps,
)

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable

_FLAGS: Final = {
    "is test": PREVIEW,
    "preview": PREVIEW,
    "is preview": PREVIEW,
    "spam": SPAM,
    "is spam": SPAM,
}
"""Names of columns of yes and no to why the rows with yes are no response."""

_FINISHED: Final = ("finished", "is finished", "completed", "is completed", "complete")


def prepare(table: RawTable) -> RawTable:
    """Set aside what says of itself that it is no response, and mark what is unfinished."""
    table = only_nps(table, "survey_type", "Survey Type", "question_type", "Question Type")
    for name in list(table.columns):
        words, cells = words_of(name), table.cells[name]
        flags = is_true(cells) | is_false(cells) | (cells.str.strip() == "")
        if words in _FLAGS and flags.all():
            table = aside_where(table, is_true(cells), _FLAGS[words], column=name)
        elif words in _FINISHED and flags.all():
            table = table.marking_unfinished(is_false(cells))
    return table


def recognises(table: RawTable) -> bool:  # noqa: ARG001 - any table is read
    """Say yes: this is what is left."""
    return True


GENERIC: Final = Platform(title="generic table", recognises=recognises, prepare=prepare)
