"""Propose themes for what a codeframe leaves uncovered, by BERTopic (extra `topics`).

A person decides which proposals become themes. What is kept of a topic is plain data: words, quotes
and a count; no fitted model is stored.
"""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nps_reasons.errors import MissingExtraError, UsageError
from nps_reasons.themes.proposals import Proposal
from nps_reasons.themes.stems import folded_words, stem
from nps_reasons.themes.uncovered import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

FEWEST_CLAUSES: Final = 10
"""A group of fewer different clauses is no theme."""

RAREST_TERM: Final = 3
"""A word or pair of words that fewer different clauses say tells nothing about a group."""

DIMENSIONS: Final = 50
GROUPS_A_PROPOSAL: Final = 2
"""Groups sought for each proposal: what says everything and nothing gathers in loose ones."""

WORDS_CONSIDERED: Final = 30
KEYWORDS: Final = 8
QUOTES: Final = 5
LABEL_WORDS: Final = 3
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


def discover(clauses: pd.DataFrame, *, most: int = 12, seed: int = 0) -> tuple[Proposal, ...]:
    """Propose themes for clauses: groups that share words, each with keywords and quotes.

    Equal clauses (whatever their case) are grouped once and counted each time. Words of mere
    judgement ("good", "awful service") say that somebody is pleased, not why: clauses without
    any other shared word are in no proposal, nor is a group of which fewer than half say its
    first keyword. The result depends neither on the order of rows nor on the number of threads.

    Parameters
    ----------
    clauses
        With `response_id` and `text`; other columns are ignored.
    most
        Proposals at most: the largest.
    seed
        Of the embedding and of the grouping.

    Returns
    -------
    tuple of Proposal
        The largest first; empty where too few clauses share a word.

    Raises
    ------
    MissingExtraError
        The extra `topics` is not installed.
    TableError
        A column is missing, or a clause has no text.
    UsageError
        `most` is below 1.

    References
    ----------
    Grootendorst (2022), BERTopic: neural topic modeling with a class-based TF-IDF procedure,
    https://arxiv.org/abs/2203.05794

    Examples
    --------
    >>> import pandas as pd
    >>> parking = [f"the car park is {how}" for how in ("full", "tiny", "far", "dark", "muddy")]
    >>> meals = [f"{how} lunch menu" for how in ("a dull", "an odd", "a long", "a salty", "one")]
    >>> said = [f"{text} {when}" for text in parking + meals for when in ("again", "on Monday")]
    >>> clauses = pd.DataFrame({"response_id": [f"r{i}" for i in range(20)], "text": said})
    >>> for proposal in discover(clauses):
    ...     print(proposal.label, proposal.n_clauses)
    Car, park, monday 10
    Lunch, menu, monday 10
    """
    require_bertopic()
    if most < 1:
        raise UsageError(f"most must be at least 1; found {most}")
    said = CLAUSES.check(clauses)
    said = said.assign(folded=said["text"].map(_folded))
    groups = _groups(sorted(said["folded"].unique()), most, seed)
    proposals = [_proposal(group, said) for group in groups if group.holds_together]
    proposals.sort(key=lambda proposal: (-proposal.n_clauses, proposal.label))
    return tuple(proposals[:most])


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class _Group:
    """A topic: its keywords, and the terms of its folded texts, the most typical text first."""

    keywords: tuple[str, ...]
    terms: Mapping[str, frozenset[str]]

    @property
    def speaking(self) -> list[str]:
        """Texts that say one of the keywords."""
        return [text for text, said in self.terms.items() if not said.isdisjoint(self.keywords)]

    @property
    def holds_together(self) -> bool:
        """Whether half of the group says its first keyword; a group of leftovers does not."""
        leading = sum(self.keywords[0] in said for said in self.terms.values())
        return leading >= len(self.terms) / 2 and len(self.speaking) >= FEWEST_CLAUSES


def _groups(texts: Sequence[str], most: int, seed: int) -> Iterator[_Group]:
    """Group sorted, different texts by the words they share."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - only discovery needs it here

    terms = _shared_terms(texts)
    if len(terms) < FEWEST_CLAUSES:
        return
    # The number of threads decides in which order sums are rounded, and so who is nearest.
    with threadpool_limits(limits=1):
        embeddings = _embed(terms, seed)
        model = _fitted(terms, embeddings, GROUPS_A_PROPOSAL * most, seed)
    ordered, topics = list(terms), np.asarray(model.topics_)
    for topic in sorted(set(model.topics_)):
        members = np.flatnonzero(topics == topic)
        typical = (embeddings[members] @ model.topic_embeddings_[topic]).round(9)
        ranked = members[np.argsort(-typical, kind="stable")]
        of_group = {ordered[at]: terms[ordered[at]] for at in ranked}
        keywords = _keywords((word for word, _ in model.get_topic(topic)), of_group)
        if keywords:
            yield _Group(keywords, of_group)


def _shared_terms(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """Terms of each text that several texts say; texts without one are left out."""
    skipped = _skipped_words()
    terms = {text: frozenset(_terms(text, skipped=skipped)) for text in texts}
    counts = Counter(term for said in terms.values() for term in said)
    shared = {term for term, count in counts.items() if count >= RAREST_TERM}
    return {text: said & shared for text, said in terms.items() if not said.isdisjoint(shared)}


def _terms(text: str, *, skipped: frozenset[str]) -> list[str]:
    """Words of a text, and pairs that stand side by side, that may name a theme."""
    words = folded_words(text)
    telling = [word not in skipped and len(word) > 1 and not word.isdigit() for word in words]
    alone = [word for word, tells in zip(words, telling, strict=True) if tells]
    pairs = zip(pairwise(words), pairwise(telling), strict=True)
    return alone + [" ".join(pair) for pair, tell in pairs if all(tell) and pair[0] != pair[1]]


def _skipped_words() -> frozenset[str]:
    """Words that name no theme: without meaning of their own, mere judgement, or the whole."""
    from sklearn.feature_extraction.text import (  # noqa: PLC0415 - comes with the extra
        ENGLISH_STOP_WORDS,
    )

    return frozenset(ENGLISH_STOP_WORDS).union(f"{_EMPTY} {_JUDGEMENTS} {_THE_WHOLE}".split())


# All as folded_words writes them: without the apostrophe.
_EMPTY: Final = """
    im ive id ill youre youve youll hes shes its weve theyre theyve theyll thats theres dont doesnt
    didnt isnt arent wasnt werent havent hadnt wont wouldnt shouldnt couldnt cant aint ve ll re don
    didn doesn haven hasn isn wasn wouldn couldn did does got getting going just really yes ok okay
    say says said tell told know think thought given giving receive received provide provided
"""
_JUDGEMENTS: Final = """
    good great excellent amazing awesome brilliant fantastic wonderful lovely perfect nice fine best
    better bad poor terrible awful horrible appalling dreadful disgraceful disgusting shocking worst
    worse happy unhappy pleased satisfied dissatisfied disappointed disappointing disgusted
    recommend recommended love loved like hate hated absolutely far quite rubbish useless
"""
_THE_WHOLE: Final = (
    "service services company experience experiences customer customers score survey"
)


def _embed(terms: Mapping[str, frozenset[str]], seed: int) -> np.ndarray:
    """Unit vectors of the texts, shape (n_texts, at most DIMENSIONS): TF-IDF, then SVD."""
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415 - comes with the extra
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.preprocessing import normalize  # noqa: PLC0415

    matrix = TfidfVectorizer(analyzer=sorted).fit_transform(terms.values())
    svd = TruncatedSVD(min(DIMENSIONS, *matrix.shape), random_state=seed)
    with np.errstate(invalid="ignore", divide="ignore"):  # its explained variance, where none is
        vectors: np.ndarray = normalize(svd.fit_transform(matrix))
    return vectors


def _fitted(
    terms: Mapping[str, frozenset[str]], embeddings: np.ndarray, most: int, seed: int
) -> Any:  # noqa: ANN401 - BERTopic ships no types
    from sklearn.cluster import KMeans  # noqa: PLC0415 - comes with the extra
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    with warnings.catch_warnings():
        # umap-learn 0.5 says at import that one of its parts, which we do not use, needs it.
        warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)
        from bertopic import BERTopic  # noqa: PLC0415 - takes ten seconds to import
        from bertopic.dimensionality import BaseDimensionalityReduction  # noqa: PLC0415

    different = len(np.unique(embeddings.round(6), axis=0))
    model = BERTopic(
        language="multilingual",  # "english" would take letters such as é out of the words
        top_n_words=WORDS_CONSIDERED,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=KMeans(
            min(most, len(terms) // FEWEST_CLAUSES, different), n_init=10, random_state=seed
        ),
        vectorizer_model=CountVectorizer(
            analyzer=partial(_terms, skipped=_skipped_words()),
            # BERTopic joins the texts of a topic; pairs across their seams are not in here.
            vocabulary=sorted(frozenset().union(*terms.values())),
        ),
    )
    return model.fit(list(terms), embeddings)


def _keywords(ranked: Iterable[str], terms: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Take the first few words that several texts say, of each stem one form only."""
    counts = Counter(term for said in terms.values() for term in said)
    forms: dict[tuple[str, ...], str] = {}
    for term in ranked:
        if counts[term] >= RAREST_TERM:
            forms.setdefault(tuple(stem(word) for word in term.split()), term)
    return tuple(forms.values())[:KEYWORDS]


def _proposal(group: _Group, said: pd.DataFrame) -> Proposal:
    rank = {text: place for place, text in enumerate(group.speaking)}
    clauses = said[said["folded"].isin(list(rank))]
    return Proposal(
        label=_label(group.keywords),
        keywords=group.keywords,
        quotes=_quotes(clauses.assign(rank=clauses["folded"].map(rank).astype("int64"))),
        n_clauses=len(clauses),
    )


def _label(keywords: Iterable[str]) -> str:
    """Name a theme by its first keywords that share no stem."""
    taken: list[str] = []
    stems: set[str] = set()
    for keyword in keywords:
        own = {stem(word) for word in keyword.split()}
        if own.isdisjoint(stems):
            taken.append(keyword)
            stems |= own
    return ", ".join(taken[:LABEL_WORDS]).capitalize()


def _quotes(clauses: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Response id and text of the most typical clauses, each text once, longer ones first."""
    short = clauses["folded"].str.count(" ") + 1 < QUOTED_WORDS
    ordered = clauses.assign(short=short).sort_values(["short", "rank", "response_id", "text"])
    first = ordered.drop_duplicates("folded").head(QUOTES)
    return tuple(zip(first["response_id"].tolist(), first["text"].tolist(), strict=True))
