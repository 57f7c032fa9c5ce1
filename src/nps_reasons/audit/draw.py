"""Drawing responses to be coded by hand: at random, with known probabilities."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.audit.coding import CODERS, Stratum
from nps_reasons.drivers.coded.fit import FEWEST_CODED
from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.schema import ALL, GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DEFAULT_BOTH: Final = 100
"""How many responses both people code: alpha is then known to about a tenth."""


@dataclass(frozen=True)
class Drawn:
    """Responses drawn to be coded.

    Attributes
    ----------
    rows
        A row per drawn response, in the random order in which they are to be coded:
        `response_id`, `period`, `group`, `probability` (to be drawn), `reason`, `both` (both
        coders code it) and `coder` (who does; the first where both do).
    strata
        What was drawn from.
    notes
        Sentences on what could not be drawn as asked.
    """

    rows: pd.DataFrame
    strata: tuple[Stratum, ...]
    seed: int
    notes: tuple[str, ...]

    @property
    def coders(self) -> tuple[str, ...]:
        """Who is asked: one coder where no response is coded by both."""
        return CODERS if self.rows["both"].any() else CODERS[:1]

    def asked(self, coder: str) -> pd.DataFrame:
        """Rows that this coder is asked to code."""
        return self.rows[self.rows["both"] | (self.rows["coder"] == coder)]


def draw(
    responses: pd.DataFrame,
    *,
    periods: Sequence[str],
    size: int | Mapping[str, int] = 400,
    both: int = DEFAULT_BOTH,
    seed: int = 0,
    by_group: bool = False,
) -> Drawn:
    """Draw a simple random sample, without replacement, of the responses with a reason.

    From each period apart; with `by_group`, from its promoters, passives and detractors apart. A
    response's place in the draw depends on its id and the seed alone: not on the order of the
    rows, and a larger sample of the same seed holds the smaller one.

    Parameters
    ----------
    responses
        A table of responses with `response_id`, `period`, `group` and `reason`.
    periods
        Names of periods, or `all` alone for the whole survey.
    size
        Responses to draw: of all periods together, shared out evenly, or of each.
    both
        How many both coders code. The others are shared out between the two, half to each; 0:
        one coder codes all.

    Raises
    ------
    UsageError
        A period is not there, or a number is out of range.
    InputError
        A period has no reason.

    Examples
    --------
    >>> responses = pd.DataFrame({
    ...     "response_id": [f"r{i}" for i in range(200)], "period": "2025Q4",
    ...     "group": "promoter", "reason": "Kind staff"})
    >>> drawn = draw(responses, periods=["2025Q4"], size=80)
    >>> drawn.strata[0].probability, len(drawn.asked("Coder A"))
    (0.4, 80)
    """
    _check_periods(periods, responses)
    sizes = _sizes(size, periods)
    with_reason = responses[responses["reason"].notna()]
    groups = GROUPS if by_group else (ALL,)
    strata = [
        stratum
        for period in periods
        for stratum in _strata(_of(with_reason, period, ALL), period, sizes[period], groups)
    ]
    rows = pd.concat(
        [_first_of(_of(with_reason, s.period, s.group), s, seed) for s in strata], ignore_index=True
    )
    rows = rows.sort_values(["rank", "hash"], kind="stable", ignore_index=True)
    notes = tuple(_notes(periods, sizes, strata))
    return Drawn(_shared_out(rows, both), tuple(strata), seed, notes)


def _check_periods(periods: Sequence[str], responses: pd.DataFrame) -> None:
    known = [*sorted(responses["period"].unique()), ALL]
    for period in periods:
        if period not in known:
            raise UsageError(f'there is no period "{period}"; {did_you_mean(period, known)}')
    if not periods or len(set(periods)) < len(periods) or (ALL in periods and len(periods) > 1):
        raise UsageError(
            f"periods {list(periods)}: expected each period once, or all alone: a response can "
            "be drawn only once"
        )


def _sizes(size: int | Mapping[str, int], periods: Sequence[str]) -> dict[str, int]:
    """How many responses to draw from each period."""
    if isinstance(size, Mapping):
        sizes = {period: size.get(period, 0) for period in periods}
    else:
        share, more = divmod(size, len(periods))
        sizes = {period: share + (place < more) for place, period in enumerate(periods)}
    for period, number in sizes.items():
        if number < 1:
            raise UsageError(
                f"size {size}: draws {number} responses of {period}; expected one or more of each "
                "period"
            )
    return sizes


def _of(responses: pd.DataFrame, period: str, group: str) -> pd.DataFrame:
    if period != ALL:
        responses = responses[responses["period"] == period]
    return responses if group == ALL else responses[responses["group"] == group]


def _strata(here: pd.DataFrame, period: str, size: int, groups: Sequence[str]) -> Iterable[Stratum]:
    """Share the responses to draw from a period out over the groups that have a reason."""
    if here.empty:
        raise InputError(
            f"{period}: no response has a reason, so that there is nothing to code; name other "
            "periods with --period"
        )
    counts = {group: len(_of(here, ALL, group)) for group in groups}
    present = [group for group in groups if counts[group]]
    for place, group in enumerate(present):
        share = size // len(present) + (place < size % len(present))
        if share:
            yield Stratum(period, group, counts[group], min(share, counts[group]))


def _first_of(pool: pd.DataFrame, stratum: Stratum, seed: int) -> pd.DataFrame:
    """Return the first responses of a stratum, in the order of their hashes."""
    ids = pool["response_id"].astype(str).to_numpy(dtype=object)
    hashes = np.array([_hash(seed, i) for i in ids], dtype=object)
    first = np.argsort(hashes, kind="stable")[: stratum.drawn]
    return pd.DataFrame(
        {
            "response_id": ids[first],
            "period": stratum.period,
            "group": stratum.group,
            "probability": stratum.probability,
            "reason": pd.Series(pool["reason"].to_numpy(dtype=object)[first], dtype=object),
            "hash": hashes[first],
            "rank": np.arange(stratum.drawn),
        }
    )


def _hash(seed: int, response_id: str) -> str:
    return hashlib.sha256(f"{seed}:{response_id}".encode("utf-8", "replace")).hexdigest()


def _shared_out(rows: pd.DataFrame, both: int) -> pd.DataFrame:
    """Say who codes what: the first ones both, of each stratum's others every second one each.

    Whom a response falls to depends on its place in its stratum, and not on the size.
    """
    strata = pd.factorize(rows["period"], sort=True)[0] + rows["group"].map([*GROUPS, ALL].index)
    second = ((rows["rank"] + strata) % 2 == 1) & (both > 0)
    shared = pd.Series(np.arange(len(rows)) < both, index=rows.index)
    coder = np.where(second & ~shared, CODERS[1], CODERS[0])
    return rows.drop(columns=["hash", "rank"]).assign(both=shared, coder=coder)


def _notes(
    periods: Sequence[str], sizes: Mapping[str, int], strata: Sequence[Stratum]
) -> list[str]:
    notes = []
    for period in periods:
        drawn = sum(stratum.drawn for stratum in strata if stratum.period == period)
        all_taken = [s for s in strata if s.period == period and s.drawn == s.with_reason]
        if drawn < sizes[period]:
            taken = ", ".join(_named(stratum) for stratum in all_taken)
            notes.append(
                f"{period}: {sizes[period]:,} were asked for and {drawn:,} drawn: all there are "
                f"of {taken}."
            )
        if drawn < FEWEST_CODED:
            notes.append(
                f"{period}: {drawn:,} responses are too few: from {FEWEST_CODED} coded ones on, a "
                "period's drivers can be corrected; draw more with --size."
            )
    return notes


def _named(stratum: Stratum) -> str:
    return f"{stratum.with_reason:,} {'reasons' if stratum.group == ALL else stratum.group + 's'}"
