"""What a digest says: the answer, what moved it, what costs and earns, what was done."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.estimates import points_words, verdict_words
from nps_reasons.report.lookups import (
    SIDE,
    change_of,
    drivers_of,
    label_of,
    machine_labels,
    records,
    shown,
    total_of,
)
from nps_reasons.report.parts.moves import verdict_on
from nps_reasons.report.safe_text import clean, one_line, shortened
from nps_reasons.report.sections.change import change
from nps_reasons.report.sections.drivers import drivers
from nps_reasons.report.sections.emerging import emerging
from nps_reasons.report.sections.headline import headline

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.blocks import Section
    from nps_reasons.report.lookups import Record

_LABEL, _TITLE = 60, 120
"""Characters of a label and of a title; what is longer is cut at a word."""

_BLANKS: Final = re.compile(r"[^\S\u00a0]+")

_LARGEST: Final = 3
"""Drivers of each sign."""

_BLOCKS: Final = (
    ("negative", "Costs NPS", "Complaints about"),
    ("positive", "Earns NPS", "Praise for"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence below a heading."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest says, as plain text.

    Attributes
    ----------
    answer
        The score with its interval.
    items
        The most important first; those of one heading side by side.
    caveat
        What to keep in mind, and where the report is: never left out.
    """

    title: str
    answer: str
    items: tuple[Item, ...]
    caveat: str

    @property
    def grouped(self) -> dict[str, list[str]]:
        """Heading to the texts below it, in their order."""
        found: dict[str, list[str]] = {}
        for item in self.items:
            found.setdefault(item.heading, []).append(item.text)
        return found


def digest(analysis: Analysis) -> Digest:
    """Choose what a digest says; without quotes, ids or anything of a person."""
    brief = _with_short_names(analysis)
    items = (
        *_moved(brief),
        *_drivers(brief),
        *_items("Said more or less", emerging(brief)),
        *_actions(brief),
    )
    return Digest(
        shortened(one_line(analysis.title), _TITLE) or "NPS",
        _line(headline(brief).text),
        tuple(replace(item, text=_line(item.text)) for item in items),
        _line(_caveat(brief)),
    )


def _line(sentence: str) -> str:
    """Return a sentence as one line, with the no-break spaces between numbers and intervals."""
    return _BLANKS.sub(" ", clean(sentence)).strip(" ")


def _with_short_names(analysis: Analysis) -> Analysis:
    """Cut names that would fill the digest."""
    infos = analysis.codeframe.items()
    frame = {theme: replace(info, label=_short(info.label)) for theme, info in infos}
    labels = analysis.drivers["label"].map(_short).astype("string")
    return replace(analysis, codeframe=frame, drivers=analysis.drivers.assign(label=labels))


def _short(name: str) -> str:
    return shortened(one_line(name), _LABEL)


def _moved(analysis: Analysis) -> tuple[Item, ...]:
    """Say how far the score moved and whether clearly, and what that goes with."""
    moved = change_of(analysis)
    before, now = (total_of(analysis, name) for name in (analysis.reference or "", analysis.period))
    if moved is None or not before or not now:
        return (Item("What moved it", "There is no other period to compare it with."),)
    size = words.with_interval(
        words.gap(before["nps"], now["nps"]), moved.low, moved.high, words.points
    )
    first = f"{size} points since {analysis.reference}: {verdict_on(moved)}."
    section = change(analysis)
    told = (section.text,) if section else ()
    return tuple(Item("What moved it", text) for text in (first, *told))


def _drivers(analysis: Analysis) -> tuple[Item, ...]:
    """The largest complaints and praise, each on its side of zero; or why there are none."""
    items = [
        Item(heading, _driver(row, about))
        for sign, heading, about in _BLOCKS
        for row in _largest(analysis, sign)
    ]
    return tuple(items) or _items("Drivers", drivers(analysis))


def _largest(analysis: Analysis, sign: str) -> list[Record]:
    rows = shown(drivers_of(analysis, sign))
    return [row for row in rows if row["points"] * SIDE[sign] > 0][:_LARGEST]


def _driver(row: Record, about: str) -> str:
    said = f"said by {words.share(row['reach'])} ({words.count(row['n'])} tagged so)"
    points = f"{points_words(row)} points"
    return f"{about} {row['label']}: {points}, {said}; {verdict_words(row)}."


def _items(heading: str, section: Section | None) -> tuple[Item, ...]:
    return (Item(heading, section.text),) if section else ()


def _actions(analysis: Analysis) -> tuple[Item, ...]:
    """What became of each action, in the order of their dates."""
    rows = {row["action"]: row for row in records(analysis.actions)}
    return tuple(
        Item(
            "Actions",
            f"{_named(name, label_of(analysis, row['theme']))}: {row['action_verdict']}.",
        )
        for name, row in rows.items()
    )


def _named(action: str, theme: str) -> str:
    """Name an action with its theme, unless it says the theme itself."""
    return _short(action) if theme in action else f"{_short(action)} ({theme})"


def _caveat(analysis: Analysis) -> str:
    warned = [check.name for check in analysis.checks if check.concern == "warning"]
    warnings = f" Checks that warn: {words.listing(warned)}." if warned else ""
    sample = _CORRECTED if machine_labels(analysis) else ""
    return (
        "Points go with the score; they are no promise of what a change would bring, and what "
        f"those think who gave no reason is not known.{sample}{warnings} The whole report, with "
        "its method: report.html in the folder of the run."
    )


_CORRECTED: Final = (
    " A coded sample corrects the drivers; how many are tagged so, and what is said more or less, "
    "are the machine's."
)
