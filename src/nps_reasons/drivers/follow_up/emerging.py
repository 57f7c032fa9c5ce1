"""Emerging and fading themes: which are said more, or less, than in the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from nps_reasons.drivers.follow_up.dated import dated_survey
from nps_reasons.drivers.labels import label_of
from nps_reasons.drivers.tagged import check_tagged_alike
from nps_reasons.errors import InputError, UsageError
from nps_reasons.inference.multiplicity import q_values
from nps_reasons.inference.shares import newcombe, p_value_of, part_of
from nps_reasons.periods import check_known
from nps_reasons.schema import EMERGING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nps_reasons.drivers.follow_up.dated import DatedSurvey

    Flags = NDArray[np.bool_]

FEWEST_MENTIONERS: Final = 10
"""Who say a theme, of both periods together; from fewer no test can tell."""

FEWEST_COMMENTERS: Final = 10
"""Of each period."""

FALSE_DISCOVERIES: Final = 0.10
"""Expected share of false ones among themes that are called emerging or fading."""


def emerging_themes(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    period: str,
    reference: str,
    labels: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Find themes that more, or fewer, commenters say than in the reference.

    A respondent counts once a period, with the latest answer that has a reason: who gave no reason
    is missing, not silent on the theme. Reach is weighted by the survey weights, and tested at
    Kish's effective number of commenters. Respondents of both periods are taken as independent,
    which makes the test careful where the same people answer again.

    Parameters
    ----------
    responses
        Needs `response_id`, `period` and `contribution` (or `score`); `reason`, `weight`,
        `respondent_id` and `responded_at` are used where they are there.
    mentions
        Needs `response_id`, `theme`, `sign`; both periods tagged by the same codeframe and model.
    labels
        Theme id to its label; the id in words where it is missing.

    Returns
    -------
    pd.DataFrame
        As `schema.EMERGING`, a row per theme and sign said in either period. `change` is a
        difference of shares with Newcombe's interval; `p_value` is that of the (N-1) test, and
        `q_value` Benjamini-Hochberg's over all rows tested. `emerging` and `fading` have a q-value
        of 0.10 or less. `too few`, without numbers: fewer than ten say it in both periods
        together, either period has fewer than ten commenters, or the smaller one expects less than
        one who says it.

    Raises
    ------
    UsageError
        A period is not in the data, or both are the same; different codeframes or models tagged
        the two (`tagged_by`).
    InputError
        The tables do not have what is needed.

    References
    ----------
    docs/methods.md, "Change"; Campbell (2007), Newcombe (1998), Benjamini and Hochberg
    (1995).

    Examples
    --------
    >>> responses = pd.DataFrame({"response_id": [f"{i:03}" for i in range(200)],
    ...                           "period": ["1"] * 100 + ["2"] * 100, "score": 7})
    >>> mentions = pd.DataFrame({"response_id": [f"{i:03}" for i in [*range(4), *range(100, 120)]],
    ...                          "theme": "outage", "sign": "negative"})
    >>> table = emerging_themes(responses, mentions, period="2", reference="1")
    >>> table[["theme", "n", "n_reference", "change", "verdict"]].values.tolist()
    [['outage', 20, 4, 0.16, 'emerging']]
    """
    if "period" not in responses:
        raise InputError('responses: column "period" is missing; two periods are compared')
    survey = dated_survey(responses, mentions)
    _check_pair(survey, period, reference)
    check_tagged_alike(responses, mentions, periods=(reference, period))
    rows = _rows(survey, period, reference)
    table = pd.DataFrame(rows, columns=["theme", "sign", *_COUNTS, *_NUMBERS])
    q = q_values(table["p_value"].to_numpy(dtype=np.float64))
    return EMERGING.check(
        table.assign(
            period=period,
            reference=reference,
            label=[label_of(theme, labels) for theme in table["theme"]],
            q_value=q,
            verdict=[_verdict(*row) for row in zip(q, table["change"], strict=True)],
        )
    )


_COUNTS: Final = ("n", "n_reference")
_NUMBERS: Final = ("reach", "reach_reference", "change", "change_low", "change_high", "p_value")


def _check_pair(survey: DatedSurvey, period: str, reference: str) -> None:
    for name in (period, reference):
        check_known(name, survey.known_periods)
    if period == reference:
        raise UsageError(f"emerging themes need two periods; both are {period}")


def _rows(survey: DatedSurvey, period: str, reference: str) -> list[dict[str, Any]]:
    kept = [survey.latest(survey.heard & survey.within(name)) for name in (period, reference)]
    said = survey.survey.mentions
    return [
        {"theme": theme, "sign": sign, **_compared(survey, said[:, column], kept)}
        for column, (theme, sign) in enumerate(survey.survey.themes)
        if any(said[mask, column].any() for mask in kept)
    ]


def _compared(survey: DatedSurvey, said: Flags, kept: list[Flags]) -> dict[str, Any]:
    """Counts, reaches and their difference; the numbers are missing where they are too few."""
    counts = dict(zip(_COUNTS, (int(said[mask].sum()) for mask in kept), strict=True))
    enough = min(int(mask.sum()) for mask in kept) >= FEWEST_COMMENTERS
    if not enough or sum(counts.values()) < FEWEST_MENTIONERS:
        return counts
    now, before = (
        part_of(said[mask].astype(np.float64), survey.survey.weights[mask]) for mask in kept
    )
    p_value = p_value_of(now, before)
    if np.isnan(p_value):
        return counts
    low, high = newcombe(now, before)
    numbers = (now.value, before.value, now.value - before.value, low, high, p_value)
    return {**counts, **dict(zip(_NUMBERS, numbers, strict=True))}


def _verdict(q_value: float, change: float) -> str:
    if np.isnan(q_value):
        return "too few"
    if q_value > FALSE_DISCOVERIES:
        return "steady"
    return "emerging" if change > 0 else "fading"
