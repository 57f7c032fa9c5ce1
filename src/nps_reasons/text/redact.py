"""Redact personal data that has a checkable form: e-mail, card, IBAN, phone, URL with a secret.

Names are not recognised, and so not removed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without personal data, and how many of each kind were taken out."""

    text: str
    counts: Counter[str]


def redact(text: str) -> Redacted:
    """Replace personal data by `[email]`, `[card]`, `[iban]`, `[phone]` or `[url]`.

    Examples
    --------
    >>> redact("write to jo.doe@example.org or ring 020 7946 0123").text
    'write to [email] or ring [phone]'
    >>> redact("order 4111111111111112 took 3 weeks").text  # fails the Luhn check: no card
    'order 4111111111111112 took 3 weeks'
    """
    counts: Counter[str] = Counter()
    if not _SUSPICIOUS.search(text):
        return Redacted(text, counts)
    for kind, (pattern, is_real) in _KINDS.items():
        text = _replaced(text, kind, pattern, is_real, counts)
    return Redacted(text, counts)


def _replaced(
    text: str,
    kind: str,
    pattern: re.Pattern[str],
    is_real: Callable[[str], bool],
    counts: Counter[str],
) -> str:
    def mask(match: re.Match[str]) -> str:
        if not is_real(match.group()):
            return match.group()
        counts[kind] += 1
        return f"[{kind}]"

    return pattern.sub(mask, text)


def passes_luhn(number: str) -> bool:
    """Whether the digits end in the check digit of payment cards (ISO/IEC 7812-1).

    Examples
    --------
    >>> passes_luhn("4111 1111 1111 1111")
    True
    """
    digits = [int(char) for char in number if char in "0123456789"]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def passes_mod_97(iban: str) -> bool:
    """Whether an IBAN's check digits are right (ISO 13616).

    Examples
    --------
    >>> passes_mod_97("GB82 WEST 1234 5698 7654 32")
    True
    """
    compact = re.sub(r"\s", "", iban).upper()
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _is_phone(number: str) -> bool:
    return 9 <= sum(char.isdigit() for char in number) <= 15


def _always(_: str) -> bool:
    return True


# One cheap look first: most reasons hold nothing of the kind.
_SUSPICIOUS: Final = re.compile(r"@|://|www\.|[0-9](?:[ ().-]*[0-9]){6}|[A-Za-z]{2}[0-9]{2}")

# Repeats are bounded, so that a text of any length is searched in linear time.
_KINDS: Final[dict[str, tuple[re.Pattern[str], Callable[[str], bool]]]] = {
    "url": (
        re.compile(r"(?:https?://|www\.)[^\s?#<>]{1,500}[?#][^\s<>\"')]{1,2000}", re.IGNORECASE),
        _always,
    ),
    "email": (
        re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b"),
        _always,
    ),
    "iban": (
        re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        passes_mod_97,
    ),
    "card": (re.compile(r"(?<![0-9.])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])"), passes_luhn),
    "phone": (
        re.compile(
            r"(?<![\w.])(?:"
            r"(?:\+|00)[1-9](?:[ ().-]{0,2}[0-9]){7,13}"  # international
            r"|\(?0[1-9](?:[ ().-]{0,2}[0-9]){7,9}"  # national, with a trunk zero
            r"|\(?[2-9][0-9]{2}\)?[ .-][0-9]{3}[ .-][0-9]{4}"  # North America
            r")(?![\w])"
        ),
        _is_phone,
    ),
}
