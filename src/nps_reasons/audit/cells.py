"""Texts as cells of a sheet: what a workbook cannot hold is replaced, what is too long is cut."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from nps_reasons.files import LONGEST_CELL, cell_length

CUT: Final = "\N{HORIZONTAL ELLIPSIS} (cut)"

_LINE_ENDS: Final = re.compile(r"\r\n?")
_DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows, so that a text reads as it is not written."""

_NO_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPE: Final = re.compile(r"(x[0-9A-Fa-f]{4})(?=_)")
"""What a workbook takes for a character's number; programs differ on how to write it."""


def shown(text: str) -> str:
    r"""Return a text as a cell shows it.

    Examples
    --------
    >>> shown("Too\r\ndear\x00")
    'Too\ndear\ufffd'
    >>> len(shown("x" * 40_000)), shown("x" * 40_000)[-6:]
    (32767, ' (cut)')
    """
    text = _DIRECTIONS.sub("", _LINE_ENDS.sub("\n", text))
    text = _ESCAPE.sub(r"\1 ", _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text))
    return text if cell_length(text) <= LONGEST_CELL else _cut(text)


def _cut(text: str) -> str:
    room = 2 * (LONGEST_CELL - len(CUT))
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT


def is_cut(text: str) -> bool:
    """Say whether a cell shows only the beginning of this text."""
    return shown(text).endswith(CUT) and not text.endswith(CUT)


def hash_of(text: str) -> str:
    """SHA-256 of a text as it is."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_shown(cell: str) -> str:
    r"""SHA-256 of a cell, but for what programs change when they save it: white space.

    Examples
    --------
    >>> hash_shown("Too  dear\n") == hash_shown("Too dear")
    True
    """
    return hash_of(" ".join(cell.split()))
