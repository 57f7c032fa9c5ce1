"""Who answers in a quarter, what they lived through, how they score: a draw from the population.

A quarter's sample is the first of many equally likely draws in which two things are as in the
population: the NPS, to one decimal, and the NPS of those whom support did not help, within
`NEAR` points. No score is edited and no baseline moved; a sample that shows its cause is only
chosen. Nothing else is chosen for: what is found of other themes is left to chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.demo.population import (
    DISPOSITION,
    EXPERIENCES,
    NOISE,
    REGIONS,
    SEGMENTS,
    UNHELPFUL,
    Quarter,
    cells,
    latent_score,
    score_effects,
)
from nps_reasons.demo.truth import population_nps
from nps_reasons.net_promoter import classify, contributions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Positions = NDArray[np.intp]

NEAR: Final = 4.0
"""NPS points, half the standard deviation of a quarter's NPS of those whom support did not help."""


@dataclass(frozen=True, slots=True)
class Customers:
    """Those who can be asked; each keeps segment, region and leaning in every quarter.

    Attributes
    ----------
    segment, region : ndarray of shape (n_customers,)
        Positions in `SEGMENTS` and `REGIONS`.
    disposition : ndarray of shape (n_customers,)
        Added to the latent score of all that the customer answers.
    """

    segment: Positions
    region: Positions
    disposition: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """The answers of a quarter.

    Attributes
    ----------
    customer, cell, score : ndarray of shape (n_responses,)
        Position of the customer, position in the quarter's `Cells`, and 0-10.
    """

    customer: Positions
    cell: Positions
    score: Positions


def draw_customers(rng: np.random.Generator) -> Customers:
    """Draw TechCorp's customers."""
    segment = np.repeat(np.arange(len(SEGMENTS)), [segment.customers for segment in SEGMENTS])
    return Customers(
        segment=segment,
        region=rng.choice(len(REGIONS), size=len(segment), p=list(REGIONS.values())),
        disposition=rng.normal(0, DISPOSITION, size=len(segment)),
    )


def sample_on_target(quarter: Quarter, customers: Customers, *, seed: tuple[int, ...]) -> Sample:
    """Return the first sample that is as the population is; about one draw in 150.

    Examples
    --------
    >>> from nps_reasons.demo.population import QUARTERS
    >>> customers = draw_customers(np.random.default_rng(1))
    >>> sample = sample_on_target(QUARTERS[0], customers, seed=(1,))
    >>> round(_nps(sample.score), 1)
    45.0
    """
    samples = (
        _sample(quarter, customers, np.random.default_rng([*seed, attempt])) for attempt in count()
    )
    return next(sample for sample in samples if _on_target(sample, quarter))


def _on_target(sample: Sample, quarter: Quarter) -> bool:
    if round(_nps(sample.score), 1) != round(population_nps(quarter), 1):
        return False
    unhelpful = cells(quarter).lived[:, EXPERIENCES.index(UNHELPFUL)]
    found = _nps(sample.score[unhelpful[sample.cell]])
    return abs(found - population_nps(quarter, among=unhelpful)) <= NEAR


def _nps(scores: Positions) -> float:
    return float(_contribution_of_score()[scores].mean())


@cache
def _contribution_of_score() -> NDArray[np.float64]:
    return contributions(classify(pd.Series(range(11)))).to_numpy()


def _sample(quarter: Quarter, customers: Customers, rng: np.random.Generator) -> Sample:
    customer, cell = _people(quarter, customers, rng)
    latent = latent_score(cells(quarter), score_effects(quarter))[cell]
    felt = latent + customers.disposition[customer] + rng.normal(0, NOISE, size=len(cell))
    score = np.clip(np.floor(felt + 0.5), 0, 10).astype(np.intp)
    return Sample(customer=customer, cell=cell, score=score)


def _people(
    quarter: Quarter, customers: Customers, rng: np.random.Generator
) -> tuple[Positions, Positions]:
    """Who answers, each at most once in the quarter, and the cell of what they lived through."""
    table = cells(quarter)
    who, what = [], []
    for segment, size in enumerate(_quotas(quarter)):
        lives = np.flatnonzero(table.segment == segment)
        who.append(rng.choice(np.flatnonzero(customers.segment == segment), size, replace=False))
        what.append(rng.choice(lives, size, p=table.probability[lives]))
    return np.concatenate(who), np.concatenate(what)


def _quotas(quarter: Quarter) -> Positions:
    """How many of each segment answer: TechCorp invites until the shares are as planned."""
    upto = np.rint(quarter.responses * np.cumsum(quarter.shares)).astype(np.intp)
    quotas: Positions = np.diff(upto, prepend=0)
    return quotas
