"""Numbers that prove themselves by check digits: payment cards and IBANs."""

from __future__ import annotations

import re
from typing import Final


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


def is_card(digits: str) -> bool:
    """Whether digits are the number of a payment card: of an issuer, of its length, and checked.

    Examples
    --------
    >>> is_card("4111111111111111"), is_card("9111111111111111"), is_card("4111111111111112")
    (True, False, False)
    """
    return ISSUERS.fullmatch(digits) is not None and passes_luhn(digits)


def iban_length(country: str) -> int | None:
    """Return how many characters an IBAN of a country has; None where it has none.

    Examples
    --------
    >>> iban_length("de"), iban_length("US")
    (22, None)
    """
    return LENGTHS.get(country.upper())


ISSUERS: Final = re.compile(
    r"4[0-9]{12}(?:[0-9]{3}){0,2}"  # Visa
    r"|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"
    r"|3[47][0-9]{13}"  # American Express
    r"|(?:36|38|39|30[0-5])[0-9]{11,17}"  # Diners Club; "30[0-5]" may be one longer
    r"|(?:6011|65[0-9]{2}|64[4-9][0-9])[0-9]{12,15}"  # Discover
    r"|35(?:2[89]|[3-8][0-9])[0-9]{12,15}"  # JCB
    r"|62[0-9]{14,17}"  # UnionPay
    r"|(?:50|5[6-9]|6[0-9])[0-9]{11,17}"  # Maestro
)
"""Beginnings and lengths of the numbers of payment cards."""

LENGTHS: Final = {
    country: int(length)
    for length, countries in {
        "15": "NO",
        "16": "BE",
        "18": "DK FI FO GL NL",
        "19": "MK SI",
        "20": "AT BA EE KZ LT LU XK",
        "21": "CH HR LI LV",
        "22": "BG BH CR DE GB GE IE ME RS VA",
        "23": "AE GI IL IQ OM TL",
        "24": "AD CZ ES MD PK RO SA SE SK TN VG",
        "25": "PT",
        "26": "IS TR",
        "27": "FR GR IT MC MR SM",
        "28": "AL AZ BY CY DO GT HU LB PL SV",
        "29": "BR EG PS QA UA",
        "30": "JO KW MU",
        "31": "MT SC",
        "32": "LC",
    }.items()
    for country in countries.split()
}
"""Country to the length of its IBANs."""
