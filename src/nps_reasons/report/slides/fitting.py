"""How wide a text is on a slide, where its lines break, and what of it fits into a box.

Programs wrap text themselves; what is measured here is a little wider than what they draw.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from nps_reasons.audit.cells import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

TYPEFACE: Final = "Arial"
"""Of every text; Liberation Sans, which LibreOffice takes in its place, is as wide."""

LINE: Final = 1.2
"""Height of a line, in font sizes."""

ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"

_LONGEST: Final = 4_000
"""Characters of a text that are looked at: more never fit on a slide."""

_SPARE: Final = 1.03
_BOLD: Final = 1.09

# Widths of Arial's characters, in thousandths of the font size.
_WIDTHS: Final = {
    191: "'",
    222: "ijl\u2018\u2019",
    260: "|",
    278: " !,./:;I[\\]ft\u00a0",
    333: "()-`r\u201c\u201d\u2022",
    355: '"',
    389: "*",
    334: "{}",
    469: "^",
    500: "Jckvsxyz",
    556: "#$0123456789?L_abdeghnopqu\u2013",
    584: "+<=>~\u2212\u00d7",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@\u2026\u2014",
}
_WIDTH: Final = {sign: width for width, signs in _WIDTHS.items() for sign in signs}

_WIDE_CYRILLIC: Final = frozenset("\u0436\u043c\u0444\u0448\u0449\u044b\u044e")
_OTHERS: Final = {True: 830, False: 700}
_CYRILLIC: Final = {True: 760, False: 600}
"""Widths of capital and small letters of other alphabets."""

_BLANKS: Final = re.compile("[ \t\n\x0b\x0c\r\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Fit:
    """Paragraphs that fit into a box.

    Attributes
    ----------
    size
        Of the font, in points.
    height
        Of all lines, in points.
    """

    paragraphs: tuple[str, ...]
    size: float
    height: float


def clean(text: str) -> str:
    r"""Return other people's text as one line that a slide may hold.

    Examples
    --------
    >>> clean(" too\n dear\x00 ")
    'too dear\ufffd'
    """
    return _BLANKS.sub(" ", shown(text[:_LONGEST])).strip(" ")


@cache
def _width(sign: str) -> int:
    """Width of a character, in thousandths of the font size; rather too much than too little."""
    if sign in _WIDTH:
        return _WIDTH[sign]
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(sign) in {"W", "F"}:
        return 1400 if unicodedata.category(sign) == "So" else 1000
    base = unicodedata.normalize("NFD", sign)[0]
    if base != sign:
        return _width(base)
    if unicodedata.name(sign, "").startswith("CYRILLIC"):
        return _CYRILLIC[sign.isupper()] + 230 * (sign.lower() in _WIDE_CYRILLIC)
    return _OTHERS[sign.isupper()]


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line, in points.

    Examples
    --------
    >>> round(width_of("Support quality", 12))
    82
    """
    wide = sum(map(_width, text)) * size / 1000
    return wide * _SPARE * (_BOLD if bold else 1.0)


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than `width` points; a word that is too long is broken.

    Examples
    --------
    >>> lines_of("Waiting time and delays", 80, 12)
    ['Waiting time', 'and delays']
    """
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(joined, size, bold=bold) <= width:
            lines[-1] = joined
            continue
        broken = _broken(word, width, size, bold=bold)
        lines = [*lines, *broken] if lines[-1] else broken
    return lines


def _broken(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    lines = [""]
    for sign in word:
        if lines[-1] and width_of(lines[-1] + sign, size, bold=bold) > width:
            lines.append("")
        lines[-1] += sign
    return lines


def shortened(text: str, width: float, size: float, *, lines: int = 1, bold: bool = False) -> str:
    """Return a text that fits into so many lines: whole, or cut at a word with an ellipsis.

    Examples
    --------
    >>> shortened("Waiting time and delays", 110, 12)
    'Waiting time\N{HORIZONTAL ELLIPSIS}'
    >>> shortened("Waiting time and delays", 80, 12, lines=2)
    'Waiting time and delays'
    """
    found = lines_of(text, width, size, bold=bold)
    if len(found) <= lines:
        return text
    kept = " ".join(found[:lines]) if " " in text else "".join(found[:lines])
    while kept:
        # A cut word says something else; the only word there is must be cut.
        kept = kept.rpartition(" ")[0] or kept[:-1]
        short = kept.rstrip(" ,;:") + ELLIPSIS
        if len(lines_of(short, width, size, bold=bold)) <= lines:
            return short
    return ELLIPSIS


def fitted(
    paragraphs: Sequence[str],
    width: float,
    height: float,
    sizes: Sequence[float],
    *,
    bold: bool = False,
    space: float = 0.0,
) -> Fit:
    """Paragraphs in the largest size in which all fit; at the smallest, as many as fit.

    Parameters
    ----------
    width, height
        Of the box, in points.
    sizes
        Of the font, largest first.
    space
        Between two paragraphs, in font sizes.

    Examples
    --------
    >>> fit = fitted(["Waiting time and delays"], 100, 20, [24, 18, 8])
    >>> fit.size, fit.paragraphs
    (8, ('Waiting time and delays',))
    """
    for size in sizes:
        counts = [len(lines_of(text, width, size, bold=bold)) for text in paragraphs]
        tall = _height(counts, size, space)
        if tall <= height:
            return Fit(tuple(paragraphs), size, tall)
    return _as_many_as_fit(paragraphs, width, height, sizes[-1], bold=bold, space=space)


def _height(counts: Sequence[int], size: float, space: float) -> float:
    return size * (LINE * sum(counts) + space * max(len(counts) - 1, 0))


def _as_many_as_fit(
    paragraphs: Sequence[str],
    width: float,
    height: float,
    size: float,
    *,
    bold: bool,
    space: float,
) -> Fit:
    """Whole paragraphs from the first on; the first one is shortened where it fills the box."""
    counts: list[int] = []
    for text in paragraphs:
        more = [*counts, len(lines_of(text, width, size, bold=bold))]
        if _height(more, size, space) > height:
            break
        counts = more
    if counts:
        return Fit(tuple(paragraphs[: len(counts)]), size, _height(counts, size, space))
    lines = max(1, int(height / (LINE * size)))
    first = shortened(paragraphs[0], width, size, lines=lines, bold=bold)
    return Fit((first,), size, lines * LINE * size)


def is_right_to_left(text: str) -> bool:
    """Tell whether a text is written from right to left: its first letter says so.

    Examples
    --------
    >>> is_right_to_left("\u05e9\u05dc\u05d5\u05dd"), is_right_to_left("10 % too dear")
    (True, False)
    """
    directions = (unicodedata.bidirectional(sign) for sign in text)
    return next((way in {"R", "AL"} for way in directions if way in {"L", "R", "AL"}), False)
