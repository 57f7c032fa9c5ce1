"""Emerging and fading themes: what more, or fewer, people say than in the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Reading, Section, Table
from nps_reasons.report.lookups import anchors_of, label_of, machine_labels, records

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record

_NAMED: Final = 3
"""Themes that the sentence names of each kind."""

_VERDICTS: Final = ("emerging", "fading", "steady")

_STEADY: Final = 8
"""Steady themes in the table; the file has them all."""

_READING: Final = (
    "Reach is the share who say it, of those who gave a reason; each respondent counts once a "
    "period, with the latest answer.",
    "Of the themes called emerging or fading, at most one in ten is expected to be a false alarm: "
    "the verdict allows for how many themes were compared, the interval does not.",
    "A theme said by fewer than ten people in both periods together is too few to tell.",
    "What is said more need not cost more: what a theme goes with stands under the drivers.",
)


def emerging(analysis: Analysis) -> Section | None:
    """Themes whose reach moved; None where no theme could be compared with the reference."""
    rows = _rows(analysis)
    tested = [row for row in rows if row["verdict"] in _VERDICTS]
    if not tested:
        return None
    parts = [_table(analysis, tested)]
    left = (_steady(len(tested) - len(parts[0].rows)), _too_few(len(rows) - len(tested)))
    told = (*left, *machine_labels(analysis))
    said = tuple(note for note in told if note)
    notes = (Notes(said),) if said else ()
    return Section(
        f"What is said more or less than in {analysis.reference}",
        _sentence(analysis, tested),
        (*parts, *notes, Reading(_READING)),
    )


def _rows(analysis: Analysis) -> list[Record]:
    """Rows of the compared pair: by verdict, then the largest change first."""
    table = analysis.emerging
    pair = (table["period"] == analysis.period) & (table["reference"] == analysis.reference)
    rows = records(table[pair.fillna(value=False)])
    order = {verdict: place for place, verdict in enumerate((*_VERDICTS, "too few"))}
    return sorted(
        rows,
        key=lambda row: (
            order[row["verdict"]],
            -abs(row["change"] or 0.0),
            row["theme"],
            row["sign"],
        ),
    )


def _sentence(analysis: Analysis, tested: list[Record]) -> str:
    more, less = (
        [row for row in tested if row["verdict"] == verdict] for verdict in ("emerging", "fading")
    )
    if not more and not less:
        return (
            f"No theme is said clearly more or less than in {analysis.reference} "
            f"({words.count(len(tested), 'theme')} compared)."
        )
    parts = [
        f"{verb} than in {analysis.reference}: {_listed(analysis, rows)}"
        for verb, rows in (("Said more", more), ("Said less", less))
        if rows
    ]
    return ". ".join(parts) + "."


def _listed(analysis: Analysis, rows: list[Record]) -> str:
    named = [_moved(analysis, row) for row in rows[:_NAMED]]
    further = len(rows) - len(named)
    return words.listing(named + ([f"{further} more"] if further else []))


def _moved(analysis: Analysis, row: Record) -> str:
    before, now = words.share(row["reach_reference"]), words.share(row["reach"])
    return f"{_name(analysis, row)}, from {before} to {now}"


def _name(analysis: Analysis, row: Record) -> str:
    return f"{label_of(analysis, row['theme'])} ({words.SIGN_WORDS[row['sign']]})"


def _table(analysis: Analysis, tested: list[Record]) -> Table:
    rows = _shown(tested)
    return Table(
        "Share who say each theme, and its change in percentage points",
        (
            "Theme",
            str(analysis.period),
            str(analysis.reference),
            "Change",
            f"{words.SURE} interval",
            "Say it now",
            "Verdict",
        ),
        tuple(_table_row(analysis, row) for row in rows),
        prose=(0, 6),
        anchors=anchors_of(analysis, [row["theme"] for row in rows]),
    )


def _shown(tested: list[Record]) -> list[Record]:
    """All that moved, and the steady ones with the largest changes."""
    moved = [row for row in tested if row["verdict"] != "steady"]
    steady = [row for row in tested if row["verdict"] == "steady"]
    return moved + steady[:_STEADY]


def _table_row(analysis: Analysis, row: Record) -> tuple[str, ...]:
    return (
        _name(analysis, row),
        words.share(row["reach"]),
        words.share(row["reach_reference"]),
        words.points(100 * row["change"]),
        words.interval(100 * row["change_low"], 100 * row["change_high"], words.points),
        words.count(row["n"]),
        row["verdict"],
    )


def _steady(further: int) -> str:
    return f"{words.count(further, 'further steady theme')} not shown." if further else ""


def _too_few(silent: int) -> str:
    if not silent:
        return ""
    verb = "is" if silent == 1 else "are"
    return f"{words.count(silent, 'further theme')} {verb} said by too few to compare."
