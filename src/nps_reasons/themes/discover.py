"""Propose themes for clauses, by BERTopic (extra `topics`) on the vectors of our encoders.

A person decides which proposals become themes. What is kept of a topic is plain data: words,
quotes, counts and a centre; no fitted model is stored.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.errors import MissingExtraError, UsageError
from nps_reasons.themes.distinct import distinct_texts
from nps_reasons.themes.grouping import NOWHERE, Grouping
from nps_reasons.themes.naming import label_of, terms_of, words_of_group
from nps_reasons.themes.proposals import Proposal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from nps_reasons.themes.distinct import DistinctTexts
    from nps_reasons.themes.naming import Words

    Array = NDArray[np.float32]

FEWEST_CLAUSES: Final = 10
"""A group of fewer different clauses is no theme."""

CLAUSES_A_THEME: Final = 2 * FEWEST_CLAUSES
"""Different clauses that there must be for each theme that is looked for."""

WORDS_CONSIDERED: Final = 60
FEWEST_TERMS: Final = 2
"""Of fewer different terms BERTopic makes no ranking; there is none to be made."""

EXAMPLES: Final = 12
QUOTED_WORDS: Final = 4
"""A quote of fewer words says little of what a theme is about; longer ones are shown first."""


def require_bertopic() -> None:
    """Say so at once where BERTopic is not installed.

    Raises
    ------
    MissingExtraError
        The extra `topics` is not installed.
    """
    if find_spec("bertopic") is None:
        raise MissingExtraError("BERTopic", "topics")


@dataclass(frozen=True)
class Discovery:
    """Themes proposed for clauses.

    Attributes
    ----------
    proposals
        The largest first.
    theme : ndarray of shape (n_clauses,)
        Place in `proposals` of each clause's theme; -1 where it is near none.
    grouping
        What puts other clauses into groups; None where there were too few clauses to group.
    places
        Group to its place in `proposals`, of those that are proposed.
    """

    proposals: tuple[Proposal, ...]
    theme: NDArray[np.int64]
    grouping: Grouping | None = None
    places: Mapping[int, int] | None = None

    def assign(self, vectors: Array) -> NDArray[np.int64]:
        """Place in `proposals` of the theme of other clauses; -1 where they are near none."""
        if self.grouping is None or self.places is None:
            return np.full(len(vectors), NOWHERE, dtype=np.int64)
        return _placed(self.grouping.predict(vectors), self.places)


def discover(clauses: pd.DataFrame, vectors: Array, *, most: int = 12, seed: int = 0) -> Discovery:
    """Propose themes for clauses: groups of like meaning, each with keywords and quotes.

    Equal clauses (whatever their case) are grouped once and counted each time. The result depends
    neither on the order of rows nor on the number of threads.

    Parameters
    ----------
    clauses
        With `response_id` and `text`; other columns are ignored.
    vectors : ndarray of shape (n_clauses, width)
        What an encoder makes of each clause.
    most
        Themes looked for; fewer where there are fewer than twenty different clauses for each.
    seed
        Of the grouping.

    Raises
    ------
    MissingExtraError
        The extra `topics` is not installed.
    TableError
        A column is missing, or a clause has no text.
    UsageError
        `most` is below 1, or there is not a vector for each clause.

    References
    ----------
    Grootendorst (2022), BERTopic: neural topic modeling with a class-based TF-IDF procedure,
    https://arxiv.org/abs/2203.05794

    Examples
    --------
    >>> import pandas as pd
    >>> from nps_reasons.scale.clause_vectors import clause_vectors
    >>> from nps_reasons.scale.models import encoder_of
    >>> from nps_reasons.scale.theme_space import theme_space
    >>> from nps_reasons.text.clauses import ClauseSplitter
    >>> parking = [f"the car park is {how}" for how in ("full", "tiny", "far", "dark", "muddy")]
    >>> meals = [f"{how} lunch menu" for how in ("a dull", "an odd", "a long", "a salty", "one")]
    >>> said = [f"{text} {when}" for text in parking + meals
    ...         for when in ("again", "on Monday", "today", "this week", "as ever")]
    >>> reasons = pd.Series(said, index=[f"r{i}" for i in range(50)])
    >>> said = clause_vectors(reasons, ClauseSplitter(), theme_space(encoder_of("fast")))
    >>> sorted((found.label, found.n_clauses) for found in discover(*said, most=2).proposals)
    [('Car, park', 25), ('Lunch, menu', 25)]
    """
    require_bertopic()
    if most < 1:
        raise UsageError(f"most must be at least 1; found {most}")
    texts = distinct_texts(clauses, vectors)
    n_groups = groups_for(len(texts.texts), most)
    if n_groups < 1:
        return Discovery((), np.full(len(clauses), NOWHERE, dtype=np.int64))
    grouping = Grouping(n_groups, seed=seed)
    terms = [frozenset(terms_of(text)) for text in texts.texts]
    ranked = _ranked_words(texts, terms, grouping)
    return _discovery(clauses.reset_index(drop=True), texts, terms, grouping, ranked)


def groups_for(n_texts: int, most: int) -> int:
    """Number of themes that so many different clauses can show."""
    return min(most, n_texts // CLAUSES_A_THEME)


def _ranked_words(
    texts: DistinctTexts, terms: Sequence[frozenset[str]], grouping: Grouping
) -> dict[int, list[str]]:
    """Fit the grouping; words of each group by class-based TF-IDF, the most telling first."""
    vocabulary = sorted(frozenset().union(*terms))
    if len(vocabulary) < FEWEST_TERMS:
        groups = set(grouping.fit(texts.vectors).labels_.tolist()) - {NOWHERE}
        return dict.fromkeys(sorted(groups), vocabulary)
    with warnings.catch_warnings():
        # umap-learn 0.5 says at import that one of its parts, which we do not use, needs it.
        warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)
        from bertopic import BERTopic  # noqa: PLC0415 - takes ten seconds to import
        from bertopic.dimensionality import BaseDimensionalityReduction  # noqa: PLC0415
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    model = BERTopic(
        language="multilingual",  # "english" would take letters such as é out of the words
        top_n_words=WORDS_CONSIDERED,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=grouping,
        # BERTopic joins the texts of a topic; pairs across their seams are not in the vocabulary.
        vectorizer_model=CountVectorizer(analyzer=terms_of, vocabulary=vocabulary),
    ).fit(list(texts.texts), texts.vectors)
    # BERTopic numbers its topics anew, by their size.
    topics = dict(zip(grouping.labels_.tolist(), model.topics_, strict=True))
    return {
        group: [word for word, _ in model.get_topic(topic) or [] if word]
        for group, topic in sorted(topics.items())
        if group != NOWHERE
    }


def _discovery(
    said: pd.DataFrame,
    texts: DistinctTexts,
    terms: Sequence[frozenset[str]],
    grouping: Grouping,
    ranked: Mapping[int, Sequence[str]],
) -> Discovery:
    """Make proposals of the groups that are large enough."""
    group_of_text = grouping.labels_
    group = group_of_text[texts.of_clause]
    different = np.bincount(group_of_text[group_of_text != NOWHERE], minlength=len(ranked))
    sizes = np.bincount(group[group != NOWHERE], minlength=len(ranked))
    kept = [name for name in ranked if different[name] >= FEWEST_CLAUSES]
    kept.sort(key=lambda name: (-sizes[name], name))
    nearness = grouping.nearness(texts.vectors)[texts.of_clause]
    rows = said.assign(group=group, nearness=nearness, number=texts.of_clause)
    proposals = tuple(
        _proposal(
            rows[rows["group"] == name],
            words_of_group(ranked[name], terms, group_of_text == name),
            texts.vectors[group_of_text == name],
        )
        for name in kept
    )
    places = {name: place for place, name in enumerate(kept)}
    return Discovery(proposals, _placed(group, places), grouping, places)


def _placed(groups: NDArray[np.int64], places: Mapping[int, int]) -> NDArray[np.int64]:
    """Places of groups; those that are not proposed are nowhere."""
    return np.array([places.get(group, NOWHERE) for group in groups.tolist()], dtype=np.int64)


def _proposal(own: pd.DataFrame, words: Words, vectors: Array) -> Proposal:
    return Proposal(
        label=label_of(words.names),
        keywords=words.keywords,
        quotes=_quotes(own, frozenset((*words.names, *words.keywords))),
        n_clauses=len(own),
        names=words.names,
        response_ids=tuple(sorted(own["response_id"].unique())),
        centre=vectors.mean(axis=0),
    )


def _quotes(clauses: pd.DataFrame, telling: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Response id and text of clauses from all over the group, the most typical first.

    Of the nearer half, evenly from the nearest to the middle: a theme is what its typical clauses
    have in common, and not one sentence in twelve spellings. Those that say a telling word tell
    more of what the theme is about.
    """
    ordered = clauses.sort_values(
        ["nearness", "number", "response_id", "text"], ascending=[False, True, True, True]
    ).drop_duplicates("number")
    tells = ordered["text"].map(lambda text: not telling.isdisjoint(terms_of(text)))
    told = ordered[tells & (ordered["text"].str.count(r"\s+") + 1 >= QUOTED_WORDS)]
    chosen = told if len(told) >= EXAMPLES else ordered
    half = chosen.head(max(len(chosen) // 2, EXAMPLES))
    at = np.unique(np.linspace(0, len(half) - 1, EXAMPLES).round().astype(int))
    taken = half.iloc[at]
    return tuple(zip(taken["response_id"].tolist(), taken["text"].tolist(), strict=True))
