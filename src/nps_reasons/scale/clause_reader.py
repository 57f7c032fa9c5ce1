"""Who reads clauses: trained models for the languages they know, keywords for the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from nps_reasons.encoders.encoded import Passage
from nps_reasons.sentiment.trained import Pair
from nps_reasons.text.redact import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.encoders.encoded import Encoded, Encoder
    from nps_reasons.sentiment.lexicon import LexiconSentiment
    from nps_reasons.sentiment.trained import TrainedSentiment
    from nps_reasons.text.clauses import Clause
    from nps_reasons.themes.tagger import KeywordTagger
    from nps_reasons.themes.trained import TrainedTagger


@dataclass(frozen=True, slots=True)
class Said:
    """A theme that a clause of a text speaks of, and how.

    Attributes
    ----------
    clause
        Its place among the clauses of the text.
    confidence
        From 0 to 1.
    sentiment
        From -1 to 1.
    """

    clause: int
    theme: str
    confidence: float
    sentiment: float


class ClauseReader(Protocol):
    """Reads themes, and the sentiment towards them, in texts that are cut into clauses."""

    @property
    def versions(self) -> Mapping[str, str]:
        """What the result depends on, for the manifest."""

    def read(self, texts: Sequence[str], clauses: Sequence[Sequence[Clause]]) -> list[list[Said]]:
        """What each text says, in the order of its clauses and of the codeframe."""

    def towards(self, texts: Sequence[str], themes: Sequence[Sequence[str]]) -> list[list[float]]:
        """Sentiment of whole texts towards the themes that are named for each."""


@dataclass(frozen=True, slots=True)
class KeywordReader:
    """Keywords of the codeframe and the lexicon: for any text, whatever its language."""

    tagger: KeywordTagger
    lexicon: LexiconSentiment

    @property
    def versions(self) -> Mapping[str, str]:
        """Tagger and lexicon."""
        return {"keywords": self.tagger.name, "lexicon": self.lexicon.name}

    def read(self, texts: Sequence[str], clauses: Sequence[Sequence[Clause]]) -> list[list[Said]]:
        """What each clause says by its keywords."""
        return [self._one(text, some) for text, some in zip(texts, clauses, strict=True)]

    def _one(self, text: str, clauses: Sequence[Clause]) -> list[Said]:
        words = [text[clause.start : clause.end] for clause in clauses]
        found = [
            (number, hit) for number, some in enumerate(self.tagger.assign(words)) for hit in some
        ]
        said = [words[number] for number, _ in found]
        sentiment = self.lexicon.score(said, [hit.theme for _, hit in found]).tolist()
        return [
            Said(number, hit.theme, hit.confidence, value)
            for (number, hit), value in zip(found, sentiment, strict=True)
        ]

    def towards(self, texts: Sequence[str], themes: Sequence[Sequence[str]]) -> list[list[float]]:
        """Sentiment of the whole texts by the lexicon."""
        return [
            self.lexicon.score([text] * len(some), some).tolist()
            for text, some in zip(texts, themes, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class TrainedReader:
    """An encoder, and the tagger and the sentiment model that read its vectors."""

    encoder: Encoder
    tagger: TrainedTagger
    sentiment: TrainedSentiment

    @property
    def versions(self) -> Mapping[str, str]:
        """Encoder with its hash, tagger and sentiment."""
        return {
            "encoder": self.encoder.name,
            "encoder_sha256": self.encoder.hash,
            "tagger": self.tagger.name,
        }

    def read(self, texts: Sequence[str], clauses: Sequence[Sequence[Clause]]) -> list[list[Said]]:
        """What each text says; a clause is read with the vectors that its surroundings gave it."""
        texts = [without_placeholders(text) for text in texts]
        encoded = self.encoder.encode(texts)
        wholes = [Passage(text, one) for text, one in zip(texts, encoded, strict=True)]
        parts = [
            _parts(text, one, some) for text, one, some in zip(texts, encoded, clauses, strict=True)
        ]
        hits = self.tagger.assign(wholes, parts)
        found = [
            (row, clause, hit)
            for row, by_clause in enumerate(hits)
            for clause, some in enumerate(by_clause)
            for hit in some
        ]
        pairs = [Pair(parts[row][clause], hit.theme) for row, clause, hit in found]
        said: list[list[Said]] = [[] for _ in texts]
        values = self.sentiment.score(pairs).tolist()
        for (row, clause, hit), value in zip(found, values, strict=True):
            said[row].append(Said(clause, hit.theme, hit.confidence, value))
        return said

    def towards(self, texts: Sequence[str], themes: Sequence[Sequence[str]]) -> list[list[float]]:
        """Sentiment of the whole texts."""
        encoded = self.encoder.encode(texts)
        pairs = [
            Pair(Passage(text, one), theme)
            for text, one, some in zip(texts, encoded, themes, strict=True)
            for theme in some
        ]
        found = iter(self.sentiment.score(pairs).tolist())
        return [[next(found) for _ in some] for some in themes]


def without_placeholders(text: str) -> str:
    """The text with white space where personal data was: it says nothing of any theme.

    Examples
    --------
    >>> without_placeholders("ring [PHONE]")
    'ring        '
    """
    return PLACEHOLDER.sub(lambda found: " " * len(found[0]), text)


def _parts(text: str, encoded: Encoded, clauses: Sequence[Clause]) -> list[Passage]:
    return [
        Passage(text[clause.start : clause.end], encoded.within(clause.start, clause.end))
        for clause in clauses
    ]
