"""Checks that tell noise, confounding, tagging errors and missing people from drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.checks.check import Check, Evidence
from nps_reasons.checks.confounding import confounding
from nps_reasons.checks.control import negative_control
from nps_reasons.checks.drift import drift
from nps_reasons.checks.labels import labels, uncovered
from nps_reasons.checks.noise import noise_drill
from nps_reasons.checks.power import smallest_change
from nps_reasons.checks.robustness import robust
from nps_reasons.checks.selection import silent_respondents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CHECKS: Final[Mapping[str, Callable[[Evidence], Check | None]]] = {
    "noise": noise_drill,
    "control": negative_control,
    "confounding": confounding,
    "robustness": robust,
    "selection": silent_respondents,
    "uncovered": uncovered,
    "labels": labels,
    "drift": drift,
    "power": smallest_change,
}
"""In the order in which a report prints them; None where a check has nothing to look at."""


def run_checks(evidence: Evidence) -> tuple[Check, ...]:
    """Run every check that has something to look at."""
    findings = (check(evidence) for check in CHECKS.values())
    return tuple(finding for finding in findings if finding is not None)


__all__ = ["CHECKS", "Check", "Evidence", "run_checks"]
