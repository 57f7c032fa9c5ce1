"""Any other file: one header row, and columns that say what they are by name and content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.platforms.platform import Platform, only_nps
from nps_reasons.readers.platforms.standing import without_non_responses

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable

_QUESTION: Final = ("survey type", "question type", "metric", "metric type", "feedback type")


def prepare(table: RawTable) -> RawTable:
    """Set aside what says of itself that it is no response, and mark what is unfinished."""
    return without_non_responses(only_nps(table, *_QUESTION))


def recognises(table: RawTable) -> bool:  # noqa: ARG001 - any table is read
    """Say yes: this is what is left."""
    return True


GENERIC: Final = Platform(title="generic table", recognises=recognises, prepare=prepare)
