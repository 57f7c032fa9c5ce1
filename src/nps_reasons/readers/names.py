"""Column names: how they are tidied, compared and looked up."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from nps_reasons.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TAG = re.compile(r"<[^<>]*>")
_INSIDE_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_A_WORD = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    """Return the text trimmed, with each run of white space (NBSP too) as one space.

    Examples
    --------
    >>> tidy("NETPRO  ")
    'NETPRO'
    """
    return " ".join(text.replace("\ufeff", "").split())


# The names of a wide file are compared with those of every platform.
@lru_cache(maxsize=1 << 14)
def fold(name: str) -> str:
    """Return what is compared when two spellings of a column name may mean the same column.

    Examples
    --------
    >>> fold("Nps Score ") == fold("NPSscore")
    True
    """
    return "".join(tidy(name).split()).casefold()


def words_of(name: str) -> str:
    """Return the words of a column name in lower case, without markup and punctuation.

    Examples
    --------
    >>> words_of("<strong>Response</strong>ID_new")
    'response id new'
    """
    plain = _TAG.sub(" ", html.unescape(name))
    return _NOT_A_WORD.sub(" ", _INSIDE_CAMEL.sub(" ", plain)).strip().casefold()


@lru_cache(maxsize=2**14)
def plain_words(name: str) -> str:
    """Return the words of a column name without accents, however they are encoded.

    Examples
    --------
    >>> plain_words("Begru\u0308ndung"), plain_words("Puntuaci&oacute;n")
    ('begrundung', 'puntuacion')
    """
    words = words_of(unicodedata.normalize("NFC", html.unescape(name)))
    letters = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def named(wanted: str, columns: Sequence[str], *, where: str, flag: str) -> str:
    """Return the column that the user named: exactly, else ignoring case and white space.

    Raises
    ------
    UsageError
        There is no such column.

    Examples
    --------
    >>> named("netpro", ["id", "NETPRO"], where="survey.csv", flag="--score-column")
    'NETPRO'
    """
    for same in (str, tidy, fold):
        for column in columns:
            if same(column) == same(wanted):
                return column
    raise UsageError(
        f'{where}: there is no column "{wanted}" ({flag}); {did_you_mean(wanted, columns)}'
    )


def made_unique(names: Iterable[str]) -> list[str]:
    """Return the names; a repeated one gets " (2)", " (3)" and so on.

    Examples
    --------
    >>> made_unique(["score", "score", "text"])
    ['score', 'score (2)', 'text']
    """
    given = list(names)
    taken = set(given)
    unique: dict[str, None] = {}
    last: dict[str, int] = {}
    for name in given:
        spelling, n = name, last.get(name, 1)
        while spelling in unique or (n > 1 and spelling in taken):
            n += 1
            spelling = f"{name} ({n})"
        last[name] = n
        unique[spelling] = None
    return list(unique)


def unique_beside(taken: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the names, made unique among themselves and beside those that are taken.

    Examples
    --------
    >>> unique_beside(["score"], ["score", "text"])
    ['score (2)', 'text']
    """
    before = list(taken)
    return made_unique([*before, *names])[len(before) :]
