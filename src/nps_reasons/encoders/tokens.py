"""Texts cut into the tokens of a vocabulary, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.encoders.passages import Passages
from nps_reasons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

TOKENIZER: Final = "tokenizer.json"
# Half of a character, which no encoding can write; what stands for it is as long.
_HALVES: Final = re.compile("[\ud800-\udfff]")
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
        Which word of its text a token belongs to.
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
        return np.repeat(np.arange(len(self.ends)), np.diff(self.ends, prepend=0))

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


def tokenise(texts: Sequence[str], tokenizer: Tokenizer) -> Tokens:
    """Tokens of each text; a text without a word has none.

    Examples
    --------
    >>> from tokenizers import Tokenizer, models, pre_tokenizers
    >>> words = models.WordLevel({"[UNK]": 0, "good": 1}, unk_token="[UNK]")
    >>> tokenizer = Tokenizer(words)
    >>> tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    >>> tokens = tokenise(["good day", ""], tokenizer)
    >>> tokens.ids.tolist(), tokens.offsets.tolist(), tokens.ends.tolist()
    ([1, 0], [[0, 4], [5, 8]], [2, 2])
    """
    written = [_LOST.sub("'", _HALVES.sub(_UNREADABLE, text)) for text in texts]
    found = tokenizer.encode_batch(written, add_special_tokens=False)
    ids = [encoding.ids for encoding in found]
    pairs = chain.from_iterable(chain.from_iterable(encoding.offsets for encoding in found))
    words = chain.from_iterable(encoding.word_ids for encoding in found)
    return Tokens(
        ids=np.fromiter(chain.from_iterable(ids), dtype=np.int32),
        offsets=np.fromiter(pairs, dtype=np.int32).reshape(-1, 2),
        words=np.fromiter((-1 if word is None else word for word in words), dtype=np.int32),
        ends=np.cumsum([len(one) for one in ids], dtype=np.int64),
    )
