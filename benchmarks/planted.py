"""The kinds of survey that the scoreboard is played on, and one survey of a kind as tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from hearing import as_experienced, by_classifier, in_a_mood, selectively
from planted_people import NAMES, World, people_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from hearing import Heard
    from numpy.typing import NDArray
    from planted_people import People

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Hearing = Callable[[People, np.random.Generator], Heard]

SEGMENTS: Final = np.array(["first", "second", "third"])


@dataclass(frozen=True, slots=True)
class Generator:
    """A kind of survey: the world it is drawn from, and how experiences become mentions."""

    about: str
    world: World = field(default_factory=World)
    hearing: Hearing = as_experienced


GENERATORS: Final = {
    "clean": Generator("every experience is said and read right"),
    "classifier error": Generator(
        "read with recall .75-.85 and precision .75-.84, leaking onto co-themes; the same for all",
        hearing=by_classifier,
    ),
    "selective mention": Generator(
        "the unhappy comment more and say more of what went wrong", hearing=selectively
    ),
    "halo": Generator("the general mood colours which sign is said", hearing=in_a_mood),
    "segment confounding": Generator(
        "the last segment scores far lower, and more goes wrong there",
        World(bases=(9.6, 8.7, 6.4), trouble=1.2),
    ),
    "innocent companion": Generator(
        "null-a is said only beside support, the costliest", World(companion=True)
    ),
    "ceiling scores": Generator("NPS about +80", World(bases=(12.3, 11.9, 11.1))),
}


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey: its people and what is heard of them."""

    people: People
    heard: Heard
    points: Array

    def tables(self, period: str = "all") -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return responses and mentions, as the public functions take them."""
        ids = response_ids(period, len(self.points))
        responses = pd.DataFrame(
            {
                "response_id": ids,
                "period": period,
                "contribution": self.points,
                "plan": SEGMENTS[self.people.segment],
                "reason": pd.Series("said", index=range(len(ids)), dtype="string").where(
                    self.heard.commented
                ),
            }
        )
        said = [
            _said(ids, self.heard.bad, "negative"),
            _said(ids, self.heard.good, "positive"),
        ]
        return responses, pd.concat(said, ignore_index=True)

    def coded(self, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """What a person finds in n comments drawn at random: what was experienced.

        Returns
        -------
        pd.DataFrame
            `response_id`, `labels` and `probability`, as the gold sample of `rank_drivers`.
        """
        commented = np.flatnonzero(self.heard.commented)
        rows = np.sort(rng.choice(commented, size=min(n, len(commented)), replace=False))
        return pd.DataFrame(
            {
                "response_id": response_ids("all", len(self.points))[rows],
                "labels": [_labels(self.people.bad[i], self.people.good[i]) for i in rows],
                "probability": len(rows) / len(commented),
            }
        )


def survey_of(generator: Generator, n: int, rng: np.random.Generator) -> Survey:
    """Draw one survey of n responses."""
    people = people_of(generator.world, n, rng)
    return Survey(people, generator.hearing(people, rng), people.points)


def response_ids(period: str, n: int) -> NDArray[np.str_]:
    """Ids in the order of the people."""
    return np.array([f"{period}-{i:06}" for i in range(n)])


def _said(ids: NDArray[np.str_], mentions: Bools, sign: str) -> pd.DataFrame:
    rows, columns = np.nonzero(mentions)
    return pd.DataFrame({"response_id": ids[rows], "theme": np.array(NAMES)[columns], "sign": sign})


def _labels(bad: Bools, good: Bools) -> list[dict[str, str]]:
    """Labels of one comment."""
    return [
        {"theme": NAMES[k], "sign": sign}
        for sign, found in (("negative", bad), ("positive", good))
        for k in np.flatnonzero(found)
    ]
