"""Redact personal data that has a checkable form: e-mail, card, IBAN, phone, URL with a secret.

Names are not recognised, and so not removed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons.text.checkdigits import iban_length, is_card, passes_mod_97
from nps_reasons.text.phones import masked_phones

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without personal data, and how many of each kind were taken out."""

    text: str
    counts: Counter[str]


PLACEHOLDER: Final = re.compile(r"\[(?:EMAIL|CARD|IBAN|PHONE|URL)\]")
"""What stands in the place of personal data."""


def redact(text: str) -> Redacted:
    """Replace personal data by `[EMAIL]`, `[CARD]`, `[IBAN]`, `[PHONE]` or `[URL]`.

    Examples
    --------
    >>> redact("write to jo.doe@example.org or ring 020 7946 0123").text
    'write to [EMAIL] or ring [PHONE]'
    >>> redact("order 4111111111111112 took 3 weeks").text  # fails the Luhn check: no card
    'order 4111111111111112 took 3 weeks'
    """
    counts: Counter[str] = Counter()
    if not _MARKS.search(text) and not _SEVEN_DIGITS.search(text):
        return Redacted(text, counts)
    for kind, masked in KINDS.items():
        if not MARKS_OF[kind].search(text):
            continue

        def mask(kind: str = kind) -> str:
            counts[kind] += 1
            return placeholder(kind)

        text = masked(text, mask)
    return Redacted(text, counts)


def placeholder(kind: str) -> str:
    """Return what stands in a text in place of a kind of personal data.

    Examples
    --------
    >>> placeholder("email")
    '[EMAIL]'
    """
    return f"[{kind.upper()}]"


# One cheap look first: most reasons hold nothing of the kind.
_MARKS: Final = re.compile(r"[@=]|//|[wW]{3}\.|[(\[{] ?[aA\xe4\xc4][tT]| [dD][oO][tT] ")
_SEVEN_DIGITS: Final = re.compile(r"[0-9](?:[^0-9]*+[0-9]){6}")


def _masked_urls(text: str, mask: Callable[[], str]) -> str:
    def masked(match: re.Match[str]) -> str:
        url = match.group().rstrip(_PUNCTUATION)
        return mask() + match.group()[len(url) :] if holds_secret(url) else match.group()

    return _URL.sub(masked, text)


def holds_secret(url: str) -> bool:
    """Whether a URL holds more than a place: a query, a login, a token.

    Examples
    --------
    >>> holds_secret("https://shop.example/help"), holds_secret("https://shop.example/r?t=a1")
    (False, True)
    """
    place, _, query = url.partition("?")
    place, _, fragment = place.partition("#")
    host, _, path = place.partition("://")[2].partition("/")
    if query or "=" in fragment or "@" in host:
        return True
    return any(_is_random(part) for part in re.split(r"[/._~-]", f"{path}/{fragment}"))


def _is_random(part: str) -> bool:
    """Whether a part of a path is a token, not words or a number."""
    if len(part) < _SHORTEST_TOKEN:
        return False
    changes = len(_CHANGE.findall(part))
    return changes >= _FEWEST_CHANGES or _HEX.fullmatch(part) is not None


_SHORTEST_TOKEN: Final = 12
_FEWEST_CHANGES: Final = 4
_CHANGE: Final = re.compile(r"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])")
_HEX: Final = re.compile(r"(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{16,}", re.IGNORECASE)
_PUNCTUATION: Final = ".,;:!?)]}'\"\u2019\u201d\u00bb"
_URL: Final = re.compile(
    r"(?:(?:https?|ftps?)://|www\.)[^\s<>\"]+"
    r"|(?<![\w@./-])(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}/[^\s<>\"?]{0,500}\?[^\s<>\"=]{1,100}=[^\s<>\"]*",
    re.IGNORECASE,
)


def _masked_emails(text: str, mask: Callable[[], str]) -> str:
    return _EMAIL.sub(lambda _: mask(), text)


# Repeats are bounded, so that a text of any length is searched in linear time.
_EMAIL: Final = re.compile(
    r"(?<!\w)[\w+][\w.+%&'\u2019-]{0,63} ?@ ?(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,23}\b"
    r"|(?<!\w)\w[\w.+-]{0,63} ?[(\[{] ?(?:at|ät|@) ?[)\]}] ?[\w-]{1,63}"
    r"(?:(?:\.| ?[(\[{] ?(?:dot|punkt|punto|point) ?[)\]}] ?| (?:dot|punkt|punto|point) )"
    r"[\w-]{1,63}){1,4}"
    # Without brackets, only what ends as domains do: "look at this dot by dot" is none.
    r"|(?<!\w)\w[\w.+-]{0,63} at (?!(?:the|an?|this|that|all) )[\w-]{1,63}"
    r"(?: dot [\w-]{1,63}){0,2}"
    r" dot (?:com|org|net|edu|gov|info|biz|io|co|eu|uk|ie|au|ca|nz|de|fr|es|nl|ch|pl|pt|br|se)\b",
    re.IGNORECASE,
)


def _masked_ibans(text: str, mask: Callable[[], str]) -> str:
    parts, at, begun = [], 0, 0
    while match := _IBAN.search(text, at):
        end = _end_of_iban(match.group())
        at = match.start() + 1
        if end is not None:
            parts += [text[begun : match.start()], mask()]
            at = begun = match.start() + end
    return "".join([*parts, text[begun:]])


def _end_of_iban(written: str) -> int | None:
    """Return where an IBAN ends that begins a text; None where there is none."""
    length = iban_length(written[:2])
    places = [at for at, char in enumerate(written) if char.isalnum()]
    if length is None or len(places) < length:
        return None
    end = places[length - 1] + 1
    is_whole = not written[end : end + 1].isalnum()
    compact = "".join(written[at] for at in places[:length])
    # One word in 97 would pass: "is 10 days late" must not begin an account of Iceland.
    is_number = 2 * sum(char.isdigit() for char in compact) >= length
    return end if is_whole and is_number and passes_mod_97(compact) else None


_IBAN: Final = re.compile(
    r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?:[ \u00a0.-]?[A-Z0-9]){11,30}", re.IGNORECASE | re.ASCII
)


def _masked_cards(text: str, mask: Callable[[], str]) -> str:
    def masked(match: re.Match[str]) -> str:
        span = _card_in(match.group())
        if span is None:
            return match.group()
        after = _CARD.sub(masked, match.group()[span[1] :])
        return match.group()[: span[0]] + mask() + after

    return _CARD.sub(masked, text)


def _card_in(written: str) -> tuple[int, int] | None:
    """Return where a card lies in a row of groups of digits, the longest first."""
    groups = list(_DIGITS.finditer(written))
    for first, opening in enumerate(groups):
        digits, found = "", None
        for group in groups[first : first + _MOST_GROUPS]:
            digits += group.group()
            if is_card(digits):
                found = (opening.start(), group.end())
        if found is not None:
            return found
    return None


_MOST_GROUPS: Final = 6
_DIGITS: Final = re.compile(r"[0-9]+")
_CARD: Final = re.compile(r"(?<![\w.])[0-9](?:[ \u00a0.-]?[0-9]){12,24}(?![0-9])(?!\w)", re.ASCII)

KINDS: Final[dict[str, Callable[[str, Callable[[], str]], str]]] = {
    "url": _masked_urls,
    "email": _masked_emails,
    "iban": _masked_ibans,
    "card": _masked_cards,
    "phone": masked_phones,
}
"""Kind of personal data to what replaces it; in this order, for a card is no telephone number."""

MARKS_OF: Final[dict[str, re.Pattern[str]]] = {
    "url": re.compile(r"//|=|[wW]{3}\."),
    "email": re.compile(r"@|[(\[{] ?[aA\xe4\xc4][tT]| [dD][oO][tT] "),
    "iban": re.compile(r"[A-Za-z]{2}[0-9]{2}"),
    "card": re.compile(r"[0-9](?:[^0-9]?[0-9]){12}"),
    "phone": re.compile(r"[0-9](?:[^0-9]{0,3}[0-9]){6}"),
}
"""Kind of personal data to what stands in every text that holds it, and is quick to look for."""
