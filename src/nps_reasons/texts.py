"""Texts alone, without scores: the themes in them and the sentiment towards each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from nps_reasons.coded import cleaned, texts_to_learn
from nps_reasons.encoders.tokens import HALVES
from nps_reasons.errors import UsageError
from nps_reasons.labelled import Labelled
from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.kernel import annotate
from nps_reasons.scale.workers import on_all_processors
from nps_reasons.text.language import languages_of
from nps_reasons.themes.codeframe import chosen_codeframe

if TYPE_CHECKING:
    from pathlib import Path

    from nps_reasons.settings import Tier
    from nps_reasons.themes.codeframe import Codeframe


def tag(
    texts: Sequence[str | None] | pd.Series,
    *,
    codeframe: str | Path | None = None,
    tier: Tier = "accurate",
    train: str | Path | Labelled | None = None,
) -> pd.DataFrame:
    """Find the themes in texts, and the sentiment towards each.

    Parameters
    ----------
    texts
        Reasons, already clean; offsets refer to them as they are.
    codeframe
        A codeframe file; None for the general one that is shipped.
    tier
        `accurate`, or `fast` for millions of comments.
    train
        Texts that a person has coded, or a file of them (`text`, `labels`), to be learned from.

    Returns
    -------
    pd.DataFrame
        As `schema.MENTIONS`; `response_id` is the index of a Series, else the position.

    Examples
    --------
    >>> tag(["Far too expensive"])[["response_id", "theme", "sign"]].to_dict("records")
    [{'response_id': '0', 'theme': 'price-and-value', 'sign': 'negative'}]
    """
    reasons = _reasons_of(texts)
    frame = chosen_codeframe(codeframe)
    annotator = make_annotator(frame, tier, labelled=_labelled(train, frame))
    with on_all_processors(annotator, reasons) as reader:
        return annotate(reasons, reader, languages_of(reasons))


def _reasons_of(texts: object) -> pd.Series:
    """Texts as a column of reasons, keyed by their index or position."""
    if isinstance(texts, str):
        raise UsageError("tag: one text was given; put texts in a list")
    if isinstance(texts, pd.DataFrame):
        raise UsageError('tag: a table was given; name its column of texts: table["comment"]')
    if not isinstance(texts, Iterable):
        raise UsageError(f"tag: expected texts; found {texts!r}")
    given = texts if isinstance(texts, pd.Series) else pd.Series(list(texts), dtype="object")
    odd = next((text for text in given[given.notna()] if not isinstance(text, str)), None)
    if odd is not None:
        raise UsageError(f"tag: expected texts; found {odd!r}")
    keys = given.index.astype("str")
    if keys.has_duplicates:
        twice = keys[keys.duplicated()][0]
        raise UsageError(f'tag: the index has "{twice}" twice; reset it, or make it unique')
    whole = given.map(lambda text: HALVES.sub("\ufffd", text), na_action="ignore")
    return whole.set_axis(keys).astype("string")


def _labelled(train: str | Path | Labelled | None, codeframe: Codeframe) -> Labelled | None:
    """Labelled texts, cleaned as reasons are; those of a file where a file is named."""
    labelled = train if isinstance(train, Labelled) else texts_to_learn(train, codeframe)
    return None if labelled is None else cleaned(labelled)
