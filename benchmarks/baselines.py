"""What others would use: linear models on words and on sentence embeddings, and VADER.

None is tuned: word 1- and 2-grams, balanced logistic regression with its default strength.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from contestant import Reading

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from nps_reasons.labelled import Labelled, Sign
    from nps_reasons.themes.codeframe import Codeframe

MINILM: Final = "NPS_REASONS_MINILM"
"""Variable that names the folder of the all-MiniLM-L6-v2 weights."""

VADER_NEUTRAL_BELOW: Final = 0.05
"""As its authors advise."""

Features = Callable[[Sequence[str]], Any]
"""Texts to a matrix with a row per text, dense or sparse."""


def lacks(*modules: str, minilm: bool = False) -> str:
    """Say why a baseline cannot be measured here; nothing where it can."""
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        return f"{', '.join(missing)} not installed"
    return f"no weights: set {MINILM} to their folder" if minilm and not _minilm_path() else ""


def _minilm_path() -> str:
    return os.environ.get(MINILM, "")


@cache
def minilm() -> SentenceTransformer:
    """Return the untouched all-MiniLM-L6-v2, on the CPU."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds

    return SentenceTransformer(_minilm_path(), device="cpu")


_EMBEDDED: Final[dict[str, NDArray[np.float32]]] = {}
"""Embeddings of this run, by text: the sets share texts, and folds share most."""


def embedded(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the normalised MiniLM embedding of each text, computed once in a run.

    Returns
    -------
    ndarray of shape (n_texts, 384)
    """
    fresh = [text for text in dict.fromkeys(texts) if text not in _EMBEDDED]
    if fresh:
        vectors = minilm().encode(fresh, normalize_embeddings=True, show_progress_bar=False)
        _EMBEDDED.update(zip(fresh, vectors, strict=True))
    return np.stack([_EMBEDDED[text] for text in texts])


def word_features(train: Sequence[str]) -> Features:
    """TF-IDF of word 1- and 2-grams, with the vocabulary of the training texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - as above

    features: Features = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit(train).transform
    return features


def embedding_features(train: Sequence[str]) -> Features:  # noqa: ARG001 - nothing is learned
    """MiniLM embeddings, frozen."""
    return embedded


def joint_features(train: Sequence[str]) -> Features:
    """TF-IDF and MiniLM embeddings side by side."""
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415 - as above

    words = word_features(train)
    return lambda texts: hstack([words(texts), csr_matrix(embedded(texts))], format="csr")


@dataclass(frozen=True)
class Linear:
    """One logistic regression per theme, per theme and sign, or for the signs of a theme."""

    features: Features
    train: Labelled

    def read(self, texts: Sequence[str]) -> Reading:
        """Themes, and pairs of theme and sign, whose probability is one half or more."""
        learned, asked = self.features(self.train.texts), self.features(texts)
        themes = [{label.theme for label in labels} for labels in self.train.labels]
        pairs = [{(x.theme, x.sign) for x in labels if x.sign} for labels in self.train.labels]
        return Reading(_chosen(learned, themes, asked), _chosen(learned, pairs, asked))

    def signs(self, texts: Sequence[str], asked: Sequence[Sequence[str]]) -> list[list[Sign]]:
        """Sign by a model of the texts that speak of the theme; else the most frequent sign."""
        matrix, learned = self.features(texts), self.features(self.train.texts)
        known = [(i, x) for i, labels in enumerate(self.train.labels) for x in labels if x.sign]
        usual = Counter(str(label.sign) for _, label in known).most_common(1)[0][0]
        found: list[list[Any]] = [[usual for _ in themes] for themes in asked]
        for theme in sorted({theme for themes in asked for theme in themes}):
            at = [
                (i, j) for i, themes in enumerate(asked) for j, t in enumerate(themes) if t == theme
            ]
            rows = [(i, label.sign) for i, label in known if label.theme == theme]
            if rows:
                told, answers = zip(*rows, strict=True)
                given = _answers(learned[list(told)], answers, matrix[[i for i, _ in at]])
                for (i, j), sign in zip(at, given, strict=True):
                    found[i][j] = sign
        return found


def _chosen(learned: Any, labels: Sequence[set[Any]], asked: Any) -> list[set[Any]]:  # noqa: ANN401
    """Labels of each row of `asked`, each by a model of its own."""
    found: list[set[Any]] = [set() for _ in range(asked.shape[0])]
    for name in sorted(set().union(*labels)):
        answers = [name in said for said in labels]
        for row in np.flatnonzero(_answers(learned, answers, asked)):
            found[row].add(name)
    return found


def _answers(learned: Any, answers: Sequence[Any], asked: Any) -> list[Any]:  # noqa: ANN401
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above

    if len(set(answers)) == 1:
        return [answers[0]] * asked.shape[0]
    model = LogisticRegression(class_weight="balanced", max_iter=1_000)
    return list(model.fit(learned, answers).predict(asked))


def linear(features: Callable[[Sequence[str]], Features]) -> Callable[[Codeframe, Any], Linear]:
    """Return what fits linear models on these features; it learns from labelled texts only."""

    def fit(codeframe: Codeframe, labelled: Labelled) -> Linear:  # noqa: ARG001 - see above
        return Linear(features(labelled.texts), labelled)

    return fit


@dataclass(frozen=True)
class Vader:
    """VADER's compound score of the text; it knows nothing of themes."""

    analyzer: SentimentIntensityAnalyzer

    def signs(self, texts: Sequence[str], asked: Sequence[Sequence[str]]) -> list[list[Sign]]:
        """Sign of the whole text, whatever theme is asked for."""
        return [[_vader_sign(s)] * len(a) for s, a in zip(self._scores(texts), asked, strict=True)]

    def overall(self, texts: Sequence[str]) -> list[Sign]:
        """Positive above zero."""
        return ["positive" if score > 0 else "negative" for score in self._scores(texts)]

    def _scores(self, texts: Sequence[str]) -> list[float]:
        return [float(self.analyzer.polarity_scores(text)["compound"]) for text in texts]


def _vader_sign(score: float) -> Sign:
    if abs(score) < VADER_NEUTRAL_BELOW:
        return "neutral"
    return "positive" if score > 0 else "negative"


def fit_vader(codeframe: Codeframe, labelled: Labelled | None) -> Vader:  # noqa: ARG001 - a lexicon
    """Return VADER, which learns nothing."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - as above

    return Vader(SentimentIntensityAnalyzer())
