"""Which values of the segments a heat map has room for, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.figures.complaining import values_by_size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

ROOM: Final = 12
"""Columns of a heat map."""


@dataclass(frozen=True, slots=True)
class Column:
    """A value of a segment, and how many of it gave a reason."""

    segment: str
    value: str
    n: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns from left to right, those of a segment side by side.

    Attributes
    ----------
    left_out
        Sentences that say what has no column.
    """

    shown: tuple[Column, ...]
    left_out: tuple[str, ...]


def columns_of(commenters: pd.DataFrame, segments: Sequence[str], *, least: int) -> Columns:
    """Take whole segments while there is room; of the first alone the largest, where none fits.

    Parameters
    ----------
    commenters
        Responses with a reason.
    segments
        Names of segment columns, in the order in which they are taken.
    least
        A segment none of whose values has so many reasons is left out.
    """
    found = {name: _values(commenters, name) for name in segments}
    small = [name for name, values in found.items() if not any(v.n >= least for v in values)]
    large = {name: values for name, values in found.items() if name not in small}
    taken = _that_fit(large) or {name: values[:ROOM] for name, values in [*large.items()][:1]}
    return Columns(
        tuple(column for values in taken.values() for column in values),
        (
            *_too_small(small, least),
            *_no_room({name: len(v) for name, v in large.items() if name not in taken}),
            *_cut(taken, large),
            *_unknown(commenters, list(taken)),
        ),
    )


def _values(commenters: pd.DataFrame, segment: str) -> tuple[Column, ...]:
    return tuple(Column(segment, *found) for found in values_by_size(commenters, segment))


def _that_fit(found: Mapping[str, tuple[Column, ...]]) -> dict[str, tuple[Column, ...]]:
    taken: dict[str, tuple[Column, ...]] = {}
    for name, values in found.items():
        if sum(map(len, taken.values())) + len(values) <= ROOM:
            taken[name] = values
    return taken


def _too_small(names: Sequence[str], least: int) -> list[str]:
    if not names:
        return []
    return [
        f"Not shown: {words.listing(names)}, where no value has {words.count(least, 'reason')}."
    ]


def _no_room(sizes: Mapping[str, int]) -> list[str]:
    if not sizes:
        return []
    named = [f"{name} ({words.count(size, 'value')})" for name, size in sizes.items()]
    return [f"Not shown, for want of room: {words.listing(named)}."]


def _cut(
    taken: Mapping[str, tuple[Column, ...]], found: Mapping[str, tuple[Column, ...]]
) -> list[str]:
    return [
        f"Of {name}, the {len(values)} values with the most reasons are shown, of "
        f"{words.count(len(found[name]))}."
        for name, values in taken.items()
        if len(values) < len(found[name])
    ]


def _unknown(commenters: pd.DataFrame, names: Sequence[str]) -> list[str]:
    return [
        f"{words.count(missing, 'reason')} without a value of {name} "
        f"{'is' if missing == 1 else 'are'} in none of its columns."
        for name in names
        if (missing := int(commenters[name].isna().sum()))
    ]
