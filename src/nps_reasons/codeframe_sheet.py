"""A codeframe as a sheet: one row a theme, for people who work in a spreadsheet.

Lists stand in one cell, one entry a line. An entry that would not survive that (it has a line
break in it, or is itself in quotes) is written as JSON writes it. A cell that a spreadsheet would
run begins with `'`, which is taken off again when the sheet is read.
"""

from __future__ import annotations

import csv
import io
import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.files import FORMULA_STARTS, LONGEST_CELL, cell_length
from nps_reasons.readers.formats.files import read_table
from nps_reasons.readers.names import words_of
from nps_reasons.themes.parsing import LISTS, NEEDED, THEME_KEYS
from nps_reasons.themes.revised import Edited
from nps_reasons.themes.soundness import check_theme
from nps_reasons.themes.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.themes.codeframe import Codeframe
    from nps_reasons.themes.soundness import Where

VERSION: Final = "version"
COLUMNS: Final = (
    *("id", "label", "definition", "keywords", "examples", "counter_examples", "parent", "owner"),
    *("since", "retired", "merged_from", "former_labels", VERSION),
)


def sheet_csv(frame: Codeframe) -> bytes:
    r"""Write a codeframe as CSV with a byte order mark, all themes, retired ones too.

    Examples
    --------
    >>> from nps_reasons.themes import Codeframe, Theme
    >>> frame = Codeframe("telecom", 1, (Theme("fees", "Fees", "Costs.", ("=fee", "charge")),))
    >>> print(sheet_csv(frame).decode("utf-8-sig").splitlines()[1])
    fees,Fees,Costs.,"'=fee
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for theme in frame.themes:
        cells = [_cell(getattr(theme, key)) for key in COLUMNS if key != VERSION]
        writer.writerow([*map(_harmless, cells), frame.version])
    return text.getvalue().encode("utf-8-sig")


def too_long(frame: Codeframe) -> tuple[str, ...]:
    """Ids of themes of which a spreadsheet would cut a cell."""
    return tuple(
        theme.id
        for theme in frame.themes
        if any(
            cell_length(_harmless(_cell(getattr(theme, key)))) > LONGEST_CELL for key in THEME_KEYS
        )
    )


def read_sheet(path: str | Path, *, beside: Codeframe | None = None) -> Edited:
    """Read a sheet: CSV with any usual delimiter and encoding, or a workbook.

    Parameters
    ----------
    beside
        The codeframe that it was made of: what a column that the sheet lacks would say is said by
        this one.

    Raises
    ------
    InputError
        The file cannot be read, or a row of it is no row.
    UsageError
        A column is unknown or missing, or a theme is not as it must be; the message gives the line.
    """
    path = Path(path)
    table = read_table(path, source=str(path))
    for aside in table.set_aside:
        first = aside.iloc[0]
        raise InputError(
            f"{first['source']}, line {first['row']}: {first['reason']}; put cells with a "
            "delimiter or a line break in double quotes"
        )
    columns = _columns(table, path)
    known = {theme.id: theme for theme in beside.themes} if beside else {}
    rows = [row for row in _rows(table, columns, path) if any(row[1].values())]
    if not rows:
        raise UsageError(f"{path}: has no theme; expected a row a theme below the header")
    themes = tuple(_theme(cells, where, known) for where, cells in rows)
    versions = {(cells[VERSION], where) for where, cells in rows if cells.get(VERSION)}
    places = tuple(where for where, _ in rows)
    return Edited(str(path), _version(versions), themes, places, is_sheet=True)


def _cell(value: str | Sequence[str] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value if _survives(value, _BROKEN_IN_TEXT) else _as_json(value)
    return "\n".join(
        entry if _survives(entry, _BROKEN_IN_LIST) else _as_json(entry) for entry in value
    )


def _survives(text: str, broken: re.Pattern[str]) -> bool:
    return not broken.search(text) and _decoded(text) == text


_BROKEN_IN_LIST: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ufeff]")
_BROKEN_IN_TEXT: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029\ufeff]")


def _as_json(text: str) -> str:
    spelled = json.dumps(text, ensure_ascii=False)
    return _BROKEN_IN_LIST.sub(lambda found: f"\\u{ord(found[0]):04x}", spelled)


def _decoded(entry: str) -> str:
    """What an entry says: text in quotes, as JSON has it, is the text."""
    if len(entry) > 1 and entry.startswith('"') and entry.endswith('"'):
        try:
            text = str(json.loads(entry))
            text.encode()
        except ValueError:
            return entry
        return text
    return entry


def _harmless(cell: str) -> str:
    """Put a `'` before what a spreadsheet would run, and before what would look so when read."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) or _is_marked(cell) else cell


def _is_marked(cell: str) -> bool:
    return cell.startswith("'") and cell[1:].startswith((*FORMULA_STARTS, "'"))


def _unmarked(cell: str) -> str:
    return cell[1:] if _is_marked(cell) else cell


def _columns(table: RawTable, path: Path) -> Mapping[str, str]:
    """Key of a theme to the column that holds it."""
    found: dict[str, str] = {}
    by_words = {words_of(key): key for key in COLUMNS}
    for column in table.columns:
        key = by_words.get(words_of(column))
        if key is None:
            raise UsageError(
                f'{path}: unknown column "{column}"; {did_you_mean(column, COLUMNS)}; take it '
                "out, or correct its name"
            )
        if key in found:
            raise UsageError(f'{path}: two columns are called "{key}"; take one out')
        found[key] = column
    for key in NEEDED:
        if key not in found:
            raise UsageError(
                f'{path}: has no column "{key}"; it has {table.told_columns}; expected a sheet '
                "that nps-reasons themes list --out FILE.csv wrote"
            )
    return found


def _rows(
    table: RawTable, columns: Mapping[str, str], path: Path
) -> list[tuple[Where, dict[str, str]]]:
    """Place and cells of each row; the place is the row, whatever key is asked for."""
    cells = table.cells.astype(object)
    return [
        (
            partial(_line, f"{path}, line {line}"),
            {key: _unmarked(str(row[column]).strip()) for key, column in columns.items()},
        )
        for line, row in zip(table.places["row"], cells.to_dict("records"), strict=True)
    ]


def _line(place: str, *_path: str | int) -> str:
    return place


def _theme(cells: Mapping[str, str], where: Where, known: Mapping[str, Theme]) -> Theme:
    theme_id = cells["id"]
    if not theme_id:
        raise UsageError(
            f"{where()}: a theme has no id; give it one of lower-case words and hyphens, which "
            "never changes afterwards"
        )
    values: dict[str, Any] = {
        key: _entries(cell) if key in LISTS else _text(key, cell)
        for key, cell in cells.items()
        if key != VERSION
    }
    if theme_id in known:
        old = known[theme_id]
        values |= {key: getattr(old, key) for key in THEME_KEYS if key not in values}
    theme = Theme(**values)
    check_theme(theme, where)
    return theme


def _text(key: str, cell: str) -> str | None:
    text = _decoded(cell).strip()
    return text if text or key in NEEDED else None


def _entries(cell: str) -> tuple[str, ...]:
    lines = re.split(r"\r\n|\r|\n", cell)
    entries = (_decoded(line.strip()).strip() for line in lines)
    return tuple(entry for entry in entries if entry)


def _version(versions: set[tuple[str, Where]]) -> int | None:
    """Version of the codeframe that the sheet was made of."""
    told = sorted({version for version, _ in versions})
    if len(told) > 1:
        place = min(where() for version, where in versions if version == told[-1])
        raise UsageError(
            f"{place}: version is {told[-1]}, and {told[0]} in another row; a sheet holds one "
            "version: leave that column as it was written"
        )
    if not told:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", told[0]):
        place = min(where() for _, where in versions)
        raise UsageError(
            f'{place}: version must be a whole number; found "{told[0]}"; leave that column as '
            "it was written"
        )
    return int(told[0])
