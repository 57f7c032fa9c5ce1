"""What turns a reason into mentions: the models of a tier put together, and how they read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from nps_reasons.scale.clause_reader import KeywordReader
from nps_reasons.scale.cross_fitted import in_order
from nps_reasons.scale.models import cross_fitted_reader, trained_reader
from nps_reasons.sentiment.lexicon import LexiconSentiment
from nps_reasons.sentiment.model import sign_of
from nps_reasons.text.clauses import Clause, ClauseSplitter
from nps_reasons.themes.tagger import KeywordTagger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nps_reasons.labelled import Labelled
    from nps_reasons.scale.clause_reader import ClauseReader
    from nps_reasons.themes.codeframe import Codeframe


class Splitter(Protocol):
    """What the kernel needs of a clause splitter."""

    @property
    def name(self) -> str:
        """Pipeline and rules, with versions."""

    def split(self, texts: Sequence[str]) -> list[list[Clause]]:
        """Clauses of each text."""


@dataclass(frozen=True)
class Annotator:
    """What turns a reason into mentions.

    Attributes
    ----------
    reader
        Reads the languages that it covers.
    keywords
        Reads every other language.
    languages
        Codes of the languages that `reader` covers.
    learned
        SHA-256 of the coded texts that it learned from; empty where there were none.
    """

    codeframe: Codeframe
    splitter: Splitter
    reader: ClauseReader
    keywords: ClauseReader
    languages: frozenset[str]
    learned: str = ""

    @property
    def versions(self) -> Mapping[str, str]:
        """What mentions depend on, for the manifest."""
        learned = {"coded_texts_sha256": self.learned} if self.learned else {}
        return {
            "clauses": self.splitter.name,
            **self.keywords.versions,
            **self.reader.versions,
            **learned,
            "codeframe": f"{self.codeframe.name} {self.codeframe.version}",
            "codeframe_sha256": self.codeframe.hash,
        }

    @property
    def tagged_by(self) -> str:
        """Codeframe, and a hash of all that mentions depend on: their stamp."""
        depends_on = json.dumps(dict(self.versions), sort_keys=True).encode()
        stamp = hashlib.sha256(depends_on).hexdigest()[:12]
        return f"{self.codeframe.name} {self.codeframe.version}, {stamp}"

    def read(self, batches: Sequence[Sequence[str]], *, known: bool) -> Iterator[pd.DataFrame]:
        """Mentions in batches of texts.

        Parameters
        ----------
        known
            Whether the texts are in a language that `reader` covers.

        Returns
        -------
        iterator of DataFrame
            One per batch, in their order: the columns of `schema.MENTIONS`, with the position of
            the text in its batch (`text`) in place of `response_id`.
        """
        reader = self.reader if known else self.keywords
        return (_said(batch, reader, self.splitter) for batch in batches)


def make_annotator(
    codeframe: Codeframe, tier: str = "accurate", *, labelled: Labelled | None = None
) -> Annotator:
    """Return the annotator of a tier for a codeframe.

    Parameters
    ----------
    labelled
        Texts that a person has coded, to be learned from beside the codeframe.

    Raises
    ------
    UsageError
        There is no such tier, or a keyword of the codeframe has no word in it.
    """
    lexicon = LexiconSentiment().fit()
    reader, languages = trained_reader(tier, codeframe, lexicon, labelled)
    learned = labelled.hash if labelled is not None and labelled.texts else ""
    return _annotator(codeframe, lexicon, reader, languages, learned)


def make_cross_fitted_annotator(
    codeframe: Codeframe, tier: str = "accurate", *, labelled: Labelled
) -> Annotator:
    """Return an annotator that learned from coded texts, and reads each by what others taught it.

    What it says of the coded texts may be compared with what the person said, and their difference
    may correct what it says of all others: see `scale.cross_fitted`. The order of the coded texts
    changes nothing.

    Parameters
    ----------
    labelled
        Texts that a person has coded, as they are read: clean.

    Raises
    ------
    UsageError
        There is no such tier, or a keyword of the codeframe has no word in it.

    Examples
    --------
    >>> from nps_reasons.labelled import Label, Labelled
    >>> from nps_reasons.themes.codeframe import general_codeframe
    >>> coded = Labelled(("Too dear", "Kind staff"), ((Label("price-and-value"),), ()))
    >>> annotator = make_cross_fitted_annotator(general_codeframe(), "fast", labelled=coded)
    >>> annotator.versions["tagger"].split(" + ")[1]
    'coded texts, cross-fitted in 5 folds'
    """
    lexicon, coded = LexiconSentiment().fit(), in_order(labelled)
    reader, languages = cross_fitted_reader(tier, codeframe, lexicon, coded)
    return _annotator(codeframe, lexicon, reader, languages, coded.hash)


def _annotator(
    codeframe: Codeframe,
    lexicon: LexiconSentiment,
    reader: ClauseReader,
    languages: frozenset[str],
    learned: str,
) -> Annotator:
    keywords = KeywordReader(KeywordTagger(codeframe).fit(), lexicon)
    return Annotator(codeframe, ClauseSplitter(), reader, keywords, languages, learned)


def _said(texts: Sequence[str], reader: ClauseReader, splitter: Splitter) -> pd.DataFrame:
    """Mentions in a few texts."""
    clauses = splitter.split(texts)
    said = reader.read(texts, clauses)
    where = [
        clauses[text][clause]
        for text, clause in zip(said.text.tolist(), said.clause.tolist(), strict=True)
    ]
    return pd.DataFrame(
        {
            "text": said.text,
            "clause": said.clause,
            "theme": pd.array(said.theme, dtype="string"),
            "start": np.array([clause.start for clause in where], dtype=np.int64),
            "end": np.array([clause.end for clause in where], dtype=np.int64),
            "confidence": said.confidence,
            "sentiment": said.sentiment,
            "sign": pd.array([sign_of(value) for value in said.sentiment.tolist()], dtype="string"),
        }
    )
