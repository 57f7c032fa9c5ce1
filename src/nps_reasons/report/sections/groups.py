"""Themes and sentiment per respondent category: promoters, passives and detractors side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.inference.weighting import effective_n
from nps_reasons.report.blocks import Notes, Reading, Section, Split, Splits, Table
from nps_reasons.report.figures.shares import wilson
from nps_reasons.report.lookups import machine_labels, records, responses_of, with_reason
from nps_reasons.schema import ALL, GROUPS

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record

_DRAWN: Final = 8
"""Themes in the chart; the table has them all."""

_READING: Final = (
    "The length of a bar is how many of the category's respondents with a reason say the theme.",
    "Its parts are how they speak of it, from left to right: negative (orange), neutral (grey), "
    "positive (blue).",
    "A theme that all three categories say as often does not tell them apart.",
)

Cells = dict[tuple[str, str], "Record"]


def groups(analysis: Analysis) -> Section | None:
    """How often each category says each theme, and how it speaks of it; None without a mention."""
    table = analysis.themes
    rows = records(table[table["period"] == analysis.period])
    cells = {(row["theme"], row["group"]): row for row in rows if row["reach"] is not None}
    order = sorted(
        (theme for theme, group in cells if group == ALL),
        key=lambda theme: (-cells[theme, ALL]["reach"], theme),
    )
    order = [theme for theme in order if cells[theme, ALL]["n"]]
    if not order:
        return None
    bases = _bases(analysis)
    text = _sentence(order, cells, bases)
    notes = machine_labels(analysis)
    return Section(
        "Who speaks of what",
        text,
        (
            _chart(order, cells, bases, text),
            *([Notes(notes)] if notes else []),
            Reading(_READING),
        ),
    )


def _bases(analysis: Analysis) -> dict[str, float]:
    """Effective number of responses with a reason in each category that has any."""
    responses = with_reason(responses_of(analysis, analysis.period))
    weights = dict(iter(responses.groupby("group")["weight"]))
    return {group: effective_n(weights[group].to_numpy()) for group in GROUPS if group in weights}


def _sentence(order: list[str], cells: Cells, bases: dict[str, float]) -> str:
    tops = {group: _top(order, cells, group) for group in bases}
    said = [
        f"{words.GROUP_WORDS[group].lower()} {'speak ' * (group == next(iter(bases)))}of "
        f"{top['label']} ({words.share(top['reach'])})"
        for group, top in tops.items()
        if top
    ]
    return f"Most often, {words.listing(said)}."


def _top(order: list[str], cells: Cells, group: str) -> Record | None:
    known = [cells[theme, group] for theme in order if (theme, group) in cells]
    return max(known, key=lambda cell: cell["reach"], default=None)


def _chart(order: list[str], cells: Cells, bases: dict[str, float], text: str) -> Splits:
    columns = ["Theme"]
    for group in bases:
        name = words.GROUP_WORDS[group]
        columns += [f"{name}: said by", f"{name}: negative / neutral / positive"]
    return Splits(
        title="Share of those with a reason who say the theme",
        alt=text,
        axis="Share of the category's responses with a reason",
        groups=tuple(
            (cells[theme, ALL]["label"], tuple(_split(theme, g, cells, bases[g]) for g in bases))
            for theme in order[:_DRAWN]
        ),
        table=Table(
            f"Themes and sentiment per respondent category; reach with {words.SURE} interval, "
            "sentiment in % of the mentions",
            tuple(columns),
            tuple(_table_row(theme, cells, bases) for theme in order),
        ),
    )


def _split(theme: str, group: str, cells: Cells, base: float) -> Split:
    cell = cells.get((theme, group))
    return Split(
        words.GROUP_WORDS[group],
        negative=_part(cell, "negative"),
        neutral=_part(cell, "neutral"),
        positive=_part(cell, "positive"),
        text=_reach(cell, base),
    )


def _part(cell: Record | None, sign: str) -> float:
    return float(cell["reach"] * (cell[f"share_{sign}"] or 0.0)) if cell else 0.0


def _reach(cell: Record | None, base: float) -> str:
    if cell is None:
        return words.NOTHING
    share = wilson(min(cell["reach"], 1.0), base)
    return words.with_interval(share.value, share.low, share.high, words.share)


def _table_row(theme: str, cells: Cells, bases: dict[str, float]) -> tuple[str, ...]:
    row = [cells[theme, ALL]["label"]]
    for group, base in bases.items():
        cell = cells.get((theme, group))
        row += [_reach(cell, base), _tone(cell)]
    return tuple(row)


def _tone(cell: Record | None) -> str:
    if cell is None or cell["share_negative"] is None:
        return words.NOTHING
    shares = (cell[f"share_{sign}"] for sign in ("negative", "neutral", "positive"))
    return " / ".join(words.per_cent(share) for share in shares)
