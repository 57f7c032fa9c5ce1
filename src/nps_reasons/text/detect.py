"""Detection of languages: by script, by frequent English words, else by py3langid where certain."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from copy import copy
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from threadpoolctl import threadpool_limits

from nps_reasons.text.redact import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from py3langid.langid import LanguageIdentifier

MAIN: Final = "en"
"""What a reason counts as whose language is not known."""


def _words(lines: str) -> tuple[str, ...]:
    return tuple(lines.split())


FEWEST_WORDS: Final = 3
FEWEST_LETTERS: Final = 8
LEAST_PROBABILITY: Final = 0.6
LONGEST_READ: Final = 400
"""Characters of a text that are looked at: more say nothing new."""

LATIN: Final = _words("""
    en de fr es pt it nl da sv no fi is et lv lt pl cs sk sl hr hu ro sq tr az vi id tl sw ca eu gl
    cy ga mt af
""")
"""Languages in Latin letters that are told apart: the fewer, the surer."""

SCRIPTS: Final = (
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, "ru uk bg sr mk be kk ky mn tg tt"),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x077F, "ar fa ur ps ug"),
    (0x0900, 0x097F, "hi mr ne"),
    (0x0980, 0x09FF, "bn as"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B00, 0x0B7F, "or"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x0F00, 0x0FFF, "bo"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"),
    (0x1200, 0x139F, "am"),
    (0x1780, 0x17FF, "km"),
    (0x1F00, 0x1FFF, "el"),
    (0x3040, 0x30FF, "ja"),
    (0x3130, 0x318F, "ko"),
    (0x3400, 0x9FFF, "zh"),
    (0xAC00, 0xD7AF, "ko"),
    (0xF900, 0xFAFF, "zh"),
    (0xFB50, 0xFDFF, "ar fa ur ps ug"),
    (0xFE70, 0xFEFC, "ar fa ur ps ug"),
)
"""First and last letter of a script to the languages written in it, the commonest first."""

ENGLISH: Final = frozenset(
    _words("""
    the and were are very with they have has had this that you your it's i'm my our their them been
    which what when who would could should because from there about just only really don't didn't
    can't couldn't wasn't always being more than then much too some any
""")
)
"""Frequent words of English that stand in few texts of other languages."""

ONE_IN: Final = 6
"""A text is English where one word in six, and two at least, is one of those."""


def detect(texts: Sequence[str]) -> list[str | None]:
    """Language of each text as a two-letter code; None where it is not certain.

    Examples
    --------
    >>> detect(["Ik vind de klantenservice erg goed", "서비스가 느려요", "Sehr gut", "10/10"])
    ['nl', 'ko', None, None]
    """
    # The sums of a long text would depend on the number of threads.
    with threadpool_limits(limits=1, user_api="blas"):
        return [_detected(text[:LONGEST_READ]) for text in texts]


def _detected(text: str) -> str | None:
    if not text.isascii() and (candidates := _languages_of_script(text)):
        return _likeliest(text, candidates)
    plain = PLACEHOLDER.sub(" ", text).lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    words = _WORD.findall(plain)
    if len(words) < FEWEST_WORDS or sum(map(len, words)) < FEWEST_LETTERS:
        return None
    return MAIN if _is_english(words) else _in_latin_letters(words)


_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
"""What stands where personal data were taken out."""


def _languages_of_script(text: str) -> tuple[str, ...]:
    """Languages in whose letters a text is written; none where Latin letters outweigh them.

    One such letter in three is enough: a word of Chinese has two, a brand beside it ten.
    """
    letters = [char for char in text if char.isalpha()]
    scripts = Counter(filter(None, map(_languages_with, letters)))
    if scripts.total() < 2 or 3 * scripts.total() < len(letters):
        return ()
    if 10 * scripts[_JAPANESE] >= scripts[_CHINESE] > 0:  # Japanese has both kinds of letters
        return _JAPANESE
    return max(scripts, key=lambda script: (scripts[script], script))


def _languages_with(letter: str) -> tuple[str, ...]:
    """Languages that have a letter; none for those of Latin, and of scripts not listed."""
    place = bisect(_FIRSTS, ord(letter)) - 1
    if place < 0 or ord(letter) > SCRIPTS[place][1]:
        return ()
    return _WRITTEN[place]


_FIRSTS: Final = tuple(first for first, _, _ in SCRIPTS)
_WRITTEN: Final = tuple(tuple(languages.split()) for _, _, languages in SCRIPTS)
_JAPANESE: Final = ("ja",)
_CHINESE: Final = ("zh",)


def _likeliest(text: str, candidates: tuple[str, ...]) -> str:
    """Language of a text among those of its script; the commonest for a word or two."""
    if len(candidates) == 1 or len(text.split()) < FEWEST_WORDS:
        return candidates[0]
    return str(_identifier(candidates).classify(text)[0])


def _is_english(words: Sequence[str]) -> bool:
    n = sum(word in ENGLISH for word in words)
    return n > 1 and n * ONE_IN >= len(words)


def _in_latin_letters(words: Iterable[str]) -> str | None:
    language, probability = _identifier(LATIN).classify(" ".join(words))
    return str(language) if probability >= LEAST_PROBABILITY else None


@lru_cache(maxsize=8)
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    """Return the model, restricted to some languages."""
    identifier = copy(_whole_model())
    identifier.set_languages(languages)
    return identifier


@lru_cache(maxsize=1)
def _whole_model() -> LanguageIdentifier:
    from py3langid.langid import (  # noqa: PLC0415 - surveys in plain English need none
        MODEL_FILE,
        LanguageIdentifier,
    )

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
