"""Why detractors are unhappy: what they complain of, and what sets them apart from the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Bars, Estimate, Notes, Reading, Section, Table
from nps_reasons.report.lookups import label_of, mentions_of, responses_of, with_reason
from nps_reasons.report.shares import Share, ratio, weighted_share

if TYPE_CHECKING:
    import pandas as pd

    from nps_reasons.analysis import Analysis

_DRAWN: Final = 8
_NAMED: Final = 3

_READING: Final = (
    "A bar is the share of detractors with a reason who complain about the theme; the whiskers are "
    f"its {words.SURE} interval. One person can complain about several themes.",
    "Times others: how many times as often detractors complain about it as passives and promoters "
    "do. A theme that everybody complains about as often is not what sets detractors apart.",
)


@dataclass(frozen=True, slots=True)
class _Complaint:
    """One theme that detractors complain of.

    Attributes
    ----------
    share, others
        Share of detractors, and of everybody else, who complain; of those with a reason.
    """

    theme: str
    label: str
    n: int
    share: Share
    others: Share | None

    @property
    def ratio(self) -> Share | None:
        """How many times as often as the others."""
        return ratio(self.share, self.others) if self.others else None


def detractors(analysis: Analysis) -> Section | None:
    """Complaints of detractors who gave a reason; None where there is no detractor."""
    responses = responses_of(analysis, analysis.period)
    unhappy = responses[responses["group"] == "detractor"]
    if unhappy.empty:
        return None
    commenters = with_reason(responses)
    complaints = _complaints(analysis, commenters)
    base = _base_sentence(unhappy, responses)
    if not complaints:
        return Section(
            "Why detractors are unhappy",
            f"{base} No complaint that the codeframe knows is among what they wrote.",
        )
    return Section(
        "Why detractors are unhappy",
        _sentence(analysis, commenters, complaints),
        (Notes((base,)), _chart(complaints), Reading(_READING)),
    )


def _base_sentence(unhappy: pd.DataFrame, responses: pd.DataFrame) -> str:
    reasons = len(with_reason(unhappy))
    are = "is" if len(unhappy) == 1 else "are"
    return (
        f"There {are} {words.count(len(unhappy), 'detractor')} "
        f"({words.share(len(unhappy) / len(responses))} of the respondents); "
        f"{words.count(reasons)} gave a reason, "
        f"{words.share(1 - reasons / len(unhappy))} gave none that can be used."
    )


def _complaints(analysis: Analysis, commenters: pd.DataFrame) -> list[_Complaint]:
    """Complaints of the detractors among the commenters, most frequent first."""
    said = _said_negatively(analysis, commenters)
    is_detractor = commenters["group"] == "detractor"
    found = []
    for theme, ids in said.items():
        hits = commenters["response_id"].isin(list(ids))
        share, others = (
            weighted_share(hits[chosen], commenters.loc[chosen, "weight"])
            for chosen in (is_detractor, ~is_detractor)
        )
        n = int((hits & is_detractor).sum())
        if share and n:
            found.append(_Complaint(theme, label_of(analysis, theme), n, share, others))
    return sorted(found, key=lambda complaint: (-complaint.share.value, complaint.theme))


def _said_negatively(analysis: Analysis, commenters: pd.DataFrame) -> dict[str, set[str]]:
    mentions = mentions_of(analysis, commenters)
    negative = mentions[mentions["sign"] == "negative"]
    return {str(theme): set(ids) for theme, ids in negative.groupby("theme")["response_id"]}


def _sentence(analysis: Analysis, commenters: pd.DataFrame, complaints: list[_Complaint]) -> str:
    top = complaints[:_NAMED]
    named = words.listing([f"{complaint.label} {_share(complaint.share)}" for complaint in top])
    if len(top) == 1:
        return f"Of the detractors who gave a reason, this share complains about {named}."
    said = _said_negatively(analysis, commenters)
    anyone = set[str]().union(*(said[complaint.theme] for complaint in top))
    is_detractor = commenters["group"] == "detractor"
    covered = weighted_share(
        commenters.loc[is_detractor, "response_id"].isin(list(anyone)),
        commenters.loc[is_detractor, "weight"],
    )
    assert covered is not None
    number = {2: "Two", 3: "Three"}[len(top)]
    return (
        f"{number} complaints cover {words.share(covered.value)} of the detractors who gave a "
        f"reason: {named}."
    )


def _chart(complaints: list[_Complaint]) -> Bars:
    return Bars(
        title="Complaints of detractors: share of those who gave a reason",
        alt=words.listing([f"{c.label} {_share(c.share)}" for c in complaints[:_DRAWN]]),
        axis="Share of detractors with a reason",
        estimates=tuple(_estimate(complaint) for complaint in complaints[:_DRAWN]),
        table=Table(
            "Complaints of detractors, and how much more often than by passives and promoters",
            ("Theme", "n", "Detractors", "Passives and promoters", "Times as often"),
            tuple(_table_row(complaint) for complaint in complaints),
        ),
        tone="costs",
        percent=True,
    )


def _estimate(complaint: _Complaint) -> Estimate:
    share = complaint.share
    return Estimate(
        complaint.label, share.value, share.low, share.high, f"{_share(share)}{_times(complaint)}"
    )


def _times(complaint: _Complaint) -> str:
    times = complaint.ratio
    return f"  {words.score(times.value)}\N{MULTIPLICATION SIGN} others" if times else ""


def _table_row(complaint: _Complaint) -> tuple[str, ...]:
    times = complaint.ratio
    return (
        complaint.label,
        words.count(complaint.n),
        _share(complaint.share),
        _share(complaint.others) if complaint.others else words.NOTHING,
        words.with_interval(times.value, times.low, times.high) if times else words.NOTHING,
    )


def _share(share: Share) -> str:
    return words.with_interval(share.value, share.low, share.high, words.share)
