"""The code page of a file that is not UTF-8, by how its characters would stand in their words.

A byte is judged with its two neighbours: a letter of the language inside a word is likely, a symbol
there is not, nor is a capital after a small letter. What is likely has a low cost; the code page
and the language with the least cost together are chosen.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from nps_reasons.readers.formats.alphabets import ALPHABETS

if TYPE_CHECKING:
    from collections.abc import Iterator

Array = NDArray[Any]

PAGES: Final = {
    "cp1252": 0.0,
    "cp1251": 1.0,
    "cp1250": 1.5,
    "cp1253": 1.5,
    "cp1254": 1.5,
    "mac_roman": 2.0,
    "iso8859_15": 2.0,
    "cp850": 2.5,
    "iso8859_2": 3.0,
    "cp437": 3.5,
}
"""Code pages, and what it costs that they are rarer than the commonest."""

MIXED: Final = ("cp1252", "cp850", "mac_roman", "cp437")
"""Code pages that are met mixed in one file: of Windows, of DOS and of the Macintosh."""

_OTHER_SCRIPTS: Final = frozenset({"cp1251", "cp1253"})
_IN_LATIN_WORD: Final = 6.0
_LATIN: Final = np.isin(
    np.arange(256), list(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
)

_WESTERN: Final = (
    "German",
    "French",
    "Spanish",
    "Portuguese",
    "Italian",
    "Dutch",
    "Danish",
    "Swedish",
)
_OF_SEVERAL: Final = "several"
_FOREIGN, _STRANGE, _OF_SEVERAL_COST, _CAPITAL = 6.0, 8.0, 2.5, 0.5
_CR_ENDS: Final = 3.0
"""Line ends of old Macintoshes speak for their code page."""

_A_WORD, _MOST_WORDS = 0.75, 8
_SAMPLE: Final = 65_536
_BLOCK: Final = 1 << 24
_LINE_END: Final = 10

CERTAIN: Final = 5.0
"""A character is certainly of another page where it costs this much less there."""

_LIKELY: Final = 1.5
_FEWEST: Final = 3
_RATHER: Final = 2.9
_MANY: Final = 30
"""Where so many characters are certain, others are taken at less."""

# What a character is; the order is that of the rows of `_PLACE`.
_LOWER, _UPPER, _OPENS, _EITHER, _APOSTROPHE, _DASH, _MONEY, _SPACE, _MARK, _ODD, _VOID = range(11)
_KINDS: Final = {
    _OPENS: "\u201e\u201a\xab\xbf\xa1\u2039",  # low quotes, guillemet, Spanish marks
    _EITHER: "\u201c\u201d\u2018\xbb\u203a\u2026",  # quotes that open here and close there
    _APOSTROPHE: "\u2019",
    _DASH: "\u2013\u2014",
    _MONEY: "€£¥°²³½¼¢ºª",
    _SPACE: "\N{NO-BREAK SPACE}",
    _MARK: "®™©§•·\xb4\N{SOFT HYPHEN}",
}
_BASE: Final = np.array([0, 0, 3.5, 3, 2, 3, 3, 4, 4.5, 9, 14], dtype=float)

# What stands beside it.
_BESIDE_LOWER, _BESIDE_UPPER, _BESIDE_DIGIT, _BESIDE_OTHER = range(4)


@dataclass(frozen=True, slots=True)
class Triples:
    """High bytes with their two neighbours: each different triple once, and how often it stands."""

    before: Array
    byte: Array
    after: Array
    n: Array


@dataclass(frozen=True, slots=True)
class Choice:
    """A code page, the language it was chosen with, and the mean cost of a character."""

    page: str
    language: str
    cost: float


def choose_page(data: bytes) -> Choice:
    """Return the likeliest code page of bytes that are not UTF-8.

    Examples
    --------
    >>> choose_page("Die Größe war für uns nicht gut".encode("mac_roman")).page
    'mac_roman'
    """
    triples = triples_of(data)
    extra = {"mac_roman": -_CR_ENDS} if data.count(b"\r") and not data.count(b"\n") else {}
    words = _word_hits(data[:_SAMPLE])
    total = max(float(triples.n.sum()), 1.0)
    costs = {
        (page, language): float(cost_of(triples, page, language) @ triples.n)
        + prior
        + extra.get(page, 0.0)
        - _A_WORD * words.get(language, 0)
        for page, prior in PAGES.items()
        for language in _languages_of(page)
    }
    (page, language), cost = min(costs.items(), key=lambda item: item[1])
    return Choice(page, language, cost / total)


def triples_of(data: bytes) -> Triples:
    """Return the bytes above 127 with their neighbours; a file begins and ends with a line."""
    numbers: Counter[int] = Counter()
    for _, packed in _packed_blocks(data):
        distinct, n_each = np.unique(packed, return_counts=True)
        numbers.update(dict(zip(distinct.tolist(), n_each.tolist(), strict=True)))
    keys = np.array(sorted(numbers), dtype=np.int64)
    n = np.array([numbers[key] for key in keys.tolist()], dtype=float)
    return Triples(keys >> 16, (keys >> 8) & 0xFF, keys & 0xFF, n)


def cost_of(triples: Triples, page: str, language: str) -> Array:
    """Return what each triple costs if it is in that page and language."""
    kinds, beside = _kinds_of(page), _beside_of(page)
    place = _places()[kinds[triples.byte], beside[triples.before], beside[triples.after]]
    cost: Array = _letter_costs(page, language)[triples.byte] + place
    if page in _OTHER_SCRIPTS:
        beside_latin = _LATIN[triples.before] | _LATIN[triples.after]
        cost = cost + _IN_LATIN_WORD * (beside_latin & (kinds[triples.byte] <= _UPPER))
    return cost


def bytes_of_other_page(data: bytes, main: Choice) -> tuple[str, Array] | None:
    """Return another page that some characters are certainly in, and their places in `data`.

    A byte that is certain in three places and more is taken so wherever it is likely; where the
    other page is not likelier, the main one stands.
    """
    if main.page not in MIXED:
        return None
    triples = triples_of(data)
    of_main = cost_of(triples, main.page, main.language)
    gains: dict[str, Array] = {}
    for page in MIXED:
        if page != main.page:
            cost = cost_of(triples, page, main.language)
            gains[page] = np.where(cost < CERTAIN, of_main - cost, 0.0)
    worth = {page: float((gain * triples.n)[gain >= CERTAIN].sum()) for page, gain in gains.items()}
    best = max(worth, key=lambda page: worth[page])
    certain = gains[best] >= CERTAIN
    n_certain = float(triples.n[certain].sum())
    if n_certain < _FEWEST:
        return None
    sure = np.bincount(triples.byte[certain], triples.n[certain], minlength=256)
    settled = sure >= np.maximum(_FEWEST, 0.5 * np.bincount(triples.byte, triples.n, minlength=256))
    taken = gains[best] >= (_RATHER if n_certain >= _MANY else CERTAIN)
    taken |= settled[triples.byte] & (gains[best] >= _LIKELY)
    keys = (triples.before << 16 | triples.byte << 8 | triples.after)[taken]
    return best, _places_of(data, np.sort(keys))


def _places_of(data: bytes, keys: Array) -> Array:
    """Return where in the file these triples stand."""
    return np.concatenate([at[np.isin(packed, keys)] for at, packed in _packed_blocks(data)])


def _packed_blocks(data: bytes) -> Iterator[tuple[Array, Array]]:
    """Give the places of the high bytes, and each with its neighbours as one number."""
    whole = np.frombuffer(data, np.uint8)
    for start in range(0, len(whole), _BLOCK):
        at = np.flatnonzero(whole[start : start + _BLOCK] >= 0x80) + start
        before = np.where(at > 0, whole[np.maximum(at - 1, 0)], _LINE_END).astype(np.int64)
        last = len(whole) - 1
        after = np.where(at < last, whole[np.minimum(at + 1, last)], _LINE_END).astype(np.int64)
        yield at, before << 16 | whole[at].astype(np.int64) << 8 | after


@cache
def characters_of(page: str) -> tuple[str, ...]:
    """Return the character of each byte; U+FFFD where the page has none."""
    return tuple(bytes([byte]).decode(page, "replace") for byte in range(256))


def _languages_of(page: str) -> list[str]:
    known = set(characters_of(page))
    able = [name for name, alphabet in ALPHABETS.items() if known.issuperset(alphabet.letters)]
    return [*able, _OF_SEVERAL]


def _word_hits(sample: bytes) -> dict[str, int]:
    words = Counter(re.findall(r"[a-z]+", sample.decode("ascii", "replace").lower()))
    return {
        name: min(sum(words[word] for word in alphabet.words), _MOST_WORDS)
        for name, alphabet in ALPHABETS.items()
    }


@cache
def _letter_costs(page: str, language: str) -> Array:
    known = {letter for alphabet in ALPHABETS.values() for letter in alphabet.letters}
    if language == _OF_SEVERAL:
        own = {c: _OF_SEVERAL_COST for name in _WESTERN for c in ALPHABETS[name].letters}
    else:
        letters = ALPHABETS[language].letters
        own = {letter: 1 + 2 * i / len(letters) for i, letter in enumerate(letters)}
    costs = np.zeros(256)
    for byte, character in enumerate(characters_of(page)):
        if byte >= 0x80 and _kind(character) in {_LOWER, _UPPER}:
            small = character.lower()
            costs[byte] = own.get(small, _FOREIGN if small in known else _STRANGE)
            costs[byte] += _CAPITAL * (small != character)
    return costs


@cache
def _kinds_of(page: str) -> Array:
    return np.array([_kind(character) for character in characters_of(page)])


def _kind(character: str) -> int:
    for kind, characters in _KINDS.items():
        if character in characters:
            return kind
    category = unicodedata.category(character)
    if category == "Ll":
        return _LOWER
    if category == "Lu":
        return _UPPER
    return _VOID if category == "Cc" or character == "\N{REPLACEMENT CHARACTER}" else _ODD


@cache
def _beside_of(page: str) -> Array:
    by_category = {"Ll": _BESIDE_LOWER, "Lu": _BESIDE_UPPER, "Nd": _BESIDE_DIGIT}
    return np.array(
        [by_category.get(unicodedata.category(c), _BESIDE_OTHER) for c in characters_of(page)]
    )


@cache
def _places() -> Array:
    """Return what each kind costs between two neighbours: kind x before x after."""
    costs = np.repeat(_BASE, 16).reshape(len(_BASE), 4, 4)
    letter, digit, other = slice(0, 2), _BESIDE_DIGIT, _BESIDE_OTHER
    costs[_UPPER, _BESIDE_LOWER, :] += 6
    costs[_LOWER, _BESIDE_UPPER, _BESIDE_UPPER] += 4
    costs[_LOWER, other, _BESIDE_UPPER] += 4
    costs[_LOWER, digit, :] += 3
    costs[_UPPER, digit, :] += 3
    costs[_LOWER, other, other] += 1.5
    costs[_UPPER, other, other] += 3
    costs[_UPPER, other, _BESIDE_UPPER] -= 0.5
    costs[_OPENS, letter, :] += 5
    costs[_OPENS, :, other] += 1
    costs[_EITHER, letter, letter] += 5
    costs[_APOSTROPHE, other, other] += 3
    costs[_DASH, letter, letter] += 3
    costs[_DASH, letter, other] += 0.5
    costs[_DASH, other, letter] += 0.5
    costs[_MONEY, letter, letter] += 6
    costs[_MONEY, other, letter] += 2.5
    costs[_MARK, letter, letter] += 6
    costs[_MARK, other, letter] += 2
    costs[_ODD, letter, :] += 1.5
    costs[_ODD, :, letter] += 1.5
    return costs
