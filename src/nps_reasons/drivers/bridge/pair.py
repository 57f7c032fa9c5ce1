"""Responses of two periods as arrays, those that are alike as one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nps_reasons.drivers.bridge.cells import shared_cells
from nps_reasons.drivers.coded.fit import FEWEST_CODED
from nps_reasons.drivers.coded.sample import coded_among
from nps_reasons.drivers.patterns import Rows, packed, same_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.coded.sample import GoldSample
    from nps_reasons.drivers.design import Survey

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CodedRows:
    """What a person coded of a random sample of the rows.

    Attributes
    ----------
    lift : (n_rows,)
        1 / probability of being coded; 0 where the row was not.
    person : (n_rows, n_themes)
        1 where the person found the theme; as the machine tagged it where nobody coded the row.
    """

    lift: Array
    person: Array


@dataclass(frozen=True, slots=True)
class Pair:
    """Responses of two periods; a row stands for all responses of a period that are alike.

    Attributes
    ----------
    points : (n_rows,)
        NPS contribution: -100, 0 or 100.
    weights : (n_rows,)
        Survey weight of one response.
    commented, later : (n_rows,)
        Whether it has a reason; whether it is of the later period.
    cells : (n_rows,)
        Number of its segment cell.
    mentions : (n_rows, n_themes)
        1 where it speaks of that theme with that sign, as the machine tagged it.
    subjects : (n_themes,)
        Number of the theme that each pair of theme and sign is about.
    rows
        How many responses each row stands for, and which respondents gave several.
    coded
        What a person coded of them; None where that is too little in either period.
    """

    points: Array
    weights: Array
    commented: Flags
    later: Flags
    cells: Codes
    mentions: Array
    subjects: Codes
    rows: Rows
    coded: CodedRows | None = None

    @property
    def n_cells(self) -> int:
        """Segment cells; every one has a response in both periods."""
        return int(self.cells.max()) + 1


def pair_of(survey: Survey, later: Flags, gold: GoldSample | None = None) -> Pair:
    """Put responses of a period that are alike together.

    Parameters
    ----------
    survey
        The responses of both periods.
    later : ndarray of shape (n,)
        True for those of the later period.
    gold
        Responses that a person coded, of any period.

    Raises
    ------
    InputError
        By their probabilities the coded responses stand for far more or far fewer than there are.
    """
    cells = shared_cells(survey.segments, later)
    alike = [later, cells, survey.points, survey.weights, survey.commented]
    alike += packed(survey.mentions)
    coded = _coded(survey, later, gold) if gold is not None else None
    if coded is not None:
        lift, person = coded
        alike += [lift, *packed(person)]
    codes, firsts = same_rows(alike)
    return Pair(
        points=survey.points[firsts],
        weights=survey.weights[firsts],
        commented=survey.commented[firsts],
        later=later[firsts],
        cells=cells[firsts],
        mentions=survey.mentions[firsts].astype(np.float64),
        subjects=pd.factorize(np.array([theme for theme, _ in survey.themes], dtype=object))[0],
        rows=Rows.of(codes, survey.clusters),
        coded=None if coded is None else CodedRows(lift[firsts], person[firsts].astype(np.float64)),
    )


def _coded(survey: Survey, later: Flags, gold: GoldSample) -> tuple[Array, Flags] | None:
    """Lift and the person's mentions of each response; None where too little is coded.

    A sample is weighted up to the reasons of its period, so that it does not matter whether it
    was drawn from both periods at once or from each apart.
    """
    lift, person = np.zeros(len(survey.points)), survey.mentions.copy()
    for period in (~later, later):
        heard = np.flatnonzero(period & survey.commented & (survey.weights > 0))
        found = coded_among(survey.response_ids[heard], survey.themes, gold)
        if found.drawn.sum() < FEWEST_CODED:
            return None
        lift[heard] = found.lift
        person[heard[found.drawn]] = found.said[found.drawn]
    return lift, person
