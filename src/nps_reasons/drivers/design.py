"""From tables to arrays: signed theme dummies, segment dummies, weights and clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.net_promoter import classify, contributions, usable_weights
from nps_reasons.schema import BLANK, SIGNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

SIGNED: Final = ("negative", "positive")
"""Signs that make a driver; a neutral mention moves nothing."""

POOLED: Final = "(other)"
SMALLEST_LEVEL: Final = 10


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
    themes : pairs of theme and sign, in order
    mentions : (n, len(themes))
        1 where the response speaks of that theme with that sign.
    """

    points: Array
    commented: NDArray[np.bool_]
    weights: Array
    clusters: Codes
    segments: pd.DataFrame
    themes: tuple[tuple[str, str], ...]
    mentions: Array


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
    ordered = in_id_order(responses)
    themes, matrix = _mention_matrix(ordered, mentions)
    commented = (
        ordered["reason"].notna().to_numpy(dtype=bool)
        if "reason" in ordered
        else np.ones(len(ordered), dtype=bool)
    )
    _check_mentions_have_reasons(ordered, matrix, commented)
    return Survey(
        points=_points(ordered),
        commented=commented,
        weights=_weights(ordered),
        clusters=_clusters(ordered),
        segments=ordered[list(dict.fromkeys(segments))].astype("string").fillna(BLANK),
        themes=themes,
        mentions=matrix,
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
    _check_values(responses, mentions)
    for segment in segments:
        if segment not in responses:
            hint = did_you_mean(segment, [str(name) for name in responses.columns])
            raise UsageError(f'segment "{segment}" is not a column of responses; {hint}')


def _check_values(responses: pd.DataFrame, mentions: pd.DataFrame) -> None:
    if responses.empty:
        raise InputError("responses: has no row; drivers need the responses of a survey")
    ids = responses["response_id"].astype("string")
    if ids.isna().any() or ids.duplicated().any():
        raise InputError("responses: response_id must be unique; give each response its own")
    if mentions["theme"].isna().any():
        raise InputError(
            f"mentions: {int(mentions['theme'].isna().sum())} rows have no theme; give each its "
            "theme or drop them"
        )
    strange = mentions.loc[~mentions["sign"].isin(SIGNS), "sign"]
    if len(strange):
        raise InputError(
            f'mentions: sign must be {", ".join(SIGNS)}; found "{strange.iloc[0]}" '
            f"({len(strange)} such rows)"
        )


def in_id_order(responses: pd.DataFrame) -> pd.DataFrame:
    """The responses sorted by `response_id` as text, whatever order and type they came in."""
    ids = responses["response_id"].astype("string")
    rows = responses.assign(response_id=ids).reset_index(drop=True)
    return rows.sort_values("response_id", ignore_index=True)


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


def _clusters(responses: pd.DataFrame) -> Codes:
    if "respondent_id" not in responses:
        return np.arange(len(responses))
    own = "response:" + responses["response_id"].astype("string")
    given = "respondent:" + responses["respondent_id"].astype("string")
    return pd.factorize(given.fillna(own), sort=True)[0]


def _mention_matrix(
    responses: pd.DataFrame, mentions: pd.DataFrame
) -> tuple[tuple[tuple[str, str], ...], Array]:
    said_in = mentions["response_id"].astype("string")
    rows = pd.Index(responses["response_id"]).get_indexer(pd.Index(said_in))
    signed = mentions["sign"].isin(SIGNED).to_numpy(dtype=bool) & (rows >= 0)
    pairs = mentions.loc[signed, ["theme", "sign"]].astype("string")
    themes = pairs.drop_duplicates().sort_values(["theme", "sign"])
    codes = pairs.groupby(["theme", "sign"], sort=True).ngroup().to_numpy(dtype=np.intp)
    matrix = np.zeros((len(responses), len(themes)))
    matrix[rows[signed], codes] = 1.0
    return tuple((str(theme), str(sign)) for theme, sign in themes.to_numpy()), matrix


def _check_mentions_have_reasons(
    responses: pd.DataFrame, matrix: Array, commented: NDArray[np.bool_]
) -> None:
    strange = matrix.any(axis=1) & ~commented
    if strange.any():
        first = responses.loc[strange, "response_id"].iloc[0]
        raise InputError(
            f"mentions: response {first} has a mention but no reason "
            f"({int(strange.sum())} such responses); give its reason or drop its mentions"
        )


def respondents_saying(mentions: Array, clusters: Codes) -> Array:
    """How many respondents speak of each theme: one who answers often counts once.

    Examples
    --------
    >>> respondents_saying(np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]), np.array([0, 0, 1]))
    array([1., 2.])
    """
    by_respondent = pd.DataFrame(mentions).groupby(clusters).max()
    return np.asarray(by_respondent.sum(axis=0), dtype=np.float64)


def segment_dummies(segments: pd.DataFrame) -> Array:
    """Dummies of the segments' levels, the most common one of each left out.

    Levels with fewer than ten responses are pooled.

    Examples
    --------
    >>> plans = pd.DataFrame({"plan": ["a"] * 12 + ["b"] * 10 + ["c", "d"]})
    >>> segment_dummies(plans).sum(axis=0)
    array([ 2., 10.])
    """
    dummies: list[Array] = []
    for name in segments:
        levels = pool_small(segments[name], SMALLEST_LEVEL)
        order = levels.value_counts().sort_index(kind="stable").sort_values(kind="stable")
        kept = sorted(str(level) for level in order.index[:-1])
        dummies += [np.asarray(levels == level, dtype=np.float64) for level in kept]
    return np.column_stack(dummies) if dummies else np.zeros((len(segments), 0))


def pool_small(levels: pd.Series, smallest: int) -> pd.Series:
    """Replace levels with fewer than `smallest` rows by one pooled level."""
    counts = levels.map(levels.value_counts())
    return levels.where(counts >= smallest, POOLED)


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
    joined = segments.iloc[:, 0]
    for name in segments.columns[1:]:
        joined = joined + "\x1f" + segments[name]
    return pd.factorize(joined, sort=True)[0]
