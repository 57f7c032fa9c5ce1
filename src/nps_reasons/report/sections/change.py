"""What moved NPS: a waterfall from the reference to the period that adds up to the last digit."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

from nps_reasons.report import words
from nps_reasons.report.blocks import Notes, Section, Step, Table, Waterfall
from nps_reasons.report.lookups import change_of, is_clear, label_of, records, total_of

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record

_DRAWN: Final = 6
"""Theme steps of their own in the chart; the others are summed into one."""

_READING: Final = (
    "Mix is what moved because other customers answered; it is split off before the themes.",
    "A theme can move NPS in two ways: it is said more or less often, or each mention weighs more "
    "or less than before.",
    "Unexplained is the rest, so that the steps add up; it is often a few points and is noise as "
    "well as what nobody wrote about.",
)


def change(analysis: Analysis) -> Section | None:
    """Steps from the reference to the period; None where `changes` has no such pair."""
    table = analysis.changes
    pair = (table["period"] == analysis.period) & (table["reference"] == analysis.reference)
    parts = records(table[pair]) if analysis.reference else []
    before = total_of(analysis, analysis.reference or "")
    after = total_of(analysis, analysis.period)
    parts = [part for part in parts if part["points"] is not None]
    if not parts or before is None or after is None:
        return None
    parts.sort(key=lambda part: (-abs(part["points"]), *_key(part)))
    text = _sentence(analysis, parts, after["nps"] - before["nps"])
    return Section(
        f"What moved NPS since {analysis.reference}",
        text,
        (_chart(analysis, parts, before["nps"], text), Notes(_READING, "How to read this")),
    )


WITHOUT_THEME: Final = {"mix": "Mix of customers", "unexplained": "Unexplained"}


def _key(part: Record) -> tuple[str, str, str]:
    return (part["part"], part["theme"] or "", part["sign"] or "")


def _sentence(analysis: Analysis, parts: list[Record], moved: float) -> str:
    verb = "rose" if moved >= 0 else "fell"
    start = f"NPS {verb} by {words.score(abs(moved))} points"
    whole = change_of(analysis)
    if whole is not None and not is_clear(whole):
        return f"{start}, not distinguishable from sampling noise; nor can its parts tell much."
    rest = sum(part["points"] for part in parts if part["part"] == "unexplained")
    if abs(rest) > abs(moved) / 2:
        return f"{start}; themes and mix leave {words.points(rest)} of that unexplained."
    return f"{start}; {_largest(analysis, parts, moved)}."


def _largest(analysis: Analysis, parts: list[Record], moved: float) -> str:
    """Name the largest theme part that is clear and goes the way NPS went."""
    along = (part for part in parts if part["theme"] and part["points"] * moved > 0)
    clear = next((part for part in along if _is_clear(part)), None)
    if clear is None:
        return "no single theme goes with it beyond chance"
    return f"the theme that goes with most of it is {_name(analysis, clear)} ({_points(clear)})"


def _is_clear(part: Record) -> bool:
    low, high = part["points_low"], part["points_high"]
    return low is not None and high is not None and (low > 0 or high < 0)


def _name(analysis: Analysis, part: Record) -> str:
    """Name a step in words that are true of it: which way a theme moved is looked up."""
    if part["theme"] is None:
        return WITHOUT_THEME.get(part["part"], "Themes together")
    subject = f"{label_of(analysis, part['theme'])}: {words.SIGN_WORDS[part['sign']]}"
    return f"{subject} {MOVED[part['part']](analysis, part)}"


def _said(analysis: Analysis, part: Record) -> str:
    now, then = (_reach(analysis, part, part[name]) for name in ("period", "reference"))
    if now is None or then is None or now == then:
        return "said more or less often"
    return "said more often" if now > then else "said less often"


def _reach(analysis: Analysis, part: Record, period: str) -> float | None:
    table = analysis.drivers
    row = table[
        (table["period"] == period)
        & (table["theme"] == part["theme"])
        & (table["sign"] == part["sign"])
    ]
    return None if row["reach"].dropna().empty else float(row["reach"].iloc[0])


def _weighs(_: Analysis, part: Record) -> str:
    """A lower effect hurts more and helps less, whatever the sign of the mentions."""
    lower = part["points"] < 0
    if part["sign"] == "negative":
        return "hurting more" if lower else "hurting less"
    return "helping less" if lower else "helping more"


MOVED: Final = {"said_more": _said, "hurts_more": _weighs}


def _chart(analysis: Analysis, parts: list[Record], before: float, text: str) -> Waterfall:
    return Waterfall(
        title=f"From {analysis.reference} to {analysis.period}, in NPS points",
        alt=text,
        axis="NPS",
        steps=_steps(analysis, parts, before),
        table=Table(
            "All parts of the change; they add up to it",
            ("Part", "Points", f"{words.SURE} interval"),
            (*(_table_row(analysis, part) for part in parts), _sum_row(parts)),
        ),
    )


def _table_row(analysis: Analysis, part: Record) -> tuple[str, ...]:
    return (_name(analysis, part), words.points(part["points"]), _interval(part))


def _sum_row(parts: list[Record]) -> tuple[str, ...]:
    total = sum(part["points"] for part in parts)
    return ("All parts together: the change", words.points(total), words.NOTHING)


def _steps(analysis: Analysis, parts: list[Record], before: float) -> tuple[Step, ...]:
    themes = [part for part in parts if part["theme"]]
    mix = [part for part in parts if part["part"] == "mix" and not part["theme"]]
    rest = [part for part in parts if part["part"] == "unexplained" and not part["theme"]]
    own, others = themes[:_DRAWN], themes[_DRAWN:]
    moves = [(_name(analysis, part), part["points"]) for part in (*mix, *own)]
    if others:
        moves.append((f"Other themes ({len(others)} parts)", sum(p["points"] for p in others)))
    moves += [(_name(analysis, part), part["points"]) for part in rest]
    levels = list(accumulate((points for _, points in moves), initial=before))
    steps = [
        Step(label, start, end, words.points(points))
        for (label, points), start, end in zip(moves, levels, levels[1:], strict=False)
    ]
    return (
        _level(f"NPS {analysis.reference}", before),
        *steps,
        _level(f"NPS {analysis.period}", levels[-1]),
    )


def _level(label: str, value: float) -> Step:
    return Step(label, value, value, words.score(value), is_level=True)


def _points(part: Record) -> str:
    return words.with_interval(
        part["points"], part["points_low"], part["points_high"], words.points
    )


def _interval(part: Record) -> str:
    if part["points_low"] is None:
        return words.NOTHING
    return words.interval(part["points_low"], part["points_high"], words.points)
