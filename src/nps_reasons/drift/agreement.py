"""Machine against person, in a period and before it, where responses of both were coded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nps_reasons.drift.comparison import compared_shares
from nps_reasons.drift.measures import FEWEST_REASONS, row_of
from nps_reasons.drivers.coded.sample import in_id_order
from nps_reasons.drivers.design import SIGNED
from nps_reasons.inference.shares import Part

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drift.heard import Heard
    from nps_reasons.drift.measures import Row
    from nps_reasons.drivers.coded.sample import GoldSample

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """Coded responses: the signed themes of machine and person.

    Attributes
    ----------
    both, found : (n,)
        How many they share, and how many the machine and the person found together.
    lift : (n,)
        How many responses each stands for.
    people : (n,)
        Who gave the response.
    """

    both: Array
    found: Array
    lift: Array
    people: Codes

    def among(self, chosen: Flags) -> Judged:
        """Some of the responses."""
        return Judged(self.both[chosen], self.found[chosen], self.lift[chosen], self.people[chosen])

    @property
    def f1(self) -> Part | None:
        """Micro-F1, and of how many labels it is worth; None where nobody found a theme."""
        total = float(self.lift @ self.found)
        if total == 0:
            return None
        f1 = float(2 * (self.lift @ self.both) / total)
        if not 0 < f1 < 1:
            return Part(f1, float(self.found.sum()) / 2)
        # Linearised: a ratio of sums, over people.
        _, codes = np.unique(self.people, return_inverse=True)
        sums = np.bincount(codes, weights=self.lift * (2 * self.both - f1 * self.found)) / total
        variance = float(sums @ sums) * len(sums) / max(len(sums) - 1, 1)
        least = f1 * (1 - f1) / float(self.found.sum())
        return Part(f1, f1 * (1 - f1) / max(variance, least))


def agreement(
    heard: Heard, mentions: pd.DataFrame, sample: GoldSample, now: Flags, before: Flags
) -> Row | None:
    """Micro-F1 of machine and person over themes and signs, against that before.

    None where fewer than thirty responses were coded in the period or before it, or where neither
    found a theme in one of the two.

    References
    ----------
    docs/methods.md, "Corrected labels".
    """
    # In the order of ids: sums of numbers in another order may have other last bits.
    sample = in_id_order(sample)
    places = pd.Index(heard.ids).get_indexer(pd.Index(sample.response_ids))
    here = places >= 0
    arms = [here & arm[places] for arm in (now, before)]
    if min(int(arm.sum()) for arm in arms) < FEWEST_REASONS:
        return None
    judged = _judged(heard, mentions, sample, places)
    scores = [judged.among(arm).f1 for arm in arms]
    if scores[0] is None or scores[1] is None:
        return None
    n, n_before = (int(arm.sum()) for arm in arms)
    return row_of("agreement", (n, n, n_before), compared_shares(scores[0], scores[1]))


def _judged(heard: Heard, mentions: pd.DataFrame, sample: GoldSample, places: Codes) -> Judged:
    machine = _machine(mentions, sample.response_ids)
    pairs = [
        (machine.get(name, frozenset()), said)
        for name, said in zip(sample.response_ids, sample.said, strict=True)
    ]
    chances = np.where(np.isnan(sample.probabilities), 1.0, sample.probabilities)
    return Judged(
        both=np.array([len(tagged & said) for tagged, said in pairs], dtype=np.float64),
        found=np.array([len(tagged) + len(said) for tagged, said in pairs], dtype=np.float64),
        lift=1 / chances,
        people=np.where(places >= 0, heard.people[places], -1),
    )


def _machine(
    mentions: pd.DataFrame, response_ids: tuple[str, ...]
) -> dict[str, frozenset[tuple[str, str]]]:
    """Signed themes that the machine found in each of these responses."""
    ids = mentions["response_id"].astype("string")
    coded = mentions[(ids.isin(response_ids) & mentions["sign"].isin(SIGNED)).to_numpy(dtype=bool)]
    columns = (coded[name].astype(str) for name in ("response_id", "theme", "sign"))
    found: dict[str, set[tuple[str, str]]] = {}
    for name, theme, sign in zip(*columns, strict=True):
        found.setdefault(name, set()).add((theme, sign))
    return {name: frozenset(pairs) for name, pairs in found.items()}
