"""Discovered themes against people's labels, and against themselves: ours beside BERTopic's.

    python benchmarks/discovery.py [--sets nhs fabsa] [--splits 3] [--most 12] [--speed]

Recovery: all clauses of a set are grouped from scratch; texts with one human label are compared
by adjusted mutual information, all texts by the F1 of each label's best theme, weighted by how
often the label was given. Stability: two models of two halves of the texts (by chance; rows
shuffled; the earlier and the later ones where there are dates), both applied to all clauses, by
the adjusted Rand index. BERTopic is run as it comes (all-MiniLM-L6-v2, UMAP, HDBSCAN) on the same
clauses; NPS_REASONS_MINILM names the folder of its weights. A text has the theme of most of its
clauses' letters; what is near no theme counts as a theme of its own in all indices.
"""

from __future__ import annotations

import argparse
import resource
import sys
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import pandas as pd
from baselines import embedded, lacks
from sets import DATA, fabsa, nhs_themes
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from nps_reasons.commands.discovering import ENCODER
from nps_reasons.scale.clause_vectors import clause_vectors
from nps_reasons.scale.models import encoder_of
from nps_reasons.scale.theme_space import theme_space
from nps_reasons.text.clauses import ClauseSplitter
from nps_reasons.themes.discover import discover

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from sets import CodedSet

    Labels = NDArray[np.int64]
    Rows = NDArray[np.bool_]

NOWHERE: Final = -1


class Model(Protocol):
    """Groups of some clauses of a set."""

    def assign(self) -> Labels:
        """Group of every clause of the set; -1 for none."""


@dataclass(frozen=True)
class Clauses:
    """The clauses of a set: which text each stands in, and its words."""

    table: pd.DataFrame
    text: Labels

    @property
    def letters(self) -> Labels:
        """Length of each clause."""
        return self.table["text"].str.len().to_numpy(dtype=np.int64)


@dataclass(frozen=True)
class Ours:
    """Themes discovered in some clauses."""

    clauses: Clauses
    vectors: NDArray[np.float32]
    chosen: Labels
    most: int

    def assign(self) -> Labels:
        """Theme of every clause, by the centres of those found in the chosen ones."""
        table = self.clauses.table.iloc[self.chosen].reset_index(drop=True)
        found = discover(table, self.vectors[self.chosen], most=self.most)
        return found.assign(self.vectors)


@dataclass(frozen=True)
class Theirs:
    """BERTopic with its defaults, fitted to some clauses."""

    clauses: Clauses
    chosen: Labels

    def assign(self) -> Labels:
        """Topic of every clause, by the model of the chosen ones."""
        from bertopic import BERTopic  # noqa: PLC0415 - takes ten seconds

        texts = self.clauses.table["text"].tolist()
        own = [texts[at] for at in self.chosen]
        model = BERTopic().fit(own, embeddings=embedded(own))
        if len(own) == len(texts):
            order = np.argsort(self.chosen)
            return np.array(model.topics_, dtype=np.int64)[order]
        return np.array(model.transform(texts, embeddings=embedded(texts))[0], dtype=np.int64)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    parser.add_argument("--splits", type=int, default=3)
    parser.add_argument("--most", type=int, default=12)
    parser.add_argument("--speed", action="store_true", help="10,000 comments, time and memory")
    asked = parser.parse_args()
    for name in asked.sets:
        _report(name, asked.splits, asked.most)
    if asked.speed:
        _speed(asked.most)


SETS: Final[dict[str, Callable[[], CodedSet]]] = {
    "nhs": partial(nhs_themes, DATA),
    "fabsa": partial(fabsa, DATA),
}


def _report(name: str, splits: int, most: int) -> None:
    coded = SETS[name]()
    table, vectors = _clauses(coded)
    text = table["response_id"].str[1:].astype(np.int64).to_numpy()
    clauses = Clauses(table, text)
    rivals: dict[str, Callable[[Labels], Model]] = {"ours": partial(_ours, clauses, vectors, most)}
    why = lacks("bertopic", "sentence_transformers", minilm=True)
    if why:
        print(f"BERTopic is not measured: {why}", file=sys.stderr)
    else:
        rivals["BERTopic, default"] = partial(Theirs, clauses)
    halves = _halves(name, coded, clauses, splits)
    print(f"\n{name}: {len(coded.texts):,} texts, {len(text):,} clauses")
    print(f"{'':20}{'AMI':>7}{'F1':>7}{'uncovered':>11}{'themes':>8}  adjusted Rand index")
    for rival, fitted in rivals.items():
        everything = fitted(np.arange(len(text))).assign()
        ami, f1 = recovery(clauses, everything, coded)
        agreed = [
            f"{kind} {adjusted_rand_score(fitted(first).assign(), fitted(second).assign()):.2f}"
            for kind, first, second in halves
        ]
        shuffled = np.random.default_rng(9).permutation(len(text))
        again = adjusted_rand_score(everything, fitted(shuffled).assign())
        print(
            f"{rival:20}{ami:>7.3f}{f1:>7.3f}{(everything == NOWHERE).mean():>11.1%}"
            f"{everything.max() + 1:>8}  {', '.join(agreed)}, shuffled {again:.2f}",
            flush=True,
        )


def _ours(clauses: Clauses, vectors: NDArray[np.float32], most: int, chosen: Labels) -> Ours:
    return Ours(clauses, vectors, chosen, most)


def _clauses(coded: CodedSet) -> tuple[pd.DataFrame, NDArray[np.float32]]:
    reasons = pd.Series(list(coded.texts), index=[f"r{i:06}" for i in range(len(coded.texts))])
    return clause_vectors(reasons, ClauseSplitter(), theme_space(encoder_of(ENCODER)))


def _halves(
    name: str, coded: CodedSet, clauses: Clauses, splits: int
) -> list[tuple[str, Labels, Labels]]:
    """Clauses of two halves of the texts: by chance, and by date where there are dates."""
    n = len(coded.texts)
    kinds: list[tuple[str, Rows]] = [
        (f"halves {seed + 1}", np.random.default_rng(seed).random(n) < 0.5)
        for seed in range(splits)
    ]
    if name == "nhs":
        days = nhs_themes(DATA, group="Date").groups
        # The set writes dates in two orders; where both are possible, the day is first.
        dates = pd.to_datetime(pd.Series(days), format="mixed", dayfirst=True).to_numpy()
        kinds.append(("next period", dates < np.sort(dates)[n // 2]))
    return [
        (kind, np.flatnonzero(first[clauses.text]), np.flatnonzero(~first[clauses.text]))
        for kind, first in kinds
    ]


def recovery(clauses: Clauses, group: Labels, coded: CodedSet) -> tuple[float, float]:
    """AMI on texts with one label, and F1 of each label's best theme, weighted by its size."""
    labels = [sorted({label.theme for label in opinions}) for opinions in coded.opinions]
    of_text = theme_of_texts(clauses, group, len(labels))
    single = [at for at, some in enumerate(labels) if len(some) == 1]
    ami = adjusted_mutual_info_score([labels[at][0] for at in single], of_text[single])
    return float(ami), best_f1(clauses, group, labels)


def theme_of_texts(clauses: Clauses, group: Labels, n_texts: int) -> Labels:
    """Theme of each text: that of most of its letters; -1 where no clause has one."""
    rows = pd.DataFrame({"text": clauses.text, "group": group, "letters": clauses.letters})
    sums = rows[rows["group"] != NOWHERE].groupby(["text", "group"], as_index=False).sum()
    most = sums.sort_values(["text", "letters", "group"], ascending=[True, False, True])
    first = most.drop_duplicates("text")
    found = np.full(n_texts, NOWHERE, dtype=np.int64)
    found[first["text"].to_numpy()] = first["group"].to_numpy()
    return found


def best_f1(clauses: Clauses, group: Labels, labels: Sequence[Sequence[str]]) -> float:
    """F1 of each label's best theme, in texts, weighted by the label's size."""
    names = sorted({label for some in labels for label in some})
    coded = np.array([[name in some for name in names] for some in labels], dtype=np.float64)
    found = np.zeros((len(labels), int(group.max()) + 1))
    said = group != NOWHERE
    found[clauses.text[said], group[said]] = 1
    both = coded.T @ found
    f1 = 2 * both / np.maximum(coded.sum(axis=0)[:, None] + found.sum(axis=0), 1)
    return float(np.average(f1.max(axis=1), weights=coded.sum(axis=0)))


def _speed(most: int) -> None:
    """Time of a discovery of 10,000 comments after their vectors are made, and peak memory."""
    both = [text for load in SETS.values() for text in load().texts]
    reasons = pd.Series(both[:10_000], index=[f"r{i:06}" for i in range(10_000)])
    begun = perf_counter()
    table, vectors = clause_vectors(reasons, ClauseSplitter(), theme_space(encoder_of(ENCODER)))
    made = perf_counter()
    found = discover(table, vectors, most=most)
    seconds = perf_counter() - made
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"\n{len(reasons):,} comments, {len(table):,} clauses: vectors {made - begun:.1f} s, "
        f"discovery {seconds:.1f} s with BERTopic's import, {len(found.proposals)} themes; "
        f"peak memory of this process {peak:.2f} GB"
    )


if __name__ == "__main__":
    main()
