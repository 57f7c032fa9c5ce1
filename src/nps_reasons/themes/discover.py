"""Propose themes for clauses, by BERTopic (extra `topics`) on the vectors of our encoders.

A person decides which proposals become themes. What is kept of a topic is plain data: words,
quotes, counts and a centre; no fitted model is stored.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nps_reasons.errors import MissingExtraError, UsageError
from nps_reasons.themes.grouping import NOWHERE, Grouping
from nps_reasons.themes.naming import label_of, terms_of, words_of_group
from nps_reasons.themes.proposals import Proposal
from nps_reasons.themes.uncovered import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

FEWEST_CLAUSES: Final = 10
"""A group of fewer different clauses is no theme."""

CLAUSES_A_THEME: Final = 2 * FEWEST_CLAUSES
"""Different clauses that there must be for each theme that is looked for."""

WORDS_CONSIDERED: Final = 60
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
        What puts other clauses into the same themes; None where nothing was proposed.
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


def discover(
    clauses: pd.DataFrame, vectors: Array, *, most: int = 12, seed: int = 0
) -> Discovery:
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
    >>> from nps_reasons.scale.annotator import make_annotator
    >>> from nps_reasons.themes.codeframe import general_codeframe
    >>> parking = [f"the car park is {how}" for how in ("full", "tiny", "far", "dark", "muddy")]
    >>> meals = [f"{how} lunch menu" for how in ("a dull", "an odd", "a long", "a salty", "one")]
    >>> said = [f"{text} {when}" for text in parking + meals
    ...         for when in ("again", "on Monday", "today", "this week", "as ever")]
    >>> reasons = pd.Series(said, index=[f"r{i}" for i in range(50)])
    >>> found = discover(*clause_vectors(reasons, make_annotator(general_codeframe())), most=2)
    >>> sorted((proposal.label, proposal.n_clauses) for proposal in found.proposals)
    """
    require_bertopic()
    if most < 1:
        raise UsageError(f"most must be at least 1; found {most}")
    if len(vectors) != len(clauses):
        raise UsageError(f"{len(clauses):,} clauses have {len(vectors):,} vectors; one each")
    said = clauses.reset_index(drop=True).reset_index(names="row")
    CLAUSES.check(said)
    said = said.assign(folded=said["text"].map(_folded))
    texts = _Texts.of(said, vectors)
    n_groups = min(most, len(texts.texts) // CLAUSES_A_THEME)
    if n_groups < 1:
        return Discovery((), np.full(len(said), NOWHERE, dtype=np.int64))
    grouping = Grouping(n_groups, seed=seed)
    ranked = _ranked_words(texts, grouping)
    return _discovery(said, texts, grouping, ranked)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class _Texts:
    """Different texts, sorted; the mean vector of each, and which each clause has."""

    texts: tuple[str, ...]
    vectors: Array
    of_clause: NDArray[np.int64]
    terms: tuple[frozenset[str], ...]

    @staticmethod
    def of(said: pd.DataFrame, vectors: Array) -> _Texts:
        # Sums depend on the order of what is added; what is proposed must not.
        order = said.sort_values(["folded", "response_id", "text", "row"])["row"].to_numpy()
        folded = said["folded"].to_numpy()[order]
        firsts = np.flatnonzero(np.concatenate([[True], folded[1:] != folded[:-1]]))
        of_clause = np.empty(len(said), dtype=np.int64)
        of_clause[order] = np.cumsum(np.isin(np.arange(len(said)), firsts)) - 1
        texts = tuple(folded[firsts].tolist())
        return _Texts(
            texts,
            np.add.reduceat(vectors[order], firsts, axis=0),
            of_clause,
            tuple(frozenset(terms_of(text)) for text in texts),
        )


def _ranked_words(texts: _Texts, grouping: Grouping) -> dict[int, list[str]]:
    """Fit the grouping; words of each group by class-based TF-IDF, the most telling first."""
    with warnings.catch_warnings():
        # umap-learn 0.5 says at import that one of its parts, which we do not use, needs it.
        warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)
        from bertopic import BERTopic  # noqa: PLC0415 - takes ten seconds to import
        from bertopic.dimensionality import BaseDimensionalityReduction  # noqa: PLC0415
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    vocabulary = sorted(frozenset().union(*texts.terms)) or ["-"]
    model = BERTopic(
        language="multilingual",  # "english" would take letters such as é out of the words
        top_n_words=WORDS_CONSIDERED,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=grouping,
        # BERTopic joins the texts of a topic; pairs across their seams are not in the vocabulary.
        vectorizer_model=CountVectorizer(analyzer=terms_of, vocabulary=vocabulary),
    ).fit(list(texts.texts), texts.vectors)
    topics = dict(zip(grouping.labels_.tolist(), model.topics_, strict=True))
    return {
        group: [word for word, _ in model.get_topic(topic) or [] if word]
        for group, topic in topics.items()
        if group != NOWHERE
    }


def _discovery(
    said: pd.DataFrame, texts: _Texts, grouping: Grouping, ranked: Mapping[int, Sequence[str]]
) -> Discovery:
    group_of_text = grouping.labels_
    size = said.assign(group=group_of_text[texts.of_clause]).groupby("group").size()
    groups = [
        group
        for group in sorted(ranked, key=lambda group: (-size[group], group))
        if (group_of_text == group).sum() >= FEWEST_CLAUSES
    ]
    places = {group: place for place, group in enumerate(groups)}
    nearness = grouping.nearness(texts.vectors)
    rows = said.assign(text_number=texts.of_clause)
    proposals = tuple(
        _proposal(rows, texts, group_of_text == group, ranked[group], nearness)
        for group in groups
    )
    theme = _placed(group_of_text[texts.of_clause], places)
    return Discovery(proposals, theme, grouping, places)


def _placed(groups: NDArray[np.int64], places: Mapping[int, int]) -> NDArray[np.int64]:
    """Places of groups; those that are not proposed are nowhere."""
    return np.array([places.get(group, NOWHERE) for group in groups.tolist()], dtype=np.int64)


def _proposal(
    rows: pd.DataFrame,
    texts: _Texts,
    inside: NDArray[np.bool_],
    ranked: Sequence[str],
    nearness: Array,
) -> Proposal:
    words = words_of_group(ranked, texts.terms, inside)
    own = rows[inside[rows["text_number"].to_numpy()]]
    return Proposal(
        label=label_of(words.names),
        keywords=words.keywords,
        names=words.names,
        quotes=_quotes(own.assign(nearness=nearness[own["text_number"].to_numpy()])),
        n_clauses=len(own),
        response_ids=tuple(sorted(own["response_id"].unique())),
        centre=texts.vectors[inside].mean(axis=0),
    )


def _quotes(clauses: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Response id and text of clauses from all over the group, the most typical first.

    Of the nearer half, evenly from the nearest to the middle: a theme is what its typical clauses
    have in common, and not one sentence in twelve spellings.
    """
    ordered = clauses.sort_values(
        ["nearness", "folded", "response_id", "text"], ascending=[False, True, True, True]
    ).drop_duplicates("folded")
    told = ordered[ordered["folded"].str.count(" ") + 1 >= QUOTED_WORDS]
    chosen = told if len(told) >= EXAMPLES else ordered
    half = chosen.head(max(len(chosen) // 2, EXAMPLES))
    at = np.unique(np.linspace(0, len(half) - 1, EXAMPLES).round().astype(int))
    taken = half.iloc[at]
    return tuple(zip(taken["response_id"].tolist(), taken["text"].tolist(), strict=True))
