"""Planted against found: what an analysis of the TechCorp survey saw of what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from nps_reasons.errors import InputError
from nps_reasons.net_promoter import nps_difference, nps_of_groups
from nps_reasons.schema import ALL, CHANGES, DRIVERS, NPS_TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nps_reasons.demo.truth import PlantedDriver, Truth
    from nps_reasons.net_promoter import NPS

    Record = Mapping[Any, Any]
    Records = Mapping[Any, Record]

CAUSE: Final = "support-quality"
"""The theme that moved the NPS."""

PARTS: Final = {
    "Segment mix": "part == 'mix'",
    "Support quality (negative), said more": (
        "part == 'said_more' and theme == 'support-quality' and sign == 'negative'"
    ),
    "Support quality (negative), hurts more": (
        "part == 'hurts_more' and theme == 'support-quality' and sign == 'negative'"
    ),
    "Support quality (positive), both parts": "theme == 'support-quality' and sign == 'positive'",
    "Support quality, all parts": "theme == 'support-quality'",
    "Documentation, all parts (no effect)": "theme == 'documentation'",
    "Unexplained": "part == 'unexplained'",
}
"""Parts of the change and the query that finds them. The limits of a few parts are the sums of
their limits: wide enough however the parts go together."""

WHOLE: Final = ("Support quality, all parts", "Documentation, all parts (no effect)")
"""Those that are all parts of a theme, whose sum has an interval of its own."""

SUMS: Final = {
    "Other themes, all parts": "theme not in ('', 'support-quality', 'documentation')",
}
"""Sums of so many parts that limits added up would say nothing."""

NOT_FOUND: Final[Record] = {
    "verdict": "not found",
    **dict.fromkeys(("points", "points_low", "points_high", "rank", "rank_low", "rank_high"), nan),
}
"""Stands for a planted driver that the table does not have."""

EXACT: Final = 1e-6
"""NPS points by which the parts of a change may miss it, for the rounding of floats."""


@dataclass(frozen=True, slots=True)
class _Row:
    what: str
    planted: float
    found: float
    low: float
    high: float
    verdict: str | None = None
    by_design: bool = False
    labels: str | None = None

    @property
    def covered(self) -> bool | None:
        """Whether the interval holds the planted value.

        None where there is no interval, or where the sample has the planted value by design.
        """
        if self.by_design or not (isfinite(self.low) and isfinite(self.high)):
            return None
        return self.low <= self.planted <= self.high


def compare(
    truth: Truth, drivers: pd.DataFrame, changes: pd.DataFrame, nps: pd.DataFrame
) -> pd.DataFrame:
    """Compare what was planted in the TechCorp survey with what an analysis found.

    Parameters
    ----------
    truth
        As `generate_survey` gives it, or `Truth.read`.
    drivers, changes, nps
        Tables of schema.py; `changes` must hold the last period against the first.

    Returns
    -------
    DataFrame
        what, planted, found, found_low, found_high (NPS points; ranks in the rows that say so),
        covered (missing where there is no interval, and for the NPS, which every sample has as
        planted), verdict (of the table `drivers`, or `not found`; in the other rows whether the
        planted value is met), labels (whether a coded sample corrected the number: `corrected`,
        `uncorrected` or, of several parts, `partly`; missing where labels play no part).

    Raises
    ------
    InputError
        A period that was planted is missing from the tables.
    """
    totals = _totals(truth, NPS_TABLE.check(nps))
    rows = [
        *_nps_rows(truth, totals),
        *_driver_rows(truth, DRIVERS.check(drivers)),
        *_change_rows(truth, CHANGES.check(changes), totals),
    ]
    return pd.DataFrame(
        {
            "what": pd.array([row.what for row in rows], dtype="string"),
            "planted": [row.planted for row in rows],
            "found": [row.found for row in rows],
            "found_low": [row.low for row in rows],
            "found_high": [row.high for row in rows],
            "covered": pd.array([row.covered for row in rows], dtype="boolean"),
            "verdict": pd.array([_verdict(row) for row in rows], dtype="string"),
            "labels": pd.array([row.labels for row in rows], dtype="string"),
        }
    )


def _met(planted: float, found: float) -> str:
    return "as planted" if round(planted, 1) == round(found, 1) else "missed"


def _verdict(row: _Row) -> str:
    if row.verdict is not None:
        return row.verdict
    return "met" if row.covered else "missed"


def _nps_rows(truth: Truth, totals: Records) -> Iterator[_Row]:
    for planted in truth.nps:
        found = totals[planted.period]
        limits = (_number(found["nps_low"]), _number(found["nps_high"]))
        value, name = _number(found["nps"]), f"NPS {planted.period}"
        yield _Row(name, planted.nps, value, *limits, _met(planted.nps, value), by_design=True)


def _totals(truth: Truth, nps: pd.DataFrame) -> Records:
    """Rows of the planted periods in the table `nps`, by period."""
    found = {row["period"]: row for row in nps[nps["segment"] == ALL].to_dict("records")}
    for planted in truth.nps:
        _require(planted.period, set(found), table="nps")
    return found


def _require(period: str, known: set[str], *, table: str) -> None:
    if period not in known:
        raise InputError(
            f"{table}: has no period {period}, which was planted (found "
            f"{', '.join(sorted(known)) or 'none'}); analyse the whole survey by quarter"
        )


def _number(value: Any) -> float:  # noqa: ANN401 - a cell of a table
    return nan if pd.isna(value) else float(value)


def _driver_rows(truth: Truth, drivers: pd.DataFrame) -> Iterator[_Row]:
    """All drivers of the first period, the costliest first, and the cause in the last period."""
    first, last = truth.periods[0], truth.periods[-1]
    planted = sorted(truth.drivers, key=lambda driver: driver.points)
    in_first = [driver for driver in planted if driver.period == first]
    in_last = [driver for driver in planted if driver.period == last and driver.theme == CAUSE]
    found_first, found_last = _of_period(drivers, first), _of_period(drivers, last)
    yield _rank_row(in_first[0], found_first)
    yield from (_points_row(driver, found_first) for driver in in_first)
    yield from (_points_row(driver, found_last) for driver in in_last)


def _of_period(drivers: pd.DataFrame, period: str) -> Records:
    """Rows of the period in the table `drivers`, by theme and sign."""
    _require(period, set(drivers["period"]), table="drivers")
    of_period = drivers[drivers["period"] == period].to_dict("records")
    return {(row["theme"], row["sign"]): row for row in of_period}


def _rank_row(costliest: PlantedDriver, found: Records) -> _Row:
    what = f"{_name(costliest, found)}, rank {costliest.period}"
    row = found.get((costliest.theme, costliest.sign), NOT_FOUND)
    rank, low, high = (_number(row[name]) for name in ("rank", "rank_low", "rank_high"))
    return _Row(what, 1.0, rank, low, high, row["verdict"], labels=_labels([row]))


def _points_row(driver: PlantedDriver, found: Records) -> _Row:
    effect = "" if driver.points else " (no effect)"
    what = f"{_name(driver, found)}, points {driver.period}{effect}"
    row = found.get((driver.theme, driver.sign), NOT_FOUND)
    points, low, high = (_number(row[name]) for name in ("points", "points_low", "points_high"))
    verdict = row["verdict"]
    return _Row(what, driver.points, points, low, high, verdict, labels=_labels([row]))


def _labels(rows: Iterable[Record]) -> str | None:
    """Whether a coded sample corrected these rows of `drivers` or `changes`."""
    states = {row["labels"] for row in rows if isinstance(row.get("labels"), str)}
    return "partly" if len(states) > 1 else next(iter(states), None)


def _name(driver: PlantedDriver, found: Records) -> str:
    labels = {theme: row["label"] for (theme, _), row in found.items()}
    return f"{labels.get(driver.theme, driver.theme)} ({driver.sign})"


def _score(row: Record) -> NPS:
    groups = ("promoter", "passive", "detractor")
    return nps_of_groups(pd.Series([g for g in groups for _ in range(row[f"{g}s"])]))


def _between(changes: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """The parts of the change from the first to the last period."""
    found = changes[(changes["period"] == last) & (changes["reference"] == first)]
    if found.empty:
        raise InputError(
            f"changes: has no change from {first} to {last}; analyse {last} compared with {first}"
        )
    return found


def _change_rows(truth: Truth, changes: pd.DataFrame, totals: Records) -> Iterator[_Row]:
    first, last = truth.periods[0], truth.periods[-1]
    changes = _between(changes, first, last)
    planted = _between(pd.DataFrame(truth.changes), first, last)
    total = nps_difference(_score(totals[first]), _score(totals[last]))
    change = float(planted["points"].sum())
    met = _met(change, total.value)
    limits = (total.low, total.high)
    yield _Row(f"Change {first} to {last}", change, total.value, *limits, met, by_design=True)
    for what, query in PARTS.items():
        found = _chosen(changes, query)
        limits = _limits(found, whole=what in WHOLE)
        value, labels = _sum(found["points"]), _labels(found.to_dict("records"))
        yield _Row(what, _sum(_chosen(planted, query)["points"]), value, *limits, labels=labels)
    for what, query in SUMS.items():
        sums = [_sum(_chosen(table, query)["points"]) for table in (planted, changes)]
        yield _Row(what, sums[0], sums[1], nan, nan, "no interval")
    yield _all_parts(change, found=_sum(changes["points"]), total=total.value)


def _chosen(changes: pd.DataFrame, query: str) -> pd.DataFrame:
    return changes.fillna({"theme": "", "sign": ""}).query(query, engine="python")


def _limits(found: pd.DataFrame, *, whole: bool) -> tuple[float, float]:
    """Limits of one part; of a whole theme its own, of a few parts the sums of theirs."""
    if whole and "theme_low" in found and len(found):
        return float(found["theme_low"].iloc[0]), float(found["theme_high"].iloc[0])
    return _sum(found["points_low"]), _sum(found["points_high"])


def _sum(points: pd.Series) -> float:
    return float(points.sum())


def _all_parts(planted: float, *, found: float, total: float) -> _Row:
    adds_up = abs(found - total) < EXACT
    verdict = "adds up" if adds_up else f"misses the change by {found - total:+.6f}"
    return _Row("Sum of all parts", planted, found, nan, nan, verdict)
