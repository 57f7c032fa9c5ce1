"""Where the values of a TOML text stand: tomllib reads values, and keeps no place of them."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

Path = tuple[str | int, ...]
"""Keys and positions that lead to a value: ("themes", 2, "keywords", 0)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text.

    Attributes
    ----------
    key
        Where its key begins; for a table or an item of a list, where it begins itself.
    start, end
        The value. A table ends with its last value.
    comma
        Where the comma after an item stands; -1 where there is none.
    """

    key: int
    start: int
    end: int
    comma: int = -1


@dataclass(frozen=True)
class TomlText:
    r"""A TOML text and the places of its values.

    Attributes
    ----------
    origin
        The file, for messages.
    text
        With line ends as a line feed.

    Examples
    --------
    >>> source = TomlText("frame.toml", '[[themes]]\nid = "a"\nkeywords = [\n  "b",\n  "c",\n]\n')
    >>> source.at("themes", 0, "keywords", 1), source.at("themes", 0, "label")
    ('frame.toml, line 5', 'frame.toml, line 1')
    """

    origin: str
    text: str

    @cached_property
    def spans(self) -> Mapping[Path, Span]:
        """Values by path; of a text that is no TOML, those before the fault."""
        scanner = Scanner(self.text)
        scanner.scan()
        return scanner.spans

    def at(self, *path: str | int) -> str:
        """File and 1-based line of a value, or of the nearest that holds it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.spans:
                return f"{self.origin}, line {self.line(self.spans[path[:length]].key)}"
        return self.origin

    def line(self, at: int) -> int:
        """1-based line of a position."""
        return bisect_right(self._breaks, at - 1) + 1

    @cached_property
    def _breaks(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]

    @cached_property
    def twice(self) -> tuple[str, int, int] | None:
        """The first key that stands twice in one table, and its two lines."""
        scanner = Scanner(self.text)
        scanner.scan()
        if scanner.twice is None:
            return None
        name, first, second = scanner.twice
        return name, self.line(first), self.line(second)

    @cached_property
    def open(self) -> int | None:
        """1-based line of a value that is never closed."""
        scanner = Scanner(self.text)
        scanner.scan()
        return None if scanner.open is None else self.line(scanner.open)


class _FaultError(Exception):
    """The text is no TOML from here on."""


class Scanner:
    """Walks through a text that is TOML; where it is none, it stops."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.spans: dict[Path, Span] = {}
        self.twice: tuple[str, int, int] | None = None
        self.open: int | None = None
        self._counts: dict[Path, int] = {}

    def scan(self) -> None:
        """Find the places of all values."""
        table: Path = ()
        try:
            while self._skip(_BLANK) < len(self.text):
                table = self._header() if self.text[self.at] == "[" else self._pair(table)
        except (_FaultError, RecursionError):
            return

    def _header(self) -> Path:
        start = self.at
        double = self.text.startswith("[[", start)
        self.at += 2 if double else 1
        names = self._keys()
        self._take("]]" if double else "]")
        path = self._resolved(names[:-1])
        if double:
            self._counts[(*path, names[-1])] = self._counts.get((*path, names[-1]), -1) + 1
            path = (*path, names[-1], self._counts[*path, names[-1]])
        else:
            path = (*path, names[-1])
        self._keep(path, Span(start, start, self.at))
        return path

    def _resolved(self, names: list[str]) -> Path:
        """Path of a table of which the header tells the names alone."""
        path: Path = ()
        for name in names:
            path = (*path, name)
            if path in self._counts:
                path = (*path, self._counts[path])
        return path

    def _pair(self, table: Path) -> Path:
        """Read `key = value`; return the table that it stands in."""
        start = self.at
        path = (*table, *self._keys())
        self._take("=")
        self._skip(_SPACE)
        self.value(path, start)
        if table in self.spans:
            own = self.spans[table]
            self.spans[table] = Span(own.key, own.start, self.at)
        return table

    def _keys(self) -> list[str]:
        names = []
        while True:
            self._skip(_SPACE)
            found = self._match(_KEY)
            quoted = found[0] in "\"'"
            names.append(tomllib.loads(f"key = {found}")["key"] if quoted else found)
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def value(self, path: Path, key: int = 0) -> None:
        """Find the places of the value that stands here, and of all in it."""
        start = self.at
        if self.text.startswith("[", start):
            self._array(path)
        elif self.text.startswith("{", start):
            self._inline(path)
        else:
            self._match(_SCALAR)
        self._keep(path, Span(key, start, self.at))

    def _array(self, path: Path) -> None:
        start = self.at
        self.at += 1
        n = 0
        while self._more(start, "]"):
            item = (*path, n)
            self.value(item, self.at)
            self._skip(_BLANK)
            if self.text.startswith(",", self.at):
                found = self.spans[item]
                self.spans[item] = Span(found.key, found.start, found.end, self.at)
                self.at += 1
            n += 1

    def _inline(self, path: Path) -> None:
        start = self.at
        self.at += 1
        while self._more(start, "}"):
            self._pair(path)
            self._skip(_BLANK)
            if self.text.startswith(",", self.at):
                self.at += 1

    def _more(self, start: int, end: str) -> bool:
        """Whether another item follows; else step behind the bracket."""
        if self._skip(_BLANK) >= len(self.text):
            self.open = start
            raise _FaultError
        if not self.text.startswith(end, self.at):
            return True
        self.at += 1
        return False

    def _keep(self, path: Path, span: Span) -> None:
        if path in self.spans and self.twice is None:
            self.twice = (str(path[-1]), self.spans[path].key, span.key)
        self.spans.setdefault(path, span)

    def _take(self, mark: str) -> None:
        self._skip(_SPACE)
        if not self.text.startswith(mark, self.at):
            raise _FaultError
        self.at += len(mark)

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None or not found[0]:
            self.open = self.at if self.text.startswith(_LONG, self.at) else None
            raise _FaultError
        self.at = found.end()
        return found[0]


_LONG: Final = ('"""', "'''")
_SPACE: Final = re.compile(r"[ \t]*")
_BLANK: Final = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BASIC: Final = r'"(?:[^"\\\n]|\\.)*"'
_LITERAL: Final = r"'[^'\n]*'"
_KEY: Final = re.compile(rf"[A-Za-z0-9_-]+|{_BASIC}|{_LITERAL}")
_SCALAR: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    rf"|(?!\"\"\"|'''){_BASIC}|(?!'''){_LITERAL}"
    r"|\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]+|[^\s,\]}#\"'\[{=]+",
    re.DOTALL,
)
