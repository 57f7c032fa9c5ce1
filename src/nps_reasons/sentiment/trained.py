"""The trained sentiment: what a passage says of a theme; the lexicon is one of its witnesses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.encoders.passages import encode_all
from nps_reasons.logistic import Linear, Rows, fit_signs, folds_of, shares
from nps_reasons.sentiment.model import NEUTRAL_BELOW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Encoder, Passages
    from nps_reasons.labelled import Labelled
    from nps_reasons.sentiment.lexicon import LexiconSentiment
    from nps_reasons.sentiment.towards import Towards

    Array = NDArray[np.float32]

RIDGE: Final = 1.0
MEANS: Final = np.float32(3)
"""How much the mean vector weighs beside what is read of it."""
FEWEST: Final = 20
"""Coded signs below which nothing is learned from them."""
NUMBER_OF: Final = {"negative": 0, "neutral": 1, "positive": 2}
OVERALL: Final = "overall experience"
"""What is asked where no theme is."""


class TrainedSentiment:
    """Reads the sentiment towards themes from the vectors of passages.

    Parameters
    ----------
    encoder
        What makes the vectors.
    towards
        The head that was trained beside the encoder.
    lexicon
        Customers' words with a valence: a second witness where texts are of a new kind.
    shipped
        What weighs the two, as learned by training/heads.py.
    descriptions
        Theme to the words that it is known by to the encoder.
    """

    def __init__(
        self,
        encoder: Encoder,
        towards: Towards,
        lexicon: LexiconSentiment,
        shipped: Linear,
        descriptions: Mapping[str, str],
    ) -> None:
        self.encoder = encoder
        self.towards = towards
        self.lexicon = lexicon
        self.shipped = shipped
        self.descriptions = descriptions

    def fit(self, labelled: Labelled | None = None) -> Self:
        """Read the descriptions, and learn from coded signs where there are enough."""
        self.coded_: Linear | None = None
        self.place_ = {theme: place for place, theme in enumerate([*self.descriptions, ""])}
        self.asked_ = self.encoder.encode([*self.descriptions.values(), OVERALL]).means
        texts, themes, signs = self._lessons(labelled)
        if len(signs) >= FEWEST:
            self.coded_ = self._learned(texts, themes, signs)
        return self

    def _learned(
        self, texts: Sequence[str], themes: Sequence[str], signs: NDArray[np.int64]
    ) -> Linear:
        place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        passages = encode_all(list(place), self.encoder)[[place[text] for text in texts]]
        features, offset = self._read(passages, themes)
        rows = self._with_themes(features, passages, themes)
        held_out = np.zeros_like(offset)
        for inside, outside in folds_of(texts):
            part = fit_signs(rows[inside], signs[inside], offset[inside], ridge=RIDGE)
            held_out[outside] = part.logits(rows[outside]) + offset[outside]
        linear = fit_signs(rows, signs, offset, ridge=RIDGE)
        return replace(linear, intercept=linear.intercept + leaning(held_out, signs))

    def score(self, passages: Passages, themes: Sequence[str]) -> NDArray[np.float64]:
        """Sentiment of each passage towards the theme at the same place, from -1 to 1.

        It is the share of positive less that of negative; what is most likely neutral stays
        nearer to zero than `sign_of` needs for a sign, and what is not stays beyond it. An empty
        theme, or one that the codeframe does not have, asks for the passage as a whole.
        """
        if not len(passages):
            return np.zeros(0)
        features, logits = self._read(passages, themes)
        if self.coded_ is not None:
            logits = logits + self.coded_.logits(self._with_themes(features, passages, themes))
        return signed(shares(logits))

    def _read(self, passages: Passages, themes: Sequence[str]) -> tuple[Array, Array]:
        """Features of each pair, and its logits as the shipped model gives them."""
        which = np.array([self.place_.get(theme, self.place_[""]) for theme in themes])
        hidden = self.towards.hidden(passages, self.asked_, which)
        lexicon = self.lexicon.score(passages.words, themes)
        features = np.column_stack([hidden, lexicon]).astype(np.float32)
        return features, self.towards.logits(hidden) + self.shipped.logits(plain_rows(features))

    def _with_themes(self, features: Array, passages: Passages, themes: Sequence[str]) -> Rows:
        """Features, and which theme is asked about: coders judge some themes more harshly."""
        which = np.array([self.place_.get(theme, -1) for theme in themes])
        told = which[:, None] == np.arange(len(self.descriptions))
        return plain_rows(np.column_stack([features, passages.directions * MEANS, told]))

    def _lessons(self, labelled: Labelled | None) -> tuple[list[str], list[str], NDArray[np.int64]]:
        """Coded texts, the theme of each sign, and the sign."""
        if labelled is None:
            return [], [], np.zeros(0, dtype=np.int64)
        # Sums depend on the order of the rows; what is learned must not.
        coded = sorted(
            (text, label.theme, NUMBER_OF[label.sign])
            for text, labels in zip(labelled.texts, labelled.labels, strict=True)
            for label in labels
            if label.sign is not None and label.theme in self.descriptions
        )
        signs = np.array([sign for _, _, sign in coded], dtype=np.int64)
        return [text for text, _, _ in coded], [theme for _, theme, _ in coded], signs


def leaning(logits: Array, sign: NDArray[np.int64]) -> Array:
    """How much neutral must be raised so that rare signs are found too.

    The raise, of a few, that has the best mean of accuracy and macro-F1 on texts held out: the
    likeliest sign alone would hardly ever be neutral where few are.
    """

    def merit(raised: float) -> float:
        guess = (logits + _raise(raised)).argmax(axis=1)
        right = [2 * int(((guess == k) & (sign == k)).sum()) for k in range(3)]
        both = [int((guess == k).sum() + (sign == k).sum()) for k in range(3)]
        f1 = [r / b for r, b in zip(right, both, strict=True) if b]
        return float((guess == sign).mean() + np.mean(f1))

    return _raise(max(RAISES, key=merit))


RAISES: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)


def _raise(neutral: float) -> Array:
    return np.array([0.0, neutral, 0.0], dtype=np.float32)


def plain_rows(features: Array) -> Rows:
    """Rows of features that all texts have."""
    import scipy.sparse as sp  # noqa: PLC0415 - slow to import

    none = sp.csr_matrix(np.zeros((len(features), 0), dtype=np.float32))
    return Rows(np.asarray(features, dtype=np.float32), none)


def signed(share: Array) -> NDArray[np.float64]:
    """One number from the shares of negative, neutral and positive.

    Examples
    --------
    >>> signed(np.array([[0.1, 0.2, 0.7], [0.2, 0.5, 0.3], [0.5, 0.0, 0.5]], dtype="f4")).round(2)
    array([ 0.6 ,  0.09, -0.1 ])
    """
    wide = share.astype(np.float64)
    difference = wide[:, 2] - wide[:, 0]
    neutral = share.argmax(axis=1) == 1
    side = np.where(difference > 0, 1.0, -1.0)
    beyond = side * np.maximum(np.abs(difference), NEUTRAL_BELOW)
    found = np.where(neutral, np.clip(difference, -_INSIDE, _INSIDE), beyond)
    return found.round(4).astype(np.float64)


_INSIDE: Final = 0.09
