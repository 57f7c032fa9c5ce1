"""Qualtrics: two or three header rows, numeric or choice text, `*_NPS_GROUP` beside the score."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.readers.names import tidy
from nps_reasons.readers.platforms.platform import (
    PREVIEW,
    SPAM,
    Platform,
    aside_where,
    by_name,
    column_of,
    has,
    is_false,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.readers.rawtable import RawTable

_IMPORT_ID: Final = re.compile(r"^\{\s*['\"]ImportId['\"]\s*:")
_TIME_ZONE: Final = re.compile(r"['\"]timeZone['\"]\s*:\s*['\"]([\w/+-]+)['\"]")
_LEGACY: Final = re.compile(r"^V\d+$")
_GROUP: Final = re.compile(r"[_ ]NPS[_ ]GROUP$", re.IGNORECASE)

_TESTS: Final = frozenset(
    {"survey preview", "survey test", "preview", "test", "offline survey preview", "1", "2", "17"}
)
_SPAM: Final = frozenset(
    {"spam", "possible spam", "survey preview spam", "imported spam", "offline spam", "ex spam"}
    | {"8", "9", "12", "24", "40", "56"}
)
"""Response types that are no response, as words and as the codes of numeric exports."""

_HEADERS: Final = 3
"""Lines in which a second or third header may stand."""


def recognises(table: RawTable) -> bool:
    """Recognise the ImportId row, the V columns of the legacy format, or Qualtrics' own names."""
    legacy = sum(bool(_LEGACY.match(name)) for name in table.columns) >= 5
    return (
        _import_row(table) is not None
        or (legacy and "responseid" in {cell.casefold() for cell in _line(table, 0)})
        or has(table, "ResponseId", "RecordedDate", "Finished")
    )


def prepare(table: RawTable) -> RawTable:
    """Make one header of two or three; set previews and spam aside; mark what is unfinished."""
    table = _one_header(table)
    status = column_of(table, "Status", "Response Type")
    if status is not None:
        kind = table.cells[status].str.strip().str.casefold()
        spam = kind.isin(_SPAM)
        table = aside_where(table, spam, SPAM, column=status)
        kind = table.cells[status].str.strip().str.casefold()
        table = aside_where(table, kind.isin(_TESTS), PREVIEW, column=status)
    finished = column_of(table, "Finished")
    return table if finished is None else table.marking_unfinished(is_false(table.cells[finished]))


def roles(table: RawTable) -> Mapping[str, str]:
    """Return the columns that Qualtrics names; the score is what an NPS group stands beside."""
    found = dict(_named(table))
    groups = [name for name in table.columns if _GROUP.search(name)]
    scores = [column_of(table, _GROUP.sub("", name)) for name in groups]
    asked = [(score, group) for score, group in zip(scores, groups, strict=True) if score]
    if asked:
        found["score"], found["group"] = asked[0]
    return found


def _line(table: RawTable, i: int) -> list[str]:
    return [tidy(cell) for cell in table.cells.iloc[i]] if i < len(table.cells) else []


def _import_row(table: RawTable) -> int | None:
    lines = (i for i in range(_HEADERS) if any(_IMPORT_ID.match(cell) for cell in _line(table, i)))
    return next(lines, None)


def _one_header(table: RawTable) -> RawTable:
    below = _headers_below(table)
    if not below:
        return table
    lines = [_line(table, i) for i in range(below)]
    zones = _TIME_ZONE.findall(" ".join(lines[-1]))
    labels = (
        {} if _IMPORT_ID.match(lines[0][0]) else dict(zip(table.columns, lines[0], strict=True))
    )
    table = table.without_lines(pd.RangeIndex(below)).noting(
        f"{table.name}: {below + 1} header rows were read as one."
    )
    table = replace(
        table, labels=labels, zones=dict.fromkeys(table.read, zones[0]) if zones else {}
    )
    legacy = {name: label for name, label in labels.items() if _LEGACY.match(name) and label}
    return table.renamed(legacy)


def _headers_below(table: RawTable) -> int:
    """Return how many lines below the first are headers, too."""
    last = _import_row(table)
    if last is not None:
        return last + 1
    started = column_of(table, "StartDate", "V8")
    is_label = started is not None and not re.search(r"\d", str(table.cells[started].iloc[0]))
    return int(is_label and bool(table.cells[started].iloc[0].strip()))


_named = by_name(
    id=("ResponseId", "ResponseID"),
    date=("RecordedDate", "EndDate"),
    language=("UserLanguage", "Q_Language"),
)

QUALTRICS: Final = Platform(
    title="Qualtrics",
    recognises=recognises,
    prepare=prepare,
    roles=roles,
    machinery=r"(?:start|end|recorded) ?date|status|response type|ip ?address|progress|finished"
    r"|duration in seconds|recipient (?:last|first) ?name|location ?(?:latitude|longitude)"
    r"|location ?accuracy|response ?set|name|.* (?:parent )?topics|.* sentiment(?: .*)?"
    r"|.* nps group",
)
