"""Patterns of complaints, found by their cues: words without which a text cannot match.

Few texts have a cue of many patterns, so that few patterns are searched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a kind of complaint adds to the valence of its clause.

    Attributes
    ----------
    cues
        Sets of words; a text that matches has a word of each.
    pattern
        Of the folded tokens of a clause, with a space between each two.
    valence
        From -5 to 0.
    """

    cues: tuple[frozenset[str], ...]
    pattern: re.Pattern[str]
    valence: float


class Complaints:
    r"""Complaints, found by their cues.

    Parameters
    ----------
    complaints
        Their valences are added up in this order.

    Examples
    --------
    >>> cues = (frozenset({"late"}), frozenset({"week", "weeks"}))
    >>> late = Complaint(cues, re.compile(r"\d weeks? late\b"), -1.2)
    >>> complaints = Complaints((late,))
    >>> complaints.valence("it came 2 weeks late"), complaints.valence("it came late")
    (-1.2, 0)
    """

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        self.complaints = complaints
        self._cues = [tuple(map(_shortened, complaint.cues)) for complaint in complaints]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, (first, *_) in enumerate(self._cues):
            for cue in first:
                self._places[cue].append(place)
        self._known = frozenset[str]().union(*chain.from_iterable(self._cues))
        self._cues_in = lru_cache(maxsize=1 << 16)(self._look_up)

    def valence(self, text: str) -> float:
        """Sum of the valences of the complaints in a text of folded tokens."""
        made = (self.complaints[place] for place in self._cued(text.split()))
        return sum(complaint.valence for complaint in made if complaint.pattern.search(text))

    def _cued(self, words: list[str]) -> list[int]:
        """Places of the complaints that have a cue of each set among the words."""
        cues = frozenset[str]().union(*map(self._cues_in, words))
        places = {place for cue in self._places.keys() & cues for place in self._places[cue]}
        return [place for place in sorted(places) if _has_all(cues, self._cues[place])]

    def _look_up(self, word: str) -> frozenset[str]:
        """Cues that a token begins with, or a part of it after a mark: the "t" of "don't"."""
        return self._known.intersection(_OPENING.findall(word))


_COMPARED: Final = 4
"""Letters of a word that are looked at, so that "call" is a cue of "calling" too."""
# The first letters of "6weeks" are those of "week".
_OPENING: Final = re.compile(rf"(?<!\w)\d*(\w{{1,{_COMPARED}}}|\?)")


def _shortened(cues: frozenset[str]) -> frozenset[str]:
    return frozenset(cue[:_COMPARED] for cue in cues)


def _has_all(cues: frozenset[str], wanted: tuple[frozenset[str], ...]) -> bool:
    return not any(map(cues.isdisjoint, wanted))
