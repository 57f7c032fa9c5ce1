"""Drift: whether the codeframe still reads the period as it read those before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nps_reasons import words
from nps_reasons.checks.check import Check, Concern, Evidence

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

MUCH: Final = 0.05
"""Share of reasons; where so many more are uncovered, themes are missing from the report."""

MOST_NAMED: Final = 5
"""New words that the sentence names."""

_LOOK: Final = "Look at them: nps-reasons themes discover."


def drift(evidence: Evidence) -> Check | None:
    """Compare what the codeframe covers with the periods before; None where there are none."""
    table = evidence.drift
    rows = _measures(table)
    if "uncovered" not in rows:
        return None
    if rows["uncovered"]["verdict"] == "too few":
        return Check("Drift", _too_few(rows["uncovered"]), "note")
    found = new_words(table)
    told = [
        f"{_uncovered(rows['uncovered'])}{_new(found)}.",
        *_sureness(rows.get("confidence")),
        *_agreement(rows.get("agreement")),
        *([_LOOK] if found or _moved(rows["uncovered"]) > 0 else []),
    ]
    return Check("Drift", " ".join(told), _concern(rows, found))


def _measures(table: pd.DataFrame) -> dict[str, Row]:
    rows = table[table["measure"] != "word"].to_dict("records")
    return {row["measure"]: {str(name): value for name, value in row.items()} for row in rows}


def new_words(table: pd.DataFrame) -> list[str]:
    """New words of the rows of one period, those that most people say in uncovered reasons first.

    Examples
    --------
    >>> import pandas as pd
    >>> new_words(pd.DataFrame({"measure": ["word"] * 2, "item": ["outage", "eSIM"],
    ...                         "n_uncovered": [3, 8], "n": [9, 8], "p_value": [0.001, 0.002]}))
    ['eSIM', 'outage']
    """
    found = table[table["measure"] == "word"]
    order = found.assign(_uncovered=-found["n_uncovered"]).sort_values(["_uncovered", "p_value"])
    return [str(word) for word in order["item"]]


def _too_few(row: Row) -> str:
    return (
        f"Too few to tell: {words.count(row['base'], 'reason')} in this period, "
        f"{words.count(row['base_before'])} in those before; drift needs 30 of each."
    )


def _uncovered(row: Row) -> str:
    """How much is uncovered, and whether that is more than before."""
    told = (
        f"{words.share(row['value'])} of reasons have no theme, {words.share(row['before'])} "
        f"before ({_change(row)} percentage points)"
    )
    return told if _moved(row) else f"{told}, no more of a change than chance makes"


def _change(row: Row) -> str:
    value, low, high = (100 * row[name] for name in ("change", "change_low", "change_high"))
    return words.with_interval(value, low, high, words.points)


def _new(found: list[str]) -> str:
    if not found:
        return "; no new words"
    named = [f"“{word}”" for word in found[:MOST_NAMED]]
    more = [f"{len(found) - MOST_NAMED} more"] if len(found) > MOST_NAMED else []
    return f"; new words: {words.listing([*named, *more])}"


def _sureness(row: Row | None) -> list[str]:
    """Say where mentions are less, or more, sure than before."""
    if row is None or not _moved(row):
        return []
    surer = "more" if _moved(row) > 0 else "less"
    return [
        f"The machine is {surer} sure of its mentions: mean confidence {row['value']:.2f}, "
        f"{row['before']:.2f} before."
    ]


def _agreement(row: Row | None) -> list[str]:
    """Say how well machine and person agree, where people coded."""
    if row is None:
        return []
    shown = words.with_interval(row["value"], row["value_low"], row["value_high"], words.share)
    verdict = "" if _moved(row) else ", no more of a change than chance makes"
    return [
        f"Machine and person agree with a micro-F1 of {shown}, {words.share(row['before'])} "
        f"before{verdict}."
    ]


def _moved(row: Row | None) -> int:
    """Sign of a change that is told apart from chance; 0 where none is."""
    if row is None or row["verdict"] != "drifting":
        return 0
    return 1 if row["change"] > 0 else -1


def _concern(rows: dict[str, Row], found: list[str]) -> Concern:
    more_uncovered = _moved(rows["uncovered"]) > 0 and rows["uncovered"]["change"] >= MUCH
    if more_uncovered or _moved(rows.get("agreement")) < 0:
        return "warning"
    return "note" if found or any(_moved(row) for row in rows.values()) else "fine"
