"""The trained sentiment: what a passage says of a theme; the lexicon is one of its witnesses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.encoders.passages import encode_all
from nps_reasons.logistic import Linear, Rows, fit_signs, folds_of, shares
from nps_reasons.sentiment.features import MIXES, Features, Mix, Told
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
FEWEST: Final = 20
"""Coded signs below which nothing is learned from them."""
FEWEST_OF_A_KIND: Final = 5
"""Signs of a second kind below which nothing is: who coded only complaints knows no praise."""
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
        self.coded_: _Coded | None = None
        self.place_ = {theme: place for place, theme in enumerate([*self.descriptions, ""])}
        self.asked_ = self.encoder.encode([*self.descriptions.values(), OVERALL]).means
        texts, themes, signs = self._lessons(labelled)
        if len(signs) >= FEWEST and sorted(np.bincount(signs, minlength=3))[1] >= FEWEST_OF_A_KIND:
            self.coded_ = self._learned(texts, themes, signs)
        return self

    def _learned(
        self, texts: Sequence[str], themes: Sequence[str], signs: NDArray[np.int64]
    ) -> _Coded:
        place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        wholes = encode_all(list(place), self.encoder)
        told = self._read(wholes[[place[text] for text in texts]], themes)
        offset = self._known(told)
        features = Features.of(wholes, len(self.descriptions))
        tried = [_held_out(features.rows(told, mix), signs, offset, texts) for mix in MIXES]
        leanings = [leaning(logits, signs) for logits in tried]
        best = plainest([one.merit for one in leanings], leanings[0].error)
        linear = fit_signs(features.rows(told, MIXES[best]), signs, offset, ridge=RIDGE)
        raised = replace(linear, intercept=linear.intercept + leanings[best].raised)
        return _Coded(features, MIXES[best], raised)

    def score(self, passages: Passages, themes: Sequence[str]) -> NDArray[np.float64]:
        """Sentiment of each passage towards the theme at the same place, from -1 to 1.

        It is the share of positive less that of negative; what is most likely neutral stays
        nearer to zero than `sign_of` needs for a sign, and what is not stays beyond it. An empty
        theme, or one that the codeframe does not have, asks for the passage as a whole.
        """
        if not len(passages):
            return np.zeros(0)
        told = self._read(passages, themes)
        logits = self._known(told)
        if self.coded_ is not None:
            logits = logits + self.coded_.logits(told)
        return signed(shares(logits))

    def _read(self, passages: Passages, themes: Sequence[str]) -> Told:
        theme = np.array([self.place_.get(theme, self.place_[""]) for theme in themes])
        hidden, attention = self.towards.read_of(passages, self.asked_, theme)
        lexicon = self.lexicon.score(passages.words, themes)
        return Told(passages, hidden, lexicon, theme, attention)

    def _known(self, told: Told) -> Array:
        """Logits of each pair before any sign of the user's was coded."""
        witnesses = plain_rows(np.column_stack([told.hidden, told.lexicon]))
        return self.towards.logits(told.hidden) + self.shipped.logits(witnesses)

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


@dataclass(frozen=True, slots=True)
class _Coded:
    """What was learned from coded signs."""

    features: Features
    mix: Mix
    linear: Linear

    def logits(self, told: Told) -> Array:
        return self.linear.logits(self.features.rows(told, self.mix))


def _held_out(rows: Rows, signs: NDArray[np.int64], offset: Array, texts: Sequence[str]) -> Array:
    """Logits of each pair from the regression that did not see its text."""
    found = np.zeros_like(offset)
    for inside, outside in folds_of(texts):
        part = fit_signs(rows[inside], signs[inside], offset[inside], ridge=RIDGE)
        found[outside] = part.logits(rows[outside]) + offset[outside]
    return found


@dataclass(frozen=True, slots=True)
class Leaning:
    """How much neutral is raised, so that rare signs are found too.

    Attributes
    ----------
    raised : ndarray of shape (3,)
        What is added to the logits.
    merit
        Accuracy plus macro-F1 of texts held out, at the best raise.
    error
        Standard error of the accuracy: merits that differ by less do not differ.
    """

    raised: Array
    merit: float
    error: float


def leaning(logits: Array, sign: NDArray[np.int64]) -> Leaning:
    """Choose the raise of neutral: the likeliest sign alone is hardly ever neutral where few are.

    The least of those raises that are as good as the best by one standard error (Breiman et al.
    1984, Classification and regression trees, section 3.4.3).

    Parameters
    ----------
    logits : ndarray of shape (n_pairs, 3)
        Of texts held out.
    sign : ndarray of shape (n_pairs,)
    """
    raises = [np.array([0.0, raised, 0.0], dtype=np.float32) for raised in RAISES]
    guesses = [(logits + raised).argmax(axis=1) for raised in raises]
    merits = [_merit(guess, sign) for guess in guesses]
    accuracy = float((guesses[int(np.argmax(merits))] == sign).mean())
    error = float(np.sqrt(accuracy * (1 - accuracy) / len(sign)))
    return Leaning(raises[plainest(merits, error)], max(merits), error)


def plainest(merits: Sequence[float], error: float) -> int:
    """Place of the first, and plainest, that is as good as the best by one standard error.

    Examples
    --------
    >>> plainest([0.70, 0.79, 0.80], 0.02)
    1
    """
    return next(k for k, merit in enumerate(merits) if merit >= max(merits) - error)


def _merit(guess: NDArray[np.int64], sign: NDArray[np.int64]) -> float:
    right = [2 * int(((guess == k) & (sign == k)).sum()) for k in range(3)]
    both = [int((guess == k).sum() + (sign == k).sum()) for k in range(3)]
    f1 = [r / b for r, b in zip(right, both, strict=True) if b]
    return float((guess == sign).mean() + np.mean(f1))


RAISES: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)


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
