"""What moved NPS between two periods: mix, said more, hurts more, unexplained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.bridge.pair import pair_of
from nps_reasons.drivers.bridge.parts import bridge
from nps_reasons.drivers.coded.sample import gold_sample
from nps_reasons.drivers.design import id_order, survey_arrays
from nps_reasons.drivers.tagged import check_tagged_alike
from nps_reasons.errors import InputError, UsageError
from nps_reasons.inference.multiplicity import q_values, verdict_of
from nps_reasons.periods import check_known, dated
from nps_reasons.schema import CHANGES, UNDATED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.drivers.bridge.parts import Bridge
    from nps_reasons.drivers.coded.sample import GoldSample

    Array = NDArray[np.float64]


def explain_change(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    period: str,
    reference: str,
    segments: Sequence[str] = (),
    gold: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    seed: int = 0,  # noqa: ARG001 - part of the contract since errors were drawn
) -> pd.DataFrame:
    """Explain the change of NPS from `reference` to `period`.

    Parameters
    ----------
    responses
        Needs `response_id`, `period`, `contribution` (or `score`, 0-10) and the segment columns.
    mentions
        Needs `response_id`, `theme`, `sign`. Where it has a column `tagged_by` (which codeframe
        and model made the mention), both periods must have been tagged by the same.
    segments
        Columns whose mix is held apart.
    gold
        Responses that a person coded, as `rank_drivers` takes them, of both periods. Without
        probabilities they count as a simple random sample of each. Reach and effect of a theme
        are then corrected for the machine's errors in both periods, where enough was coded
        (column `labels`).
    labels
        Theme id to its label: ids that may be coded beside those that the machine found.
    seed
        Changes nothing: errors are computed, not drawn.

    Returns
    -------
    pd.DataFrame
        As `schema.CHANGES`, in NPS points: one row `mix`, rows `said_more` (the change of a
        theme's reach at its mean effect) and `hurts_more` (the change of its effect at its mean
        reach) per theme and sign, one row `unexplained`. They add up to the change. A theme that
        cannot be told from others, or is too rare for the base, has no rows. Limits are missing
        where nothing varies, where fewer than ten respondents answered in a period, and for
        `hurts_more` of a theme said too rarely in one period: its effect is taken to be the same
        in both. Those are `too few`; the other verdicts are those of Benjamini and Hochberg's
        q-values (1995) over all parts.

    Raises
    ------
    UsageError
        A period is not in the data, or is `undated`, or both are the same; a segment is not a
        column; `gold` is no table; or the mentions of the two periods were not all tagged by the
        same.
    InputError
        The tables do not have what is needed.

    References
    ----------
    Kitagawa (1955), Das Gupta (1993); Deville (1999) for the linearised errors; Egami et al.
    (2023) for `gold`.

    Examples
    --------
    >>> responses = pd.DataFrame({
    ...     "response_id": [f"{i:03}" for i in range(80)], "period": ["1"] * 40 + ["2"] * 40,
    ...     "contribution": ([-100.0] * 20 + [100.0] * 20) + ([-100.0] * 10 + [100.0] * 30)})
    >>> mentions = pd.DataFrame({
    ...     "response_id": [f"{i:03}" for i in [*range(20), *range(40, 50)]],
    ...     "theme": "billing", "sign": "negative"})
    >>> change = explain_change(responses, mentions, period="2", reference="1")
    >>> [(row.part, round(row.points) + 0) for row in change.itertuples()]
    [('hurts_more', 0), ('mix', 0), ('said_more', 50), ('unexplained', 0)]
    """
    sample = None
    if gold is not None:
        known = {*mentions["theme"].astype("string").unique(), *(labels or ())}
        sample = gold_sample(gold, responses, known)
    return change_between(
        responses, mentions, period=period, reference=reference, segments=segments, gold=sample
    )


def change_between(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    period: str,
    reference: str,
    segments: Sequence[str] = (),
    gold: GoldSample | None = None,
) -> pd.DataFrame:
    """Explain a change as `explain_change` does, with a sample that is checked."""
    pair = _check_pair(responses, period, reference)
    survey = survey_arrays(pair, mentions, segments=segments)
    check_tagged_alike(pair, mentions, periods=(reference, period))
    later = (pair["period"] == period).to_numpy(dtype=bool)[id_order(pair["response_id"])]
    for name, weights in ((reference, survey.weights[~later]), (period, survey.weights[later])):
        _check_weights(name, weights)
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        found = bridge(pair_of(survey, later, gold))
    table = _rows(survey.themes, found).assign(
        period=period,
        reference=reference,
        points=found.parts + 0.0,  # no minus zero
        points_low=found.parts - found.limit * found.errors,
        points_high=found.parts + found.limit * found.errors,
        p_value=found.p_values,
    )
    return CHANGES.check(_with_verdicts(table.assign(**_totals(found))))


def _totals(found: Bridge) -> dict[str, Array]:
    """What each theme moved in all, beside each of its parts; nan beside mix and unexplained."""
    half = found.limit * found.total_errors
    numbers = {
        "theme_points": found.totals,
        "theme_low": found.totals - half,
        "theme_high": found.totals + half,
    }
    return {name: np.array([np.nan, *of, *of, np.nan]) for name, of in numbers.items()}


def _with_verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Say what is told apart from noise when so many parts are looked at."""
    q = q_values(table["p_value"].to_numpy())
    return table.assign(q_value=q, verdict=[verdict_of(value) for value in q])


def _check_pair(responses: pd.DataFrame, period: str, reference: str) -> pd.DataFrame:
    if "period" not in responses:
        raise InputError('responses: column "period" is missing; a change needs two periods')
    if responses.empty or responses["period"].isna().any():
        raise InputError(
            "responses: a change needs responses of two periods; found "
            f"{len(responses)} rows, {int(responses['period'].isna().sum())} without a period"
        )
    if UNDATED in (period, reference):
        raise UsageError(f'"{UNDATED}" responses take part in no change; name a dated period')
    known = dated(responses["period"].unique())
    check_known(period, known)
    check_known(reference, known)
    if period == reference:
        raise UsageError(f"a change needs two periods; both are {period}")
    return responses[responses["period"].isin([period, reference])]


def _check_weights(period: str, weights: Array) -> None:
    if not weights.sum() > 0:
        raise InputError(
            f"responses: the weights of period {period} are all zero ({len(weights)} responses), "
            "so that its NPS is not known; weigh its responses or compare another period"
        )


def _rows(themes: tuple[tuple[str, str], ...], found: Bridge) -> pd.DataFrame:
    state = np.where(found.corrected, "corrected", "uncorrected")
    pairs = [(*themes[index], labels) for index, labels in zip(found.themes, state, strict=True)]
    whole: list[tuple[str, str | None, str | None, str | None]] = [
        ("mix", None, None, None),
        *(("said_more", *pair) for pair in pairs),
        *(("hurts_more", *pair) for pair in pairs),
        ("unexplained", None, None, None),
    ]
    return pd.DataFrame(whole, columns=["part", "theme", "sign", "labels"])
