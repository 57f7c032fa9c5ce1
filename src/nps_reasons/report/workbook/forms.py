"""Number formats: a cell holds the whole number, and shows it as words.py prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from nps_reasons.report.workbook.plain import Form

NO_SIGN: Final = "0.0;0.0"
"""For what rounds to 0.0: it has no sign, on whichever side of zero it lies."""


def score_form(value: float) -> str:
    """Return the number format of a Net Promoter Score.

    Examples
    --------
    >>> score_form(-24.69), score_form(-0.04)
    ('0.0', '0.0;0.0')
    """
    return NO_SIGN if words.score(value) == "0.0" else "0.0"


def points_form(value: float) -> str:
    """Return the number format of NPS points, which carry their sign.

    Examples
    --------
    >>> points_form(3.21), points_form(0.01)
    ('+0.0;-0.0', '0.0;0.0')
    """
    return NO_SIGN if words.points(value) == "0.0" else "+0.0;-0.0"


def share_form(value: float) -> str:
    """Return the number format of a share of 0 to 1: as many digits as tell it from others.

    Examples
    --------
    >>> share_form(0.274), share_form(0.0431), share_form(0.0004)
    ('0 %', '0.0 %', '"<0.1 %"')
    """
    text = words.plain(words.share(value))
    if text.startswith(("<", ">")):
        return f'"{text}"'
    return "0.0 %" if "." in text else "0 %"


def chance_form(value: float) -> str:
    """Return the number format of a probability.

    Examples
    --------
    >>> chance_form(0.042), chance_form(0.00001)
    ('0.000', '"<0.001"')
    """
    return '"<0.001"' if 0 <= value < 0.0005 else "0.000"


FORMS: Final[dict[Form, Callable[[float], str]]] = {
    "whole": lambda _: "#,##0",
    "score": score_form,
    "points": points_form,
    "share": share_form,
    "chance": chance_form,
    "decimal": lambda _: "0.00",
}
"""Form of a column of numbers to the number format of a value in it."""

TIME_FORM: Final = "yyyy-mm-dd hh:mm"
