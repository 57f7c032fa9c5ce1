"""What is known of a passage's themes before anybody coded a text: keywords and descriptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.rowwise import dots
from nps_reasons.themes.likeness import Examples, likeness
from nps_reasons.themes.tagger import KeywordTagger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.encoders.passages import Encoder, Passages
    from nps_reasons.themes.codeframe import Codeframe, Theme

    Array = NDArray[np.float32]

CLUES: Final = ("intercept", "hint", "word", "words", "phrase", "likeness", "example", "counter")
"""Names of what the prior weighs: which keywords were met, and three kinds of likeness."""

_LEVEL_OF: Final = {0.5: 1, 0.6: 2, 0.8: 3, 0.9: 4}


def described(theme: Theme) -> str:
    """The words that a theme is known by to the encoder: a new label does not change them."""
    if theme.definition.casefold() == theme.first_label.casefold():
        return theme.first_label
    return f"{theme.first_label}: {theme.definition}"


@dataclass(frozen=True, slots=True)
class Prior:
    """Log-odds of themes from a codeframe alone.

    Attributes
    ----------
    weights
        Weight of each of `CLUES`; learned by training/heads.py on texts of other codeframes.
    descriptions : ndarray of shape (n_themes, width)
        Vectors of the themes' descriptions, of length one.
    examples, counters
        Examples and counter-examples of the themes.
    """

    keywords: KeywordTagger
    weights: Mapping[str, float]
    descriptions: Array
    examples: Examples
    counters: Examples

    def clues(self, passages: Passages, *, themselves: bool = False) -> Array:
        """What speaks for each theme in each passage.

        Parameters
        ----------
        themselves
            Whether an example that is one of the passages counts as like itself.

        Returns
        -------
        ndarray of shape (n_passages, n_themes, len(CLUES))
        """
        found = np.zeros((len(passages), len(self.descriptions), len(CLUES)), dtype=np.float32)
        found[:, :, 0] = 1
        for row, theme, level in self._met(passages):
            found[row, theme, level] = 1
        found[:, :, 5] = likeness(passages, self.descriptions)
        directions = passages.directions
        found[:, :, 6] = self.examples.nearest(directions, themselves=themselves)
        found[:, :, 7] = self.counters.nearest(directions, themselves=themselves)
        return found

    def _met(self, passages: Passages) -> list[tuple[int, int, int]]:
        """Passage, theme and level of each keyword that was met."""
        return [
            (row, theme, _LEVEL_OF[confidence])
            for row, words in enumerate(passages.words)
            for theme, confidence in self.keywords.met(words)
        ]

    def logits(self, clues: Array) -> Array:
        """Log-odds of each theme, from its clues."""
        weights = np.array([self.weights[name] for name in CLUES], dtype=np.float32)
        return dots(clues.reshape(-1, len(CLUES)), weights[None]).reshape(clues.shape[:2])


def make_prior(codeframe: Codeframe, encoder: Encoder, weights: Mapping[str, float]) -> Prior:
    """Read the descriptions and examples of a codeframe with an encoder."""
    themes = codeframe.active

    def examples(given: Sequence[tuple[str, ...]]) -> Examples:
        counts = np.array([len(some) for some in given], dtype=np.int64)
        return Examples(
            encoder.encode([text for some in given for text in some]).directions, counts
        )

    return Prior(
        keywords=KeywordTagger(codeframe).fit(),
        weights=weights,
        descriptions=encoder.encode([described(theme) for theme in themes]).directions,
        examples=examples([theme.examples for theme in themes]),
        counters=examples([theme.counter_examples for theme in themes]),
    )
