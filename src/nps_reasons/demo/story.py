"""What the demo shows, in a few sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nps_reasons import words
from nps_reasons.demo.coded import CODED_QUARTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from nps_reasons.demo.truth import Truth

    Row = Mapping[Any, Any]


def story(truth: Truth, compared: pd.DataFrame, coded: pd.DataFrame) -> list[str]:
    """Tell what was planted and whether it was found.

    Parameters
    ----------
    compared
        As `compare` gives it.
    coded
        The coded sample of the survey, with or without rows.
    """
    first, last = truth.periods[0], truth.periods[-1]
    rows = {row["what"]: row for row in compared.to_dict("records")}
    change = rows[f"Change {first} to {last}"]
    costliest = next(row for what, row in rows.items() if f", points {first}" in what)
    harmless = next(
        row for what, row in rows.items() if "Documentation" in what and "(negative)" in what
    )
    covered = compared["covered"].dropna()
    return [
        f"TechCorp's NPS moved by {_found(change)} from {first} to {last}.",
        f"Better support was planted as {_numbers(rows['Support quality, all parts'])} of it.",
        f"A change of who answered was planted as {_numbers(rows['Segment mix'])} of it.",
        f"Costliest in {first}: {_named(costliest)} was planted as {_numbers(costliest)}: "
        f"{costliest['verdict']}.",
        f"Harmless, but said beside support complaints: {_named(harmless)} was planted as "
        f"{_numbers(harmless)}: {harmless['verdict']}.",
        _told_of_labels(compared, len(coded)),
        f"{int(covered.sum())} of {len(covered)} intervals hold what was planted; other samples "
        "of the survey: --seed.",
    ]


def _told_of_labels(compared: pd.DataFrame, n_coded: int) -> str:
    if not (compared["labels"] == "corrected").any():
        told = f"{n_coded:,} coded comments are too few to" if n_coded else "No coded comments"
        return f"{told} correct the machine's labels, whose errors no interval shows (--coded)."
    quarters = words.listing(CODED_QUARTERS)
    return (
        f"{n_coded // len(CODED_QUARTERS):,} comments each of {quarters}, coded by hand (the "
        "generator knows what they say), correct the machine's labels (--coded 0: without)."
    )


def _named(row: Row) -> str:
    return str(row["what"]).split(", points")[0]


def _found(row: Row) -> str:
    limits = (row["found_low"], row["found_high"])
    return words.plain(words.with_interval(row["found"], *limits, words.points))


def _numbers(row: Row) -> str:
    return f"{words.plain(words.points(row['planted']))} and found as {_found(row)}"
