"""Joining a file with a row per customer: many responses may belong to one of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nps_reasons.readers.joins.coverage import marked
from nps_reasons.readers.joins.join import Joined, latest_per_key, with_columns_of
from nps_reasons.readers.joins.keys import Key, keys_found, keys_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from nps_reasons.readers.rawtable import RawTable


def join_attributes(
    responses: RawTable,
    attributes: RawTable,
    *,
    key: Key,
    zone: str,
    is_needed: Callable[[str], bool],
) -> Joined:
    """Add the columns of an attributes file; the number of responses never changes.

    Of rows with the same key the latest is kept.

    Parameters
    ----------
    zone
        Time zone of dates, which tell the latest row.
    is_needed
        Says whether a column is worth carrying over.
    """
    attributes = latest_per_key(attributes, key.right, zone=zone, kind=key.kind)
    right = keys_of(attributes.cells[key.right], key.kind)
    left = keys_found(responses.cells[key.left], key.kind, set(right.tolist()))
    narrow = attributes.dropping(
        [name for name in attributes.columns if name != key.right and not is_needed(name)]
    )
    table = with_columns_of(narrow, responses, keys=(right, left), right_key=key.right)
    found = left.isin(right)
    table = marked(table, attributes.name, keys=left, found=found)
    matched = int((found & (left != "")).sum())
    kept = int((right.isin(left) & (right != "")).sum())
    note = (
        f"{attributes.name} is joined on {key.note}: {matched:,} of {len(left):,} responses have "
        f"a row in it, {len(left) - matched:,} have none; {len(right) - kept:,} of its rows belong "
        "to no response."
    )
    table = table.noting(note)
    return Joined(table, attributes, key.left, (), kept, key.kind, right_key=key.right)
