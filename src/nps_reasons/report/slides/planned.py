"""What to plan next: the complaints that go with lost points, in the planning feed's order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Table
from nps_reasons.report.estimates import points_words, verdict_words
from nps_reasons.report.feed.record import Estimate, order_of
from nps_reasons.report.lookups import drivers_of, shown
from nps_reasons.report.slides.findings import first_rows, left_out
from nps_reasons.report.slides.slide import Remark, Slide

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record
    from nps_reasons.report.slides.slide import Told

_HEADING: Final = "What to plan next"

_NAMED: Final = 3

_LEGEND: Final = (
    "Points: what the complaints go with in NPS; they are no promise of what a remedy would bring."
)

_NOTES: Final = (
    "How to read it:",
    "The themes stand in the order of the planning feed. Points are NPS points that complaints "
    f"about the theme go with, other themes and segments held equal, with {words.SURE} intervals.",
    "Said by: the share of those who gave a reason who complain about it.",
    "Plan by the end of the interval that is nearer to zero, not by its middle: then a theme that "
    "few speak of does not jump the queue.",
    "A verdict other than clear is a reason to look, not to plan.",
)


def planned(told: Told) -> Slide | None:
    """Complaints to plan by; None where none goes with lost points."""
    complaints = shown(drivers_of(told.analysis, "negative"))
    costly = sorted((row for row in complaints if row["points"] < 0), key=_order)
    if not costly:
        return None
    whole = _table(told.analysis, costly)
    remark = Remark((_LEGEND, *left_out(whole)))
    rows = ((first_rows(whole),), (remark,))
    return Slide(_HEADING, _sentence(costly), rows, (_sentence(costly), *_NOTES))


def _order(row: Record) -> tuple[float, float, str]:
    points = Estimate(row["points"], row["points_low"], row["points_high"])
    return order_of(points, row["theme"])


def _sentence(costly: list[Record]) -> str:
    clear = [row["label"] for row in costly if row["verdict"] == "clear"]
    if not clear:
        return (
            "No complaint stands out from noise clearly enough to plan by; here is what to watch."
        )
    if len(clear) == 1:
        return f"One theme to plan by: complaints about {clear[0]} clearly go with lost points."
    named = words.listing(clear[:_NAMED])
    return f"To plan first: complaints about {named}, which clearly go with lost points."


def _table(analysis: Analysis, costly: list[Record]) -> Table:
    owners = [_owner(analysis, row["theme"]) for row in costly]
    owned = any(owner != words.NOTHING for owner in owners)
    columns: tuple[str, ...] = (
        "Theme",
        f"Points, {words.SURE} interval",
        "Said by",
        "n",
        "Owner",
        "Verdict",
    )
    rows = [_cells(row, owner) for row, owner in zip(costly, owners, strict=True)]
    if not owned:
        columns, rows = _without_owner(columns), [_without_owner(cells) for cells in rows]
    prose = (0, len(columns) - 1, *((4,) if owned else ()))
    return Table("Complaints that go with lost points", columns, tuple(rows), prose)


def _owner(analysis: Analysis, theme: str) -> str:
    info = analysis.codeframe.get(theme)
    return (info.owner if info else None) or words.NOTHING


def _cells(row: Record, owner: str) -> tuple[str, ...]:
    return (
        row["label"],
        points_words(row),
        words.share(row["reach"]),
        words.count(row["n"]),
        owner,
        verdict_words(row),
    )


def _without_owner(cells: tuple[str, ...]) -> tuple[str, ...]:
    return (*cells[:4], *cells[5:])
