"""Contests: every method on the same planted surveys, marked against the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from marks import marks_of, means
from planted import GENERATORS, survey_of
from planted_people import NAMES, NULLS, true_points
from rivals import RIVALS, Found

import nps_reasons as nr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from marks import Mark
    from numpy.typing import NDArray
    from planted import Survey

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Method = Callable[[Survey, np.random.Generator], Found]

SEGMENTS: Final = ["plan"]
CODED: Final = 400
NUMBERS: Final = ("points", "points_low", "points_high", "p_value", "rank_low", "rank_high", "top3")
CONTROL: Final = "null-a"


@dataclass(frozen=True, slots=True)
class Contest:
    """One kind of survey at one size.

    Attributes
    ----------
    also
        Variants of ours that take part besides the plain one.
    """

    generator: str
    n: int = 1000
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Name in the tables."""
        return f"{self.generator}, n = {self.n:,}"


CONTESTS: Final = (
    Contest("clean"),
    Contest("clean", n=300),
    Contest("classifier error", also=("ours, 400 coded",)),
    Contest("classifier error", n=5000, also=("ours, 400 coded",)),
    Contest("selective mention", also=("ours, control",)),
    Contest("halo", also=("ours, control",)),
    Contest("segment confounding"),
    Contest("innocent companion"),
    Contest("ceiling scores"),
)


def ours(survey: Survey, rng: np.random.Generator) -> Found:  # noqa: ARG001
    """Rank the survey's drivers as anybody would."""
    return found_in(nr.rank_drivers(*survey.tables(), segments=SEGMENTS))


def ours_with_coded(survey: Survey, rng: np.random.Generator) -> Found:
    """Rank with the labels corrected by comments that a person coded."""
    gold = survey.coded(CODED, rng)
    return found_in(nr.rank_drivers(*survey.tables(), segments=SEGMENTS, gold=gold))


def ours_with_control(survey: Survey, rng: np.random.Generator) -> Found:  # noqa: ARG001
    """Rank against a theme that is known to cost nothing."""
    table = nr.rank_drivers(*survey.tables(), segments=SEGMENTS, negative_control=CONTROL)
    return found_in(table)


OURS: Final[dict[str, Method]] = {
    "ours": ours,
    "ours, 400 coded": ours_with_coded,
    "ours, control": ours_with_control,
}


def found_in(drivers: pd.DataFrame) -> Found:
    """What a drivers table says of the themes named as bad."""
    negative = drivers[drivers["sign"] == "negative"].set_index("theme").reindex(list(NAMES))
    numbers = {name: negative[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in NUMBERS}
    return Found(
        -numbers["points"],
        in_points=True,
        low=-numbers["points_high"],
        high=-numbers["points_low"],
        called=numbers["p_value"] <= 0.05,
        clear=(negative["verdict"] == "clear").to_numpy(dtype=bool, na_value=False),
        ranks=np.stack([numbers["rank_low"], numbers["rank_high"]]),
        top3=numbers["top3"],
    )


def method_names(contest: Contest) -> tuple[str, ...]:
    """Who takes part: ours first."""
    return ("ours", *contest.also, *RIVALS)


def play(contest: Contest, surveys: int, seed: int) -> dict[str, dict[str, Mark]]:
    """Marks of every method over so many surveys of a contest.

    Where a variant of ours takes a null as its control, false drivers are those of the other null.
    """
    control = np.isin(NAMES, CONTROL) & ("ours, control" in contest.also)
    cost = -true_points(GENERATORS[contest.generator].world, seed)
    runs: dict[str, list[Mapping[str, float]]] = {name: [] for name in method_names(contest)}
    for number in range(surveys):
        survey = survey_of(GENERATORS[contest.generator], contest.n, _rng(contest, seed, number))
        for name, kept in runs.items():
            found = _found(name, survey, np.random.default_rng([seed, number, CODED, 1]))
            kept.append(marks_of(found, cost, NULLS, control=control))
    return {name: means(kept) for name, kept in runs.items()}


def _rng(contest: Contest, seed: int, number: int) -> np.random.Generator:
    """A survey is the same whoever takes part, and however many are played."""
    return np.random.default_rng([seed, list(GENERATORS).index(contest.generator), number])


def _found(name: str, survey: Survey, rng: np.random.Generator) -> Found:
    if name in OURS:
        return OURS[name](survey, rng)
    heard = survey.heard.commented
    return RIVALS[name](survey.points[heard], survey.heard.bad[heard], survey.heard.good[heard])
