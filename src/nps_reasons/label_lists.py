"""The labels that a person gave one text, as a cell of a table holds them: checked, one by one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.errors import InputError, did_you_mean
from nps_reasons.labelled import Label
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    from collections.abc import Collection

    from nps_reasons.labelled import Sign

EXAMPLE: Final = '[{"theme": "billing", "sign": "negative"}]'

_KEYS: Final = ("theme", "sign")
_SHOWN: Final = 60
"""Characters of a cell that a sentence quotes."""


def labels_of(cell: object, known_themes: Collection[str], place: str) -> tuple[Label, ...]:
    """Labels of one text: JSON text, or the list itself.

    Parameters
    ----------
    known_themes
        Ids of the themes that may be coded.
    place
        Where the cell stands, for the message of an error.

    Raises
    ------
    InputError
        It is no JSON, no list, or holds a label that is none.

    Examples
    --------
    >>> labels_of('[{"theme": "price"}]', ["price"], "line 2")
    (Label(theme='price', sign=None),)
    """
    return tuple(_label(item, known_themes, place) for item in _items(cell, place))


def _items(cell: object, place: str) -> list[Any]:
    if isinstance(cell, str) and not cell.strip():
        raise InputError(f"{place}: has no labels; write [] where the text speaks of no theme")
    content = _parsed(cell, place) if isinstance(cell, str) else cell
    if isinstance(content, list | tuple):
        return list(content)
    raise InputError(
        f"{place}: labels must be a list, {EXAMPLE}, or [] for no theme; found {_shown(cell)}"
    )


def _parsed(cell: str, place: str) -> object:
    try:
        return json.loads(cell, object_pairs_hook=_unique_keys)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{place}: labels are not valid JSON ({error}): {_shown(cell)}; expected a list such "
            f"as {EXAMPLE}"
        ) from error


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object; of a key that repeats, JSON would keep the last without a word."""
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a key stands twice in one label")
    return content


def _label(item: object, known_themes: Collection[str], place: str) -> Label:
    if not isinstance(item, dict):
        raise InputError(
            f'{place}: a label must be an object, {{"theme": "billing"}}; found {_as_json(item)}'
        )
    for key in item:
        if key not in _KEYS:
            raise InputError(
                f"{place}: a label has the unknown key {_shown(key)}; "
                f"{did_you_mean(str(key), _KEYS)}"
            )
    return Label(_theme(item.get("theme"), known_themes, place), _sign(item.get("sign"), place))


def _theme(theme: object, known_themes: Collection[str], place: str) -> str:
    if not isinstance(theme, str):
        raise InputError(
            f"{place}: a label needs the id of a theme under theme; found {_as_json(theme)}"
        )
    if theme not in known_themes:
        raise InputError(
            f"{place}: the codeframe has no active theme {_shown(theme)}; "
            f"{did_you_mean(theme, known_themes)}"
        )
    return theme


def _sign(sign: object, place: str) -> Sign | None:
    for known in SIGNS:
        if sign == known:
            return known
    if sign is None:
        return None
    raise InputError(
        f"{place}: sign {_as_json(sign)} is not known; {did_you_mean(str(sign), SIGNS)}; leave "
        "it out where it was not coded"
    )


def _as_json(value: object) -> str:
    return _shown(value if isinstance(value, str) else json.dumps(value, default=str))


def _shown(value: object) -> str:
    plain = " ".join(str(value).replace("\ufeff", "").split())
    return f'"{plain}"' if len(plain) <= _SHOWN else f'"{plain[:_SHOWN]}..."'
