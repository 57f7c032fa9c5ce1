"""Clean reasons: damage repaired, mark-up and personal data taken out, non-answers made null."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.text.redact import Redacted, redact

if TYPE_CHECKING:
    from collections.abc import Mapping

NON_ANSWERS: Final = frozenset(
    line.strip()
    for line in """
    n/a|na|n.a|n\\a|n-a|not applicable|nil|null|none|nothing|no|nope|nada|zero|nan
    nothing to add|nothing to say|nothing else|nothing else to add|nothing more to add
    nothing further|nothing further to add|nothing really|nothing specific|nothing in particular
    nothing comes to mind|nothing to report|none at all|no comment|no comments|no coment
    no comments to make|no comment to make|no further comment|no further comments|no answer
    no response|no reason|no particular reason|no reason given|no specific reason|no opinion
    no idea|no feedback|no reply|no thanks|no thank you|no suggestions|no suggestion
    did not answer|didn't answer|not answered|not given|not provided|not stated|not specified
    prefer not to say|rather not say|prefer not to answer|skip|skipped|pass|decline|declined
    don't know|dont know|do not know|i don't know|i dont know|i do not know|dk|d/k|dunno
    not sure|i'm not sure|im not sure|unsure|not sure yet|can't say|cannot say|can't think
    as above|see above|same as above|as before|as previously stated|blank|left blank|empty
    k.a|ka|keine angabe|keine|nichts|rien|ras|nada que decir|sin comentarios
    x|xx|xxx|xxxx|asdf|asdfg|asdfgh|asdfghjkl|qwerty|qwertyuiop|abc|test|testing|tbc|tbd|idk
    stop|stop all|unsubscribe|opt out
    """.replace("|", "\n").splitlines()
    if line.strip()
)
"""What people write where they give no reason: case-folded, without the punctuation around it."""


@dataclass(frozen=True, slots=True)
class CleanReasons:
    """Reasons as they are analysed, and what cleaning did to them.

    Attributes
    ----------
    reasons
        "string" Series with the index of the input; null where no reason was given.
    non_answers
        How many rows held a text that is no reason ("n/a", a second score ...); blank rows are
        not among them.
    redacted
        Kind of personal data to how many were taken out, over all rows.
    repaired
        How many rows held mojibake that could be undone.
    """

    reasons: pd.Series
    non_answers: int
    redacted: Mapping[str, int]
    repaired: int


def clean_reasons(raw: pd.Series, *, redacting: bool = True) -> CleanReasons:
    """Clean the reasons of a survey; the inner white space of a reason is kept.

    Parameters
    ----------
    raw : Series of text
        As read from the file; null where the respondent wrote nothing.
    redacting
        Whether personal data are taken out; if not, they stay in every quote.

    Examples
    --------
    >>> cleaned = clean_reasons(pd.Series(["Too dear &amp; too slow<br>", " N/A. ", "10/10", None]))
    >>> cleaned.reasons.tolist(), cleaned.non_answers
    (['Too dear & too slow', <NA>, <NA>, <NA>], 2)
    """
    texts = raw.astype("string")
    cleaned = {text: _clean(text, redacting=redacting) for text in texts.dropna().unique()}
    rows = [_BLANK if pd.isna(text) else cleaned[text] for text in texts]
    redacted: Counter[str] = sum((row.redacted for row in rows if row.redacted), Counter())
    return CleanReasons(
        reasons=pd.Series([row.reason for row in rows], index=raw.index, dtype="string"),
        non_answers=sum(row.is_non_answer for row in rows),
        redacted=MappingProxyType(dict(sorted(redacted.items()))),
        repaired=sum(row.is_repaired for row in rows),
    )


@dataclass(frozen=True, slots=True)
class _Cleaned:
    reason: str | None
    redacted: Counter[str]
    is_non_answer: bool = False
    is_repaired: bool = False


_BLANK: Final = _Cleaned(None, Counter())


def _clean(raw: str, *, redacting: bool) -> _Cleaned:
    plain, is_repaired = _plain(raw)
    result = redact(plain) if redacting else Redacted(plain, Counter())
    text = result.text.strip()
    if not text:
        return _BLANK
    if is_non_answer(text):
        return _Cleaned(None, result.counts, is_non_answer=True)
    return _Cleaned(text, result.counts, is_repaired=is_repaired)


def _plain(raw: str) -> tuple[str, bool]:
    """Undo damage and take mark-up out, until there is none; and whether there was damage.

    Mojibake comes first, because control characters are part of it; more than one round, because
    "&amp;lt;" hides one entity in another.
    """
    text, before, is_repaired = raw, "", False
    while text != before:
        before, repaired = text, repair_mojibake(text)
        is_repaired = is_repaired or repaired != text
        text = _without_mark_up(repaired)
    return text, is_repaired


def repair_mojibake(text: str) -> str:
    """Undo UTF-8 that was read as another encoding, only where that is certain.

    Examples
    --------
    >>> repair_mojibake("it\u00e2\u20ac\u2122s caf\u00c3\u00a9") == "it\u2019s caf\u00e9"
    True
    """
    if text.isascii():
        return text
    import ftfy  # noqa: PLC0415 - few surveys need it
    from ftfy.badness import is_bad  # noqa: PLC0415 - as above

    # fix_encoding alone: quotes stay curled, and white space and ligatures as they are.
    return str(ftfy.fix_encoding(text)) if is_bad(text) else text


def _without_mark_up(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _INLINE_TAG.sub("", _LINE_TAG.sub("\n", text))
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


_LINE_TAG: Final = re.compile(
    r"</?(?:br|p|div|li|ul|ol|tr)(?:\s[^<>]{0,500})?\s?/?>", re.IGNORECASE
)
_INLINE_TAG: Final = re.compile(
    r"</?(?:b|i|u|em|strong|span|font|a|td)(?:\s[^<>]{0,500})?\s?/?>", re.IGNORECASE
)
_LINE_END: Final = re.compile(r"\r\n?|[\x0b\x0c\u0085\u2028\u2029]")
# Control characters, soft hyphen, zero width space, direction marks, byte order mark, lone
# surrogates. The zero width (non-)joiners stay: emoji and several scripts are spelled with them.
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def is_non_answer(text: str) -> bool:
    """Whether a text gives no reason: a set phrase, a bare number, a score, punctuation only.

    Examples
    --------
    >>> is_non_answer("No comments!"), is_non_answer("8 out of 10"), is_non_answer("...")
    (True, True, True)
    >>> is_non_answer("No complaints"), is_non_answer("👍"), is_non_answer(":-)")
    (False, False, False)
    """
    if _EMOTICON.fullmatch(text):
        return False
    if len(text) > 60:
        return not any(_says_something(char) for char in text)
    core = " ".join(text.casefold().replace("\u2019", "'").split()).strip(_EDGE)
    return (
        core in NON_ANSWERS or bool(_SCORE.fullmatch(core)) or not any(map(_says_something, text))
    )


_EDGE: Final = " .,;:!?*-_/\\()[]{}\"'`~=+#\u2013\u2014\u2026\u201c\u201d\u2018\u2019"
_EMOTICON: Final = re.compile(
    r"(?:[:;=][-'^o]?[()\[\]DdPpOo/\\|3*]+|[xX]D+|<3+|\^_*\^|[)(]+[-']?[:;=])\s*"
)
_SCORE: Final = re.compile(
    r"(?:score|rating|nps)?[ :]*[0-9]+(?:[.,][0-9]+)?\s?%?"
    r"(?:\s*(?:/|\\|out of|of|from)\s*[0-9]+)?(?:\s*(?:points?|stars?))?"
)


def _says_something(char: str) -> bool:
    """Letters, digits and symbols such as emoji do; punctuation and marks do not."""
    return unicodedata.category(char) in _TELLING


_TELLING: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "So"})
