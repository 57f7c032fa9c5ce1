"""Drivers by segment: where the largest go with most, and whether they hold everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Reading, Section, Table
from nps_reasons.report.estimates import missing_words, verdict_words
from nps_reasons.report.lookups import (
    SIDE,
    drivers_of,
    machine_labels,
    records,
    segments_of,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record

_FOUND: Final = ("clear", "leaning")

_DRIVERS: Final = 5
"""Drivers in the table."""

_ROWS: Final = 30
"""Rows of the table; the file has them all."""

_NAMED: Final = 2
"""Drivers in the sentence."""

_HEADS: Final = (
    "Driver",
    "Segment",
    "Value",
    "Said by",
    "n",
    "Effect per mention",
    "Points (reach times effect)",
    "Verdict",
)

_READING: Final = (
    "Each value of a segment has a driver model of its own, the other segments held fixed.",
    "Effect per mention: drawn towards the mean of the segment's values, the more so the "
    "less certain it is, so that chance does not look like a difference. Points are reach times "
    "this effect; their interval is that of the effect.",
    "The verdict is on the points with the value's own effect, not drawn, and allows for how many "
    "were tested. Whether the sign holds is counted on the own effects: where these are "
    "small, some differ by chance.",
)


@dataclass(frozen=True, slots=True)
class _Driver:
    """A driver of the whole period, and its rows within the values of each segment."""

    whole: Record
    rows: tuple[Record, ...]

    @property
    def name(self) -> str:
        """Its theme, and whether complaints or praise."""
        return f"{self.whole['label']} ({words.SIGN_WORDS[self.whole['sign']]})"

    @property
    def known(self) -> tuple[Record, ...]:
        """Rows that have an effect drawn together."""
        return tuple(row for row in self.rows if row["shrunk_effect"] is not None)

    @property
    def pairs(self) -> list[tuple[Record, Record]]:
        """Where the effect is strongest and weakest, in each segment with values to compare."""
        names = dict.fromkeys(row["segment"] for row in self.known)
        columns = [[row for row in self.known if row["segment"] == name] for name in names]
        return [self._ends_of(rows) for rows in columns if len(rows) > 1]

    @property
    def apart(self) -> tuple[Record, Record] | None:
        """Of the pairs that differ clearly, the one that differs most."""
        clear = [pair for pair in self.pairs if not _overlap(*pair)]
        return max(clear, key=lambda pair: abs(_effect(pair[0]) - _effect(pair[1])), default=None)

    @property
    def ends(self) -> tuple[Record, Record] | None:
        """The two that the sentence tells of: apart, or else the span of all."""
        return self.apart or (self._ends_of(list(self.known)) if self.pairs else None)

    def _ends_of(self, rows: list[Record]) -> tuple[Record, Record]:
        side = -1 if self.whole["effect"] < 0 else 1
        ordered = sorted(rows, key=lambda row: (-side * _effect(row), row["value"]))
        return ordered[0], ordered[-1]


def by_segment(analysis: Analysis) -> Section | None:
    """The largest drivers in each segment; None without segments, or where no driver is found."""
    found = _found(analysis)
    if not found:
        return None
    chosen = [(driver, row) for driver in found for row in _chosen(driver, _ROWS // len(found))]
    table = Table(
        "The largest clear or leaning drivers in each value of the segments",
        _HEADS,
        tuple(_table_row(driver, row) for driver, row in chosen),
        prose=(0, 1, 2, 7),
    )
    left = sum(len(driver.rows) for driver in found) - len(chosen)
    notes = (*_not_shown(left), *machine_labels(analysis))
    return Section(
        "Drivers by segment",
        _text(found),
        (table, *([Notes(notes)] if notes else []), Reading(_READING)),
    )


def _found(analysis: Analysis) -> list[_Driver]:
    """Return the largest drivers that are clear or leaning, with rows in segments shown."""
    drivers = [d for sign in SIDE for d in shown(drivers_of(analysis, sign))]
    drivers = [driver for driver in drivers if driver["verdict"] in _FOUND]
    drivers.sort(key=lambda row: (-abs(row["points"]), row["theme"], row["sign"]))
    rows = _rows(analysis)
    found = [_Driver(d, rows.get((d["theme"], d["sign"]), ())) for d in drivers]
    return [driver for driver in found if driver.rows][:_DRIVERS]


def _rows(analysis: Analysis) -> dict[tuple[str, str], tuple[Record, ...]]:
    """Theme and sign to their rows of the period: by segment, the most mentions first."""
    table, names = analysis.segment_drivers, segments_of(analysis)
    own = table[(table["period"] == analysis.period) & table["segment"].isin(names)]
    ordered = sorted(
        records(own), key=lambda row: (names.index(row["segment"]), -row["n"], row["value"])
    )
    rows: dict[tuple[str, str], tuple[Record, ...]] = {}
    for row in ordered:
        key = (row["theme"], row["sign"])
        rows[key] = (*rows.get(key, ()), row)
    return rows


def _chosen(driver: _Driver, room: int) -> list[Record]:
    """Return as many rows as there is room for: those the sentence names, then the largest."""
    named = driver.ends or ()
    first = sorted(driver.rows, key=lambda row: (row not in named, -row["n"]))[:room]
    return [row for row in driver.rows if row in first]


def _text(found: list[_Driver]) -> str:
    """Say where the largest clear drivers are strongest; leaning ones where none is clear."""
    clear = [driver for driver in found if driver.whole["verdict"] == "clear"]
    told = " ".join(_sentence(driver) for driver in (clear or found)[:_NAMED])
    return told if clear else f"No driver is clear; of the leaning ones: {told}"


def _sentence(driver: _Driver) -> str:
    side = "lost" if driver.whole["points"] < 0 else "gained"
    holds = _holds(driver.whole)
    start = f"{driver.name} goes with {side} points{f' in {holds}' if holds else ''}"
    return f"{start}: {_compared(driver)}."


def _holds(whole: Record) -> str:
    """Where the sign is that of the whole; nothing where no segment was tested."""
    tested, agreeing = whole.get("segments_tested"), whole.get("segments_agreeing")
    if not tested:
        return ""
    if agreeing == tested:
        return f"all {words.count(tested)} segments tested" if tested > 1 else "the segment tested"
    return f"{words.count(agreeing)} of {words.count(tested, 'segment')} tested"


def _compared(driver: _Driver) -> str:
    """Where the effect per mention is strongest and weakest, or that it is much the same."""
    if driver.ends is None:
        return "too few say it to compare segments"
    strong, weak = driver.ends
    if driver.apart is None:
        span = f"{words.points(_effect(strong))} to {words.points(_effect(weak))} per mention"
        if _alike(driver.known):
            return f"much the same everywhere, {span}"
        return f"{span}, which do not differ clearly"
    return (
        f"per mention most in {strong['value']} ({_drawn(strong)}), least in {weak['value']} "
        f"({_drawn(weak)})"
    )


def _overlap(one: Record, other: Record) -> bool:
    apart = one["shrunk_high"] < other["shrunk_low"] or other["shrunk_high"] < one["shrunk_low"]
    return not apart


def _alike(rows: Sequence[Record]) -> bool:
    """Whether the intervals together are no wider than the effect itself: all is sure enough."""
    low = min(row["shrunk_low"] for row in rows)
    high = max(row["shrunk_high"] for row in rows)
    return float(high - low) <= max(abs(_effect(row)) for row in rows)


def _effect(row: Record) -> float:
    return float(row["shrunk_effect"])


def _drawn(row: Record) -> str:
    limits = (row["shrunk_low"], row["shrunk_high"])
    return words.with_interval(row["shrunk_effect"], *limits, words.points)


def _table_row(driver: _Driver, row: Record) -> tuple[str, ...]:
    return (
        driver.name,
        row["segment"],
        row["value"],
        words.share(row["reach"]),
        words.count(row["n"]),
        *(_numbers(row) if row["points"] is not None else [missing_words(row)] * 2),
        verdict_words(row),
    )


def _numbers(row: Record) -> list[str]:
    value, low, high = (
        row["reach"] * row[name] for name in ("shrunk_effect", "shrunk_low", "shrunk_high")
    )
    return [_drawn(row), words.with_interval(value, low, high, words.points)]


def _not_shown(left: int) -> tuple[str, ...]:
    if not left:
        return ()
    verb = "is" if left == 1 else "are"
    return (f"{words.count(left, 'further row')} of these drivers {verb} in the table's file.",)
