"""How often the intervals and tests of a score are right.

    python benchmarks/score_coverage.py
    python benchmarks/score_coverage.py --repeats 20000 --seed 1

The intervals of one score are not simulated where everybody answers once: every possible sample is
enumerated with its probability. Those of people who answer several times are, and so are tests of a
difference, with respondents who answered in both samples or several times in one, and the control
chart's rate of signals where nothing changed.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.stats import multinomial, norm

from nps_reasons.inference.control_chart import control_chart
from nps_reasons.inference.differences import Arm, difference
from nps_reasons.inference.intervals import adjusted_wald, score_interval, wald
from nps_reasons.inference.weighting import clustering_effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Interval = Callable[[float, float, float], tuple[float, float]]

SHAPES: Final = (
    *((0.2, 0.3, 0.5), (0.25, 0.5, 0.25), (0.45, 0.1, 0.45)),
    *((0.05, 0.2, 0.75), (0.02, 0.06, 0.92), (0.6, 0.2, 0.2)),
)
"""Shares of detractors, passives and promoters."""

INTERVALS: Final[dict[str, Interval]] = {
    "score (shown)": score_interval,
    "adjusted Wald": lambda *counts: adjusted_wald(*counts).limits(),
    "Wald (not used)": lambda *counts: wald(*counts).limits(),
}

SIZES: Final = (10, 20, 30, 50, 100)

POINTS: Final = np.array([-100.0, 0.0, 100.0])


def main() -> None:
    """Print coverage, type I errors and false signals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("Coverage of 95 % intervals of one score, exact: least over six shapes / mean")
    for line in coverage_lines():
        print(line)
    print("\nCoverage where people answer several times (opinions correlate .7): shown, as if once")
    for line in repeat_lines(np.random.default_rng(options.seed), options.repeats):
        print(line)
    rng = np.random.default_rng(options.seed)
    noise = np.sqrt(0.05 * 0.95 / options.repeats)
    print(
        f"\nFalse alarms of the test of a difference at .05: {options.repeats:,} repeats, "
        f"seed {options.seed}, Monte-Carlo SE {noise:.4f}"
    )
    for line in alarm_lines(rng, options.repeats):
        print(line)
    print("\nControl chart: share of unchanged latest periods that signal (a normal would: .0027)")
    for line in signal_lines(rng, options.repeats):
        print(line)


def coverage_lines() -> Iterator[str]:
    """One line per interval."""
    yield " " * 18 + "".join(f"{f'n={n}':>14}" for n in SIZES)
    for name, interval in INTERVALS.items():
        cells = [[coverage(interval, n, shape) for shape in SHAPES] for n in SIZES]
        yield f"  {name:<16}" + "".join(f"{min(c):>8.3f}/{np.mean(c):.3f}" for c in cells)


def coverage(interval: Interval, n: int, shape: tuple[float, float, float]) -> float:
    """Probability that the interval of a sample of n holds the true score.

    Parameters
    ----------
    shape
        True shares of detractors, passives and promoters.
    """
    truth = shape[2] - shape[0]
    counts = np.array([(d, n - d - r, r) for d in range(n + 1) for r in range(n + 1 - d)])
    probability = multinomial.pmf(counts, n, shape)
    likely = probability > 1e-9
    held = 0.0
    for sample, p in zip(counts[likely], probability[likely], strict=True):
        low, high = interval(*(float(count) for count in sample))
        held += p * (low - 1e-9 <= truth <= high + 1e-9)
    return float(held)


def repeat_lines(rng: Generator, repeats: int) -> Iterator[str]:
    """One line per design: coverage of the score interval with and without regard to people."""
    for people, answers in ((50, 1), (15, 4), (50, 4), (100, 2)):
        shown, as_if_once = repeat_coverage(rng, repeats, SHAPES[0], (people, answers))
        yield f"  {people:>3} people, {answers} answers each{shown:>10.3f} /{as_if_once:.3f}"


def repeat_coverage(
    rng: Generator, repeats: int, shape: tuple[float, float, float], design: tuple[int, int]
) -> Array:
    """Share of repeats in which the shown interval, and that of single answers, holds the score.

    Parameters
    ----------
    shape
        True shares of detractors, passives and promoters.
    design
        How many people answer, and how often each.
    """
    people, held = np.repeat(np.arange(design[0]), design[1]), np.zeros(2)
    for _ in range(repeats):
        arm = _arm(rng, rng.standard_normal(design[0]), people, shape)
        cost = clustering_effect(arm.points, arm.weights, people)
        counts = np.array([(arm.points == points).sum() for points in POINTS], dtype=np.float64)
        for place, effect in enumerate((cost, 1.0)):
            low, high = score_interval(*(counts / effect).tolist())
            held[place] += low - 1e-9 <= shape[2] - shape[0] <= high + 1e-9
    return held / repeats


def alarm_lines(rng: Generator, repeats: int) -> Iterator[str]:
    """One line per design: how often each test finds a difference where there is none."""
    yield f"  {'':<44}{'shown':>8}{'as if independent':>20}{'plug-in':>10}"
    for shape in (SHAPES[0], SHAPES[4]):
        for sizes in ((20, 20), (20, 200), (200, 200)):
            for both in (0.0, 0.5, 1.0):
                rates = alarms(rng, repeats, shape, sizes, both)
                name = f"{shape} {sizes[0]}/{sizes[1]}, {both:.0%} asked again"
                yield f"  {name:<44}{rates[0]:>8.3f}{rates[1]:>20.3f}{rates[2]:>10.3f}"
    rates = alarms(rng, repeats, SHAPES[0], (200, 200), 0.0, answers=4)
    name = f"{SHAPES[0]} 200/200, everybody four times"
    yield f"  {name:<44}{rates[0]:>8.3f}{rates[1]:>20.3f}{rates[2]:>10.3f}"


def alarms(
    rng: Generator,
    repeats: int,
    shape: tuple[float, float, float],
    sizes: tuple[int, int],
    both: float,
    *,
    answers: int = 1,
) -> Array:
    """Share of repeats in which the shown, the independent and the plug-in test are below .05.

    Parameters
    ----------
    both
        Share of the smaller sample that stands in the other, too; a person keeps an opinion (the
        latent normal correlates .7) and answers anew.
    answers
        How often each person answers within a sample.
    """
    found = np.zeros(3)
    for _ in range(repeats):
        arms = _samples(rng, shape, sizes, both, answers)
        alone = [Arm(arm.points, arm.weights, np.arange(len(arm.points))) for arm in arms]
        alone[1] = Arm(alone[1].points, alone[1].weights, alone[1].respondents + 10_000)
        variance = plain_variance(*arms)
        gap = arms[1].value - arms[0].value
        plug_in = abs(gap) / np.sqrt(variance) > norm.ppf(0.975) if variance > 0 else gap != 0
        found += [difference(*arms).p_value <= 0.05, difference(*alone).p_value <= 0.05, plug_in]
    return found / repeats


def plain_variance(before: Arm, after: Arm) -> float:
    """Plug-in variance of the difference, in squared NPS points, with nothing added to the counts.

    Influences are summed within respondents before they are squared: of the same n people asked
    twice it is the variance of their own changes over n. Zero where nobody differs.
    """
    influence = np.concatenate([-_influence(before), _influence(after)])
    people = np.concatenate([before.respondents, after.respondents])
    return float((np.bincount(people, weights=influence) ** 2).sum())


def _influence(arm: Arm) -> Array:
    result: Array = arm.weights * (arm.points - arm.value) / arm.weights.sum()
    return result


def _samples(
    rng: Generator,
    shape: tuple[float, float, float],
    sizes: tuple[int, int],
    both: float,
    answers: int,
) -> tuple[Arm, Arm]:
    shared = round(both * min(sizes))
    opinions = rng.standard_normal(sum(sizes) - shared)
    first = np.repeat(np.arange(sizes[0] // answers), answers)
    start = sizes[0] - shared
    second = np.repeat(np.arange(start, start + sizes[1] // answers), answers)
    return _arm(rng, opinions, first, shape), _arm(rng, opinions, second, shape)


def _arm(
    rng: Generator, opinions: Array, people: NDArray[np.intp], shape: tuple[float, float, float]
) -> Arm:
    latent = np.sqrt(0.7) * opinions[people] + np.sqrt(0.3) * rng.standard_normal(len(people))
    cuts = norm.ppf(np.cumsum(shape)[:2])
    return Arm(POINTS[np.searchsorted(cuts, latent)], np.ones(len(people)), people)


def signal_lines(rng: Generator, repeats: int) -> Iterator[str]:
    """One line per number of periods: signals where nothing changed, and where periods vary."""
    for periods in (7, 13, 25):
        for name, spread in (("stable", 0.0), ("vary by 5 points", 0.05)):
            rate = np.mean([_signals(rng, periods, spread) for _ in range(repeats)])
            yield f"  {periods - 1:>2} periods before, 200 responses each, {name:<18}{rate:.4f}"


def _signals(rng: Generator, periods: int, spread: float) -> bool:
    shift = np.clip(rng.normal(0, spread, periods), -0.2, 0.2) / 2
    shares = np.column_stack([0.25 - shift, np.full(periods, 0.3), 0.45 + shift])
    counts = rng.multinomial(200, shares).astype(np.float64)
    chart = control_chart(*counts.T)
    return bool(chart is not None and chart.signals[-1])


if __name__ == "__main__":
    main()
