"""The action ledger: what moved where something was done, against where it was not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Reading, Section, Table
from nps_reasons.report.feed.acted import acted
from nps_reasons.report.lookups import label_of, machine_labels, records

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.blocks import Part
    from nps_reasons.report.feed.acted import Acted
    from nps_reasons.report.lookups import Record

_MEASURES: Final = {"reach": "Share who say it", "points": "NPS points", "nps": "NPS"}

_VERDICTS: Final = ("worked", "cannot tell", "no")

_READING: Final = (
    "Each action is judged by the change among those it reached less the change among the others, "
    "over the whole periods before and after its date. Shares change in percentage points.",
    "Worked: the interval of the share who say it, or of its points, lies on the good side of "
    "zero, and the other is not on the bad side.",
    "No: an interval lies on the bad side, or excludes a move of half the level before.",
    "Cannot tell: all else. That is the verdict, too, where nobody was left to compare with, "
    "where the two had moved apart before the action, and where less than half of the change is "
    "there against the period just before it.",
    "Something else that hit only those whom the action reached, at the same time, cannot be told "
    "from it.",
)


_SHOWN: Final = 10
"""Faults of the status file that the report tells one by one."""


def actions(analysis: Analysis) -> Section | None:
    """What came of the actions; None where neither the settings nor a status file names any."""
    ledger, status = _ledger(analysis), acted(analysis)
    if not ledger and status is None:
        return None
    sentences = [*([_sentence(ledger)] if ledger else []), *([_acted_on(status)] if status else [])]
    parts: list[Part] = []
    if ledger:
        told = (_account(analysis, rows) for rows in ledger)
        parts += [Notes((*told, *machine_labels(analysis))), _table(ledger), Reading(_READING)]
    if status and status.problems:
        parts.append(Notes(_faults(status), heading="In the status file"))
    return Section("What came of the actions", " ".join(sentences), tuple(parts))


def _acted_on(status: Acted) -> str:
    """How many themes of the planning feed were acted on, and how long it took."""
    if not status.themes:
        return "No theme stands in the planning feed."
    feed = words.count(status.themes, "theme")
    verb = "has" if status.acted_on == 1 else "have"
    said = (
        f"Of the {feed} in the planning feed, {words.count(status.acted_on)} "
        f"({words.share(status.share)}) {verb} a ticket in progress or done"
    )
    if status.days is None:
        return f"{said}; no ticket says how long it took."
    tickets = words.count(status.done, "ticket")
    return f"{said}; {tickets} took {status.days:g} days from record to done, in the median."


def _faults(status: Acted) -> tuple[str, ...]:
    """What is amiss in the status file: the first lines, and how many more there are."""
    more = len(status.problems) - _SHOWN
    rest = f"{words.count(more, 'line')} more: see tables/planned.csv."
    return (*status.problems[:_SHOWN], *([rest] if more > 0 else []))


def _ledger(analysis: Analysis) -> list[dict[str, Record]]:
    """Rows of each action by measure, in the order of their dates."""
    ledger: dict[str, dict[str, Record]] = {}
    for row in records(analysis.actions):
        ledger.setdefault(row["action"], {})[row["measure"]] = row
    return [
        {name: rows[name] for name in _MEASURES if name in rows} for rows in ledger.values() if rows
    ]


def _sentence(ledger: list[dict[str, Record]]) -> str:
    """How many actions have which verdict, with their names."""
    named = {verdict: _named(ledger, verdict) for verdict in _VERDICTS}
    clauses = {
        "worked": "what was aimed at moved, where it was done",
        "no": "what was aimed at did not move as hoped",
        "cannot tell": "this survey cannot tell",
    }
    parts = [
        f"{words.listing(names)}: {clauses[verdict]}" for verdict, names in named.items() if names
    ]
    return "; ".join(parts) + "."


def _named(ledger: list[dict[str, Record]], verdict: str) -> list[str]:
    firsts = [next(iter(rows.values())) for rows in ledger]
    return [first["action"] for first in firsts if first["action_verdict"] == verdict]


def _account(analysis: Analysis, rows: dict[str, Record]) -> str:
    """One action in a sentence or three: what it was, what was seen, what to know."""
    first = next(iter(rows.values()))
    aim = "against complaints about" if first["sign"] == "negative" else "for praise for"
    about = (
        f"{first['action']} ({first['date']}, {first['exposed']}), {aim} "
        f"{label_of(analysis, first['theme'])}: {first['action_verdict']}."
    )
    seen = _seen(rows["reach"]) if "reach" in rows else ""
    note = f" {first['note']}" if first["note"] else ""
    return f"{about}{seen}{note}"


def _seen(row: Record) -> str:
    """What the share of those who say it did."""
    if row["effect"] is None:
        return ""
    others = ""
    if row["design"] == "difference in differences":
        before, after = words.share(row["before_others"]), words.share(row["after_others"])
        others = f", from {before} to {after} of the others"
    effect, low, high = (100 * row[name] for name in ("effect", "low", "high"))
    return (
        f" Said by {words.share(row['before'])} of those whom it reached before, "
        f"{words.share(row['after'])} after{others}: "
        f"{words.with_interval(effect, low, high, words.points)} percentage points."
    )


def _table(ledger: list[dict[str, Record]]) -> Table:
    return Table(
        "What moved, by action and measure",
        (
            "Action",
            "Measure",
            "Before",
            "After",
            "Others before",
            "Others after",
            "Change set apart",
            f"{words.SURE} interval",
            "Verdict",
        ),
        tuple(_table_row(row) for rows in ledger for row in rows.values()),
        prose=(0, 1, 8),
    )


def _table_row(row: Record) -> tuple[str, ...]:
    scale = 100 if row["measure"] == "reach" else 1
    known = row["effect"] is not None
    effect, low, high = (scale * row[name] if known else None for name in ("effect", "low", "high"))
    return (
        row["action"],
        _MEASURES[row["measure"]],
        *(_level(row, name) for name in ("before", "after", "before_others", "after_others")),
        words.points(effect) if known else words.NOTHING,
        words.interval(low, high, words.points) if known else words.NOTHING,
        row["verdict"],
    )


def _level(row: Record, name: str) -> str:
    if row[name] is None:
        return words.NOTHING
    form = {"reach": words.share, "points": words.points, "nps": words.score}[row["measure"]]
    return form(row[name])
