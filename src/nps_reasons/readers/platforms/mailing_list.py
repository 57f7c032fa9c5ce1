"""Mailing tools such as Mailchimp: a row per subscriber, several tags in one cell."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.readers.names import tidy, unique_beside
from nps_reasons.readers.platforms.customers import OF_ONE_CUSTOMER, asks_a_score
from nps_reasons.readers.platforms.platform import Platform, column_of
from nps_reasons.readers.rawtable import TEXT

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable

_ADDRESS: Final = ("Email Address", "Email")
_OWN: Final = ("MEMBER_RATING", "OPTIN_TIME", "CONFIRM_TIME", "LAST_CHANGED", "LEID", "EUID")
_MOST_TAGS: Final = 5
_LEAST: Final = 2
"""Subscribers of a tag that is worth a column."""


def recognises(table: RawTable) -> bool:
    """Recognise an address beside two columns that the tool writes for itself."""
    own = sum(column_of(table, name) is not None for name in _OWN)
    return column_of(table, *_ADDRESS) is not None and own >= 2 and not asks_a_score(table)


def prepare(table: RawTable) -> RawTable:
    """Make a column of yes and no of each of the most frequent tags."""
    column = column_of(table, "TAGS")
    if column is None:
        return table
    tags = [tags_of(str(cell)) for cell in table.cells[column]]
    counts = Counter(tag for each in tags for tag in each)
    worth = [tag for tag, n in counts.items() if _LEAST <= n < len(tags)]
    frequent = sorted(worth, key=lambda tag: (-counts[tag], tag))[:_MOST_TAGS]
    if not frequent:
        return table
    names = unique_beside(table.columns, (f"tag {tag}" for tag in frequent))
    flags = {
        name: pd.Series(["yes" if tag in each else "no" for each in tags], dtype=TEXT)
        for name, tag in zip(names, frequent, strict=True)
    }
    listed = ", ".join(f'"{tag}"' for tag in frequent)
    return table.with_cells(flags).noting(
        f"{table.name}: {len(frequent)} of {len(counts):,} tags become columns of yes and no: "
        f"{listed}."
    )


def tags_of(cell: str) -> frozenset[str]:
    """Return the tags of a cell.

    Examples
    --------
    >>> sorted(tags_of('"VIP","early bird"'))
    ['VIP', 'early bird']
    """
    if not cell.strip():
        return frozenset()
    row = next(csv.reader([" ".join(cell.split())], skipinitialspace=True))
    return frozenset(tag for tag in map(tidy, row) if tag)


MAILCHIMP_AUDIENCE: Final = Platform(
    title="mailing list (Mailchimp audience)",
    recognises=recognises,
    prepare=prepare,
    machinery=rf"{OF_ONE_CUSTOMER}|member rating|tags|optin (?:time|ip)|confirm (?:time|ip)"
    r"|last changed|leid|euid|cc|gmtoff|dstoff|latitude|longitude|birthday|unsub .*|clean .*",
    kind="customers",
)
