"""Labels: how much of what was written the themes cover, and how sure the tags are."""

from __future__ import annotations

from typing import Final

from nps_reasons import words
from nps_reasons.checks.check import Check, Concern, Evidence
from nps_reasons.describe import uncovered_share

SOME_UNCOVERED: Final = 0.25
MUCH_UNCOVERED: Final = 0.4


def uncovered(evidence: Evidence) -> Check | None:
    """Count the reasons in which no theme was found."""
    n_reasons = int(evidence.responses["reason"].notna().sum())
    if not n_reasons:
        return None
    share = uncovered_share(evidence.responses, evidence.mentions)
    finding = (
        f"In {words.share(share)} of {words.count(n_reasons, 'reason')} no theme of the "
        "codeframe was found. Some name no reason at all; the others are themes that the "
        "codeframe lacks or words that it does not know."
    )
    return Check("Uncovered reasons", finding, _concern(share))


def _concern(share: float) -> Concern:
    if share > MUCH_UNCOVERED:
        return "warning"
    return "note" if share > SOME_UNCOVERED else "fine"


def labels(evidence: Evidence) -> Check | None:
    """Say that the tags are a machine's and were not corrected by a hand-coded sample."""
    if evidence.mentions.empty:
        return None
    finding = (
        "Labels uncorrected: themes and signs were assigned by rules, and no hand-coded sample "
        "was given. Tagging errors shrink the points of a driver towards zero and widen no "
        "interval; the model cards state how often the rules are right."
    )
    return Check("Labels", finding, "note")
