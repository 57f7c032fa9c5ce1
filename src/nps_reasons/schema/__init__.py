"""The tables that rooms hand each other: columns, types, keys, and the check at the door."""

from __future__ import annotations

from typing import Final

from nps_reasons.schema.contract import DTYPES, Column, Kind, TableContract
from nps_reasons.schema.findings import (
    ASYMMETRY,
    CONFOUNDERS,
    DRIVERS,
    OF_A_STUDY,
    ROBUSTNESS,
    SEGMENT_DRIVERS,
)
from nps_reasons.schema.moves import (
    ACTIONS,
    CHANGES,
    EMERGING,
    OUTCOMES,
    PLANNED,
    PLANNING,
)
from nps_reasons.schema.stability import CODED, DRIFT, MEASURES, RESTATED
from nps_reasons.schema.survey import (
    DIFFERENCES,
    MENTIONS,
    NPS_TABLE,
    QUARANTINE,
    RESPONSES,
    THEMES,
    TREND,
)
from nps_reasons.schema.terms import (
    ALL,
    ASYMMETRIES,
    BLANK,
    GROUPS,
    LABEL_STATES,
    ON_THE_WAY,
    PARTS,
    REST,
    SIGNS,
    STATES,
    UNDATED,
    VERDICTS,
)

TABLES: Final = {
    contract.name: contract
    for contract in (
        RESPONSES,
        QUARANTINE,
        MENTIONS,
        NPS_TABLE,
        DRIVERS,
        CHANGES,
        THEMES,
        TREND,
        DIFFERENCES,
        SEGMENT_DRIVERS,
        CONFOUNDERS,
        ROBUSTNESS,
        ASYMMETRY,
        EMERGING,
        ACTIONS,
        OUTCOMES,
        PLANNING,
        PLANNED,
        DRIFT,
        CODED,
    )
}

__all__ = [
    "ACTIONS",
    "ALL",
    "ASYMMETRIES",
    "ASYMMETRY",
    "BLANK",
    "CHANGES",
    "CODED",
    "CONFOUNDERS",
    "DIFFERENCES",
    "DRIFT",
    "DRIVERS",
    "DTYPES",
    "EMERGING",
    "GROUPS",
    "LABEL_STATES",
    "MEASURES",
    "MENTIONS",
    "NPS_TABLE",
    "OF_A_STUDY",
    "ON_THE_WAY",
    "OUTCOMES",
    "PARTS",
    "PLANNED",
    "PLANNING",
    "QUARANTINE",
    "RESPONSES",
    "REST",
    "RESTATED",
    "ROBUSTNESS",
    "SEGMENT_DRIVERS",
    "SIGNS",
    "STATES",
    "TABLES",
    "THEMES",
    "TREND",
    "UNDATED",
    "VERDICTS",
    "Column",
    "Kind",
    "TableContract",
]
