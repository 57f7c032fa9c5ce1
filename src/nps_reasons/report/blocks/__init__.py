"""What a section is made of: words, numbers as text, and the data of a chart. No format knows more.

A section is computed once; each output format decides how a part looks.

texts   figures, sentences, terms, tables
charts  charts and heat maps
voices  quotes and comments
"""

from __future__ import annotations

from dataclasses import dataclass

from nps_reasons.report.blocks.charts import (
    Bars,
    Bubble,
    Cell,
    Chart,
    Dots,
    Estimate,
    Grid,
    Line,
    Map,
    Spark,
    Split,
    Splits,
    Step,
    Tone,
    Trend,
    Waterfall,
)
from nps_reasons.report.blocks.texts import (
    Fact,
    Facts,
    Notes,
    Reading,
    Table,
    Terms,
)
from nps_reasons.report.blocks.voices import (
    Comment,
    Comments,
    Quote,
    Quotes,
)

__all__ = [
    "Bars",
    "Bubble",
    "Cell",
    "Chart",
    "Comment",
    "Comments",
    "Dots",
    "Drill",
    "Estimate",
    "Fact",
    "Facts",
    "Grid",
    "Line",
    "Map",
    "Notes",
    "Part",
    "Quote",
    "Quotes",
    "Reading",
    "Section",
    "Spark",
    "Split",
    "Splits",
    "Step",
    "Table",
    "Terms",
    "Tone",
    "Trend",
    "Waterfall",
]


@dataclass(frozen=True, slots=True)
class Drill:
    """What is folded away below a heading until somebody asks for it; links lead to its name.

    Attributes
    ----------
    name
        Where a link leads, unique in the report.
    summary
        What a reader sees beside the heading while it is closed.
    theme
        Id of the theme that it is about: its comments are a link away; "" where it is about none.
    """

    name: str
    heading: str
    summary: str
    parts: tuple[Part, ...]
    is_open: bool = False
    theme: str = ""


Part = Facts | Notes | Reading | Terms | Table | Chart | Quotes | Grid | Spark | Drill | Comments


@dataclass(frozen=True, slots=True)
class Section:
    """A sentence that a reader can quote, and what stands behind it."""

    title: str
    text: str
    parts: tuple[Part, ...] = ()
