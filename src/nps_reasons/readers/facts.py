"""What the cells of a column look like: how many are filled, how many differ, what shape they have.

Every fact is taken from all rows, so that it does not depend on their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import pandas as pd

from nps_reasons.net_promoter import SCALE_OF
from nps_reasons.readers.cells.datecells import SERIAL, SHAPES, UNIX, arrow_text, matches, unnamed
from nps_reasons.readers.cells.dates import DateRules, parse_dates
from nps_reasons.readers.cells.scores import parse_score
from nps_reasons.readers.rawtable import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

NUMBER: Final = r"[+-]?\d+(?:[.,]\d+)?%?"
DATE: Final = "|".join(f"(?:{unnamed(shape)})" for shape in SHAPES.values())
DATE_NUMBER: Final = f"(?:{SERIAL})|(?:{UNIX})"
LETTERS: Final = r"(?s).*\p{L}{2}.*"
ADDRESS: Final = r"\S+@\S+|\w+://\S*"
QUARTER: Final = r"(?:(?:19|20)\d{2}\W?)?[QqHh][1-4](?:\W?(?:19|20)?\d{2})?"

GROUP_OF: Final = {
    word: group
    for group, words in {
        "promoter": "promoter promoters promotor promotoren promoteur promoteurs promotore "
        "promotori promotores",
        "passive": "passive passives passiv passif passifs pasivo pasivos passivo passivi passief "
        "neutral indifferent indifferente neutro",
        "detractor": "detractor detractors detraktor detraktoren kritiker détracteur détracteurs "
        "detractores detrattore detrattori detrator detratores criticaster criticasters",
    }.items()
    for word in words.split()
}
_SAMPLE: Final = 10_000
_MOST_SCORES: Final = 2_000
"""A column with more different cells is no score column."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The different filled cells of a column, trimmed, and how often each stands.

    Attributes
    ----------
    cells
        Text, one per different cell; a sample where there are very many.
    counts
        How often each of `cells` stands.
    filled, distinct
        Number of cells that are not empty, and of different ones; never of the sample.
    rows
        Rows of the table, the empty ones included.
    """

    cells: pd.Series
    counts: NDArray[np.int64]
    filled: int
    distinct: int
    rows: int

    @classmethod
    def of(cls, column: pd.Series) -> Self:
        """Count the cells of a column.

        Examples
        --------
        >>> facts = Facts.of(pd.Series(["a", " a ", "b", ""]))
        >>> facts.filled, facts.distinct, facts.is_unique
        (3, 2, False)
        """
        import pyarrow.compute as pc  # noqa: PLC0415 - counts strings much faster than pandas

        counted = pc.utf8_trim_whitespace(arrow_text(column)).value_counts()
        counted = counted.filter(pc.not_equal(counted.field("values"), ""))
        counts = np.asarray(counted.field("counts").to_numpy(zero_copy_only=False), dtype=np.int64)
        cells = pd.Series(pd.array(counted.field("values"), dtype=TEXT))
        sample = _sample(cells)
        return cls(cells[sample], counts[sample], int(counts.sum()), len(counts), len(column))

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
        if not self.filled:
            return 0.0
        return self._share_of(matches(self.cells, pattern))

    def _share_of(self, chosen: NDArray[np.bool_]) -> float:
        return float(self.counts[chosen].sum()) / float(self.counts.sum())

    @property
    def filled_words(self) -> float:
        """Words in all filled cells."""
        return self.mean_words * self.filled

    @property
    def mean_words(self) -> float:
        """Words of a filled cell, on average."""
        if not self.filled:
            return 0.0
        words = self.cells.str.count(r"\s+").to_numpy(dtype=np.float64) + 1
        return float(np.average(words, weights=self.counts))

    @property
    def score_share(self) -> float:
        """Share of the filled cells that are scores from 0 to 10."""
        if not self.filled or self.distinct > _MOST_SCORES:
            return 0.0
        scores = [parse_score(str(cell), SCALE_OF["0-10"])[0] is not None for cell in self.cells]
        return self._share_of(np.array(scores))

    @property
    def group_share(self) -> float:
        """Share of the filled cells that are words for promoter, passive or detractor."""
        if not self.filled:
            return 0.0
        words = self.cells.str.casefold().isin(list(GROUP_OF)).to_numpy(dtype=bool)
        return self._share_of(words)

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


def _sample(cells: pd.Series) -> NDArray[np.bool_]:
    """Choose about `_SAMPLE` of the cells by their content, so that their order does not matter."""
    if len(cells) <= _SAMPLE:
        return np.ones(len(cells), dtype=bool)
    hashes = pd.util.hash_array(cells.to_numpy(dtype=object), categorize=False)
    chosen: NDArray[np.bool_] = hashes % np.uint64(len(cells) // _SAMPLE) == 0
    return chosen
