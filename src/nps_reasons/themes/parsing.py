"""The text of a codeframe file to themes and history; a fault is refused with its line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.themes.history import SAID, Change
from nps_reasons.themes.soundness import Where, check_theme
from nps_reasons.themes.theme import Theme
from nps_reasons.themes.toml_text import TomlText

if TYPE_CHECKING:
    from pathlib import Path

LARGEST: Final = 20_000_000
"""Bytes of a codeframe file: with more it is something else."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a codeframe file says; whether its themes go together is not looked at.

    Attributes
    ----------
    name
        None where the file names none.
    places
        Where each theme stands.
    """

    source: TomlText
    name: str | None
    version: int
    themes: tuple[Theme, ...]
    places: tuple[Where, ...]
    history: tuple[Change, ...]


def text_of(path: Path) -> str:
    """Text of a codeframe file, as it is written there.

    Raises
    ------
    InputError
        The file cannot be read.
    UsageError
        It is no text in UTF-8.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        if path.stat().st_size > LARGEST:
            raise UsageError(
                f"{path}: has {path.stat().st_size / 1e6:,.0f} MB; a codeframe has less than "
                f"{LARGEST / 1e6:.0f}: give the codeframe file, not the survey"
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, UsageError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: cannot be read ({reason}); expected a codeframe file") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{path}, line {line}: is not UTF-8 text; save it as UTF-8 ({error.reason})"
        ) from error


def parsed(text: str, *, origin: str) -> Content:
    """Read the text of a codeframe file.

    Raises
    ------
    UsageError
        It is not TOML, or a theme in it is not as it must be; the message gives the line.
    """
    source = TomlText(origin, with_line_feeds(text))
    content = _toml(source)
    _check_top(content, source)
    places: list[Where] = [
        partial(source.at, "themes", place) for place in range(len(content["themes"]))
    ]
    themes = tuple(map(_theme, content["themes"], places))
    for theme, where in zip(themes, places, strict=True):
        check_theme(theme, where)
    name = content.get("name")
    return Content(
        source,
        None if name is None else str(name),
        content["version"],
        themes,
        tuple(places),
        _history(content.get("history", []), content["version"], source),
    )


def with_line_feeds(text: str) -> str:
    r"""Return the text with every line end as a line feed.

    Examples
    --------
    >>> with_line_feeds("a\r\nb\rc")
    'a\nb\nc'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _toml(source: TomlText) -> dict[str, Any]:
    try:
        return tomllib.loads(source.text)
    except RecursionError as error:
        raise UsageError(f"{source.origin}: is not valid TOML: nested too deeply") from error
    except ValueError as error:
        raise UsageError(_broken(source, str(error))) from error


def _broken(source: TomlText, fault: str) -> str:
    """Say what is wrong with a text that is no TOML, where, and what to do."""
    if "overwrite" in fault and source.twice is not None:
        key, first, second = source.twice
        return (
            f'{source.origin}, line {second}: is not valid TOML: the key "{key}" stands twice '
            f"(first: line {first}); keep one, or begin another theme with [[themes]]"
        )
    place = re.search(r" \(at line (\d+), column (\d+)\)$", fault)
    if place:
        told = fault[: place.start()]
        return (
            f"{source.origin}, line {place[1]}, column {place[2]}: is not valid TOML: {told}; "
            "look for a quote, a comma or a bracket that is missing there or in the line before"
        )
    if source.open is not None:
        return (
            f"{source.origin}, line {source.open}: is not valid TOML: what is opened here is "
            f"never closed ({fault}); close the bracket or the quotes"
        )
    return f"{source.origin}: is not valid TOML: {fault}; expected a codeframe file"


def _check_top(content: dict[str, Any], source: TomlText) -> None:
    for key in content:
        if key not in _TOP_KEYS:
            raise UsageError(f"{source.at(key)}: unknown key {key}; {did_you_mean(key, _TOP_KEYS)}")
    version = content.get("version")
    if type(version) is not int or not 1 <= version <= _LAST_VERSION:
        raise UsageError(
            f"{source.at('version')}: version must be a whole number from 1; found "
            f'{_shown(version)}; write "version = 1" in the first line'
        )
    if not isinstance(content.get("name", ""), str):
        raise UsageError(
            f"{source.at('name')}: name must be a text; found {_shown(content['name'])}"
        )
    themes = content.get("themes")
    if isinstance(themes, dict):
        raise UsageError(
            f"{source.at('themes')}: themes must be a list of tables; write [[themes]] with two "
            "brackets above each theme"
        )
    if not isinstance(themes, list) or not themes or not all(isinstance(t, dict) for t in themes):
        raise UsageError(
            f"{source.at('themes')}: has no theme; expected [[themes]] tables with id, label and "
            "definition"
        )


_TOP_KEYS: Final = ("version", "name", "themes", "history")
_LAST_VERSION: Final = 1_000_000_000


def _theme(table: dict[str, Any], where: Where) -> Theme:
    for key in table:
        if key not in THEME_KEYS:
            raise UsageError(f"{where(key)}: unknown key {key}; {did_you_mean(key, THEME_KEYS)}")
    for key in NEEDED:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise UsageError(
                f"{where(key)}: theme {_shown(table.get('id', ''))} needs a text for {key}; "
                f"found {_shown(table.get(key))}"
            )
    texts = {key: _texts(key, table.get(key, []), where) for key in LISTS}
    return Theme(
        id=table["id"],
        label=table["label"].strip(),
        definition=table["definition"].strip(),
        keywords=texts["keywords"],
        examples=texts["examples"],
        counter_examples=texts["counter_examples"],
        parent=_optional_text("parent", table, where),
        owner=_optional_text("owner", table, where),
        since=_point_in_time("since", table, where),
        retired=_point_in_time("retired", table, where),
        merged_from=texts["merged_from"],
        former_labels=texts["former_labels"],
    )


THEME_KEYS: Final = tuple(field.name for field in fields(Theme))
NEEDED: Final = ("id", "label", "definition")
LISTS: Final = ("keywords", "examples", "counter_examples", "merged_from", "former_labels")


def _shown(value: object) -> str:
    told = repr(value)
    return told if len(told) <= _MOST_SHOWN else f"{told[:_MOST_SHOWN]}..."


_MOST_SHOWN: Final = 80


def _optional_text(key: str, table: dict[str, Any], where: Where) -> str | None:
    value = table.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise UsageError(
            f"{where(key)}: {key} must be a text; found {_shown(value)}; take the key out where "
            "there is none"
        )
    return value.strip() if isinstance(value, str) else None


def _point_in_time(key: str, table: dict[str, Any], where: Where) -> str | None:
    """Return a version, quarter or date as text; `retired = false` says as much as no key."""
    value = table.get(key)
    if isinstance(value, list | dict):
        raise UsageError(
            f"{where(key)}: {key} must be a version, a quarter or a date; found {_shown(value)}"
        )
    return None if value is None or value is False else str(value).strip() or None


def _texts(key: str, value: object, where: Where) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise UsageError(
            f'{where(key)}: {key} must be a list of texts, ["...", "..."]; found {_shown(value)}'
        )
    for place, item in enumerate(value):
        if not isinstance(item, str):
            raise UsageError(
                f'{where(key, place)}: {key} must be a list of texts, ["...", "..."]; found '
                f"{_shown(item)} in it"
            )
    return tuple(item.strip() for item in value if item.strip())


def _history(tables: object, version: int, source: TomlText) -> tuple[Change, ...]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UsageError(
            f"{source.at('history')}: history must be [[history]] tables, each with version, "
            "change and themes"
        )
    places: list[Where] = [partial(source.at, "history", place) for place in range(len(tables))]
    return tuple(_change(t, where, version) for t, where in zip(tables, places, strict=True))


def _change(table: dict[str, Any], where: Where, last: int) -> Change:
    for key in table:
        if key not in CHANGE_KEYS:
            raise UsageError(
                f"{where(key)}: unknown key {key} in history; {did_you_mean(key, CHANGE_KEYS)}"
            )
    kind, version = table.get("change"), table.get("version")
    if not isinstance(kind, str) or kind not in SAID:
        raise UsageError(
            f"{where('change')}: change {_shown(kind)} is not known; "
            f"{did_you_mean(str(kind), SAID)}"
        )
    if type(version) is not int or not 1 <= version <= last:
        raise UsageError(
            f"{where('version')}: version of a change must be a whole number from 1 to {last}, "
            f"the version of the file; found {_shown(version)}"
        )
    texts = {key: _texts(key, table.get(key, []), where) for key in _CHANGE_LISTS}
    if not texts["themes"]:
        raise UsageError(f"{where('themes')}: a change needs the ids of its themes under themes")
    return Change(
        version,
        kind,
        **texts,
        before=_optional_text("from", table, where),
        after=_optional_text("to", table, where),
        on=_day(table, where),
        note=_optional_text("note", table, where),
    )


_CHANGE_LISTS: Final = ("themes", "into", "gained", "lost")
SPELLED: Final = {"before": "from", "after": "to"}
"""Fields of a change that have another key in the file."""

CHANGE_KEYS: Final = tuple(SPELLED.get(field.name, field.name) for field in fields(Change))


def _day(table: dict[str, Any], where: Where) -> date | None:
    value = table.get("on")
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise UsageError(
        f"{where('on')}: on must be a date without quotes, such as 2025-04-01; found "
        f"{_shown(value)}"
    )
