"""Themes by segments: the shares who complain, of the whole survey, from the page's arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.figures.complaining import complaining, having, values_by_size
from nps_reasons.report.figures.theme_cells import shares_of_all
from nps_reasons.report.lookups import (
    FEW,
    complaints_of,
    label_of,
    machine_labels,
    responses_of,
    segments_of,
    with_reason,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.figures.theme_cells import Commenters

NAME: Final = "Themes \N{MULTIPLICATION SIGN} segments"

ABOUT: Final = (
    "Share of those with a reason who complain of each theme, in the report's period: of "
    "everybody, and of each value of the segments, with the interval and the number below. One "
    "person can complain of several themes."
)

MOST_VALUES: Final = 40
"""Values of one segment that have a column, the largest."""

FIGURES: Final = ("Share who complain", "Interval from", "Interval to", "n who complain")
"""What the rows hold, block by block."""


@dataclass(frozen=True, slots=True)
class HeatColumn:
    """Everybody, or a value of a segment.

    Attributes
    ----------
    n
        Responses with a reason.
    """

    segment: str
    value: str
    n: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one theme in one column: share, its limits and the number of responses that complain."""

    share: float
    low: float
    high: float
    n: int

    @property
    def values(self) -> tuple[float, ...]:
        """In the order of `FIGURES`."""
        return (self.share, self.low, self.high, self.n)


@dataclass(frozen=True, slots=True)
class HeatSheet:
    """The heat map as numbers.

    Attributes
    ----------
    cells
        One tuple per theme, with figures per column; None where they are suppressed.
    """

    columns: tuple[HeatColumn, ...]
    themes: tuple[str, ...]
    cells: tuple[tuple[Figures | None, ...], ...]
    notes: tuple[str, ...]


def heat_sheet(analysis: Analysis) -> HeatSheet:
    """Return every theme that is complained of, by everybody and by each value of the segments."""
    everybody = with_reason(responses_of(analysis, analysis.period))
    complaints = complaints_of(analysis, everybody)
    themes = _themes(complaints)
    least = max(FEW, analysis.minimum_base)
    columns = tuple(_columns(everybody, segments_of(analysis), least=least))
    whole = complaining(everybody, complaints, themes)
    shares = [_figures(everybody, whole, column) for column in columns]
    cells = tuple(zip(*shares, strict=True)) if themes else ()
    return HeatSheet(
        columns,
        tuple(label_of(analysis, theme) for theme in themes),
        cells,
        (*_notes(analysis, everybody, themes, least), *machine_labels(analysis)),
    )


def _themes(complaints: pd.DataFrame) -> list[str]:
    """Themes that somebody complains of, the most complained of first."""
    people = complaints.groupby("theme")["response_id"].nunique()
    said = {str(theme): int(n) for theme, n in people.items()}
    return sorted(said, key=lambda theme: (-said[theme], theme))


def _columns(
    everybody: pd.DataFrame, segments: Sequence[str], *, least: int
) -> Iterator[HeatColumn]:
    yield HeatColumn("", "Everybody", len(everybody), is_shown=len(everybody) >= least)
    for name in segments:
        for value, n in values_by_size(everybody, name)[:MOST_VALUES]:
            yield HeatColumn(name, value, n, is_shown=n >= least)


def _figures(
    everybody: pd.DataFrame, whole: Commenters, column: HeatColumn
) -> list[Figures | None]:
    """Figures of each theme in one column."""
    some = whole
    if column.segment:
        some = whole.where(having(everybody, segment=column.segment, value=column.value)[0])
    counts = some.hits.sum(axis=0).tolist()
    return [
        Figures(share.value, *share.limits, n) if share and column.is_shown else None
        for share, n in zip(shares_of_all(some), counts, strict=True)
    ]


def _notes(
    analysis: Analysis, everybody: pd.DataFrame, themes: Sequence[str], least: int
) -> Iterator[str]:
    if not themes:
        yield "Nobody complains of a theme of the codeframe in this period."
    if not segments_of(analysis):
        yield "The survey has no segment with two values, so there is only everybody."
    yield "The interval and the number behind each share stand in the rows below: filter by figure."
    yield f"Hatched: fewer than {words.count(least, 'response')} with a reason, so no number."
    for name in segments_of(analysis):
        n = everybody[name].nunique()
        if n > MOST_VALUES:
            yield f"Of {name}, the {MOST_VALUES} largest of {words.count(n, 'value')} are here."
