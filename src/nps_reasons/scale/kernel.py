"""Annotate reasons with clauses, themes and sentiment: a Series, or Arrow batches of any engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pandas as pd

from nps_reasons.encoders.passages import AT_ONCE
from nps_reasons.schema import MENTIONS
from nps_reasons.text.language import covered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from nps_reasons.scale.annotator import Annotator


class Reads(Protocol):
    """What mentions come from: an `Annotator`, or `Workers` that hold one each."""

    @property
    def languages(self) -> frozenset[str]:
        """Codes of the languages that its models cover."""

    @property
    def tagged_by(self) -> str:
        """What mentions are stamped with; see `Annotator.tagged_by`."""

    def read(self, batches: Sequence[Sequence[str]], *, known: bool) -> Iterator[pd.DataFrame]:
        """Mentions in batches of texts; see `Annotator.read`."""


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
    >>> from nps_reasons.scale.annotator import make_annotator
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
    reasons: pd.Series, annotator: Reads, languages: pd.Series | None = None
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
    >>> from nps_reasons.scale.annotator import make_annotator
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
    found = pd.concat(
        [
            _read_by(annotator, texts[known & texts.notna()], known=True),
            _read_by(annotator, texts[~known & texts.notna()], known=False),
        ]
    )
    return MENTIONS.check(found.assign(tagged_by=annotator.tagged_by))


def _read_by(annotator: Reads, given: pd.Series, *, known: bool) -> pd.DataFrame:
    """Mentions in texts of languages known or not; equal texts are read once."""
    numbers, texts = pd.factorize(given)
    mentions = _mentions_of(texts.tolist(), annotator, known=known)
    # Joined by the number of the text: a long text must not stand once in every mention of it.
    keys = pd.DataFrame({"response_id": given.index.astype("string"), "text": numbers})
    return keys.merge(mentions, on="text", validate="many_to_many").drop(columns="text")


def annotate_batches(
    batches: Iterator[pa.RecordBatch], annotator: Reads
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


def _mentions_of(texts: Sequence[str], annotator: Reads, *, known: bool) -> pd.DataFrame:
    """One row per theme said in a clause of a text, with the text's position in `text`."""
    starts = range(0, max(len(texts), 1), AT_ONCE)
    found = annotator.read([texts[start : start + AT_ONCE] for start in starts], known=known)
    parts = [one.assign(text=one["text"] + start) for start, one in zip(starts, found, strict=True)]
    return pd.concat(parts, ignore_index=True)
