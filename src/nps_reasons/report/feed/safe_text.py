"""Other people's text in files that give signs a meaning: Markdown, Jira's markup, spreadsheets."""

from __future__ import annotations

import re
from typing import Final

from nps_reasons.report.page.printable import printable

_DIRECTIONS: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows, so that a text reads as it is not written."""

_JOINER: Final = "\u2060"
"""Takes no room; an @ before it calls nobody."""

_IN_MARKDOWN: Final = re.compile(
    r"[\\`*\[\]<|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|(?m:^)[#>+=-]"
)
_NUMBERED: Final = re.compile(r"^(\d+)([.)])", re.MULTILINE)
_IN_JIRA: Final = re.compile(
    r"[{}\[\]|]|(?<!\w)[*_+^~-](?=\S)|\?(?=\?)|!(?=\S)|(?m:^)[*#-]|\((?=(?:[!?xiyn*/+-]|on|off)\))"
)
_HEADS_A_LINE: Final = re.compile(r"^(h[1-6]|bq)\.", re.MULTILINE)
_LINK: Final = re.compile(
    r"(?<=\w):(?=//)|(?<=\bwww)\.|(?<=javascript):|(?<=mailto):", re.IGNORECASE
)
_AT: Final = re.compile(r"@(?=\w)")


def clean(text: str) -> str:
    r"""Return a text without marks that turn its direction and without control characters.

    Examples
    --------
    >>> clean("a\u202eb")
    'ab'
    """
    return printable(_DIRECTIONS.sub("", text))


def one_line(text: str) -> str:
    r"""Return a clean text with each run of white space as one space.

    Examples
    --------
    >>> one_line(" two\n lines")
    'two lines'
    """
    return " ".join(clean(text).split())


def in_markdown(text: str) -> str:
    r"""Escape a text so that Markdown shows it as it is: no link, picture, tag, table or mention.

    Lines must not begin with white space.

    Examples
    --------
    >>> in_markdown("[x](javascript:alert(1)) <b> snake_case")
    '\\[x\\](javascript\\:alert(1)) \\<b> snake_case'
    >>> in_markdown("1. one\n# two")
    '1\\. one\n\\# two'
    """
    escaped = _IN_MARKDOWN.sub(r"\\\g<0>", clean(text))
    escaped = _LINK.sub(r"\\\g<0>", escaped)
    escaped = _NUMBERED.sub(r"\1\\\2", escaped)
    return _AT.sub(f"@{_JOINER}", escaped)


def in_jira(text: str) -> str:
    r"""Escape a text so that Jira's wiki markup shows it as it is.

    Lines must not begin with white space.

    Examples
    --------
    >>> in_jira("{code} [x|javascript:alert(1)] !a.png!")
    '\\{code\\} \\[x\\|javascript&#58;alert(1)\\] \\!a.png!'
    >>> in_jira("h1. Big")
    'h1&#46; Big'
    """
    # A backslash cannot be escaped by another one: two of them are a line break there.
    escaped = clean(text).replace("&", "&amp;").replace("\\", "&#92;")
    escaped = _IN_JIRA.sub(r"\\\g<0>", escaped).replace("<", "&lt;").replace(">", "&gt;")
    escaped = _HEADS_A_LINE.sub(r"\1&#46;", escaped)
    escaped = _LINK.sub(lambda found: f"&#{ord(found[0])};", escaped)
    return _AT.sub(f"@{_JOINER}", escaped)


def quoted_lines(text: str) -> list[str]:
    """Return the lines of a text that hold something, without white space at their ends."""
    return [line.strip() for line in text.splitlines() if line.strip()]
