"""Selection: whether those who wrote a reason score like those who did not."""

from __future__ import annotations

from nps_reasons.checks.check import Check, Evidence
from nps_reasons.net_promoter import nps_difference, nps_of_groups


def silent_respondents(evidence: Evidence) -> Check | None:
    """Compare the NPS of those with and without a reason."""
    spoke = evidence.responses["reason"].notna()
    share = f"{100 * spoke.mean():.0f} % of respondents gave a usable reason."
    if spoke.all() or not spoke.any():
        return Check("Silent respondents", share, "fine" if spoke.all() else "warning")
    with_reason, silent = (
        nps_of_groups(part["group"], part["weight"].to_numpy())
        for part in (evidence.responses[spoke], evidence.responses[~spoke])
    )
    gap = nps_difference(silent, with_reason)
    differs = gap.low > 0 or gap.high < 0
    finding = (
        f"{share} Their NPS is {with_reason.value:.1f}, that of the silent {silent.value:.1f}: "
        f"a difference of {gap.value:+.1f} [{gap.low:+.1f}, {gap.high:+.1f}]. In the drivers, "
        f"those who wrote are weighted to the NPS of all who answered; what the silent would "
        f"have written stays unknown."
    )
    return Check("Silent respondents", finding, "note" if differs else "fine")
