"""The table `drift`: each dated period against all dated periods before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nps_reasons.drift.agreement import agreement
from nps_reasons.drift.heard import heard_of
from nps_reasons.drift.measures import confidence, uncovered
from nps_reasons.drift.new_words import new_words, wording_of
from nps_reasons.drivers.tagged import check_tagged_alike
from nps_reasons.inference.multiplicity import CLEAR, q_values
from nps_reasons.schema import DRIFT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drift.heard import Heard
    from nps_reasons.drift.measures import Row
    from nps_reasons.drivers.coded.sample import GoldSample

    Flags = NDArray[np.bool_]


def drift_table(
    responses: pd.DataFrame, mentions: pd.DataFrame, *, sample: GoldSample | None = None
) -> pd.DataFrame:
    """Compare how the codeframe reads each period with how it read all periods before.

    Parameters
    ----------
    responses
        Needs `response_id`, `period` and `reason`; `respondent_id` is used where it is there.
        Reasons count alike whatever their weight: this is about texts, not about customers.
    mentions
        Needs `response_id`, `theme`, `sign` and `confidence`; one codeframe and model tagged them.
    sample
        Responses that a person coded.

    Returns
    -------
    pd.DataFrame
        As `schema.DRIFT`, for each dated period but the first: `uncovered` and `confidence`,
        `agreement` where thirty responses were coded in it and before it, and a row per new word.
        `too few`, without numbers: fewer than thirty reasons (for `confidence`, with a theme) in
        the period or before it. The verdicts of a period never change when later ones come.

    Raises
    ------
    InputError
        The tables do not have what is needed.
    UsageError
        Different codeframes or models tagged the periods (`tagged_by`).

    References
    ----------
    docs/methods.md, "Drift"; Newcombe (1998), Campbell (2007), Liang and Zeger (1986), Benjamini
    and Hochberg (1995).

    Examples
    --------
    >>> responses = pd.DataFrame({"response_id": [f"{i:03}" for i in range(200)],
    ...                           "period": ["2031Q1"] * 100 + ["2031Q2"] * 100,
    ...                           "reason": ["Fair price"] * 140 + ["An outage again"] * 60})
    >>> mentions = pd.DataFrame({"response_id": [f"{i:03}" for i in range(140)], "theme": "price",
    ...                          "sign": "positive", "confidence": 0.75})
    >>> table = drift_table(responses, mentions)
    >>> table[["measure", "before", "value", "verdict"]].values.tolist()[:2]
    [['confidence', 0.75, 0.75, 'steady'], ['uncovered', 0.0, 0.6, 'drifting']]
    >>> table.loc[table["verdict"] == "new", "item"].tolist()
    ['outage']
    """
    heard = heard_of(responses, mentions)
    if len(heard.names) < 2:
        return DRIFT.empty()
    check_tagged_alike(responses, mentions, periods=heard.names)
    wording = wording_of(heard)
    rows = []
    for place, period in enumerate(heard.names[1:], start=1):
        now, before = heard.periods == place, heard.periods < place
        measured = _measured(heard, mentions, sample, (now, before))
        found = [*_judged(measured), *new_words(wording, now, before)]
        rows += [{"period": period, **row} for row in found]
    return DRIFT.check(pd.DataFrame(rows, columns=DRIFT.column_names))


def _measured(
    heard: Heard, mentions: pd.DataFrame, sample: GoldSample | None, arms: tuple[Flags, Flags]
) -> list[Row]:
    rows = [uncovered(heard, *arms), confidence(heard, *arms)]
    coded = None if sample is None else agreement(heard, mentions, sample, *arms)
    return rows if coded is None else [*rows, coded]


def _judged(rows: list[Row]) -> list[Row]:
    """Add q-values over the measures of one period, and verdicts."""
    q = q_values(np.array([row.get("p_value", np.nan) for row in rows], dtype=np.float64))
    return [
        {**row, "q_value": value, "verdict": _verdict(value)}
        for row, value in zip(rows, q.tolist(), strict=True)
    ]


def _verdict(q_value: float) -> str:
    if np.isnan(q_value):
        return "too few"
    return "drifting" if q_value <= CLEAR else "steady"
