"""Files of coded responses: the gold sample that corrects drivers for the machine's errors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.drivers.coded.sample import PLACE
from nps_reasons.errors import InputError
from nps_reasons.files import without_mark
from nps_reasons.readers.formats.files import read_table
from nps_reasons.readers.names import words_of

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable

COLUMNS: Final = ("response_id", "labels", "probability")


def read_gold(path: str | Path) -> pd.DataFrame:
    r"""Read a file with `response_id`, `labels` and, where there is one, `probability`.

    Ids and labels are checked where the responses are known (`drivers.gold.gold_sample`).

    Returns
    -------
    pd.DataFrame
        The cells as text, and `place`, the file and line of each row.

    Raises
    ------
    InputError
        The file cannot be read, a row of it is no row, or a column is missing.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "coded.csv"
    ...     _ = path.write_text('response_id,labels\nr1,"[{""theme"": ""price"", '
    ...                         '""sign"": ""negative""}]"\nr2,[]\n')
    ...     read_gold(path)[["response_id", "labels"]].to_dict("records")[1]
    {'response_id': 'r2', 'labels': '[]'}
    """
    path = Path(path)
    table = read_table(path, source=str(path))
    _require_whole(table)
    named = {words_of(column): column for column in table.columns}
    found = {name: named[words_of(name)] for name in COLUMNS if words_of(name) in named}
    for needed in COLUMNS[:2]:
        if needed not in found:
            raise InputError(
                f'{path}: has no column "{needed}"; it has {table.told_columns}; expected '
                "response_id, labels, and probability where the sample is not a simple random one"
            )
    cells = {name: table.cells[column].str.strip() for name, column in found.items()}
    # As tables of a run have it: an id that a spreadsheet would run stands behind a mark.
    cells["response_id"] = cells["response_id"].map(without_mark)
    places = [f"{path}, line {line}" for line in table.places["row"]]
    return pd.DataFrame({**cells, PLACE: places})


def _require_whole(table: RawTable) -> None:
    """Refuse a file with rows that could not be read: a sample that lost rows is none."""
    for aside in table.set_aside:
        first = aside.iloc[0]
        raise InputError(
            f"{first['source']}, line {first['row']}: {first['reason']}; put the labels in double "
            "quotes and double the quotes within"
        )
