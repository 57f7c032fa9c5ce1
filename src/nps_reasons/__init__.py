"""Tells a company why its Net Promoter Score is what it is.

    import nps_reasons as nr

    reading = nr.read("survey.csv")
    analysis = nr.analyze(reading.responses, reading=reading)
    nr.write_report(analysis, "report.html")

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.drivers import explain_change, rank_drivers
    from nps_reasons.errors import NPSReasonsError
    from nps_reasons.inference.power import responses_needed, smallest_change
    from nps_reasons.net_promoter import NPS, nps, nps_difference
    from nps_reasons.pipeline import analyze
    from nps_reasons.reading import Reading, read
    from nps_reasons.report import write_report, write_tables
    from nps_reasons.settings import Settings
    from nps_reasons.texts import tag

__version__ = "0.1.0"

__all__ = [
    "NPS",
    "Analysis",
    "NPSReasonsError",
    "Reading",
    "Settings",
    "analyze",
    "explain_change",
    "nps",
    "nps_difference",
    "rank_drivers",
    "read",
    "responses_needed",
    "smallest_change",
    "tag",
    "write_report",
    "write_tables",
]

_HOMES: Final = {
    "NPS": "net_promoter",
    "Analysis": "analysis",
    "NPSReasonsError": "errors",
    "Reading": "reading",
    "Settings": "settings",
    "analyze": "pipeline",
    "explain_change": "drivers",
    "nps": "net_promoter",
    "nps_difference": "net_promoter",
    "rank_drivers": "drivers",
    "read": "reading",
    "responses_needed": "inference.power",
    "smallest_change": "inference.power",
    "tag": "texts",
    "write_report": "report",
    "write_tables": "report",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'nps_reasons' has no attribute '{name}'")
    return getattr(import_module(f"nps_reasons.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
