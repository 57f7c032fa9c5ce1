"""What the cells of a column look like: how many are filled, how many differ, what shape they have.

Every fact is taken from all rows, so that it does not depend on their order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import pandas as pd

from nps_reasons.net_promoter import SCALE_OF
from nps_reasons.readers.cells.datecells import SERIAL, SHAPES, UNIX, unnamed
from nps_reasons.readers.cells.dates import DateRules, parse_dates
from nps_reasons.readers.cells.groups import group_of_word, is_coded
from nps_reasons.readers.cells.scores import parse_score
from nps_reasons.readers.rawtable import TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

NUMBER: Final = r"[+-]?\d+(?:[.,]\d+)?%?"
DATE: Final = "|".join(f"(?:{unnamed(shape)})" for shape in SHAPES.values())
DATE_NUMBER: Final = f"(?:{SERIAL})|(?:{UNIX})"
LETTERS: Final = r"(?s).*(?:\p{L}{2}|\p{So}).*"
"""A word, or a pictograph: an emoji alone is an answer."""
ADDRESS: Final = r"\S+@\S+|\w+://\S*"
QUARTER: Final = r"(?:(?:19|20)\d{2}\W?)?[QqHh][1-4](?:\W?(?:19|20)?\d{2})?"

_SAMPLE: Final = 10_000
_MOST_GROUPS: Final = 100
"""A column with more different cells is no group, however it is spelled."""

_MOST_SCORES: Final = 2_000
"""A column with more different cells is no score column."""
_SPACE: Final = r"\s+"
SHORTENED: Final = r"\d(?:[.,]\d+)?[Ee]\+?\d+"
"""A long number as a spreadsheet shortens it."""
ANONYMOUS: Final = r"(?i)anonym\w*|an[o\x{f3}]nim\w*|anoniem\w*|unknown|unbekannt"
"""What stands in the place of a person that is not known."""
_LONGEST_DATE: Final = 100
# Three numbers, eight digits, or a word and a number.
_LIKE_A_DATE: Final = re.compile(r"\d\D+\d+\D+\d|\d{8}|[^\W\d_].*\d|\d.*[^\W\d_]", re.DOTALL)


def _may_be_a_date(cell: str) -> bool:
    return len(cell) <= _LONGEST_DATE and _LIKE_A_DATE.search(cell) is not None


_NEEDED: Final[dict[str, Callable[[str], object]]] = {
    NUMBER: re.compile(r"\d").search,
    DATE: _may_be_a_date,
    QUARTER: re.compile(r"[1-4]").search,
    ADDRESS: re.compile(r"@|://").search,
}
"""Pattern to what is true of every cell that has it, and quick to say."""

_ENOUGH: Final = {LETTERS: r"[A-Za-z]{2}"}
"""Pattern to what makes sure that a cell has it."""

_UNSPACED: Final = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]"
_LETTERS_A_WORD: Final = 2
"""In writing without spaces, roughly."""

_SPREAD: Final = 12
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_MOST_CODES: Final = 6
"""Three groups, each spelled as `1` and `1.0`."""


@dataclass(frozen=True)
class Facts:
    """The different filled cells of a column, trimmed, and how often each stands.

    Attributes
    ----------
    text
        Arrow array of text, one per different cell; a sample where there are very many.
    counts
        How often each of `text` stands.
    filled, distinct
        Number of cells that are not empty, and of different ones; never of the sample.
    rows
        Rows of the table, the empty ones included.
    """

    text: Any
    counts: NDArray[np.int64]
    filled: int
    distinct: int
    rows: int
    _shares: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, column: pd.Series) -> Self:
        """Count the cells of a column.

        Examples
        --------
        >>> facts = Facts.of(pd.Series(["a", " a ", "b", ""]))
        >>> facts.filled, facts.distinct, facts.is_unique
        (3, 2, False)
        """
        text, counts = _counted(column)
        chosen = _sample(text)
        found = cls(text, counts, int(counts.sum()), len(counts), len(column))
        if chosen is None:
            return found
        return replace(found, text=text.filter(chosen), counts=counts[chosen])

    @cached_property
    def cells(self) -> pd.Series:
        """The cells of `text`."""
        return pd.Series(pd.array(self.text, dtype=TEXT))

    @cached_property
    def _texts(self) -> list[str]:
        texts: list[str] = self.text.to_pylist()
        return texts

    @property
    def filled_share(self) -> float:
        """Share of cells that are not empty."""
        return self.filled / self.rows if self.rows else 0.0

    @property
    def is_unique(self) -> bool:
        """Whether no cell stands twice."""
        return self.distinct == self.filled

    def share(self, pattern: str) -> float:
        """Share of the filled cells that have the pattern, from end to end."""
        if pattern not in self._shares:
            self._shares[pattern] = self._share_of_pattern(pattern)
        return self._shares[pattern]

    def _share_of_pattern(self, pattern: str) -> float:
        needed, enough = _NEEDED.get(pattern), _ENOUGH.get(pattern)
        # To compile a long pattern takes longer than to see that no cell has it, or that all do.
        if not self.filled or (needed and not any(map(needed, self._texts))):
            return 0.0
        if enough and self._with(enough).all():
            return 1.0
        return self._share_of(self._with(rf"^\s*(?:{pattern})\s*$"))

    def _with(self, pattern: str) -> NDArray[np.bool_]:
        """Say which cells have the pattern somewhere."""
        import pyarrow.compute as pc  # noqa: PLC0415 - its regular expressions are vectorised

        found = pc.match_substring_regex(self.text, pattern)
        return np.asarray(found.to_numpy(zero_copy_only=False))

    def _share_of(self, chosen: NDArray[np.bool_]) -> float:
        return float(self.counts[chosen].sum()) / float(self.counts.sum())

    @property
    def filled_words(self) -> float:
        """Words in all filled cells."""
        return self.mean_words * self.filled

    @cached_property
    def mean_words(self) -> float:
        """Words of a filled cell, on average."""
        import pyarrow.compute as pc  # noqa: PLC0415 - counts in strings much faster than pandas

        if not self.filled:
            return 0.0
        spaces = pc.count_substring_regex(self.text, _SPACE).to_numpy(zero_copy_only=False)
        unspaced = pc.count_substring_regex(self.text, _UNSPACED).to_numpy(zero_copy_only=False)
        words = spaces + 1.0 + unspaced / _LETTERS_A_WORD
        return float(np.average(words, weights=self.counts))

    @property
    def score_share(self) -> float:
        """Share of the filled cells that are scores from 0 to 10."""
        if not self.filled or self.distinct > _MOST_SCORES:
            return 0.0
        scores = [parse_score(cell, SCALE_OF["0-10"])[0] is not None for cell in self._texts]
        return self._share_of(np.array(scores))

    @property
    def group_share(self) -> float:
        """Share of the filled cells that are words for promoter, passive or detractor."""
        if not self.filled or self.distinct > _MOST_GROUPS:
            return 0.0
        words = [group_of_word(cell) is not None for cell in self._texts]
        return self._share_of(np.array(words))

    @property
    def is_coded_group(self) -> bool:
        """Whether every filled cell is a code of a group, such as 1, 2 or 3."""
        return bool(self.filled) and self.distinct <= _MOST_CODES and is_coded(self.cells)

    @property
    def date_shape_share(self) -> float:
        """Share of the filled cells that look like a date, or a number of seconds or days."""
        return self.share(f"{DATE}|{DATE_NUMBER}")

    @property
    def date_share(self) -> float:
        """Share of the filled cells that are dates which exist."""
        if not self.filled:
            return 0.0
        times = parse_dates(self.cells, DateRules(), column="").times
        return self._share_of(times.notna().to_numpy())

    @property
    def is_date(self) -> bool:
        """Whether nearly all filled cells have the shape of a calendar date."""
        return self.share(DATE) > 0.9

    @property
    def is_category(self) -> bool:
        """Whether it holds a few words again and again, rather than texts."""
        return self.distinct <= 20 and self.filled >= 2 * self.distinct and self.mean_words < 6

    @property
    def is_free_text(self) -> bool:
        """Whether it holds sentences, most of which stand once."""
        return not self.is_category and self.mean_words >= 4 and 2 * self.distinct >= self.filled

    @property
    def is_like_nps(self) -> bool:
        """Whether it holds nothing but scores that repeat and go up to 10."""
        return (
            self.score_share == 1
            and not self.is_unique
            and bool(self.cells.isin(["10", "10.0"]).any())
        )


class TableFacts(Mapping[str, Facts]):
    """The facts of each column of a table, found when they are first asked for."""

    def __init__(self, cells: pd.DataFrame) -> None:
        self._cells = cells
        self._found: dict[str, Facts] = {}

    def __getitem__(self, name: str) -> Facts:
        if name not in self._found:
            self._found[name] = Facts.of(self._cells[name])
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells.columns)

    def __len__(self) -> int:
        return self._cells.shape[1]


def _counted(column: pd.Series) -> tuple[Any, NDArray[np.int64]]:
    """Return the different filled cells, trimmed, as an Arrow array, and how often each stands."""
    import pyarrow as pa  # noqa: PLC0415 - counts strings much faster than pandas
    import pyarrow.compute as pc  # noqa: PLC0415 - counts strings much faster than pandas

    text = column if column.dtype == TEXT else column.astype(TEXT)
    counted = pc.value_counts(pa.array(text.array).cast(pa.large_string()))
    different = counted.field("values")
    counts = np.asarray(counted.field("counts").to_numpy(zero_copy_only=False), dtype=np.int64)
    del counted
    trimmed = pc.utf8_trim_whitespace(different)
    if not trimmed.equals(different):
        different, counts = _together(trimmed, counts)
    # The different comments of a survey take as much memory as all of them.
    del trimmed
    pa.default_memory_pool().release_unused()
    filled = pc.fill_null(pc.not_equal(different, ""), fill_value=False)
    if pc.all(filled).as_py():
        return different, counts
    return different.filter(filled), counts[filled.to_numpy(zero_copy_only=False)]


def _together(text: Any, counts: NDArray[np.int64]) -> tuple[Any, NDArray[np.int64]]:  # noqa: ANN401 - pyarrow is untyped
    """Add up the counts of equal cells."""
    encoded = text.dictionary_encode(null_encoding="encode")
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    return encoded.dictionary, np.bincount(codes, weights=counts).astype(np.int64)


def _sample(text: Any) -> NDArray[np.bool_] | None:  # noqa: ANN401 - pyarrow is untyped
    """Choose about `_SAMPLE` of the cells by their content, so that their order does not matter.

    Returns None where there are few: all are taken.
    """
    if len(text) <= _SAMPLE:
        return None
    one_in = np.uint64(len(text) // _SAMPLE)
    chosen: NDArray[np.bool_] = _mixed(text) % one_in == 0
    if _SAMPLE // 2 <= chosen.sum() <= 2 * _SAMPLE:
        return chosen
    # The cells are alike wherever `_mixed` looks: all their characters must be looked at.
    hashes = pd.util.hash_array(text.to_numpy(zero_copy_only=False), categorize=False)
    return np.asarray(hashes % one_in == 0)


def _mixed(text: Any) -> NDArray[np.uint64]:  # noqa: ANN401 - pyarrow is untyped
    """Return a number per filled cell, mixed from bytes that are spread over it."""
    _, ends, data = text.buffers()
    offsets = np.frombuffer(ends, dtype=np.int64)[text.offset : text.offset + len(text) + 1]
    bytes_, last = np.frombuffer(data, dtype=np.uint8), np.diff(offsets) - 1
    mixed = last.astype(np.uint64)
    for part in range(_SPREAD + 1):
        mixed = mixed * _ODD + bytes_[offsets[:-1] + last * part // _SPREAD]
        mixed ^= mixed >> np.uint64(29)
    return mixed * _ODD >> np.uint64(32)
