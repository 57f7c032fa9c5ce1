"""Moments of a regression on labels that a coded sample corrects, and what chance does to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

SURE: Final = 2.0
"""Standard errors that the smallest eigenvalue of the moments must be above 0: below that, the
sample makes them near singular by chance, and effects run wild."""

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class CodedMoments:
    """Both labellings as regressors; the last ones are the themes.

    Attributes
    ----------
    machine, person : (n_rows, p)
        The same where nobody coded the row.
    lift : (n_rows,)
        1 / probability of being coded; 0 where the row was not.
    weights, times : (n_rows,)
        Weight of one response; how many responses a row stands for.
    share
        How much the machine's labels count, from 0, the sample alone, to 1.
    """

    machine: Array
    person: Array
    lift: Array
    weights: Array
    times: Array
    share: float = 1.0

    @property
    def by_machine(self) -> Array:
        """Sum of the moments of the machine's labels, shape (p, p)."""
        totals = (self.weights * self.times)[:, None]
        result: Array = self.machine.T @ (self.machine * totals)
        return result

    @property
    def by_sample(self) -> Array:
        """Sum of the corrected moments, shape (p, p)."""
        own, sample = self.masses
        result: Array = self.machine.T @ (self.machine * own[:, None])
        result += self.person.T @ (self.person * sample[:, None])
        return result

    def products(self, points: Array) -> Array:
        """Sum of the corrected products with the points, shape (p,)."""
        own, sample = self.masses * points
        result: Array = self.machine.T @ own + self.person.T @ sample
        return result

    @property
    def masses(self) -> Array:
        """Weight of a row by the machine's labels, by the person's, shape (2, n_rows)."""
        totals = self.weights * self.times
        return np.stack([totals * (self.share * (1 - self.lift)), totals * self.lift])

    def chance_along(self, direction: Array) -> float:
        """Standard error that the sample gives to the corrected moment of a combination."""
        person, machine = self.person @ direction, self.machine @ direction
        moved = self.lift * (person**2 - self.share * machine**2)
        totals = self.weights * self.times
        mean = float(totals @ moved) / max(float(totals.sum()), 1e-300)
        squares = self.times * (self.weights * (moved - mean)) ** 2
        return float(np.sqrt(squares.sum()))


def weakest_theme(moments: CodedMoments, corrected: Flags, n_found: Array) -> int | None:
    """Find the corrected theme by which a small sample makes the moments all but singular.

    Of the themes that take part in the combination that is known worst, the one that is said in
    the fewest coded responses.

    Parameters
    ----------
    corrected : ndarray of shape (k,)
        Which themes are corrected.
    n_found : ndarray of shape (k,)
        Coded respondents in whom the theme is found.

    Returns
    -------
    int or None
        None where the moments are fine, and where every response is coded.

    Examples
    --------
    >>> machine, person = np.eye(2)[[0, 1, 0, 1]], np.eye(2)[[0, 1, 1, 1]]
    >>> few = CodedMoments(machine, person, np.full(4, 2.0), np.full(4, 0.25), np.ones(4))
    >>> weakest_theme(few, np.array([True, True]), np.array([1.0, 2.0]))
    0
    """
    if (moments.lift[moments.lift > 0] == 1).all():
        return None
    by_machine, by_sample = np.diag(moments.by_machine), moments.by_sample
    # What only the person finds has no moment by the machine.
    spread = np.where(by_machine > 0, by_machine, np.diag(by_sample))
    scale = np.sqrt(np.maximum(spread, 1e-300))
    values, vectors = np.linalg.eigh(by_sample / np.outer(scale, scale))
    chance = moments.chance_along(vectors[:, 0] / scale)
    if values[0] >= SURE * chance - _ROUNDING:
        return None
    loading = np.abs(vectors[-len(corrected) :, 0]) * corrected / np.sqrt(np.maximum(n_found, 1.0))
    return int(np.argmax(loading)) if loading.any() else int(np.flatnonzero(corrected)[0])
