"""Themes by segments: the shares who complain, of the whole survey, from the page's arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons import words
from nps_reasons.net_promoter import respondent_codes
from nps_reasons.report.figures.theme_cells import Commenters, shares_of_all
from nps_reasons.report.lookups import (
    FEW,
    label_of,
    machine_labels,
    mentions_of,
    responses_of,
    segments_of,
    with_reason,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from nps_reasons.analysis import Analysis

    Flags = NDArray[np.bool_]

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
    complaints = mentions_of(analysis, everybody)
    complaints = complaints[complaints["sign"] == "negative"]
    themes = _themes(complaints)
    least = max(FEW, analysis.minimum_base)
    columns = tuple(_columns(everybody, segments_of(analysis), least=least))
    whole = _commenters(everybody, complaints, themes)
    shares = [_figures(whole, _who(everybody, column), column) for column in columns]
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
        for value, n in _values(everybody, name)[:MOST_VALUES]:
            yield HeatColumn(name, value, n, is_shown=n >= least)


def _values(everybody: pd.DataFrame, segment: str) -> list[tuple[str, int]]:
    """Values of a segment, the largest first."""
    counts = everybody[segment].dropna().value_counts()
    found = [(str(value), int(n)) for value, n in counts.items()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _commenters(
    everybody: pd.DataFrame, complaints: pd.DataFrame, themes: Sequence[str]
) -> Commenters:
    said = {str(theme): ids for theme, ids in complaints.groupby("theme")["response_id"]}
    hits = np.zeros((len(everybody), len(themes)), dtype=np.bool_)
    for place, theme in enumerate(themes):
        hits[:, place] = everybody["response_id"].isin(said[theme])
    respondents = (
        respondent_codes(everybody["respondent_id"])
        if "respondent_id" in everybody
        else np.arange(len(everybody))
    )
    return Commenters(hits, everybody["weight"].to_numpy(dtype=np.float64), respondents)


def _who(everybody: pd.DataFrame, column: HeatColumn) -> Flags:
    if not column.segment:
        return np.ones(len(everybody), dtype=np.bool_)
    own = everybody[column.segment].astype("string") == column.value
    return own.fillna(value=False).to_numpy(dtype=np.bool_)


def _figures(whole: Commenters, who: Flags, column: HeatColumn) -> list[Figures | None]:
    """Figures of each theme in one column."""
    some = Commenters(whole.hits[who], whole.weights[who], whole.respondents[who])
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
