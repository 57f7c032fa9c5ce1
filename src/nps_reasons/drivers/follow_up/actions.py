"""The action ledger: what moved where an action was taken, against where it was not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.follow_up.case import case_of
from nps_reasons.drivers.follow_up.dated import dated_survey
from nps_reasons.drivers.follow_up.exposure import check_actions, exposure_text
from nps_reasons.drivers.follow_up.judged import verdict_on_action
from nps_reasons.drivers.follow_up.measured import measured
from nps_reasons.drivers.follow_up.windows import days_of, days_seen
from nps_reasons.drivers.tagged import check_tagged_alike
from nps_reasons.errors import UsageError
from nps_reasons.schema import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from nps_reasons.drivers.follow_up.case import Case
    from nps_reasons.drivers.follow_up.dated import DatedSurvey
    from nps_reasons.drivers.follow_up.measured import Found
    from nps_reasons.settings import ActionSettings


def judge_actions(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    actions: Iterable[ActionSettings],
    *,
    segments: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Judge each action by what moved among the exposed against what moved among the others.

    All periods that end before the action's date are the window before, all that begin on it or
    later are the window after; a period that the date cuts in two is in neither. Three measures:
    `reach` (share of commenters who say the theme with that sign), `points` (its NPS points in the
    driver model, fitted in each arm and window) and `nps` (of all responses). The effect is a
    difference in differences: the change among the exposed less the change among the others, the
    periods and `segments` held fixed, with errors clustered by respondent.

    Verdicts. With others to compare with, a measure says `worked` where its interval lies on the
    good side of zero (fewer complaints, more praise, more points); `no` where it lies on the bad
    side, or, for reach and points, where it excludes a move of half the level before; else
    `cannot tell`. An action `worked` where reach or points say so and the other does not lie on
    the bad side; it did `no` such thing where one says `no` and none says `worked`. Where nobody,
    or hardly anybody, was left unexposed, the level's change is shown, and the verdict is
    `cannot tell`: whatever else happened moved it, too. With two or more periods before, the last
    of them is tested against the earlier ones as if the action had come then; where the arms had
    moved apart already (p <= .05), the verdict is `cannot tell`. Nor has an action
    `worked` where less than half of the change is there against the last period before alone: that
    test is weak, and the change may have come before. Reach and NPS are tested so, each by itself;
    points, and so the action, go by the test of reach, as single periods of one arm have mostly
    too few responses for a driver model. What hits one arm alone at the time of the action cannot
    be told from it, and is in no interval.

    Parameters
    ----------
    responses
        Needs `response_id`, `contribution` (or `score`), `period`, and the segment columns;
        `responded_at` dates periods whose name is no year, half, quarter or month.
    mentions
        Needs `response_id`, `theme`, `sign`; all periods tagged by the same codeframe and model.
    segments
        Columns to hold fixed.
    labels
        The themes that there are; those of `mentions` where it is None.

    Returns
    -------
    pd.DataFrame
        As `schema.ACTIONS`, a row per action and measure. Numbers that cannot be told are missing,
        and `note` says why.

    Raises
    ------
    UsageError
        A theme, segment or level is not there; two actions have one name; a period cannot be
        dated; different codeframes or models tagged the windows (`tagged_by`).
    InputError
        The tables do not have what is needed.

    References
    ----------
    docs/methods.md, "Actions"; Card and Krueger (1994), Bertrand, Duflo and Mullainathan (2004).

    Examples
    --------
    >>> from nps_reasons.settings import Settings
    >>> ledger = Settings.from_dict({"actions": [{"name": "Training", "date": "2025-04-01",
    ...     "theme": "support", "exposed": {"plan": "Pro"}}]}).actions
    >>> responses = pd.DataFrame({"response_id": [f"{i:03}" for i in range(400)], "score": 8,
    ...     "period": ["2025Q1"] * 200 + ["2025Q2"] * 200, "plan": ["Pro", "Free"] * 200})
    >>> said = [*range(0, 100), *range(201, 300, 2)]
    >>> mentions = pd.DataFrame({"response_id": [f"{i:03}" for i in said], "theme": "support",
    ...                          "sign": "negative"})
    >>> table = judge_actions(responses, mentions, ledger)
    >>> reach = table[table["measure"] == "reach"].iloc[0]
    >>> f"{reach['effect']:.2f} {reach['verdict']}"
    '-0.50 worked'
    """
    ledger = list(actions)
    if not ledger:
        return ACTIONS.empty()
    check_actions(ledger, responses, mentions, labels)
    asked = [name for action in ledger for name in action.exposed]
    survey = dated_survey(responses, mentions, segments=[*segments, *asked])
    days = _days(survey)
    cases = [case_of(action, survey, days, segments) for action in ledger]
    for case in cases:
        _check_tagged(case, responses, mentions)
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        rows = [row for case in cases for row in _judge(case)]
    return ACTIONS.check(pd.DataFrame(rows, columns=ACTIONS.column_names))


def _days(survey: DatedSurvey) -> dict[str, tuple[date, date]]:
    """First and last day of each dated period."""
    days = {}
    for period in survey.known_periods:
        dated = survey.within(period) & (survey.times > np.iinfo(np.int64).min)
        found = days_of(period)
        if found is None and "responded_at" in survey.rows and dated.any():
            found = days_seen(survey.times[dated].tolist())
        if found is None:
            raise UsageError(
                f'actions: when the period "{period}" was is not known; name periods like 2025Q1 '
                "or 2025-03, or give the responses a column responded_at"
            )
        days[period] = found
    return days


def _check_tagged(case: Case, responses: pd.DataFrame, mentions: pd.DataFrame) -> None:
    """Refuse windows that were not tagged alike; where one is missing nothing is compared."""
    before, after = case.windows.before, case.windows.after
    if before and after:
        check_tagged_alike(responses, mentions, periods=(*before, *after))


def _judge(case: Case) -> list[dict[str, Any]]:
    """Rows of one action, one a measure."""
    found = measured(case)
    overall = verdict_on_action(found["reach"].judged, found["points"].judged)
    return [
        {**_named(case), "measure": measure, "action_verdict": overall, **_numbers(of_measure)}
        for measure, of_measure in found.items()
    ]


def _named(case: Case) -> dict[str, Any]:
    action, windows = case.action, case.windows
    return {
        "action": action.name,
        "theme": action.theme,
        "sign": action.sign,
        "date": action.date.isoformat(),
        "exposed": exposure_text(action),
        "period": windows.after_text,
        "reference": windows.before_text,
        "design": "difference in differences" if case.compared else "before and after",
    }


def _numbers(found: Found) -> dict[str, Any]:
    cells = ("before", "after", "before_others", "after_others")
    change = found.change
    return {
        **{f"n_{cell}": n for cell, n in zip(cells, found.counts, strict=True)},
        **dict(zip(cells, found.levels, strict=True)),
        "effect": change.effect if change else np.nan,
        "low": change.low if change else np.nan,
        "high": change.high if change else np.nan,
        "p_value": change.p_value if change else np.nan,
        "verdict": found.judged.verdict,
        "note": found.note,
    }
