"""Settings: `nps.toml` as frozen objects; an unknown key is an error with a hint.

sections   what each table of the file may hold
loading    the file, the objects, and what is said where they do not fit
"""

from nps_reasons.settings.loading import Settings
from nps_reasons.settings.sections import (
    ActionSettings,
    DateOrder,
    DriverSettings,
    GateSettings,
    InputSettings,
    OutcomeSettings,
    PeriodLength,
    PeriodSettings,
    PrivacySettings,
    Repeats,
    ReportSettings,
    ScoreSettings,
    SourceSettings,
    ThemeSettings,
    Tier,
    known_shares,
)

__all__ = [
    "ActionSettings",
    "DateOrder",
    "DriverSettings",
    "GateSettings",
    "InputSettings",
    "OutcomeSettings",
    "PeriodLength",
    "PeriodSettings",
    "PrivacySettings",
    "Repeats",
    "ReportSettings",
    "ScoreSettings",
    "Settings",
    "SourceSettings",
    "ThemeSettings",
    "Tier",
    "known_shares",
]
