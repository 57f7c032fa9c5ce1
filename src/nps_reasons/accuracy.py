"""How well an annotator tags texts that a person has coded: from labelled texts to measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nps_reasons.evaluation import NO_SIGN, Coding, evaluate
from nps_reasons.evaluation.results import N_DRAWS
from nps_reasons.labelled import folded
from nps_reasons.scale.kernel import annotate, sentiments_towards
from nps_reasons.schema import SIGNS
from nps_reasons.sentiment.model import sign_of
from nps_reasons.text.clean import clean_reasons
from nps_reasons.text.language import languages_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from nps_reasons.evaluation import Evaluation
    from nps_reasons.labelled import Labelled
    from nps_reasons.scale.annotator import Annotator


def measure_accuracy(
    labelled: Labelled, annotator: Annotator, *, seed: int = 0, n_draws: int = N_DRAWS
) -> Evaluation:
    """Tag labelled texts and measure how well the tags agree with the labels.

    A text's themes are those of its mentions: the confidence is the largest of them, the sign
    that of their mean sentiment. Sentiment is judged apart, by the sign of the whole text towards
    each theme that has a coded sign, whether or not the theme was found. Texts are cleaned as the
    reasons of a survey are; in a non-answer no theme is found.

    Parameters
    ----------
    labelled
        Texts that the annotator has not learned from.
    seed
        Of the bootstrap draws.

    Raises
    ------
    UsageError
        There is no text, or a label names a theme that the annotator's codeframe has not.

    Examples
    --------
    >>> from nps_reasons.labelled import Label, Labelled
    >>> from nps_reasons.scale.annotator import make_annotator
    >>> from nps_reasons.themes.codeframe import general_codeframe
    >>> texts = Labelled(("Lovely staff",), ((Label("staff-attitude", "positive"),),))
    >>> found = measure_accuracy(texts, make_annotator(general_codeframe()))
    >>> found.by_theme.micro_f1.value, found.sentiment.accuracy.value
    (1.0, 1.0)
    """
    themes = [theme.id for theme in annotator.codeframe.active]
    return evaluate(_coding(labelled, annotator, themes), themes, seed=seed, n_draws=n_draws)


def _coding(labelled: Labelled, annotator: Annotator, themes: list[str]) -> Coding:
    texts = pd.Series(list(labelled.texts), dtype="string")
    reasons = clean_reasons(texts).reasons
    coded, coded_signs = _coded(labelled, annotator, themes)
    confidence, found_signs = _found(reasons, annotator, themes)
    return Coding(
        coded=coded,
        found=~np.isnan(confidence),
        confidence=confidence,
        coded_signs=coded_signs,
        found_signs=found_signs,
        given_signs=_given(reasons.fillna(texts).tolist(), coded_signs, annotator, themes),
        groups=_groups(labelled.texts),
    )


def _coded(
    labelled: Labelled, annotator: Annotator, themes: list[str]
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    shape = (len(labelled.texts), len(themes))
    coded, signs = np.zeros(shape, dtype=bool), np.full(shape, NO_SIGN, dtype=np.int8)
    place = {theme: i for i, theme in enumerate(themes)}
    for text, labels in enumerate(labelled.labels):
        for label in labels:
            # An unknown theme is an error of the codeframe, which words it.
            at = place[annotator.codeframe.theme(label.theme).id]
            coded[text, at] = True
            if label.sign is not None:
                signs[text, at] = SIGNS.index(label.sign)
    return coded, signs


def _found(
    reasons: pd.Series, annotator: Annotator, themes: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Confidence of each theme in each text, nan where it was not found, and its sign."""
    shape = (len(reasons), len(themes))
    confidence, signs = np.full(shape, np.nan), np.full(shape, NO_SIGN, dtype=np.int8)
    keyed = reasons.set_axis(reasons.index.astype("str"))
    mentions = annotate(keyed, annotator, languages_of(keyed))
    together = mentions.groupby(["response_id", "theme"], as_index=False).agg(
        confidence=("confidence", "max"), sentiment=("sentiment", "mean")
    )
    texts = together["response_id"].astype("int64").to_numpy()
    at = [themes.index(theme) for theme in together["theme"]]
    confidence[texts, at] = together["confidence"].to_numpy()
    signs[texts, at] = _places(together["sentiment"].tolist())
    return confidence, signs


def _given(
    texts: list[str], coded_signs: NDArray[np.int8], annotator: Annotator, themes: list[str]
) -> NDArray[np.int8]:
    """Sign of each text towards the themes that have a coded sign in it."""
    asked = coded_signs != NO_SIGN
    named = [[themes[i] for i in np.flatnonzero(row)] for row in asked]
    signs = np.full(asked.shape, NO_SIGN, dtype=np.int8)
    found = sentiments_towards(texts, named, annotator)
    signs[asked] = _places(value for values in found for value in values)
    return signs


def _places(sentiments: Iterable[float]) -> list[int]:
    return [SIGNS.index(sign_of(sentiment)) for sentiment in sentiments]


def _groups(texts: tuple[str, ...]) -> NDArray[np.int64]:
    """Number of each distinct text; in the order of the texts, so that that of rows never shows."""
    _, groups = np.unique(np.array([folded(text) for text in texts]), return_inverse=True)
    return groups.astype(np.int64).reshape(-1)
