"""People with planted drivers: who experienced what, and what it cost their score.

Ten themes go well or wrong for the people of three segments. Eight of them cost points; two, which
occur together with costly ones, cost nothing. Experiences share causes within three blocks, so
that themes go wrong together. The truth of a theme is the NPS of the same people less their NPS
had nobody had the bad experience; it comes from the generator, never from a method.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

# Set once, by true points and NPS alone and never by how a method fares, to come out as in the
# simulations that the methods were chosen by: 12.2, 8.4, 6.7, 3.4, 1.9, 1.5, 1.5, 2.6, 0, 0; +16.
# Theme: share with a bad experience, its effect on the score, its block of common causes.
THEMES: Final = {
    "support": (0.135, -2.8, 0),
    "reliability": (0.13, -2.6, 0),
    "price": (0.10, -2.2, 2),
    "billing": (0.063, -1.8, 2),
    "onboarding": (0.049, -1.3, 1),
    "docs": (0.042, -1.2, 1),
    "interface": (0.05, -1.0, 2),
    "features": (0.087, -1.0, 2),
    "null-a": (0.14, 0.0, 0),
    "null-b": (0.10, 0.0, 1),
}
NAMES: Final = tuple(THEMES)
NULLS: Final = np.array([effect == 0 for _, effect, _ in THEMES.values()])
BLOCKS: Final = np.array([block for _, _, block in THEMES.values()])
WITHIN_BLOCK: Final = np.array([0.45, 0.45, 0.1])
"""Correlation of the qualities of two themes of a block."""

TROUBLED: Final = np.isin(NAMES, ("support", "null-a", "null-b"))
"""More of these goes wrong in the last segment."""

GOOD_SHARE: Final = 0.10
GOOD_EFFECT: Final = 0.5
BOTH_EFFECT: Final = 1.0
"""Support and reliability failing together cost less than the two apart."""

MOOD: Final = 1.0
NOISE: Final = 1.2
TRUTH_SIZE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class World:
    """What people are drawn from.

    Attributes
    ----------
    shares
        Of the three segments.
    bases
        Score of each segment where nothing goes well or wrong.
    trouble
        How much easier the troubled themes go wrong in the last segment, in standard deviations.
    reach, effects
        Share with a bad experience of each theme, and what it does to the score.
    companion
        Whether null-a happens only to people whom support failed: to six in ten of them.
    """

    shares: tuple[float, float, float] = (0.5, 0.3, 0.2)
    bases: tuple[float, float, float] = (9.05, 8.65, 7.85)
    trouble: float = 0.5
    reach: tuple[float, ...] = tuple(share for share, _, _ in THEMES.values())
    effects: tuple[float, ...] = tuple(effect for _, effect, _ in THEMES.values())
    companion: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """People, their experiences, and the part of their score that no theme explains.

    Attributes
    ----------
    segment : (n,)
        0, 1 or 2.
    bad, good : (n, 10)
        Experiences of each theme.
    mood : (n,)
        How high they score whatever happened, in standard deviations.
    rest : (n,)
        Their score without any experience.
    effects : (10,)
    """

    segment: NDArray[np.intp]
    bad: Bools
    good: Bools
    mood: Array
    rest: Array
    effects: Array

    @property
    def points(self) -> Array:
        """NPS contributions, shape (n,)."""
        return self.points_had(self.bad)

    def points_had(self, bad: Bools) -> Array:
        """NPS contributions had the bad experiences been these, shape (n,)."""
        both = BOTH_EFFECT * (bad[:, 0] & bad[:, 1])
        score = self.rest + bad @ self.effects + GOOD_EFFECT * self.good.sum(axis=1) + both
        rounded = np.clip(np.round(score), 0, 10)
        return np.select([rounded >= 9, rounded >= 7], [100.0, 0.0], -100.0)


def people_of(world: World, n: int, rng: np.random.Generator) -> People:
    """Draw n people: one latent quality per theme, bad where it is low, good where it is high."""
    segment = np.searchsorted(np.cumsum(world.shares), rng.random(n)).clip(0, 2)
    causes, own = rng.standard_normal((n, 3)), rng.standard_normal((n, len(NAMES)))
    common = WITHIN_BLOCK[BLOCKS]
    quality = np.sqrt(common) * causes[:, BLOCKS] + np.sqrt(1 - common) * own
    bad = quality < ndtri(np.array(world.reach)) + world.trouble * np.outer(segment == 2, TROUBLED)
    if world.companion:
        bad[:, NAMES.index("null-a")] = bad[:, 0] & (rng.random(n) < 0.6)
    good = (quality > ndtri(1 - GOOD_SHARE)) & ~bad
    mood = rng.standard_normal(n)
    rest = np.array(world.bases)[segment] + MOOD * mood + rng.normal(0, NOISE, n)
    return People(segment, bad, good, mood, rest, np.array(world.effects))


@cache
def true_points(world: World, seed: int, n: int = TRUTH_SIZE) -> Array:
    """Points that each theme costs (0 or less), from the same people with and without it.

    Parameters
    ----------
    n
        People; with a million, the truth itself is known to about 0.05 points.

    Returns
    -------
    ndarray of shape (10,)
    """
    people = people_of(world, n, np.random.default_rng(seed))
    actual = people.points.mean()
    spared = [people.points_had(_spared(people.bad, k)).mean() for k in range(len(NAMES))]
    return np.asarray(actual - np.array(spared))


def _spared(bad: Bools, theme: int) -> Bools:
    spared = bad.copy()
    spared[:, theme] = False
    return spared
