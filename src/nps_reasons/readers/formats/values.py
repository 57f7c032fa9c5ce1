"""Values of a database as text, spelled as an export would spell them."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

EXACT: Final = 2.0**53
"""From here on a whole float is no longer one certain number."""


def text_of(value: object) -> str:
    """Return a value of a database as the text of a cell; null is the empty text.

    Raises
    ------
    TypeError
        The value is binary, which no column of a survey is.

    Examples
    --------
    >>> [text_of(value) for value in (None, True, 9.0, Decimal("8.50"), [1, "a"])]
    ['', 'true', '9', '8.5', '[1, "a"]']
    """
    spell = SPELLINGS.get(type(value))
    if spell is None:
        same = (of for kind, of in SPELLINGS.items() if isinstance(value, kind))
        spell = next(same, str)
    return spell(value)


def _float(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)


def _decimal(value: Decimal) -> str:
    if value.is_nan():
        return ""
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _datetime(value: datetime) -> str:
    # The session's zone must not show: an instant is the same text on every server.
    return (value if value.tzinfo is None else value.astimezone(UTC)).isoformat()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=text_of)


def _binary(_: object) -> str:
    raise TypeError("binary data")


# From the narrow type to the wide one: a truth value is an integer, a time stamp is a date.
SPELLINGS: Final[dict[type, Callable[..., str]]] = {
    str: str,
    type(None): lambda _: "",
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _float,
    Decimal: _decimal,
    datetime: _datetime,
    date: date.isoformat,
    time: time.isoformat,
    bytes: _binary,
    bytearray: _binary,
    memoryview: _binary,
    dict: _json,
    list: _json,
    tuple: _json,
}
"""Type to its spelling; any other type is spelled as it spells itself."""
