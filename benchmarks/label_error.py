"""Label-error correction: coverage and error of points and reach, with and without a coded sample.

    python benchmarks/label_error.py [--quick] [--seed N]

The classifier-error surveys of `planted.py`: recall .75-.85, precision .75-.84, leaks between
co-themes. Points are held against two truths: what the planted bad experiences cost, and what the
same model shows when a person codes a million comments; the second leaves out how far the model
itself is from the planted truth.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from planted import GENERATORS, survey_of
from planted_people import NAMES, NULLS, World, people_of, true_points
from scipy.stats import t as student

from nps_reasons.drivers.adjusted import fit_effects
from nps_reasons.drivers.coded.fit import corrected_fit
from nps_reasons.drivers.coded.reach import reach_of
from nps_reasons.drivers.coded.sample import coded_of, gold_sample
from nps_reasons.drivers.commenters import commenters
from nps_reasons.drivers.estimates import Model, fitted
from nps_reasons.drivers.patterns import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from planted import Survey

    from nps_reasons.drivers.coded.sample import Coded
    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]

SIZES: Final = (
    (1000, 400, 400),
    (1000, 200, 200),
    (1000, 100, 200),
    (300, 150, 200),
    (5000, 600, 200),
)
"""Responses, how many of them are coded, repetitions."""

POPULATION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """Estimates of the ten complaints of one survey, and half the width of their intervals."""

    points: Array
    points_half: Array
    reach: Array
    reach_low: Array
    reach_high: Array
    corrected: Array


@dataclass(frozen=True, slots=True)
class Truth:
    """Of the ten complaints: planted points, the model's points with a person's labels, reach."""

    planted: Array
    model: Array
    reach: Array


def truth(seed: int) -> Truth:
    """Draw a million people."""
    people = people_of(World(), POPULATION, np.random.default_rng(seed))
    segments = np.eye(3)[people.segment][:, 1:]
    x = np.column_stack([np.ones(POPULATION), segments, people.bad, people.good]).astype(float)
    fit = fit_effects(people.points, x, np.ones(POPULATION))
    reach = people.bad.mean(axis=0)
    return Truth(true_points(World(), seed), fit.coefficients[3:13] * reach, reach)


def simulate(
    n: int, n_coded: int, repeats: int, rng: np.random.Generator
) -> dict[str, list[Found]]:
    """Draw surveys; read them without the sample, with it, and from the sample alone."""
    found: dict[str, list[Found]] = {"uncorrected": [], "corrected": [], "sample alone": []}
    while len(found["corrected"]) < repeats:
        survey = survey_of(GENERATORS["classifier error"], n, rng)
        responses, mentions = survey.tables()
        gold = survey.coded(n_coded, rng)
        people = commenters(responses, mentions, segments=["plan"])
        coded = coded_of(people, gold_sample(gold, responses, NAMES))
        fit = corrected_fit(people, coded)
        machine = Model.of(*fitted(people), people.rows)
        model = machine if fit is None else Model.of_corrected(fit)
        flags = np.zeros(len(machine.found.points), dtype=bool) if fit is None else fit.corrected
        found["uncorrected"].append(_of_complaints(people, None, machine, ~flags & False))
        found["corrected"].append(_of_complaints(people, coded, model, flags))
        alone = _sample_alone(survey, gold["response_id"].tolist())
        if alone is not None:
            found["sample alone"].append(alone)
    return found


def _sample_alone(survey: Survey, ids: list[str]) -> Found | None:
    """The model of the coded responses alone, as if there were no others."""
    rows = np.array([int(name.rsplit("-", 1)[1]) for name in ids])
    people = survey.people
    everything = np.column_stack([np.eye(3)[people.segment][:, 1:], people.bad, people.good])[rows]
    if everything.sum(axis=0).min() < 2:
        return None
    x = np.column_stack([np.ones(len(rows)), everything])
    fit = fit_effects(survey.points[rows], x, np.ones(len(rows)))
    order = np.arange(len(rows))
    model = Model.of(fit, np.arange(3, x.shape[1]), Rows.of(order, order))
    keep, nan = slice(0, 10), np.full(10, np.nan)
    half = model.points_errors[keep] * student.ppf(0.975, model.freedom)
    return Found(model.found.points[keep], half, nan, nan, nan, np.ones(10, dtype=bool))


def _of_complaints(
    people: Commenters, coded: Coded | None, model: Model, corrected: Array
) -> Found:
    """Numbers of the ten complaints in the order of NAMES; nan where they are not shown."""
    shown = [people.themes[k] for k in np.flatnonzero(people.shown)]
    half = model.points_errors * student.ppf(0.975, model.freedom)
    reach = reach_of(people, coded)
    place = [
        shown.index((name, "negative")) if (name, "negative") in shown else -1 for name in NAMES
    ]
    row = [people.themes.index((name, "negative")) for name in NAMES]

    def taken(values: Array) -> Array:
        return np.array([values[k] if k >= 0 else np.nan for k in place])

    return Found(
        taken(model.found.points),
        taken(half),
        reach.value[row],
        reach.low[row],
        reach.high[row],
        taken(corrected.astype(float)),
    )


def summary(found: Iterable[Found], planted: Truth) -> str:
    """Coverage and root mean squared error over the eight real themes, false positives of nulls."""
    rows = list(found)
    points = np.array([row.points for row in rows])
    half = np.array([row.points_half for row in rows])
    real = ~NULLS
    covered = [np.abs(points - true) <= half for true in (planted.planted, planted.model)]
    shares = [_share(hits[:, real], points[:, real]) for hits in covered]
    errors = (points - planted.planted)[:, real]
    false = _share((np.abs(points) > half)[:, NULLS], points[:, NULLS])
    kept = np.mean([row.corrected for row in rows if not np.isnan(row.corrected).any()] or [np.nan])
    return (
        f"{shares[0]:9.3f} {shares[1]:9.3f} {np.sqrt(np.nanmean(errors**2)):7.2f} {false:8.3f} "
        f"{_told_of_reach(rows, planted)} {kept:9.2f}"
    )


def _told_of_reach(rows: list[Found], planted: Truth) -> str:
    """Coverage and root mean squared error of reach, where there is one."""
    errors = np.array([row.reach for row in rows]) - planted.reach
    if np.isnan(errors).any():
        return f"{'-':>8s} {'-':>8s}"
    within = [(row.reach_low <= planted.reach) & (planted.reach <= row.reach_high) for row in rows]
    return f"{np.mean(within):8.3f} {100 * np.sqrt(np.mean(errors**2)):8.2f}"


def _share(hits: NDArray[np.bool_], known: Array) -> float:
    return float(hits[~np.isnan(known)].mean())


HEADER: Final = (
    "                 planted   model's    RMSE    null    reach    reach    themes\n"
    "                 covered   covered  points    shown  covered  RMSE, %  corrected"
)


def main() -> None:
    """Print a table per size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the repetitions")
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    planted = truth(arguments.seed)
    for n, n_coded, repeats in SIZES:
        rng = np.random.default_rng([arguments.seed, n, n_coded])
        drawn = max(repeats // 10, 2) if arguments.quick else repeats
        found = simulate(n, n_coded, drawn, rng)
        print(f"\n{n:,} responses, {n_coded} coded, {drawn} surveys, seed {arguments.seed}")
        print(HEADER)
        for name, rows in found.items():
            if rows:
                print(f"{name:14s} {summary(rows, planted)}", flush=True)


if __name__ == "__main__":
    main()
