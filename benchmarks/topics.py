"""BERTopic's zero-shot mode as a contestant: themes from their names and definitions only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from baselines import embedded, minilm
from contestant import Reading

if TYPE_CHECKING:
    from bertopic import BERTopic

    from nps_reasons.labelled import Labelled
    from nps_reasons.themes.codeframe import Codeframe

SIMILAR: Final = 0.7
"""BERTopic's own default: a text less similar to every theme goes to the clustering."""

EVERY: Final = -1.0
"""No text is less similar to every theme than this: each goes to the nearest."""

Use = Callable[[Sequence[str], Sequence[str]], list[set[str]]]
"""Texts and descriptions of themes to the descriptions that each text is given."""


@dataclass(frozen=True)
class ZeroShot:
    """BERTopic fitted to the texts that it is asked about, by one use of it."""

    use: Use
    descriptions: dict[str, str]

    def read(self, texts: Sequence[str]) -> Reading:
        """Themes whose descriptions are given to the text; no signs."""
        given = self.use(texts, list(self.descriptions))
        themes = [{self.descriptions[name] for name in names} for names in given]
        return Reading(themes, [set() for _ in texts])


def zero_shot(use: Use) -> Callable[[Codeframe, Any], ZeroShot]:
    """Return what makes a contestant of a codeframe."""

    def fit(codeframe: Codeframe, labelled: Labelled | None) -> ZeroShot:  # noqa: ARG001 - none
        return ZeroShot(use, {f"{t.label}: {t.definition}": t.id for t in codeframe.active})

    return fit


def as_documented(texts: Sequence[str], names: Sequence[str]) -> list[set[str]]:
    """One theme or none for each text: far texts are clustered, and clusters are no themes."""
    return _topic_of_each(_fitted(texts, names, SIMILAR), names)


def nearest(texts: Sequence[str], names: Sequence[str]) -> list[set[str]]:
    """The theme nearest to each text, however far."""
    return _topic_of_each(_fitted(texts, names, EVERY), names)


def several(texts: Sequence[str], names: Sequence[str]) -> list[set[str]]:
    """Every theme in BERTopic's approximate distribution of a text, with its defaults."""
    model = _fitted(texts, names, EVERY)
    shares, _ = model.approximate_distribution(list(texts))
    named = _names_of_topics(model, names)
    return [{named[topic] for topic in np.flatnonzero(row) if topic in named} for row in shares]


def _fitted(texts: Sequence[str], names: Sequence[str], similar: float) -> BERTopic:
    from bertopic import BERTopic  # noqa: PLC0415 - takes ten seconds
    from umap import UMAP  # noqa: PLC0415 - as above

    # BERTopic's own UMAP, with a seed.
    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0)
    model = BERTopic(
        embedding_model=minilm(),
        umap_model=umap,
        zeroshot_topic_list=list(names),
        zeroshot_min_similarity=similar,
    )
    return model.fit(list(texts), embeddings=embedded(texts))


def _topic_of_each(model: BERTopic, names: Sequence[str]) -> list[set[str]]:
    named = _names_of_topics(model, names)
    return [{named[topic]} if topic in named else set() for topic in model.topics_]


def _names_of_topics(model: BERTopic, names: Sequence[str]) -> dict[int, str]:
    """Theme of each topic that stands for one."""
    if any(label in names for label in model.topic_labels_.values()):
        return {topic: name for topic, name in model.topic_labels_.items() if name in names}
    if model.zeroshot_min_similarity > EVERY:
        return {}
    # Where no text was left to cluster, BERTopic sorts the themes and loses their names.
    moved = model.topic_mapper_.get_mappings(original_topics=True)
    return {topic: names[place] for place, topic in moved.items() if place >= 0}
