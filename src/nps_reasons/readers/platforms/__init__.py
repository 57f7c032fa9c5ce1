"""Platforms: one small file each; READERS has them in the order in which they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.readers.platforms.asknicely import ASKNICELY
from nps_reasons.readers.platforms.delighted import DELIGHTED
from nps_reasons.readers.platforms.generic import GENERIC
from nps_reasons.readers.platforms.google_forms import GOOGLE_FORMS
from nps_reasons.readers.platforms.hotjar import HOTJAR
from nps_reasons.readers.platforms.hubspot import HUBSPOT
from nps_reasons.readers.platforms.hubspot_contacts import HUBSPOT_CONTACTS
from nps_reasons.readers.platforms.limesurvey import LIMESURVEY
from nps_reasons.readers.platforms.mailing_list import MAILCHIMP_AUDIENCE
from nps_reasons.readers.platforms.medallia import MEDALLIA
from nps_reasons.readers.platforms.platform import Platform, is_machinery
from nps_reasons.readers.platforms.qualtrics import QUALTRICS
from nps_reasons.readers.platforms.salesforce import SALESFORCE_DATALOADER, SALESFORCE_REPORT
from nps_reasons.readers.platforms.salesforce_survey import SALESFORCE_SURVEY
from nps_reasons.readers.platforms.stars import APP_STORE, GOOGLE_PLAY
from nps_reasons.readers.platforms.surveymonkey import SURVEYMONKEY
from nps_reasons.readers.platforms.survicate import SURVICATE
from nps_reasons.readers.platforms.tickets import (
    SUPPORTBEE_TICKETS,
    TICKET_TABLE,
    ZENDESK_TICKETS,
)
from nps_reasons.readers.platforms.typeform import TYPEFORM
from nps_reasons.readers.platforms.wootric import WOOTRIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.readers.rawtable import RawTable

__all__ = [
    "GENERIC",
    "GENERIC_PROFILE",
    "READERS",
    "Platform",
    "is_machinery",
    "profile_of",
    "profile_of_all",
]

READERS: Final[dict[str, Platform]] = {
    "qualtrics": QUALTRICS,
    "surveymonkey": SURVEYMONKEY,
    "typeform": TYPEFORM,
    "google_forms": GOOGLE_FORMS,
    "limesurvey": LIMESURVEY,
    "delighted": DELIGHTED,
    "wootric": WOOTRIC,
    "asknicely": ASKNICELY,
    "hubspot": HUBSPOT,
    "salesforce": SALESFORCE_SURVEY,
    "app_store": APP_STORE,
    "google_play": GOOGLE_PLAY,
    "hotjar": HOTJAR,
    "survicate": SURVICATE,
    "medallia": MEDALLIA,
    "hubspot_contacts": HUBSPOT_CONTACTS,
    "salesforce_report": SALESFORCE_REPORT,
    "salesforce_dataloader": SALESFORCE_DATALOADER,
    "mailchimp_audience": MAILCHIMP_AUDIENCE,
    "zendesk_tickets": ZENDESK_TICKETS,
    "supportbee_tickets": SUPPORTBEE_TICKETS,
    "ticket_table": TICKET_TABLE,
    "generic": GENERIC,
}
"""Name of a profile to the platform; the first that recognises a file is its profile."""

GENERIC_PROFILE: Final = "generic"


def profile_of(table: RawTable, wanted: str | None = None) -> str:
    """Return the name of the profile of a file: the one wanted, else the one recognised.

    Raises
    ------
    UsageError
        There is no such profile.
    """
    if wanted is not None and wanted not in READERS:
        raise UsageError(f'profile "{wanted}" is not known; {did_you_mean(wanted, READERS)}')
    return wanted or next(name for name, platform in READERS.items() if platform.recognises(table))


def profile_of_all(tables: Sequence[RawTable], wanted: str | None) -> str:
    """Return the name of the profile of files that are to be stacked.

    Raises
    ------
    InputError
        They are exports of different platforms.
    """
    names = [profile_of(table, wanted) for table in tables]
    if len(set(names)) > 1:
        each = ", ".join(
            f"{table.name} as {name}" for table, name in zip(tables, names, strict=True)
        )
        raise InputError(
            f"the files are exports of different platforms ({each}): give those of one platform, "
            "or read them all by their columns with --profile generic"
        )
    return names[0]
