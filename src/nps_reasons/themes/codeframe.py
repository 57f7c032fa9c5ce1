"""The codeframe: the list of themes, a TOML file that people edit and keep in version control."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.store import read_model

GENERAL: Final = "general-codeframe"


@dataclass(frozen=True, slots=True)
class Theme:
    """Something respondents speak of.

    Attributes
    ----------
    id
        Lower-case words joined by hyphens; it never changes, whatever becomes of the label.
    keywords
        Words and phrases that name the theme, in the notation of tagger.py.
    examples, counter_examples
        Clauses that speak of the theme, and clauses that seem to and do not.
    parent
        Id of the wider theme.
    owner
        Who plans work on it.
    since, retired
        Codeframe version, quarter or date from which on it is used, and no longer used.
    merged_from
        Ids of the themes that went into this one.
    """

    id: str
    label: str
    definition: str
    keywords: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    parent: str | None = None
    owner: str | None = None
    since: str | None = None
    retired: str | None = None
    merged_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Codeframe:
    """All themes, in the order of the file."""

    name: str
    version: int
    themes: tuple[Theme, ...]

    @property
    def active(self) -> tuple[Theme, ...]:
        """Themes that are assigned today: those not retired."""
        return tuple(theme for theme in self.themes if theme.retired is None)

    @property
    def hash(self) -> str:
        """SHA-256 of the content: comments and lay-out of the file do not count."""
        content = {"version": self.version, "themes": [asdict(theme) for theme in self.themes]}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def theme(self, theme_id: str) -> Theme:
        """Return the theme with this id.

        Raises
        ------
        UsageError
            The codeframe has no such theme.

        Examples
        --------
        >>> general_codeframe().theme("billing").label
        'Billing and payment'
        """
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        known = [theme.id for theme in self.themes]
        raise UsageError(
            f'codeframe "{self.name}": has no theme "{theme_id}"; {did_you_mean(theme_id, known)}'
        )


def chosen_codeframe(path: str | Path | None) -> Codeframe:
    """Return the codeframe of a file, or the general one that is shipped where none is named."""
    return read_codeframe(Path(path)) if path else general_codeframe()


def general_codeframe() -> Codeframe:
    """Return the codeframe that is shipped: customer experience in any trade.

    Examples
    --------
    >>> general_codeframe().themes[0].id
    'support-quality'
    """
    model = read_model(GENERAL)
    return _parsed(_text_of(model.file("codeframe.toml")), origin=GENERAL, name="general")


def read_codeframe(path: str | Path) -> Codeframe:
    """Read a codeframe file; its name is the file's, without the ending.

    Raises
    ------
    InputError
        The file cannot be read.
    UsageError
        It is not TOML, or a theme in it is not as it must be; the message gives the line.
    """
    path = Path(path)
    return _parsed(_text_of(path), origin=str(path), name=path.stem)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); expected a codeframe file"
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text; save it as UTF-8 ({error})") from error


def _parsed(text: str, *, origin: str, name: str) -> Codeframe:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{origin}: is not valid TOML: {error}") from error
    _check_top(content, origin)
    places = [f"{origin}, line {line}" for line in _theme_lines(text, len(content["themes"]))]
    themes = tuple(
        _theme(table, place) for table, place in zip(content["themes"], places, strict=True)
    )
    _check_together(themes, places)
    return Codeframe(name=str(content.get("name", name)), version=content["version"], themes=themes)


def _check_top(content: dict[str, Any], origin: str) -> None:
    for key in content:
        if key not in _TOP_KEYS:
            raise UsageError(f"{origin}: unknown key {key}; {did_you_mean(key, _TOP_KEYS)}")
    version = content.get("version")
    if type(version) is not int or version < 1:
        raise UsageError(
            f"{origin}: version must be a whole number from 1; found {version!r}; "
            'write "version = 1" in the first line'
        )
    themes = content.get("themes")
    if not isinstance(themes, list) or not themes or not all(isinstance(t, dict) for t in themes):
        raise UsageError(f"{origin}: has no theme; expected [[themes]] tables with id and label")


_TOP_KEYS: Final = ("version", "name", "themes")


def _theme_lines(text: str, n_themes: int) -> list[int]:
    """1-based line of each [[themes]] header; 1 where themes are written another way."""
    found = [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if re.match(r"\s*\[\[\s*themes\s*\]\]", line)
    ]
    return found if len(found) == n_themes else [1] * n_themes


def _theme(table: dict[str, Any], place: str) -> Theme:
    for key in table:
        if key not in _THEME_KEYS:
            raise UsageError(f"{place}: unknown key {key}; {did_you_mean(key, _THEME_KEYS)}")
    for key in ("id", "label", "definition"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise UsageError(
                f"{place}: theme {table.get('id', '')!r} needs a text for {key}; "
                f"found {table.get(key)!r}"
            )
    if not _ID.fullmatch(table["id"]):
        raise UsageError(
            f'{place}: id "{table["id"]}" must be lower-case words and hyphens, '
            'such as "response-time"'
        )
    texts = {key: _texts(key, table.get(key, []), place) for key in _LISTS}
    return Theme(
        id=table["id"],
        label=table["label"].strip(),
        definition=table["definition"].strip(),
        keywords=texts["keywords"],
        examples=texts["examples"],
        counter_examples=texts["counter_examples"],
        parent=_optional_text("parent", table, place),
        owner=_optional_text("owner", table, place),
        since=_point_in_time(table.get("since")),
        retired=_point_in_time(table.get("retired")),
        merged_from=texts["merged_from"],
    )


_THEME_KEYS: Final = tuple(field.name for field in fields(Theme))
_LISTS: Final = ("keywords", "examples", "counter_examples", "merged_from")
_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _optional_text(key: str, table: dict[str, Any], place: str) -> str | None:
    value = table.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise UsageError(f"{place}: {key} must be a text; found {value!r}")
    return value.strip() if isinstance(value, str) else None


def _point_in_time(value: object) -> str | None:
    """Return a version, quarter or date as text; `retired = false` says as much as no key."""
    return None if value is None or value is False else str(value)


def _texts(key: str, value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f'{place}: {key} must be a list of texts, ["...", "..."]; found {value!r}')
    return tuple(item.strip() for item in value if item.strip())


def _check_together(themes: tuple[Theme, ...], places: list[str]) -> None:
    by_id: dict[str, Theme] = {}
    for theme, place in zip(themes, places, strict=True):
        if theme.id in by_id:
            raise UsageError(f'{place}: id "{theme.id}" is used twice; every theme needs its own')
        by_id[theme.id] = theme
    for theme, place in zip(themes, places, strict=True):
        _check_parent(theme, by_id, place)
        _check_merger(theme, by_id, place)


def _check_parent(theme: Theme, by_id: dict[str, Theme], place: str) -> None:
    seen, above = {theme.id}, theme.parent
    while above is not None:
        if above not in by_id:
            raise UsageError(
                f'{place}: parent "{above}" is not a theme; {did_you_mean(above, by_id)}'
            )
        if above in seen:
            raise UsageError(
                f'{place}: theme "{theme.id}" is its own ancestor through "{above}"; '
                "parents must not form a circle"
            )
        seen.add(above)
        above = by_id[above].parent


def _check_merger(theme: Theme, by_id: dict[str, Theme], place: str) -> None:
    if theme.merged_from and theme.retired is not None:
        raise UsageError(
            f'{place}: theme "{theme.id}" is retired, so nothing can be merged into it; '
            "merge into an active theme"
        )
    for source in theme.merged_from:
        if source == theme.id or (source in by_id and by_id[source].retired is None):
            raise UsageError(
                f'{place}: "{source}" was merged into "{theme.id}" and is still active; '
                "retire it or take it from merged_from"
            )
