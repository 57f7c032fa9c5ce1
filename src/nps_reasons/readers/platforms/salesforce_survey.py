"""Salesforce survey objects (GetFeedback and others): API names, with any namespace, and `__c`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nps_reasons.readers.cells.groups import is_group_name
from nps_reasons.readers.names import plain_words
from nps_reasons.readers.patterns import rank_of
from nps_reasons.readers.platforms.platform import Platform, column_of, known_roles
from nps_reasons.readers.platforms.standing import without_non_responses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nps_reasons.readers.rawtable import RawTable

_CUSTOM: Final = re.compile(r"(?:[a-z]\w*?__)?(?P<field>[a-z]\w*?)__p?c", re.IGNORECASE)
_FACTOR: Final = re.compile(r"\bfactor$")
_OF_A_SURVEY: Final = re.compile(r"\b(?:survey|feedback|questionnaire)\b")
_DATE: Final = ("CreatedDate", "Created Date")


def recognises(table: RawTable) -> bool:
    """Recognise a custom field of the score beside one of the reason, of the group or a survey.

    A contact or an account may carry its last score, too, but not what was said with it.
    """
    fields = _fields(table)
    found = roles(table)
    about = any(_OF_A_SURVEY.search(field) for field in fields.values())
    standard = column_of(table, "Id", "CreatedDate", "Name") is not None
    return standard and "score" in found and (about or "reason" in found or "group" in found)


def roles(table: RawTable) -> Mapping[str, str]:
    """Return the standard fields, and the custom ones by the words between prefix and `__c`."""
    fields = _fields(table)
    groups = [name for name, field in fields.items() if _is_group(field)]
    free = {name: field for name, field in fields.items() if name not in groups}
    found = {
        "id": column_of(table, "Id"),
        "respondent": column_of(table, "ContactId")
        or _first(fields, lambda field: field in {"contact", "respondent", "customer"}),
        "score": _best(free, "score"),
        "reason": _best(free, "reason"),
        "date": _first(free, lambda field: rank_of(field, "date") == 0) or column_of(table, *_DATE),
        "group": groups[0] if groups else None,
    }
    return known_roles(found)


def _fields(table: RawTable) -> dict[str, str]:
    """Return column to the words of its custom field, in the order of the file."""
    matches = ((name, _CUSTOM.fullmatch(name.strip())) for name in table.columns)
    return {name: plain_words(match["field"]) for name, match in matches if match}


def _is_group(field: str) -> bool:
    return is_group_name(field) or _FACTOR.search(field) is not None


def _best(fields: Mapping[str, str], role: str) -> str | None:
    ranks = ((rank_of(field, role), name) for name, field in fields.items())
    known = [(rank, name) for rank, name in ranks if rank is not None]
    return min(known, key=lambda found: found[0])[1] if known else None


def _first(fields: Mapping[str, str], fits: Callable[[str], bool]) -> str | None:
    return next((name for name, field in fields.items() if fits(field)), None)


SALESFORCE_SURVEY: Final = Platform(
    title="Salesforce survey object",
    recognises=recognises,
    prepare=without_non_responses,
    roles=roles,
    machinery=r"name|(?:owner|created ?by|last ?modified ?by|record ?type) ?id|system ?modstamp"
    r"|last ?(?:modified|activity|viewed|referenced) ?date|is ?deleted|attributes.*",
)
