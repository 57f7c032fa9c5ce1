"""Which word stands in which text, in any inflection; common words are left out."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nps_reasons.themes.stems import folded_words, stem, stop_words, without_placeholders

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHORTEST: Final = 2
"""Letters of a word."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of some texts.

    Attributes
    ----------
    stems
        What the inflections of each word share, in alphabetical order.
    said : sparse matrix of shape (n_texts, n_words)
        1 where the text has the word.
    """

    stems: tuple[str, ...]
    said: Any


def vocabulary_of(texts: Sequence[str]) -> Vocabulary:
    """Find the words of each text: letters only, no stop word, no placeholder of a redaction.

    Examples
    --------
    >>> found = vocabulary_of(["The outage in June", "Outages! Mail [EMAIL], flat 7b"])
    >>> found.stems
    ('flat', 'jun', 'mail', 'outag')
    >>> found.said.toarray().tolist()
    [[0.0, 1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 1.0]]
    """
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - scipy is slow to import

    stems: dict[str, int] = {}
    code_of: dict[str, int] = {}
    ends, columns = array("q", [0]), array("q")
    for text in texts:
        codes = set()
        for word in folded_words(text):
            code = code_of.get(word)
            if code is None:
                code = _code(word, stems)
                code_of[word] = code
            codes.add(code)
        codes.discard(_LEFT_OUT)
        columns.extend(codes)
        ends.append(len(columns))
    names = sorted(stems)
    place = np.empty(len(names), dtype=np.int64)
    place[[stems[name] for name in names]] = np.arange(len(names))
    shape = (len(texts), len(names))
    indices = place[np.frombuffer(columns, dtype=np.int64)] if len(columns) else np.zeros(0, int)
    said = csr_matrix((np.ones(len(indices)), indices, np.array(ends)), shape=shape)
    # Within a text, a set gives its words in any order.
    said.sort_indices()
    return Vocabulary(tuple(names), said)


def _code(word: str, stems: dict[str, int]) -> int:
    if len(word) < SHORTEST or not word.isalpha() or word in stop_words():
        return _LEFT_OUT
    return stems.setdefault(stem(word), len(stems))


_LEFT_OUT: Final = -1


def as_written(wanted: str, texts: Iterable[str]) -> str:
    """How people most often write the word that has a stem.

    Examples
    --------
    >>> as_written("esim", ["My eSIM died", "eSIM again", "no esims"])
    'eSIM'
    """
    written: Counter[str] = Counter(
        word
        for text in texts
        for word in _WRITTEN.findall(without_placeholders(text))
        if _is_form_of(word, wanted)
    )
    folded: Counter[str] = Counter()
    for word, n in written.items():
        folded[word.casefold()] += n
    common = min(folded, key=lambda form: (-folded[form], form))
    spellings = {word: n for word, n in written.items() if word.casefold() == common}
    # Of equals the one in small letters.
    ranked = sorted(spellings, key=lambda word: (-spellings[word], word.swapcase()))
    return ranked[0]


def _is_form_of(word: str, wanted: str) -> bool:
    # Folding cuts some words in two: the small form of a capital I with a dot is two characters.
    return wanted in map(stem, folded_words(word))


_WRITTEN: Final = re.compile("[^\\W\\d_]+(?:['\u2019`\u00b4\ufffd][^\\W\\d_]+)*")
