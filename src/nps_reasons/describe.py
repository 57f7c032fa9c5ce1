"""Tables that describe: NPS by period and segment, themes and sentiment by respondent category."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nps_reasons.net_promoter import nps_of_groups
from nps_reasons.schema import ALL, BLANK, GROUPS, NPS_TABLE, THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def nps_table(
    responses: pd.DataFrame, *, segments: Sequence[str] = (), minimum_base: int = 10
) -> pd.DataFrame:
    """NPS with its interval, per period and over all of them, in total and per segment.

    Parameters
    ----------
    responses
        The responses table; those with the same `respondent_id` are of one person, and the
        interval is as wide as that asks.
    segments
        Names of its segment columns; a missing value is the level `(blank)`.
    minimum_base
        The NPS of a segment with fewer responses is left empty; a period's total is not, its
        interval says how little it tells. Where all weights are zero, both are.
    """
    rows = [
        _nps_row(part, period, segment, value, minimum_base)
        for period, of_period in _periods_and_all(responses)
        for segment, value, part in _totals_and_segments(of_period, segments)
    ]
    return NPS_TABLE.check(pd.DataFrame(rows, columns=NPS_TABLE.column_names))


def _periods_and_all(responses: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    for period, part in responses.groupby("period", sort=True):
        yield str(period), part
    if (responses["period"] != ALL).any():
        yield ALL, responses


def _totals_and_segments(
    responses: pd.DataFrame, segments: Sequence[str]
) -> Iterator[tuple[str, str, pd.DataFrame]]:
    yield ALL, ALL, responses
    for segment in segments:
        levels = responses[segment].astype("string").fillna(BLANK)
        for value, part in responses.groupby(levels, sort=True):
            yield segment, str(value), part


def _nps_row(
    responses: pd.DataFrame, period: str, segment: str, value: str, minimum_base: int
) -> dict[str, Any]:
    weighed = bool(responses["weight"].sum() > 0)
    score = nps_of_groups(
        responses["group"],
        responses["weight"].to_numpy() if weighed else np.ones(len(responses)),
        respondents=responses.get("respondent_id"),
    )
    shown = weighed and (segment == ALL or score.n >= minimum_base)
    return {
        "period": period,
        "segment": segment,
        "value": value,
        "n": score.n,
        "promoters": score.promoters,
        "passives": score.passives,
        "detractors": score.detractors,
        "nps": score.value if shown else np.nan,
        "nps_low": score.low if shown else np.nan,
        "nps_high": score.high if shown else np.nan,
    }


def themes_table(
    responses: pd.DataFrame, mentions: pd.DataFrame, labels: Mapping[str, str]
) -> pd.DataFrame:
    """How many say each theme, and how they speak of it, per period and respondent category.

    Parameters
    ----------
    responses, mentions
        The tables of those names.
    labels
        Theme id to its label; every theme named here has a row in every group.

    Returns
    -------
    pd.DataFrame
        `reach` is the (weighted) share of the group's responses with a reason, `n` their number;
        the shares of signs and the mean sentiment are over mentions.
    """
    said = mentions.merge(
        responses[["response_id", "period", "group", "contribution", "weight"]],
        on="response_id",
        how="inner",
        validate="m:1",
    )
    with_reason = responses[responses["reason"].notna()]
    rows = [
        _theme_row(_in_group(part, group), base, (period, theme, labels[theme], group))
        for period, group, base in _bases(with_reason)
        for theme, part in _by_theme(said[said["period"] == period], labels)
    ]
    return THEMES.check(pd.DataFrame(rows, columns=THEMES.column_names))


def _bases(with_reason: pd.DataFrame) -> Iterator[tuple[str, str, float]]:
    for period, part in with_reason.groupby("period", sort=True):
        for group in (ALL, *GROUPS):
            yield str(period), group, float(_in_group(part, group)["weight"].sum())


def _in_group(table: pd.DataFrame, group: str) -> pd.DataFrame:
    return table if group == ALL else table[table["group"] == group]


def _by_theme(
    mentions: pd.DataFrame, labels: Mapping[str, str]
) -> Iterator[tuple[str, pd.DataFrame]]:
    parts = dict(iter(mentions.groupby("theme", sort=True)))
    for theme in labels:
        yield theme, parts.get(theme, mentions.iloc[:0])


def _theme_row(
    mentions: pd.DataFrame, base: float, key: tuple[str, str, str, str]
) -> dict[str, Any]:
    mentioners = mentions.drop_duplicates("response_id")
    weight = mentioners["weight"].to_numpy(dtype=np.float64)
    signs = mentions["sign"].value_counts(normalize=True)
    shares = {
        f"share_{sign}": float(signs.get(sign, 0.0)) if len(mentions) else np.nan
        for sign in ("negative", "neutral", "positive")
    }
    return {
        **dict(zip(("period", "theme", "label", "group"), key, strict=True)),
        "n": len(mentioners),
        "reach": float(weight.sum()) / base if base else np.nan,
        **shares,
        "sentiment": float(mentions["sentiment"].mean()) if len(mentions) else np.nan,
        "nps_of_mentioners": (
            float(np.average(mentioners["contribution"], weights=weight))
            if weight.sum() > 0
            else np.nan
        ),
    }


def uncovered_share(responses: pd.DataFrame, mentions: pd.DataFrame) -> float:
    """Share of the reasons in which no theme was found; 0 where nobody wrote.

    Examples
    --------
    >>> responses = pd.DataFrame({"response_id": ["a", "b", "c"], "reason": ["x", "y", None]})
    >>> uncovered_share(responses, pd.DataFrame({"response_id": ["a"]}))
    0.5
    """
    wrote = responses.loc[responses["reason"].notna(), "response_id"]
    return float((~wrote.isin(mentions["response_id"])).mean()) if len(wrote) else 0.0
