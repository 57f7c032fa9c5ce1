"""Gates: limits in the settings that turn a finished run into exit code 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nps_reasons.describe import uncovered_share
from nps_reasons.periods import in_period

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.settings import Settings


def crossed_gates(analysis: Analysis, settings: Settings) -> tuple[str, ...]:
    """Say which gates of the settings the analysis does not pass."""
    gates, source = settings.gates, analysis.source
    part = in_period(analysis.responses, analysis.period)
    quarantined = len(analysis.quarantine) / max(source.rows_read, 1)
    uncovered = uncovered_share(part, analysis.mentions)
    crossed = []
    if gates.max_quarantined is not None and quarantined > gates.max_quarantined:
        crossed.append(
            f"{quarantined:.1%} of rows quarantined, at most {gates.max_quarantined:.1%}"
        )
    if gates.max_uncovered is not None and uncovered > gates.max_uncovered:
        crossed.append(f"{uncovered:.1%} of reasons uncovered, at most {gates.max_uncovered:.1%}")
    if gates.min_responses is not None and len(part) < gates.min_responses:
        crossed.append(
            f"{len(part)} responses in {analysis.period}, at least {gates.min_responses}"
        )
    return tuple(crossed)
