"""The tables of a run as files: CSV for people, Parquet for machines."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
from pandas.api import types

from nps_reasons.files import FORMULA_STARTS, WIDE_STARTS, write_whole
from nps_reasons.report.planning import planning
from nps_reasons.schema import TABLES

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis


def write_tables(analysis: Analysis, folder: str | Path) -> list[Path]:
    """Write each table of the contract as CSV (for people) and as Parquet (for machines).

    In the CSV a text cell that a spreadsheet would run gets a `'` in front, times are ISO 8601 in
    UTC and missing values are empty. The Parquet holds the values as they are.

    Parameters
    ----------
    folder
        Created where it is missing.

    Returns
    -------
    list of Path
        The files written, in the order of the contract.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    folder = Path(folder)
    written = []
    for name, contract in TABLES.items():
        made = planning(analysis) if name == "planning" else getattr(analysis, name)
        table = contract.check(made)
        written.append(write_whole(folder / f"{name}.csv", as_csv(table)))
        written.append(write_whole(folder / f"{name}.parquet", as_parquet(table)))
    return written


def as_csv(table: pd.DataFrame) -> bytes:
    r"""Return a table as CSV with a byte order mark, safe to open in a spreadsheet.

    Examples
    --------
    >>> as_csv(pd.DataFrame({"reason": ["=1+1", None], "score": [9, 3]})).decode("utf-8-sig")
    "reason,score\r\n'=1+1,9\r\n,3\r\n"
    """
    safe = pd.DataFrame(
        {harmless(str(name)): _readable(table[name]) for name in table.columns}, index=table.index
    )
    # With this line end a carriage return inside a cell is quoted; bare, it would start a new row.
    text = safe.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig", errors="replace")


def as_parquet(table: pd.DataFrame) -> bytes:
    """Return a table as Parquet."""
    import pyarrow as pa  # noqa: PLC0415 - only writing tables needs it
    import pyarrow.parquet as pq  # noqa: PLC0415 - only writing tables needs it

    buffer = BytesIO()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), buffer, compression="zstd")
    return buffer.getvalue()


def harmless(text: str) -> str:
    r"""Put a `'` before what a spreadsheet would run.

    A program that expects semicolons or tabs begins a cell after each of them, and after each end
    of a line, inside of quotation marks, too.

    Examples
    --------
    >>> harmless("=cmd|' /C calc'!A0"), harmless("fine"), harmless("fine;+1+1")
    ("'=cmd|' /C calc'!A0", 'fine', "fine;'+1+1")
    """
    return _RUNS.sub("'", text)


_RUNS: Final = re.compile(
    rf"(?:^|(?<=[;\t\r\n]))(?= *[{re.escape(''.join((*FORMULA_STARTS, *WIDE_STARTS)))}])"
)
"""Where a cell begins that would run; East Asian spreadsheets take wide signs for narrow ones."""


def _readable(values: pd.Series) -> pd.Series:
    if types.is_datetime64_any_dtype(values.dtype):
        return _iso(values)
    if types.is_numeric_dtype(values.dtype):
        return values
    return values.map(lambda value: harmless(str(value)), na_action="ignore")


def _iso(times: pd.Series) -> pd.Series:
    known = times.dropna()
    whole = bool((known.dt.microsecond == 0).all())
    text: pd.Series = times.dt.strftime("%Y-%m-%dT%H:%M:%SZ" if whole else "%Y-%m-%dT%H:%M:%S.%fZ")
    return text
