"""Splits that keep apart what must not meet: respondents, equal texts, industries."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from sets import CodedSet, folded, shuffle_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

FOLDS: Final = 5
SHOTS: Final = 16

Split = tuple[CodedSet, CodedSet]
"""What is learned from, and what is measured with."""


def folds(coded: CodedSet, *, n_folds: int = FOLDS, seed: int = 0) -> Iterator[Split]:
    """Folds in which no respondent, and no text in any spelling, stands on both sides.

    Rows that share a respondent or a text go together, and those that share one with these. The
    bundles are put, in an order of the seed, each into the smallest fold so far, the largest first.

    Raises
    ------
    ValueError
        All rows hang together in fewer bundles than folds.
    """
    bundles = _bundles(coded)
    if len(bundles) < n_folds:
        raise ValueError(f"{len(bundles)} independent groups of rows make no {n_folds} folds")
    fold_of: dict[int, int] = {}
    sizes = [0] * n_folds
    order = sorted(bundles, key=lambda name: (-len(bundles[name]), shuffle_key(name, seed)))
    for name in order:
        fold = sizes.index(min(sizes))
        sizes[fold] += len(bundles[name])
        fold_of.update(dict.fromkeys(bundles[name], fold))
    for fold in range(n_folds):
        train, test = _parted(
            range(len(coded.texts)), [fold_of[i] == fold for i in sorted(fold_of)]
        )
        yield coded.take(train), coded.take(test)


def held_out(coded: CodedSet) -> Iterator[Split]:
    """Each group in turn; texts that it shares with other groups are not learned from."""
    keys = [folded(text) for text in coded.texts]
    for group in sorted(set(coded.groups)):
        train, test = _parted(range(len(keys)), [found == group for found in coded.groups])
        told = {keys[i] for i in test}
        yield coded.take(i for i in train if keys[i] not in told), coded.take(test)


def few_shot(coded: CodedSet, *, shots: int = SHOTS, seed: int = 0) -> Split:
    """At least so many texts of each theme to learn from, and the rest without equal texts.

    Themes are served from the rarest on, and count what was drawn for others: few texts more than
    needed are drawn. A theme with fewer texts gets all it has.
    """
    keys = [folded(text) for text in coded.texts]
    themes = [{label.theme for label in opinions} for opinions in coded.opinions]
    # Of equal texts one row is kept: the first by what it says, not the first in the file.
    said = [(coded.texts[i], repr(coded.opinions[i])) for i in range(len(keys))]
    order = sorted(range(len(keys)), key=lambda i: (shuffle_key(keys[i], seed), said[i]))
    distinct = [i for at, i in enumerate(order) if at == 0 or keys[order[at - 1]] != keys[i]]
    frequency = Counter(theme for i in distinct for theme in themes[i])
    drawn: dict[int, None] = {}
    for theme in sorted(frequency, key=lambda t: (frequency[t], t)):
        missing = shots - sum(theme in themes[i] for i in drawn)
        fresh = [i for i in distinct if theme in themes[i] and i not in drawn]
        drawn.update(dict.fromkeys(fresh[: max(missing, 0)]))
    told = {keys[i] for i in drawn}
    return coded.take(drawn), coded.take(i for i in range(len(keys)) if keys[i] not in told)


def _parted(positions: Sequence[int], is_test: Sequence[bool]) -> tuple[list[int], list[int]]:
    train = [i for i, test in zip(positions, is_test, strict=True) if not test]
    return train, [i for i, test in zip(positions, is_test, strict=True) if test]


def _bundles(coded: CodedSet) -> dict[str, list[int]]:
    """Positions of the rows that hang together, by the smallest text among them."""
    above: dict[Hashable, Hashable] = {}

    def root(node: Hashable) -> Hashable:
        above.setdefault(node, node)
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    keys = [folded(text) for text in coded.texts]
    for group, key in zip(coded.groups, keys, strict=True):
        above[root(("group", group))] = root(("text", key))
    members: dict[Hashable, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        members[root(("text", key))].append(position)
    return {min(keys[i] for i in found): found for found in members.values()}
