"""Who complains of each theme and who praises it, counted once for all themes: arrays only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.inference.multiplicity import CLEAR, q_values
from nps_reasons.inference.weighting import clustering_effect
from nps_reasons.report.figures.shares import Share, wilson
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.int64]

_SIDES: Final = (SIGNS.index("negative"), SIGNS.index("positive"))

FEWEST_TOGETHER: Final = 5
"""Reasons that must say both, or two things said together are not compared."""


@dataclass(frozen=True, slots=True)
class Sayings:
    """What the responses with a reason say; each says a theme with a sign once or not.

    Attributes
    ----------
    weights, respondents : (n_responses,)
        Of each response: its weight, and who gave it, counted from 0.
    rows, themes, signs : (n_said,)
        Place of the response, of the theme, and of the sign among `schema.SIGNS`.
    n_themes
        How many themes there are.
    """

    weights: Array
    respondents: Codes
    rows: Codes
    themes: Codes
    signs: Codes
    n_themes: int

    @classmethod
    def of(
        cls, weights: Array, respondents: Codes, said: tuple[Codes, Codes, Codes], *, n_themes: int
    ) -> Sayings:
        """Count what a response says in several clauses once; `said` is rows, themes and signs."""
        shape = (max(len(weights), 1), max(n_themes, 1), len(SIGNS))
        once = np.unique(np.ravel_multi_index(said, shape))
        rows, themes, signs = np.unravel_index(once, shape)
        return cls(weights, respondents, rows, themes, signs, n_themes)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each part of the responses say each theme with each sign.

    Attributes
    ----------
    value, n : (n_parts, n_themes, 3)
        Share by weight, nan in a part without weight; number of responses.
    base : (n_parts,)
        Responses with a reason.
    effective : (n_parts, n_themes, 3)
        Their effective number, given the weights and who answered several times.
    """

    value: Array
    n: Codes
    base: Codes
    effective: Array

    @property
    def slices(self) -> tuple[Slice, ...]:
        """Each part by itself."""
        return tuple(Slice(self, part) for part in range(len(self.base)))


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of the responses with a reason: a period, or a value of a segment."""

    counts: Counts
    part: int

    @property
    def base(self) -> int:
        """Responses with a reason."""
        return int(self.counts.base[self.part])

    def n(self, theme: int, sign: str) -> int:
        """Responses that say the theme with that sign."""
        return int(self.counts.n[self.part, theme, SIGNS.index(sign)])

    def share(self, theme: int, sign: str) -> Share | None:
        """Share of the part by weight, with its interval; None where nothing weighs."""
        cell = (self.part, theme, SIGNS.index(sign))
        value = float(self.counts.value[cell])
        if np.isnan(value):
            return None
        return wilson(min(value, 1.0), float(self.counts.effective[cell]))


def counts_by(sayings: Sayings, parts: Codes, *, n_parts: int) -> Counts:
    """Count who says what in each part.

    Parameters
    ----------
    parts : ndarray of shape (n_responses,)
        Part that each response belongs to, from 0; below 0 where it belongs to none.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7: effective number of weighted responses; Liang and
    Zeger (1986), Biometrika 73:13: several answers of one person.

    Examples
    --------
    >>> said = (np.array([0, 0, 2]), np.zeros(3, int), np.zeros(3, int))
    >>> sayings = Sayings.of(np.ones(3), np.arange(3), said, n_themes=1)
    >>> counts = counts_by(sayings, np.array([0, 0, 1]), n_parts=2)
    >>> counts.n[:, 0, 0].tolist(), counts.base.tolist(), counts.value[0, 0].tolist()
    ([1, 1], [2, 1], [0.5, 0.0, 0.0])
    """
    inside = parts >= 0
    own, weights = parts[inside], sayings.weights[inside]
    total = _sums(own, weights, n_parts)
    shape = (n_parts, sayings.n_themes, len(SIGNS))
    said = inside[sayings.rows]
    rows = sayings.rows[said]
    cells = np.ravel_multi_index((parts[rows], sayings.themes[said], sayings.signs[said]), shape)
    hits = _sums(cells, sayings.weights[rows], int(np.prod(shape))).reshape(shape)
    effective = _ratio(total**2, _sums(own, weights**2, n_parts))
    return Counts(
        value=_ratio(hits, total[:, None, None]),
        n=np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape),
        base=np.bincount(own, minlength=n_parts),
        effective=effective[:, None, None] / _clustering(sayings, parts, shape),
    )


def _clustering(sayings: Sayings, parts: Codes, shape: tuple[int, int, int]) -> Array:
    """How many times larger several answers of one person make the variance of each share."""
    effects = np.ones(shape)
    for part in range(shape[0]):
        rows = np.flatnonzero((parts == part) & (sayings.weights > 0))
        _, people = np.unique(sayings.respondents[rows], return_inverse=True)
        if people.max(initial=-1) + 1 < len(rows):
            hits, weights = _flags(sayings, rows, shape[1:]), sayings.weights[rows]
            for cell in np.ndindex(shape[1:]):
                effects[part, *cell] = clustering_effect(hits[:, *cell], weights, people)
    return effects


def _flags(sayings: Sayings, rows: Codes, shape: tuple[int, ...]) -> Array:
    """What the responses at `rows` say; of shape (len(rows), n_themes, 3)."""
    place = np.full(len(sayings.weights), -1)
    place[rows] = np.arange(len(rows))
    said = place[sayings.rows] >= 0
    flags = np.zeros((len(rows), *shape))
    flags[place[sayings.rows[said]], sayings.themes[said], sayings.signs[said]] = 1
    return flags


def _sums(places: Codes, weights: Array, n_places: int) -> Array:
    return np.asarray(np.bincount(places, weights, n_places), dtype=np.float64)


def _ratio(above: Array, below: Array) -> Array:
    result = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result


@dataclass(frozen=True, slots=True)
class Together:
    """Two things that are said in the same reason more often than chance makes.

    Attributes
    ----------
    first, second
        Place of the theme, and sign.
    both, said
        Reasons that say both, of those that say the first.
    elsewhere, others
        Reasons that say the second alone, of those that do not say the first.
    """

    first: tuple[int, str]
    second: tuple[int, str]
    both: int
    said: int
    elsewhere: int
    others: int


def said_together(sayings: Sayings, inside: NDArray[np.bool_]) -> tuple[Together, ...]:
    """Complaints and praise of different themes that go together; the most often first.

    Parameters
    ----------
    inside : ndarray of shape (n_responses,)
        Whether a response counts.

    Returns
    -------
    tuple of Together
        Each pair twice, once from either side. A pair is in it if at least five reasons say both
        and Fisher's exact test, one-sided, has a q-value of at most 0.05 among all such pairs.
        Responses count, not weights.

    References
    ----------
    Fisher (1935), Journal of the Royal Statistical Society 98:39; Benjamini and Hochberg (1995),
    Journal of the Royal Statistical Society B 57:289.

    Examples
    --------
    >>> rows = np.array([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5])
    >>> complaints = (rows, np.repeat([0, 1], 6), np.zeros(12, int))
    >>> sayings = Sayings.of(np.ones(40), np.arange(40), complaints, n_themes=2)
    >>> [(pair.first, pair.second, pair.both) for pair in said_together(sayings, np.ones(40, bool))]
    [((0, 'negative'), (1, 'negative'), 6), ((1, 'negative'), (0, 'negative'), 6)]
    """
    both, n = _both(sayings, inside), int(inside.sum())
    found = [pair for places in _often(both, n) for pair in _either_way(both, n, *places)]
    return tuple(sorted(found, key=lambda pair: (-pair.both, pair.first, pair.second)))


def _either_way(both: Codes, n: int, one: int, other: int) -> list[Together]:
    return [
        Together(
            first=_talk(first),
            second=_talk(second),
            both=int(both[first, second]),
            said=int(both[first, first]),
            elsewhere=int(both[second, second] - both[first, second]),
            others=n - int(both[first, first]),
        )
        for first, second in ((one, other), (other, one))
    ]


def _talk(place: int) -> tuple[int, str]:
    return place // len(_SIDES), SIGNS[_SIDES[place % len(_SIDES)]]


def _both(sayings: Sayings, inside: NDArray[np.bool_]) -> Codes:
    """Responses that say each pair of theme and sign; of shape (2 n_themes, 2 n_themes)."""
    said = inside[sayings.rows] & np.isin(sayings.signs, _SIDES)
    flags = np.zeros((len(inside), sayings.n_themes * len(_SIDES)), dtype=np.float32)
    sides = np.searchsorted(_SIDES, sayings.signs[said])
    flags[sayings.rows[said], sayings.themes[said] * len(_SIDES) + sides] = 1
    # Whole numbers below 2**24: exact as they are.
    return np.asarray(np.rint(flags.T @ flags), dtype=np.int64)


def _often(both: Codes, n: int) -> list[tuple[int, int]]:
    """Pairs of places of different themes that are said together more often than chance makes."""
    from scipy.stats import hypergeom  # noqa: PLC0415 - scipy is slow to import

    said = np.diagonal(both)
    first, second = (places.ravel() for places in np.indices(both.shape))
    asked = (first // len(_SIDES) < second // len(_SIDES)) & (both.ravel() >= FEWEST_TOGETHER)
    first, second = first[asked], second[asked]
    p_values = np.asarray(hypergeom.sf(both[first, second] - 1, n, said[first], said[second]))
    clear = q_values(p_values) <= CLEAR
    return list(zip(first[clear].tolist(), second[clear].tolist(), strict=True))
