"""A record of the planning feed: what a product manager is told of one problem.

The order of the fields is the order of the keys in the JSON lines; docs and schema follow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

SCHEMA_VERSION: Final = 1
"""Raised when a field changes its meaning or goes; new fields come without."""

Lane = Literal["main", "severe"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % limits."""

    value: float
    low: float
    high: float


def order_of(points: Estimate | None, name: str) -> tuple[float, float, str]:
    """Key that sorts problems as they are planned: by what they cost at least, then by points.

    Examples
    --------
    >>> found = {"a": Estimate(-2, -4, 0.4), "b": Estimate(-3, -7, 0.9), "c": Estimate(-1, -2, -1)}
    >>> sorted(found, key=lambda name: order_of(found[name], name))
    ['c', 'b', 'a']
    """
    if points is None:
        return (0.0, float("inf"), name)
    return (min(0.0, points.high), points.value, name)


@dataclass(frozen=True, slots=True)
class Reach:
    """Share of those with a reason who complain, 0 to 1, with its 95 % limits.

    Attributes
    ----------
    n
        Responses that complain, unweighted.
    base
        Responses with a reason.
    """

    value: float
    low: float
    high: float
    n: int
    base: int


@dataclass(frozen=True, slots=True)
class Concentration:
    """A segment value whose respondents clearly complain more often than the rest of the segment.

    Attributes
    ----------
    rest
        Share of the rest of the segment, 0 to 1.
    """

    segment: str
    value: str
    reach: Reach
    rest: float


@dataclass(frozen=True, slots=True)
class Moment:
    """One period of the trend; what is suppressed is None."""

    period: str
    points: float | None
    reach: float | None


@dataclass(frozen=True, slots=True)
class Said:
    """An exact piece of a reason and the id of its response."""

    id: str
    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Measure:
    """How to see that a problem was solved.

    Attributes
    ----------
    reach, target
        Share of those with a reason who complain, today and to be reached, 0 to 1.
    needed
        Responses with a reason that a later period needs to show it; None where no number does,
        because today's are too few.
    needed_twice
        Responses with a reason that each of two periods needs.
    """

    text: str
    reach: float
    target: float
    needed: int | None
    needed_twice: int


@dataclass(frozen=True, slots=True)
class SubProblem:
    """A narrower theme of the codeframe that is complained about, too."""

    theme: str
    label: str
    n: int
    reach: float | None


@dataclass(frozen=True, slots=True)
class Record:
    """One problem.

    Attributes
    ----------
    id
        The same in every period.
    place
        From 1, in its lane.
    kind
        Of a severe matter that was found by its words; None for a theme.
    theme
        None where words were matched, not a theme.
    points
        NPS points that complaints go with; None where they are too few to say.
    costs_at_least
        The end of that interval that is nearer to zero, without its sign; 0 where the interval
        reaches zero. The main lane is ordered by it.
    n
        Responses of the period that complain.
    respondents
        How many people they are of; None where the survey has no ids of respondents.
    value, value_at_risk
        What those people are worth, and how much of it is at risk, in the unit of the survey.
    severe
        Kinds of severe matters that complaints about it speak of.
    evidence
        Ids of responses to read.
    """

    schema_version: int
    id: str
    lane: Lane | None
    place: int | None
    kind: str | None
    theme: str | None
    label: str
    title: str
    owner: str | None
    status: str | None
    ticket: str | None
    period: str
    reference: str | None
    points: Estimate | None
    costs_at_least: float | None
    verdict: str
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    n: int
    reach: Reach | None
    respondents: int | None
    value: float | None
    value_at_risk: Estimate | None
    severe: tuple[str, ...]
    segments: tuple[Concentration, ...]
    trend: tuple[Moment, ...]
    quotes: tuple[Said, ...]
    evidence: tuple[str, ...]
    success_measure: Measure | None
    sub_problems: tuple[SubProblem, ...]
    first_seen: str | None
    last_seen: str | None
    codeframe_version: str
