"""E-mail addresses: one spelling for each, and a keyed hash in their place.

A hash without a secret can be undone by hashing every address that one can think of.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from nps_reasons.settings import PrivacySettings

USUAL_VARIABLE: Final = "NPS_REASONS_SECRET"
"""Environment variable of the secret where the settings name none."""

_PART: Final = r"[^\s@<>\"',;:()\[\]]"
ADDRESS: Final = rf"{_PART}{{1,64}}@{_PART}{{1,255}}"
"""A piece of text that may be an e-mail address; bounded, so that long texts take no time."""

_LONGEST: Final = 1_000
"""A cell with more characters holds a text, and not the address of somebody."""

_BUILT_IN: Final = b"nps_reasons: no secret is set"
_INSIDE: Final = re.compile(r"<([^<>]*@[^<>]*)>\s*$")
_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class Secret:
    """What hashes are keyed with.

    Attributes
    ----------
    variable
        Environment variable that it comes from, or could come from.
    key
        The secret; the built-in one where the variable is not set.
    """

    variable: str
    key: bytes

    @property
    def is_set(self) -> bool:
        """Whether there is a secret of the user's own."""
        return self.key != _BUILT_IN

    @property
    def note(self) -> str:
        """What a user without a secret must know."""
        return (
            "Respondents are shown as hashes, which are not keyed with a secret: who tries "
            f"addresses can undo them. Set the environment variable {self.variable} to a long "
            "random text to prevent that."
        )


def secret_of(settings: PrivacySettings) -> Secret:
    """Return the secret of the settings' environment variable.

    Raises
    ------
    UsageError
        The settings name a variable and it is not set.
    """
    variable = settings.secret_variable or USUAL_VARIABLE
    found = os.environ.get(variable, "")
    if not found and settings.secret_variable is not None:
        raise UsageError(
            f"[privacy] secret_variable: the environment variable {variable} is not set; set it "
            "to a long random text, or leave secret_variable out"
        )
    return Secret(variable, found.encode() or _BUILT_IN)


def keyed_hash(value: str, secret: Secret) -> str:
    """Return 16 hexadecimal digits (of HMAC-SHA256) that stand for a value.

    Examples
    --------
    >>> keyed_hash("dana@example.com", Secret("", b"one")) == keyed_hash(
    ...     "dana@example.com", Secret("", b"two"))
    False
    """
    return hmac.new(secret.key, value.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def address_of(cell: str) -> str:
    """Return the one spelling of the e-mail address in a cell, or "" where there is none.

    Plus-tags and dots are kept: they may be another mailbox.

    Examples
    --------
    >>> address_of(' "Dana D." <mailto:Dana+a@BÜCHER.example> ')
    'dana+a@xn--bcher-kva.example'
    >>> address_of("n/a")
    ''
    """
    text = cell.strip()
    if "@" not in text or len(text) > _LONGEST:
        return ""
    inside = _INSIDE.search(text)
    text = (inside.group(1) if inside else text).strip().strip("\"'").strip().casefold()
    text = text.removeprefix("mailto:").split("?", maxsplit=1)[0].strip()
    name, at, domain = text.rpartition("@")
    return f"{name}@{_ascii_domain(domain)}" if at and name and domain else ""


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def without_addresses(texts: pd.Series, put: Callable[[str], str]) -> pd.Series:
    """Return texts in which each e-mail address is what `put` makes of it.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = pd.Series(["ask dana@example.com", "nobody"], dtype="string")
    >>> without_addresses(texts, lambda address: "[EMAIL]").tolist()
    ['ask [EMAIL]', 'nobody']
    """
    has = texts.str.contains("@", regex=False).fillna(value=False).astype(bool)
    if not has.any():
        return texts
    changed = {
        text: re.sub(ADDRESS, lambda match: put(match.group()), text)
        for text in texts[has].unique()
    }
    return texts.where(~has, texts.map(changed)).astype("string")
