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

from nps_reasons.encoders.encoded import Passage
from nps_reasons.logistic import fit_themes, folds_of
from nps_reasons.themes.cutoff import chosen_cutoff, micro_f1
from nps_reasons.themes.features import MIXES, Features, Mix
from nps_reasons.themes.prior import make_prior
from nps_reasons.themes.tagger import ThemeHit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nps_reasons.encoders.encoded import Encoder
    from nps_reasons.labelled import Labelled
    from nps_reasons.logistic import Linear, Rows
    from nps_reasons.themes.codeframe import Codeframe
    from nps_reasons.themes.cutoff import Cutoff
    from nps_reasons.themes.head import Head

    Array = NDArray[np.float32]

MORE: Final = 0.5
"""Confidence from which on a second clause of a text speaks of a theme, too."""
AT_ONCE: Final = 1_000
"""Texts whose token vectors are in memory at once."""


@dataclass(frozen=True, slots=True)
class _Coded:
    """What was learned from coded texts."""

    features: Features
    mix: Mix
    linear: Linear


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
        passages = self._passages(texts)
        features = Features.of(passages, self.encoder.width)
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

    def _passages(self, texts: Sequence[str]) -> list[Passage]:
        found: list[Passage] = []
        for start in range(0, len(texts), AT_ONCE):
            some = texts[start : start + AT_ONCE]
            encoded = self.encoder.encode(some)
            found += [Passage(text, one) for text, one in zip(some, encoded, strict=True)]
        return found

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

    def logits(self, passages: Sequence[Passage]) -> Array:
        """Log-odds of each theme in each passage."""
        known = self._known(passages, themselves=True)
        if self.coded_ is None:
            return known
        rows = self.coded_.mix.weigh(self.coded_.features.rows(passages))
        return self.coded_.linear.logits(rows) + known

    def _known(self, passages: Sequence[Passage], *, themselves: bool) -> Array:
        """Log-odds before any text of the user's was coded."""
        clues = self.prior_.clues(passages, themselves=themselves)
        return self.prior_.logits(clues) + self.shipped.logits(passages, self.served_)

    def assign(
        self, texts: Sequence[Passage], clauses: Sequence[Sequence[Passage]]
    ) -> list[list[list[ThemeHit]]]:
        """Themes of each clause of each text, in the codeframe's order.

        Where texts were coded, the whole text decides, as the coders did; the theme stands at the
        clause that speaks of it most. Else each clause decides for itself: the shipped models
        learned from single sentences.
        """
        judged = texts if self.coded_ else ()
        passages = [*judged, *(clause for some in clauses for clause in some)]
        found = self.cutoff_.calibrated(self.logits(passages))
        whole, parts = found[: len(judged)], found[len(judged) :]
        ends = np.cumsum([len(some) for some in clauses])
        return [
            self._placed(whole[row] if self.coded_ else None, parts[end - len(some) : end])
            for row, (some, end) in enumerate(zip(clauses, ends, strict=True))
        ]

    def _placed(self, whole: Array | None, parts: Array) -> list[list[ThemeHit]]:
        """Hits of each clause, from the confidence of the whole text and of each clause."""
        confidence = parts.copy()
        if whole is not None and len(parts):
            best, theme = parts.argmax(axis=0), np.arange(len(whole))
            confidence[parts < MORE] = 0
            confidence[best, theme] = whole
            confidence[:, whole < self.cutoff_.threshold] = 0
        themes = self.codeframe.active
        return [
            [
                ThemeHit(themes[theme].id, round(float(shares[theme]), 4))
                for theme in np.flatnonzero(shares >= self.cutoff_.threshold)
            ]
            for shares in confidence
        ]


def _held_out(
    rows: Rows, truth: NDArray[np.bool_], offset: Array, texts: Sequence[str], ridge: float
) -> Array:
    """Log-odds of each text from the regression that did not see it."""
    found = np.zeros_like(offset)
    for inside, outside in folds_of(texts):
        part = fit_themes(rows[inside], truth[inside], offset[inside], ridge=ridge)
        found[outside] = part.logits(rows[outside]) + offset[outside]
    return found
