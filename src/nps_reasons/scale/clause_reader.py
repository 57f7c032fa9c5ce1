"""Who reads clauses: trained models for the languages they know, keywords for the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from nps_reasons.text.redact import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Encoder
    from nps_reasons.sentiment.lexicon import LexiconSentiment
    from nps_reasons.sentiment.trained import TrainedSentiment
    from nps_reasons.text.clauses import Clause
    from nps_reasons.themes.tagger import KeywordTagger
    from nps_reasons.themes.trained import TrainedTagger


@dataclass(frozen=True, slots=True)
class Said:
    """What texts say: a theme, and how, at each place; by text, clause and the codeframe's order.

    Attributes
    ----------
    text, clause : ndarray of shape (n_said,)
        Place of the text among those read, and of the clause in its text.
    theme : list of n_said theme ids
    confidence : ndarray of shape (n_said,)
        From 0 to 1.
    sentiment : ndarray of shape (n_said,)
        From -1 to 1.
    """

    text: NDArray[np.int64]
    clause: NDArray[np.int64]
    theme: list[str]
    confidence: NDArray[np.float64]
    sentiment: NDArray[np.float64]


class ClauseReader(Protocol):
    """Reads themes, and the sentiment towards them, in texts that are cut into clauses."""

    @property
    def versions(self) -> Mapping[str, str]:
        """What the result depends on, for the manifest."""

    def read(self, texts: Sequence[str], clauses: Sequence[Sequence[Clause]]) -> Said:
        """What the texts say."""

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

    def read(self, texts: Sequence[str], clauses: Sequence[Sequence[Clause]]) -> Said:
        """What each clause says by its keywords."""
        words = [
            text[clause.start : clause.end]
            for text, some in zip(texts, clauses, strict=True)
            for clause in some
        ]
        found = [
            (number, hit) for number, some in enumerate(self.tagger.assign(words)) for hit in some
        ]
        text, clause = places_of(clauses, np.array([number for number, _ in found], dtype=np.int64))
        themes = [hit.theme for _, hit in found]
        confidence = np.array([hit.confidence for _, hit in found], dtype=np.float64)
        sentiment = self.lexicon.score([words[number] for number, _ in found], themes)
        return Said(text, clause, themes, confidence, sentiment)

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

    def read(self, texts: Sequence[str], clauses: Sequence[Sequence[Clause]]) -> Said:
        """What each text says; a clause is read with the vectors that its surroundings gave it."""
        wholes = self.encoder.encode([without_placeholders(text) for text in texts])
        parts = wholes.cut([[(clause.start, clause.end) for clause in some] for some in clauses])
        hits = self.tagger.assign(wholes, parts, [len(some) for some in clauses])
        ids = [theme.id for theme in self.tagger.codeframe.active]
        themes = [ids[place] for place in hits.theme.tolist()]
        sentiment = self.sentiment.score(parts[hits.passage], themes)
        text, clause = places_of(clauses, hits.passage)
        return Said(text, clause, themes, hits.confidence, sentiment)

    def towards(self, texts: Sequence[str], themes: Sequence[Sequence[str]]) -> list[list[float]]:
        """Sentiment of the whole texts."""
        asked = [(row, theme) for row, some in enumerate(themes) for theme in some]
        wholes = self.encoder.encode([without_placeholders(text) for text in texts])
        passages = wholes[[row for row, _ in asked]]
        found = iter(self.sentiment.score(passages, [theme for _, theme in asked]).tolist())
        return [[next(found) for _ in some] for some in themes]


def places_of(
    clauses: Sequence[Sequence[Clause]], chosen: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Text of some clauses, and their place in it.

    Parameters
    ----------
    chosen
        Places among all clauses: those of the first text, then of the second, and so on.
    """
    counts = np.array([len(some) for some in clauses], dtype=np.int64)
    text = np.repeat(np.arange(len(clauses), dtype=np.int64), counts)[chosen]
    return text, chosen - (np.cumsum(counts) - counts)[text]


def without_placeholders(text: str) -> str:
    """The text with white space where personal data was: it says nothing of any theme.

    Examples
    --------
    >>> without_placeholders("ring [PHONE]")
    'ring        '
    """
    if "[" not in text:
        return text
    return PLACEHOLDER.sub(lambda found: " " * len(found[0]), text)
