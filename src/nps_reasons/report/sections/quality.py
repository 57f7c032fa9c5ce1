"""Data quality: what was read, what was kept, what was set aside and why.

Line numbers stay in the quarantine table: they depend on the order of the file's rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Section, Table
from nps_reasons.schema import ALL, UNDATED

if TYPE_CHECKING:
    import pandas as pd

    from nps_reasons.analysis import Analysis

_LISTED: Final = 15
"""Reasons and languages that are listed; the others are counted in one row."""

_DAMAGED: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands where another program could not read a character."""


def quality(analysis: Analysis) -> Section:
    """Counts of rows read, kept and set aside by reason, and notes of the reading."""
    notes = _notes(analysis)
    tables = (
        _files(analysis),
        _kept(analysis),
        _aside(analysis),
        _joins(analysis),
        _response_rates(analysis),
        _redacted(analysis),
        _languages(analysis),
        _columns(analysis),
    )
    return Section(
        "Data quality",
        _account(analysis),
        (*([Notes(notes)] if notes else []), *(table for table in tables if table.rows)),
    )


def _account(analysis: Analysis) -> str:
    """Say how many rows were read, and what became of them."""
    kept, source = words.count(len(analysis.responses), "response"), analysis.source
    if not source.known:
        return (
            f"{kept}. The responses were given as a table; what was set aside before is not known "
            "here."
        )
    read, aside = words.count(source.rows_read, "row"), words.count(len(analysis.quarantine))
    if len(source.counts) > 1:
        files = words.count(len(source.counts), "file")
        return f"{read} read from {files}: {kept}; {aside} rows set aside."
    (file,) = source.counts
    unused = f", {words.count(file.unused)} not needed" if file.unused else ""
    return (
        f"{read} read: {words.count(file.kept)} kept, {words.count(file.quarantined)} set aside"
        f"{unused}."
    )


def _notes(analysis: Analysis) -> tuple[str, ...]:
    files, silent = list(analysis.source.hashes), analysis.source.non_answers
    reasons = analysis.responses["reason"].dropna()
    damaged = int(reasons.str.contains(_DAMAGED, regex=False).sum())
    found = (
        (files, f"Read from {words.listing(files)}."),
        (
            silent,
            f"{words.count(silent, 'reason')} said nothing, such as “n/a”, and count as no reason.",
        ),
        (
            damaged,
            f"Characters were lost before the data came here: {words.count(damaged, 'reason')} "
            f"with “{_DAMAGED}”.",
        ),
        (len(analysis.read_by_keywords), _by_keywords(analysis)),
        (
            len(reasons),
            "Names of people are not masked: read the quotes before you pass this page on.",
        ),
    )
    return (*(sentence for n, sentence in found if n), *analysis.source.notes)


def _by_keywords(analysis: Analysis) -> str:
    """Say how many reasons the models did not read, and in which languages they are."""
    alone, spoken = analysis.read_by_keywords, analysis.spoken
    if alone.empty:
        return ""
    listed = ", ".join(f"{language}: {n}" for language, n in _counted(alone))
    return (
        f"{words.count(len(alone), 'reason')} of {words.count(len(spoken))} "
        f"({words.share(len(alone) / len(spoken))}) in languages that the models do not cover "
        f"({listed}): their themes come from the codeframe's keywords only."
    )


def _files(analysis: Analysis) -> Table:
    counts = analysis.source.counts if len(analysis.source.counts) > 1 else ()
    return Table(
        "Rows of each file",
        ("File", "Read", "Used", "Set aside", "Not needed"),
        tuple(
            (file.source, *map(words.count, (file.read, file.kept, file.quarantined, file.unused)))
            for file in counts
        ),
    )


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


def _joins(analysis: Analysis) -> Table:
    rows = (
        (join.source, part, words.count(n), words.score(nps))
        for join in analysis.source.coverage
        for part, n, nps in join.parts
        if n
    )
    return Table(
        "Customers that the joined files know, and NPS of those they do not",
        ("File", "Responses", "Number", "NPS"),
        tuple(rows),
        prose=(0, 1),
    )


def _response_rates(analysis: Analysis) -> Table:
    answered = analysis.responses["period"].value_counts()
    rows = (
        (
            period,
            words.count(n),
            words.count(int(answered.get(period, 0))),
            _rate(answered, period, n),
        )
        for period, n in analysis.source.invitations.items()
    )
    return Table("Response rate", ("Period", "Invited", "Responses", "Rate"), tuple(rows))


def _rate(answered: pd.Series, period: str, invited: int) -> str:
    return words.share(answered.get(period, 0) / invited) if invited else words.TOO_FEW


def _redacted(analysis: Analysis) -> Table:
    taken = tuple((kind, words.count(n)) for kind, n in analysis.source.redacted.items() if n)
    return Table("Personal data taken out of the reasons", ("Kind", "Number"), taken)


def _languages(analysis: Analysis) -> Table:
    spoken = analysis.spoken
    spoken = spoken if spoken.notna().any() else spoken.iloc[:0]
    return Table(
        "Language of the reasons",
        ("Language", "Responses"),
        _counted(spoken.fillna("not certain, read as en")),
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
        (
            *analysis.source.columns.items(),
            *(("segment", name) for name in analysis.segments),
        ),
        prose=(0, 1),
    )
