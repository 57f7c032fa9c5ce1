"""The two ends of the detractors: near misses, one step below passive, and the lowest scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons import words
from nps_reasons.drivers.commenters import FEWEST_MENTIONS
from nps_reasons.inference.multiplicity import CLEAR
from nps_reasons.net_promoter import scale_named
from nps_reasons.report.blocks import Notes
from nps_reasons.report.figures.group_reasons import compare, reasons_of, together
from nps_reasons.report.lookups import FEW, responses_of
from nps_reasons.report.quotes import score_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from nps_reasons.analysis import Analysis
    from nps_reasons.net_promoter import Scale
    from nps_reasons.report.figures.group_reasons import Comparison, Told

_NAMED: Final = 3

LOWEST: Final[Mapping[str, tuple[int, ...]]] = {
    "0-10": (0, 1, 2),
    "1-10": (1, 2),
    "1-5": (1,),
    "5-1": (5,),
}
"""Scores of each scale that are read as a risk that the customer leaves."""


def nearest_to_passive(scale: Scale) -> int:
    """Return the detractor score one step from a passive.

    Examples
    --------
    >>> [nearest_to_passive(scale_named(name)) for name in ("0-10", "1-10", "1-5", "5-1")]
    [6, 6, 3, 3]
    """
    passives = list(scale.passives)
    return min(scale.detractors, key=lambda score: min(abs(score - p) for p in passives))


@dataclass(frozen=True, slots=True)
class End:
    """Detractors with certain scores.

    Attributes
    ----------
    n, n_all
        How many, of how many detractors.
    n_reasons, n_others
        How many of them, and of the other detractors, gave a reason.
    complaints
        Label of each theme with its share among them and among the other detractors, and the
        q-value of the difference; said by most of them first.
    """

    n: int
    n_all: int
    n_reasons: int
    n_others: int
    complaints: tuple[tuple[str, Comparison, float], ...]

    @property
    def more(self) -> list[tuple[str, Comparison]]:
        """Complaints that they clearly share more often than the other detractors."""
        return [
            (label, found)
            for label, found, q_value in self.complaints
            if q_value <= CLEAR and found.share.value > found.other.value
        ]


def end_of(analysis: Analysis, told: Told, *, scores: tuple[int, ...]) -> End:
    """Return the detractors with these scores, beside the other detractors."""
    unhappy = _detractors(analysis)
    members, chosen = told.are("detractor"), told.scored(scores)
    here, there = members & chosen, members & ~chosen
    reasons = reasons_of(analysis, told, "detractor", sign="negative")
    asked = [reason for reason in reasons if reason.n >= FEWEST_MENTIONS]
    found = [
        compare(told.hits(reason.theme, "negative"), told.weights, here=here, there=there)
        for reason in asked
    ]
    complaints = [
        (reason.label, comparison, float(q_value))
        for reason, comparison, q_value in zip(asked, found, together(found), strict=True)
        if comparison
    ]
    return End(
        n=int(unhappy["score"].isin(list(scores)).sum()),
        n_all=len(unhappy),
        n_reasons=int(here.sum()),
        n_others=int(there.sum()),
        complaints=tuple(sorted(complaints, key=lambda each: -each[1].share.value)),
    )


def _detractors(analysis: Analysis) -> pd.DataFrame:
    responses = responses_of(analysis, analysis.period)
    return responses[responses["group"] == "detractor"]


def points_of(analysis: Analysis, *, scores: tuple[int, ...]) -> float:
    """NPS points that detractors with these scores are short of passives: their weighted share.

    A detractor counts -100 and a passive 0, so the share of those who would move, times 100.
    """
    responses = responses_of(analysis, analysis.period)
    weights = responses["weight"].to_numpy(dtype=np.float64)
    chosen = responses["score"].isin(list(scores)) & (responses["group"] == "detractor")
    if not weights.sum() > 0:
        return 0.0
    return float(100 * weights[chosen.to_numpy(dtype=bool)].sum() / weights.sum())


def ends(analysis: Analysis, told: Told) -> Notes:
    """Say how many are near misses and how many gave the lowest scores, and what they say."""
    scale = scale_named(analysis.scale)
    near, low = (nearest_to_passive(scale),), LOWEST[scale.name]
    near_end, low_end = (end_of(analysis, told, scores=scores) for scores in (near, low))
    sentences = [
        f"Near misses, one step below passive, gave {_span(near, scale)}: {_told_of(near_end)}",
        *_worth(analysis, near_end, scale),
        f"Churn risk, the lowest end of the scale, gave {_span(low, scale)}: {_told_of(low_end)}",
    ]
    return Notes(tuple(sentences), "Near misses and churn risk")


def _span(scores: tuple[int, ...], scale: Scale) -> str:
    if len(scores) == 1:
        return score_words(scores[0], scale.name)
    return f"scores {scores[0]} to {scores[-1]}"


def _told_of(end: End) -> str:
    if not end.n:
        return "nobody."
    how_many = (
        f"{words.count(end.n)} of {words.count(end.n_all, 'detractor')} "
        f"({words.share(end.n / end.n_all)}), {words.count(end.n_reasons)} with a reason"
    )
    if end.n_reasons < FEW:
        return f"{how_many}: too few to say what they complain about."
    return f"{how_many}. {_complaints(end)}"


def _complaints(end: End) -> str:
    if end.n_others < FEW:
        most = f"{_most(end)} " if end.complaints else ""
        return f"{most}The other detractors with a reason are too few to compare with."
    if not end.more:
        return (
            f"{_most(end)} No complaint is clearly more common among them than among the other "
            "detractors."
        )
    named = [
        f"{label} {_with_n(found)} against {words.share(found.other.value)}"
        for label, found in end.more[:_NAMED]
    ]
    return f"More often than the other detractors they complain about {words.listing(named)}."


def _most(end: End) -> str:
    if not end.complaints:
        return "No complaint is said often enough among them to name it."
    label, found, _ = end.complaints[0]
    return f"They complain most about {label}, {_with_n(found)}."


def _with_n(found: Comparison) -> str:
    share = found.share
    shown = words.with_interval(share.value, share.low, share.high, words.share)
    return f"{shown} (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{words.count(found.n)})"


def _worth(analysis: Analysis, end: End, scale: Scale) -> tuple[str, ...]:
    """What near misses count for, by the definition of the score; nothing where there is none."""
    if not end.n:
        return ()
    near = nearest_to_passive(scale)
    passive = min(scale.passives, key=lambda score: abs(score - near))
    points = points_of(analysis, scores=(near,))
    shown = words.score(points) if points >= 0.05 else "less than 0.1"
    who = f"all {words.count(end.n)} of them" if end.n > 1 else "here it"
    are = "are" if end.n > 1 else "is"
    return (
        f"A {near} that becomes a {passive} is one detractor fewer: {who} {are} {shown} NPS "
        "points. This is the arithmetic of the score's definition, not a forecast.",
    )
