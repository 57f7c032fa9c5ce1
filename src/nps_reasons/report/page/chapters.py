"""The chapters that a page's list of sections is divided into."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

CHAPTERS: Final[dict[str, tuple[str, ...]]] = {
    "The score and its reasons": ("headline", "trend", "drivers", "map", "heat"),
    "What moved": ("change", "emerging", "actions"),
    "Who says what": (
        "groups",
        "detractors",
        "promoters",
        "segments",
        "by-segment",
        "outcomes",
    ),
    "Voices": ("themes", "quotes", "comments"),
    "How far to trust it": ("quality", "codeframe", "method"),
}
"""Heading to the names of its sections."""

_OTHERS: Final = "More"


def chapters_of(sections: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Divide sections into chapters, in the order in which they come.

    Examples
    --------
    >>> chapters_of(["headline", "trend", "method"])
    [('The score and its reasons', ['headline', 'trend']), ('How far to trust it', ['method'])]
    """
    chapter = {name: heading for heading, names in CHAPTERS.items() for name in names}
    runs = groupby(sections, key=lambda name: chapter.get(name, _OTHERS))
    return [(heading, list(names)) for heading, names in runs]
