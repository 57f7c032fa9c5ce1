"""Files that are no table, told by how they begin: a PDF, JSON, a web page."""

from __future__ import annotations

import re
from typing import Final

from nps_reasons.errors import InputError

_BEGINNING: Final = 1_000
FOREIGN: Final[dict[str, str]] = {
    r"%PDF-": "a PDF; export the responses as CSV or XLSX",
    r"(?i)<(?:!doctype html|html|head|meta|table)\b": "a web page, whatever its name says; open it "
    "in a spreadsheet and save it as CSV or XLSX, or check that the download needs no log-in",
    r"<\?xml\b": "XML; export the responses as CSV or XLSX",
    r'\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|$)|\[\s*[\[{]': "JSON; export the responses as CSV or XLSX",
}
"""How a file begins to what it is and what to do."""


def require_no_foreign(data: bytes, *, source: str) -> None:
    """Refuse what is no table.

    Raises
    ------
    InputError
        The file is of a kind that is not read.

    Examples
    --------
    >>> require_no_foreign(b"id,score", source="a.csv")
    """
    start = data[:_BEGINNING].decode("utf-8-sig", errors="replace").lstrip()
    for pattern, kind in FOREIGN.items():
        if re.match(pattern, start):
            raise InputError(f"{source}: is {kind}")
