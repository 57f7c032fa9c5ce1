"""What became of a codeframe's themes, change by change, as the file keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was done to a codeframe.

    Attributes
    ----------
    version
        The version of the codeframe that it led to.
    change
        What was done: a key of `SAID`.
    themes
        Ids of the themes it was done to.
    into
        Ids of the themes that they became (merged, split) or came out of (restored).
    before, after
        What the theme had, and has: label, definition, parent, owner; `from` and `to` in the file.
    gained, lost
        Keywords, examples or counter-examples that came and went.
    on
        The day, where the person said it.
    note
        Why, where the person said it.
    """

    version: int
    change: str
    themes: tuple[str, ...]
    into: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    on: date | None = None
    note: str | None = None

    @property
    def alters_tags(self) -> bool:
        """Whether comments may be tagged otherwise than before."""
        return self.change not in _TAGGED_ALIKE

    @property
    def sentence(self) -> str:
        """The change in words.

        Examples
        --------
        >>> Change(4, "merged", ("fees", "refunds"), ("billing",), note="too alike").sentence
        '"fees" and "refunds" were merged into "billing" (too alike).'
        """
        said = SAID[self.change](self)
        beside = "; ".join(part for part in (self.on and str(self.on), self.note) if part)
        return f"{said} ({_line(beside)})." if beside else f"{said}."


def listed(names: Sequence[str]) -> str:
    """Names in quotes, as a sentence has them.

    Examples
    --------
    >>> listed(["fees", "refunds", "price"])
    '"fees", "refunds" and "price"'
    """
    *first, last = [f'"{_line(name)}"' for name in names] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _was(done: str) -> Callable[[Change], str]:
    def said(change: Change) -> str:
        into = f" {listed(change.into)}" if change.into else ""
        return f"{listed(change.themes)} {_be(change)} {done}{into}"

    return said


def _be(change: Change) -> str:
    return "was" if len(change.themes) == 1 else "were"


def _added(change: Change) -> str:
    label = f" ({_quoted(change.after)})" if change.after else ""
    return f"{listed(change.themes)}{label} {_be(change)} added"


def _moved(change: Change) -> str:
    source = _quoted(change.before) if change.before else "the top"
    target = f"under {_quoted(change.after)}" if change.after else "to the top"
    return f"{listed(change.themes)} {_be(change)} moved from {source} {target}"


def _retired(change: Change) -> str:
    if change.before is None:
        return f"{listed(change.themes)} {_be(change)} retired"
    return _became("retired")(change)


def _restored(change: Change) -> str:
    if not change.into:
        return f"{listed(change.themes)} {_be(change)} restored"
    return (
        f"{listed(change.themes)} {_be(change)} restored out of {listed(change.into)}, which keeps "
        "what it took over"
    )


def _became(what: str) -> Callable[[Change], str]:
    def said(change: Change) -> str:
        before, after = _or_none(change.before), _or_none(change.after)
        return f"{what} of {listed(change.themes)} was {before}, is {after}"

    return said


def _read_as(change: Change) -> str:
    return (
        f"models knew {listed(change.themes)} as {_quoted(change.before)}, and know it as "
        f"{_quoted(change.after)} now"
    )


def _listing(what: str) -> Callable[[Change], str]:
    def said(change: Change) -> str:
        parts = [
            f"{len(texts):,} {done}: {_some(texts)}"
            for done, texts in (("added", change.gained), ("taken out", change.lost))
            if texts
        ]
        return f"{what} of {listed(change.themes)}: {'; '.join(parts)}"

    return said


def _some(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _NAMED:,} more" if len(texts) > _NAMED else ""
    return ", ".join(_quoted(text) for text in texts[:_NAMED]) + more


def _quoted(text: str | None) -> str:
    plain = _line(text or "")
    return f'"{plain}"' if len(plain) <= _SHOWN else f'"{plain[:_SHOWN].rstrip()}..."'


def _or_none(text: str | None) -> str:
    return _quoted(text) if text else "none"


def _line(text: str) -> str:
    return " ".join(text.split())


_SHOWN: Final = 80
"""Characters of a text that a sentence quotes."""

_NAMED: Final = 5
"""Texts of a list that a sentence quotes."""

SAID: Final[dict[str, Callable[[Change], str]]] = {
    "added": _added,
    "retired": _retired,
    "restored": _restored,
    "merged": _was("merged into"),
    "split": _was("split into"),
    "renamed": _became("label"),
    "read_as": _read_as,
    "redefined": _became("definition"),
    "moved": _moved,
    "keywords": _listing("keywords"),
    "examples": _listing("examples"),
    "counter_examples": _listing("counter-examples"),
    "owner": _became("owner"),
    "since": _became("since"),
}
"""What can be done to a theme, to how a sentence says it; in the order in which they are shown."""

_TAGGED_ALIKE: Final = frozenset({"renamed", "moved", "owner", "since"})
