"""Keywords of a codeframe, read from the notation of tagger.py, and what a word can be in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from nps_reasons.errors import UsageError
from nps_reasons.themes.stems import folded_words, stem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.themes.codeframe import Theme

MOST_WORDS: Final = 100_000
"""Words whose meaning a vocabulary remembers before it begins anew."""


class Part(NamedTuple):
    """One word of a keyword.

    Attributes
    ----------
    written
        As the notation has it: "refund" for a stem, "=goods" for the folded word where only that
        counts, "install*" for a beginning.
    gap
        Whether other words may stand before it.
    """

    written: str
    gap: bool


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word or phrase that names a theme.

    Attributes
    ----------
    theme
        Its place among the active themes of the codeframe.
    words
        Its parts as they are written: a clause without one of them does not have the keyword.
    is_hint
        Whether it takes another hint to make a mention.
    blocks
        Whether words inside it do not count for the theme.
    """

    theme: int
    parts: tuple[Part, ...]
    words: frozenset[str]
    is_hint: bool
    blocks: bool


class Meaning(NamedTuple):
    """What a word can be in keywords.

    Attributes
    ----------
    fits
        The parts of keywords that it fits, as they are written.
    alone
        Keywords that are this word and no other.
    phrases
        Keywords to look for around this word, and which of their parts it is.
    """

    fits: frozenset[str]
    alone: tuple[Keyword, ...]
    phrases: tuple[tuple[Keyword, int], ...]


def read_keywords(themes: Sequence[Theme]) -> list[Keyword]:
    """Keywords of themes, in the order of the codeframe.

    Raises
    ------
    UsageError
        A keyword has no word in it.
    """
    return [
        _read_keyword(place, theme.id, written)
        for place, theme in enumerate(themes)
        for written in theme.keywords
    ]


def _read_keyword(place: int, theme: str, written: str) -> Keyword:
    parts: list[Part] = []
    gap = False
    for piece in written.removeprefix("!").removesuffix("?").split():
        parts.extend(_read_parts(piece, gap=gap))
        gap = piece == "..."
    if not parts:
        raise UsageError(f'theme "{theme}": keyword "{written}" has no word in it')
    words = frozenset(part.written for part in parts)
    return Keyword(place, tuple(parts), words, written.endswith("?"), written.startswith("!"))


def _read_parts(piece: str, *, gap: bool) -> list[Part]:
    """Parts of what stands between two spaces: "e-mail" has two, "..." none."""
    words = folded_words(piece)
    if piece.endswith("*"):
        return [Part(f"{word}*", gap) for word in words]
    if piece.startswith("="):
        return [Part(f"={word}", gap) for word in words]
    return [Part(stem(word), gap) for word in words]


class Vocabulary(dict[str, Meaning]):
    """Folded words to their meanings, which are found when a word is first looked up.

    Examples
    --------
    >>> from nps_reasons.themes.codeframe import Theme
    >>> theme = Theme("refunds", "Refunds", "D.", ("refund", "money back"))
    >>> vocabulary = Vocabulary(read_keywords([theme]))
    >>> len(vocabulary["refunded"].alone), len(vocabulary["back"].phrases), vocabulary["the"].fits
    (1, 0, frozenset())
    """

    def __init__(self, keywords: Sequence[Keyword]) -> None:
        self.keywords = keywords
        uses = Counter(written for keyword in keywords for written in keyword.words)
        self.written = frozenset(uses)
        self.longest = max((len(one) - 1 for one in uses if one.endswith("*")), default=0)
        self.alone: defaultdict[str, list[Keyword]] = defaultdict(list)
        self.phrases: defaultdict[str, list[tuple[Keyword, int]]] = defaultdict(list)
        for keyword in keywords:
            place = _rarest(keyword.parts, uses)
            written = keyword.parts[place].written
            if len(keyword.parts) == 1:
                self.alone[written].append(keyword)
            else:
                self.phrases[written].append((keyword, place))

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[Sequence[Keyword]]]:
        """Leave out the words that were looked up: they are people's."""
        return Vocabulary, (self.keywords,)

    def __missing__(self, word: str) -> Meaning:
        if len(self) >= MOST_WORDS:
            self.clear()
        self[word] = meaning = self._meaning(word)
        return meaning

    def _meaning(self, word: str) -> Meaning:
        ends = range(1, min(len(word), self.longest) + 1)
        beginnings = (f"{word[:end]}*" for end in ends)
        fits = self.written.intersection((stem(word), f"={word}", *beginnings))
        return Meaning(
            fits,
            tuple(keyword for written in fits for keyword in self.alone.get(written, ())),
            tuple(phrase for written in fits for phrase in self.phrases.get(written, ())),
        )


def _rarest(parts: Sequence[Part], uses: Mapping[str, int]) -> int:
    """Place of the part that is in the fewest keywords, of those before the first gap.

    A common word opens hundreds of phrases: to look for each of them wherever it stands is slow.
    Before a gap, the place of a part says where the keyword begins.
    """
    end = next((place for place, part in enumerate(parts) if place and part.gap), len(parts))
    return min(range(end), key=lambda place: uses[parts[place].written])
