"""Ends and steps of an axis: round numbers that hold all values."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROUND: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_STEPS: Final = 6
_SMALLEST: Final = 1e-6
_ALMOST: Final = 0.85
"""A step may be so much smaller than six of them would have it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Both ends of an axis and the step between two of its lines, in units of the axis."""

    low: float
    high: float
    step: float


def scale_of(values: Iterable[float]) -> Scale:
    """Return the shortest axis with round numbers that holds all values.

    Examples
    --------
    >>> scale_of([0.0, -10.2, 2.5])
    Scale(low=-12.0, high=4.0, step=2.0)
    """
    ends = list(values)
    low, high = min(ends), max(ends)
    step = _step((high - low) / _STEPS)
    first, last = floor(low / step + _SMALLEST), ceil(high / step - _SMALLEST)
    return Scale(first * step, max(last, first + 1) * step, step)


def _step(least: float) -> float:
    """Smallest round number that is no smaller than about this."""
    if least < _SMALLEST:
        return 1.0
    power = 10.0 ** floor(log10(least))
    return next(size * power for size in _ROUND if size * power >= least * _ALMOST)
