"""Annotate reasons with clauses, themes and sentiment: a Series, or Arrow batches of any engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import pandas as pd

from nps_reasons.scale.clause_reader import KeywordReader
from nps_reasons.scale.models import trained_reader
from nps_reasons.schema import MENTIONS
from nps_reasons.sentiment.lexicon import LexiconSentiment
from nps_reasons.sentiment.model import sign_of
from nps_reasons.text.clauses import Clause, ClauseSplitter
from nps_reasons.text.language import covered
from nps_reasons.themes.tagger import KeywordTagger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from nps_reasons.labelled import Labelled
    from nps_reasons.scale.clause_reader import ClauseReader
    from nps_reasons.themes.codeframe import Codeframe

AT_ONCE: Final = 1_000
"""Texts whose token vectors are in memory at once."""


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
    """

    codeframe: Codeframe
    splitter: Splitter
    reader: ClauseReader
    keywords: ClauseReader
    languages: frozenset[str]

    @property
    def versions(self) -> Mapping[str, str]:
        """What mentions depend on, for the manifest."""
        return {
            "clauses": self.splitter.name,
            **self.keywords.versions,
            **self.reader.versions,
            "codeframe": f"{self.codeframe.name} {self.codeframe.version}",
            "codeframe_sha256": self.codeframe.hash,
        }


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
    keywords = KeywordReader(KeywordTagger(codeframe).fit(), lexicon)
    return Annotator(codeframe, ClauseSplitter(), reader, keywords, languages)


def sentiments_towards(
    texts: Sequence[str], themes: Sequence[Sequence[str]], annotator: Annotator
) -> list[list[float]]:
    """Sentiment of whole texts towards the themes that are named for each.

    Parameters
    ----------
    texts
        Texts, clean, in a language that the models cover.
    themes
        Ids of themes for each text; whether the text speaks of them is not asked. An empty id asks
        for the text as a whole.

    Returns
    -------
    list of list of float
        From -1 to 1, one per text and theme.

    Examples
    --------
    >>> from nps_reasons.themes.codeframe import general_codeframe
    >>> annotator = make_annotator(general_codeframe())
    >>> sentiments_towards(["Lovely staff"], [["staff-attitude"]], annotator)[0][0] > 0
    True
    """
    found: list[list[float]] = []
    for start in range(0, len(texts), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        found.extend(annotator.reader.towards(texts[part], themes[part]))
    return found


def annotate(
    reasons: pd.Series, annotator: Annotator, languages: pd.Series | None = None
) -> pd.DataFrame:
    """Mentions of themes in reasons, with their sentiment.

    Parameters
    ----------
    reasons : Series of text, indexed by response_id
        Null reasons have no mention; equal reasons of one language are annotated once.
    languages : Series of text, with the same index
        Code of the language of each reason, null where it is not known; None where none is.

    Returns
    -------
    DataFrame
        As `schema.MENTIONS`. `clause` counts the clauses of a reason from 0; `start` and `end` are
        the offsets of the clause in the reason.

    Examples
    --------
    >>> from nps_reasons.themes.codeframe import general_codeframe
    >>> reasons = pd.Series(["Lovely staff but far too expensive", None], index=["a", "b"])
    >>> annotate(reasons, make_annotator(general_codeframe()))[["clause", "theme", "sign"]]
       clause            theme      sign
    0       0   staff-attitude  positive
    1       1  price-and-value  negative
    """
    texts = reasons.astype("string")
    spoken = pd.Series(pd.NA, index=reasons.index) if languages is None else languages
    known = covered(spoken.astype("string"), annotator.languages)
    return MENTIONS.check(
        pd.concat(
            [
                _read_by(annotator.reader, annotator.splitter, texts[known & texts.notna()]),
                _read_by(annotator.keywords, annotator.splitter, texts[~known & texts.notna()]),
            ]
        )
    )


def _read_by(reader: ClauseReader, splitter: Splitter, given: pd.Series) -> pd.DataFrame:
    """Mentions in texts by one reader; equal texts are read once."""
    numbers, texts = pd.factorize(given)
    mentions = _mentions_of(texts.tolist(), reader, splitter)
    # Joined by the number of the text: a long text must not stand once in every mention of it.
    keys = pd.DataFrame({"response_id": given.index.astype("string"), "text": numbers})
    return keys.merge(mentions, on="text", validate="many_to_many").drop(columns="text")


def annotate_batches(
    batches: Iterator[pa.RecordBatch], annotator: Annotator
) -> Iterator[pa.RecordBatch]:
    """Mentions of each batch: the columns of `mentions`.

    A batch has the columns response_id and reason, and may have language. No engine is known
    here: map it over the row groups of a Parquet file, or hand it to Spark's `mapInArrow` with
    `mentions_schema()`.
    """
    import pyarrow as pa  # noqa: PLC0415 - a survey that fits in memory needs none

    for batch in batches:
        table = batch.to_pandas().set_index("response_id")
        mentions = annotate(table["reason"], annotator, table.get("language"))
        columns = {name: mentions[name].to_list() for name in MENTIONS.column_names}
        yield pa.RecordBatch.from_pydict(columns, schema=mentions_schema())


def mentions_schema() -> pa.Schema:
    """Arrow schema of `mentions`.

    Examples
    --------
    >>> mentions_schema().names[:3]
    ['response_id', 'clause', 'theme']
    """
    import pyarrow as pa  # noqa: PLC0415 - as above

    types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64()}
    return pa.schema([pa.field(column.name, types[column.kind]) for column in MENTIONS.columns])


def _mentions_of(texts: Sequence[str], reader: ClauseReader, splitter: Splitter) -> pd.DataFrame:
    """One row per theme said in a clause of a text, with the text's position in `text`."""
    parts = []
    for start in range(0, max(len(texts), 1), AT_ONCE):
        part = _said(texts[start : start + AT_ONCE], reader, splitter)
        parts.append(part.assign(text=part["text"] + start))
    return pd.concat(parts, ignore_index=True)


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
