"""Confounder audit: the driver that owes most to other themes and to segments."""

from __future__ import annotations

from nps_reasons.checks.check import Check, Evidence


def confounding(evidence: Evidence) -> Check | None:
    """Name the driver whose adjusted points differ most from its classic impact."""
    fitted = evidence.drivers[evidence.drivers["effect"].notna()]
    if fitted.empty:
        return None
    gap = (fitted["classic_impact"] - fitted["points"]).abs()
    most = fitted.loc[gap == gap.max()].iloc[0]
    finding = (
        f"The largest gap is {most['label']} ({most['sign']}): leaving its responses out moves "
        f"NPS by {most['classic_impact']:+.1f}, but with the other themes and the segments held "
        f"fixed it goes with {most['points']:+.1f} points [{most['points_low']:+.1f}, "
        f"{most['points_high']:+.1f}]. The rest belongs to what is said beside it and to who "
        f"says it."
    )
    return Check("Confounder audit", finding, "note" if gap.max() >= 1 else "fine")
