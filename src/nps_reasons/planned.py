"""What became of the planning feed: a file of tickets, by hand or from Jira, as a table.

No row of the file is dropped: one that cannot be used says why.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.errors import InputError, did_you_mean
from nps_reasons.plan_words import record_id, record_of, state_of
from nps_reasons.readers.cells.dates import DateRules, parse_dates
from nps_reasons.readers.formats.files import read_table
from nps_reasons.readers.names import words_of
from nps_reasons.readers.rawtable import quoted
from nps_reasons.schema import PLANNED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from nps_reasons.readers.rawtable import RawTable

_COLUMNS: Final = {
    "record": ("id", "record", "record id", "theme", "theme id"),
    "labels": ("label", "labels", "tags"),
    "ticket": ("issue key", "ticket", "ticket key", "key", "issue"),
    "status": ("status", "state"),
    "resolution": ("resolution",),
    "category": ("status category",),
    "created": ("created", "created at", "created date", "opened", "date created"),
    "resolved": ("resolved", "resolved at", "resolution date", "done", "closed", "completed"),
}
"""What a column means to the names that it may have; labels may stand in several."""

_REPEATED: Final = re.compile(r" \d+$")
_MONTH_BETWEEN_SLASHES: Final = re.compile(r"(\d)/([^\W\d_]+)/(\d)")


def planned_or_read(
    planned: pd.DataFrame | None, file: str | Path | None, labels: Mapping[str, str]
) -> pd.DataFrame:
    """What became of the feed: as a run knows it, else as a file says; no row without either.

    Parameters
    ----------
    labels
        Theme id to its label, of the themes that there are.

    Raises
    ------
    InputError
        As `read_planned` does.
    """
    if planned is not None:
        return known_to(planned, labels)
    return PLANNED.empty() if file is None else read_planned(file, labels)


def read_planned(path: str | Path, labels: Mapping[str, str]) -> pd.DataFrame:
    r"""Read a file that says what became of the records of the feed.

    A row names its record by the id, such as `nps-billing`, by the theme's id or label, or by a
    label `nps-billing` among others. Of rows with the same ticket, and of rows of one record
    without a ticket, the last one counts.

    Parameters
    ----------
    labels
        Theme id to its label, of the themes that there are.

    Returns
    -------
    pd.DataFrame
        As `schema.PLANNED`.

    Raises
    ------
    InputError
        The file cannot be read, or no column of it names a record or says a status.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "status.csv"
    ...     _ = path.write_text("id,status,ticket,resolved\nnps-billing,Done,PAY-7,2025-03-31\n")
    ...     found = read_planned(path, {"billing": "Billing"})
    >>> found[["record", "ticket", "status", "resolved"]].values.tolist()
    [['nps-billing', 'PAY-7', 'done', '2025-03-31']]
    """
    path = Path(path)
    table = read_table(path, source=str(path))
    _require_whole(table)
    named = _named_columns(table)
    for needed in (("record", "labels"), ("status",)):
        if not any(name in named for name in needed):
            raise InputError(
                f"{path}: no column of it {_NEEDED[needed[0]]}; it has {table.told_columns}"
            )
    rows = [row for line in _lines(table, named) for row in _rows_of(line, labels)]
    found = pd.DataFrame(_without_repeats(rows), columns=PLANNED.column_names)
    return PLANNED.check(found)


_NEEDED: Final = {
    "record": "names the records of the feed; expected id, theme or labels, such as nps-billing",
    "status": "says what became of them; expected status",
}


def _require_whole(table: RawTable) -> None:
    for aside in table.set_aside:
        first = aside.iloc[0]
        raise InputError(f"{first['source']}, line {first['row']}: {first['reason']}")


def _named_columns(table: RawTable) -> dict[str, list[str]]:
    """What is meant to the columns that mean it, in the order of the file."""
    found: dict[str, list[str]] = {}
    for column in table.columns:
        name = _REPEATED.sub("", words_of(column))
        for meaning, names in _COLUMNS.items():
            if name in names:
                found.setdefault(meaning, []).append(column)
    return found


def _lines(table: RawTable, named: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """What each line says: names of records, a ticket, a status, days, and what is amiss."""
    cells = table.cells.apply(lambda column: column.str.strip())
    days = {name: _days(cells[named[name][0]]) for name in ("created", "resolved") if name in named}
    lines = []
    for place, line in enumerate(table.places["row"]):
        said = {name: cells[columns[0]].iloc[place] for name, columns in named.items()}
        dated = {name: found[place] for name, found in days.items()}
        lines.append(
            {
                "line": int(line),
                "names": [cells[column].iloc[place] for column in named.get("record", ())],
                "labels": " ".join(cells[c].iloc[place] for c in named.get("labels", ())),
                "ticket": said.get("ticket") or None,
                **_status(said),
                **{name: day for name, (day, _) in dated.items()},
                "dates_amiss": [
                    f"{name} {problem}" for name, (_, problem) in dated.items() if problem
                ],
            }
        )
    return lines


def _days(cells: pd.Series) -> list[tuple[str | None, str]]:
    """The day of each cell, and what is amiss with it."""
    # Jira writes 22/Nov/26.
    plain = cells.str.replace(_MONTH_BETWEEN_SLASHES, r"\1-\2-\3", regex=True)
    read = parse_dates(plain, DateRules(), column="date")
    days = [None if pd.isna(time) else time.date().isoformat() for time in read.times]
    return [
        (day, _amiss(str(cell), day, problem, sure=not read.notes))
        for cell, day, problem in zip(cells, days, read.problems, strict=True)
    ]


def _amiss(cell: str, day: str | None, problem: object, *, sure: bool) -> str:
    """What to know of a day: that it cannot be read, or that it might be another one."""
    if isinstance(problem, str):
        return f"{quoted(cell)}: {problem}"
    if day is None or sure or not _EITHER_WAY.match(cell):
        return ""
    return f"{quoted(cell)} was read as {day}; write it so where it is another day"


_EITHER_WAY: Final = re.compile(r"(?!(\d+)\D\1\D)(?:0?\d|1[0-2])[-/.](?:0?\d|1[0-2])[-/.]\d")
"""A day and a month that could be each other."""


def _status(said: Mapping[str, str]) -> dict[str, Any]:
    """State of a record, or what is amiss with the words for it."""
    given = said.get("status", "")
    state = state_of(given, said.get("category", ""), said.get("resolution", ""))
    amiss = f"status {quoted(given)} is not known" if given and state is None else ""
    return {"status": state, "status_amiss": amiss}


def _rows_of(line: Mapping[str, Any], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows of one line: one a record that it names, or one that says why it names none."""
    records, unknown = _records([*line["names"], *_ours(line["labels"])], labels)
    amiss = [text for text in (line["status_amiss"], *line["dates_amiss"], *unknown) if text]
    created, resolved = line.get("created"), line.get("resolved")
    if created and resolved and resolved < created:
        amiss.append(f"resolved on {resolved}, before it was created on {created}")
        created = None
    if line["status"] == "done" and records and not resolved:
        amiss.append("done without a day: no action can be judged")
    told = {
        "line": line["line"],
        "ticket": line["ticket"],
        "status": line["status"],
        "created": created,
        "resolved": resolved,
        "problem": "; ".join(amiss) or None,
    }
    if not records:
        return [{**told, "record": None, "theme": None, "used": False}]
    return [
        {**told, "record": record, "theme": theme, "used": True}
        for record, theme in records.items()
    ]


def _ours(cell: str) -> list[str]:
    """Labels of a ticket that are ids of records: others are none of ours."""
    parts = re.split(r"[\s,;|]+", cell)
    return [part for part in parts if part.casefold().startswith(record_id(""))]


def _records(
    names: Sequence[str], labels: Mapping[str, str]
) -> tuple[dict[str, str | None], list[str]]:
    """Records that are named, each with its theme, and what is amiss with the names."""
    found: dict[str, str | None] = {}
    unknown: list[str] = []
    for name in dict.fromkeys(name for name in names if name):
        record = record_of(name, labels)
        if record:
            found[record[0]] = record[1]
        else:
            hint = did_you_mean(name, [record_id(theme) for theme in labels])
            unknown.append(f"{quoted(name)} is no record of the feed; {hint}")
    if not found:
        return found, unknown or ["names no record of the feed"]
    return found, [text for text in unknown if text.startswith(f'"{record_id("")}')]


def _without_repeats(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in their order; of two about the same ticket and record, the last one is used."""
    kept = list(rows)
    last: dict[tuple[str, str | None], int] = {}
    for row in kept:
        if row["used"]:
            last[row["record"], row["ticket"]] = row["line"]
    return [
        row
        if not row["used"] or last[row["record"], row["ticket"]] == row["line"]
        else {**row, "used": False, "problem": _repeat(row, last[row["record"], row["ticket"]])}
        for row in kept
    ]


def _repeat(row: Mapping[str, Any], line: int) -> str:
    return f"line {line} says it again of {row['ticket'] or row['record']}, and counts"


def known_to(planned: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the table for another codeframe: rows of themes that it lacks are not used.

    Examples
    --------
    >>> known_to(PLANNED.empty(), {}).empty
    True
    """
    gone = planned["theme"].notna() & ~planned["theme"].isin(list(labels))
    return PLANNED.check(
        planned.assign(
            used=planned["used"] & ~gone,
            problem=planned["problem"].mask(gone, "is about a theme that there is no longer"),
        )
    )
