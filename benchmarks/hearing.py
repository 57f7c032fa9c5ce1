"""From what people experienced to what a survey hears: who comments, on what, with which sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from planted_people import BLOCKS, NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from planted_people import People

    Bools = NDArray[np.bool_]

RECALL: Final = np.array([0.85, 0.82, 0.80, 0.78, 0.76, 0.75, 0.79, 0.81, 0.83, 0.77])
PRECISION: Final = np.array([0.82, 0.80, 0.84, 0.76, 0.75, 0.78, 0.77, 0.81, 0.79, 0.83])
LEAK: Final = 4.0
"""How much more often a theme is tagged in error beside another theme of its block."""

FLIPPED: Final = 0.04
"""Share of bad experiences that are tagged as praise."""

# By category of score: detractor, passive, promoter.
COMMENT: Final = np.array([0.85, 0.60, 0.50])
MENTION: Final = np.array([0.90, 0.65, 0.40])

SMALL_TALK: Final = 0.06
"""Chance to speak of a theme without an experience of it."""

COLOURED: Final = 0.35
"""Share of experiences whose sign is that of the mood, where the mood is strong."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is heard of people.

    Attributes
    ----------
    commented : (n,)
    bad, good : (n, 10)
        Negative and positive mentions of each theme; nothing is said without a comment.
    """

    commented: NDArray[np.bool_]
    bad: Bools
    good: Bools


def as_experienced(people: People, rng: np.random.Generator) -> Heard:  # noqa: ARG001
    """Everybody comments, and says what happened."""
    return Heard(np.ones(len(people.mood), dtype=bool), people.bad, people.good)


def by_classifier(people: People, rng: np.random.Generator) -> Heard:
    """Everybody says what happened; a classifier reads it with errors that ignore the score."""
    found = rng.random(people.bad.shape) < RECALL
    flipped = people.bad & found & (rng.random(people.bad.shape) < FLIPPED)
    bad = (people.bad & found & ~flipped) | _false_mentions(people.bad, rng)
    good = (people.good & (rng.random(people.good.shape) < RECALL)) | flipped
    return Heard(np.ones(len(bad), dtype=bool), bad, good & ~bad)


def _false_mentions(bad: Bools, rng: np.random.Generator) -> Bools:
    """Mentions that are none, so many that precision is as set; most leak from co-themes."""
    together = BLOCKS[:, None] == BLOCKS[None, :]
    beside = bad @ (together & ~np.eye(len(NAMES), dtype=bool))
    ease = np.where(beside, LEAK, 1.0) * ~bad
    wanted = bad.sum(axis=0) * RECALL * (1 - FLIPPED) * (1 - PRECISION) / PRECISION
    chance = ease * wanted / np.maximum(ease.sum(axis=0), 1.0)
    return np.asarray(rng.random(bad.shape) < chance)


def selectively(people: People, rng: np.random.Generator) -> Heard:
    """The unhappy comment more, and say more of what went wrong; the happy of what went well."""
    category = np.searchsorted((-100.0, 0.0, 100.0), people.points)
    commented = rng.random(len(category)) < COMMENT[category]
    says_bad = rng.random(people.bad.shape) < MENTION[category][:, None]
    says_good = rng.random(people.good.shape) < MENTION[2 - category][:, None]
    spoken = commented[:, None]
    return Heard(commented, people.bad & says_bad & spoken, people.good & says_good & spoken)


def in_a_mood(people: People, rng: np.random.Generator) -> Heard:
    """Mood colours the sign: of small talk always, of experiences where the mood is strong."""
    shape = people.bad.shape
    unhappy = (people.mood + rng.standard_normal(len(people.mood)) < 0)[:, None]
    strong = (np.abs(people.mood) > 1)[:, None] & (rng.random(shape) < COLOURED)
    spoken = people.bad | people.good | (rng.random(shape) < SMALL_TALK)
    coloured = strong | ~(people.bad | people.good)
    bad = spoken & np.where(coloured, unhappy, people.bad)
    return Heard(np.ones(shape[0], dtype=bool), bad, spoken & ~bad)
