"""Figures from counts: how often each text was read right, too much was found, or missed.

A tally is an array (n_texts, n_classes, 3) of hits, false alarms and misses; every measure is a
function of its sum over texts, so that texts can be drawn again for an interval.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Figure = Callable[[Array], Array]

HIT, ALARM, MISS = range(3)
DRAWS: Final = 500


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with the interval in which 95 % of redrawn sets of texts have it."""

    value: float
    low: float
    high: float


def tally(
    truth: Sequence[Sequence[Hashable]],
    guess: Sequence[Sequence[Hashable]],
    classes: Sequence[Hashable],
) -> Array:
    """Count hits, false alarms and misses of each text, where what is found is a set.

    Returns
    -------
    ndarray of shape (n_texts, n_classes, 3)

    Examples
    --------
    >>> tally([["price"]], [["price", "staff"]], ["price", "staff"]).tolist()
    [[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]]
    """
    place = {name: at for at, name in enumerate(classes)}
    counts = np.zeros((len(truth), len(place), 3))
    for row, (said, found) in enumerate(zip(truth, guess, strict=True)):
        for name in set(said) | set(found):
            cell = HIT if name in said and name in found else MISS if name in said else ALARM
            counts[row, place[name], cell] = 1
    return counts


def tally_answers(
    truth: Sequence[Sequence[Hashable]],
    guess: Sequence[Sequence[Hashable]],
    classes: Sequence[Hashable],
) -> Array:
    """Count where each text was asked several questions, each with one true answer.

    Returns
    -------
    ndarray of shape (n_texts, n_classes, 3)

    Examples
    --------
    >>> tally_answers([["good", "bad"]], [["good", "good"]], ["bad", "good"]).tolist()
    [[[0.0, 0.0, 1.0], [1.0, 1.0, 0.0]]]
    """
    place = {name: at for at, name in enumerate(classes)}
    counts = np.zeros((len(truth), len(place), 3))
    for row, (said, found) in enumerate(zip(truth, guess, strict=True)):
        for true, answer in zip(said, found, strict=True):
            if true == answer:
                counts[row, place[true], HIT] += 1
            else:
                counts[row, place[true], MISS] += 1
                counts[row, place[answer], ALARM] += 1
    return counts


def micro_f1(counts: Array) -> Array:
    """F1 over all classes together, of counts (..., n_classes, 3); 0 where nothing is there."""
    return _f1(counts.sum(axis=-2))


def macro_f1(counts: Array) -> Array:
    """Mean of the classes' F1, over those that are there; counts are (..., n_classes, 3)."""
    there = counts[..., HIT] + counts[..., MISS] > 0
    mean: Array = (_f1(counts) * there).sum(axis=-1) / np.maximum(there.sum(axis=-1), 1)
    return mean


def accuracy(counts: Array) -> Array:
    """Share of true answers that were given, of counts (..., n_classes, 3)."""
    total = counts.sum(axis=-2)
    share: Array = total[..., HIT] / np.maximum(total[..., HIT] + total[..., MISS], 1)
    return share


def _f1(counts: Array) -> Array:
    doubled = 2 * counts[..., HIT]
    f1: Array = doubled / np.maximum(doubled + counts[..., ALARM] + counts[..., MISS], 1)
    return f1


def measured(counts: Array, units: Sequence[str], figure: Figure, *, seed: int = 0) -> Measured:
    """Return a figure and its interval.

    Parameters
    ----------
    counts : ndarray of shape (n_texts, n_classes, 3)
    units
        What is drawn again as one: equal texts, and the same text in several rounds.
    """
    names, places = np.unique(np.asarray(units, dtype=str), return_inverse=True)
    flat = np.zeros((len(names), counts[0].size))
    np.add.at(flat, places, counts.reshape(len(counts), -1))
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS).astype(
        float
    )
    redrawn = figure((weights @ flat).reshape(DRAWS, *counts.shape[1:]))
    low, high = np.quantile(redrawn, [0.025, 0.975])
    return Measured(float(figure(counts.sum(axis=0))), float(low), float(high))
