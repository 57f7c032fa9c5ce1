"""Ids of responses: those of the file, else a hash of the row that survives any order of rows."""

from __future__ import annotations

from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME, _CELL = "\x1f", "\x1e"
_BYTES: Final = 8
_CHUNK: Final = 20_000
"""Rows at once, so that a million rows are not all Python objects."""


def response_ids(cells: pd.DataFrame, *, column: str | None, hashed: Sequence[str]) -> pd.Series:
    """Return the id of each row: the trimmed cell of `column`, or a hash where that is empty.

    Parameters
    ----------
    hashed
        Columns that the hash is taken of; empty cells do not count, so that a column more in
        another file of the stack changes no id.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["007", ""], "score": ["9", "3"]}, dtype="string")
    >>> response_ids(table, column="id", hashed=["score"]).tolist()
    ['007', '834e0c2648f5bd83']
    """
    if column is None:
        return hashed_rows(cells[sorted(hashed)])
    given = cells[column].astype("string").str.strip()
    empty = given == ""
    if not empty.any():
        return given
    others = sorted(name for name in hashed if name != column)
    return given.mask(empty, hashed_rows(cells.loc[empty, others]).reindex(given.index))


def hashed_rows(cells: pd.DataFrame) -> pd.Series:
    """Return 16 hexadecimal digits per row; of equal rows the second differs from the first."""
    texts = row_texts(cells)
    ordinals = texts.groupby(texts, sort=False).cumcount()
    return pd.Series(
        [
            blake2b(f"{text}{ordinal}".encode(), digest_size=_BYTES).hexdigest()
            for text, ordinal in zip(texts, ordinals, strict=True)
        ],
        index=cells.index,
        dtype="string",
    )


def row_texts(cells: pd.DataFrame) -> pd.Series:
    """Return each row as one text: the names and contents of its filled cells."""
    texts = chain.from_iterable(
        _row_texts(cells.iloc[start : start + _CHUNK]) for start in range(0, len(cells), _CHUNK)
    )
    return pd.Series(list(texts), index=cells.index, dtype="string")


def _row_texts(cells: pd.DataFrame) -> list[str]:
    if cells.columns.empty:
        return [""] * len(cells)
    columns = [
        [f"{name}{_NAME}{cell}{_CELL}" if cell else "" for cell in cells[name].tolist()]
        for name in cells.columns
    ]
    return ["".join(parts) for parts in zip(*columns, strict=True)]
