"""From tables to arrays: signed theme dummies, segment dummies, weights and clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.drivers.mentioned import check_reasons_given, ids_and_rows, mention_matrix
from nps_reasons.drivers.patterns import same_rows
from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.inference.weighting import usable_weights
from nps_reasons.net_promoter import classify, contributions, respondent_codes
from nps_reasons.schema import BLANK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

SIGNED: Final = ("negative", "positive")
"""Signs that make a driver; a neutral mention moves nothing."""

POOLED: Final = "(other)"
SMALLEST_LEVEL: Final = 10
"""Responses; smaller levels of a segment are pooled."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The responses of a driver analysis as arrays, sorted by `response_id`.

    Attributes
    ----------
    points : (n,)
        NPS contribution: -100, 0 or 100.
    commented : (n,)
        Whether the response has a reason; one without is missing, not "no mention".
    weights : (n,)
        Survey weights; ones where there are none.
    clusters : (n,)
        Number of the respondent.
    segments : DataFrame of n rows
        The segment columns asked for.
    themes: pairs of theme and sign, in order
    mentions : (n, len(themes))
        Whether the response speaks of that theme with that sign.
    response_ids : (n,)
    """

    points: Array
    commented: NDArray[np.bool_]
    weights: Array
    clusters: Codes
    segments: pd.DataFrame
    themes: tuple[tuple[str, str], ...]
    mentions: Flags
    response_ids: NDArray[np.object_]


def survey_arrays(
    responses: pd.DataFrame, mentions: pd.DataFrame, *, segments: Sequence[str] = ()
) -> Survey:
    """Turn the tables into arrays.

    Parameters
    ----------
    responses
        Needs `response_id`, `contribution` (or a 0-10 `score`) and the segment columns;
        `reason`, `weight` and `respondent_id` are used where they are there.
    mentions
        Needs `response_id`, `theme` and `sign`; mentions of other responses are left aside.

    Raises
    ------
    InputError
        There is no response; a column or contribution is missing, an id is missing or repeats, a
        weight is no weight, a sign is no sign, or a response without a reason has a mention.
    UsageError
        A segment is not a column.
    """
    _check_columns(responses, mentions, segments)
    ids, said_by = ids_and_rows(responses["response_id"], mentions["response_id"])
    order = id_order(ids)
    themes, matrix = mention_matrix(mentions, said_by, n=len(ids), signs=SIGNED)
    matrix = matrix[order]
    commented = _commented(responses)[order]
    response_ids = ids.to_numpy(dtype=object)[order]
    check_reasons_given(response_ids, matrix, commented)
    return Survey(
        points=_points(responses)[order],
        commented=commented,
        weights=_weights(responses)[order],
        clusters=_clusters(responses, order),
        segments=_segments(responses, segments, order),
        themes=themes,
        mentions=matrix,
        response_ids=response_ids,
    )


def _check_columns(
    responses: pd.DataFrame, mentions: pd.DataFrame, segments: Sequence[str]
) -> None:
    for name, table, needed in (
        ("responses", responses, ["response_id"]),
        ("mentions", mentions, ["response_id", "theme", "sign"]),
    ):
        missing = [column for column in needed if column not in table]
        if missing:
            raise InputError(f'{name}: column "{missing[0]}" is missing; drivers need {needed}')
    if responses.empty:
        raise InputError("responses: has no row; drivers need the responses of a survey")
    for segment in segments:
        if segment not in responses:
            hint = did_you_mean(segment, [str(name) for name in responses.columns])
            raise UsageError(f'segment "{segment}" is not a column of responses; {hint}')


def in_id_order(responses: pd.DataFrame) -> pd.DataFrame:
    """The responses sorted by `response_id` as text, whatever order and type they came in."""
    ids = responses["response_id"].astype("string")
    rows = responses.assign(response_id=ids)
    return rows.take(id_order(ids)).reset_index(drop=True)


def id_order(ids: pd.Series) -> Codes:
    """Row numbers in the order of the ids as text, whatever order and type they came in.

    Examples
    --------
    >>> id_order(pd.Series([10, 9]))
    array([0, 1])
    """
    texts = ids.astype("string").reset_index(drop=True)
    if texts.is_monotonic_increasing:
        return np.arange(len(texts))
    return texts.sort_values().index.to_numpy(dtype=np.intp)


def _commented(responses: pd.DataFrame) -> Flags:
    if "reason" not in responses:
        return np.ones(len(responses), dtype=bool)
    return responses["reason"].notna().to_numpy(dtype=bool)


def _segments(responses: pd.DataFrame, names: Sequence[str], order: Codes) -> pd.DataFrame:
    asked = responses[list(dict.fromkeys(names))].astype("string").fillna(BLANK)
    return asked.take(order).reset_index(drop=True)


def _numbers(values: pd.Series) -> Array:
    """Numbers of a column, nan for what is missing or no number."""
    numbers = pd.to_numeric(values, errors="coerce")
    return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan))


def _points(responses: pd.DataFrame) -> Array:
    if "contribution" in responses:
        points = _numbers(responses["contribution"])
        strange = ~np.isin(points, (-100.0, 0.0, 100.0))
        if strange.any():
            raise InputError(
                f"responses: contribution must be -100, 0 or 100; "
                f"found {points[strange][0]} ({int(strange.sum())} such rows)"
            )
        return points
    if "score" in responses:
        return contributions(classify(responses["score"])).to_numpy(dtype=np.float64)
    raise InputError('responses: needs a column "contribution", or "score" from 0 to 10')


def _weights(responses: pd.DataFrame) -> Array:
    if "weight" not in responses:
        return np.ones(len(responses))
    weights = _numbers(responses["weight"])
    if not usable_weights(weights).all() or not weights.any():
        raise InputError("responses: weight must be a number from 0 to a billion, and not all zero")
    return weights


def _clusters(responses: pd.DataFrame, order: Codes) -> Codes:
    """Number of each respondent; a missing one is a respondent of their own."""
    if "respondent_id" not in responses:
        return np.arange(len(order))
    # Numbered in the order of the responses: neither names nor the order of rows decide.
    return respondent_codes(responses["respondent_id"].iloc[order])


def segment_dummies(segments: pd.DataFrame, times: Array | None = None) -> Array:
    """Dummies of the segments' levels, the most common one of each left out.

    Levels with fewer than ten responses are pooled.

    Parameters
    ----------
    times : ndarray of shape (n,), optional
        How many responses each row stands for; one where it is None.

    Examples
    --------
    >>> plans = pd.DataFrame({"plan": ["a"] * 12 + ["b"] * 10 + ["c", "d"]})
    >>> segment_dummies(plans).sum(axis=0)
    array([ 2., 10.])
    """
    counts = np.ones(len(segments)) if times is None else times
    dummies = [_level_dummies(segments[name], counts) for name in segments]
    return np.column_stack(dummies) if dummies else np.zeros((len(segments), 0))


def _level_dummies(levels: pd.Series, times: Array) -> Array:
    codes, names = _numbered_levels(levels, times)
    counts = np.bincount(codes, times, len(names))
    # Of equals the last by name is left out.
    reference = len(names) - 1 - int(counts[::-1].argmax()) if len(names) else -1
    kept = [number for number in range(len(names)) if number != reference]
    return np.asarray(codes[:, None] == np.array(kept, dtype=np.intp), dtype=np.float64)


def _numbered_levels(levels: pd.Series, times: Array) -> tuple[Codes, list[str]]:
    """Number of each row's level, and their names in order, those that are small as one."""
    codes, distinct = pd.factorize(levels.astype("string"), use_na_sentinel=False)
    enough = np.bincount(codes, times, len(distinct)) >= SMALLEST_LEVEL
    called = [str(name) if keep else POOLED for name, keep in zip(distinct, enough, strict=True)]
    names = sorted(set(called))
    number = {name: place for place, name in enumerate(names)}
    return np.array([number[name] for name in called], dtype=np.intp)[codes], names


def commenter_weights(
    cells: Codes, points: Array, commented: NDArray[np.bool_], weights: Array
) -> Array:
    """Weights under which those who commented have the NPS of all who answered.

    Within each segment cell and respondent category the commenters are weighted up to all
    respondents; a category whose respondents in some cell all stayed silent is scaled to its
    total. Exact wherever each category has a commenter.

    Returns
    -------
    ndarray of shape (n,)
        0 for those without a reason. Where a category has no commenter at all, its respondents
        cannot be represented and the survey weights of the commenters are returned.

    Examples
    --------
    >>> points = np.array([100.0, 100.0, -100.0, -100.0])
    >>> commented = np.array([True, False, True, True])
    >>> commenter_weights(np.zeros(4, dtype=int), points, commented, np.ones(4))
    array([2., 0., 1., 1.])
    """
    spoken = np.where(commented, weights, 0.0)
    category = np.searchsorted((-100.0, 0.0, 100.0), points)
    strata = cells * 3 + category
    n_strata = int(strata.max()) + 1 if len(strata) else 0
    total = np.bincount(strata, weights, n_strata)
    heard = np.bincount(strata, spoken, n_strata)
    factor = np.divide(total, heard, out=np.zeros_like(total), where=heard > 0)
    lifted = spoken * factor[strata]
    wanted, reached = np.bincount(category, weights, 3), np.bincount(category, lifted, 3)
    if ((wanted > 0) & (reached <= 0)).any():
        return spoken
    scale = np.divide(wanted, reached, out=np.ones(3), where=reached > 0)
    result: Array = lifted * scale[category]
    return result


def cell_codes(segments: pd.DataFrame) -> Codes:
    """Number of each response's combination of segment levels."""
    if segments.shape[1] == 0:
        return np.zeros(len(segments), dtype=np.intp)
    return same_rows([pd.factorize(segments[name])[0] for name in segments])[0]
