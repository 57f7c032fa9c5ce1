"""The trained tagger: themes from what the codeframe says, and from coded texts where there are.

One logistic regression per theme on the vectors and the token pairs of a text, with the prior's
log-odds as offset: without coded texts it says what keywords, definitions and examples say; with
few it leans on them; with many it says what the coders say. The threshold is chosen, and the
confidence calibrated (Platt 1999), on folds held out of the coded texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.encoders.features import MIXES, Features, Mix
from nps_reasons.encoders.passages import encode_all
from nps_reasons.logistic import fit_themes, folds_of
from nps_reasons.themes.cutoff import chosen_cutoff, micro_f1
from nps_reasons.themes.prior import make_prior

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Encoder, Passages
    from nps_reasons.labelled import Labelled
    from nps_reasons.logistic import Linear, Rows
    from nps_reasons.themes.codeframe import Codeframe
    from nps_reasons.themes.cutoff import Cutoff
    from nps_reasons.themes.head import Head

    Array = NDArray[np.float32]

MORE: Final = 0.5
"""Confidence from which on a second clause of a text speaks of a theme, too."""


@dataclass(frozen=True, slots=True)
class _Coded:
    """What was learned from coded texts."""

    features: Features
    mix: Mix
    linear: Linear


@dataclass(frozen=True, slots=True)
class Hits:
    """Which passages speak of which themes, by passage and then in the codeframe's order.

    Attributes
    ----------
    passage, theme : ndarray of shape (n_hits,)
        Places of the passage among those given, and of the theme among the codeframe's active ones.
    confidence : ndarray of shape (n_hits,)
        From 0 to 1.
    """

    passage: NDArray[np.int64]
    theme: NDArray[np.int64]
    confidence: NDArray[np.float64]


class TrainedTagger:
    """Tags texts, and says which clauses of a text speak of each theme.

    Parameters
    ----------
    codeframe
        Its themes, with definitions, keywords, examples and counter-examples.
    encoder
        What makes the vectors.
    shipped
        How clues weigh, and heads that were trained for some themes.
    """

    def __init__(self, codeframe: Codeframe, encoder: Encoder, shipped: Head) -> None:
        self.codeframe = codeframe
        self.encoder = encoder
        self.shipped = shipped

    @property
    def name(self) -> str:
        """Model and version, for the manifest."""
        return f"{self.encoder.name} + {'coded texts' if self.coded_ else 'codeframe'}"

    def fit(self, labelled: Labelled | None = None) -> Self:
        """Read the codeframe, and learn from coded texts where there are."""
        self.prior_ = make_prior(self.codeframe, self.encoder, self.shipped.prior)
        self.served_ = self.shipped.served(self.codeframe)
        has_head = bool((self.served_ >= 0).any())
        self.cutoff_ = self.shipped.cutoff if has_head else self.shipped.uncoded
        self.coded_: _Coded | None = None
        if labelled is not None and labelled.texts:
            self._learn(labelled)
        return self

    def _learn(self, labelled: Labelled) -> None:
        texts, truth = self._lessons(labelled)
        passages = encode_all(texts, self.encoder)
        features = Features.of(passages)
        rows = features.rows(passages)
        offset = self._known(passages, themselves=False)
        found: dict[float, tuple[Mix, Cutoff]] = {}
        for mix in MIXES:
            held_out = _held_out(mix.weigh(rows), truth, offset, texts, mix.ridge)
            cutoff = chosen_cutoff(held_out, truth)
            # Where two mixes do as well, the first, which leans on vectors more.
            found.setdefault(micro_f1(cutoff.assigned(held_out), truth), (mix, cutoff))
        mix, self.cutoff_ = found[max(found)]
        linear = fit_themes(mix.weigh(rows), truth, offset, ridge=mix.ridge)
        self.coded_ = _Coded(features, mix, linear)

    def _lessons(self, labelled: Labelled) -> tuple[list[str], NDArray[np.bool_]]:
        """Coded texts and the themes' own examples, with the themes that each speaks of."""
        themes = self.codeframe.active
        place = {theme.id: k for k, theme in enumerate(themes)}
        own = [(example, [theme.id]) for theme in themes for example in theme.examples]
        # Sums depend on the order of the rows; what is learned must not.
        coded = sorted(
            (text, sorted(label.theme for label in some))
            for text, some in zip(labelled.texts, labelled.labels, strict=True)
        )
        lessons = [*coded, *own]
        truth = np.zeros((len(lessons), len(themes)), dtype=np.bool_)
        for row, (_, ids) in enumerate(lessons):
            truth[row, [place[theme] for theme in ids if theme in place]] = True
        return [text for text, _ in lessons], truth

    def logits(self, passages: Passages) -> Array:
        """Log-odds of each theme in each passage."""
        known = self._known(passages, themselves=True)
        if self.coded_ is None:
            return known
        rows = self.coded_.mix.weigh(self.coded_.features.rows(passages))
        return self.coded_.linear.logits(rows) + known

    def _known(self, passages: Passages, *, themselves: bool) -> Array:
        """Log-odds before any text of the user's was coded."""
        clues = self.prior_.clues(passages, themselves=themselves)
        return self.prior_.logits(clues) + self.shipped.logits(passages, self.served_)

    def assign(self, texts: Passages, clauses: Passages, counts: Sequence[int]) -> Hits:
        """Themes of each clause of each text.

        Where texts were coded, the whole text decides, as the coders did; the theme stands at the
        clause that speaks of it most. Else each clause decides for itself: the shipped models
        learned from single sentences.

        Parameters
        ----------
        clauses
            Those of the first text, then of the second, and so on.
        counts
            How many clauses each text has.
        """
        confidence = self.cutoff_.calibrated(self.logits(clauses))
        if self.coded_ is not None:
            whole = self.cutoff_.calibrated(self.logits(texts))
            for of_text, end, count in zip(whole, np.cumsum(counts), counts, strict=True):
                self._place(of_text, confidence[end - count : end])
        clause, theme = np.nonzero(confidence >= self.cutoff_.threshold)
        return Hits(clause, theme, confidence[clause, theme].astype(np.float64).round(4))

    def _place(self, whole: Array, parts: Array) -> None:
        """Put the confidence of the whole text in place of that of the clause that says it most."""
        if len(parts):
            best, theme = parts.argmax(axis=0), np.arange(len(whole))
            parts[parts < MORE] = 0
            parts[best, theme] = whole
            parts[:, whole < self.cutoff_.threshold] = 0


def _held_out(
    rows: Rows, truth: NDArray[np.bool_], offset: Array, texts: Sequence[str], ridge: float
) -> Array:
    """Log-odds of each text from the regression that did not see it."""
    found = np.zeros_like(offset)
    for inside, outside in folds_of(texts):
        part = fit_themes(rows[inside], truth[inside], offset[inside], ridge=ridge)
        found[outside] = part.logits(rows[outside]) + offset[outside]
    return found
