"""Heat map: which share of each segment complains of each theme, and where it stands out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Cell, Grid, Notes, Reading, Section, Table
from nps_reasons.report.figures.complaining import complaining, having
from nps_reasons.report.figures.heat_columns import columns_of
from nps_reasons.report.figures.theme_cells import ThemeCell, shares_of_all, theme_cells
from nps_reasons.report.lookups import (
    FEW,
    anchors_of,
    complaints_of,
    drivers_of,
    label_of,
    machine_labels,
    responses_of,
    segments_of,
    shown,
    with_reason,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from nps_reasons.analysis import Analysis
    from nps_reasons.inference.shares import Part
    from nps_reasons.report.figures.heat_columns import Column

_TITLE: Final = "Complaints by theme and segment"

_ROWS: Final = 12

_NAMED: Final = 2
"""Cells that the sentence names."""

_MARKS: Final = {
    1: ("\N{BLACK UP-POINTING TRIANGLE}", "clearly more than in the rest"),
    -1: ("\N{BLACK DOWN-POINTING TRIANGLE}", "clearly fewer than in the rest"),
    0: ("", ""),
}

_HEADS: Final = ("Theme", "Segment", "Value", "Complain", "n", "In the rest", "Against the rest")

_READING: Final = (
    "A cell is the share of those of a segment's value who gave a reason that complain about the "
    "theme; the darker, the larger. One person can complain about several themes. Point at a cell "
    "for its interval; the table below the map has them all.",
    "The rest are all others with a reason and another value of the same segment. The sign allows "
    "for how many cells were compared: of all cells so marked, one in twenty may be chance.",
    "A cell tells what people talk about, not what it goes with: for that, see the drivers.",
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A theme, with its share among all who gave a reason and its cells."""

    theme: str
    label: str
    everybody: Part | None
    cells: tuple[ThemeCell, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A cell that stands out, and where."""

    row: _Row
    column: Column
    cell: ThemeCell

    @property
    def gap(self) -> float:
        """Share less that of the rest."""
        assert self.cell.share
        assert self.cell.rest
        return self.cell.share.value - self.cell.rest.value


def heat(analysis: Analysis) -> Section | None:
    """Share of complaints per theme and value; None without segments or without complaints."""
    everybody = with_reason(responses_of(analysis, analysis.period))
    complaints = complaints_of(analysis, everybody)
    segments = segments_of(analysis)
    if complaints.empty or not segments or not everybody["weight"].sum() > 0:
        return None
    least = max(FEW, analysis.minimum_base)
    chosen = columns_of(everybody, segments, least=least)
    if not chosen.shown:
        return Section(
            _TITLE,
            f"Complaints cannot be compared by segment: no value has "
            f"{words.count(least, 'response')} with a reason.",
        )
    rows = _rows(analysis, everybody, complaints, chosen.shown, least)
    grid = _grid(analysis, rows, chosen.shown, len(everybody))
    notes = (_legend(least), *chosen.left_out, *machine_labels(analysis))
    return Section(_TITLE, _sentence(rows, chosen.shown), (grid, Notes(notes), Reading(_READING)))


def _rows(
    analysis: Analysis,
    everybody: pd.DataFrame,
    complaints: pd.DataFrame,
    columns: Sequence[Column],
    least: int,
) -> list[_Row]:
    """Return the themes with their cells, the most complained of first."""
    themes = _themes(analysis, complaints)
    commenters = complaining(everybody, complaints, themes)
    large = [place for place, column in enumerate(columns) if column.n >= least]
    groups = [
        having(everybody, segment=columns[place].segment, value=columns[place].value)
        for place in large
    ]
    cells = theme_cells(commenters, groups)
    rows = [
        _Row(
            theme,
            label_of(analysis, theme),
            share,
            _spread(dict(zip(large, of_theme, strict=True)), len(columns)),
        )
        for theme, share, of_theme in zip(themes, shares_of_all(commenters), cells, strict=True)
    ]
    return sorted(rows, key=lambda row: (-(row.everybody.value if row.everybody else 0), row.theme))


def _spread(cells: dict[int, ThemeCell], width: int) -> tuple[ThemeCell, ...]:
    """Put cells in their columns; a column that is too small has cells without numbers."""
    return tuple(cells.get(place, ThemeCell(None, None)) for place in range(width))


def _themes(analysis: Analysis, complaints: pd.DataFrame) -> list[str]:
    """Themes whose complaints go with the most points; then those that the most complain of."""
    points = {row["theme"]: abs(row["points"]) for row in shown(drivers_of(analysis, "negative"))}
    people = complaints.groupby("theme")["response_id"].nunique()
    said = {str(theme): int(n) for theme, n in people.items()}
    return sorted(said, key=lambda theme: (-points.get(theme, 0.0), -said[theme], theme))[:_ROWS]


def _sentence(rows: Sequence[_Row], columns: Sequence[Column]) -> str:
    """Name the cells that stand out most, more complaints before fewer."""
    found = [
        _Found(row, column, cell)
        for row in rows
        for column, cell in zip(columns, row.cells, strict=True)
        if cell.stands_out
    ]
    if not found:
        return (
            "No theme is complained of clearly more, or less, in one value of a segment than in "
            "the rest of it."
        )
    found.sort(key=lambda one: (-one.cell.stands_out, -abs(one.gap), one.row.theme, one.column.n))
    told = " ".join(_told(one) for one in found[:_NAMED])
    further = len(found) - _NAMED
    if further <= 0:
        return told
    stand = "stands" if further == 1 else "stand"
    return f"{told} {words.count(further, 'further cell')} {stand} out clearly."


def _told(found: _Found) -> str:
    more = "more" if found.cell.stands_out > 0 else "less"
    return (
        f"{found.row.label} is complained of clearly {more} in {found.column.value} "
        f"({found.column.segment}): {_share(found.cell.share)} of those with a reason, against "
        f"{_share(found.cell.rest)} of the rest."
    )


def _legend(least: int) -> str:
    (up, _), (down, _) = _MARKS[1], _MARKS[-1]
    return (
        f"{up} clearly more, {down} clearly fewer complain than in the rest of the segment. "
        f"Hatched, without a number: under {words.count(least, 'response')} with a reason."
    )


def _grid(analysis: Analysis, rows: Sequence[_Row], columns: Sequence[Column], n: int) -> Grid:
    most = max((p.value for row in rows for p in _parts(row) if p), default=0.0)
    groups = groupby(columns, key=lambda column: column.segment)
    return Grid(
        caption="Share of those with a reason who complain about the theme",
        corner="Theme",
        groups=(
            ("", (("Everybody", _n(n)),)),
            *((name, tuple((c.value, _n(c.n)) for c in group)) for name, group in groups),
        ),
        rows=tuple((row.label, _cells(row, columns, n, most)) for row in rows),
        table=_table(analysis, rows, columns),
        anchors=anchors_of(analysis, [row.theme for row in rows]),
    )


def _parts(row: _Row) -> list[Part | None]:
    return [row.everybody, *(cell.share for cell in row.cells)]


def _n(count: int) -> str:
    return f"n {words.count(count)}"


def _cells(row: _Row, columns: Sequence[Column], n: int, most: float) -> tuple[Cell, ...]:
    first = _cell(ThemeCell(row.everybody, None), n, most)
    others = zip(row.cells, columns, strict=True)
    return (first, *(_cell(cell, column.n, most) for cell, column in others))


def _cell(cell: ThemeCell, n: int, most: float) -> Cell:
    if cell.share is None:
        return Cell("", None, f"{words.TOO_FEW}, {_n(n)}")
    mark = _MARKS[cell.stands_out]
    note = f"{_share(cell.share)}, {_n(n)}"
    if cell.rest:
        note += f"; in the rest {_share(cell.rest)}: {_against(cell)}"
    level = cell.share.value / most if most > 0 else 0.0
    return Cell(words.share(cell.share.value), level, note, mark)


def _against(cell: ThemeCell) -> str:
    return _MARKS[cell.stands_out][1] or words.VERDICT_WORDS[cell.verdict]


def _share(part: Part | None) -> str:
    return words.with_interval(part.value, *part.limits, words.share) if part else words.TOO_FEW


def _table(analysis: Analysis, rows: Sequence[_Row], columns: Sequence[Column]) -> Table:
    return Table(
        "Every cell with its interval",
        _HEADS,
        tuple(
            _table_row(row, column, cell)
            for row in rows
            for column, cell in zip(columns, row.cells, strict=True)
        ),
        prose=(0, 1, 2, 6),
        anchors=anchors_of(analysis, [row.theme for row in rows for _ in columns]),
    )


def _table_row(row: _Row, column: Column, cell: ThemeCell) -> tuple[str, ...]:
    return (
        row.label,
        column.segment,
        column.value,
        _share(cell.share),
        words.count(column.n),
        _share(cell.rest) if cell.rest else words.NOTHING,
        _against(cell) if cell.share else words.NOTHING,
    )
