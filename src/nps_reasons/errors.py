"""Every error this library raises on purpose, and the exit code that the command line gives it.

NPSReasonsError                 4  what the caller can catch
├── UsageError                  2  the call or the settings are wrong; the data were not looked at
│   └── MissingExtraError       2  an optional part is not installed
├── InputError                  3  the data cannot be used as they are
│   └── TableError              3  a table does not meet its contract (schema/)
└── OutputError                 3  the result cannot be written where it was asked for
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable


class NPSReasonsError(Exception):
    """Base of every error raised on purpose."""

    exit_code: ClassVar[int] = 4


class UsageError(NPSReasonsError, ValueError):
    """The call or the settings are wrong."""

    exit_code = 2


class MissingExtraError(UsageError, ImportError):
    """An optional part of the library is needed and not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f'{library} is not installed; pip install "nps-reasons[{extra}]"')


class InputError(NPSReasonsError, ValueError):
    """The data cannot be used as they are."""

    exit_code = 3


class TableError(InputError):
    """A table does not meet its contract."""


class OutputError(NPSReasonsError, OSError):
    """The result cannot be written where it was asked for."""

    exit_code = 3


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Hint at the nearest known word, or list what is known.

    Examples
    --------
    >>> did_you_mean("quater", ["month", "quarter"])
    'did you mean "quarter"?'
    >>> did_you_mean("x", ["month", "quarter"])
    'known: month, quarter'
    """
    choices = sorted(known)
    folded = {choice.casefold(): choice for choice in choices}
    near = get_close_matches(word.casefold(), list(folded), n=1)
    return f'did you mean "{folded[near[0]]}"?' if near else f"known: {', '.join(choices)}"
