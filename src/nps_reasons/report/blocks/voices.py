"""What people wrote: quotes chosen by rule, and comments to search."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact substring of a reason, and who said it.

    Attributes
    ----------
    clause
        Offsets into `text` of the clause that speaks of the theme.
    score
        In words: on some scales a reader must be told which end is the best.
    segments
        Values of the segment columns.
    role
        By which rule it was chosen: typical, strongest, also said, says otherwise.
    cut_before, cut_after
        The reason goes on before or after the quote.
    """

    text: str
    clause: tuple[int, int]
    response_id: str
    score: str
    group: str
    segments: tuple[str, ...]
    role: str
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes about one theme."""

    heading: str
    note: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A reason with who gave it, and what it speaks of.

    Attributes
    ----------
    score
        In words, as in `Quote`.
    text
        An exact beginning of the reason, redacted.
    segments
        Values of the segments of `Comments`; "" where one is missing.
    themes
        Positions in the themes of `Comments`, each with a sign.
    weight
        Of the response, for the NPS of several comments.
    cut
        The reason goes on after it.
    """

    response_id: str
    period: str
    score: str
    group: str
    text: str
    segments: tuple[str, ...]
    themes: tuple[tuple[int, str], ...]
    weight: float = 1.0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Comments:
    """Comments to search and filter.

    Attributes
    ----------
    total
        How many comments there are; more than are shown where there are very many.
    periods
        Periods of the comments, the newest first.
    segments
        Names of the segments.
    themes
        Id and label of each theme.
    minimum_base
        Fewer comments have no NPS.
    """

    comments: tuple[Comment, ...]
    total: int
    periods: tuple[str, ...]
    segments: tuple[str, ...]
    themes: tuple[tuple[str, str], ...]
    minimum_base: int
