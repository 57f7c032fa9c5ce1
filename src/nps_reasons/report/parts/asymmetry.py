"""Themes whose complaints and praise do not weigh the same: a sentence and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Table
from nps_reasons.report.lookups import records

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record

_TOLD_APART: Final = ("hurts more than it delights", "delights more than it hurts")

_ROOM: Final = (
    "Praise has little room where most are promoters anyway, and complaints where most are "
    "detractors."
)


def asymmetry_parts(analysis: Analysis) -> tuple[Notes, Table] | tuple[()]:
    """Sentence and table of the themes that are told apart; nothing where none is."""
    rows = _rows(analysis)
    if not rows:
        return ()
    return Notes((_sentence(rows[0]), _ROOM), "Complaints against praise"), _table(rows)


def _rows(analysis: Analysis) -> list[Record]:
    """The period's themes that are told apart, the largest difference first."""
    table = analysis.asymmetry
    own = (table["period"] == analysis.period) & table["kind"].isin(_TOLD_APART)
    rows = records(table[own])
    return sorted(rows, key=lambda row: (-abs(row["difference"]), row["theme"]))


def _sentence(row: Record) -> str:
    penalty, reward = (_interval(row, name) for name in ("penalty", "reward"))
    return f"A complaint about {row['label']} goes with {penalty} points, praise with {reward}."


def _table(rows: list[Record]) -> Table:
    return Table(
        "Themes whose complaints and praise do not weigh the same, in NPS points per mention",
        ("Theme", "A complaint", "Praise", "Together", "Complaints", "Praises", "Verdict"),
        tuple(_table_row(row) for row in rows),
        prose=(0, 6),
    )


def _table_row(row: Record) -> tuple[str, ...]:
    return (
        row["label"],
        *(_interval(row, name) for name in ("penalty", "reward", "difference")),
        words.count(row["n_negative"]),
        words.count(row["n_positive"]),
        row["kind"],
    )


def _interval(row: Record, name: str) -> str:
    return words.with_interval(row[name], row[f"{name}_low"], row[f"{name}_high"], words.points)
