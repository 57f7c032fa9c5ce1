"""The differences table: each period against its reference, each segment against the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from nps_reasons.inference.differences import Arm, difference, respondents_in_both
from nps_reasons.inference.multiplicity import q_values, verdict_of
from nps_reasons.net_promoter import respondent_codes
from nps_reasons.schema import ALL, BLANK, DIFFERENCES, REST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from nps_reasons.inference.differences import Difference

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Rows = NDArray[np.bool_]

Record = dict[str, Any]

MINIMUM_BASE: Final = 10


def differences_table(
    responses: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    *,
    periods: Sequence[str] = (),
    segments: Sequence[str] = (),
    minimum_base: int = MINIMUM_BASE,
) -> pd.DataFrame:
    """Differences of NPS between periods, and between a segment's levels within periods.

    Parameters
    ----------
    responses
        The responses table; the same `respondent_id` in both arms is the same person.
    pairs
        Periods and the references they are compared with, in total and per level of each segment.
    periods
        Periods in which each level of each segment is compared with the rest; `all` is the whole
        survey.
    segments
        Names of segment columns; a missing value is the level `(blank)`.
    minimum_base
        With fewer responses in either arm, or none that weighs anything, a row is `too few`.

    Returns
    -------
    pd.DataFrame
        As `schema.DIFFERENCES`. A family of q-values are the levels of all segments of one kind,
        period and reference; a total is a family of its own.

    References
    ----------
    docs/methods.md, "Score".
    """
    sample = _Sample.of(responses, segments)
    rows = [
        *(row for pair in pairs for row in _between_periods(sample, pair, minimum_base)),
        *(row for period in periods for row in _within_period(sample, period, minimum_base)),
    ]
    table = pd.DataFrame(rows, columns=DIFFERENCES.column_names)
    return DIFFERENCES.check(_with_verdicts(table))


def difference_of(before: pd.DataFrame, after: pd.DataFrame) -> Difference:
    """Difference of the NPS of two sets of responses, the second minus the first.

    Respondents in both are told by `respondent_id` where it is there (`inference.differences`).

    Parameters
    ----------
    before, after
        Rows of the responses table; a response stands in one of them only.

    Raises
    ------
    InputError
        No response of either weighs anything.

    Examples
    --------
    >>> before = pd.DataFrame({"contribution": [0.0, 100.0], "weight": 1.0})
    >>> after = pd.DataFrame({"contribution": [100.0, 100.0], "weight": 1.0})
    >>> difference_of(before, after).value
    50.0
    """
    both = pd.concat([before, after], ignore_index=True)
    arm = _arm_of(both)
    n = len(before)
    return difference(_rows(arm, slice(n)), _rows(arm, slice(n, None)))


@dataclass(frozen=True, slots=True)
class _Sample:
    """Everybody as one arm, and the period and levels of each response."""

    everybody: Arm
    periods: Array
    segments: dict[str, tuple[Codes, list[str]]]

    @classmethod
    def of(cls, responses: pd.DataFrame, segments: Sequence[str]) -> _Sample:
        return cls(
            everybody=_arm_of(responses),
            periods=responses["period"].to_numpy(dtype=object),
            segments={name: _levels(responses[name]) for name in segments},
        )

    def within(self, period: str) -> Rows:
        """Which responses are of the period; all of them where it is the whole survey."""
        if period == ALL:
            return np.ones(len(self.periods), dtype=bool)
        return np.asarray(self.periods == period, dtype=bool)

    def part(self, rows: Rows) -> _Sample:
        """Those responses alone, their respondents counted from 0 again."""
        arm = _rows(self.everybody, rows)
        return _Sample(
            everybody=Arm(arm.points, arm.weights, pd.factorize(arm.respondents)[0]),
            periods=self.periods[rows],
            segments={name: (codes[rows], names) for name, (codes, names) in self.segments.items()},
        )

    def levels(self) -> Iterator[tuple[str, str, Rows]]:
        """Each segment and level that is there, and which responses have it."""
        for segment, (codes, names) in self.segments.items():
            for code in np.flatnonzero(np.bincount(codes)):
                yield segment, names[code], codes == code


def _levels(values: pd.Series) -> tuple[Codes, list[str]]:
    """Code of each response's level, and the names of the levels."""
    codes, names = pd.factorize(values.astype("string").fillna(BLANK), sort=True)
    return codes, [str(name) for name in names]


def _arm_of(responses: pd.DataFrame) -> Arm:
    return Arm(
        points=responses["contribution"].to_numpy(dtype=np.float64),
        weights=responses["weight"].to_numpy(dtype=np.float64),
        respondents=_respondents(responses),
    )


def _respondents(responses: pd.DataFrame) -> Codes:
    """Code of who gave each response; a response without a respondent is its own."""
    if "respondent_id" not in responses:
        return np.arange(len(responses))
    return respondent_codes(responses["respondent_id"])


def _rows(arm: Arm, rows: Rows | slice) -> Arm:
    return Arm(arm.points[rows], arm.weights[rows], arm.respondents[rows])


def _between_periods(sample: _Sample, pair: tuple[str, str], minimum_base: int) -> Iterator[Record]:
    """Compare a period with its reference, in total and per level."""
    period, reference = pair
    part = sample.part(sample.within(reference) | sample.within(period))
    now = part.within(period)
    key = {"period": period, "reference": reference, "kind": "period"}
    for segment, value, rows in ((ALL, ALL, np.ones_like(now)), *part.levels()):
        arms = _rows(part.everybody, rows & ~now), _rows(part.everybody, rows & now)
        yield {**key, "segment": segment, "value": value, **_compared(*arms, minimum_base)}


def _within_period(sample: _Sample, period: str, minimum_base: int) -> Iterator[Record]:
    """Compare each level of each segment with the rest of the period."""
    part = sample.part(sample.within(period))
    key = {"period": period, "reference": REST, "kind": "segment"}
    for segment, value, rows in part.levels():
        arms = _rows(part.everybody, ~rows), _rows(part.everybody, rows)
        yield {**key, "segment": segment, "value": value, **_compared(*arms, minimum_base)}


def _compared(before: Arm, after: Arm, minimum_base: int) -> Record:
    sizes = {
        "n": len(after.points),
        "n_reference": len(before.points),
        "both": respondents_in_both(before, after),
    }
    few = min(sizes["n"], sizes["n_reference"]) < max(minimum_base, 1)
    if few or not (before.weights.any() and after.weights.any()):
        return sizes
    found = difference(before, after)
    return {
        **sizes,
        "difference": found.value,
        "low": found.low,
        "high": found.high,
        "p_value": found.p_value,
    }


def _with_verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Add q-values within each family and the verdicts that follow from them."""
    total = table["segment"] == ALL
    families = table.groupby(["kind", "period", "reference", total], sort=False)["p_value"]
    q = families.transform(lambda p: q_values(p.to_numpy(dtype=np.float64)))
    return table.assign(q_value=q, verdict=[verdict_of(value) for value in q])
