"""Sentiment of a clause towards a theme: a lexicon of customers' words, and rules around them.

The valences of words are turned by negation and wishes, strengthened or weakened by the words
before them, summed, and squashed into -1..1. Normalising by the root of the squared sum plus 15,
and boosters, follow Hutto and Gilbert (2014), VADER, ICWSM 8(1); the words, their valences and
the other rules are our own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import copysign, sqrt
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.sentiment import rules
from nps_reasons.sentiment.complaints import COMPLAINTS, UNDERSTATED
from nps_reasons.sentiment.entries import Entries, read_lexicon, tokens
from nps_reasons.store import ModelFolder, read_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from nps_reasons.sentiment.entries import Entry, Standing

MODEL: Final = "lexicon-sentiment"
SPREAD: Final = 15.0


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Clause:
    words: list[str]
    shouts: bool
    folded: list[str]
    text: str
    exclamations: int
    complaints: float


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
        self.entries_ = Entries(read_lexicon(self.model_.file("lexicon.tsv")))
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
        asked: dict[str, set[str]] = defaultdict(set)
        for clause, theme in zip(clauses, towards, strict=True):
            asked[clause].add(theme)
        scores = {clause: self._score_one(clause, of) for clause, of in asked.items()}
        told = [scores[clause][theme] for clause, theme in zip(clauses, towards, strict=True)]
        return np.array(told, dtype=np.float64)

    def _score_one(self, clause: str, themes: set[str]) -> dict[str, float]:
        """Sentiment of one clause towards each theme."""
        heard = _hear(clause)
        standing = self.entries_.standing(heard.folded)
        meant = {entry.theme for _, entries in standing for entry in entries}
        # Themes that no entry here is meant for share one reading.
        readings = {theme if theme in meant else "" for theme in themes}
        scores = {theme: _squashed(_total(_find(standing, theme), heard)) for theme in readings}
        return {theme: scores[theme if theme in meant else ""] for theme in themes}


def _hear(clause: str) -> _Clause:
    words = tokens(clause)
    text = " ".join(words).casefold()
    return _Clause(
        words=words,
        shouts="".join(words).isupper(),
        folded=text.split(),
        text=text,
        exclamations=min(clause.count("!"), 3),
        complaints=COMPLAINTS.valence(text),
    )


def _find(standing: list[Standing], theme: str) -> list[_Found]:
    """Entries towards a theme, from the left, longest first, none overlapping."""
    found: list[_Found] = []
    free = 0
    for at, entries in standing:
        if at >= free:
            entry = next((one for one in entries if one.theme in ("", theme)), None)
            if entry is not None:
                found.append(_Found(at, entry))
                free = at + len(entry.words)
    return found


def _total(found: list[_Found], clause: _Clause) -> float:
    """Sum of the valences of entries and complaints."""
    told = [one for one in found if not _only_strengthens(one, found)]
    total = sum(_valence(one, clause.folded) * _loudness(one, clause) for one in told)
    total += clause.complaints
    if not total:
        total = UNDERSTATED.valence(clause.text)
    if total:
        total += copysign(rules.EXCLAMATION, total) * clause.exclamations
    return total


def _squashed(total: float) -> float:
    return total / sqrt(total * total + SPREAD)


def _only_strengthens(one: _Found, found: list[_Found]) -> bool:
    """Whether a booster stands before another entry: "exceptionally" in "exceptionally poor"."""
    is_booster = len(one.entry.words) == 1 and one.entry.words[0] in rules.BOOSTERS
    return is_booster and any(other.start == one.start + 1 for other in found)


def _valence(found: _Found, folded: list[str]) -> float:
    """Valence of one entry, turned and weighed by the words before it."""
    valence = found.entry.valence
    before = folded[max(0, found.start - rules.WISH_REACH) : found.start]
    if _WEIGHING.isdisjoint(before) and "n't" not in " ".join(before):
        return valence
    before = _same_breath(before)
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


_WEIGHING: Final = rules.BOOSTERS | rules.DAMPENERS | rules.NEGATORS | rules.WISHES | {"too"}


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


def _loudness(found: _Found, clause: _Clause) -> float:
    """Words in capitals count more, unless everything is in capitals."""
    words = clause.words[found.start : found.start + len(found.entry.words)]
    return rules.SHOUTED if not clause.shouts and all(map(str.isupper, words)) else 1.0
