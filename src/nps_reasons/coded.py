"""Files of labelled texts: read, checked row by row, and cleaned like the reasons of a survey."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nps_reasons.errors import InputError
from nps_reasons.label_lists import EXAMPLE, labels_of
from nps_reasons.labelled import Labelled, doubtful_texts
from nps_reasons.readers.formats.files import read_table
from nps_reasons.readers.names import fold
from nps_reasons.text.clean import clean_reasons

if TYPE_CHECKING:
    from collections.abc import Collection

    from nps_reasons.labelled import Label
    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.themes.codeframe import Codeframe


def read_labelled(path: str | Path, known_themes: Collection[str]) -> Labelled:
    r"""Read a file with the columns `text` and `labels`; other columns are ignored.

    Parameters
    ----------
    path
        CSV, or any other table that a survey may come in.
    known_themes
        Ids of the themes that may be coded: those of the codeframe that are not retired.

    Returns
    -------
    Labelled
        The rows in the order of the file; equal texts are all kept.

    Raises
    ------
    InputError
        The file cannot be read, or a row of it is not as it must be; the message gives the line.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "labelled.csv"
    ...     _ = path.write_text('text,labels\nToo dear,"[{""theme"": ""price""}]"\nHello,[]\n')
    ...     read_labelled(path, ["price"]).labels
    ((Label(theme='price', sign=None),), ())
    """
    path = Path(path)
    table = read_table(path, source=str(path))
    _require_whole(table)
    text, labels = (_column(table, name) for name in ("text", "labels"))
    places = [f"{path}, line {line}" for line in table.places["row"]]
    rows = list(zip(places, table.cells[text], table.cells[labels], strict=True))
    return Labelled(
        tuple(_text(cell, place) for place, cell, _ in rows),
        tuple(_labels(cell, known_themes, place) for place, _, cell in rows),
    )


def cleaned(labelled: Labelled) -> Labelled:
    """Return the texts as a survey's reasons are analysed; a non-answer stays as it is.

    Examples
    --------
    >>> cleaned(Labelled((" Dear &amp; slow ", "N/A"), ((), ()))).texts
    ('Dear & slow', 'N/A')
    """
    texts = pd.Series(list(labelled.texts), dtype="string")
    return replace(labelled, texts=tuple(clean_reasons(texts).reasons.fillna(texts).tolist()))


def texts_to_learn(path: str | Path | None, codeframe: Codeframe) -> Labelled | None:
    """Read the file of labelled texts that a codeframe's models learn from, where one is named."""
    if path is None:
        return None
    return read_labelled(path, [theme.id for theme in codeframe.active])


def doubt_notes(path: str | Path | None, labelled: Labelled | None) -> list[str]:
    """Say how many texts of a file are coded in two ways."""
    n = 0 if labelled is None else doubtful_texts(labelled)
    if not n:
        return []
    return [f"{path}: texts that stand there again with other labels: {n:,}; all rows count."]


def _require_whole(table: RawTable) -> None:
    """Refuse a file with rows that could not be read: a label lost is a wrong figure."""
    for aside in table.set_aside:
        first = aside.iloc[0]
        raise InputError(
            f"{first['source']}, line {first['row']}: {first['reason']}; put the labels in double "
            'quotes and double the quotes within: "[{""theme"": ""billing""}]"'
        )


def _column(table: RawTable, name: str) -> str:
    # A name that stands twice in the header is read as "text" and "text (2)".
    found = [column for column in table.columns if fold(column).removesuffix("(2)") == name]
    if not found:
        raise InputError(
            f'{table.name}: has no column "{name}"; it has {table.told_columns}; expected "text" '
            f'and "labels", a JSON list such as {EXAMPLE}'
        )
    if len(found) > 1:
        raise InputError(
            f'{table.name}: the column "{name}" stands there twice; keep the one that counts'
        )
    return found[0]


def _text(cell: str, place: str) -> str:
    if not cell.strip():
        raise InputError(f"{place}: has no text; write the text that was coded or take the row out")
    return cell


def _labels(cell: str, known_themes: Collection[str], place: str) -> tuple[Label, ...]:
    labels = labels_of(cell, known_themes, place)
    themes = [label.theme for label in labels]
    for theme in themes:
        if themes.count(theme) > 1:
            raise InputError(
                f'{place}: theme "{theme}" stands there twice; keep one label per theme'
            )
    return labels
