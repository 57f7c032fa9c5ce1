"""Data quality: what was read, what was kept, what was set aside and why.

Line numbers stay in the quarantine table: they depend on the order of the file's rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.report import words
from nps_reasons.report.blocks import Notes, Section, Table
from nps_reasons.schema import ALL, UNDATED

if TYPE_CHECKING:
    import pandas as pd

    from nps_reasons.analysis import Analysis

_LISTED: Final = 15
"""Reasons and languages that are listed; the others are counted in one row."""


def quality(analysis: Analysis) -> Section:
    """Counts of rows read, kept and set aside by reason, and notes of the reading."""
    kept, aside = len(analysis.responses), len(analysis.quarantine)
    read = analysis.source.rows_read or kept + aside
    rows = words.count(read, "row")
    text = f"{rows} read: {words.count(kept)} kept, {words.count(aside)} set aside."
    tables = (_kept(analysis), _aside(analysis), _languages(analysis), _columns(analysis))
    return Section(
        "Data quality",
        text,
        (*_notes(analysis), *(table for table in tables if table.rows)),
    )


def _notes(analysis: Analysis) -> tuple[Notes, ...]:
    files = list(analysis.source.hashes)
    origin = (f"Read from {words.listing(files)}.",) if files else ()
    silent = analysis.source.non_answers
    empty = (
        (f"{words.count(silent, 'reason')} said nothing, such as “n/a”, and count as no reason.",)
        if silent
        else ()
    )
    sentences = (*origin, *empty, *analysis.source.notes)
    return (Notes(sentences),) if sentences else ()


def _kept(analysis: Analysis) -> Table:
    responses = analysis.responses
    said = responses["reason"].notna()
    rows = [
        ("with a usable reason", said),
        ("without one", ~said),
        ("without a date, in no comparison", responses["period"] == UNDATED),
    ]
    rows += (
        []
        if analysis.period == ALL
        else [
            (
                f"in {analysis.period}, the period of this report",
                responses["period"] == analysis.period,
            )
        ]
    )
    counts = [(name, int(chosen.sum())) for name, chosen in rows]
    return Table(
        "Responses kept",
        ("Responses", "Number", "Share"),
        tuple((name, words.count(n), words.share(n / len(responses))) for name, n in counts if n),
    )


def _aside(analysis: Analysis) -> Table:
    return Table(
        "Rows set aside; the quarantine table has each of them",
        ("Why", "Rows"),
        _counted(analysis.quarantine["reason"]),
    )


def _languages(analysis: Analysis) -> Table:
    spoken = analysis.responses.loc[analysis.responses["reason"].notna(), "language"]
    spoken = spoken if spoken.notna().any() else spoken.iloc[:0]
    return Table(
        "Language of the reasons",
        ("Language", "Responses"),
        _counted(spoken.fillna("not told")),
    )


def _counted(values: pd.Series) -> tuple[tuple[str, str], ...]:
    """Values with how often they stand, most frequent first; equal counts by name."""
    counts = [(str(value), int(n)) for value, n in values.value_counts().items()]
    counts.sort(key=lambda pair: (-pair[1], pair[0]))
    rest = sum(n for _, n in counts[_LISTED:])
    listed = counts[:_LISTED] + ([("others", rest)] if rest else [])
    return tuple((value, words.count(n)) for value, n in listed)


def _columns(analysis: Analysis) -> Table:
    return Table(
        "Columns that were used",
        ("Role", "Column"),
        tuple((role, column) for role, column in analysis.source.columns.items()),
        prose=(0, 1),
    )
