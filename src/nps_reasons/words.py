"""How numbers and verdicts read: the one place where values turn into text."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TOO_FEW: Final = "too few"
"""Stands where a number is suppressed."""

NOTHING: Final = "\N{EN DASH}"
"""Stands where a number does not apply."""

SURE: Final = "95\N{NO-BREAK SPACE}%"
"""Coverage of every interval."""

_MINUS: Final = "\N{MINUS SIGN}"
_SPACE: Final = "\N{NO-BREAK SPACE}"

VERDICT_WORDS: Final = {
    "clear": "clear",
    "leaning": "leaning, not yet clear",
    "not distinguishable": "not distinguishable from noise",
    "too few": "too few mentions to say",
}

INSEPARABLE: Final = "cannot be told apart from another theme or segment"
"""Verdict on a theme that is always, or never, said together with something else."""

GROUP_WORDS: Final = {
    "all": "Everybody",
    "promoter": "Promoters",
    "passive": "Passives",
    "detractor": "Detractors",
}

SIGN_WORDS: Final = {"negative": "complaints", "neutral": "remarks", "positive": "praise"}

_HALF_AWAY: Final = Context(prec=400, rounding=ROUND_HALF_UP)
"""Holds every float with its decimals; ROUND_HALF_UP is away from zero on both sides of it."""


def rounded(value: float, decimals: int = 0) -> Decimal:
    """Round as spreadsheets do: half away from zero, of the 15 digits that they show.

    Parameters
    ----------
    value
        A finite number.

    Examples
    --------
    >>> rounded(-56.25, 1), rounded(2.5), rounded(0.285 * 100), rounded(-0.04, 1)
    (Decimal('-56.3'), Decimal('3'), Decimal('29'), Decimal('0.0'))
    """
    nearest = _shown_digits(value).quantize(Decimal(1).scaleb(-decimals), context=_HALF_AWAY)
    return nearest.copy_abs() if nearest.is_zero() else nearest


def _shown_digits(value: float) -> Decimal:
    return Decimal(f"{value:.15g}")


def score(value: float | None) -> str:
    """Format a Net Promoter Score.

    Examples
    --------
    >>> plain(score(-24.69)), plain(score(-56.25)), score(-0.04), score(None)
    ('-24.7', '-56.3', '0.0', 'too few')
    """
    if value is None or pd.isna(value):
        return TOO_FEW
    return f"{rounded(value, 1)}".replace("-", _MINUS)


def points(value: float | None) -> str:
    """Format NPS points, which always carry their sign.

    Examples
    --------
    >>> points(3.21), plain(points(-3.21)), points(0.01)
    ('+3.2', '-3.2', '0.0')
    """
    text = score(value)
    return text if text in (TOO_FEW, "0.0") or text.startswith(_MINUS) else f"+{text}"


def share(value: float | None) -> str:
    """Format a share of 0 to 1 as per cent.

    Examples
    --------
    >>> plain(share(0.274)), plain(share(0.0431))
    ('27 %', '4.3 %')
    >>> plain(share(0.9996)), plain(share(0.0))
    ('>99.9 %', '0 %')
    """
    text = per_cent(value)
    return text if text == TOO_FEW else f"{text}{_SPACE}%"


def per_cent(value: float | None) -> str:
    """Format a share of 0 to 1 as per cent, without the sign.

    Examples
    --------
    >>> per_cent(0.0004), per_cent(0.994), per_cent(0.997)
    ('<0.1', '99', '99.7')
    """
    if value is None or pd.isna(value):
        return TOO_FEW
    percent = float(_shown_digits(100 * value))
    if percent <= 0 or percent >= 100:
        return f"{rounded(percent)}"
    if percent < 0.1 or percent > 99.9:
        return "<0.1" if percent < 0.1 else ">99.9"
    return f"{rounded(percent, 1 if percent < 9.95 or percent >= 99.5 else 0)}"


def interval(
    low: float | None, high: float | None, form: Callable[[float | None], str] = score
) -> str:
    """Format a 95 % interval.

    Examples
    --------
    >>> plain(interval(-8.04, 4.2)), plain(interval(0.21, 0.33, per_cent)), interval(None, None)
    ('[-8.0, 4.2]', '[21, 33]', 'too few')
    """
    if low is None or high is None or pd.isna(low) or pd.isna(high):
        return TOO_FEW
    return f"[{form(low)},{_SPACE}{form(high)}]"


def with_interval(
    value: float | None,
    low: float | None,
    high: float | None,
    form: Callable[[float | None], str] = score,
) -> str:
    """Format a value and its interval; a suppressed value stands alone.

    Examples
    --------
    >>> plain(with_interval(3.21, 1.0, 5.42, points)), with_interval(None, None, None)
    ('+3.2 [+1.0, +5.4]', 'too few')
    >>> plain(with_interval(0.27, 0.21, 0.33, share))
    '27 % [21, 33]'
    """
    if value is None or pd.isna(value):
        return TOO_FEW
    if low is None or pd.isna(low):
        return form(value)
    return f"{form(value)}{_SPACE}{interval(low, high, per_cent if form is share else form)}"


def gap(before: float, after: float) -> float:
    """Difference of two scores as they are shown, so that whoever subtracts them agrees.

    Examples
    --------
    >>> plain(score(61.04)), plain(score(69.96)), plain(points(gap(61.04, 69.96)))
    ('61.0', '70.0', '+9.0')
    """
    return float(rounded(after, 1) - rounded(before, 1))


def count(value: float | None, noun: str = "") -> str:
    """Format a number of things, with the right form of their noun.

    Examples
    --------
    >>> count(1271), count(1, "response"), count(1271, "response")
    ('1,271', '1 response', '1,271 responses')
    """
    if value is None or pd.isna(value):
        return TOO_FEW
    ending = "" if int(value) == 1 or not noun else "s"
    return f"{int(value):,} {noun}{ending}".rstrip()


def amount(value: float | None) -> str:
    """Format an amount in the unit of the data, to the whole unit.

    Examples
    --------
    >>> amount(1234.5), plain(amount(-1234.5)), amount(None)
    ('1,235', '-1,235', 'too few')
    """
    if value is None or pd.isna(value):
        return TOO_FEW
    return f"{rounded(value):,}".replace("-", _MINUS)


def rank(value: float | None, low: float | None, high: float | None) -> str:
    """Format a rank with the ranks that the data allow.

    Examples
    --------
    >>> rank(1, 1, 3), rank(2, 2, 2), rank(None, None, None)
    ('1 (1 to 3)', '2', 'too few')
    """
    if value is None or pd.isna(value):
        return TOO_FEW
    if low is None or pd.isna(low) or low == high:
        return f"{int(value)}"
    return f"{int(value)} ({int(low)} to {int(high or low)})"


def listing(items: Sequence[str]) -> str:
    """Join items as a sentence does.

    Examples
    --------
    >>> listing(["price"]), listing(["price", "speed", "billing"])
    ('price', 'price, speed and billing')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def within(period: str) -> str:
    """Say when, for the middle of a sentence; nothing where the survey has no dates.

    Examples
    --------
    >>> within("2025Q1"), within("all")
    (' in 2025Q1', '')
    """
    return "" if period == "all" else f" in {period}"


def plain(text: str) -> str:
    """Write a number for machines and spreadsheets: ASCII minus, ordinary space.

    Examples
    --------
    >>> plain(points(-3.21)), plain(share(0.27))
    ('-3.2', '27 %')
    """
    return text.replace(_MINUS, "-").replace(_SPACE, " ")
