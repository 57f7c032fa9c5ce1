"""NPS over time, with intervals and the number of responses under each point."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Estimate, Reading, Section, Table, Trend
from nps_reasons.report.lookups import FEW, change_between, is_clear, records, total_of
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.inference.differences import Difference
    from nps_reasons.report.lookups import Record

_READING: Final = (
    f"The line through a point is its {words.SURE} interval; n is the number of responses. A "
    f"period with fewer than {FEW} stands in the chart, but no sentence rests on it.",
    "Control limits: where a period of that size lies if it varies around the mean as the periods "
    "before the latest did; there are none with fewer than six of them.",
    "A step between two points is clear only where the table says so; the others may be noise.",
)


def trend(analysis: Analysis) -> Section | None:
    """NPS by period; None where fewer than two periods have one."""
    totals = [(period, total_of(analysis, period)) for period in analysis.periods]
    rows = [(period, total) for period, total in totals if total]
    if len(rows) < 2:
        return None
    whole = total_of(analysis, ALL)
    told = (_sentence(analysis, rows), _chart_sentence(analysis), _whole_sentence(whole))
    text = " ".join(sentence for sentence in told if sentence)
    chart = Trend(
        title="NPS by period",
        alt=text,
        axis="NPS",
        estimates=tuple(_estimate(period, row) for period, row in rows),
        table=_table(rows, [None, *_moves(analysis, rows)]),
    )
    return Section("NPS over time", text, (chart, Reading(_READING)))


def _moves(analysis: Analysis, rows: list[tuple[str, Record]]) -> list[Difference]:
    return [change_between(analysis, before, after) for (before, _), (after, _) in pairwise(rows)]


def _sentence(analysis: Analysis, rows: list[tuple[str, Record]]) -> str:
    """Name the first period and the report's own, of those large enough to be named."""
    until = [place for place, (name, _) in enumerate(rows, 1) if name == analysis.period]
    large = [(name, row) for name, row in rows[: max(until, default=None)] if row["n"] >= FEW]
    if len(large) < 2:
        return f"No two periods have {FEW} responses, so no step between them can be told."
    (first, before), (last, after) = large[0], large[-1]
    return (
        f"NPS went from {words.score(before['nps'])} in {first} to {words.score(after['nps'])} "
        f"in {last}; {_steps_verdict(_moves(analysis, large))} told apart from sampling noise."
    )


def _chart_sentence(analysis: Analysis) -> str:
    """Say whether the period is more than usual ups and downs; empty where there is no chart."""
    table = analysis.trend
    rows = records(table[(table["period"] == analysis.period) & table["lower"].notna()])
    if not rows:
        return ""
    limits = words.interval(rows[0]["lower"], rows[0]["upper"])
    if rows[0]["signal"]:
        return f"{analysis.period} is outside the control limits {limits}: no usual up or down."
    return f"{analysis.period} is within the control limits {limits}: the usual ups and downs."


def _whole_sentence(row: Record | None) -> str:
    if row is None:
        return ""
    interval = words.interval(row["nps_low"], row["nps_high"])
    return (
        f"Over all periods it is {words.score(row['nps'])} {interval}, "
        f"from {words.count(row['n'], 'response')}."
    )


def _steps_verdict(moves: list[Difference]) -> str:
    clear = sum(is_clear(move) for move in moves)
    if len(moves) == 1:
        return "the step between is" if clear else "the step between is not"
    if clear == len(moves):
        return "all steps between are"
    return f"{clear or 'none'} of the {len(moves)} steps between {'are' if clear > 1 else 'is'}"


def _estimate(period: str, row: Record) -> Estimate:
    under = f"n {words.count(row['n'])}"
    return Estimate(period, row["nps"], row["nps_low"], row["nps_high"], under)


def _table(rows: list[tuple[str, Record]], moves: list[Difference | None]) -> Table:
    return Table(
        "NPS by period, and the step from the period before",
        (
            *("Period", "NPS", f"{words.SURE} interval", "Responses"),
            *("Promoters", "Passives", "Detractors", "Step", "Verdict"),
        ),
        tuple(
            (*_counts(period, row), *_step(before, row, move))
            for before, (period, row), move in zip(
                [None, *(row for _, row in rows)], rows, moves, strict=False
            )
        ),
        prose=(0, 8),
    )


def _counts(period: str, row: Record) -> tuple[str, ...]:
    counts = (words.count(row[name]) for name in ("n", "promoters", "passives", "detractors"))
    return (
        period,
        words.score(row["nps"]),
        words.interval(row["nps_low"], row["nps_high"]),
        *counts,
    )


def _step(before: Record | None, row: Record, move: Difference | None) -> tuple[str, str]:
    if before is None or move is None:
        return words.NOTHING, words.NOTHING
    size = words.gap(before["nps"], row["nps"])
    verdict = words.VERDICT_WORDS["clear" if is_clear(move) else "not distinguishable"]
    return words.with_interval(size, move.low, move.high, words.points), verdict
