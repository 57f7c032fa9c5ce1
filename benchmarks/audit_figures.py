"""Coverage of the intervals that `audit apply` shows: precision, recall, F1, and coders' alpha.

    python benchmarks/audit_figures.py [--quick] [--seed N]

Planted responses, two of a respondent now and then, whose themes a machine finds with known errors;
samples of them are drawn at random, or more of detractors than of others. Coverage is the share of
95 % intervals that hold what coding all of a very large survey would give.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.evaluation.agreement import nominal_alpha
from nps_reasons.evaluation.by_sample import Accuracy, LabelCounts, Sample, accuracy_by_sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SHARES: Final = (0.03, 0.08, 0.2, 0.4)
"""How many say each theme."""

RECALL: Final = 0.75
FALSE: Final = 0.03
"""Share found of those who say a theme; share of the others with whom it is found wrongly."""

DESIGNS: Final = (
    ("100 of all", 100, 1.0),
    ("400 of all", 400, 1.0),
    ("400, detractors x4", 400, 4.0),
)
"""Name, responses coded, how much likelier a detractor was to be drawn."""

POPULATION: Final = 400_000


@dataclass(frozen=True, slots=True)
class Survey:
    """What people say and the machine finds in each response, and who gave it."""

    person: NDArray[np.bool_]
    machine: NDArray[np.bool_]
    detractor: NDArray[np.bool_]
    respondent: NDArray[np.int64]


def planted(n: int, rng: np.random.Generator) -> Survey:
    """Draw responses; every fourth is a second one of a respondent, who repeats a half of it."""
    detractor = rng.random(n) < 0.25
    respondent = np.arange(n) - (np.arange(n) % 4 == 3)
    # Detractors say more, and are harder to read: by-group samples must take that into account.
    said = rng.random((n, len(SHARES))) < np.array(SHARES) * np.where(detractor, 1.5, 0.83)[:, None]
    again = (respondent < np.arange(n))[:, None] & (rng.random(said.shape) < 0.5)
    said = np.where(again, np.roll(said, 1, axis=0), said)
    recall = np.where(detractor, RECALL - 0.1, RECALL)[:, None]
    found = np.where(said, rng.random(said.shape) < recall, rng.random(said.shape) < FALSE)
    return Survey(said, found, detractor, respondent)


def coded(
    survey: Survey, size: int, more: float, rng: np.random.Generator
) -> tuple[LabelCounts, Sample]:
    """Draw a sample in which detractors are so much likelier to be."""
    chance = np.where(survey.detractor, more, 1.0)
    chance = size * chance / chance.sum()
    rows = np.flatnonzero(rng.random(len(chance)) < chance)
    labels = LabelCounts.of(survey.machine[rows], survey.person[rows])
    return labels, Sample(1 / chance[rows], survey.respondent[rows])


def _figures(found: Accuracy) -> Array:
    """Value, low and high of every theme's precision, recall and F1; of shape (3, 3, n_themes)."""
    shares = (found.precision, found.recall, found.f1)
    return np.array([[part.value, part.low, part.high] for part in shares])


def accuracy_coverage(n_draws: int, seed: int) -> None:
    """Print coverage per design, measure and theme."""
    rng = np.random.default_rng(seed)
    whole = planted(POPULATION, rng)
    every = Sample(np.ones(POPULATION), whole.respondent)
    labels = LabelCounts.of(whole.machine, whole.person)
    truth = np.concatenate(
        [_figures(accuracy_by_sample(part, every))[:, 0] for part in (labels, labels.pooled)],
        axis=1,
    )
    names = [f"said by {share:.0%}" for share in SHARES]
    print(f"{'':22}{'':10}" + "".join(f"{name:>14}" for name in [*names, "all (micro)"]))
    for name, size, more in DESIGNS:
        held = []
        for _ in range(n_draws):
            start = 4 * int(rng.integers(POPULATION // 4 - 1_000))
            part = Survey(*(getattr(whole, k)[start : start + 4_000] for k in Survey.__slots__))
            some, sample = coded(part, size, more, rng)
            found = [_figures(accuracy_by_sample(x, sample)) for x in (some, some.pooled)]
            _, low, high = np.moveaxis(np.concatenate(found, axis=2), 1, 0)
            held.append(np.where(np.isnan(low), np.nan, (low <= truth) & (truth <= high)))
        shown = np.nanmean(held, axis=0)
        for measure, row in zip(("precision", "recall", "F1"), shown, strict=True):
            print(f"{name:22}{measure:10}" + "".join(f"{cell:14.3f}" for cell in row))


def alpha_coverage(n_draws: int, seed: int) -> None:
    """Print coverage of alpha's interval per number of responses coded twice."""
    rng = np.random.default_rng(seed)

    def ratings(n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        said = rng.random((n, len(SHARES))) < np.array(SHARES)
        wrong = rng.random((2, *said.shape)) < np.where(said, 0.12, 0.02)
        pairs = (said ^ wrong).astype(np.int64).reshape(2, -1)
        return pairs, np.repeat(np.arange(n), len(SHARES))

    truth = nominal_alpha(*ratings(POPULATION), n_draws=2).value or 0.0
    print(f"\nalpha of two coders; in a very large sample {truth:.3f}")
    for n in (30, 100, 300):
        found = [nominal_alpha(*ratings(n), seed=0, n_draws=400) for _ in range(n_draws)]
        value, low, high = np.array(
            [(one.value, one.low, one.high) for one in found], dtype=float
        ).T
        known = ~np.isnan(value)
        held = np.mean((low <= truth) & (truth <= high), where=known)
        width = np.mean(high - low, where=known)
        print(f"{n} responses coded twice: coverage {held:.3f}, mean width {width:.2f}")


def main() -> None:
    """Parse, simulate, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer draws")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    accuracy_coverage(300 if given.quick else 2_000, given.seed)
    alpha_coverage(200 if given.quick else 1_000, given.seed)


if __name__ == "__main__":
    main()
