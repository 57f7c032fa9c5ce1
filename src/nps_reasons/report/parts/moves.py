"""Why NPS moved: the parts of a change in words, and the sentence that says what goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.lookups import (
    is_clear,
    label_of,
    mentions_of,
    records,
    responses_of,
    with_reason,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from nps_reasons.analysis import Analysis
    from nps_reasons.inference.differences import Difference
    from nps_reasons.report.lookups import Record

    Reaches = dict[tuple[str, str], float]

MOST: Final = 0.5
WORTH_NAMING: Final = 0.2
"""Shares of a change that a theme must go with to be called most of it, or part of it."""

_NAMED: Final = 2

_SAID: Final = {
    ("negative", False): "fewer complaints",
    ("negative", True): "more complaints",
    ("positive", False): "less praise",
    ("positive", True): "more praise",
}
"""Sign of the mentions, and whether they are said more often than before."""

_WEIGHS: Final = {
    ("negative", False): "harsher complaints",
    ("negative", True): "milder complaints",
    ("positive", False): "praise counts less",
    ("positive", True): "praise counts more",
}
"""Sign of the mentions, and whether each goes with more points than before."""

_WITHOUT_THEME: Final = {"mix": "Mix of customers", "unexplained": "Unexplained"}


@dataclass(frozen=True, slots=True)
class _Theme:
    """All parts of a change that belong to one theme, largest first."""

    theme: str
    parts: tuple[Record, ...]

    @property
    def points(self) -> float:
        """NPS points of all parts together."""
        return float(sum(part["points"] for part in self.parts))

    @property
    def in_all(self) -> str:
        """All parts together with their interval; empty where it is not known."""
        one = self.parts[0]
        if one.get("theme_low") is None:
            return ""
        limits = (one["theme_low"], one["theme_high"])
        size = words.with_interval(one["theme_points"], *limits, words.points)
        return f"; all that moved of it is {size}"

    def clear_along(self, moved: float) -> list[Record]:
        """Parts that are clear of noise and go the way NPS went."""
        return [part for part in self.parts if is_clear_part(part) and part["points"] * moved > 0]


def parts_of(analysis: Analysis) -> list[Record]:
    """Parts of the change from the reference to the period, largest first; none without one.

    Beside the columns of `changes`, a part knows whether its theme is `said_more_often`.
    """
    if analysis.reference is None:
        return []
    table = analysis.changes
    pair = (table["period"] == analysis.period) & (table["reference"] == analysis.reference)
    found = records(table[pair & table["points"].notna()])
    reaches = {
        "uncorrected": _reaches_of_both(analysis, _reaches),
        "corrected": _reaches_of_both(analysis, _corrected_reaches),
    }
    parts = [
        {
            **part,
            "said_more_often": _more_often(part, *reaches[part.get("labels") or "uncorrected"]),
        }
        for part in found
    ]
    return sorted(parts, key=lambda part: (-abs(part["points"]), *_key(part)))


def _reaches_of_both(
    analysis: Analysis, reaches: Callable[[Analysis, str], Reaches]
) -> tuple[Reaches, Reaches]:
    return reaches(analysis, analysis.period), reaches(analysis, analysis.reference or "")


def _reaches(analysis: Analysis, period: str) -> Reaches:
    """Theme and sign to the share, by weight, of those with a reason who speak so of it."""
    commenters = with_reason(responses_of(analysis, period))
    said = mentions_of(analysis, commenters).drop_duplicates(["response_id", "theme", "sign"])
    weighted = said.merge(
        commenters[["response_id", "weight"]], on="response_id", validate="many_to_one"
    )
    sums = weighted.groupby(["theme", "sign"])["weight"].sum() / commenters["weight"].sum()
    return {(str(row[0]), str(row[1])): float(row[2]) for row in sums.reset_index().to_numpy()}


def _corrected_reaches(analysis: Analysis, period: str) -> Reaches:
    """Theme and sign to its share as a coded sample corrects it in both periods."""
    drivers = analysis.drivers
    if "labels" not in drivers:
        return {}
    key, pair = ["theme", "sign"], [analysis.period, analysis.reference]
    corrected = (drivers["labels"] == "corrected") & drivers["reach"].notna()
    rows = drivers[corrected & drivers["period"].isin(pair)]
    rows = rows[rows.duplicated(key, keep=False) & (rows["period"] == period)]
    return {(row["theme"], row["sign"]): row["reach"] for row in records(rows)}


def _more_often(part: Record, now: Reaches, then: Reaches) -> bool:
    theme = (part["theme"], part["sign"])
    if now.get(theme, 0.0) == then.get(theme, 0.0):
        return bool((part["points"] > 0) == (part["sign"] == "positive"))
    return now.get(theme, 0.0) > then.get(theme, 0.0)


def _key(part: Record) -> tuple[str, str, str]:
    return (part["part"], part["theme"] or "", part["sign"] or "")


def is_clear_part(part: Record) -> bool:
    """Tell whether a part is told apart from noise when all parts are looked at."""
    return part.get("verdict") == "clear"


def verdict_on_part(part: Record) -> str:
    """Verdict on a part of a change, in words."""
    return words.VERDICT_WORDS["clear" if is_clear_part(part) else "not distinguishable"]


def verdict_on(change: Difference) -> str:
    """Verdict on a change of NPS, in words."""
    return "a clear change" if is_clear(change) else "not distinguishable from sampling noise"


def why(analysis: Analysis, change: Difference) -> str:
    """Say what a clear change goes with; nothing where the change is not clear or has no parts."""
    parts = parts_of(analysis)
    if not parts or not is_clear(change) or change.value == 0:
        return ""
    move = "rise" if change.value > 0 else "fall"
    named = _by_theme(analysis, parts, change.value, move)
    if named:
        return named
    if abs(points_without_theme(parts, "unexplained")) > MOST * abs(change.value):
        return f"What people wrote does not explain this {move}."
    return f"No single theme goes with this {move} beyond chance."


def points_without_theme(parts: list[Record], name: str) -> float:
    """Points of the mix, or of what is unexplained."""
    return float(sum(part["points"] for part in parts if part["part"] == name))


def _by_theme(analysis: Analysis, parts: list[Record], moved: float, move: str) -> str:
    """Name the theme that goes with most of the change, if it is a fair part and no chance."""
    top = max(_themes(parts), key=lambda theme: theme.points / moved, default=None)
    if top is None or top.points / moved < WORTH_NAMING:
        return ""
    clear = top.clear_along(moved)[:_NAMED]
    if not clear:
        return ""
    much = "Most" if top.points / moved >= MOST else "Part"
    named = f"{much} of the {move} goes with {label_of(analysis, top.theme)}: {_listed(clear)}"
    return f"{named}{top.in_all}."


def _themes(parts: list[Record]) -> list[_Theme]:
    names = sorted({part["theme"] for part in parts if part["theme"]})
    return [_Theme(name, tuple(p for p in parts if p["theme"] == name)) for name in names]


def _listed(parts: list[Record]) -> str:
    """Name parts with their points; a noun that stood before is not said again."""
    first, *rest = (f"{how_it_moved(part)} ({words.points(part['points'])})" for part in parts)
    if "complaints" in first:
        rest = [text.replace("complaints", "ones") for text in rest]
    return words.listing([first, *rest])


def name_of(analysis: Analysis, part: Record) -> str:
    """Name a part of a change: the theme with how it moved, or what has no theme."""
    if part["theme"] is None:
        return _WITHOUT_THEME.get(part["part"], "Themes together")
    return f"{label_of(analysis, part['theme'])}: {how_it_moved(part)}"


def how_it_moved(part: Record) -> str:
    """Name what a theme's part is, in words that are true of it.

    A lower effect hurts more and helps less, whatever the sign of the mentions.
    """
    if part["part"] == "said_more":
        return _SAID[part["sign"], part["said_more_often"]]
    return _WEIGHS[part["sign"], part["points"] > 0]
