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

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Self

from nps_reasons.errors import UsageError
from nps_reasons.themes.stems import Word, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nps_reasons.themes.codeframe import Codeframe

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


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a keyword.

    Attributes
    ----------
    text
        Its stem; the folded word where only that counts; its beginning where that is enough.
    gap
        Whether other words may stand before it.
    """

    text: str
    kind: Literal["stem", "word", "prefix"]
    gap: bool

    def fits(self, word: Word) -> bool:
        if self.kind == "prefix":
            return word.folded.startswith(self.text)
        return self.text == (word.stem if self.kind == "stem" else word.folded)


@dataclass(frozen=True, slots=True)
class _Keyword:
    theme: str
    parts: tuple[_Part, ...]
    is_hint: bool
    blocks: bool


@dataclass(frozen=True, slots=True)
class _Match:
    keyword: _Keyword
    positions: tuple[int, ...]


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
        """Index the keywords of the active themes by their first word."""
        self.openers_: dict[str, dict[str, list[_Keyword]]] = {
            kind: defaultdict(list) for kind in ("stem", "word", "prefix")
        }
        self.order_ = {theme.id: place for place, theme in enumerate(self.codeframe.active)}
        for theme in self.codeframe.active:
            for written in theme.keywords:
                keyword = _read_keyword(theme.id, written)
                self.openers_[keyword.parts[0].kind][keyword.parts[0].text].append(keyword)
        return self

    def assign(self, clauses: Sequence[str]) -> list[list[ThemeHit]]:
        """Themes of each clause, in the codeframe's order."""
        openers: dict[str, list[_Keyword]] = {}
        return [self._assign_one(words_of(clause), openers) for clause in clauses]

    def _assign_one(self, words: list[Word], openers: dict[str, list[_Keyword]]) -> list[ThemeHit]:
        matches: list[_Match] = []
        for at, word in enumerate(words):
            if word.folded not in openers:
                openers[word.folded] = self._opened_by(word)
            matches.extend(
                _Match(keyword, positions)
                for keyword in openers[word.folded]
                if (positions := _positions(keyword, words, at))
            )
        counted = _uncovered(matches)
        return [
            ThemeHit(theme, confidence)
            for theme in sorted(counted, key=self.order_.__getitem__)
            if (confidence := _confidence(counted[theme]))
        ]

    def _opened_by(self, word: Word) -> list[_Keyword]:
        """Keywords whose first word this may be."""
        return [
            *self.openers_["stem"].get(word.stem, ()),
            *self.openers_["word"].get(word.folded, ()),
            *(
                keyword
                for length in range(1, len(word.folded) + 1)
                for keyword in self.openers_["prefix"].get(word.folded[:length], ())
            ),
        ]


def _read_keyword(theme: str, written: str) -> _Keyword:
    parts: list[_Part] = []
    gap = False
    for piece in written.removeprefix("!").removesuffix("?").split():
        parts.extend(_read_parts(piece, gap=gap))
        gap = piece == "..."
    if not parts:
        raise UsageError(f'theme "{theme}": keyword "{written}" has no word in it')
    return _Keyword(theme, tuple(parts), written.endswith("?"), written.startswith("!"))


def _read_parts(piece: str, *, gap: bool) -> list[_Part]:
    """Parts of what stands between two spaces: "e-mail" has two, "..." none."""
    words = words_of(piece)
    if piece.endswith("*"):
        return [_Part(word.folded, "prefix", gap) for word in words]
    if piece.startswith("="):
        return [_Part(word.folded, "word", gap) for word in words]
    return [_Part(word.stem, "stem", gap) for word in words]


def _positions(keyword: _Keyword, words: list[Word], at: int) -> tuple[int, ...]:
    """Where the keyword's words stand if it begins at `at`; empty if it does not."""
    found = [at]
    for part in keyword.parts[1:]:
        first = found[-1] + 1
        last = min(first + LONGEST_GAP + 1 if part.gap else first + 1, len(words))
        while first < last and not part.fits(words[first]):
            first += 1
        if first >= last:
            return ()
        found.append(first)
    return tuple(found)


def _uncovered(matches: Iterable[_Match]) -> dict[str, list[_Keyword]]:
    """Keywords that count, by theme: those not wholly inside longer ones or a blocking one."""
    longest: dict[int, int] = defaultdict(int)
    blocked: set[tuple[str, int]] = set()
    for match in matches:
        for position in match.positions:
            if match.keyword.blocks:
                blocked.add((match.keyword.theme, position))
            else:
                longest[position] = max(longest[position], len(match.positions))
    counted: dict[str, list[_Keyword]] = defaultdict(list)
    for match in matches:
        keyword, length = match.keyword, len(match.positions)
        covered = all(longest[at] > length for at in match.positions)
        stopped = any((keyword.theme, at) in blocked for at in match.positions)
        if not (keyword.blocks or covered or stopped):
            counted[keyword.theme].append(keyword)
    return counted


def _confidence(keywords: Sequence[_Keyword]) -> float:
    hints = {keyword.parts for keyword in keywords if keyword.is_hint}
    words = {keyword.parts for keyword in keywords if not keyword.is_hint}
    if any(len(parts) > 1 for parts in words):
        return PHRASE
    if len(words) > 1:
        return KEYWORDS
    if words:
        return KEYWORD
    return HINTS if len(hints) > 1 else 0.0
