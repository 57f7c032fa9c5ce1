"""Words and numbers as text: figures, sentences, terms, tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure to read at a glance: what it is, the figure, what to know about it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A row of figures."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """Sentences that belong together, under a heading of their own where there is one."""

    sentences: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read the chart before it: folded away until somebody asks."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Names with their explanation, in the order to read them."""

    heading: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts; numbers are already formatted.

    Attributes
    ----------
    rows
        One tuple per row, as long as `columns`; the first cell names the row.
    prose
        Positions of the columns that hold words; the others hold numbers.
    anchors
        One per row: name of the drill-down that its first cell leads to, or ""; or none at all.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    prose: tuple[int, ...] = (0,)
    anchors: tuple[str, ...] = ()
