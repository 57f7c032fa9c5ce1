"""Help desks: a row per ticket, many tickets per customer; Zendesk's own names, and any other's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nps_reasons.readers.names import words_of
from nps_reasons.readers.platforms.customers import asks_a_score
from nps_reasons.readers.platforms.platform import Platform, has, known_roles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.readers.rawtable import RawTable

_TICKET: Final = r"(?:ticket|case|conversation|issue|request)"
_NAMES: Final[dict[str, str]] = {
    "ticket": rf"{_TICKET} (?:id|no|number|key)|id|number|key|#",
    "created": rf"(?:{_TICKET} )?(?:created|opened|started|requested|received)"
    rf"(?: (?:at|on|time|date|utc))*|(?:date|time) (?:created|opened)"
    rf"|(?:{_TICKET} )?creation (?:date|time)",
    "solved": rf"(?:{_TICKET} )?(?:solved|resolved|closed|archived|completed)(?: (?:at|on|time|date"
    r"|utc))+|(?:resolution|closing) (?:date|time)|(?:date|time) (?:solved|resolved|closed)",
    "status": rf"(?:{_TICKET} )?(?:status|state)",
    "rating": r"satisfaction(?: (?:score|rating))?|csat(?: (?:score|rating))?|(?:customer |"
    r"conversation )?rating|survey results?",
    "group": r"(?:current |assigned )?(?:group|team|queue|department)(?: name)?|team assigned",
    "tags": r"tags?|labels?",
    "reopened": r"(?:number of )?reopen(?:s|ed|ings?)?(?: count)?",
}
"""Role to the names of its column, as `names.words_of` gives them."""

_PERSON: Final = (
    r"(?:requester|requestor|customer|contact|submitter|from|user|sender|reporter|client)"
    r"(?: (?:id|name|e ?mail|email address|external id|address))*|e ?mail(?: address)?"
)

_SUPPORTBEE: Final = frozenset(
    {"archived", "archived at", "unanswered", "current team", "current assignee"}
)


def roles(table: RawTable) -> Mapping[str, str]:
    """Return what each column of a ticket is, by its name."""
    words = {name: words_of(name) or name for name in table.columns}
    found = {
        role: next((name for name in table.columns if re.fullmatch(pattern, words[name])), None)
        for role, pattern in _NAMES.items()
    }
    return known_roles(found)


def is_ticket_table(table: RawTable) -> bool:
    """Recognise an id, somebody who asks, a time of creation, and a status or an end."""
    known = roles(table)
    asks = any(re.fullmatch(_PERSON, words_of(name)) for name in table.columns)
    settled = "status" in known or "solved" in known
    return {"ticket", "created"} <= set(known) and asks and settled and not asks_a_score(table)


def is_zendesk(table: RawTable) -> bool:
    """Recognise Zendesk's name for who asks, beside the id of the ticket."""
    requester = any(words_of(name).startswith("requester") for name in table.columns)
    return has(table, "Ticket ID") and requester and is_ticket_table(table)


def is_supportbee(table: RawTable) -> bool:
    """Recognise SupportBee's archive, in place of a status, beside labels or teams."""
    words = {words_of(name) for name in table.columns}
    return bool(words & _SUPPORTBEE) and is_ticket_table(table)


ZENDESK_TICKETS: Final = Platform(
    title="Zendesk tickets", recognises=is_zendesk, roles=roles, kind="tickets"
)

SUPPORTBEE_TICKETS: Final = Platform(
    title="SupportBee tickets", recognises=is_supportbee, roles=roles, kind="tickets"
)

TICKET_TABLE: Final = Platform(
    title="help desk tickets", recognises=is_ticket_table, roles=roles, kind="tickets"
)
