"""Selection: whether those who wrote a reason score like those who did not."""

from __future__ import annotations

from nps_reasons import words
from nps_reasons.checks.check import Check, Evidence
from nps_reasons.compare import difference_of
from nps_reasons.net_promoter import nps_of_groups


def silent_respondents(evidence: Evidence) -> Check | None:
    """Compare the NPS of responses with and without a reason, some of them of the same people."""
    spoke = evidence.responses["reason"].notna()
    share = f"{words.share(float(spoke.mean()))} of responses have a usable reason."
    wrote, quiet = evidence.responses[spoke], evidence.responses[~spoke]
    if not (wrote["weight"].any() and quiet["weight"].any()):
        return Check("Silent respondents", share, "fine" if spoke.all() else "warning")
    with_reason, silent = (
        nps_of_groups(part["group"], part["weight"].to_numpy()) for part in (wrote, quiet)
    )
    gap = difference_of(quiet, wrote)
    shown = words.gap(silent.value, with_reason.value)
    size = words.with_interval(shown, gap.low, gap.high, words.points)
    differs = gap.low > 0 or gap.high < 0
    finding = (
        f"{share} Their NPS is {words.score(with_reason.value)}, that of the silent "
        f"{words.score(silent.value)}: a difference of {size}. In the drivers, those who wrote "
        f"are weighted to the NPS of all who answered; what the silent would have written stays "
        f"unknown."
    )
    return Check("Silent respondents", finding, "note" if differs else "fine")
