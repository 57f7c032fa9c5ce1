"""What no page may hold, in any form: control characters, and halves of characters."""

from __future__ import annotations

import re
from typing import Final

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def printable(text: str) -> str:
    """Put a mark in the place of each of them.

    Examples
    --------
    >>> printable("one" + chr(0) + "two")
    'one\N{REPLACEMENT CHARACTER}two'
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
