"""NPS per segment, with intervals; small segments say that they are too small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Dots, Estimate, Reading, Section, Table
from nps_reasons.report.lookups import FEW, records, segments_of

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record

_DRAWN: Final = 10
"""Values of one segment column in the chart, the largest; the table has them all."""


def segments(analysis: Analysis) -> Section | None:
    """NPS of each value of each segment column; None where no segment column has two values."""
    rows = {name: _rows(analysis, name) for name in segments_of(analysis)}
    rows = {name: values for name, values in rows.items() if values}
    if not rows:
        return None
    visible = {name: [row for row in values if _visible(row)] for name, values in rows.items()}
    visible = {name: values for name, values in visible.items() if values}
    text = _sentence(analysis, visible)
    table = _table(analysis, rows)
    if not visible:
        return Section("NPS by segment", text, (table,))
    notes = Reading(_reading(analysis))
    return Section("NPS by segment", text, (_chart(visible, table, text), notes))


def _reading(analysis: Analysis) -> tuple[str, ...]:
    return (
        "Of many segments one is lowest and one highest by chance alone: go by the verdict, not by "
        "whether two intervals overlap.",
        "Against the rest: NPS of the segment minus that of everybody else; the verdict allows for "
        "how many were compared.",
        f"Small segments have wide intervals; the sentence above names none under {FEW} responses. "
        "Those under "
        f"{words.count(analysis.minimum_base, 'response')} have no number: they say too few.",
        f"The chart shows up to {_DRAWN} values of a segment, the largest; the table has them all.",
    )


def _rows(analysis: Analysis, name: str) -> list[Record]:
    table = analysis.nps
    chosen = table[(table["period"] == analysis.period) & (table["segment"] == name)]
    return records(chosen.sort_values(["n", "value"], ascending=[False, True]))


def _visible(row: Record) -> bool:
    return row["nps"] is not None


def _sentence(analysis: Analysis, visible: dict[str, list[Record]]) -> str:
    """Name the segment column whose values differ most, and its ends."""
    large = {name: [row for row in rows if row["n"] >= FEW] for name, rows in visible.items()}
    ranges = {name: _ends(rows) for name, rows in large.items() if len(rows) > 1}
    if not ranges:
        enough = words.count(max(FEW, analysis.minimum_base), "response")
        return f"No two segments can be compared: each needs at least {enough}."
    name = max(ranges, key=lambda key: ranges[key][1]["nps"] - ranges[key][0]["nps"])
    low, high = ranges[name]
    return (
        f"By {name}, NPS is lowest for {low['value']} ({_score(low)}) and highest for "
        f"{high['value']} ({_score(high)}); {_apart(analysis, name, low, high)}."
    )


def _apart(analysis: Analysis, name: str, low: Record, high: Record) -> str:
    """Say whether the ends differ from everybody else; without that, whether they overlap."""
    against = _against_the_rest(analysis)
    found = [against.get((name, row["value"])) for row in (low, high)]
    told = [row["verdict"] if row and row["difference"] is not None else None for row in found]
    if None in told:
        apart = low["nps_high"] < high["nps_low"]
        return "their intervals do not overlap" if apart else "their intervals overlap"
    first, second = (words.VERDICT_WORDS[str(verdict)] for verdict in told)
    if first == second:
        return f"against the rest, both differences are {first}"
    return f"against the rest, the first difference is {first}, and the second is {second}"


def _ends(rows: list[Record]) -> tuple[Record, Record]:
    ordered = sorted(rows, key=lambda row: (row["nps"], row["value"]))
    return ordered[0], ordered[-1]


def _chart(visible: dict[str, list[Record]], table: Table, text: str) -> Dots:
    return Dots(
        title=f"NPS by segment, with {words.SURE} intervals",
        alt=text,
        axis="NPS",
        groups=tuple(
            (name, tuple(_estimate(row) for row in rows[:_DRAWN])) for name, rows in visible.items()
        ),
        table=table,
    )


def _estimate(row: Record) -> Estimate:
    text = f"{_score(row)}  n {words.count(row['n'])}"
    return Estimate(row["value"], row["nps"], row["nps_low"], row["nps_high"], text)


def _table(analysis: Analysis, rows: dict[str, list[Record]]) -> Table:
    against = _against_the_rest(analysis)
    return Table(
        "NPS by segment; under "
        f"{words.count(analysis.minimum_base, 'response')} a segment is too small to show",
        (
            "Segment",
            "Value",
            "NPS",
            f"{words.SURE} interval",
            "Responses",
            "Against the rest",
            "Verdict",
        ),
        tuple(
            (*_table_row(name, row), *_difference(against.get((name, row["value"]))))
            for name, values in rows.items()
            for row in values
        ),
        prose=(0, 1, 6),
    )


def _against_the_rest(analysis: Analysis) -> dict[tuple[str, str], Record]:
    """Difference of each value of a segment to everybody else of the period."""
    table = analysis.differences
    own = (table["period"] == analysis.period) & (table["kind"] == "segment")
    return {(row["segment"], row["value"]): row for row in records(table[own])}


def _difference(row: Record | None) -> tuple[str, str]:
    if row is None or row["difference"] is None:
        return words.NOTHING, words.NOTHING
    size = words.with_interval(row["difference"], row["low"], row["high"], words.points)
    return size, words.VERDICT_WORDS[row["verdict"]]


def _table_row(name: str, row: Record) -> tuple[str, ...]:
    return (
        name,
        row["value"],
        words.score(row["nps"]),
        words.interval(row["nps_low"], row["nps_high"]),
        words.count(row["n"]),
    )


def _score(row: Record) -> str:
    return words.with_interval(row["nps"], row["nps_low"], row["nps_high"])
