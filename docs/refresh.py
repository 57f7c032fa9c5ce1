"""Write the reference in settings.md from the settings themselves; the rest stays as it is.

python docs/refresh.py
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel

from nps_reasons.settings import Settings

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

PAGE: Final = Path(__file__).parent / "settings.md"
BEGIN: Final = "<!-- from here on docs/refresh.py writes -->"
END: Final = "<!-- up to here -->"

WORDS: Final[dict[object, tuple[str, str]]] = {
    Path: ("a file", "files"),
    str: ("text", "texts"),
    bool: ("`true` or `false`", ""),
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    dt.date: ("a date", "dates"),
}
"""Type to what a user writes: one of it, and several."""

_HEAD: Final = "| key | what it may be | if left out | what it does |\n|---|---|---|---|"


def refreshed(text: str) -> str:
    """Return the page with the part between the two marks written anew."""
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{reference()}\n\n{END}{after}"


def reference() -> str:
    """Return a heading and a table of keys for each section of the settings."""
    return "\n\n".join(_section(name, field) for name, field in Settings.model_fields.items())


def _section(name: str, field: FieldInfo) -> str:
    models = [part for part in _parts(field.annotation) if _is_model(part)]
    if not models:
        line = f"| each level | a number above 0 | | {_about(field)} |"
        return "\n".join([f"### [{name}.SEGMENT]", "", _HEAD, line])
    title = f"[[{name}]]" if get_origin(field.annotation) is tuple else f"[{name}]"
    lines = [_line(key, inner) for key, inner in models[0].model_fields.items()]
    return "\n".join([f"### {title}", "", _HEAD, *lines])


def _line(key: str, field: FieldInfo) -> str:
    return f"| `{key}` | {_kind(field)} | {_default(field)} | {_about(field)} |"


def _about(field: FieldInfo) -> str:
    return " ".join((field.description or "").replace("|", "\\|").split())


def _kind(field: FieldInfo) -> str:
    kinds = [part for part in (_one(kind) for kind in _parts(field.annotation)) if part]
    return " or ".join(dict.fromkeys(kinds)) + _limits(field)


def _one(kind: object) -> str:
    """Return what a user writes for a type that is no union."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is NoneType:
        return ""
    if origin is Annotated:
        return _one(inner[0])
    if origin is Literal:
        return ", ".join(f"`{_toml(choice)}`" for choice in inner)
    if origin is tuple:
        return f"a list of {_several(inner[0])}"
    if origin is dict:
        return f"a table of {_several(inner[1])}"
    return WORDS[kind][0]


def _several(kind: object) -> str:
    if get_origin(kind) is Literal:
        return _one(kind)
    return _one(kind).replace("a list", "lists") if get_origin(kind) else WORDS[kind][1]


def _limits(field: FieldInfo) -> str:
    low = next((rule.ge for rule in field.metadata if hasattr(rule, "ge")), None)
    high = next((rule.le for rule in field.metadata if hasattr(rule, "le")), None)
    if low is None:
        return ""
    return f", {low} to {high}" if high is not None else f", {low} or more"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "it must be there"
    default = field.get_default(call_default_factory=True)
    if default is None or default in ((), {}):
        return ""
    return f"`{_toml(default)}`"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _parts(kind: object) -> tuple[Any, ...]:
    """Return the members of a union, or the items of a list of tables, or the type itself."""
    if get_origin(kind) is tuple and _is_model(get_args(kind)[0]):
        return get_args(kind)[:1]
    is_plain = get_origin(kind) in (tuple, dict, Literal, Annotated) or not get_args(kind)
    return (kind,) if is_plain else get_args(kind)


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(PAGE.name)
