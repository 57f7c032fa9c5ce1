"""Other people's text in files that give signs a meaning: pages, Markdown, Slack, Jira's markup."""

from __future__ import annotations

import re
from typing import Final

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of characters."""

_LINE_ENDS: Final = re.compile(r"\r\n?")

_DIRECTIONS: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows, so that a text reads as it is not written."""

TURNS: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Those of them that reach beyond the next letter."""

_JOINER: Final = "\N{WORD JOINER}"
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
_IN_SLACK: Final = re.compile(r"@|:(?=//)|\bwww\.", re.IGNORECASE)

_LOOK_ALIKES: Final = str.maketrans(
    {"*": "\N{ASTERISK OPERATOR}", "`": "\N{PRIME}", "~": "\N{TILDE OPERATOR}"}
)
"""Slack knows no escape for its marks; what only looks like one is none."""


def printable(text: str) -> str:
    """Put a mark in the place of what no file may hold, in any form.

    Examples
    --------
    >>> printable("one" + chr(0) + "two")
    'one\N{REPLACEMENT CHARACTER}two'
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", _LINE_ENDS.sub("\n", text))


def straight(text: str) -> str:
    r"""Leave out marks that turn the direction of whatever follows.

    Examples
    --------
    >>> straight("a\u202eb")
    'ab'
    """
    return text.translate(dict.fromkeys(map(ord, TURNS)))


def as_references(text: str) -> str:
    r"""Write these marks as references of HTML, which `straight` leaves alone.

    Examples
    --------
    >>> as_references("a\u202eb")
    'a&#8238;b'
    """
    return text.translate({ord(sign): f"&#{ord(sign)};" for sign in TURNS})


def clean(text: str) -> str:
    r"""Return a text without marks that turn its direction and without control characters.

    Examples
    --------
    >>> clean("a\u202eb\r\nc")
    'ab\nc'
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


def shortened(text: str, longest: int) -> str:
    """Return a line of at most so many characters: whole, or cut after a word with an ellipsis.

    A single word that is too long is cut.

    Examples
    --------
    >>> shortened("Price and value", 16), shortened("Price and value for money", 16)
    ('Price and value', 'Price and value…')
    >>> len(shortened("x" * 1000, 16))
    16
    """
    if len(text) <= longest:
        return text
    room = text[:longest]
    whole = room.rpartition(" ")[0] or room[:-1]
    return f"{whole.rstrip(' ,;:.')}\N{HORIZONTAL ELLIPSIS}"


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


def in_slack(text: str) -> str:
    """Escape a line for Slack: no link, no mention, no format of its own.

    Examples
    --------
    >>> in_slack("<!here> R&D")
    '&lt;!here&gt; R&amp;D'
    """
    escaped = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return inert(escaped.translate(_LOOK_ALIKES))


def inert(text: str) -> str:
    """Break what Slack would make a mention or a link of, unseen."""
    return _IN_SLACK.sub(f"\\g<0>{_JOINER}", text)


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
