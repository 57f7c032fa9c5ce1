"""What a slide is made of, before anybody draws it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

from nps_reasons.report.blocks import (
    Bars,
    Drill,
    Facts,
    Notes,
    Part,
    Quote,
    Reading,
    Section,
    Table,
    Trend,
    Waterfall,
)
from nps_reasons.report.sections import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nps_reasons.analysis import Analysis

Kind = TypeVar("Kind")

_LEGEND: Final = "Filled:"


@dataclass(frozen=True, slots=True)
class Remark:
    """Sentences in small letters below a chart or a table."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """Quotes beside a chart: what each is about, and the quote with who said it."""

    quotes: tuple[tuple[str, Quote], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Texts side by side, in letters of one size."""

    notes: tuple[Notes, ...]


Shown = Facts | Notes | Columns | Remark | Voices | Bars | Trend | Waterfall | Table


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide.

    Attributes
    ----------
    heading
        What it is about, in a few words.
    text
        The finding: its first sentence is the slide's title.
    rows
        From the top down; what is in one row stands side by side.
    notes
        Paragraphs for whoever presents it.
    """

    heading: str
    text: str
    rows: tuple[tuple[Shown, ...], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deck:
    """All slides, the title of the report and the periods that it is about."""

    title: str
    about: str
    slides: tuple[Slide, ...]


@dataclass(frozen=True)
class Told:
    """The sections of a report, each computed once and only where a slide asks for it."""

    analysis: Analysis
    section: Callable[[str], Section | None] = field(init=False)

    def __post_init__(self) -> None:
        found = cache(lambda name: SECTIONS[name](self.analysis) if name in SECTIONS else None)
        object.__setattr__(self, "section", found)


def parts_in(section: Section | None, kind: type[Kind]) -> list[Kind]:
    """All parts of one kind in a section, those of its drill-downs too, in their order."""
    return [part for part in _flat(section.parts if section else ()) if isinstance(part, kind)]


def _flat(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Drill):
            yield from _flat(part.parts)
        else:
            yield part


def plain_notes(section: Section) -> list[str]:
    """Sentences of a section that stand under no heading of their own."""
    found = parts_in(section, Notes)
    return [sentence for notes in found if not notes.heading for sentence in notes.sentences]


def legend_of(section: Section) -> tuple[str, ...]:
    """Sentences that say what filled and hollow bars are."""
    readings = [text for part in parts_in(section, Reading) for text in part.sentences]
    said = (*plain_notes(section), *readings)
    return tuple(sentence for sentence in said if sentence.startswith(_LEGEND))


def notes_of(section: Section, *more: str) -> tuple[str, ...]:
    """What a presenter reads: the whole finding, what to know of it, how to read the chart."""
    readings = [text for part in parts_in(section, Reading) for text in part.sentences]
    how = ["How to read it:", *readings] if readings else []
    return (section.text, *plain_notes(section), *more, *how)
