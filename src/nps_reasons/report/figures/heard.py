"""What the reasons of an analysis say of each theme, by period and by segment, for drill-downs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.net_promoter import respondent_codes
from nps_reasons.report.figures.drilldown import Sayings, counts_by, said_together
from nps_reasons.report.lookups import FEW, segments_of, with_reason
from nps_reasons.schema import ALL, SIGNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.figures.drilldown import Codes, Slice, Together

    Flags = NDArray[np.bool_]

MOST_VALUES: Final = 8
"""Values of one segment that a drill-down has room for."""


@dataclass(frozen=True, slots=True)
class Level:
    """A value of a segment, with what those of it say."""

    segment: str
    value: str
    said: Slice


@dataclass(frozen=True, slots=True)
class Levels:
    """Values of one segment.

    Attributes
    ----------
    shown
        Those with a base that can be shown, the largest.
    too_small, no_room
        How many others are too small, and for how many there is no room.
    """

    segment: str
    shown: tuple[Level, ...]
    too_small: int
    no_room: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Who says what, counted once for all themes; the place of a theme is that in `themes`.

    Attributes
    ----------
    themes
        Ids of the themes that somebody speaks of in the report's period, sorted.
    mentioning : (n_themes,)
        How many reasons of the period speak of each, whatever the sign.
    whole
        The period.
    periods
        Each dated period that has a reason.
    segments
        Of the period.
    pairs
        What is said together more often than chance makes.
    """

    themes: tuple[str, ...]
    mentioning: Codes
    whole: Slice
    periods: tuple[tuple[str, Slice], ...]
    segments: tuple[Levels, ...]
    pairs: tuple[Together, ...]


def heard(analysis: Analysis) -> Heard:
    """Count who complains of each theme and who praises it."""
    commenters = with_reason(analysis.responses).sort_values("response_id", ignore_index=True)
    own = _own(commenters, analysis.period)
    rows = _places(analysis.mentions["response_id"], commenters["response_id"])
    here = np.append(own, False)[rows]
    themes = tuple(sorted(str(theme) for theme in analysis.mentions["theme"][here].unique()))
    sayings = _sayings(commenters, analysis.mentions, rows, themes)
    return Heard(
        themes=themes,
        mentioning=_mentioning(sayings, own),
        whole=counts_by(sayings, np.where(own, 0, -1), n_parts=1).slices[0],
        periods=_periods(sayings, commenters, analysis.periods),
        segments=tuple(_levels(sayings, commenters[name], own) for name in segments_of(analysis)),
        pairs=said_together(sayings, own),
    )


def _sayings(
    commenters: pd.DataFrame, mentions: pd.DataFrame, rows: Codes, themes: Sequence[str]
) -> Sayings:
    said = np.array([rows, _places(mentions["theme"], themes), _places(mentions["sign"], SIGNS)])
    rows, places, signs = said[:, (said >= 0).all(axis=0)]
    people = commenters.get("respondent_id")
    return Sayings.of(
        commenters["weight"].to_numpy(dtype=np.float64),
        np.arange(len(commenters)) if people is None else respondent_codes(people),
        (rows, places, signs),
        n_themes=len(themes),
    )


def _places(column: pd.Series, values: Sequence[str] | pd.Series) -> Codes:
    """Place of each value among `values`; -1 where it is not there."""
    codes, found = pd.factorize(column)
    places = pd.Index(np.asarray(values, dtype=object)).get_indexer(np.asarray(found, dtype=object))
    # A missing value has code -1, which is the last of these.
    return np.append(places, -1)[codes]


def _own(commenters: pd.DataFrame, period: str) -> Flags:
    if period == ALL:
        return np.ones(len(commenters), dtype=bool)
    return (commenters["period"] == period).to_numpy(dtype=bool)


def _mentioning(sayings: Sayings, own: Flags) -> Codes:
    pairs = np.unique(np.stack([sayings.rows, sayings.themes])[:, own[sayings.rows]], axis=1)
    return np.bincount(pairs[1], minlength=sayings.n_themes)


def _periods(
    sayings: Sayings, commenters: pd.DataFrame, periods: Sequence[str]
) -> tuple[tuple[str, Slice], ...]:
    counts = counts_by(sayings, _places(commenters["period"], periods), n_parts=len(periods))
    return tuple(pair for pair in zip(periods, counts.slices, strict=True) if pair[1].base)


def _levels(sayings: Sayings, values: pd.Series, own: Flags) -> Levels:
    """Count within the largest values of one segment, those of the report's period."""
    sizes = values[own].dropna().value_counts()
    found = sorted(((int(n), str(value)) for value, n in sizes.items()), key=_largest_first)
    large = [value for n, value in found if n >= FEW]
    shown = sorted(large[:MOST_VALUES])
    codes = np.where(own, _places(values, shown), -1)
    slices = counts_by(sayings, codes, n_parts=len(shown)).slices
    segment = str(values.name)
    levels = (Level(segment, value, said) for value, said in zip(shown, slices, strict=True))
    return Levels(segment, tuple(levels), len(found) - len(large), len(large) - len(shown))


def _largest_first(item: tuple[int, str]) -> tuple[int, str]:
    n, value = item
    return -n, value
