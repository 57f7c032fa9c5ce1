"""Where a complaint or praise concentrates: segment values that clearly say it more than others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nps_reasons import words
from nps_reasons.inference.multiplicity import CLEAR
from nps_reasons.report.estimates import share_words
from nps_reasons.report.figures.group_reasons import compare, together
from nps_reasons.report.lookups import FEW
from nps_reasons.schema import BLANK

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from nps_reasons.report.figures.group_reasons import Comparison, Reason, Told

    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stand:
    """How often one segment value says a theme, beside the rest of its segment."""

    theme: str
    label: str
    segment: str
    value: str
    comparison: Comparison
    q_value: float

    @property
    def is_clear(self) -> bool:
        """Whether the value says it more often than the rest, beyond chance."""
        found = self.comparison
        return self.q_value <= CLEAR and found.share.value > found.other.value


def concentrations(
    told: Told, reasons: Sequence[Reason], *, group: str, sign: str, segments: Sequence[str]
) -> list[Stand]:
    """Every theme in every segment value that is large enough to be named.

    A value is compared with all others of its segment, both with 30 respondents of the category
    who gave a reason; all comparisons are one family.
    """
    members, weights = told.are(group), told.weights
    asked = [
        (reason, segment, value, here, there)
        for segment in segments
        for value, here, there in cells_of(told, members, segment)
        for reason in reasons
    ]
    found = [
        compare(told.hits(reason.theme, sign), weights, here=here, there=there)
        for reason, _, _, here, there in asked
    ]
    return [
        Stand(reason.theme, reason.label, segment, value, comparison, float(q_value))
        for (reason, segment, value, _, _), comparison, q_value in zip(
            asked, found, together(found), strict=True
        )
        if comparison
    ]


def cells_of(told: Told, members: Flags, segment: str) -> list[tuple[str, Flags, Flags]]:
    """Values of a segment that have enough respondents, as has the rest: who is in, who is not.

    Parameters
    ----------
    members : ndarray of shape (n_commenters,)
        Who is looked at.
    """
    values = told.commenters[segment].astype(object).fillna(BLANK).to_numpy(dtype=object)
    known = members & (values != BLANK)
    cells = ((str(v), known & (values == v), known & (values != v)) for v in _sorted(values[known]))
    return [cell for cell in cells if min(cell[1].sum(), cell[2].sum()) >= FEW]


def _sorted(values: NDArray[np.object_]) -> list[str]:
    return sorted(set(values), key=str)


def highest(stands: Sequence[Stand]) -> list[Stand]:
    """Per theme the segment value that stands out most, where one clearly does.

    It has the highest share of its segment; of several segments, the one that is surest.
    """
    found = []
    for theme in dict.fromkeys(stand.theme for stand in stands):
        own = [stand for stand in stands if stand.theme == theme]
        tops = [stand for stand in own if stand.is_clear and stand is _top(own, stand.segment)]
        found += sorted(tops, key=lambda s: (s.q_value, -s.comparison.share.value, s.segment))[:1]
    return found


def _top(stands: Sequence[Stand], segment: str) -> Stand:
    own = [stand for stand in stands if stand.segment == segment]
    return max(own, key=lambda stand: stand.comparison.share.value)


def where_sentences(stands: Sequence[Stand], *, who: str, what: str) -> tuple[str, ...]:
    """Say where themes concentrate, or that nothing stands out.

    Parameters
    ----------
    who
        The category, such as "detractors".
    what
        What its themes are, such as "complaints".
    """
    if not stands:
        return (
            f"No segment has two values of {FEW} or more {who} with a reason each: where the "
            f"{what} concentrate cannot be told.",
        )
    tops = highest(stands)
    if not tops:
        n = len({(stand.segment, stand.value) for stand in stands})
        return (
            f"No segment stands out: none of the {words.count(n, 'segment value')} with {FEW} or "
            f"more {who} who gave a reason clearly has more of the largest {what} than the rest.",
        )
    return tuple(_where(stand, who) for stand in tops)


def _where(stand: Stand, who: str) -> str:
    own, rest = stand.comparison.share, stand.comparison.other
    return (
        f"{stand.label}: clearly most in {stand.value} ({stand.segment}), "
        f"{share_words(own)} of its {who} with a "
        f"reason (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{words.count(stand.comparison.n)}) against "
        f"{share_words(rest)} of the others."
    )
