"""Simulations that the driver methods must pass: coverage, false verdicts, ranks, the bridge.

    python benchmarks/driver_checks.py --repeats 200 --seed 1

Every mention is an experience. Ten themes go wrong or well for three segments; two of them, which
occur together with costly ones, cost nothing. Truth is the NPS of the same people had nobody had
the bad experience, less their NPS.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from itertools import permutations
from time import perf_counter
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.stats import kendalltau, norm

from nps_reasons.drivers import explain_change, rank_drivers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

# Theme: share with a bad experience, its effect on the score, block of common causes.
THEMES: Final = {
    "support": (0.20, -2.8, 0),
    "reliability": (0.14, -2.6, 0),
    "price": (0.14, -2.2, 2),
    "billing": (0.09, -1.8, 2),
    "onboarding": (0.08, -1.2, 1),
    "docs": (0.07, -1.1, 1),
    "interface": (0.08, -0.9, 2),
    "features": (0.12, -1.0, 2),
    "null-a": (0.14, 0.0, 0),
    "null-b": (0.10, 0.0, 1),
}
NAMES: Final = tuple(THEMES)
REAL: Final = [name for name, (_, effect, _) in THEMES.items() if effect < 0]
NULLS: Final = [name for name in NAMES if name not in REAL]
WITHIN_BLOCK: Final = (0.45, 0.45, 0.1)
SEGMENT_BASES: Final = np.array([9.0, 8.6, 7.8])
TROUBLED: Final = ("support", "null-a", "null-b")
GOOD_SHARE: Final = 0.10
GOOD_EFFECT: Final = 0.6
TRUTH_SIZE: Final = 400_000


@dataclass(frozen=True)
class Population:
    """What differs between periods.

    Attributes
    ----------
    shares
        Of the three segments; the last is the one with most trouble.
    support
        Share with a bad experience of support, in the first two segments.
    reliability
        Effect of a bad experience of reliability on the score.
    """

    shares: tuple[float, float, float] = (0.5, 0.3, 0.2)
    support: float = 0.20
    reliability: float = -2.6


@dataclass(frozen=True)
class Sample:
    """People, their experiences, and the part of their score that no theme explains."""

    segment: NDArray[np.intp]
    bad: Bools
    good: Bools
    rest: Array
    effects: Array

    def points(self, bad: Bools) -> Array:
        """NPS contributions had the bad experiences been these."""
        both = bad[:, 0] & bad[:, 1]
        score = self.rest + bad @ self.effects + GOOD_EFFECT * self.good.sum(axis=1) + both
        rounded = np.clip(np.round(score), 0, 10)
        return np.select([rounded >= 9, rounded >= 7], [100.0, 0.0], -100.0)


def sample(population: Population, n: int, rng: np.random.Generator) -> Sample:
    """Draw n people."""
    segment = np.searchsorted(np.cumsum(population.shares), rng.random(n)).clip(0, 2)
    causes, own = rng.standard_normal((n, 3)), rng.standard_normal((n, len(NAMES)))
    bad = np.empty((n, len(NAMES)), dtype=bool)
    for k, (name, (share, _, block)) in enumerate(THEMES.items()):
        common = WITHIN_BLOCK[block]
        latent = np.sqrt(common) * causes[:, block] + np.sqrt(1 - common) * own[:, k]
        limit = norm.ppf(population.support if name == "support" else share)
        bad[:, k] = latent < limit + 0.5 * ((segment == 2) & (name in TROUBLED))
    good = (rng.random((n, len(NAMES))) < GOOD_SHARE) & ~bad
    rest = SEGMENT_BASES[segment] + rng.normal(0, 1.0, n) + rng.normal(0, 1.2, n)
    effects = np.array([effect for _, effect, _ in THEMES.values()])
    effects[NAMES.index("reliability")] = population.reliability
    return Sample(segment, bad, good, rest, effects)


def true_points(population: Population, seed: int) -> dict[str, float]:
    """Points that each theme costs, from the same people with and without it."""
    people = sample(population, TRUTH_SIZE, np.random.default_rng(seed))
    actual = people.points(people.bad).mean()
    truth = {}
    for k, name in enumerate(NAMES):
        spared = people.bad.copy()
        spared[:, k] = False
        truth[name] = float(actual - people.points(spared).mean())
    return truth


def tables(
    people: Sample, points: Array, period: str = "all", themes: tuple[str, ...] = NAMES
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make a survey of them."""
    ids = np.array([f"{period}-{i:05}" for i in range(len(points))])
    responses = pd.DataFrame(
        {
            "response_id": ids,
            "period": period,
            "contribution": points,
            "plan": np.array(["first", "second", "third"])[people.segment],
        }
    )
    said = []
    for sign, experiences in (("negative", people.bad), ("positive", people.good)):
        rows, columns = np.nonzero(experiences)
        said.append(
            pd.DataFrame(
                {"response_id": ids[rows], "theme": np.array(themes)[columns], "sign": sign}
            )
        )
    return responses, pd.concat(said, ignore_index=True)


def severity_is_significant(points: Array, mentions: Bools) -> Array:
    """Whether NPS with and without each theme differ at 5 %, as an unadjusted tool would test."""
    found = []
    for column in mentions.T:
        parts = points[column], points[~column]
        error = np.sqrt(sum(part.var(ddof=1) / len(part) for part in parts))
        found.append(abs(parts[0].mean() - parts[1].mean()) > 1.96 * error)
    return np.array(found, dtype=float)


def negative_drivers(responses: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Negative drivers by theme."""
    table = rank_drivers(responses, mentions, segments=["plan"])
    return table[table["sign"] == "negative"].set_index("theme").reindex(list(NAMES))


def driver_figures(n: int, repeats: int, rng: np.random.Generator, seed: int) -> dict[str, float]:
    """Coverage, false verdicts and ranks of the drivers of surveys of n."""
    truth = pd.Series(true_points(Population(), seed))
    runs = [_one_survey(n, rng, truth) for _ in range(repeats)]
    return {str(name): float(mean) for name, mean in pd.DataFrame(runs).mean().items()}


def _one_survey(n: int, rng: np.random.Generator, truth: pd.Series) -> dict[str, float]:
    people = sample(Population(), n, rng)
    points = people.points(people.bad)
    found = negative_drivers(*tables(people, points))
    held = (found["points_low"] <= truth) & (truth <= found["points_high"])
    classic = severity_is_significant(points, people.bad)
    return {
        "coverage of points (want .95)": float(held[REAL].mean()),
        "nulls with p <= .05 (want .05)": (found.loc[NULLS, "p_value"] <= 0.05).mean(),
        "nulls called clear": (found.loc[NULLS, "verdict"] == "clear").mean(),
        "real themes called clear": (found.loc[REAL, "verdict"] == "clear").mean(),
        "Kendall tau, adjusted": kendalltau(truth, found["points"]).statistic,
        "Kendall tau, classic": kendalltau(truth, found["classic_impact"]).statistic,
        "RMSE in points, adjusted": float(np.sqrt(((found["points"] - truth) ** 2).mean())),
        "RMSE in points, classic": float(np.sqrt(((found["classic_impact"] - truth) ** 2).mean())),
        "nulls with p <= .05, classic": classic[[NAMES.index(name) for name in NULLS]].mean(),
        "truth in rank interval": float(np.mean(_rank_held(found, truth))),
    }


def _rank_held(found: pd.DataFrame, truth: pd.Series) -> pd.Series:
    rank = truth.abs().rank(ascending=False)[REAL]
    return (found.loc[REAL, "rank_low"] <= rank) & (rank <= found.loc[REAL, "rank_high"])


def rare_figures(repeats: int, rng: np.random.Generator) -> dict[str, float]:
    """Coverage for rare, severe themes: 60 % to 95 % of those who say them are detractors."""
    figures: dict[str, list[bool]] = {}
    for _ in range(repeats):
        for low, high in ((5, 9), (10, 19), (20, 40)):
            for share in (0.6, 0.95):
                held = _rare_held(int(rng.integers(low, high + 1)), share, rng)
                figures.setdefault(
                    f"coverage of effect, {low}-{high} say it, {share:.0%} detractors", []
                ).append(held)
    return {name: float(np.mean(held)) for name, held in figures.items()}


def _rare_held(n_said: int, share: float, rng: np.random.Generator) -> bool:
    n = 400
    said = np.arange(n) < n_said
    detractor = np.where(said, share, 0.25)
    promoter = (1 - detractor) * np.where(said, 0.4, 0.6)
    u = rng.random(n)
    points = np.select([u < detractor, u < detractor + promoter], [-100.0, 100.0], 0.0)
    ids = np.array([f"{i:03}" for i in range(n)])
    found = rank_drivers(
        pd.DataFrame({"response_id": ids, "contribution": points}),
        pd.DataFrame({"response_id": ids[said], "theme": "rare", "sign": "negative"}),
    ).iloc[0]
    truth = 100 * ((promoter - detractor)[0] - (promoter - detractor)[-1])
    return bool(found["effect_low"] <= truth <= found["effect_high"])


def shuffled_figures(repeats: int, rng: np.random.Generator) -> dict[str, float]:
    """Verdicts on surveys of 400 whose scores were shuffled: every one is false."""
    clear, leaning = [], []
    for _ in range(repeats):
        people = sample(Population(), 400, rng)
        points = rng.permutation(people.points(people.bad))
        verdicts = set(rank_drivers(*tables(people, points), segments=["plan"])["verdict"])
        clear.append("clear" in verdicts)
        leaning.append(bool({"clear", "leaning"} & verdicts))
    return {
        "surveys with a clear driver (want <= .07)": float(np.mean(clear)),
        "surveys with a clear or leaning driver": float(np.mean(leaning)),
    }


BEFORE: Final = Population()
AFTER: Final = Population(shares=(0.35, 0.30, 0.35), support=0.32, reliability=-3.2)
PLANTED: Final = {
    "mix": "shares",
    "said_more support": "support",
    "hurts_more reliability": "reliability",
}


def true_change(seed: int) -> dict[str, float]:
    """What each planted change moves, averaged over every order of planting them (Shapley)."""
    moved = dict.fromkeys(PLANTED, 0.0)
    orders = list(permutations(PLANTED))
    for order in orders:
        population, nps = BEFORE, _large_nps(BEFORE, seed)
        for part in order:
            field = PLANTED[part]
            population = replace(population, **{field: getattr(AFTER, field)})
            after = _large_nps(population, seed)
            moved[part] += (after - nps) / len(orders)
            nps = after
    return moved


def _large_nps(population: Population, seed: int) -> float:
    people = sample(population, TRUTH_SIZE, np.random.default_rng(seed))
    return float(people.points(people.bad).mean())


def bridge_figures(
    after: Population, truth: dict[str, float], repeats: int, rng: np.random.Generator
) -> Iterator[tuple[str, float]]:
    """Mean, coverage and significance of the parts of a change between surveys of 1,500."""
    runs = pd.concat([_one_change(after, rng) for _ in range(repeats)])
    known = runs[["points", "points_low", "points_high"]].groupby(runs["name"])
    for name, target in truth.items():
        part = known.get_group(name)
        held = (part["points_low"] <= target) & (target <= part["points_high"])
        yield f"{name}: truth", target
        yield f"{name}: mean", float(part["points"].mean())
        yield f"{name}: coverage", float(held.mean())
    others = runs[~runs["name"].isin(truth) & (runs["part"] != "unexplained")]
    significant = others["points_low"] * others["points_high"] > 0
    for part, found in significant.groupby(others["part"]):
        yield f"other {part} called significant (want .05)", float(found.mean())
    unexplained = runs.loc[runs["part"] == "unexplained", "points"]
    yield "unexplained: mean", float(unexplained.mean())
    yield "unexplained: spread", float(unexplained.std())


def _one_change(after: Population, rng: np.random.Generator) -> pd.DataFrame:
    surveys = []
    for period, population in (("1", BEFORE), ("2", after)):
        people = sample(population, 1500, rng)
        surveys.append(tables(people, people.points(people.bad), period))
    responses, mentions = (
        pd.concat(kind, ignore_index=True) for kind in zip(*surveys, strict=True)
    )
    table = explain_change(responses, mentions, period="2", reference="1", segments=["plan"])
    bad = table["sign"].eq("negative").fillna(value=False)
    theme = (" " + table["theme"]).where(bad, " good " + table["theme"]).fillna("")
    return table.assign(name=table["part"] + theme)


def show(title: str, figures: dict[str, float], since: float) -> None:
    """Print figures under a title."""
    print(f"\n{title}  ({perf_counter() - since:.0f} s)")
    for name, value in figures.items():
        print(f"  {name:55} {value:8.3f}")


def main() -> None:
    """Run every simulation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    repeats, few = options.repeats, max(options.repeats // 3, 2)
    rng, start = np.random.default_rng(options.seed), perf_counter()
    for n in (300, 1000):
        figures = driver_figures(n, repeats, rng, options.seed)
        show(f"Drivers, n = {n}, {repeats} surveys", figures, start)
    show(f"Rare themes, n = 400, {repeats} surveys", rare_figures(repeats, rng), start)
    show(f"Shuffled scores, n = 400, {repeats} surveys", shuffled_figures(repeats, rng), start)
    same = dict(bridge_figures(BEFORE, {"mix": 0.0}, few, rng))
    show(f"Bridge, nothing changed, {few} pairs of surveys", same, start)
    planted = dict(bridge_figures(AFTER, true_change(options.seed), few, rng))
    show(f"Bridge, planted changes, {few} pairs of surveys", planted, start)


if __name__ == "__main__":
    main()
