"""Qualtrics: two or three header rows, numeric or choice text, `*_NPS_GROUP` beside the score."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from nps_reasons.readers.facts import LETTERS, Facts
from nps_reasons.readers.names import tidy, unique_beside
from nps_reasons.readers.patterns import rank_of
from nps_reasons.readers.platforms.platform import (
    PREVIEW,
    SPAM,
    Platform,
    aside_where,
    by_name,
    column_of,
    first_filled,
    has,
    is_false,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.readers.rawtable import RawTable

SYNTHETIC: Final = "response is synthetic"

_IMPORT_ID: Final = re.compile(r"^\{\s*['\"]ImportId['\"]\s*:\s*['\"]([^'\"]*)['\"]")
_TIME_ZONE: Final = re.compile(r"['\"]timeZone['\"]\s*:\s*['\"]([\w/+-]+)['\"]")
_LEGACY: Final = re.compile(r"V\d+")
_GROUP: Final = re.compile(r"[_ ]NPS[_ ]GROUP$| - Group$", re.IGNORECASE)
_ASKED: Final = re.compile(r"Q(?:ID)?\d+(?:\.\d+)?(?:_\d+)?(?:_TEXT)?$")
_RESPONSE: Final = re.compile(r"R_\w+")
_HEADERS: Final = 3
"""Lines in which a second or third header may stand."""

_OWN: Final = (
    *("Finished", "RecordedDate", "DistributionChannel", "UserLanguage", "RecipientEmail"),
    *("LocationLatitude", "Progress", "Duration (in seconds)", "ExternalReference"),
    *("ResponseSet", "ExternalDataReference"),
)
_LEGACY_NAMES: Final = dict(
    enumerate(
        (
            *("ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress"),
            *("IPAddress", "Status", "StartDate", "EndDate", "Finished"),
        ),
        start=1,
    )
)
"""Number of a V column to what it holds, where its own header is gone."""

_IMPORTED: Final = {
    "startDate": "StartDate",
    "endDate": "EndDate",
    "recordedDate": "RecordedDate",
    "status": "Status",
    "progress": "Progress",
    "finished": "Finished",
    "_recordId": "ResponseId",
    "recipientEmail": "RecipientEmail",
    "userLanguage": "UserLanguage",
}
"""ImportId to the name of the column, in files whose first header is gone or translated."""

_KINDS: Final = {
    SPAM: r".*\bspam\b.*|8|9|12|24|40|56",
    PREVIEW: r".*(?:preview|vorschau|aper[cç]u|vista previa|anteprima|pr[ée].?visuali"
    r"|visualiza[cç]|voorbeeld).*"
    r"|.*\b(?:test|prueba|prova|teste)\b.*|1|2|17",
    SYNTHETIC: r"synthetic|256",
}
"""Why a response type is no response, to its words and its codes; the first that fits counts."""

_NOT_ANSWERED: Final = "-99"
"""What numeric exports write for questions that were seen and not answered, if asked to."""


def recognises(table: RawTable) -> bool:
    """Recognise the ImportId row, the V columns of the legacy format, or Qualtrics' own names."""
    own = sum(column_of(table, name) is not None for name in _OWN)
    groups = any(name.upper().endswith("_NPS_GROUP") for name in table.columns)
    return (
        _import_row(table) is not None
        or _is_legacy(table)
        or (has(table, "ResponseId") and (own >= 2 or groups))
        or (groups and own >= 1)
    )


def prepare(table: RawTable) -> RawTable:
    """Make one header of two or three; set tests and spam aside; mark what is unfinished."""
    table = _answers_only(_one_header(table))
    status = column_of(table, "Status", "Response Type")
    for reason, kinds in _KINDS.items() if status else ():
        kind = table.cells[status].str.strip().str.casefold()
        table = aside_where(table, kind.str.fullmatch(f"(?:{kinds})"), reason, column=str(status))
    table = _marking_unfinished(table)
    return _noting_scores(first_filled(table, "RecordedDate", "EndDate", "StartDate"))


def roles(table: RawTable) -> Mapping[str, str]:
    """Return the columns that Qualtrics names; the score is what an NPS group stands beside."""
    found = dict(_named(table))
    for score, group in _questions(table)[:1]:
        found |= {"score": score, "group": group}
    reason = _lone_text(table)
    return found if reason is None else {**found, "reason": reason}


def _line(table: RawTable, i: int) -> list[str]:
    return [tidy(cell) for cell in table.cells.iloc[i]] if i < len(table.cells) else []


def _import_row(table: RawTable) -> int | None:
    lines = (i for i in range(_HEADERS) if any(_IMPORT_ID.match(cell) for cell in _line(table, i)))
    return next(lines, None)


def _is_legacy(table: RawTable) -> bool:
    if sum(_LEGACY.fullmatch(name) is not None for name in table.columns) < 5:
        return False
    labels = {cell.casefold() for cell in _line(table, 0)}
    ids = column_of(table, "V1")
    return "responseid" in labels or (ids is not None and _holds_ids(table, ids))


def _holds_ids(table: RawTable, column: str) -> bool:
    cells = table.cells[column].str.strip()
    return bool(cells.str.fullmatch(_RESPONSE.pattern).mean() >= 0.5)


def _one_header(table: RawTable) -> RawTable:
    """Return the table with short names, and the questions as labels."""
    below = _headers_below(table)
    lines = [_line(table, i) for i in range(below)]
    if below:
        table = table.without_lines(pd.RangeIndex(below)).noting(
            f"{table.name}: {below + 1} header rows were read as one."
        )
    imported = [line for line in lines if any(_IMPORT_ID.match(cell) for cell in line)]
    for line in (line for line in lines if line not in imported):
        named = dict(zip(table.columns, line, strict=True))
        table = replace(table, labels={name: label for name, label in named.items() if label})
    for line in imported:
        table = _by_import_ids(_in_its_zone(table, line), line)
    return _with_legacy_names(table)


def _headers_below(table: RawTable) -> int:
    """Return how many lines below the first are headers, too."""
    last = _import_row(table)
    if last is not None:
        return last + 1
    dates = (column_of(table, *names) for names in (_STARTED, _ENDED, _RECORDED))
    first = dict(zip(table.columns, _line(table, 0), strict=False))
    labels = [first[name] for name in dates if name is not None and first.get(name)]
    if labels:
        return int(not any(re.search(r"\d", label) for label in labels))
    ids = column_of(table, "ResponseId", "V1")
    is_label = ids is not None and first.get(ids) and not _RESPONSE.fullmatch(first[ids])
    return int(bool(is_label) and _holds_ids(table, str(ids)))


_STARTED: Final = ("StartDate", "V8")
_ENDED: Final = ("EndDate", "V9")
_RECORDED: Final = ("RecordedDate",)


def _in_its_zone(table: RawTable, line: Sequence[str]) -> RawTable:
    """Return the table in the time zone that its ImportIds name."""
    names = list(dict.fromkeys(_TIME_ZONE.findall(" ".join(line))))
    if not names:
        return table
    name = "UTC" if names[0] == "Z" else names[0]
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return table.noting(f'{table.name}: names a time zone that is not known, "{name}".')
    return replace(table, zones=dict.fromkeys(table.read, name))


def _by_import_ids(table: RawTable, line: Sequence[str]) -> RawTable:
    """Give columns that were renamed the name that their ImportId stands for."""
    matches = (_IMPORT_ID.match(cell) for cell in line)
    ids = [match[1] if match else "" for match in matches]
    column = dict(zip(ids, table.columns, strict=True))
    names = {
        column[i]: name
        for i, name in _IMPORTED.items()
        if i in column and column_of(table, name) is None
    }
    for i in ids:
        score = column.get(_GROUP.sub("", i))
        if _GROUP.search(i) and score and not _GROUP.search(column[i]):
            names[column[i]] = f"{score}_NPS_GROUP"
    return _renamed(table, names)


def _with_legacy_names(table: RawTable) -> RawTable:
    """Name the V columns of the legacy format by their labels, or by their numbers."""
    if not _is_legacy(table):
        return table
    columns = [name for name in table.columns if _LEGACY.fullmatch(name)]
    known = {name: _LEGACY_NAMES.get(int(name[1:]), name) for name in columns}
    return _renamed(table, {name: table.labels.get(name) or known[name] for name in columns})


def _renamed(table: RawTable, names: Mapping[str, str]) -> RawTable:
    """Rename columns, so that no two have the same name."""
    others = [name for name in table.columns if name not in names]
    unique = unique_beside(others, names.values())
    return table.renamed(dict(zip(names, unique, strict=True)))


def _answers_only(table: RawTable) -> RawTable:
    """Empty the cells that say that a question was not answered."""
    without = {name: table.cells[name].str.strip() == _NOT_ANSWERED for name in table.columns}
    answers = {
        name: table.cells[name].mask(rows, "") for name, rows in without.items() if rows.any()
    }
    return table.with_cells(answers) if answers else table


def _marking_unfinished(table: RawTable) -> RawTable:
    finished, progress = column_of(table, "Finished"), column_of(table, "Progress")
    if finished is not None:
        return table.marking_unfinished(is_false(table.cells[finished]))
    if progress is not None:
        return table.marking_unfinished(table.cells[progress].str.strip().str.fullmatch(r"\d{1,2}"))
    return table


def _questions(table: RawTable) -> list[tuple[str, str]]:
    """Return the score and the group of each NPS question, in the order of the file."""
    groups = [name for name in table.columns if _GROUP.search(name)]
    bases = [_GROUP.sub("", name) for name in groups]
    scores = [column_of(table, base, f"{base}_1") for base in bases]
    return [(score, group) for score, group in zip(scores, groups, strict=True) if score]


def _lone_text(table: RawTable) -> str | None:
    """Return the only question that is answered in words, where none asks for a reason."""
    texts = (text for name in table.columns for text in (name, table.labels.get(name, name)))
    if any(rank_of(text, "reason") is not None for text in texts):
        return None
    facts = {name: Facts.of(table.cells[name]) for name in table.columns if _ASKED.match(name)}
    found = [
        name
        for name, of in facts.items()
        if of.share(LETTERS) >= 0.5 and (of.mean_words > 1 or of.is_unique) and not of.is_category
    ]
    return found[0] if len(found) == 1 else None


def _noting_scores(table: RawTable) -> RawTable:
    scores = [score for score, _ in _questions(table)]
    if len(scores) < 2:
        return table
    return table.noting(
        f'{table.name}: has {len(scores)} NPS questions; "{scores[0]}" is read, and '
        f"{', '.join(scores[1:])} can be named with --score-column."
    )


_named = by_name(
    id=("ResponseId",),
    date=("RecordedDate", "EndDate", "StartDate"),
    language=("UserLanguage", "Q_Language"),
)

QUALTRICS: Final = Platform(
    title="Qualtrics",
    recognises=recognises,
    prepare=prepare,
    roles=roles,
    machinery=r"(?:start|end|recorded) ?date|status|response type|ip ?address|progress|finished"
    r"|duration in seconds|recipient (?:last|first) ?name|location ?(?:latitude|longitude)"
    r"|location ?accuracy|response ?set|name|.* nps group|q recaptcha ?score|q (?:url|relevant\w*)"
    r"|.* (?:parent )?topics|.* sentiment(?: .*)?|.* topic (?:sentiment|hierarchy).*"
    r"|.* emotion(?: intensity)?|.* actionability|.* effort (?:score|label)"
    r"|.* (?:first|last|page) (?:click|submit)|.* click count",
)
