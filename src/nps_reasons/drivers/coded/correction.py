"""What a coded sample says of the labels: how often machine and person agree, what it moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.drivers.adjusted import theme_effects
from nps_reasons.drivers.coded.contradicted import contradicted
from nps_reasons.drivers.coded.fit import enough_coded
from nps_reasons.drivers.estimates import fitted
from nps_reasons.inference.intervals import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.coded.fit import CorrectedFit
    from nps_reasons.drivers.coded.sample import Coded
    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Micro-F1 of the machine's signed themes against a person's, with its 95 % interval."""

    f1: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Moved:
    """The driver with the most corrected points, and its points before; in NPS points."""

    theme: str
    sign: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Correction:
    """What a coded sample says of the labels of one period.

    Attributes
    ----------
    n_coded, n_heard
        Responses that a person coded, of those with a reason.
    simple
        Whether it counts as a simple random sample, since no probabilities were given.
    agreement
        None where neither machine nor person found a theme in the sample.
    n_corrected, n_shown
        Drivers that could be corrected, of those that have numbers.
    moved
        None where none could.
    enough
        Whether so many were coded that a correction could be made.
    denied
        Pairs of theme and sign of the drivers that the sample contradicts and that too few people
        say to correct: their points stay the machine's, and are no finding.
    """

    n_coded: int
    n_heard: int
    simple: bool
    agreement: Agreement | None
    n_corrected: int
    n_shown: int
    moved: Moved | None
    enough: bool
    denied: tuple[tuple[str, str], ...]


def correction_of(people: Commenters, coded: Coded, fit: CorrectedFit | None) -> Correction | None:
    """Sum up a coded sample; None where it has no response of these."""
    if not coded.drawn.any():
        return None
    return Correction(
        n_coded=int(coded.drawn.sum()),
        n_heard=len(coded.drawn),
        simple=coded.simple,
        agreement=agreement(*_counts(people, coded), coded.lift[coded.drawn]),
        n_corrected=int(fit.corrected.sum()) if fit else 0,
        n_shown=int(people.shown.sum()),
        moved=_moved(people, fit) if fit else None,
        enough=enough_coded(people, coded),
        denied=_denied(people, coded, fit),
    )


def _denied(
    people: Commenters, coded: Coded, fit: CorrectedFit | None
) -> tuple[tuple[str, str], ...]:
    shown = np.flatnonzero(people.shown)
    kept = contradicted(people, coded)[shown]
    if fit is not None:
        kept &= ~fit.corrected
    return tuple(people.themes[k] for k in shown[kept])


def _counts(people: Commenters, coded: Coded) -> tuple[Array, Array]:
    """Signed themes that both found, and that either found, in each coded response."""
    machine = people.mentions[people.row_of[coded.drawn]] > 0
    person = coded.said[coded.drawn]
    both = (machine & person).sum(axis=1).astype(np.float64)
    found = machine.sum(axis=1) + person.sum(axis=1) + coded.beyond[coded.drawn].sum(axis=1)
    return both, found


def agreement(both: Array, found: Array, lift: Array) -> Agreement | None:
    """Micro-F1 of a sample, 2 x both / found, with an interval over responses.

    Parameters
    ----------
    both : ndarray of shape (n,)
        Labels of a response that machine and person share.
    found : ndarray of shape (n,)
        Labels of the machine plus labels of the person.
    lift : ndarray of shape (n,)
        How many responses each stands for.

    Examples
    --------
    >>> found = agreement(np.array([1.0, 0.0, 1.0]), np.array([2.0, 1.0, 2.0]), np.ones(3))
    >>> f"{found.f1:.2f}, {found.low:.2f} to {found.high:.2f}"
    '0.80, 0.27 to 0.98'
    """
    total = float(lift @ found)
    if total == 0:
        return None
    f1 = float(2 * (lift @ both) / total)
    # Linearised: a ratio of sums over responses.
    spread = lift * (2 * both - f1 * found)
    n = len(both)
    variance = float((spread @ spread) / total**2) * n / max(n - 1, 1)
    least = f1 * (1 - f1) / max(float(found.sum()), 1.0)
    base = f1 * (1 - f1) / max(variance, least) if 0 < f1 < 1 else float(found.sum()) / 2
    return Agreement(f1, *wilson(f1, max(base, 1.0)))


def _moved(people: Commenters, fit: CorrectedFit) -> Moved:
    after = fit.effects_of(fit.points).points
    before = theme_effects(*fitted(people)).points
    most = int(np.argmax(np.where(fit.corrected, np.abs(after), -1.0)))
    theme, sign = people.themes[np.flatnonzero(people.shown)[most]]
    return Moved(theme, sign, float(before[most]), float(after[most]))
