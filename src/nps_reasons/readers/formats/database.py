"""The result of a database query to a RawTable: every value as text, chunk by chunk."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from nps_reasons.errors import InputError, UsageError
from nps_reasons.readers.formats.engines import KINDS, Database, open_query
from nps_reasons.readers.formats.records import table_from_columns
from nps_reasons.readers.formats.values import text_of
from nps_reasons.readers.names import tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.readers.formats.engines import Rows
    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.settings import SourceSettings


def read_query(given: SourceSettings) -> tuple[RawTable, str]:
    """Read the rows of a query as text; `row` counts them as if a header stood on line 1.

    Returns
    -------
    RawTable
        Its rows; their source is "query of" and the name of the database.
    str
        SHA-256 of the names of the columns and of the rows, as they were read.

    Raises
    ------
    UsageError
        The settings name no query or no URL, or its kind of database is not known or installed.
    InputError
        The database cannot be reached or refuses the query, or its result is no table of a survey.
    """
    query, database = _query_of(given), _database_of(given)
    source = f"query of {database.name}"
    with open_query(database, query) as rows:
        _require_different(rows.columns, source)
        columns, n, digest = _as_text(rows, source)
    if not n:
        raise InputError(f"{source}: gives no row; expected one row a response")
    return table_from_columns(rows.columns, columns, range(2, n + 2), source=source), digest


def _query_of(given: SourceSettings) -> str:
    if (given.query is None) == (given.query_file is None):
        raise UsageError("[source] needs either query or query_file")
    query = given.query
    if given.query_file is not None:
        try:
            query = given.query_file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"{given.query_file}: cannot be read as UTF-8 text ({error}); expected a query"
            ) from error
    if not query or not query.strip():
        raise UsageError("[source] the query is empty; expected a SELECT")
    return query


def _database_of(given: SourceSettings) -> Database:
    name = given.url_variable
    if name is None:
        raise UsageError(
            "[source] url_variable is missing; name the environment variable that holds the URL "
            f"of the database: {KINDS}"
        )
    url = os.environ.get(name, "").strip()
    if not url:
        raise UsageError(
            f"[source] url_variable: the environment variable {name} is not set; set it to the URL "
            f"of the database: {KINDS}"
        )
    return Database(url, name)


def _require_different(columns: Sequence[str], source: str) -> None:
    counted = Counter(tidy(name) for name in columns)
    twice = [name for name, n in counted.items() if n > 1]
    if twice:
        raise InputError(
            f'{source}: two columns are called "{twice[0]}"; give each a name of its own with AS'
        )


def _as_text(rows: Rows, source: str) -> tuple[list[Any], int, str]:
    """Return the columns as Arrow text, the number of rows, and the hash of all of it."""
    import pyarrow as pa  # noqa: PLC0415 - only where data are read

    chunks: list[list[Any]] = [[] for _ in rows.columns]
    digest, n = hashlib.sha256(_line(rows.columns)), 0
    for chunk in rows.chunks:
        columns = [
            _column_as_text(cells, name, source)
            for name, cells in zip(rows.columns, zip(*chunk, strict=True), strict=True)
        ]
        for row in zip(*columns, strict=True):
            digest.update(_line(row))
        for whole, cells in zip(chunks, columns, strict=True):
            whole.append(pa.array(cells, type=pa.string()))
        n += len(chunk)
    texts = [pa.chunked_array(whole, type=pa.string()) for whole in chunks]
    return [pd.arrays.ArrowStringArray(text) for text in texts], n, digest.hexdigest()


def _column_as_text(cells: Sequence[object], name: str, source: str) -> list[str]:
    try:
        return [text_of(cell) for cell in cells]
    except TypeError as error:
        raise InputError(
            f'{source}: column "{name}" holds {error}; expected text, numbers or dates; leave the '
            "column out of the query, or turn it into text there"
        ) from error


def _line(cells: Sequence[str]) -> bytes:
    return json.dumps(cells).encode("ascii") + b"\n"
