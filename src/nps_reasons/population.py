"""Weights that give each segment the share that it is known to have of all customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.errors import InputError, did_you_mean
from nps_reasons.inference.weighting import raked, trimmed
from nps_reasons.schema import BLANK
from nps_reasons.settings import known_shares

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

FEW: Final = 30
"""In a period with fewer responses it may be chance alone that no weights meet the shares."""

NEAR: Final = 0.005
"""Half a per cent of the population: a share nearer to its target is met."""


def population_weights(
    responses: pd.DataFrame,
    shares: Mapping[str, Mapping[str, float]],
    weights: pd.Series | None = None,
) -> pd.Series:
    """Weights with which each period's responses have the known shares of the population.

    One segment is post-stratified, several are raked. A weight of more than five times the
    period's mean is cut to that; shares of levels that answer so rarely are then not quite met.
    A level that nobody of a period has leaves its share to the others of its segment. Responses
    whose level is not known keep the share that they have, unless `(blank)` has one of its own.
    A period with fewer than 30 responses that no weights fit keeps those given. `unmet_shares` says
    where the shares do not hold for any of these reasons.

    Parameters
    ----------
    responses
        With `period` and the segment columns.
    shares
        Segment to level to its known share; the shares of a segment sum to 1, or to 100.
    weights
        Survey weights so far, in the order of the responses; all one where left out.

    Returns
    -------
    pd.Series
        The weights given times what meets the shares, with the sums that they had in each period
        before any was cut.

    Raises
    ------
    InputError
        A level has no share, or a share no response; or a period has no such weights.
    UsageError
        A share is not above zero, or they do not sum to 1 or 100.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11:427.

    Examples
    --------
    >>> table = pd.DataFrame({"period": "all", "plan": ["Basic"] * 3 + ["Plus"]})
    >>> population_weights(table, {"plan": {"Basic": 0.5, "Plus": 0.5}}).round(3).tolist()
    [0.667, 0.667, 0.667, 2.0]
    """
    given = np.ones(len(responses)) if weights is None else weights.to_numpy(dtype=np.float64)
    targets = [_target(responses[name], name, of_levels) for name, of_levels in shares.items()]
    result = given.copy()
    for period, found in responses.groupby("period", sort=True).indices.items():
        rows = np.asarray(found)
        result[rows] = _of_period(given[rows], [t.of(rows) for t in targets], str(period))
    return pd.Series(result, index=responses.index, name="weight")


@dataclass(frozen=True, slots=True)
class _Target:
    """Level of each response, and the known share of each level; nan where none is known."""

    codes: Codes
    shares: Array
    names: tuple[str, ...]

    def of(self, rows: Codes) -> _Target:
        return _Target(self.codes[rows], self.shares, self.names)

    def unmet_by(self, weights: Array) -> Iterator[tuple[str, float, float]]:
        """Each level whose share is not the known one, its share, and that known."""
        if not weights.any():
            return
        sums = np.bincount(self.codes, weights=weights, minlength=len(self.shares))
        own = sums / sums.sum()
        known = self.shares * (1 - own[np.isnan(self.shares)].sum()) / np.nansum(self.shares)
        for place in np.flatnonzero(np.abs(own - known) > NEAR):
            yield self.names[place], float(own[place]), float(known[place])

    def met_by(self, weights: Array) -> Array:
        """Shares to be met by these responses: of the levels that some of them have."""
        sums = np.bincount(self.codes, weights=weights, minlength=len(self.shares))
        own = sums / sums.sum()
        unknown = np.isnan(self.shares)
        wanted = np.where((own > 0) & ~unknown, self.shares, 0.0)
        kept = own[unknown].sum()
        known = wanted.sum()
        return np.where(unknown, own, wanted * ((1 - kept) / known if known else 0.0))


@dataclass(frozen=True, slots=True)
class Unmet:
    """A known share that the weights of a period do not meet.

    Attributes
    ----------
    share
        Of the level by the weights, 0 to 1.
    known
        Its share of the population; where some levels are not known, of what those leave.
    """

    period: str
    segment: str
    level: str
    share: float
    known: float


def unmet_shares(
    responses: pd.DataFrame, shares: Mapping[str, Mapping[str, float]], weights: pd.Series
) -> list[Unmet]:
    """Shares that weights do not meet, within half a per cent, in the order of periods.

    Parameters
    ----------
    responses, shares
        As `population_weights` takes them.
    weights
        As it gives them.

    Examples
    --------
    >>> table = pd.DataFrame({"period": "all", "plan": ["Basic"] * 99 + ["Plus"]})
    >>> shares = {"plan": {"Basic": 0.8, "Plus": 0.2}}
    >>> found = unmet_shares(table, shares, population_weights(table, shares))
    >>> [(unmet.level, round(unmet.share, 2), unmet.known) for unmet in found]
    [('Basic', 0.94, 0.8), ('Plus', 0.06, 0.2)]
    """
    own = weights.to_numpy(dtype=np.float64)
    targets = {name: _target(responses[name], name, given) for name, given in shares.items()}
    return [
        Unmet(str(period), name, *unmet)
        for period, found in responses.groupby("period", sort=True).indices.items()
        for name, target in targets.items()
        for unmet in target.of(np.asarray(found)).unmet_by(own[np.asarray(found)])
    ]


def _target(levels: pd.Series, segment: str, given: Mapping[str, float]) -> _Target:
    """Shares in the order of the levels that the data have."""
    shares = known_shares(given)
    codes, names = pd.factorize(levels.astype("string").fillna(BLANK), sort=True)
    for level in names:
        if level not in shares and level != BLANK:
            raise InputError(
                f'population: the {segment} "{level}" has no share; {did_you_mean(level, shares)}'
            )
    for level in shares:
        if level not in set(names):
            raise InputError(
                f'population: no response has the {segment} "{level}"; {did_you_mean(level, names)}'
            )
    known = np.array([shares.get(level, np.nan) for level in names])
    return _Target(codes, known, tuple(map(str, names)))


def _of_period(weights: Array, targets: list[_Target], period: str) -> Array:
    if not weights.any():
        return weights
    groups = [target.codes for target in targets]
    try:
        return trimmed(raked(weights, groups, [target.met_by(weights) for target in targets]))
    except InputError as error:
        if len(weights) < FEW:
            return weights
        raise InputError(f'period "{period}": {error}') from error
