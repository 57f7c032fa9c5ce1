"""From log-odds to themes: calibrated confidence, and the threshold, from folds held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.logistic import probability

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

THRESHOLDS: Final = np.arange(0.15, 0.651, 0.025)


@dataclass(frozen=True, slots=True)
class Cutoff:
    """What makes a confidence of log-odds, and from which confidence on a theme is assigned.

    Attributes
    ----------
    slope, intercept
        Of Platt's scaling; 1 and 0 where nothing was there to scale by.
    threshold
        From 0 to 1.
    """

    slope: float
    intercept: float
    threshold: float

    def calibrated(self, logits: Array) -> Array:
        """Confidence of log-odds, from 0 to 1."""
        return probability(np.float32(self.slope) * logits + np.float32(self.intercept))

    def assigned(self, logits: Array) -> NDArray[np.bool_]:
        """Whether log-odds are enough for a theme."""
        return np.asarray(self.calibrated(logits) >= self.threshold)


def chosen_cutoff(logits: Array, truth: NDArray[np.bool_]) -> Cutoff:
    """Scale log-odds of texts held out, and choose the threshold of the best micro-F1."""
    slope, intercept = _platt(logits.ravel(), truth.ravel())
    confidence = Cutoff(slope, intercept, 0.0).calibrated(logits)
    scores = [micro_f1(confidence >= threshold, truth) for threshold in THRESHOLDS]
    return Cutoff(slope, intercept, float(THRESHOLDS[int(np.argmax(scores))]))


def _platt(logits: Array, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and intercept of the logistic regression of truth on log-odds, by Newton's method.

    They are held near 1 and 0, so that few texts, or texts that a line parts, do not carry them
    away. Where more evidence would mean less confidence, nothing is scaled.
    """
    both = np.column_stack([logits, np.ones(len(logits))]).astype(np.float64)
    found = _UNSCALED
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-np.clip(both @ found, -30, 30)))
        slope = both.T @ (share - truth) + (found - _UNSCALED)
        bend = (both * (share * (1 - share))[:, None]).T @ both + np.eye(2)
        found = _no_worse(both, truth, found, np.linalg.solve(bend, slope))
    return (float(found[0]), float(found[1])) if found[0] > 0 else (1.0, 0.0)


def _no_worse(
    both: NDArray[np.float64],
    truth: NDArray[np.bool_],
    found: NDArray[np.float64],
    step: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Go the step, or the half of it that is left when longer ones lead uphill."""
    now = _loss(both, truth, found)
    for halved in range(_STEPS):
        tried: NDArray[np.float64] = found - step / 2**halved
        if _loss(both, truth, tried) <= now:
            return tried
    return found


def _loss(both: NDArray[np.float64], truth: NDArray[np.bool_], found: NDArray[np.float64]) -> float:
    logits = both @ found
    away = 0.5 * ((found - _UNSCALED) ** 2).sum()
    return float((np.logaddexp(0, logits) - truth * logits).sum() + away)


_STEPS: Final = 20
_UNSCALED: Final = np.array([1.0, 0.0])


def micro_f1(guess: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """Share that is right of what was assigned and coded, over all texts and themes together."""
    both = int((guess & truth).sum())
    return 2 * both / max(int(guess.sum()) + int(truth.sum()), 1)
