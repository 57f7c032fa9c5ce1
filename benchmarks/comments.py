"""Invented comments of about twenty words, no two alike, to measure speed with."""

from __future__ import annotations

import random
from typing import Final

SUBJECTS: Final = (
    "the support team", "your website", "the mobile app", "the monthly price", "our last delivery",
    "the engineer who came", "the waiting time", "the new contract", "the invoice", "your hotline",
    "the return of my parcel", "the set-up", "the product itself", "the account page",
)  # fmt: skip
VERDICTS: Final = (
    "was better than I hoped", "let me down once again", "works well on most days",
    "could not have been easier", "has become too expensive", "was slow and hard to follow",
    "keeps failing when I need it", "gave me what I needed", "is fine but nothing more",
    "took three attempts", "deserves real praise",
)  # fmt: skip
TURNS: Final = ("but", "and", "although", "while", "and yet", "because")
CIRCUMSTANCES: Final = (
    "after the update in {month}",
    "when I called about order {number}",
    "on day {number} of the contract",
    "after {number} minutes of music",
    "since we moved in {month}",
    "for the {number} of us",
)
MONTHS: Final = ("January", "March", "April", "June", "July", "September", "October", "December")


def comments(n: int, *, seed: int) -> list[str]:
    """Return distinct comments; those of two seeds are hardly ever alike.

    Examples
    --------
    >>> len(set(comments(500, seed=1))), comments(3, seed=1) == comments(3, seed=1)
    (500, True)
    """
    draw = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < n:
        found[_comment(draw)] = None
    return list(found)


def _comment(draw: random.Random) -> str:
    first, second = draw.sample(SUBJECTS, 2)
    when = draw.choice(CIRCUMSTANCES).format(number=draw.randint(2, 990), month=draw.choice(MONTHS))
    clauses = f"{first} {draw.choice(VERDICTS)} {when}, {draw.choice(TURNS)} {second}"
    return f"{clauses[0].upper()}{clauses[1:]} {draw.choice(VERDICTS)}."
