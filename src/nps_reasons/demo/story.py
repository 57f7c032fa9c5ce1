"""What the demo shows, in five sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nps_reasons import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from nps_reasons.demo.truth import Truth

    Row = Mapping[Any, Any]


def story(truth: Truth, compared: pd.DataFrame) -> list[str]:
    """Tell what was planted and whether it was found.

    Parameters
    ----------
    compared
        As `compare` gives it.
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
        f"{int(covered.sum())} of {len(covered)} intervals hold what was planted; tagging errors "
        "make it fewer for other seeds (--seed).",
    ]


def _named(row: Row) -> str:
    return str(row["what"]).split(", points")[0]


def _found(row: Row) -> str:
    limits = (row["found_low"], row["found_high"])
    return words.plain(words.with_interval(row["found"], *limits, words.points))


def _numbers(row: Row) -> str:
    return f"{words.plain(words.points(row['planted']))} and found as {_found(row)}"
