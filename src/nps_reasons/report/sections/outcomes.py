"""What customers did: who left or stayed, by respondent category and by what they complain of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Reading, Section, Table
from nps_reasons.report.lookups import label_of, machine_labels, records
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.blocks import Part
    from nps_reasons.report.lookups import Record

_DID: Final = {"churned": "left", "renewed": "renewed"}

_GROUPS: Final = (ALL, "promoter", "passive", "detractor")

_READING: Final = (
    "Each respondent counts once, with the latest answer; for the themes, with the latest answer "
    "that has a reason. Customers whose outcome is not known are left out of the rates.",
    "The value at risk of a complaint is the value of the customers who say it, times how much "
    "larger the share who left is among them than among others of the same segments. It tells what "
    "went with the complaint; it is no forecast.",
    "Values at risk overlap, because a customer may complain of two themes: never add them up.",
    "Verdicts allow for how many themes were compared; the intervals do not.",
)


def outcomes(analysis: Analysis) -> Section | None:
    """Outcomes of the period; None where none is known of enough customers."""
    rows = _rows(analysis)
    shown = [row for row in rows if row["rate"] is not None or row["value"] is not None]
    if not shown:
        return None
    return Section("What customers did", _sentence(analysis, shown), _parts(analysis, shown))


def _rows(analysis: Analysis) -> list[Record]:
    """Rows of the report's period; of the whole survey where it has no others."""
    table = analysis.outcomes
    of_period = table[table["period"] == analysis.period]
    return records(of_period if len(of_period) else table[table["period"] == ALL])


def _parts(analysis: Analysis, rows: list[Record]) -> tuple[Part, ...]:
    tables: list[Part] = []
    for outcome, did in _DID.items():
        groups = _of(rows, outcome, "group")
        if groups:
            tables.append(_group_table(groups, did))
        themes = _of(rows, outcome, "theme")
        if themes:
            tables.append(_theme_table(analysis, themes, did))
    if _at_risk(rows):
        tables.append(_risk_table(analysis, _at_risk(rows)))
    notes = machine_labels(analysis)
    return (*tables, *([Notes(notes)] if notes else []), Reading(_READING))


def _of(rows: list[Record], outcome: str, kind: str) -> list[Record]:
    """Rows with a rate, categories in their order and themes by how far they differ."""
    chosen = [
        row
        for row in rows
        if (row["outcome"], row["kind"]) == (outcome, kind) and row["rate"] is not None
    ]
    if kind == "group":
        return sorted(chosen, key=lambda row: _GROUPS.index(row["name"]))
    compared = [row for row in chosen if row["difference"] is not None]
    return sorted(compared, key=lambda row: (-abs(row["difference"]), row["name"], row["sign"]))


def _at_risk(rows: list[Record]) -> list[Record]:
    chosen = [row for row in rows if row["value_at_risk"] is not None]
    return sorted(chosen, key=lambda row: (-row["value_at_risk"], row["name"]))


def _sentence(analysis: Analysis, rows: list[Record]) -> str:
    parts = [text for text in (_by_group(rows), _by_value(analysis, rows)) if text]
    return " ".join(parts) or "The values of customers are known; who left or stayed is not."


def _by_group(rows: list[Record]) -> str:
    for outcome, did in _DID.items():
        rates = {row["name"]: row for row in _of(rows, outcome, "group")}
        if "detractor" in rates and "promoter" in rates:
            return (
                f"{_rate(rates['detractor'])} of detractors {did}, "
                f"and {_rate(rates['promoter'])} of promoters."
            )
        if ALL in rates:
            return f"{_rate(rates[ALL])} of respondents {did}."
    return ""


def _by_value(analysis: Analysis, rows: list[Record]) -> str:
    """The largest value at risk whose interval does not cover zero."""
    sure = [row for row in _at_risk(rows) if row["value_at_risk_low"] > 0]
    if sure:
        return (
            "Of those told apart from zero, the largest value at risk goes with complaints about "
            f"{label_of(analysis, sure[0]['name'])}: {_amount_at_risk(sure[0])}."
        )
    if _at_risk(rows):
        return "No complaint goes with a value at risk that is told apart from zero."
    return ""


def _rate(row: Record) -> str:
    return words.with_interval(row["rate"], row["rate_low"], row["rate_high"], words.share)


def _group_table(groups: list[Record], did: str) -> Table:
    return Table(
        f"Who {did}, by respondent category",
        ("Category", f"Share who {did}", "Known of"),
        tuple(
            (words.GROUP_WORDS[row["name"]], _rate(row), words.count(row["n_known"]))
            for row in groups
        ),
    )


def _theme_table(analysis: Analysis, themes: list[Record], did: str) -> Table:
    return Table(
        f"Who {did}, by what they say; the difference in percentage points",
        ("Theme", f"Share who {did}", "Of others", "Difference", "Known of", "Verdict"),
        tuple(
            (
                _name(analysis, row),
                words.share(row["rate"]),
                words.share(row["rate_others"]),
                _difference(row),
                words.count(row["n_known"]),
                words.VERDICT_WORDS[row["verdict"]],
            )
            for row in themes
        ),
        prose=(0, 5),
    )


def _name(analysis: Analysis, row: Record) -> str:
    return f"{label_of(analysis, row['name'])} ({words.SIGN_WORDS[row['sign']]})"


def _difference(row: Record) -> str:
    value, low, high = (100 * row[f"difference{end}"] for end in ("", "_low", "_high"))
    return words.with_interval(value, low, high, words.points)


def _risk_table(analysis: Analysis, rows: list[Record]) -> Table:
    return Table(
        "Value at risk of each complaint",
        ("Complaint", "Value of who says it", "Left", "Of comparable others", "Value at risk"),
        tuple(
            (
                label_of(analysis, row["name"]),
                words.amount(row["value"]),
                words.share(row["rate"]),
                words.share(row["rate_others"]),
                _amount_at_risk(row),
            )
            for row in rows
        ),
    )


def _amount_at_risk(row: Record) -> str:
    value, low, high = (row[f"value_at_risk{end}"] for end in ("", "_low", "_high"))
    return words.with_interval(value, low, high, words.amount)
