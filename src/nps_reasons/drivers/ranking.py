"""Drivers of one period: the adjusted model, the classic impact beside it, and a verdict each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.classic import classic_impact, severity
from nps_reasons.drivers.coded.correction import correction_of
from nps_reasons.drivers.coded.fit import corrected_fit
from nps_reasons.drivers.coded.sample import coded_of, gold_sample
from nps_reasons.drivers.commenters import commenters
from nps_reasons.drivers.control import controls_of
from nps_reasons.drivers.estimates import estimates
from nps_reasons.drivers.labels import label_of
from nps_reasons.schema import ALL, DRIVERS, OF_A_STUDY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.drivers.coded.correction import Correction
    from nps_reasons.drivers.coded.sample import GoldSample
    from nps_reasons.drivers.commenters import Commenters
    from nps_reasons.drivers.noise import NoiseDrill


@dataclass(frozen=True, slots=True)
class Ranking:
    """The drivers table of one period, and the noise drill that its verdicts rest on.

    Attributes
    ----------
    table
        As `schema.DRIVERS`.
    noise
        None where no theme is said often enough to fit the model.
    correction
        What a coded sample says of the labels; None where there is none in the period.
    """

    table: pd.DataFrame
    noise: NoiseDrill | None
    correction: Correction | None = None


def rank_drivers(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    segments: Sequence[str] = (),
    gold: pd.DataFrame | None = None,
    negative_control: str | None = None,
    labels: Mapping[str, str] | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank themes by the NPS points they go with, the other themes and the segments held fixed.

    Parameters
    ----------
    responses
        One period's responses: needs `response_id`, `contribution` (or `score`, 0-10) and the
        segment columns. Where it has a `reason` column, rows without a reason are missing, not
        "no mention": those who commented are weighted to the NPS of all. A `weight` of 0 leaves
        a response out.
    mentions
        Needs `response_id`, `theme`, `sign`. Neutral mentions make no driver.
    segments
        Columns to adjust for.
    gold
        Responses that a person coded, a random sample of those with a reason: `response_id`,
        `labels` (a list of {"theme", "sign"}, or JSON text of it; empty where nothing was said)
        and `probability`, the chance to be drawn (all alike where it is missing). Reach, effect
        and points are then corrected for the machine's errors, where enough was coded (column
        `labels`). A theme that the machine finds and people clearly do not, with too few who say
        it to correct, keeps its points and is `not distinguishable`.
    negative_control
        A theme that cannot matter: p-values, q-values and verdicts are then of the difference to
        its effect (of the same sign), which holds what moods and habits of writing do to every
        theme. It costs power for rare themes. Effects and points stay as they are. Drivers of a
        sign with which too few speak of it are tested against 0; its own rows have no test.
    labels
        Theme id to its label; the id in words where it is missing.
    seed
        Of the noise drill and the rank intervals.

    Returns
    -------
    pd.DataFrame
        As `schema.DRIVERS`. `points` is `reach * effect`, in NPS points; negative costs;
        `p_value` tests that they are 0. Themes
        said by fewer than five respondents, or too rare for the base, are `too few`.

    Raises
    ------
    InputError
        The tables do not have what is needed.
    UsageError
        A segment is not a column, or `gold` is no table.

    References
    ----------
    docs/methods.md, "Drivers"; MacKinnon and White (1985) for HC3, Benjamini and Hochberg (1995)
    for q; Egami et al. (2023) for `gold`.

    Examples
    --------
    >>> responses = pd.DataFrame({"response_id": [f"{i:02}" for i in range(40)],
    ...                           "contribution": [-100.0] * 15 + [100.0] * 25})
    >>> mentions = pd.DataFrame({"response_id": [f"{i:02}" for i in range(12)],
    ...                          "theme": "billing", "sign": "negative"})
    >>> drivers = rank_drivers(responses, mentions)
    >>> drivers[["theme", "n", "points", "verdict"]].round(1).to_dict("records")
    [{'theme': 'billing', 'n': 12, 'points': -53.6, 'verdict': 'clear'}]
    """
    people = commenters(responses, mentions, segments=segments)
    sample = None
    if gold is not None:
        known = {*mentions["theme"].astype("string").unique(), *(labels or ())}
        sample = gold_sample(gold, responses, known)
    period = _period_of(responses)
    return rank_commenters(
        people,
        period=period,
        labels=labels,
        gold=sample,
        negative_control=negative_control,
        seed=seed,
    ).table


def ranking(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    segments: Sequence[str] = (),
    gold: GoldSample | None = None,
    labels: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Ranking:
    """Rank drivers as `rank_drivers` does, and keep the noise drill.

    `gold` may hold responses of other periods, too.
    """
    people = commenters(responses, mentions, segments=segments)
    period = _period_of(responses)
    return rank_commenters(people, period=period, labels=labels, gold=gold, seed=seed)


def rank_commenters(
    people: Commenters,
    *,
    period: str,
    labels: Mapping[str, str] | None = None,
    gold: GoldSample | None = None,
    negative_control: str | None = None,
    seed: int = 0,
) -> Ranking:
    """Rank the drivers of one period whose arrays are made."""
    rows = _described(people)
    rows.insert(0, "period", period)
    rows.insert(2, "label", [label_of(theme, labels) for theme in rows["theme"]])
    shown = people.shown
    if not shown.any():
        return Ranking(DRIVERS.check(_suppressed(rows, ~shown)), noise=None)
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        coded = coded_of(people, gold) if gold else None
        fit = corrected_fit(people, coded) if coded else None
        control = controls_of(people, negative_control) if negative_control else None
        numbers, noise = estimates(people, seed, corrected=fit, control=control)
        correction = correction_of(people, coded, fit) if coded else None
    table = _suppressed(rows, ~shown)
    table = table.drop(columns=[name for name in table if name in numbers])
    table = table.join(numbers.set_index(np.flatnonzero(shown)))
    table["verdict"] = table["verdict"].fillna("too few")
    if correction is not None:
        table["verdict"] = table["verdict"].mask(_among(table, correction.denied), _NO_FINDING)
    return Ranking(DRIVERS.check(table), noise=noise, correction=correction)


_NO_FINDING: Final = "not distinguishable"


def _among(table: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> NDArray[np.bool_]:
    keys = zip(table["theme"], table["sign"], strict=True)
    return np.array([key in pairs for key in keys], dtype=bool)


def _period_of(responses: pd.DataFrame) -> str:
    if "period" not in responses:
        return ALL
    periods = responses["period"].dropna().unique()
    return str(periods[0]) if len(periods) == 1 else ALL


def _described(people: Commenters) -> pd.DataFrame:
    """What can be said of every theme and sign without a model."""
    totals = people.totals
    return pd.DataFrame(
        {
            "theme": [theme for theme, _ in people.themes],
            "sign": [sign for _, sign in people.themes],
            "n": (people.rows.times @ people.mentions).astype(int),
            "reach": people.reach if len(totals) else np.nan,
            "severity": severity(people.points, people.mentions, totals),
            "classic_impact": classic_impact(people.points, people.mentions, totals),
        }
    )


def _suppressed(rows: pd.DataFrame, hidden: NDArray[np.bool_]) -> pd.DataFrame:
    """Empty the numbers of rows that are too few; add the columns that a model would fill."""
    described = ["reach", "severity", "classic_impact"]
    table = rows.assign(**{name: rows[name].mask(hidden) for name in described})
    if not hidden.all():
        return table
    empty = [name for name in DRIVERS.column_names if name not in (*table, *OF_A_STUDY)]
    return table.assign(**dict.fromkeys(empty, np.nan)).assign(verdict="too few")
