"""Negative control: what a theme that cannot matter goes with; verdicts are measured against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.checks.check import Check, Evidence

if TYPE_CHECKING:
    import pandas as pd

_NAME: Final = "Negative control"

_GOES: Final = {"negative": "complaints about it go", "positive": "praise for it goes"}

_UNTESTED: Final = {
    "negative": "Too few complain about it: complaints about other themes are tested against 0.",
    "positive": "Too few praise it: praise for other themes is tested against 0.",
}


def negative_control(evidence: Evidence) -> Check | None:
    """Say what the negative control goes with; None where the settings name none."""
    if evidence.control is None:
        return None
    known = evidence.drivers[evidence.drivers["points"].notna()]
    if known.empty:
        return None
    own = known[known["theme"] == evidence.control].sort_values("sign")
    if own.empty:
        return Check(_NAME, _unknown(evidence.drivers, evidence.control), "warning")
    untested = [_UNTESTED[sign] for sign in _UNTESTED if sign not in set(own["sign"])]
    away = (own["effect_low"] > 0) | (own["effect_high"] < 0)
    sentences = [_against(own), *untested, *([_MOOD] if away.any() else [])]
    return Check(_NAME, " ".join(sentences), "note" if away.any() else "fine")


_MOOD: Final = (
    "That it goes with points at all shows what the mood of those who write does to every theme."
)


def _unknown(drivers: pd.DataFrame, control: str) -> str:
    rows = drivers[drivers["theme"] == control]
    label = rows["label"].iloc[0] if len(rows) else control
    return (
        f"Verdicts were to be measured against {label}, but it {words.INSEPARABLE}: they say "
        "little. Name another theme as the negative control."
    )


def _against(own: pd.DataFrame) -> str:
    told = words.listing([_goes_with(row) for _, row in own.iterrows()])
    return (
        f"Verdicts are measured against {own['label'].iloc[0]}, which cannot matter: {told}. A "
        "theme counts only where its effect per mention differs from that."
    )


def _goes_with(row: pd.Series) -> str:
    points = words.with_interval(row["points"], row["points_low"], row["points_high"], words.points)
    effect = words.points(row["effect"])
    return f"{_GOES[row['sign']]} with {points} points ({effect} per mention)"
