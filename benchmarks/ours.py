"""Our models, asked as every other contestant is: the one place that knows how they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from contestant import Reading

from nps_reasons.scale.annotator import Annotator, make_annotator
from nps_reasons.scale.kernel import annotate, sentiments_towards
from nps_reasons.sentiment.model import sign_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.labelled import Labelled, Sign
    from nps_reasons.themes.codeframe import Codeframe


def fit_ours(codeframe: Codeframe, labelled: Labelled | None, *, tier: str) -> Ours:
    """Fit the models of a tier to a codeframe and, where there are some, to labelled texts."""
    return Ours(make_annotator(codeframe, tier, labelled=labelled))


def overall_sentiment(texts: Sequence[str], annotator: Annotator) -> list[float]:
    """Sentiment of whole texts, from -1 to 1; an empty id asks for it."""
    return [value for (value,) in sentiments_towards(texts, [[""] for _ in texts], annotator)]


@dataclass(frozen=True)
class Ours:
    """The models that are shipped."""

    annotator: Annotator

    def read(self, texts: Sequence[str]) -> Reading:
        """Themes of the mentions; the sign of a theme is that of its mentions' mean sentiment."""
        mentions = annotate(pd.Series(list(texts), dtype="string"), self.annotator)
        means = mentions.groupby(["response_id", "theme"])["sentiment"].mean()
        found = Reading([set() for _ in texts], [set() for _ in texts])
        for text, theme, sentiment in means.reset_index().itertuples(index=False):
            found.themes[int(text)].add(theme)
            found.pairs[int(text)].add((theme, sign_of(sentiment)))
        return found

    def signs(self, texts: Sequence[str], asked: Sequence[Sequence[str]]) -> list[list[Sign]]:
        """Sign of each text towards the themes that are named for it."""
        found = sentiments_towards(texts, asked, self.annotator)
        return [[sign_of(value) for value in values] for values in found]

    def overall(self, texts: Sequence[str]) -> list[Sign]:
        """Sign of each text as a whole."""
        found = overall_sentiment(texts, self.annotator)
        return ["positive" if value > 0 else "negative" for value in found]
