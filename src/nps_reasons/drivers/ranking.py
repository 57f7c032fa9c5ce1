"""Drivers of one period: the adjusted model, the classic impact beside it, and a verdict each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.classic import classic_impact, severity
from nps_reasons.drivers.design import (
    Survey,
    cell_codes,
    commenter_weights,
    respondents_saying,
    segment_dummies,
    survey_arrays,
)
from nps_reasons.drivers.estimates import estimates
from nps_reasons.errors import UsageError
from nps_reasons.schema import ALL, DRIVERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.drivers.noise import NoiseDrill

    Array = NDArray[np.float64]

FEWEST_MENTIONS: Final = 5
"""Respondents; one who answers often is one."""

FEWEST_COMMENTERS: Final = 10
"""Respondents with a reason."""

RESPONSES_PER_COEFFICIENT: Final = 3


@dataclass(frozen=True, slots=True)
class Ranking:
    """The drivers table of one period, and the noise drill that its verdicts rest on.

    Attributes
    ----------
    table
        As `schema.DRIVERS`.
    noise
        None where no theme is said often enough to fit the model.
    """

    table: pd.DataFrame
    noise: NoiseDrill | None


def rank_drivers(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    segments: Sequence[str] = (),
    gold: pd.DataFrame | None = None,
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
        Hand-coded responses for label-error correction; not in this version.
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
        A segment is not a column, or `gold` is given.

    References
    ----------
    docs/methods.md, "Drivers"; MacKinnon and White (1985) for HC3, Benjamini and Hochberg (1995)
    for q.

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
    if gold is not None:
        raise UsageError(
            "gold: correcting drivers by a coded sample is not in this version; "
            "leave it out, the labels are then used as they are"
        )
    return ranking(responses, mentions, segments=segments, labels=labels, seed=seed).table


def ranking(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    segments: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Ranking:
    """Rank drivers as `rank_drivers` does, and keep the noise drill."""
    survey = survey_arrays(responses, mentions, segments=segments)
    cells = cell_codes(survey.segments)
    weights = commenter_weights(cells, survey.points, survey.commented, survey.weights)
    kept = survey.commented & (weights > 0)
    heard, weights = _rows_of(survey, kept), weights[kept]
    rows = _described(heard, weights)
    rows.insert(0, "period", _period_of(responses))
    rows.insert(2, "label", [_label(theme, labels or {}) for theme in rows["theme"]])
    shown = _fitted_themes(heard)
    if not shown.any():
        return Ranking(DRIVERS.check(_suppressed(rows, ~shown)), noise=None)
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        numbers, noise = estimates(heard, weights, shown, seed)
    table = _suppressed(rows, ~shown).join(numbers.set_index(np.flatnonzero(shown)))
    table["verdict"] = table["verdict"].fillna("too few")
    return Ranking(DRIVERS.check(table), noise=noise)


def _rows_of(survey: Survey, kept: NDArray[np.bool_]) -> Survey:
    return replace(
        survey,
        points=survey.points[kept],
        commented=survey.commented[kept],
        weights=survey.weights[kept],
        clusters=survey.clusters[kept],
        segments=survey.segments[kept].reset_index(drop=True),
        mentions=survey.mentions[kept],
    )


def _period_of(responses: pd.DataFrame) -> str:
    periods = set(responses["period"]) if "period" in responses else set()
    return str(periods.pop()) if len(periods) == 1 else ALL


def _label(theme: str, labels: Mapping[str, str]) -> str:
    return labels.get(theme, theme.replace("-", " ").capitalize())


def _described(survey: Survey, weights: Array) -> pd.DataFrame:
    """What can be said of every theme and sign without a model."""
    return pd.DataFrame(
        {
            "theme": [theme for theme, _ in survey.themes],
            "sign": [sign for _, sign in survey.themes],
            "n": survey.mentions.sum(axis=0).astype(int),
            "reach": weights @ survey.mentions / weights.sum() if len(weights) else np.nan,
            "severity": severity(survey.points, survey.mentions, weights),
            "classic_impact": classic_impact(survey.points, survey.mentions, weights),
        }
    )


def _fitted_themes(survey: Survey) -> NDArray[np.bool_]:
    """Themes said often enough; where there are too many for the base, the most said ones."""
    n: Array = survey.mentions.sum(axis=0)
    if len(np.unique(survey.clusters)) < FEWEST_COMMENTERS:
        return np.zeros(len(n), dtype=bool)
    often = respondents_saying(survey.mentions, survey.clusters) >= FEWEST_MENTIONS
    controls = 1 + segment_dummies(survey.segments).shape[1]
    room = max(len(survey.points) // RESPONSES_PER_COEFFICIENT - controls, 1)
    if often.sum() > room:
        limit = np.sort(n[often])[::-1][room - 1]
        often &= n >= limit if (n[often] >= limit).sum() <= room else n > limit
    return often


def _suppressed(rows: pd.DataFrame, hidden: NDArray[np.bool_]) -> pd.DataFrame:
    """Empty the numbers of rows that are too few; add the columns that a model would fill."""
    described = ["reach", "severity", "classic_impact"]
    table = rows.assign(**{name: rows[name].mask(hidden) for name in described})
    if not hidden.all():
        return table
    empty = [name for name in DRIVERS.column_names if name not in table]
    return table.assign(**dict.fromkeys(empty, np.nan)).assign(verdict="too few")
