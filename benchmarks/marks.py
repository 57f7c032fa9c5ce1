"""What a method is marked by: its rank order, its points, its intervals and its false drivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
from scipy.stats import kendalltau, rankdata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from rivals import Found

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

MarkName = Literal[
    "tau", "NDCG@3", "RMSE", "coverage", "false", "clear null", "clear real", "rank held", "top 3"
]
MARKS: Final[tuple[MarkName, ...]] = get_args(MarkName)

SURE: Final = 0.8
"""A theme with this probability is said to be among the three costliest."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Mean of a mark over surveys.

    Attributes
    ----------
    error
        Its Monte-Carlo standard error; 0 where the mark was the same in all of them.
    surveys
        How many had the mark.
    """

    mean: float
    error: float
    surveys: int

    def __str__(self) -> str:
        """Mean and error, as the tables show them."""
        return f"{self.mean:.3f} ± {self.error:.3f}"


def mark_of(values: Array) -> Mark:
    """Mean and Monte-Carlo error of one number per survey.

    Examples
    --------
    >>> str(mark_of(np.array([0.0, 1.0, 1.0, 0.0])))
    '0.500 ± 0.289'
    """
    known = values[~np.isnan(values)]
    error = known.std(ddof=1) / np.sqrt(len(known)) if len(known) > 1 else 0.0
    return Mark(float(known.mean()), float(error), len(known))


def means(runs: Sequence[Mapping[str, float]]) -> dict[str, Mark]:
    """Each mark over surveys; without those that no survey has."""
    names = list(dict.fromkeys(name for run in runs for name in run))
    values = {name: np.array([run.get(name, np.nan) for run in runs]) for name in names}
    return {name: mark_of(v) for name, v in values.items() if not np.isnan(v).all()}


def marks_of(
    found: Found, truth: Array, nulls: Bools, *, control: Bools | bool = False
) -> dict[str, float]:
    """Mark what a method says of one survey.

    A theme without numbers (too few mentions) is taken to cost nothing; its interval is not
    counted.

    Parameters
    ----------
    truth : ndarray of shape (k,)
        True cost of each theme, in points; larger is worse.
    nulls : ndarray of shape (k,)
        Themes that cost nothing.
    control : ndarray of shape (k,), optional
        Those of them that somebody takes as known: no method is marked by calling them.

    Returns
    -------
    dict
        Kendall's tau-b and NDCG@3 over all themes; RMSE in points over all themes, and coverage
        of 95 % intervals over real ones, where the method has points; the share of null themes
        called, and the shares of null and real themes called clear, where it calls any; how
        often the rank of a real theme lies in its interval, and how many of the themes that are
        sure to be among the three costliest are, where it says so.
    """
    cost, judged = np.nan_to_num(found.cost), nulls & ~np.asarray(control)
    marks: dict[str, float] = {
        "tau": float(kendalltau(truth, cost).statistic) if np.ptp(cost) else 0.0,
        "NDCG@3": ndcg(truth, cost, 3),
    }
    if found.in_points:
        marks["RMSE"] = float(np.sqrt(((cost - truth) ** 2).mean()))
    if found.low is not None and found.high is not None:
        marks["coverage"] = coverage(found.low[~nulls], found.high[~nulls], truth[~nulls])
    if found.called is not None:
        marks["false"] = float(found.called[judged].mean())
    if found.clear is not None:
        marks["clear null"] = float(found.clear[judged].mean())
        marks["clear real"] = float(found.clear[~nulls].mean())
    ranks = rankdata(-truth, method="min")
    if found.ranks is not None:
        low, high = found.ranks[:, ~nulls]
        marks["rank held"] = coverage(low, high, ranks[~nulls])
    if found.top3 is not None and (found.top3 >= SURE).any():
        marks["top 3"] = float((ranks[found.top3 >= SURE] <= 3).mean())
    return marks


def coverage(low: Array, high: Array, truth: Array) -> float:
    """Share of intervals that hold the truth; nan where there is none.

    Examples
    --------
    >>> coverage(np.array([0.0, 2.0, np.nan]), np.array([1.0, 3.0, np.nan]), np.ones(3))
    0.5
    """
    known = ~np.isnan(low) & ~np.isnan(high)
    held = (low <= truth) & (truth <= high)
    return float(held[known].mean()) if known.any() else float("nan")


def ndcg(truth: Array, cost: Array, depth: int) -> float:
    """Gain of the first themes of a ranking over that of the best ranking, discounted by rank.

    References
    ----------
    Jarvelin and Kekalainen (2002), Cumulated gain-based evaluation of IR techniques.

    Examples
    --------
    >>> ndcg(np.array([3.0, 2.0, 1.0, 0.0]), np.array([9.0, 5.0, 4.0, 1.0]), 3)
    1.0
    """
    gains = np.maximum(truth, 0.0)
    discount = 1 / np.log2(np.arange(2, depth + 2))
    first = np.argsort(-cost, kind="stable")[:depth]
    return float(gains[first] @ discount / (np.sort(gains)[::-1][:depth] @ discount))
