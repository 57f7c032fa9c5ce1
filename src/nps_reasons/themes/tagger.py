"""Tag clauses with themes by the keywords of a codeframe: for any text, without a model.

How keywords are written in a codeframe:

"refund"            the word in any inflection: refunds, refunded, refunding
"=goods"            the word as it stands: not "good"
"install*"          any word that begins so: installation, installer
"kept waiting"      these words in a row
"told ... update"   these words in this order, up to three others between them
"line?"             a hint: two different hints of a theme make a mention, one does not
"!in order to"      not this theme: words inside this phrase do not count for it

A keyword all of whose words lie in longer keywords that match, of any theme, does not count:
"fast delivery" speaks of delivery, not of speed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from nps_reasons.themes.keywords import Keyword, Meaning, Part, Vocabulary, read_keywords
from nps_reasons.themes.stems import folded_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.themes.codeframe import Codeframe

_Match = tuple[Keyword, tuple[int, ...]]

LONGEST_GAP: Final = 3
PHRASE: Final = 0.9
KEYWORDS: Final = 0.8
KEYWORD: Final = 0.6
HINTS: Final = 0.5


@dataclass(frozen=True, slots=True)
class ThemeHit:
    """A theme that a clause speaks of.

    Attributes
    ----------
    theme
        Its id.
    confidence
        From 0 to 1; comparable within one tagger only.
    """

    theme: str
    confidence: float


class KeywordTagger:
    """Tags clauses by the keywords of a codeframe.

    The confidence is 0.9 where a phrase matched, 0.8 for two or more different words, 0.6 for one
    word, 0.5 for two hints: an order of trust, not a probability.

    Examples
    --------
    >>> from nps_reasons.themes.codeframe import general_codeframe
    >>> tagger = KeywordTagger(general_codeframe()).fit()
    >>> tagger.assign(["They overcharged me", "Lovely people", "Good"])
    [[ThemeHit(theme='billing', confidence=0.6)], [...'staff-attitude', confidence=0.9)], []]
    """

    def __init__(self, codeframe: Codeframe) -> None:
        self.codeframe = codeframe

    @property
    def name(self) -> str:
        """Model and version, for the manifest."""
        return "keywords 1"

    def fit(self) -> Self:
        """Read the keywords of the active themes."""
        self.themes_ = [theme.id for theme in self.codeframe.active]
        self.vocabulary_ = Vocabulary(read_keywords(self.codeframe.active))
        return self

    def assign(self, clauses: Sequence[str]) -> list[list[ThemeHit]]:
        """Themes of each clause, in the codeframe's order."""
        return [
            [ThemeHit(self.themes_[theme], confidence) for theme, confidence in self.met(clause)]
            for clause in clauses
        ]

    def met(self, clause: str) -> list[tuple[int, float]]:
        """Themes of one clause as places among the active themes, each with its confidence."""
        counted = _uncovered(_matches([self.vocabulary_[word] for word in folded_words(clause)]))
        return [
            (theme, confidence)
            for theme in sorted(counted)
            if (confidence := _confidence(counted[theme]))
        ]


def _matches(words: Sequence[Meaning]) -> list[_Match]:
    """Keywords that stand in a clause, with the places of their words, in any order."""
    said = set[str]().union(*[word.fits for word in words])
    matches: list[_Match] = [
        (keyword, (at,)) for at, word in enumerate(words) for keyword in word.alone
    ]
    for at, word in enumerate(words):
        for keyword, place in word.phrases:
            if place <= at and keyword.words <= said:
                positions = _positions(keyword.parts, words, at - place)
                if positions:
                    matches.append((keyword, positions))
    return matches


def _positions(parts: Sequence[Part], words: Sequence[Meaning], start: int) -> tuple[int, ...]:
    """Where the parts of a keyword stand if it begins at `start`; empty if it does not."""
    found: list[int] = []
    at = start
    for written, gap in parts:
        end = min(at + LONGEST_GAP + 1 if gap and found else at + 1, len(words))
        while at < end and written not in words[at].fits:
            at += 1
        if at >= end:
            return ()
        found.append(at)
        at += 1
    return tuple(found)


def _uncovered(matches: Sequence[_Match]) -> dict[int, list[Keyword]]:
    """Keywords that count, by theme: those not wholly inside longer ones or a blocking one."""
    longest = _longest(matches)
    blocked = {(some.theme, at) for some, positions in matches if some.blocks for at in positions}
    counted: dict[int, list[Keyword]] = {}
    for keyword, positions in matches:
        covered = min([longest.get(at, 1) for at in positions]) > len(positions)
        stopped = blocked and any((keyword.theme, at) in blocked for at in positions)
        if not (keyword.blocks or covered or stopped):
            counted.setdefault(keyword.theme, []).append(keyword)
    return counted


def _longest(matches: Sequence[_Match]) -> dict[int, int]:
    """Words of the longest phrase that a word of the clause lies in, for words in phrases."""
    longest: dict[int, int] = {}
    for keyword, positions in matches:
        if len(positions) > 1 and not keyword.blocks:
            for at in positions:
                longest[at] = max(longest.get(at, 1), len(positions))
    return longest


def _confidence(keywords: Sequence[Keyword]) -> float:
    words = {keyword.parts for keyword in keywords if not keyword.is_hint}
    if not words:
        return HINTS if len({keyword.parts for keyword in keywords}) > 1 else 0.0
    if max(map(len, words)) > 1:
        return PHRASE
    return KEYWORDS if len(words) > 1 else KEYWORD
