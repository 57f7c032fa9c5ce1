"""How good the tags of each theme are, where a person coded a sample of the reasons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.evaluation.by_sample import LabelCounts, Sample, accuracy_by_sample
from nps_reasons.net_promoter import respondent_codes
from nps_reasons.report.figures.shares import Share

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from nps_reasons.analysis import Analysis
    from nps_reasons.evaluation.by_sample import Shares

    Flags = NDArray[np.bool_]
    Talks = Sequence[tuple[str, str]]

FEWEST: Final = 10
"""Below this many in the sample a share of them tells nothing."""


@dataclass(frozen=True, slots=True)
class TagQuality:
    """How right the machine is about one theme and sign, in all reasons of the survey.

    Attributes
    ----------
    precision
        Of what the machine finds, what a person finds too; None where the sample has too little.
    recall
        Of what a person finds, what the machine finds too; None likewise.
    """

    precision: Share | None
    recall: Share | None


def tag_quality(analysis: Analysis, talks: Talks) -> tuple[TagQuality, ...]:
    """Precision and recall of each theme and sign, estimated from the coded sample.

    A coded reason stands for 1 / its probability of having been drawn; without probabilities all
    stand for as many. Reasons of all periods count.

    Parameters
    ----------
    talks
        Pairs of theme and sign.

    Returns
    -------
    tuple of TagQuality
        One per pair; none at all where nobody coded a reason.
    """
    coded = analysis.coded.sort_values("response_id", ignore_index=True)
    if coded.empty or not talks:
        return ()
    rows = {str(name): row for row, name in enumerate(coded["response_id"])}
    labels = LabelCounts.of(_machine(analysis, rows, talks), _person(coded, talks))
    found = accuracy_by_sample(labels, _sample(analysis, coded))
    precision = _shares(found.precision, found.n_found)
    return tuple(map(TagQuality, precision, _shares(found.recall, found.n_coded)))


def _machine(analysis: Analysis, rows: dict[str, int], talks: Talks) -> Flags:
    mentions = analysis.mentions[analysis.mentions["response_id"].isin(list(rows))]
    told = mentions[["response_id", "theme", "sign"]].astype(str).to_numpy().tolist()
    return _flags(((rows[name], (theme, sign)) for name, theme, sign in told), len(rows), talks)


def _person(coded: pd.DataFrame, talks: Talks) -> Flags:
    told = (
        (row, (label["theme"], label.get("sign")))
        for row, cell in enumerate(coded["labels"])
        for label in json.loads(cell)
    )
    return _flags(told, len(coded), talks)


def _flags(told: Iterable[tuple[int, tuple[str, str]]], n: int, talks: Talks) -> Flags:
    column = {talk: place for place, talk in enumerate(talks)}
    flags = np.zeros((n, len(talks)), dtype=bool)
    for row, talk in told:
        if talk in column:
            flags[row, column[talk]] = True
    return flags


def _sample(analysis: Analysis, coded: pd.DataFrame) -> Sample:
    lift = 1 / pd.to_numeric(coded["probability"]).to_numpy(dtype=float, na_value=np.nan)
    clusters = np.arange(len(coded), dtype=np.int64)
    if "respondent_id" in analysis.responses:
        known = analysis.responses[["response_id", "respondent_id"]]
        who = coded[["response_id"]].merge(known, on="response_id", how="left", validate="1:1")
        clusters = np.asarray(respondent_codes(who["respondent_id"]), dtype=np.int64)
    return Sample(np.ones(len(coded)) if np.isnan(lift).any() else lift, clusters)


def _shares(shares: Shares, bases: NDArray[np.float64]) -> list[Share | None]:
    columns = (shares.value, shares.low, shares.high, bases)
    return [
        Share(*row) if row[-1] >= FEWEST else None
        for row in zip(*(column.tolist() for column in columns), strict=True)
    ]
