"""Drills: surveys in which nothing is to be found, changes that were planted, and rare themes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations
from math import factorial
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from contests import SEGMENTS, found_in
from marks import means
from planted import GENERATORS, Generator, Survey, survey_of
from planted_people import NAMES, World, people_of
from rivals import TWO_SIDED, Found, classic_impact, ols_without_segments
from scipy.stats import false_discovery_control, norm

import nps_reasons as nr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marks import Mark
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SHUFFLED: Final = 400
"""Responses of a survey whose scores are shuffled."""

PERIOD: Final = 1500
"""Responses of a period whose change is explained."""

LARGE: Final = 400_000
"""People that a true change is known from."""

NPS_PAIRS: Final = 5
"""So many times as many pairs are tested for a difference of NPS, which costs little."""

CLEAN: Final = GENERATORS["clean"]
LIMITS: Final = ["points", "points_low", "points_high"]


def shuffled_scores(surveys: int, seed: int) -> dict[str, Mark]:
    """Any driver in a survey of 400 whose scores were shuffled is false."""
    return means([_one_shuffled(np.random.default_rng([seed, 101, i])) for i in range(surveys)])


def _one_shuffled(rng: np.random.Generator) -> dict[str, float]:
    drawn = survey_of(CLEAN, SHUFFLED, rng)
    survey = replace(drawn, points=rng.permutation(drawn.points))
    table = nr.rank_drivers(*survey.tables(), segments=SEGMENTS)
    joint = ols_without_segments(survey.points, survey.heard.bad, survey.heard.good)
    return {
        "any clear": float((table["verdict"] == "clear").any()),
        "any clear or leaning": float(table["verdict"].isin(["clear", "leaning"]).any()),
        "classic impact: any significant": _any(_classic(survey)),
        "OLS, no segments: any significant": _any(joint),
    }


def _any(found: Found) -> float:
    return float(found.called is not None and found.called.any())


def identical_groups(surveys: int, seed: int) -> dict[str, Mark]:
    """Two halves of 500 each, drawn alike, do not differ: whatever is found is false."""
    whole = [_one_halved(np.random.default_rng([seed, 102, i])) for i in range(surveys)]
    more = range(surveys, NPS_PAIRS * surveys)
    return means([*whole, *(_nps_halved(np.random.default_rng([seed, 102, i])) for i in more)])


def _nps_halved(rng: np.random.Generator) -> dict[str, float]:
    p_value = _nps_p_value(survey_of(CLEAN, 500, rng), survey_of(CLEAN, 500, rng))
    return {"NPS differs": float(p_value <= 0.05)}


def _one_halved(rng: np.random.Generator) -> dict[str, float]:
    first, second = survey_of(CLEAN, 500, rng), survey_of(CLEAN, 500, rng)
    parts = bridge(first, second)
    classic = _changed(_classic(first), _classic(second))
    moved = _changed(_ours(first), _ours(second))
    return {
        "NPS differs": float(_nps_p_value(first, second) <= 0.05),
        "any theme's points differ (q <= .05)": _any_discovered(moved),
        "any part of the bridge called clear": float((parts["verdict"] == "clear").any()),
        "parts of the bridge with p <= .05": float((parts["p_value"].dropna() <= 0.05).mean()),
        "classic impact: any theme differs (p <= .05)": float((classic <= 0.05).any()),
    }


def _ours(survey: Survey) -> Found:
    return found_in(nr.rank_drivers(*survey.tables(), segments=SEGMENTS))


def _classic(survey: Survey) -> Found:
    return classic_impact(survey.points, survey.heard.bad, survey.heard.good)


def _nps_p_value(first: Survey, second: Survey) -> float:
    scores = np.array([0, 7, 10])
    before, after = (nr.nps(scores[(s.points / 100 + 1).astype(int)]) for s in (first, second))
    return float(nr.nps_difference(before, after).p_value)


def _changed(before: Found, after: Found) -> Array:
    """p-value of each theme's change, of those that both have."""
    limits = np.array([before.low, before.high, after.low, after.high], dtype=np.float64)
    errors = (limits[[1, 3]] - limits[[0, 2]]) / (2 * TWO_SIDED)
    z = (after.cost - before.cost) / np.sqrt((errors**2).sum(axis=0))
    return np.asarray(2 * norm.sf(np.abs(z[~np.isnan(z)])))


def _any_discovered(p_values: Array) -> float:
    return float(len(p_values) > 0 and false_discovery_control(p_values).min() <= 0.05)


def bridge(first: Survey, second: Survey) -> pd.DataFrame:
    """Return the parts of the change from one survey to the other, each with a name."""
    pairs = (first.tables("1"), second.tables("2"))
    responses, mentions = (pd.concat(kind, ignore_index=True) for kind in zip(*pairs, strict=True))
    table = nr.explain_change(responses, mentions, period="2", reference="1", segments=SEGMENTS)
    said = table["theme"].where(table["sign"] == "negative", "good " + table["theme"])
    return table.assign(name=(table["part"] + " " + said).fillna(table["part"]))


BEFORE: Final = World()
MIXED: Final = replace(BEFORE, shares=(0.3, 0.3, 0.4))


def _with(values: tuple[float, ...], theme: str, value: float) -> tuple[float, ...]:
    return tuple(value if name == theme else v for name, v in zip(NAMES, values, strict=True))


PLANTED: Final[dict[str, dict[str, tuple[float, ...]]]] = {
    "mix": {"shares": (0.35, 0.30, 0.35)},
    "said_more support": {"reach": _with(BEFORE.reach, "support", 0.22)},
    "hurts_more reliability": {"effects": _with(BEFORE.effects, "reliability", -3.4)},
}


def mix_alone(surveys: int, seed: int) -> dict[str, Mark]:
    """Only the segments' shares differ: the mix explains all, and no theme moved."""
    target = {"mix": _true_nps(MIXED, seed) - _true_nps(BEFORE, seed)}
    return _bridged(MIXED, target, surveys, [seed, 103])


def planted_change(surveys: int, seed: int) -> dict[str, Mark]:
    """Mix, the reach of support and the effect of reliability change at once."""
    return _bridged(_world(PLANTED), true_change(seed), surveys, [seed, 104])


def true_change(seed: int, n: int = LARGE) -> dict[str, float]:
    """What each planted change moves, averaged over every order of planting them (Shapley)."""
    moved = dict.fromkeys(PLANTED, 0.0)
    known: dict[frozenset[str], float] = {}
    for order in permutations(PLANTED):
        for place, part in enumerate(order):
            before, after = frozenset(order[:place]), frozenset(order[: place + 1])
            for done in {before, after} - known.keys():
                known[done] = _true_nps(_world({p: PLANTED[p] for p in done}), seed, n)
            moved[part] += (known[after] - known[before]) / factorial(len(PLANTED))
    return moved


def _world(changes: Mapping[str, Mapping[str, tuple[float, ...]]]) -> World:
    fields = {name: value for change in changes.values() for name, value in change.items()}
    return replace(BEFORE, **fields)  # type: ignore[arg-type]


@cache
def _true_nps(world: World, seed: int, n: int = LARGE) -> float:
    """Of the same people, drawn into another world."""
    return float(people_of(world, n, np.random.default_rng(seed)).points.mean())


def _bridged(
    after: World, truth: dict[str, float], surveys: int, seed: list[int]
) -> dict[str, Mark]:
    runs = [_one_change(after, truth, np.random.default_rng([*seed, i])) for i in range(surveys)]
    return means(runs)


def _one_change(
    after: World, truth: dict[str, float], rng: np.random.Generator
) -> dict[str, float]:
    first = survey_of(CLEAN, PERIOD, rng)
    second = survey_of(Generator("after", after), PERIOD, rng)
    parts = bridge(first, second)
    known = parts.set_index("name")[LIMITS]
    others = parts[~parts["name"].isin(truth) & (parts["part"] != "unexplained")]
    classic = _changed(_classic(first), _classic(second))
    marks: dict[str, float] = {}
    for name, target in truth.items():
        found, low, high = known.loc[[name]].to_numpy(dtype=np.float64)[0]
        marks[f"{name}: truth"] = target
        marks[f"{name}: found"] = float(found)
        marks[f"{name}: coverage"] = float(low <= target <= high)
    return marks | {
        "unexplained: found": float(known.loc[["unexplained"]].to_numpy(dtype=np.float64)[0, 0]),
        "other parts with p <= .05": float((others["p_value"].dropna() <= 0.05).mean()),
        "classic impact: themes that differ (p <= .05)": float((classic <= 0.05).mean()),
    }


@dataclass(frozen=True, slots=True)
class Rare:
    """A theme said by few: how many of 400, and how many of those are detractors."""

    fewest: int
    most: int
    detractors: float

    def __str__(self) -> str:
        """Name in the table."""
        return f"{self.fewest}-{self.most} say it, {self.detractors:.0%} detractors"


RARE: Final = tuple(
    Rare(low, high, share) for low, high in ((5, 9), (10, 19), (20, 40)) for share in (0.6, 0.95)
)


def rare_themes(surveys: int, seed: int) -> dict[str, Mark]:
    """How often the interval of a rare, severe theme's effect holds it, among 400 who answer."""
    return means(
        [
            {f"coverage, {rare}": _rare_held(rare, np.random.default_rng([seed, 105, k, i]))}
            for k, rare in enumerate(RARE)
            for i in range(surveys)
        ]
    )


def _rare_held(rare: Rare, rng: np.random.Generator) -> float:
    said = np.arange(400) < rng.integers(rare.fewest, rare.most + 1)
    detractor = np.where(said, rare.detractors, 0.25)
    promoter = (1 - detractor) * np.where(said, 0.4, 0.6)
    u = rng.random(len(said))
    points = np.select([u < detractor, u < detractor + promoter], [-100.0, 100.0], 0.0)
    ids = np.array([f"{i:03}" for i in range(len(said))])
    found = nr.rank_drivers(
        pd.DataFrame({"response_id": ids, "contribution": points}),
        pd.DataFrame({"response_id": ids[said], "theme": "rare", "sign": "negative"}),
    ).iloc[0]
    truth = 100 * ((promoter - detractor)[0] - (promoter - detractor)[-1])
    return float(found["effect_low"] <= truth <= found["effect_high"])
