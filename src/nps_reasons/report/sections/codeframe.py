"""The codeframe: its version, what was changed, and whether it still fits what people write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Estimate, Notes, Reading, Section, Table, Trend
from nps_reasons.report.lookups import records

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.blocks import Part
    from nps_reasons.report.lookups import Record

_READING: Final = (
    "Each period is compared with all dated periods before it together, and not with the one "
    "before alone; the first period has nothing to be compared with.",
    "A reason without a theme says something that the codeframe lacks, says it in words that the "
    "codeframe does not know, or names no reason at all.",
    "Drifting: a change that is told apart from chance, allowing for how many measures of the "
    "period were compared. The verdict on a period stays as it is when later ones come.",
    "A new word is said by at least five people, at least twice as often as before, and the "
    "difference is told apart from chance, allowing for how many words were compared.",
)

_SHOWN: Final = {
    "uncovered": "Reasons without a theme",
    "confidence": "Mean confidence of mentions",
    "agreement": "Agreement of machine and person (micro-F1)",
}


def codeframe(analysis: Analysis) -> Section:
    """Which codeframe tagged the reasons, and what of them it covers, period by period."""
    measured = _rows(analysis, "uncovered")
    parts = (
        _uncovered(measured),
        Reading(_READING) if measured else None,
        _others(analysis),
        _new_words(analysis),
        _changes(analysis),
    )
    return Section(
        "The codeframe",
        _sentence(analysis, measured),
        tuple(part for part in parts if part is not None),
    )


def _rows(analysis: Analysis, *measures: str) -> list[Record]:
    """Rows of `drift` that have numbers, in the order of periods."""
    table = analysis.drift
    rows = records(table[table["measure"].isin(measures) & table["value"].notna()])
    return sorted(rows, key=lambda row: (row["period"], row["measure"]))


def _sentence(analysis: Analysis, measured: list[Record]) -> str:
    themes = words.count(len(analysis.codeframe), "theme")
    told = f"The themes are those of codeframe {analysis.codeframe_version} ({themes})."
    here = [row for row in measured if row["period"] == analysis.period]
    again = [analysis.restatement] if analysis.restatement else []
    return " ".join([told, *(_drift(row) for row in here), *again])


def _drift(row: Record) -> str:
    value = words.with_interval(row["value"], row["value_low"], row["value_high"], words.share)
    verdict = "" if row["verdict"] == "drifting" else ", which chance alone may make"
    return (
        f"In {row['period']} it finds no theme in {value} of the reasons, in the periods before "
        f"in {words.share(row['before'])}: a change of {_change(row)} percentage points{verdict}."
    )


def _change(row: Record) -> str:
    change, low, high = (100 * row[name] for name in ("change", "change_low", "change_high"))
    return words.with_interval(change, low, high, words.points)


def _uncovered(rows: list[Record]) -> Part | None:
    if not rows:
        return None
    table = _uncovered_table(rows)
    if len(rows) < 2:
        return table
    return Trend(
        title="Reasons without a theme",
        alt=f"{rows[0]['period']} to {rows[-1]['period']}: share of reasons without a theme.",
        axis="% of reasons",
        estimates=tuple(_estimate(row) for row in rows),
        table=table,
    )


def _estimate(row: Record) -> Estimate:
    value, low, high = (100 * row[name] for name in ("value", "value_low", "value_high"))
    return Estimate(row["period"], value, low, high, f"n {words.count(row['base'])}")


def _uncovered_table(rows: list[Record]) -> Table:
    return Table(
        "Share of reasons in which no theme was found",
        ("Period", "Share", f"{words.SURE} interval", "Reasons", "Before", "Change", "Verdict"),
        tuple(
            (
                row["period"],
                words.share(row["value"]),
                words.interval(row["value_low"], row["value_high"], words.per_cent),
                words.count(row["base"]),
                words.share(row["before"]),
                _change(row),
                row["verdict"],
            )
            for row in rows
        ),
        prose=(0, 6),
    )


def _others(analysis: Analysis) -> Table | None:
    """Confidence and agreement of the report's period."""
    found = _rows(analysis, "confidence", "agreement")
    rows = [row for row in found if row["period"] == analysis.period]
    if not rows:
        return None
    return Table(
        f"How sure the mentions of {analysis.period} are",
        ("Measure", "Value", f"{words.SURE} interval", "Before", "Verdict"),
        tuple(
            (
                _SHOWN[row["measure"]],
                words.share(row["value"]),
                words.interval(row["value_low"], row["value_high"], words.per_cent),
                words.share(row["before"]),
                row["verdict"],
            )
            for row in rows
        ),
        prose=(0, 4),
    )


def _new_words(analysis: Analysis) -> Table | None:
    """New words of the report's period, those that most people say in uncovered reasons first."""
    found = _rows(analysis, "word")
    rows = [row for row in found if row["period"] == analysis.period]
    if not rows:
        return None
    rows.sort(key=lambda row: (-row["n_uncovered"], row["p_value"], row["item"]))
    return Table(
        f"Words that are new in {analysis.period}",
        ("Word", "Say it", "of these without a theme", "Share now", "Before"),
        tuple(
            (
                row["item"],
                words.count(row["n"]),
                words.count(row["n_uncovered"]),
                words.share(row["value"]),
                words.share(row["before"]),
            )
            for row in rows
        ),
    )


def _changes(analysis: Analysis) -> Notes | None:
    if not analysis.codeframe_changes:
        return None
    return Notes(analysis.codeframe_changes, f"What made it {analysis.codeframe_version}")
