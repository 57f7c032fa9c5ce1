"""Words that stand in tables."""

from __future__ import annotations

from typing import Final

GROUPS: Final = ("promoter", "passive", "detractor")

SIGNS: Final = ("negative", "neutral", "positive")

VERDICTS: Final = ("clear", "leaning", "not distinguishable", "too few")

PARTS: Final = ("mix", "said_more", "hurts_more", "unexplained")

ASYMMETRIES: Final = (
    "hurts more than it delights",
    "delights more than it hurts",
    "not distinguishable",
    "too few",
)

LABEL_STATES: Final = ("uncorrected", "corrected")

STATES: Final = ("open", "planned", "in progress", "done", "declined")
"""What may become of a record of the planning feed."""

ALL: Final = "all"
"""The period of undated surveys, the segment of a period's total, the group of everybody."""

UNDATED: Final = "undated"
"""The period of undated rows among dated ones; it takes part in no comparison."""

BLANK: Final = "(blank)"
"""The level of a segment that a response does not have."""

REST: Final = "rest"
"""The reference of a segment's level: everybody else of the period."""

ON_THE_WAY: Final = (
    "tickets_90_days",
    "open_ticket",
    "bad_rating_90_days",
    "reopened_90_days",
    "ticket_group",
)
"""Segments made of a help desk's tickets: they happen on the way from the service to the score.

To adjust for them would take away the effect of the service that caused them.
"""
