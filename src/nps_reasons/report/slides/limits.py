"""The last slide: how far to trust all this."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nps_reasons.report.blocks import Bars, Notes, Table, Terms
from nps_reasons.report.slides.slide import Columns, Slide, parts_in

if TYPE_CHECKING:
    from nps_reasons.report.slides.slide import Told

_CHECKS: Final = "Checks"
"""Caption of the table of checks."""

_FINE: Final = "fine"
_CANNOT: Final = "What this cannot tell"
_READ: Final = "What was read and checked"
_HOW: Final = "How the numbers are made"

_TERMS: Final = ("NPS", "Themes", "Drivers", "Verdict")
"""Terms that stand on the slide; the presenter's notes have all."""

_SPOKEN: Final = 170
"""Characters of a finding: as many whole sentences of it stand on the slide, but at least one."""

_SENTENCE: Final = re.compile(r"(?<=[.!?]) (?=[^a-z\W])")


def sentences_of(text: str) -> list[str]:
    """Sentences of a text.

    Examples
    --------
    >>> sentences_of("NPS is 63.0 in 2025Q1. It rose.")
    ['NPS is 63.0 in 2025Q1.', 'It rose.']
    """
    return _SENTENCE.split(text)


def limits(told: Told) -> Slide:
    """Method, quality of the data, and what neither this deck nor the data can tell."""
    section, quality = told.section("method"), told.section("quality")
    assert section is not None
    assert quality is not None
    limited = [s for part in parts_in(section, Notes) for s in part.sentences]
    columns = (
        Notes((quality.text, *_doubts(told)), _READ),
        Notes(_made(told), _HOW),
        Notes((*_untold(told), *limited), _CANNOT),
    )
    return Slide(section.title, section.text, ((Columns(columns),),), (section.text, *_notes(told)))


def _made(told: Told) -> tuple[str, ...]:
    """How the numbers of the slides are made."""
    return tuple(f"{name}: {meaning}" for name, meaning in _terms(told) if name in _TERMS)


def _terms(told: Told) -> list[tuple[str, str]]:
    return [pair for part in parts_in(told.section("method"), Terms) for pair in part.pairs]


def _untold(told: Told) -> list[str]:
    """What sections without a chart say of themselves: they have no slide to say it on."""
    found = (told.section(name) for name in ("drivers", "detractors"))
    return [section.text for section in found if section and not parts_in(section, Bars)]


def _doubts(told: Told) -> list[str]:
    """What the checks found that is not fine, in the first sentences of each."""
    return [
        f"{name}: {_first_sentences(finding)}"
        for name, finding, concern in _checks(told)
        if concern
    ]


def _first_sentences(text: str) -> str:
    first, *others = sentences_of(text)
    for sentence in others:
        if len(first) + len(sentence) >= _SPOKEN:
            break
        first = f"{first} {sentence}"
    return first


def _checks(told: Told) -> list[tuple[str, str, str]]:
    """Name, finding and concern of each check; the concern is empty where all is fine."""
    tables = [t for t in parts_in(told.section("method"), Table) if t.caption == _CHECKS]
    rows = [row for table in tables for row in table.rows]
    return [(row[0], row[1], "" if row[2] == _FINE else row[2]) for row in rows]


def _notes(told: Told) -> list[str]:
    """The checks in full, how each number is made, and what to know of the reading."""
    read = [s for part in parts_in(told.section("quality"), Notes) for s in part.sentences]
    return [
        *(f"{name}: {finding}" for name, finding, _ in _checks(told)),
        *(f"{name}: {meaning}" for name, meaning in _terms(told)),
        *read,
    ]
