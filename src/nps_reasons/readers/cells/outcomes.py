"""Outcome cells: whether a customer left or renewed, and the amount that the customer is worth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.readers.rawtable import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_YES: Final = frozenset(
    ("yes", "y", "true", "t", "1", "1.0", "x", "ja", "j", "oui", "si", "sí", "sim", "wahr", "vrai")
)
_NO: Final = frozenset(
    ("no", "n", "false", "f", "0", "0.0", "nein", "non", "nao", "não", "falsch", "faux")
)
_OWN: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "churned": (
        frozenset(("churned", "churn", "cancelled", "canceled", "lost", "closed")),
        frozenset(("active", "retained", "not churned", "current", "renewed")),
    ),
    "renewed": (
        frozenset(("renewed", "renewal", "retained", "won")),
        frozenset(("not renewed", "churned", "cancelled", "canceled", "lost", "lapsed")),
    ),
}
"""Outcome to further words for yes and for no."""

_MINUS, _QUOTE = "\N{MINUS SIGN}", "\N{RIGHT SINGLE QUOTATION MARK}"
_AMOUNT: Final = re.compile(r"\d(?:[\d.,]*\d)?")


def parse_outcomes(
    cells: pd.DataFrame, columns: Mapping[str, str]
) -> tuple[dict[str, pd.Series], tuple[str, ...]]:
    """Read the outcomes that have a column; what cannot be read is missing, and counted in a note.

    Parameters
    ----------
    columns
        Outcome (churned, renewed, value) to the name of its column.

    Examples
    --------
    >>> cells = pd.DataFrame({"left": ["Yes", "0", "maybe"]}, dtype="string")
    >>> read, notes = parse_outcomes(cells, {"churned": "left"})
    >>> read["churned"].tolist()
    [True, False, <NA>]
    >>> notes
    ('"left" (churned): cells that cannot be read count as missing: 1.',)
    """
    parsed: dict[str, pd.Series] = {}
    notes: list[str] = []
    for outcome, name in columns.items():
        text = cells[name].str.strip()
        text = text.mask(text.str.casefold().isin(NOTHING), "")
        parsed[outcome], told = _READERS[outcome](text)
        lost = int((parsed[outcome].isna() & (text != "")).sum())
        if lost:
            told = (*told, f"cells that cannot be read count as missing: {lost:,}.")
        notes += [f'"{name}" ({outcome}): {note}' for note in told]
    return parsed, tuple(notes)


def _flags(outcome: str) -> Callable[[pd.Series], tuple[pd.Series, tuple[str, ...]]]:
    yes, no = _OWN[outcome]
    meaning = {**dict.fromkeys(_YES | yes, True), **dict.fromkeys(_NO | no, False)}

    def read(text: pd.Series) -> tuple[pd.Series, tuple[str, ...]]:
        flags = [meaning.get(str(cell).casefold()) for cell in text]
        return pd.Series(flags, index=text.index, dtype="boolean"), ()

    return read


def _amounts(text: pd.Series) -> tuple[pd.Series, tuple[str, ...]]:
    """Read amounts; the column decides which of point and comma stands before the decimals."""
    found = [_plain(str(cell)) for cell in text]
    plain = [amount for amount in found if amount is not None]
    mark = decimal_mark([number for _, number in plain])
    unsure = mark is None and any(re.search(r"[.,]", number) for _, number in plain)
    numbers = [None if each is None else each[0] * _number(each[1], mark) for each in found]
    note = "points and commas could be thousands or decimals; they are read as thousands."
    amounts = pd.Series(numbers, index=text.index, dtype="float64")
    return amounts, (note,) if unsure else ()


def _plain(cell: str) -> tuple[int, str] | None:
    """Return sign and digits of an amount, without currency and white space; None if it is none.

    A number in brackets is negative, as accountants write it.
    """
    text = re.sub(rf"[\s'{_QUOTE}]", "", cell)
    inside = re.fullmatch(r"\((.*)\)", text)
    text = inside.group(1) if inside else text
    match = _AMOUNT.search(text)
    if match is None:
        return None
    around = text[: match.start()] + text[match.end() :]
    # Currency is a sign or three letters, on one side; "12k" or "3 of 4" is no amount.
    currency = around.strip(f"+-{_MINUS}.")
    if not re.fullmatch(r"[^\w\s]?|[A-Za-z]{0,3}\W|[A-Z]{3}|kr|Kr|zł|Fr|CHF|Kč|lei", currency):
        return None
    negative = bool(inside) or any(sign in around for sign in ("-", _MINUS))
    return (-1 if negative else 1), match.group()


def decimal_mark(numbers: list[str]) -> str | None:
    """Return the mark before the decimals in a column of amounts; None where nothing tells.

    Examples
    --------
    >>> decimal_mark(["1.250.000", "12,5"]), decimal_mark(["1,250.00"]), decimal_mark(["1.250"])
    (',', '.', None)
    """
    votes = {".": 0, ",": 0}
    for number in numbers:
        mark = _mark_of(number)
        if mark is not None:
            votes[mark] += 1
    if votes["."] == votes[","]:
        return None
    return max(votes, key=lambda mark: votes[mark])


def _mark_of(number: str) -> str | None:
    """Return the mark before the decimals of one amount, where it can be no other."""
    marks: list[str] = re.findall(r"[.,]", number)
    if not marks:
        return None
    other = "," if marks[-1] == "." else "."
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return other
    before, after = re.split(r"[.,]", number)
    thousands = len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")
    return None if thousands else marks[0]


def _number(number: str, mark: str | None) -> float:
    """Return the amount; where its own form contradicts the column's mark, its form decides."""
    mark = _mark_of(number) or mark
    if mark is None:
        return float(re.sub(r"[.,]", "", number))
    whole, _, rest = number.rpartition(mark) if mark in number else (number, "", "")
    digits = re.sub(r"[.,]", "", whole)
    return float(f"{digits or 0}.{re.sub(r'[.,]', '', rest) or 0}")


_READERS: Final[dict[str, Callable[[pd.Series], tuple[pd.Series, tuple[str, ...]]]]] = {
    "churned": _flags("churned"),
    "renewed": _flags("renewed"),
    "value": _amounts,
}
