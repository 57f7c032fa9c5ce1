"""What the benchmarks ask of a fitted model, be it ours or a baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.labelled import Sign


@dataclass(frozen=True, slots=True)
class Reading:
    """What a contestant finds in texts.

    Attributes
    ----------
    themes
        Of each text.
    pairs
        Theme and sign, of each text.
    """

    themes: list[set[str]]
    pairs: list[set[tuple[str, Sign]]]


class ReadsThemes(Protocol):
    """Finds themes, alone and with their signs."""

    def read(self, texts: Sequence[str]) -> Reading:
        """Themes, and themes with signs, of each text."""


class ReadsSigns(Protocol):
    """Tells how a text speaks of given themes."""

    def signs(self, texts: Sequence[str], asked: Sequence[Sequence[str]]) -> list[list[Sign]]:
        """Sign of each text towards the themes that are named for it."""


class ReadsWhole(Protocol):
    """Tells whether a text is good or bad."""

    def overall(self, texts: Sequence[str]) -> list[Sign]:
        """Sign of each text as a whole, positive or negative only."""
