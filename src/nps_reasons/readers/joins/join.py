"""Joining two files on a key: the reasons one to one, and what every join has in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.errors import UsageError
from nps_reasons.readers.cells.dates import DateRules, parse_dates
from nps_reasons.readers.facts import Facts
from nps_reasons.readers.ids import row_texts
from nps_reasons.readers.joins.keys import LEAST_IDENTIFYING, keys_of, shared_kind
from nps_reasons.readers.names import fold, named
from nps_reasons.readers.patterns import rank_of
from nps_reasons.readers.rawtable import TEXT, RawTable, problems_table
from nps_reasons.readers.roles import date_column, reason_column, required_reason_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.readers.joins.keys import KeyKind

_KEY: Final = "\x1fkey"


@dataclass(frozen=True, slots=True)
class Joined:
    """Two files as one table.

    Attributes
    ----------
    table
        The rows of the left file, with the columns of the right one.
    right
        The right file after its doubles and orphans were set aside.
    key
        Name of the key in the left file.
    columns
        The reason columns that the right file brought; empty for attributes.
    kept
        Rows of the right file that belong to a row of the left one.
    kind
        How the cells of the key are compared.
    segments
        Columns that the join made of the right file, such as a number of tickets.
    right_key
        Name of the key in the right file, of a file about customers.
    """

    table: RawTable
    right: RawTable
    key: str
    columns: tuple[str, ...]
    kept: int
    kind: KeyKind = "id"
    segments: tuple[str, ...] = ()
    right_key: str | None = None


def join_reasons(
    scores: RawTable, reasons: RawTable, *, key: str | None, columns: Sequence[str], zone: str
) -> Joined:
    """Add its reason to each score; the key identifies one row on both sides.

    Of rows with the same key the latest is kept. Reasons without a score are set aside; a score
    without a reason stays.

    Parameters
    ----------
    columns
        Reason columns that the user named; those that the reasons file has are taken from it.
    zone
        Time zone of dates, which tell the latest row.

    Raises
    ------
    UsageError
        The files have no key in common.
    """
    left_key, right_key = _common_key(scores, reasons, key)
    texts = tuple(c for c in reasons.columns if fold(c) in {fold(name) for name in columns})
    texts = texts or (required_reason_column(reasons, key=right_key),)
    replaced = reason_column(scores, key=left_key)
    kind = shared_kind(Facts.of(scores.cells[left_key]), Facts.of(reasons.cells[right_key]))
    scores = latest_per_key(scores, left_key, zone=zone, kind=kind)
    reasons = latest_per_key(reasons, right_key, zone=zone, kind=kind)
    left = keys_of(scores.cells[left_key], kind)
    reasons = reasons.without(_orphans(reasons, right_key, kind, known=left, where=scores.name))
    right = keys_of(reasons.cells[right_key], kind)
    table = _with_texts_of(reasons, scores, keys=(right, left), right_key=right_key, texts=texts)
    kept = int(right.isin(left).sum())
    notes = [
        f'{reasons.name} is joined on "{left_key}": {kept:,} of {len(left):,} scores have '
        "a row in it."
    ]
    if replaced is not None:
        notes.append(
            f'The reasons are those of {reasons.name}; they replace "{replaced}" of {scores.name}.'
        )
    return Joined(table.noting(*notes), reasons, left_key, texts, kept)


def _common_key(left: RawTable, right: RawTable, wanted: str | None) -> tuple[str, str]:
    """Return the name of the key in both files: the one wanted, else the one that identifies best.

    Raises
    ------
    UsageError
        A file lacks the wanted key, or no column with a name in both identifies rows.
    """
    if wanted is not None:
        first, second = (
            named(wanted, table.columns, where=table.name, flag="--key") for table in (left, right)
        )
        return first, second
    spelled = {fold(name): name for name in right.columns}
    both = [(name, spelled[fold(name)]) for name in left.columns if fold(name) in spelled]
    ranked = []
    for i, (first, second) in enumerate(both):
        power = _power(left.cells[first], right.cells[second])
        is_id = any(rank_of(first, role) is not None for role in ("id", "respondent"))
        if power > (0 if is_id or len(both) == 1 else LEAST_IDENTIFYING):
            ranked.append((not is_id, -power, i))
    if not ranked:
        raise no_key(left, right)
    return both[min(ranked)[2]]


def no_key(left: RawTable, right: RawTable) -> UsageError:
    """Return the error that says that nothing joins two files."""
    its = {fold(name) for name in right.columns}
    both = [f'"{name}"' for name in left.columns if fold(name) in its]
    return UsageError(
        f"{left.name} and {right.name}: no key identifies their rows; they share "
        f"{', '.join(both) or 'no column name'}; name the column that both have with --key"
    )


def _power(left: pd.Series, right: pd.Series) -> float:
    """Return how well a column identifies rows: how unique it is, times the share it finds."""
    first, second = Facts.of(left), Facts.of(right)
    if not first.filled or not second.filled:
        return 0.0
    unique = min(second.distinct / second.filled, first.distinct / first.filled)
    shared = int(first.cells.isin(second.cells).sum())
    return unique * shared / min(first.distinct, second.distinct)


def latest_per_key(table: RawTable, key: str, *, zone: str, kind: KeyKind = "id") -> RawTable:
    """Set aside all rows with the same key but the latest.

    The latest has the latest date; without dates it is the last one in the file. Rows without a
    key are no doubles.
    """
    keys = keys_of(table.cells[key], kind)
    doubles = keys[keys.duplicated(keep=False) & (keys != "")]
    if doubles.empty:
        return table
    date = date_column(table)
    rows = pd.DataFrame({"key": doubles, "place": doubles.index})
    if date is not None:
        rows["time"] = parse_dates(table.cells[date], DateRules(zone), column=date).times
        rows["text"] = row_texts(table.cells.loc[doubles.index, sorted(table.columns)])
    order = ["key", "time", "text", "place"] if date is not None else ["key", "place"]
    latest = rows.sort_values(order, na_position="first").drop_duplicates("key", keep="last")
    earlier = table.cells.loc[doubles.drop(latest.index).index, key]
    sources = table.places.loc[earlier.index, "source"]
    reasons = "key stands more than once in " + sources + "; the latest row is kept"
    table = table.without(problems_table(earlier, reasons, column=key))
    if date is None:
        table = table.noting(
            f"{table.name} has no date: of rows with the same key, the last in the file is taken "
            "as the latest."
        )
    return table


def _orphans(
    reasons: RawTable, key: str, kind: KeyKind, *, known: pd.Series, where: str
) -> pd.DataFrame:
    keys = keys_of(reasons.cells[key], kind)
    lost = keys[(keys == "") | ~keys.isin(known)]
    why = pd.Series(f"no score with this key in {where}", lost.index, dtype="string")
    why = why.mask(lost == "", "key is missing")
    return problems_table(reasons.cells.loc[lost.index, key].str.strip(), why, column=key)


def _with_texts_of(
    right: RawTable,
    left: RawTable,
    *,
    keys: tuple[pd.Series, pd.Series],
    right_key: str,
    texts: Sequence[str],
) -> RawTable:
    """Return the left table with the reasons of the right one in place of its own."""
    replaced = {fold(text) for text in texts}
    mine = left.dropping([name for name in left.columns if fold(name) in replaced])
    return with_columns_of(right, mine, keys=keys, right_key=right_key)


def with_columns_of(
    right: RawTable, left: RawTable, *, keys: tuple[pd.Series, pd.Series], right_key: str
) -> RawTable:
    """Return the left table, row by row, with the columns that only the right one has.

    Parameters
    ----------
    keys
        Key of each row of the right table, each of which stands once, and of the left one.
    right_key
        Column of the right table that is not carried over.
    """
    its_keys, my_keys = keys
    taken = {fold(name) for name in left.columns}
    new = [name for name in right.columns if name != right_key and fold(name) not in taken]
    found = right.cells[new].assign(**{_KEY: its_keys})
    found = found[found[_KEY] != ""]
    cells = left.cells.assign(**{_KEY: my_keys})
    merged = cells.merge(found, on=_KEY, how="left", validate="m:1").drop(columns=_KEY)
    return replace(left, cells=merged.fillna("").astype(TEXT))
