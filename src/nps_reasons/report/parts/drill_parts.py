"""Parts of a drill-down that show shares: over the periods, and in the values of the segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Estimate, Line, Spark, Table
from nps_reasons.report.estimates import share_words
from nps_reasons.report.lookups import SIDE
from nps_reasons.report.safe_text import shortened

if TYPE_CHECKING:
    from nps_reasons.report.blocks import Tone
    from nps_reasons.report.figures.drilldown import Slice
    from nps_reasons.report.figures.heard import Heard, Level
    from nps_reasons.report.figures.shares import Share

VERBS: Final = {"negative": "Complain", "positive": "Praise"}

_TONES: Final[dict[str, Tone]] = {"negative": "costs", "positive": "earns"}

_TOPS: Final = (0.01, 0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Shares that may end the axis; so may their halves stand on it."""

LONGEST: Final = 60
"""Characters of a segment's value that a row shows; the values stand in every drill-down."""


def over_time(heard: Heard, place: int, label: str) -> tuple[Spark, ...]:
    """Share who complain of a theme and who praise it, by period; nothing with a single period."""
    slices = [said for _, said in heard.periods]
    signs = [sign for sign in SIDE if any(said.n(place, sign) for said in slices)]
    if len(slices) < 2 or not signs:
        return ()
    lines = tuple(
        Line(
            VERBS[sign],
            tuple(_estimate(period, said.share(place, sign)) for period, said in heard.periods),
            _TONES[sign],
        )
        for sign in signs
    )
    rows = tuple((period, *_row(said, place, signs)) for period, said in heard.periods)
    return (
        Spark(
            title="Over time",
            alt=". ".join(_from_to(line) for line in lines),
            ticks=_ticks(lines),
            lines=lines,
            table=Table(
                f"{label} by period",
                ("Period", *_heads(signs)),
                rows,
            ),
        ),
    )


def _estimate(period: str, share: Share | None) -> Estimate | None:
    if share is None:
        return None
    return Estimate(period, share.value, share.low, share.high, words.share(share.value))


def _from_to(line: Line) -> str:
    known = [estimate for estimate in line.estimates if estimate]
    if not known:
        return f"{line.label}: nothing known"
    first, last = known[0], known[-1]
    return f"{line.label}: {first.text} in {first.label}, {last.text} in {last.label}"


def _ticks(lines: tuple[Line, ...]) -> tuple[tuple[float, str], ...]:
    """Nothing, and the smallest round share that holds all intervals."""
    most = max((e.high for line in lines for e in line.estimates if e), default=0.0)
    top = next(share for share in _TOPS if share >= most or share == _TOPS[-1])
    return ((0.0, "0"), *((share, words.share(share)) for share in (top / 2, top)))


def in_segments(heard: Heard, place: int, label: str) -> tuple[Table, ...]:
    """Share who complain of a theme and who praise it in each segment value large enough."""
    signs = [sign for sign in SIDE if heard.whole.n(place, sign)]
    return tuple(
        Table(
            f"{label} by {shortened(levels.segment, LONGEST)}",
            (shortened(levels.segment, LONGEST), *_heads(signs)),
            tuple(
                (shortened(level.value, LONGEST), *_row(level.said, place, signs))
                for level in _ordered(levels.shown, place)
            ),
        )
        for levels in heard.segments
        if levels.shown and signs
    )


def _ordered(levels: tuple[Level, ...], place: int) -> list[Level]:
    """Where most complain first; where nobody does, where most praise."""
    return sorted(
        levels,
        key=lambda level: (*(-_value(level.said, place, sign) for sign in SIDE), level.value),
    )


def _value(said: Slice, place: int, sign: str) -> float:
    share = said.share(place, sign)
    return share.value if share else 0.0


def _heads(signs: list[str]) -> tuple[str, ...]:
    return (*(VERBS[sign] for sign in signs), "Reasons")


def _row(said: Slice, place: int, signs: list[str]) -> tuple[str, ...]:
    return (*(share_words(said.share(place, sign)) for sign in signs), words.count(said.base))
