"""Entries of the lexicon: words and phrases with a valence, and where they stand in a clause."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase of the lexicon.

    Attributes
    ----------
    valence
        From -4 to 4; 0 where a phrase only keeps its words from being read alone.
    theme
        The only theme it is said of; empty for all.
    """

    words: tuple[str, ...]
    valence: float
    theme: str = ""


Standing = tuple[int, list[Entry]]
"""A place in a clause, and the entries that stand there, longest first."""


class Entries:
    """Entries, found by their first words.

    Parameters
    ----------
    entries
        In any order, each once.

    Examples
    --------
    >>> entries = Entries([Entry(("fine",), 1.0), Entry(("fine", "print"), -1.0)])
    >>> [(at, [one.valence for one in some]) for at, some in entries.standing(["fine", "print"])]
    [(0, [-1.0, 1.0])]
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._words = _by_first_word(entries)
        self._phrases = _by_two_words(entries, self._words)

    def standing(self, folded: list[str]) -> list[Standing]:
        """Places in a clause of folded tokens where entries stand, with these, longest first."""
        standing: list[Standing] = []
        for at, pair in enumerate(zip(self._known(folded), [*folded, ""][1:], strict=True)):
            candidates = self._phrases.get(pair) or self._words.get(pair[0])
            if candidates:
                entries = [one for one in candidates if _goes_on(one, folded, at)]
                if entries:
                    standing.append((at, entries))
        return standing

    def _known(self, folded: list[str]) -> list[str]:
        """Words of a clause; where no entry begins with one, without letters drawn out."""
        if not _DRAWN_OUT.search(" ".join(folded)):
            return folded
        return [word if word in self._words else _calm(word) for word in folded]


def _by_first_word(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Entries of one word, the one meant for a theme first; none where a word begins phrases."""
    found: dict[str, list[Entry]] = {entry.words[0]: [] for entry in entries}
    for entry in sorted(entries, key=lambda entry: not entry.theme):
        if len(entry.words) == 1:
            found[entry.words[0]].append(entry)
    return found


def _by_two_words(
    entries: Sequence[Entry], alone: dict[str, list[Entry]]
) -> dict[tuple[str, str], list[Entry]]:
    """Phrases by their first two words, longest first, and then their first words alone."""
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (-len(entry.words), not entry.theme)):
        if len(entry.words) > 1:
            found[entry.words[0], entry.words[1]].append(entry)
    return {pair: phrases + alone[pair[0]] for pair, phrases in found.items()}


def _goes_on(entry: Entry, folded: list[str], at: int) -> bool:
    """Whether the words after the second are those of the entry too."""
    return len(entry.words) <= 2 or tuple(folded[at + 2 : at + len(entry.words)]) == entry.words[2:]


def _calm(word: str) -> str:
    """Cut letters that are drawn out to two: "sooooo" to "soo"."""
    return _DRAWN_OUT.sub(r"\1\1", word)


_DRAWN_OUT: Final = re.compile(r"(.)\1\1+")


def read_lexicon(path: Path) -> list[Entry]:
    """Read a lexicon: tab-separated words, valence and, where it holds for one only, theme.

    Raises
    ------
    InputError
        A line has no words, or a valence that is no number from -4 to 4.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [_entry(row, f"{path}, line {line}") for line, row in enumerate(rows, start=2)]


def _entry(row: dict[str, str], place: str) -> Entry:
    words = tuple(_TOKEN.findall(row["words"].casefold()))
    try:
        valence = float(row["valence"])
    except (TypeError, ValueError) as error:
        raise InputError(f"{place}: valence {row['valence']!r} is not a number") from error
    if not words or not -4 <= valence <= 4:
        raise InputError(f"{place}: expected words and a valence from -4 to 4; found {row}")
    return Entry(words, valence, row["theme"] or "")


def tokens(clause: str) -> list[str]:
    """Words, emoticons, marks and other symbols of a clause, in order.

    Examples
    --------
    >>> tokens("Don\u2019t ask :-( ...")
    ["Don't", 'ask', ':-(', '.', '.', '.']
    """
    plain = clause.isascii() and "`" not in clause
    return _TOKEN.findall(clause if plain else _APOSTROPHE.sub("'", clause))


# A word, an emoticon, a mark that ends the reach of a negation, or any other symbol (emoji).
_TOKEN: Final = re.compile(
    r"[^\W_]+(?:'[^\W_]+)*\+?|[:;=>][-']?[()\[\]DpP/\\|<(]+|<3|[,.;:!?]|[^\w\s,.;:!?'\"()-]"
)


# A replacement character between two letters is an apostrophe that was lost on the way.
_APOSTROPHE: Final = re.compile("[\u2019`\u00b4]|(?<=[^\\W_])\ufffd(?=[^\\W_])")
