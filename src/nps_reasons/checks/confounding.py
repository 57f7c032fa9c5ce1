"""Confounder audit: the driver that owes most to other themes and to segments."""

from __future__ import annotations

from nps_reasons import words
from nps_reasons.checks.check import Check, Evidence


def confounding(evidence: Evidence) -> Check | None:
    """Name the driver whose adjusted points differ most from its classic impact."""
    fitted = evidence.drivers[evidence.drivers["effect"].notna()]
    if fitted.empty:
        return None
    gap = (fitted["classic_impact"] - fitted["points"]).abs()
    most = fitted.loc[gap == gap.max()].iloc[0]
    adjusted = words.with_interval(
        most["points"], most["points_low"], most["points_high"], words.points
    )
    finding = (
        f"The largest gap is {most['label']} ({words.SIGN_WORDS[most['sign']]}): its classic "
        f"impact is {words.points(most['classic_impact'])} (NPS minus NPS without its responses), "
        f"but with the other themes and segments held fixed it goes with {adjusted} points. The "
        f"rest belongs to what is said beside it and to who says it."
    )
    return Check("Confounder audit", finding, "note" if gap.max() >= 1 else "fine")
