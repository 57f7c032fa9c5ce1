"""The planted world: who TechCorp's customers are, what they live through, how it moves scores.

The population is a finite table of cells: everything that a customer of a segment can have lived
through in a quarter, with its probability. The survey is drawn from that table and the truth is
summed over it, so that the two cannot disagree and the truth carries no simulation error.

A customer of a segment either spoke with support lately (one of four outcomes, perhaps after a
fight with the help articles) or did not; beside that they have lived through up to two other
things. Each moves a latent score; the latent score is cut to 0-10.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Sign = Literal["negative", "positive"]


class Experience(NamedTuple):
    """A theme and how it went; a truthful reason speaks of it with that sign."""

    theme: str
    sign: Sign


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of customer.

    Attributes
    ----------
    base
        Latent score of somebody who has lived through nothing.
    contact
        Share who spoke with support lately.
    trouble
        Added to the share of every experience that is bad: what confounds themes and segment.
    customers
        How many of them TechCorp can ask.
    """

    name: str
    base: float
    contact: float
    trouble: float
    customers: int


SEGMENTS: Final = (
    Segment("Enterprise", base=10.20, contact=0.30, trouble=-0.06, customers=1600),
    Segment("Mid-market", base=9.90, contact=0.33, trouble=0.00, customers=1500),
    Segment("Small business", base=9.60, contact=0.36, trouble=0.06, customers=1700),
)

REGIONS: Final = {"North America": 0.42, "Europe": 0.31, "Asia-Pacific": 0.17, "Latin America": 0.1}
"""Share of each region; the region goes with nothing."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """What is particular to a quarter.

    Attributes
    ----------
    responses
        How many answer.
    shares
        Of the segments among those who answer, in the order of `SEGMENTS`.
    unhelpful, slow, quick
        Shares of the contacts with support that went so, before the segment's `trouble`;
        the other contacts went well.
    severity
        What unhelpful support does to the latent score.
    """

    period: str
    responses: int
    shares: tuple[float, float, float]
    unhelpful: float
    slow: float
    quick: float
    severity: float


QUARTERS: Final = (
    Quarter("2024Q1", 1204, (0.28, 0.33, 0.39), 0.70, 0.09, 0.03, -2.5),
    Quarter("2024Q2", 1187, (0.29, 0.33, 0.38), 0.69, 0.09, 0.04, -2.5),
    Quarter("2024Q3", 1219, (0.33, 0.32, 0.35), 0.54, 0.07, 0.06, -2.22),
    Quarter("2024Q4", 1196, (0.37, 0.32, 0.31), 0.36, 0.05, 0.08, -1.9),
    Quarter("2025Q1", 1211, (0.40, 0.32, 0.28), 0.32, 0.05, 0.08, -1.85),
)
"""Support staff are trained, and answer sooner, between 2024Q2 and 2024Q4; the share of large
customers grows. The numbers are chosen so that the NPS of the population is 45.0 in the first
quarter and 63.0 in the last."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Something beside support that customers live through, the same in every quarter.

    Attributes
    ----------
    weight
        How often, relative to the other topics.
    bad
        Share of it that is bad, before the segment's `trouble`.
    harm, joy
        What the bad and the good experience do to the latent score.
    """

    theme: str
    weight: float
    bad: float
    harm: float
    joy: float


TOPICS: Final = (
    Topic("reliability-and-bugs", 0.17, bad=0.62, harm=-2.1, joy=0.9),
    Topic("ease-of-use", 0.16, bad=0.34, harm=-1.2, joy=0.9),
    Topic("price-and-value", 0.15, bad=0.58, harm=-1.4, joy=0.7),
    Topic("features", 0.15, bad=0.40, harm=-0.8, joy=0.8),
    Topic("speed", 0.09, bad=0.55, harm=-1.0, joy=0.5),
    Topic("onboarding", 0.08, bad=0.38, harm=-0.9, joy=0.8),
    Topic("billing", 0.06, bad=0.80, harm=-1.3, joy=0.3),
    Topic("privacy-and-security", 0.06, bad=0.50, harm=0.0, joy=0.0),
    Topic("communication", 0.04, bad=0.50, harm=-0.8, joy=0.5),
    Topic("account-access", 0.04, bad=0.85, harm=-0.9, joy=0.2),
)

UNHELPFUL: Final = Experience("support-quality", "negative")
HELPFUL: Final = Experience("support-quality", "positive")
SLOW: Final = Experience("response-time", "negative")
QUICK: Final = Experience("response-time", "positive")
CONTACTS: Final = (UNHELPFUL, SLOW, QUICK, HELPFUL)
"""How a contact with support can go: the only experiences whose frequency or effect changes."""

POOR_DOCS: Final = Experience("documentation", "negative")
GOOD_DOCS: Final = Experience("documentation", "positive")
"""The companion: said by those whom support did not help, without effect on the score."""

EXPERIENCES: Final = (
    *CONTACTS,
    POOR_DOCS,
    GOOD_DOCS,
    *(Experience(topic.theme, "negative") for topic in TOPICS),
    *(Experience(topic.theme, "positive") for topic in TOPICS),
)
"""Every experience, in the order of the columns of `Cells.lived`."""

HARM_SLOW: Final = -1.2
JOY_QUICK: Final = 0.6
JOY_HELPFUL: Final = 0.7

TOPICS_AFTER_CONTACT: Final = (0.50, 0.50)
TOPICS_WITHOUT_CONTACT: Final = (0.075, 0.555, 0.37)
"""Probability of having lived through none, one or two topics."""

DISPOSITION: Final = 0.7
"""Standard deviation of a customer's own leaning; it stays with the customer."""

NOISE: Final = 1.4
"""Standard deviation of what is left to the moment of answering."""


@dataclass(frozen=True, slots=True)
class Cells:
    """All that can have been lived through in a quarter.

    Attributes
    ----------
    segment : ndarray of shape (n_cells,)
        Position in `SEGMENTS`.
    lived : ndarray of shape (n_cells, n_experiences)
        Whether the cell holds the experience, in the order of `EXPERIENCES`.
    probability : ndarray of shape (n_cells,)
        Of the cell within its segment.
    """

    segment: NDArray[np.intp]
    lived: NDArray[np.bool_]
    probability: Array


@cache
def cells(quarter: Quarter) -> Cells:
    """All that can have been lived through in that quarter, with its probability.

    Examples
    --------
    >>> table = cells(QUARTERS[0])
    >>> [round(float(table.probability[table.segment == s].sum()), 9) for s in range(3)]
    [1.0, 1.0, 1.0]
    """
    rows = [
        (position, lived, probability)
        for position, segment in enumerate(SEGMENTS)
        for lived, probability in _lives(segment, quarter)
    ]
    return Cells(
        segment=np.array([position for position, _, _ in rows], dtype=np.intp),
        lived=np.array([[e in lived for e in EXPERIENCES] for _, lived, _ in rows]),
        probability=np.array([probability for _, _, probability in rows]),
    )


Life = tuple[tuple[Experience, ...], float]
"""What was lived through together, and how probable that is."""


def _lives(segment: Segment, quarter: Quarter) -> Iterator[Life]:
    """Everything a customer of the segment can have lived through."""
    for contact, likely in _contacts(segment, quarter):
        topics = TOPICS_AFTER_CONTACT if contact else TOPICS_WITHOUT_CONTACT
        for docs, likely_docs in _docs(contact):
            for others, likely_others in _topics(segment, topics):
                yield (*contact, *docs, *others), likely * likely_docs * likely_others


def _contacts(segment: Segment, quarter: Quarter) -> list[Life]:
    unhelpful = quarter.unhelpful + segment.trouble
    well = 1 - unhelpful - quarter.slow - quarter.quick
    went = zip(CONTACTS, (unhelpful, quarter.slow, quarter.quick, well), strict=True)
    return [((), 1 - segment.contact), *(((e,), segment.contact * share) for e, share in went)]


def _docs(contact: tuple[Experience, ...]) -> list[Life]:
    if UNHELPFUL in contact:
        return [((), 0.66), ((POOR_DOCS,), 0.34)]
    return [((), 0.95), ((POOR_DOCS,), 0.03), ((GOOD_DOCS,), 0.02)]


def _topics(segment: Segment, how_many: tuple[float, ...]) -> Iterator[Life]:
    yield (), how_many[0]
    for topic in TOPICS:
        yield from _signed((topic,), segment, how_many[1] * topic.weight)
    for one, other in combinations(TOPICS, 2) if len(how_many) > 2 else ():
        # Drawn one after the other without replacement, in either order.
        drawn = one.weight * other.weight * (1 / (1 - one.weight) + 1 / (1 - other.weight))
        yield from _signed((one, other), segment, how_many[2] * drawn)


def _signed(topics: tuple[Topic, ...], segment: Segment, likely: float) -> Iterator[Life]:
    """The topics with every combination of signs."""
    if not topics:
        yield (), likely
        return
    topic, *rest = topics
    bad = topic.bad + segment.trouble
    for sign, share in (("negative", bad), ("positive", 1 - bad)):
        for lived, probability in _signed(tuple(rest), segment, likely * share):
            yield (Experience(topic.theme, sign), *lived), probability  # type: ignore[arg-type]


def score_effects(quarter: Quarter) -> Array:
    """What each experience does to the latent score, in the order of `EXPERIENCES`."""
    contacts = {UNHELPFUL: quarter.severity, SLOW: HARM_SLOW}
    praise = {QUICK: JOY_QUICK, HELPFUL: JOY_HELPFUL}
    harms = {Experience(topic.theme, "negative"): topic.harm for topic in TOPICS}
    joys = {Experience(topic.theme, "positive"): topic.joy for topic in TOPICS}
    known = contacts | praise | harms | joys
    return np.array([known.get(experience, 0.0) for experience in EXPERIENCES])


def latent_score(table: Cells, effects: Array) -> Array:
    """Mean latent score of each cell."""
    base = np.array([segment.base for segment in SEGMENTS])
    latent: Array = base[table.segment] + table.lived @ effects
    return latent


def expected_contribution(latent: Array) -> Array:
    """Mean NPS contribution of people with that mean latent score, -100 to 100.

    A latent score of 8.5 or more is a 9 or a 10, one below 6.5 a 6 or less.

    Examples
    --------
    >>> expected_contribution(np.array([7.5])).round(9) + 0.0
    array([0.])
    """
    from scipy.special import ndtr  # noqa: PLC0415 - scipy takes longer to import than pandas

    spread = np.hypot(DISPOSITION, NOISE)
    contribution: Array = 100 * (ndtr((latent - 8.5) / spread) - ndtr((6.5 - latent) / spread))
    return contribution
