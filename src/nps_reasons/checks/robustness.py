"""Robustness: whether other methods find the same drivers, and what could explain them away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.checks.check import Check, Evidence

if TYPE_CHECKING:
    import pandas as pd

FOUND: Final = ("clear", "leaning")

MOST_NAMED: Final = 3

WEAK: Final = 0.05
"""Robustness value; so little of the rest is easily explained by something that nobody asked."""


def robust(evidence: Evidence) -> Check | None:
    """Compare the drivers found with two other methods; ask what could explain them away.

    None where a coded sample corrected the drivers: the other methods have the machine's labels.
    """
    if evidence.corrected:
        return None
    found = evidence.drivers[evidence.drivers["verdict"].isin(FOUND)]
    columns = ["theme", "sign", "label", "verdict"]
    rows = found[columns].merge(
        evidence.robustness, on=["theme", "sign"], validate="one_to_one", sort=True
    )
    if rows.empty:
        return None
    compared = rows[rows["agrees"].notna()]
    apart = compared[~compared["agrees"].astype(bool)]
    clear = rows[rows["verdict"] == "clear"]
    sentences = [*_agreement(compared, apart), *_hidden_cause(clear)]
    if not sentences:
        return None
    weak = (clear["robustness_value"] < WEAK).any()
    return Check("Other methods", " ".join(sentences), "note" if weak or len(apart) else "fine")


def _agreement(compared: pd.DataFrame, apart: pd.DataFrame) -> list[str]:
    """How many drivers have the same points by all methods, and which do not."""
    if compared.empty:
        return []
    same = len(compared) - len(apart)
    told = (
        f"Of {words.count(len(compared), 'clear or leaning driver')}, {words.count(same)} "
        f"{'has' if same == 1 else 'have'} the same points, within a standard error or a tenth of "
        "them, by an ordinal model and by a doubly robust estimate."
    )
    return [told, *_exceptions(apart)]


def _exceptions(apart: pd.DataFrame) -> list[str]:
    """The drivers that differ, the one that differs most first."""
    if apart.empty:
        return []
    others = apart[["ordinal_points", "doubly_robust_points"]]
    gaps = others.sub(apart["points"], axis=0).abs().max(axis=1)
    order = (-gaps.to_numpy()).argsort(kind="stable")
    named = [_exception(apart.iloc[row]) for row in order[:MOST_NAMED]]
    more = f"; and {len(apart) - MOST_NAMED} more" if len(apart) > MOST_NAMED else ""
    return [f"Not so: {'; '.join(named)}{more}. Quote their points as rough."]


def _exception(row: pd.Series) -> str:
    return (
        f"{_name(row)}, {words.points(row['points'])} here, "
        f"{words.points(row['ordinal_points'])} by the ordinal model, "
        f"{words.points(row['doubly_robust_points'])} doubly robust"
    )


def _hidden_cause(clear: pd.DataFrame) -> list[str]:
    """The clear driver that something nobody measured explains away most easily."""
    if clear.empty:
        return []
    weakest = clear.sort_values("robustness_value", kind="stable").iloc[0]
    return [
        f"Of the clear drivers, {_name(weakest)} is the easiest to explain away: a hidden cause "
        f"would have to explain {words.share(weakest['robustness_value'])} of what the other "
        "themes and the segments leave open, both in the score and in who says it, to bring its "
        f"{words.points(weakest['points'])} points to 0."
    ]


def _name(row: pd.Series) -> str:
    return f"{row['label']} ({words.SIGN_WORDS[row['sign']]})"
