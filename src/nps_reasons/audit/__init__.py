"""Comments coded by hand: drawn at random, coded in a spreadsheet by two people, read back."""

from __future__ import annotations

from nps_reasons.audit.coding import CODERS, SETTLED, Coding, Labels, Stratum
from nps_reasons.audit.draw import Drawn, draw
from nps_reasons.audit.sheet import read_coding
from nps_reasons.audit.workbook import workbook

__all__ = [
    "CODERS",
    "SETTLED",
    "Coding",
    "Drawn",
    "Labels",
    "Stratum",
    "draw",
    "read_coding",
    "workbook",
]
