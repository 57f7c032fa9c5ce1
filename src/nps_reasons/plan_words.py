"""Names of the planning feed: ids of its records, kinds of severe matters, words for a status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SEVERE_KINDS: Final = ("safety", "data loss", "security", "legal", "discrimination")
"""Kinds of what is rare but severe, in the order in which they are told."""

_STATES: Final = {
    "open": "open|to do|todo|backlog|new|reopened|created|waiting|triage|submitted|on hold|"
    "under consideration|proposed",
    "planned": "planned|selected for development|ready|ready for development|accepted|scheduled|"
    "next|approved|committed|on the roadmap",
    "in progress": "in progress|in development|in review|code review|review|testing|in testing|"
    "in test|qa|in qa|blocked|doing|started|active|underway|implementing|ready for release",
    "done": "done|closed|resolved|fixed|shipped|released|complete|completed|deployed|live|finished|"
    "implemented|delivered",
    "declined": "declined|rejected|wont do|wont fix|wontfix|cancelled|canceled|duplicate|"
    "not planned|invalid|abandoned|cannot reproduce|obsolete|not doing|no longer needed",
}
_STATE_OF: Final = {word: state for state, words in _STATES.items() for word in words.split("|")}
"""Words for a status, as people and Jira write them, without apostrophes."""

_SPACE: Final = re.compile(r"[\s_-]+")


def record_id(theme: str) -> str:
    """Id of a theme's record, the same in every period: a re-import finds it again.

    Examples
    --------
    >>> record_id("billing")
    'nps-billing'
    """
    return f"nps-{theme}"


def severe_id(kind: str) -> str:
    """Id of the record of a kind of severe matters; no theme's record can have it.

    Examples
    --------
    >>> severe_id("data loss")
    'nps-severe.data-loss'
    """
    return f"nps-severe.{kind.replace(' ', '-')}"


def record_of(name: str, labels: Mapping[str, str]) -> tuple[str, str | None] | None:
    """Id and theme of the record that a name means; None where it means none.

    Parameters
    ----------
    name
        A record's id, a theme's id or its label.
    labels
        Theme id to its label.

    Examples
    --------
    >>> record_of("Billing ", {"billing": "Billing"}), record_of("nps-severe.legal", {})
    (('nps-billing', 'billing'), ('nps-severe.legal', None))
    """
    plain = name.strip().casefold()
    if plain in (severe_id(kind) for kind in SEVERE_KINDS):
        return plain, None
    for theme, label in labels.items():
        if plain in (record_id(theme), theme, label.casefold()):
            return record_id(theme), theme
    return None


def state_of(status: str, category: str = "", resolution: str = "") -> str | None:
    """State that the words of a ticket mean; None where they are not known.

    Parameters
    ----------
    category
        Jira's three-way summary of a status, for statuses that a company has named itself.
    resolution
        Jira's reason for closing: what was not done is declined.

    Examples
    --------
    >>> state_of("In Review"), state_of("Done", resolution="Won't Do"), state_of("Gone fishing")
    ('in progress', 'declined', None)
    """
    state = _STATE_OF.get(_plain(status)) or _STATE_OF.get(_plain(category))
    if state == "done" and _STATE_OF.get(_plain(resolution)) == "declined":
        return "declined"
    return state


def _plain(words: str) -> str:
    return (
        _SPACE.sub(" ", words.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", ""))
        .strip()
        .casefold()
    )
