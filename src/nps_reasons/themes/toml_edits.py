"""Values written into a TOML text; whatever is not touched stays as it stands."""

from __future__ import annotations

import textwrap
import tomllib
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.files import toml_value
from nps_reasons.themes.toml_text import Scanner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.themes.toml_text import Path, Span, TomlText

Value = str | int | date | tuple[str, ...]

WIDTH: Final = 100
"""Characters of a line."""


class Rewriting:
    """Edits of one text, all made where they were found, at once.

    Parameters
    ----------
    whole_lists
        Whether a list that changes is written anew, which loses the comments in it.
    """

    def __init__(self, source: TomlText, *, whole_lists: bool = False) -> None:
        self.source = source
        self.whole_lists = whole_lists
        self._edits: list[tuple[int, int, str]] = []

    @property
    def text(self) -> str:
        """The text with all edits made."""
        parts, end = [], len(self.source.text)
        # Of edits at one place, the first that was asked for stands first.
        order = sorted(enumerate(self._edits), key=lambda edit: (edit[1][0], edit[0]), reverse=True)
        for _, (start, stop, new) in order:
            parts += [self.source.text[stop:end], new]
            end = start
        return "".join([self.source.text[:end], *reversed(parts)])

    def put(self, path: Path, value: Value) -> None:
        """Put a value in the place of another."""
        span = self.source.spans[path]
        self._edits.append((span.start, span.end, spelled(str(path[-1]), value)))

    def update(self, table: Path, old: Mapping[str, Value], new: Mapping[str, Value]) -> None:
        """Give a table the values of another, key by key."""
        keys = [key for key in dict.fromkeys((*old, *new)) if old.get(key) != new.get(key)]
        if keys and self._is_inline(table):
            self._replace(self.source.spans[table], _inline(new))
            return
        for key in keys:
            span = self.source.spans.get((*table, key))
            if span is None:
                self._insert(table, key, new[key])
            elif key not in new:
                self._remove(span)
            elif isinstance(value := new[key], tuple) and not self.whole_lists:
                self._replace(span, edited_list(key, self._at(span), value))
            else:
                self._replace(span, spelled(key, value))

    def append(self, name: str, tables: Sequence[Mapping[str, Value]]) -> None:
        """Add tables behind those of a name; where there are none, at the end."""
        if not tables:
            return
        if (name,) in self.source.spans:
            span = self.source.spans[name,]
            added = [_inline(table) for table in tables]
            for at, new in _insertions(self._at(span), added):
                self._edits.append((span.start + at, span.start + at, new))
            return
        ends = [s.end for path, s in self.source.spans.items() if path[:1] == (name,)]
        at = self._line_end(max(ends)) if ends else len(self.source.text)
        blocks = "\n\n".join(table_of(name, table) for table in tables)
        closed = not ends and self.source.text.endswith("\n")
        self._edits.append((at, at, f"\n{blocks}\n" if closed else f"\n\n{blocks}"))

    def _is_inline(self, table: Path) -> bool:
        return self._at(self.source.spans[table]).startswith("{")

    def _at(self, span: Span) -> str:
        return self.source.text[span.start : span.end]

    def _replace(self, span: Span, new: str) -> None:
        self._edits.append((span.start, span.end, new))

    def _insert(self, table: Path, key: str, value: Value) -> None:
        """Write a new key below the last one of its table, as far in as its first."""
        at = self._line_end(self.source.spans[table].end)
        start = self.source.spans[*table, "id"].key
        above = self.source.text.rfind("\n", 0, start) + 1
        indent = self.source.text[above:start]
        self._edits.append((at, at, f"\n{indent}{key} = {spelled(key, value)}"))

    def _remove(self, span: Span) -> None:
        above = self.source.text.rfind("\n", 0, span.key)
        self._edits.append((above, self._line_end(span.end), ""))

    def _line_end(self, at: int) -> int:
        end = self.source.text.find("\n", at)
        return len(self.source.text) if end < 0 else end


def table_of(name: str, values: Mapping[str, Value]) -> str:
    """Spell one table of a list of tables.

    Examples
    --------
    >>> print(table_of("themes", {"id": "fees", "keywords": ("fee", "charge")}))
    [[themes]]
    id = "fees"
    keywords = ["fee", "charge"]
    """
    lines = [f"{key} = {spelled(key, value)}" for key, value in values.items()]
    return "\n".join([f"[[{name}]]", *lines])


def spelled(key: str, value: Value) -> str:
    """Spell a value; a long list takes several lines."""
    if isinstance(value, tuple):
        return _list(key, [toml_value(item) for item in value])
    return toml_value(value) if isinstance(value, str) else str(value)


def _list(key: str, items: Sequence[str]) -> str:
    line = f"[{', '.join(items)}]"
    if len(f"{key} = {line}") <= WIDTH:
        return line
    return "\n".join(["[", *(f"  {line}" for line in _lines(items)), "]"])


def _lines(items: Sequence[str]) -> list[str]:
    """Spelled items as lines of a list: sentences one a line, words as many as fit."""
    if any(len(item) > WIDTH // 3 for item in items):
        return [f"{item}," for item in items]
    # Words are wrapped between items only: a space inside one is hidden meanwhile.
    hidden = ", ".join(item.replace(" ", "\0").replace("-", "\1") for item in items) + ","
    wrapped = textwrap.fill(hidden, WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return wrapped.replace("\0", " ").replace("\1", "-").split("\n")


def _inline(values: Mapping[str, Value]) -> str:
    pairs = [
        f"{key} = {toml_value(value) if isinstance(value, str | tuple) else value}"
        for key, value in values.items()
    ]
    return f"{{ {', '.join(pairs)} }}"


def edited_list(key: str, array: str, wanted: Sequence[str]) -> str:
    r"""Give an array of texts other items; those that stay keep their place and comments.

    Examples
    --------
    >>> print(edited_list("keywords", '[\n  "fee",  # as said\n  "charge",\n]', ["fee", "price"]))
    [
      "fee",  # as said
      "price",
    ]
    """
    items = _items(array)
    left = Counter(wanted)
    stays, new = [], list(wanted)
    for _, value in items:
        text = str(value).strip()
        stays.append(not text or left[text] > 0)
        left[text] -= 1
        if text and stays[-1]:
            new.remove(text)
    kept = [str(v).strip() for (_, v), stay in zip(items, stays, strict=True) if stay]
    if [text for text in kept if text] + new != list(wanted):
        return spelled(key, tuple(wanted))
    added = [toml_value(text) for text in new]
    if "\n" not in array:
        spans = [span for (span, _), stay in zip(items, stays, strict=True) if stay]
        return _list(key, [*(array[span.start : span.end] for span in spans), *added])
    gone = [span for (span, _), stay in zip(items, stays, strict=True) if not stay]
    shorter = _without(array, gone)
    for at, text in reversed(_insertions(shorter, added)):
        shorter = f"{shorter[:at]}{text}{shorter[at:]}"
    return shorter


_KEY: Final = "x = "


def _items(array: str) -> list[tuple[Span, Any]]:
    """Items of an array, each with its place in it."""
    scanner = Scanner(array)
    scanner.value(("x",))
    values = tomllib.loads(f"{_KEY}{array}")["x"]
    return [(scanner.spans["x", place], value) for place, value in enumerate(values)]


def _without(array: str, gone: Sequence[Span]) -> str:
    for span in sorted(gone, key=lambda one: one.start, reverse=True):
        end = max(span.comma + 1, span.end)
        above = array.rfind("\n", 0, span.start)
        below = array.find("\n", end)
        rest = array[end:below].strip()
        if above >= 0 and not array[above : span.start].strip() and _ends_line(rest, below):
            array = array[:above] + array[below:]
        else:
            array = array[: span.start] + array[end:].lstrip(" \t")
    return array


def _ends_line(rest: str, below: int) -> bool:
    return below >= 0 and (not rest or rest.startswith("#"))


def _insertions(array: str, added: Sequence[str]) -> list[tuple[int, str]]:
    """Where to write what, to put spelled items behind those of an array."""
    items = [span for span, _ in _items(array)]
    if not added:
        return []
    if not items:
        return [(len(array) - 1, ", ".join(added))]
    first, last = items[0], items[-1]
    end = max(last.comma + 1, last.end)
    comma = "" if last.comma >= 0 else ","
    below = array.find("\n", end)
    if below < 0:
        return [(end, f"{comma} {', '.join(added)}")]
    indent = array[array.rfind("\n", 0, first.start) + 1 : first.start]
    indent = "  " if indent.strip() else indent
    lines = "".join(f"\n{indent}{line}" for line in _lines(added))
    return [(end, comma), (below, lines)]
