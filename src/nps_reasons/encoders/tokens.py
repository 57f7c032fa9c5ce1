"""Texts cut into the tokens of a vocabulary, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, groupby, pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.encoders.passages import Passages
from nps_reasons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Encoding, Tokenizer

TOKENIZER: Final = "tokenizer.json"
# Half of a character, which no encoding can write; what stands for it is as long.
HALVES: Final = re.compile("[\ud800-\udfff]")
_UNREADABLE: Final = "\ufffd"
# What a wrong encoding leaves inside a word was an apostrophe.
_LOST: Final = re.compile("(?<=\\w)\ufffd(?=\\w)")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of many texts in one row, without those that begin and end a text.

    Attributes
    ----------
    ids : ndarray of shape (n_tokens,), int32
        Number of each token in the vocabulary.
    offsets : ndarray of shape (n_tokens, 2), int32
        Where each token begins and ends in its text, in characters.
    words : ndarray of shape (n_tokens,), int32
        Which word, of those of all texts, a token belongs to.
    ends : ndarray of shape (n_texts,), int64
        Where the tokens of each text end in the row; they begin where those before end.
    """

    ids: NDArray[np.int32]
    offsets: NDArray[np.int32]
    words: NDArray[np.int32]
    ends: NDArray[np.int64]

    def spans(self) -> list[tuple[int, int]]:
        """Where the tokens of each text begin and end in the row."""
        return list(pairwise([0, *self.ends.tolist()]))

    @property
    def texts(self) -> NDArray[np.int64]:
        """Which text each token stands in."""
        return np.repeat(np.arange(len(self.ends), dtype=np.int64), np.diff(self.ends, prepend=0))

    def passages(self, texts: Sequence[str], states: NDArray[np.float32]) -> Passages:
        """Return the texts with the vectors of their tokens."""
        starts = np.concatenate([[0], self.ends])[:-1].astype(np.int64)
        return Passages(texts, self.ids, self.offsets, states, starts, self.ends)


def read_tokenizer(path: Path) -> Tokenizer:
    """Read a tokenizer.json.

    Raises
    ------
    InputError
        It cannot be read.
    """
    from tokenizers import Tokenizer  # noqa: PLC0415 - only encoders need it

    try:
        tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
    # The library raises Exception itself.
    except Exception as error:
        raise InputError(f"{path}: cannot be read as a tokenizer; {error}") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    # A text in which "[SEP]" stands is a text about that, not the end of one.
    tokenizer.encode_special_tokens = True
    return tokenizer


class Tokeniser:
    """Cuts texts into tokens; the words of plain texts are cut once and remembered.

    What BERT's rules make of a word of ASCII letters and digits, or of a mark, does not depend on
    what stands beside it. Any other text goes through the tokenizer as a whole.

    Parameters
    ----------
    tokenizer
        As `read_tokenizer` gives it.

    Examples
    --------
    >>> from tokenizers import Tokenizer, models, pre_tokenizers
    >>> words = models.WordLevel({"[UNK]": 0, "good": 1}, unk_token="[UNK]")
    >>> tokenizer = Tokenizer(words)
    >>> tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    >>> tokens = Tokeniser(tokenizer).cut(["good day", ""])
    >>> tokens.ids.tolist(), tokens.offsets.tolist(), tokens.ends.tolist()
    ([1, 0], [[0, 4], [5, 8]], [2, 2])
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._knows_words = _follows_bert(tokenizer)
        self._known: dict[str, tuple[list[int], list[int]]] = {}

    def cut(self, texts: Sequence[str]) -> Tokens:
        """Tokens of each text; a text without a word has none."""
        plain = [self._knows_words and _PLAIN.fullmatch(text) is not None for text in texts]
        others = [_readable(texts[at]) for at, by_words in enumerate(plain) if not by_words]
        encoded = iter(self._tokenizer.encode_batch(others, add_special_tokens=False))
        row = _Row()
        for text, by_words in zip(texts, plain, strict=True):
            if by_words:
                self._add_words(text, row)
            else:
                _add_encoded(next(encoded), row)
            row.ends.append(len(row.ids))
        return row.tokens()

    def _add_words(self, text: str, row: _Row) -> None:
        for found in _WORD.finditer(text):
            ids, places = self._known.get(found[0]) or self._learn(found[0])
            row.ids.extend(ids)
            row.places.extend(places)
            row.starts.append(found.start())
            row.counts.append(len(ids))

    def _learn(self, word: str) -> tuple[list[int], list[int]]:
        """Token numbers of a word, and where each begins and ends in it, one after the other."""
        if len(self._known) >= MOST_WORDS:
            self._known.clear()
        found = self._tokenizer.encode(word, add_special_tokens=False)
        learned = found.ids, list(chain.from_iterable(found.offsets))
        if len(word) <= LONGEST_WORD:
            self._known[word] = learned
        return learned


MOST_WORDS: Final = 200_000
"""Words that are remembered at most."""
LONGEST_WORD: Final = 40
"""Letters of a word that is remembered at most."""
_PLAIN: Final = re.compile("[ -~\t\n\r]*")
_WORD: Final = re.compile("[A-Za-z0-9]+|[^A-Za-z0-9 \t\n\r]")


def _follows_bert(tokenizer: Tokenizer) -> bool:
    from tokenizers import normalizers, pre_tokenizers  # noqa: PLC0415 - only encoders need it

    return isinstance(tokenizer.normalizer, normalizers.BertNormalizer) and isinstance(
        tokenizer.pre_tokenizer, pre_tokenizers.BertPreTokenizer
    )


def _readable(text: str) -> str:
    return _LOST.sub("'", HALVES.sub(_UNREADABLE, text))


@dataclass(frozen=True, slots=True)
class _Row:
    """Tokens while they are gathered, word by word; `places` are counted from the word's start."""

    ids: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def tokens(self) -> Tokens:
        starts = np.repeat(np.array(self.starts, dtype=np.int32), self.counts)
        places = np.array(self.places, dtype=np.int32).reshape(-1, 2)
        return Tokens(
            ids=np.array(self.ids, dtype=np.int32),
            offsets=places + starts[:, None],
            words=np.repeat(np.arange(len(self.counts), dtype=np.int32), self.counts),
            ends=np.array(self.ends, dtype=np.int64),
        )


def _add_encoded(found: Encoding, row: _Row) -> None:
    """Add a text that was encoded as a whole: places of its tokens are those in the text."""
    row.ids.extend(found.ids)
    row.places.extend(chain.from_iterable(found.offsets))
    counts = [len(list(same)) for _, same in groupby(found.word_ids)]
    row.starts.extend([0] * len(counts))
    row.counts.extend(counts)
