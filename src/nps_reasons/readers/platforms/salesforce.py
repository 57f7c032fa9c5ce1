"""Salesforce: report exports with lines of footer, and Data Loader files with API names."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.readers.names import fold, tidy
from nps_reasons.readers.platforms.customers import OF_ONE_CUSTOMER, asks_a_score
from nps_reasons.readers.platforms.platform import Platform, has

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable

_FOOTER: Final = re.compile(
    r"(?:grand )?totals? ?\([\d,. ]+ records?\)|confidential information - do not distribute"
    r"|copyright (?:\(c\)|©).*salesforce.*",
    re.IGNORECASE,
)
_FOOTER_LINES: Final = 12
"""Lines at the end of a report in which its footer is looked for."""

_RECORDS: Final = ("Contact ID", "Account ID", "Lead ID", "Opportunity ID", "Case ID")
_API_NAMES: Final = frozenset(
    {"accountid", "contactid", "ownerid", "createddate", "systemmodstamp", "isdeleted"}
)
_MACHINERY: Final = rf"{OF_ONE_CUSTOMER}|last activity(?: date)?|system ?modstamp|is ?deleted"


def is_report(table: RawTable) -> bool:
    """Recognise a footer of Salesforce, or the label of a record's id beside an account."""
    if len(_footer(table)):
        return True
    ids = sum(has(table, name) for name in _RECORDS)
    named = has(table, "Account Name") or has(table, "Contact ID", "Account ID")
    return ids > 0 and named and not asks_a_score(table)


def without_footer(table: RawTable) -> RawTable:
    """Cut the lines of the footer, which are no rows."""
    lines = _footer(table)
    if not len(lines):
        return table
    return table.without_lines(lines).noting(
        f"{table.name}: {len(lines)} lines of footer (totals, confidentiality, copyright) were cut."
    )


def is_data_loader(table: RawTable) -> bool:
    """Recognise the API names of Data Loader: an id, all in capitals.

    A field that holds a score does not count against it: such a file may be read as a survey.
    """
    names = [tidy(name) for name in table.columns]
    capitals = all(name == name.upper() and " " not in name for name in names)
    known = {fold(name) for name in names}
    own = bool(known & _API_NAMES) or any(name.endswith("__c") for name in known)
    return capitals and "id" in known and own


def _footer(table: RawTable) -> pd.Index:
    """Return the lines near the end that have one filled cell, and that a footer's."""
    last = table.cells.tail(_FOOTER_LINES)
    found: list[int] = []
    for i, row in zip(last.index, last.itertuples(index=False), strict=True):
        # A row of a wide table is left at its second filled cell.
        filled = list(islice((str(cell) for cell in row if str(cell).strip()), 2))
        if len(filled) == 1 and _FOOTER.fullmatch(tidy(filled[0])):
            found.append(int(i))
    return pd.Index(found, dtype="int64")


SALESFORCE_REPORT: Final = Platform(
    title="Salesforce report",
    recognises=is_report,
    prepare=without_footer,
    machinery=_MACHINERY,
    kind="customers",
)

SALESFORCE_DATALOADER: Final = Platform(
    title="Salesforce Data Loader",
    recognises=is_data_loader,
    machinery=_MACHINERY,
    kind="customers",
)
