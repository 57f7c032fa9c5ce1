"""Theme by theme: a drill-down with numbers, trend, segments and quotes chosen by rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Drill, Fact, Facts, Notes, Quotes, Reading, Section
from nps_reasons.report.estimates import effect_words, points_words, verdict_words
from nps_reasons.report.figures.drilldown import FEWEST_TOGETHER
from nps_reasons.report.figures.heard import heard
from nps_reasons.report.lookups import (
    FEW,
    SIDE,
    Talk,
    anchors_of,
    drivers_of,
    label_of,
    machine_labels,
)
from nps_reasons.report.parts.drill_notes import beside
from nps_reasons.report.parts.drill_parts import LONGEST, in_segments, over_time
from nps_reasons.report.quotes import by_theme, choose_quotes, quotable
from nps_reasons.report.safe_text import shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.blocks import Part
    from nps_reasons.report.figures.heard import Heard
    from nps_reasons.report.lookups import Record

_OPEN: Final = 3
"""Drill-downs that are open at first: a page that nobody clicks on shows their quotes."""

_MOST: Final = {"negative": 5, "positive": 3}
"""Quotes of complaints, and of praise."""

_DISSENT: Final = "says otherwise"

_GO_WITH: Final = {"negative": "Complaints go with", "positive": "Praise goes with"}

_LABELS: Final = {"negative": "Complain about it", "positive": "Praise it"}

_RULE: Final = (
    "Quotes are exact parts of what people wrote, chosen by a rule that stands below the last "
    "theme, not by hand. The marked clause is the one that speaks of the theme."
)

_CORRECTED: Final = (
    "A coded sample corrects the points; shares, periods and segments have the machine's labels."
)

_READING: Final = (
    "Shares are of the respondents who gave a reason, by weight, as the machine tagged what they "
    f"wrote; in brackets their {words.SURE} interval. The drivers weight those who wrote to all "
    "who answered, so that what they call said by can differ a little.",
    "Points and effect are those of the drivers: what the theme goes with, other themes and "
    "segments held equal. They are no forecast of what happens if it is fixed.",
    "What is said in the same reason: more often than chance makes (Fisher's exact test, q-value "
    f"at most 0.05 among all pairs that {FEWEST_TOGETHER} reasons hold).",
    "Quotes: typical is the reason nearest to the theme's middle sentiment, strongest the one "
    "furthest out; two more come from lower and higher scores, and one says otherwise where "
    "somebody does. Complaints are those of detractors and passives, praise that of promoters and "
    "passives, unless only others speak so. Who was quoted above is passed over while there are "
    "others.",
)


@dataclass(frozen=True, slots=True)
class _Theme:
    """A theme that somebody speaks of.

    Attributes
    ----------
    place
        Its place among the themes that were counted.
    drivers
        Sign to the driver of the period; a sign that no table has is not there.
    """

    id: str
    label: str
    place: int
    mentions: int
    drivers: Mapping[str, Record]

    @property
    def points(self) -> float:
        """Size of its largest points; below 0 where none are shown, so that it comes last."""
        sizes = [abs(row["points"]) for row in self.drivers.values() if row["points"] is not None]
        return max(sizes, default=-1.0)


def themes(analysis: Analysis) -> Section | None:
    """One drill-down per theme, the largest drivers first; None where nobody mentions a theme."""
    told = heard(analysis)
    if not told.themes:
        return None
    found = _found(analysis, told)
    corrected = (_CORRECTED,) if machine_labels(analysis) else ()
    notes = (_RULE, *corrected, *_left_out(told))
    return Section(
        "Theme by theme",
        _sentence(analysis, found),
        (Notes(notes), *_drills(analysis, told, found), Reading(_READING)),
    )


def _found(analysis: Analysis, told: Heard) -> list[_Theme]:
    """Themes with the largest points first, then those that are said most."""
    rows = {(d["theme"], sign): d for sign in SIDE for d in drivers_of(analysis, sign)}
    found = [
        _Theme(
            theme,
            label_of(analysis, theme),
            place,
            int(told.mentioning[place]),
            {sign: rows[theme, sign] for sign in SIDE if (theme, sign) in rows},
        )
        for place, theme in enumerate(told.themes)
    ]
    return sorted(found, key=lambda theme: (-theme.points, -theme.mentions, theme.id))


def _sentence(analysis: Analysis, found: list[_Theme]) -> str:
    are = "theme is" if len(found) == 1 else "themes are"
    start = f"{words.count(len(found))} {are} spoken of{words.within(analysis.period)}"
    large = [theme.label for theme in found[:_OPEN] if theme.points >= 0]
    if not large:
        return f"{start}; none has points that can be shown, so what is said most comes first."
    if len(large) == 1:
        return f"{start}; {large[0]} goes with the most points."
    return f"{start}; {words.listing(large)} go with the most points."


def _left_out(told: Heard) -> tuple[str, ...]:
    """Say which values of segments have no row."""
    return tuple(
        f"{shortened(levels.segment, LONGEST)}: {words.listing(parts)}."
        for levels in told.segments
        if (
            parts := [
                *_values(levels.too_small, f"with fewer than {FEW} reasons"),
                *_values(levels.no_room, "for want of room"),
            ]
        )
    )


def _values(n: int, why: str) -> list[str]:
    verb = "has" if n == 1 else "have"
    return [f"{words.count(n, 'value')} {why} {verb} no row"] if n else []


def _drills(analysis: Analysis, told: Heard, found: list[_Theme]) -> list[Drill]:
    said, segments = by_theme(quotable(analysis)), [levels.segment for levels in told.segments]
    names = anchors_of(analysis, [theme.id for theme in found])
    notes = beside(analysis, told)
    quoted: set[str] = set()
    drills: list[Drill] = []
    for name, theme in zip(names, found, strict=True):
        quotes = _quotes(said[theme.id], theme, segments, quoted) if theme.id in said else ()
        quoted |= {quote.response_id for part in quotes for quote in part.quotes}
        drills.append(
            Drill(
                name=name,
                heading=theme.label,
                summary=_summary(told, theme),
                parts=(*_numbers(analysis, told, theme), *notes[theme.id], *quotes),
                is_open=len(drills) < _OPEN,
                theme=theme.id,
            )
        )
    return drills


def _summary(told: Heard, theme: _Theme) -> str:
    """Points and verdict of complaints and of praise, for those who have not opened it."""
    parts = [_in_short(told, theme, sign) for sign in SIDE if told.whole.n(theme.place, sign)]
    return "; ".join(parts) or f"{words.count(theme.mentions, 'remark')}, no complaint or praise"


def _in_short(told: Heard, theme: _Theme, sign: str) -> str:
    noun, driver = words.SIGN_WORDS[sign], theme.drivers.get(sign)
    if driver is None or driver["points"] is None:
        return f"{noun} ({words.count(told.whole.n(theme.place, sign))}): {verdict_words(driver)}"
    return f"{noun} {points_words(driver)} points, {verdict_words(driver)}"


def _numbers(analysis: Analysis, told: Heard, theme: _Theme) -> tuple[Part, ...]:
    facts = tuple(
        fact
        for sign in SIDE
        if told.whole.n(theme.place, sign)
        for fact in (_reach(told, theme, sign), _worth(theme, sign))
    )
    return (
        *_definition(analysis, theme),
        *([Facts(facts)] if facts else []),
        *over_time(told, theme.place, theme.label),
        *in_segments(told, theme.place, theme.label),
    )


def _definition(analysis: Analysis, theme: _Theme) -> tuple[Notes, ...]:
    info = analysis.codeframe.get(theme.id)
    if info is None:
        return (Notes(("The codeframe no longer has this theme.",)),)
    owner = (f"Owner: {info.owner}.",) if info.owner else ()
    sentences = (*((info.definition,) if info.definition else ()), *owner)
    return (Notes(sentences),) if sentences else ()


def _reach(told: Heard, theme: _Theme, sign: str) -> Fact:
    share, driver = told.whole.share(theme.place, sign), theme.drivers.get(sign)
    n = words.count(told.whole.n(theme.place, sign))
    note = f"{n} of {words.count(told.whole.base)} with a reason"
    if share is None:
        return Fact(_LABELS[sign], words.NOTHING, f"{note}, who have no weight")
    more = _corrected(driver) if driver else ""
    span = words.interval(share.low, share.high, words.per_cent)
    return Fact(_LABELS[sign], words.share(share.value), f"{span}, {note}{more}")


def _corrected(driver: Record) -> str:
    if driver.get("labels") != "corrected" or driver["reach"] is None:
        return ""
    return f"; {words.share(driver['reach'])} as the coded sample corrects it"


def _worth(theme: _Theme, sign: str) -> Fact:
    driver = theme.drivers.get(sign)
    if driver is None or driver["points"] is None:
        return Fact(_GO_WITH[sign], words.NOTHING, verdict_words(driver))
    span = words.interval(driver["points_low"], driver["points_high"], words.points)
    rank = words.rank(driver["rank"], driver["rank_low"], driver["rank_high"])
    return Fact(
        _GO_WITH[sign],
        f"{words.points(driver['points'])} points",
        f"{span}, {verdict_words(driver)}; rank {rank} of {words.SIGN_WORDS[sign]}; "
        f"effect per mention {effect_words(driver)}",
    )


def _quotes(
    said: pd.DataFrame, theme: _Theme, segments: Sequence[str], avoid: Collection[str]
) -> tuple[Quotes, ...]:
    """Complaints with one that says otherwise, and praise; who is quoted once is not again."""
    found: list[Quotes] = []
    own: set[str] = set()
    for sign in SIDE:
        talk = Talk(theme.id, sign)
        chosen = choose_quotes(said, talk, segments=segments, avoid={*avoid, *own})
        # Praise is the dissent that stands below complaints already.
        others = [quote for quote in chosen if not (found and quote.role == _DISSENT)]
        kept = [quote for quote in others if quote.response_id not in own][: _MOST[sign]]
        if any(quote.role != _DISSENT for quote in kept):
            own |= {quote.response_id for quote in kept}
            found.append(Quotes(f"In their own words: {words.SIGN_WORDS[sign]}", "", tuple(kept)))
    return tuple(found)
