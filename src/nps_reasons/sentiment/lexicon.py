"""Sentiment of a clause towards a theme: a lexicon of customers' words, and rules around them.

The valences of words are turned by negation and wishes, strengthened or weakened by the words
before them, summed, and squashed into -1..1. Normalising by the root of the squared sum plus 15,
and boosters, follow Hutto and Gilbert (2014), VADER, ICWSM 8(1); the words, their valences and
the other rules are our own.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.errors import InputError
from nps_reasons.sentiment import rules
from nps_reasons.store import ModelFolder, read_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MODEL: Final = "lexicon-sentiment"
SPREAD: Final = 15.0


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


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    entry: Entry


class LexiconSentiment:
    """Scores clauses by a lexicon.

    Parameters
    ----------
    folder : Path or None
        Folder that holds the model folder `lexicon-sentiment`; None for the shipped one.

    Examples
    --------
    >>> model = LexiconSentiment().fit()
    >>> model.score(["cheap", "cheap"], ["price-and-value", "product-quality"]).round(2)
    array([ 0.36, -0.36])
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def fit(self) -> Self:
        """Load the lexicon."""
        self.model_: ModelFolder = read_model(MODEL, folder=self.folder)
        self.entries_: dict[str, list[Entry]] = defaultdict(list)
        for entry in read_lexicon(self.model_.file("lexicon.tsv")):
            self.entries_[entry.words[0]].append(entry)
        for entries in self.entries_.values():
            # Longest first, and among equals the one meant for a theme.
            entries.sort(key=lambda entry: (-len(entry.words), not entry.theme))
        return self

    @property
    def name(self) -> str:
        """Model and version, for the manifest."""
        return self.model_.name

    @property
    def hash(self) -> str:
        """SHA-256 of the lexicon."""
        return self.model_.hash

    def score(
        self, clauses: Sequence[str], themes: Sequence[str] | None = None
    ) -> NDArray[np.float64]:
        """Sentiment from -1 to 1 of each clause, towards the theme at the same place.

        Parameters
        ----------
        themes : sequence of theme ids, as long as `clauses`
            None scores each clause as a whole.
        """
        towards = [""] * len(clauses) if themes is None else themes
        pairs = list(zip(clauses, towards, strict=True))
        scores = {pair: self._score_one(*pair) for pair in dict.fromkeys(pairs)}
        return np.array([scores[pair] for pair in pairs], dtype=np.float64)

    def _score_one(self, clause: str, theme: str) -> float:
        words = _TOKEN.findall(_APOSTROPHE.sub("'", clause))
        folded = [word.casefold() for word in words]
        found = self._find(folded, theme)
        told = [one for one in found if not _only_strengthens(one, found)]
        total = sum(_valence(one, folded) * _loudness(one, words) for one in told)
        total += _complaints(" ".join(folded), rules.COMPLAINTS)
        if not total:
            total = _complaints(" ".join(folded), rules.UNDERSTATED)
        if total:
            total += np.sign(total) * rules.EXCLAMATION * min(clause.count("!"), 3)
        return float(total / sqrt(total * total + SPREAD))

    def _find(self, folded: list[str], theme: str) -> list[_Found]:
        """Entries in the clause, from the left, longest first, none overlapping."""
        found: list[_Found] = []
        at = 0
        while at < len(folded):
            entry = self._entry_at(folded, at, theme)
            if entry:
                found.append(_Found(at, entry))
            at += len(entry.words) if entry else 1
        return found

    def _entry_at(self, folded: list[str], at: int, theme: str) -> Entry | None:
        word = folded[at] if folded[at] in self.entries_ else _calm(folded[at])
        candidates = self.entries_.get(word, [])
        for entry in candidates:
            rest = entry.words[1:]
            if entry.theme in ("", theme) and tuple(folded[at + 1 : at + 1 + len(rest)]) == rest:
                return entry
        return None


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


# A word, an emoticon, a mark that ends the reach of a negation, or any other symbol (emoji).
_TOKEN: Final = re.compile(
    r"[^\W_]+(?:'[^\W_]+)*\+?|[:;=>][-']?[()\[\]DpP/\\|<(]+|<3|[,.;:!?]|[^\w\s,.;:!?'\"()-]"
)


# A replacement character between two letters is an apostrophe that was lost on the way.
_APOSTROPHE: Final = re.compile("[\u2019`\u00b4]|(?<=[^\\W_])\ufffd(?=[^\\W_])")


def _calm(word: str) -> str:
    """Cut letters that are drawn out to two: "sooooo" to "soo"."""
    return re.sub(r"(.)\1{2,}", r"\1\1", word)


def _only_strengthens(one: _Found, found: list[_Found]) -> bool:
    """Whether a booster stands before another entry: "exceptionally" in "exceptionally poor"."""
    is_booster = len(one.entry.words) == 1 and one.entry.words[0] in rules.BOOSTERS
    return is_booster and any(other.start == one.start + 1 for other in found)


def _valence(found: _Found, folded: list[str]) -> float:
    """Valence of one entry, turned and weighed by the words before it."""
    valence = found.entry.valence
    before = _same_breath(folded[max(0, found.start - rules.WISH_REACH) : found.start])
    near = before[-2:]
    if rules.BOOSTERS & set(near):
        valence *= rules.BOOST
    if rules.DAMPENERS & set(near):
        valence *= rules.DAMP
    if _is_negated(_since_remedy(before, valence)[-rules.NEGATION_REACH :]):
        return valence * (rules.FLIPPED_GOOD if valence > 0 else -rules.FLIPPED_BAD)
    if valence > 0 and (near[-1:] == ["too"] or rules.WISHES & set(before)):
        return valence * rules.WISHED
    return valence


def _same_breath(before: list[str]) -> list[str]:
    """Words since the last comma or full stop."""
    stops = [i for i, word in enumerate(before) if word in _STOPS]
    return before[stops[-1] + 1 :] if stops else before


_STOPS: Final = frozenset({",", ".", ";", ":", "!", "?", "but", "because"})


def _since_remedy(before: list[str], valence: float) -> list[str]:
    """Words since the last remedy, where a bad word follows: a negation is spent on the remedy."""
    remedies = [at for at, word in enumerate(before) if word in rules.REMEDIES and valence < 0]
    return before[remedies[-1] + 1 :] if remedies else before


def _is_negated(before: list[str]) -> bool:
    return any(
        (word in rules.NEGATORS or word.endswith("n't"))
        and following not in {"only", "just", "doubt", "but"}
        for word, following in pairwise([*before, ""])
    )


def _loudness(found: _Found, words: list[str]) -> float:
    """Words in capitals count more, unless everything is in capitals."""
    loud = all(word.isupper() for word in words[found.start : found.start + len(found.entry.words)])
    return rules.SHOUTED if loud and not "".join(words).isupper() else 1.0


def _complaints(folded: str, patterns: rules.Complaints) -> float:
    return sum(valence for pattern, valence in patterns if pattern.search(folded))
