"""Telephone numbers in a text: what is written like one, and can be one.

A number counts in three cases. International: it begins with + or 00 and its country has numbers
like it. National: it is grouped as telephone numbers are in one of the countries below, and is
valid there. Announced: a word such as "call" or "Tel." stands before it, and it has a fitting
length. A word such as "order" or "ref" before a number says that it is none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TRUNK_ZERO: Final = "GB DE FR IT NL BE AU IE CH AT SE FI NZ ZA IN".split()  # noqa: SIM905
"""Countries where national numbers begin with 0; the commonest first."""

SHAPES: Final = {
    (3, 3, 4): "US IN",
    (1, 3, 3, 4): "US",
    (2, 4, 4): "MX BR",
    (2, 5, 4): "BR",
    (3, 8): "",
    (5, 5): "IN",
    (2, 3, 2, 2): "ES PL",
    (3, 2, 2, 2): "ES PL",
    (1, 3, 3, 2, 2): "RU",
}
"""Lengths of the groups of a number without a trunk zero to the countries that write it so.

Groups of three do not count: 612 345 678 may be any number.
"""

WITHOUT_ZERO: Final = "US ES PT PL DK NO MX BR IN FR".split()  # noqa: SIM905
"""Countries that are asked where a word announces a number without a trunk zero."""

_SEPARATORS: Final = r" \u00a0\u202f\u2009().\-/\u2010-\u2013"
CANDIDATE: Final = re.compile(
    rf"(?<![\w,+@#$€£¥])(?<!\d\.)(?:\+ ?)?\(?[0-9](?:[{_SEPARATORS}]{{0,3}}[0-9]){{6,29}}"
    rf"(?![\w@%€$£])(?!,[0-9])"
)
_GROUP: Final = re.compile(r"[0-9]+")
_DATE: Final = re.compile(
    r"(?<![0-9])(?:(?:19|20)[0-9]{2}[./-](?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12][0-9]|3[01])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])[./-](?:0?[1-9]|[12][0-9]|3[01])[./-](?:(?:19|20)[0-9]{2}"
    r"|[0-9]{2}(?![./-])))(?![0-9])"
)
_RANGE: Final = re.compile(r"\s[-\u2010-\u2013]\s")
_CLOCK: Final = re.compile(r"(?:[01]?[0-9]|2[0-3])\.[0-5][0-9](?![.0-9])")
_ADDRESS: Final = re.compile(r"^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$")
_MOST_GROUPS: Final = 7
_NO_PHONE: Final = (_DATE, _RANGE, _ADDRESS)
_THOUSANDS: Final = re.compile(rf"[1-9][0-9]{{0,2}}(?:[{_SEPARATORS}][0-9]{{3}})+")

_BEGINS_A_PHONE: Final = re.compile(r"\+|00|\(?0[1-9]")

_BEFORE: Final = 30
"""Characters before a number in which a word says what it is."""

_CUES: Final = re.compile(
    r"(?P<phone>\b(?:call|ring|phone|dial|text|reach|contact|mobile|mob|cell|tel|telephone|fax"
    r"|whatsapp|sms|landline|handy|telefon|telefono|teléfono|telefone|telefoon|téléphone"
    r"|telephoner|portable|mobil|móvil|movil|cellulare|celular|puhelin|tlf|ruf\w*|anruf\w*"
    r"|rückruf\w*|erreich\w*|appel\w*|llám\w*|llam\w*|chiam\w*|bel|ligue|ligar|dzwon\w*|zadzwo\w*)"
    r"\b)"
    r"|(?P<other>\b(?:order|ref|reference|invoice|ticket|case|account|acct|customer|policy|claim"
    r"|booking|tracking|parcel|serial|sku|item|article|version|isbn|imei|id|code|pin|vat|batch"
    r"|transaction|receipt|model|meter|nhs|passport|membership|loyalty"
    r"|order ?no|bestell\w*|rechnung\w*|kunden\w*|auftrag\w*"
    r"|vertrag\w*|artikel\w*|sendung\w*|commande|facture|client|dossier|colis|pedido|factura"
    r"|cliente|referencia|ordine|fattura|ordre|faktura|bestelling|klant\w*|zamówieni\w*)\b"
    r"|[$€£¥#])",
    re.IGNORECASE,
)


def masked_phones(text: str, mask: Callable[[], str]) -> str:
    """Return the text with every telephone number replaced by what `mask` gives.

    Examples
    --------
    >>> masked_phones("Tel. 020 7946 0123, order 1234567890", lambda: "[PHONE]")
    'Tel. [PHONE], order 1234567890'
    """

    def masked(match: re.Match[str]) -> str:
        written = match.group()
        # The commonest number of all.
        if _DATE.fullmatch(written):
            return written
        return _masked(written, _cue_before(text, match.start()), mask)

    return CANDIDATE.sub(masked, text)


def _masked(candidate: str, cue: str | None, mask: Callable[[], str]) -> str:
    span = _phone_in(candidate, cue)
    if span is None:
        return candidate
    start, end = span
    if _opens_alone(candidate[start:end]):
        start += 1
    # More than one number may stand in a row; each is shorter than what was searched before.
    after = candidate[end:]
    return candidate[:start] + mask() + (_masked(after, cue, mask) if after else "")


def _opens_alone(written: str) -> bool:
    """Whether a bracket opens before a number and closes behind it: it is not a part of it."""
    return written.startswith("(") and ")" not in written


def _cue_before(text: str, start: int) -> str | None:
    """Name what the last word that says something before a number says it is."""
    cues = [found.lastgroup for found in _CUES.finditer(text, max(0, start - _BEFORE), start)]
    return cues[-1] if cues else None


def _phone_in(candidate: str, cue: str | None) -> tuple[int, int] | None:
    """Return where a telephone number lies in a row of digits and separators."""
    if cue == "other" and not _is_international(candidate):
        return None
    for start, end in _spans(candidate):
        written = candidate[start:end]
        if is_phone(written, announced=cue == "phone"):
            return start, end
    return None


def _spans(candidate: str) -> Iterator[tuple[int, int]]:
    """Yield the whole, then the parts that begin like a telephone number, between spaces."""
    yield 0, len(candidate)
    blanks = [at for at, char in enumerate(candidate) if char.isspace()]
    ends = [len(candidate), *reversed(blanks)]
    for start in [0, *(at + 1 for at in blanks)]:
        if _BEGINS_A_PHONE.match(candidate, start):
            yield from ((start, end) for end in ends if end - start > 7)
    yield from ((0, end) for end in ends[1:] if end > 7)


def _is_international(written: str) -> bool:
    return written.startswith(("+", "00"))


@lru_cache(maxsize=10_000)
def is_phone(written: str, *, announced: bool) -> bool:
    """Whether a number is a telephone number, as it is written.

    Parameters
    ----------
    announced
        Whether a word before it says so.

    Examples
    --------
    >>> is_phone("+49 30 1234567", announced=False), is_phone("2024-05-01 10", announced=True)
    (True, False)
    """
    groups = tuple(len(group) for group in _GROUP.findall(written))
    digits = sum(groups)
    if not 7 <= digits <= 15 or len(groups) > _MOST_GROUPS:
        return False
    if any(shape.search(written) for shape in _NO_PHONE):
        return False
    if _is_international(written):
        return _is_of_some_country(written, announced=announced)
    if len(_CLOCK.findall(written)) > 1 and digits > 10:
        return False
    return _is_national(written, groups, announced=announced)


def _is_of_some_country(written: str, *, announced: bool) -> bool:
    """Whether a number with + or 00 is one of the country that it names."""
    import phonenumbers  # noqa: PLC0415 - few reasons hold a number

    plus = written if written[0] == "+" else "+" + written[2:].lstrip()
    try:
        number = phonenumbers.parse(plus)
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.is_valid_number(number):
        return True
    # Numbers of new ranges are not known yet: the length decides where the writing is clear.
    clear = announced or (written[0] == "+" and not _THOUSANDS.fullmatch(written[1:].strip()))
    return clear and phonenumbers.is_possible_number(number)


def _is_national(written: str, groups: tuple[int, ...], *, announced: bool) -> bool:
    digits = sum(groups)
    start = written.lstrip("( ")
    # A trunk zero and its area code are one group: 0-306-40615-2 is a book.
    zero = start[0] == "0" and start[1:2] in set("123456789")
    if zero and digits >= 9:
        plain = announced and digits <= 12
        return plain or _is_valid("".join(_GROUP.findall(written)), tuple(TRUNK_ZERO))
    if start[0] == "0" or (_THOUSANDS.fullmatch(written) and not announced):
        return False
    if announced:
        countries = tuple(WITHOUT_ZERO)
        plain = len(groups) > 1 or digits >= 10
        return (plain and 8 <= digits <= 11 and "." not in written) or _is_valid(written, countries)
    return _is_valid(written, tuple(SHAPES.get(groups, "").split()))


def _is_valid(written: str, countries: tuple[str, ...]) -> bool:
    import phonenumbers  # noqa: PLC0415 - few reasons hold a number

    for country in countries:
        try:
            number = phonenumbers.parse(written, country)
        except phonenumbers.NumberParseException:
            return False
        if phonenumbers.is_valid_number(number):
            return True
    return False
