"""Files of labelled texts: read, checked row by row, and cleaned like the reasons of a survey."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from nps_reasons.errors import InputError, did_you_mean
from nps_reasons.labelled import Label, Labelled, doubtful_texts
from nps_reasons.readers.formats.files import read_table
from nps_reasons.readers.names import fold
from nps_reasons.readers.rawtable import quoted
from nps_reasons.schema import SIGNS
from nps_reasons.text.clean import clean_reasons

if TYPE_CHECKING:
    from collections.abc import Collection

    from nps_reasons.labelled import Sign
    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.themes.codeframe import Codeframe

EXAMPLE: Final = '[{"theme": "billing", "sign": "negative"}]'


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
    labels = tuple(_label(item, known_themes, place) for item in _items(cell, place))
    themes = [label.theme for label in labels]
    for theme in themes:
        if themes.count(theme) > 1:
            raise InputError(
                f'{place}: theme "{theme}" stands there twice; keep one label per theme'
            )
    return labels


def _items(cell: str, place: str) -> list[Any]:
    if not cell.strip():
        raise InputError(f"{place}: has no labels; write [] where the text speaks of no theme")
    try:
        content = json.loads(cell, object_pairs_hook=_unique_keys)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{place}: labels are not valid JSON ({error}): {quoted(cell)}; expected a list such "
            f"as {EXAMPLE}"
        ) from error
    if not isinstance(content, list):
        raise InputError(
            f"{place}: labels must be a list, {EXAMPLE}, or [] for no theme; found {quoted(cell)}"
        )
    return content


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object; of a key that repeats, JSON would keep the last without a word."""
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a key stands twice in one label")
    return content


_KEYS: Final = ("theme", "sign")


def _label(item: object, known_themes: Collection[str], place: str) -> Label:
    if not isinstance(item, dict):
        raise InputError(
            f'{place}: a label must be an object, {{"theme": "billing"}}; found {_shown(item)}'
        )
    for key in item:
        if key not in _KEYS:
            raise InputError(
                f"{place}: a label has the unknown key {quoted(key)}; {did_you_mean(key, _KEYS)}"
            )
    return Label(_theme(item.get("theme"), known_themes, place), _sign(item.get("sign"), place))


def _theme(theme: object, known_themes: Collection[str], place: str) -> str:
    if not isinstance(theme, str):
        raise InputError(
            f"{place}: a label needs the id of a theme under theme; found {_shown(theme)}"
        )
    if theme not in known_themes:
        raise InputError(
            f"{place}: the codeframe has no active theme {quoted(theme)}; "
            f"{did_you_mean(theme, known_themes)}"
        )
    return theme


def _sign(sign: object, place: str) -> Sign | None:
    if sign is None:
        return None
    if sign not in SIGNS:
        raise InputError(
            f"{place}: sign {_shown(sign)} is not known; {did_you_mean(str(sign), SIGNS)}; leave "
            "it out where it was not coded"
        )
    return sign


def _shown(value: object) -> str:
    return quoted(value) if isinstance(value, str) else quoted(json.dumps(value))
