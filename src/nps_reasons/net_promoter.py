"""Net Promoter Score: groups, contributions, the score, the difference of two scores.

NPS is the mean of one column: a promoter contributes +100, a passive 0, a detractor -100.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
import pandas as pd

from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.inference.differences import as_points, contrast
from nps_reasons.inference.intervals import adjusted_wald, score_interval
from nps_reasons.inference.weighting import clustering_effect, effective_n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from nps_reasons.inference.differences import Difference
    from nps_reasons.inference.intervals import Mean

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

ScoreScale = Literal["0-10", "1-10", "1-5", "5-1"]
SCALES: Final[tuple[ScoreScale, ...]] = get_args(ScoreScale)

CONTRIBUTIONS: Final = {"promoter": 100.0, "passive": 0.0, "detractor": -100.0}


@dataclass(frozen=True, slots=True)
class Scale:
    """Which scores a scale has, and which of them make a promoter or a passive.

    The rest of the scale are detractors.
    """

    name: ScoreScale
    scores: range
    promoters: range
    passives: range

    @property
    def detractors(self) -> list[int]:
        """Scores that make a detractor, in ascending order."""
        return [s for s in self.scores if s not in self.promoters and s not in self.passives]

    @property
    def cut_offs(self) -> str:
        """The cut-offs in words.

        Examples
        --------
        >>> SCALE_OF["5-1"].cut_offs
        'promoter 1, passive 2, detractor 3-5'
        """
        promoters, passives = _span(list(self.promoters)), _span(list(self.passives))
        return f"promoter {promoters}, passive {passives}, detractor {_span(self.detractors)}"


def _span(scores: list[int]) -> str:
    return str(scores[0]) if len(scores) == 1 else f"{scores[0]}-{scores[-1]}"


SCALE_OF: Final[dict[ScoreScale, Scale]] = {
    "0-10": Scale("0-10", range(11), promoters=range(9, 11), passives=range(7, 9)),
    "1-10": Scale("1-10", range(1, 11), promoters=range(9, 11), passives=range(7, 9)),
    "1-5": Scale("1-5", range(1, 6), promoters=range(5, 6), passives=range(4, 5)),
    "5-1": Scale("5-1", range(1, 6), promoters=range(1, 2), passives=range(2, 3)),
}


def scale_named(name: str) -> Scale:
    """Return the scale of that name.

    Raises
    ------
    UsageError
        No such scale.
    """
    for scale in SCALE_OF.values():
        if scale.name == name:
            return scale
    raise UsageError(f'score scale "{name}" is not known; {did_you_mean(name, SCALES)}')


def classify(scores: pd.Series, scale: ScoreScale = "0-10") -> pd.Series:
    """Group of each score: promoter, passive or detractor.

    Parameters
    ----------
    scores
        Whole numbers of the scale.

    Raises
    ------
    InputError
        A score is missing or outside the scale.

    Examples
    --------
    >>> classify(pd.Series([10, 8, 0])).tolist()
    ['promoter', 'passive', 'detractor']
    """
    limits = scale_named(scale)
    numbers = pd.to_numeric(scores, errors="coerce")
    strange = scores[~numbers.isin(list(limits.scores))]
    if len(strange):
        raise InputError(
            f"score must be a whole number from {limits.scores[0]} to {limits.scores[-1]}; "
            f"row {strange.index[0]} has {strange.iloc[0]} ({len(strange)} such rows)"
        )
    codes = np.where(
        numbers.isin(list(limits.promoters)),
        0,
        np.where(numbers.isin(list(limits.passives)), 1, 2),
    )
    groups = pd.array(list(CONTRIBUTIONS), dtype="string")
    return pd.Series(groups[codes], index=scores.index, name="group")


def contributions(groups: pd.Series) -> pd.Series:
    """NPS contribution of each response: +100 promoter, 0 passive, -100 detractor.

    Examples
    --------
    >>> contributions(pd.Series(["promoter", "detractor"])).tolist()
    [100.0, -100.0]
    """
    codes, distinct = pd.factorize(groups)
    # Code -1, of a missing group, is the last of the values.
    values = np.array([*(CONTRIBUTIONS[group] for group in distinct), np.nan])
    return pd.Series(values[codes], index=groups.index, name="contribution")


@dataclass(frozen=True, slots=True)
class NPS:
    """A Net Promoter Score with its 95 % score interval.

    Attributes
    ----------
    value, low, high
        In NPS points, -100 to 100.
    n, promoters, passives, detractors
        Unweighted counts of responses.
    effective_n
        Kish's effective number of responses, less what several answers of one person share; n
        where responses weigh the same and nobody answered twice.
    """

    value: float
    low: float
    high: float
    n: int
    promoters: int
    passives: int
    detractors: int
    promoter_share: float
    detractor_share: float
    effective_n: float

    @property
    def variance(self) -> float:
        """Variance of one contribution as a share, 0 to 1: what planning is done with.

        Examples
        --------
        >>> f"{nps([3] * 20 + [8] * 30 + [9] * 50).variance:.2f}"
        '0.61'
        """
        return self.promoter_share + self.detractor_share - (self.value / 100) ** 2


def nps(
    scores: Sequence[float] | pd.Series,
    weights: Sequence[float] | pd.Series | None = None,
    *,
    scale: ScoreScale = "0-10",
) -> NPS:
    """Net Promoter Score of raw scores, with its 95 % score interval.

    Parameters
    ----------
    scores
        One whole number of the scale per response.
    weights
        One non-negative survey weight per response; the interval is then that of the weighted
        shares at Kish's effective number of responses.

    Raises
    ------
    InputError
        No score, a score outside the scale, or weights that are negative, missing or all zero.

    References
    ----------
    May and Johnson (1997), Tango (1998) for the interval; Kish (1965) for the effective n.

    Examples
    --------
    >>> result = nps([10, 9, 9, 8, 3])
    >>> result.value, result.n
    (40.0, 5)
    >>> f"{result.low:.1f} to {result.high:.1f}"
    '-34.9 to 82.6'
    """
    values = pd.Series(scores).reset_index(drop=True)
    return nps_of_groups(classify(values, scale), weights)


def nps_of_groups(
    groups: pd.Series,
    weights: ArrayLike | None = None,
    *,
    respondents: pd.Series | None = None,
) -> NPS:
    """Net Promoter Score of responses whose groups are known.

    Parameters
    ----------
    groups, weights
        One of each per response.
    respondents
        Who gave each response; missing values, and all where it is left out, are people of their
        own. The effective number is divided by what several answers of one person cost.

    Raises
    ------
    InputError
        No response, or weights that are negative, missing or all zero.

    References
    ----------
    docs/methods.md, "Score".

    Examples
    --------
    >>> groups = pd.Series(["promoter", "detractor"] * 50)
    >>> once = nps_of_groups(groups)
    >>> often = nps_of_groups(pd.concat([groups] * 4), respondents=pd.Series([*range(100)] * 4))
    >>> f"{once.low:.1f} to {once.high:.1f}; {often.low:.1f} to {often.high:.1f}, n {often.n}"
    '-19.2 to 19.2; -19.2 to 19.2, n 400'
    """
    if not len(groups):
        raise InputError("NPS needs at least one response; there is none")
    w = _checked_weights(weights, len(groups))
    labels = groups.to_numpy(dtype=object)
    counts = [int((labels == name).sum()) for name in CONTRIBUTIONS]
    shares = [float(w[labels == name].sum() / w.sum()) for name in CONTRIBUTIONS]
    effective = effective_n(w) / _clustering(groups, w, respondents)
    promoters, passives, detractors = (share * effective for share in shares)
    low, high = score_interval(detractors, passives, promoters)
    return NPS(
        value=100 * (shares[0] - shares[2]),
        low=100 * low,
        high=100 * high,
        n=len(groups),
        promoters=counts[0],
        passives=counts[1],
        detractors=counts[2],
        promoter_share=shares[0],
        detractor_share=shares[2],
        effective_n=effective,
    )


def _clustering(groups: pd.Series, weights: Array, respondents: pd.Series | None) -> float:
    if respondents is None:
        return 1.0
    points = contributions(groups).to_numpy(dtype=np.float64)
    return clustering_effect(points, weights, respondent_codes(respondents))


def respondent_codes(respondents: pd.Series) -> Codes:
    """Count from 0 who gave each response; one without a respondent is a person of its own.

    Examples
    --------
    >>> respondent_codes(pd.Series(["b", None, "b", None])).tolist()
    [0, 1, 0, 2]
    """
    codes, known = pd.factorize(respondents.astype("string"))
    missing = codes < 0
    codes[missing] = len(known) + np.arange(int(missing.sum()))
    return codes


def _checked_weights(weights: ArrayLike | None, n: int) -> Array:
    if weights is None:
        return np.ones(n)
    numbers = pd.to_numeric(pd.Series(weights), errors="coerce")
    w: Array = numbers.to_numpy(dtype=np.float64, na_value=np.nan)
    if w.shape != (n,):
        raise InputError(f"weights must have one number per response; got {len(w)} for {n}")
    if not np.isfinite(w).all() or (w < 0).any() or not w.any():
        raise InputError("weights must be finite, not negative and not all zero")
    relative: Array = w / w.max()
    return relative


def nps_difference(before: NPS, after: NPS) -> Difference:
    """Difference of two NPS from independent respondents, with its adjusted-Wald interval.

    Raises
    ------
    UsageError
        One of them is no NPS.

    References
    ----------
    Rocks (2016), arXiv:1601.07235: add 3/4, 3/2, 3/4 to the three counts of each arm.

    Examples
    --------
    >>> first = nps([3] * 20 + [7] * 30 + [9] * 50)
    >>> second = nps([3] * 30 + [7] * 30 + [9] * 40)
    >>> change = nps_difference(first, second)
    >>> f"{change.value:.1f}, {change.low:.2f} to {change.high:.2f}, p {change.p_value:.4f}"
    '-20.0, -41.39 to 2.55, p 0.0832'
    """
    _check_nps(before)
    _check_nps(after)
    change = contrast(_adjusted(before), _adjusted(after))
    return as_points(change, after.value - before.value)


def _check_nps(score: object) -> None:
    if not isinstance(score, NPS):
        found = "None" if score is None else type(score).__name__
        raise UsageError(f"nps_difference: expected two NPS, as nps gives them; found {found}")


def _adjusted(score: NPS) -> Mean:
    n = score.effective_n
    detractors, promoters = score.detractor_share * n, score.promoter_share * n
    return adjusted_wald(detractors, n - detractors - promoters, promoters)
