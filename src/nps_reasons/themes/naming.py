"""What a group of clauses is called: the words that set it apart, and a label made of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from nps_reasons.themes.stems import folded_words, stem, stop_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

KEYWORDS: Final = 8
LABEL_WORDS: Final = 2
RAREST_TERM: Final = 3
"""A word or pair of words that fewer different clauses say tells nothing about a group."""

OWN: Final = 0.5
"""Share of the clauses with a keyword that must be the group's own: a keyword finds clauses."""

SAID: Final = 0.02
"""Share of the group's texts that must say a word that names it."""

LIFT: Final = 2.0
"""How much likelier the group's texts are to say such a word than all are."""

NO_WORDS: Final = "Verdicts without a reason"
"""Label of a group that shares no word but those of judgement."""


def terms_of(text: str) -> list[str]:
    """Words of a text, and pairs that stand side by side, that may name a theme.

    Examples
    --------
    >>> terms_of("The waiting time is awful")
    ['waiting', 'time', 'waiting time']
    """
    words, skipped = folded_words(text), _skipped()
    telling = [word not in skipped and len(word) > 1 and not word.isdigit() for word in words]
    alone = [word for word, tells in zip(words, telling, strict=True) if tells]
    pairs = zip(pairwise(words), pairwise(telling), strict=True)
    return alone + [" ".join(pair) for pair, tell in pairs if all(tell) and pair[0] != pair[1]]


@dataclass(frozen=True, slots=True)
class Words:
    """Terms of a group, the most telling first, with how many texts say each, here and anywhere.

    Attributes
    ----------
    ranked
        One form of each stem.
    here, everywhere
        Term to the texts that say it, of the group and of all.
    n_here, n_everywhere
        Texts of the group, and of all.
    """

    ranked: tuple[str, ...]
    here: Mapping[str, int]
    everywhere: Mapping[str, int]
    n_here: int
    n_everywhere: int

    @property
    def keywords(self) -> tuple[str, ...]:
        """Terms that find the group's texts rather than others: half of those that say them."""
        own = (term for term in self.ranked if self.here[term] >= OWN * self.everywhere[term])
        return tuple(own)[:KEYWORDS]

    @property
    def names(self) -> tuple[str, ...]:
        """Terms that many of its texts say, and more of them than elsewhere."""
        expected = self.n_here / self.n_everywhere
        return tuple(
            term
            for term in self.ranked
            if self.here[term] >= SAID * self.n_here
            and self.here[term] >= LIFT * expected * self.everywhere[term]
        )[:KEYWORDS]


def words_of_group(
    ranked: Iterable[str], terms: Sequence[frozenset[str]], inside: NDArray[np.bool_]
) -> Words:
    """Count the terms of a group.

    Parameters
    ----------
    ranked
        Terms, the most telling first.
    terms
        Terms of every text, inside the group and out.
    inside : ndarray of shape (n_texts,)
        Which texts are the group's.
    """
    own = [said for said, here in zip(terms, inside.tolist(), strict=True) if here]
    here = Counter(term for said in own for term in said)
    forms: dict[tuple[str, ...], str] = {}
    for term in ranked:
        if here[term] >= RAREST_TERM:
            forms.setdefault(tuple(stem(word) for word in term.split()), term)
    everywhere = Counter(term for said in terms for term in said)
    return Words(tuple(forms.values()), here, everywhere, len(own), len(terms))


def label_of(keywords: Iterable[str]) -> str:
    """Name a theme by its first keywords that share no stem.

    Examples
    --------
    >>> label_of(("waiting", "waiting time", "appointment"))
    'Waiting, appointment'
    """
    taken: list[str] = []
    stems: set[str] = set()
    for keyword in keywords:
        own = {stem(word) for word in keyword.split()}
        if own.isdisjoint(stems):
            taken.append(keyword)
            stems |= own
    return ", ".join(taken[:LABEL_WORDS]).capitalize() or NO_WORDS


@cache
def _skipped() -> frozenset[str]:
    """Words that name no theme: without meaning of their own, mere judgement, or the whole."""
    return stop_words().union(f"{_EMPTY} {_JUDGEMENTS} {_THE_WHOLE}".split())


# All as folded_words writes them: without the apostrophe.
_EMPTY: Final = """
    id youll its theyll aint don didn doesn haven hasn isn wasn wouldn couldn got getting going
    just like yes ok okay tell told know think thought receive received provide provided feel
    felt thing things way well
"""
_JUDGEMENTS: Final = """
    good great excellent amazing awesome brilliant fantastic wonderful lovely perfect nice fine best
    better bad poor terrible awful horrible appalling dreadful disgraceful disgusting shocking worst
    worse happy unhappy pleased satisfied dissatisfied disappointed disappointing disgusted
    recommend recommended love loved hate hated absolutely far rubbish useless extremely totally
"""
_THE_WHOLE: Final = (
    "service services company experience experiences customer customers score survey"
)
