"""HubSpot contacts: a row per contact, several company ids in one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.platforms.customers import OF_ONE_CUSTOMER, asks_a_score
from nps_reasons.readers.platforms.platform import Platform, column_of, has

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable

_OWN: Final = (
    "Lifecycle Stage",
    "Lead Status",
    "Associated Company",
    "Associated Company IDs",
    "Contact owner",
)


def recognises(table: RawTable) -> bool:
    """Recognise the record id beside an address and one of HubSpot's own columns."""
    return (
        has(table, "Record ID", "Email")
        and column_of(table, *_OWN) is not None
        and not asks_a_score(table)
    )


HUBSPOT_CONTACTS: Final = Platform(
    title="HubSpot contacts",
    recognises=recognises,
    machinery=rf"{OF_ONE_CUSTOMER}|create date|last activity date|last modified date",
    kind="customers",
)
