"""Annotate reasons with clauses, themes and sentiment: a Series, or Arrow batches of any engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from nps_reasons.schema import MENTIONS
from nps_reasons.sentiment.model import SentimentModel, make_sentiment, sign_of
from nps_reasons.text.clauses import Clause, ClauseSplitter
from nps_reasons.themes.tagger import ThemeTagger, make_tagger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

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
    """The three models that turn a reason into mentions."""

    splitter: Splitter
    tagger: ThemeTagger
    sentiment: SentimentModel

    @property
    def versions(self) -> Mapping[str, str]:
        """What mentions depend on, for the manifest."""
        return {
            "clauses": self.splitter.name,
            "tagger": self.tagger.name,
            "sentiment": self.sentiment.name,
            "sentiment_sha256": self.sentiment.hash,
            "codeframe": f"{self.tagger.codeframe.name} {self.tagger.codeframe.version}",
            "codeframe_sha256": self.tagger.codeframe.hash,
        }


def make_annotator(codeframe: Codeframe, tier: str = "accurate") -> Annotator:
    """Return the annotator of a tier for a codeframe.

    Raises
    ------
    UsageError
        There is no such tier.
    """
    return Annotator(ClauseSplitter(), make_tagger(tier, codeframe), make_sentiment(tier))


def annotate(reasons: pd.Series, annotator: Annotator) -> pd.DataFrame:
    """Mentions of themes in reasons, with their sentiment.

    Parameters
    ----------
    reasons : Series of text, indexed by response_id
        Null reasons have no mention; equal reasons are annotated once.

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
    given = reasons.astype("string").dropna()
    numbers, texts = pd.factorize(given)
    mentions = _mentions_of(texts.tolist(), annotator)
    # Joined by the number of the text: a long text must not stand once in every mention of it.
    keys = pd.DataFrame({"response_id": given.index.astype("string"), "text": numbers})
    joined = keys.merge(mentions, on="text", validate="many_to_many")
    return MENTIONS.check(joined.drop(columns="text"))


def annotate_batches(
    batches: Iterator[pa.RecordBatch], annotator: Annotator
) -> Iterator[pa.RecordBatch]:
    """Mentions of each batch: columns response_id and reason in, those of `mentions` out.

    It knows no engine: map it over the row groups of a Parquet file, or hand it to Spark's
    `mapInArrow` with `mentions_schema()`.
    """
    import pyarrow as pa  # noqa: PLC0415 - a survey that fits in memory needs none

    for batch in batches:
        table = batch.to_pandas()
        mentions = annotate(table.set_index("response_id")["reason"], annotator)
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


def _mentions_of(texts: Sequence[str], annotator: Annotator) -> pd.DataFrame:
    """One row per theme said in a clause of a text, with the text's position in `text`."""
    placed = [
        (text, number, clause)
        for text, clauses in enumerate(annotator.splitter.split(texts))
        for number, clause in enumerate(clauses)
    ]
    said = [texts[text][clause.start : clause.end] for text, _, clause in placed]
    unique = list(dict.fromkeys(said))
    hits = dict(zip(unique, annotator.tagger.assign(unique), strict=True))
    rows = [
        (text, number, hit.theme, clause.start, clause.end, hit.confidence, words)
        for (text, number, clause), words in zip(placed, said, strict=True)
        for hit in hits[words]
    ]
    columns = ["text", "clause", "theme", "start", "end", "confidence", "words"]
    mentions = pd.DataFrame(rows, columns=columns).astype({"text": "int64"})
    sentiment = annotator.sentiment.score(mentions["words"].tolist(), mentions["theme"].tolist())
    signs = [sign_of(value) for value in sentiment.tolist()]
    return mentions.drop(columns="words").assign(sentiment=sentiment, sign=signs)
