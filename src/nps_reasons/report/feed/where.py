"""Where complaints concentrate: segment values that clearly complain more than the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.inference.multiplicity import CLEAR
from nps_reasons.report.feed.record import Concentration, Reach
from nps_reasons.report.figures.concentration import cells_of
from nps_reasons.report.figures.group_reasons import compare, together, told_in
from nps_reasons.report.lookups import segments_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.figures.group_reasons import Comparison, Flags

_NAMED: Final = 3
"""Segment values that a record names."""


def concentrations(
    analysis: Analysis, themes: Sequence[str]
) -> dict[str, tuple[Concentration, ...]]:
    """Segment values in which each theme is clearly complained about more often, the surest first.

    Each value is compared with the rest of its segment, both with 30 responses that have a reason
    (the (N-1) test of two shares); all themes and values together are one family (q <= .05).
    """
    told = told_in(analysis)
    everybody = np.ones(len(told.weights), dtype=np.bool_)
    known = [theme for theme in themes if theme in told.themes]
    asked = [
        (
            theme,
            segment,
            value,
            here,
            compare(told.hits(theme, "negative"), told.weights, here=here, there=there),
        )
        for segment in segments_of(analysis)
        for value, here, there in cells_of(told, everybody, segment)
        for theme in known
    ]
    q_values = together([comparison for *_, comparison in asked])
    found: dict[str, list[tuple[float, Concentration]]] = {}
    for (theme, segment, value, here, comparison), q in zip(asked, q_values, strict=True):
        if comparison and q <= CLEAR and comparison.share.value > comparison.other.value:
            stands = Concentration(segment, value, _reach(comparison, here), comparison.other.value)
            found.setdefault(theme, []).append((float(q), stands))
    return {theme: tuple(c for _, c in _surest(some)) for theme, some in found.items()}


def _surest(found: list[tuple[float, Concentration]]) -> list[tuple[float, Concentration]]:
    return sorted(found, key=lambda one: (one[0], one[1].segment, one[1].value))[:_NAMED]


def _reach(comparison: Comparison, here: Flags) -> Reach:
    share = comparison.share
    return Reach(share.value, share.low, share.high, comparison.n, int(here.sum()))
