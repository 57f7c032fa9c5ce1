"""What the codeframe leaves uncovered in a period, and how sure its mentions are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nps_reasons.drift.comparison import (
    Answers,
    Compared,
    clustered_share,
    compared_means,
    compared_shares,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nps_reasons.drift.heard import Heard

    Flags = NDArray[np.bool_]

FEWEST_REASONS: Final = 30
"""Of the period, and of those before it; from fewer nothing is told."""

Row = dict[str, Any]


def row_of(measure: str, counts: tuple[int, int, int], found: Compared | None) -> Row:
    """Row of one measure; without numbers where nothing was compared.

    Parameters
    ----------
    counts
        `n`, `base` and `base_before`.
    """
    numbers = {} if found is None else {name: getattr(found, name) for name in found.__slots__}
    return {
        "measure": measure,
        **dict(zip(("n", "base", "base_before"), counts, strict=True)),
        **numbers,
    }


def uncovered(heard: Heard, now: Flags, before: Flags) -> Row:
    """Share of reasons in which no theme was found, against that of the reasons before.

    Parameters
    ----------
    now, before : ndarray of shape (n,)
        Which reasons are compared.
    """
    none = ~heard.covered
    counts = int(none[now].sum()), int(now.sum()), int(before.sum())
    if min(counts[1:]) < FEWEST_REASONS:
        return row_of("uncovered", counts, None)
    shares = (clustered_share(none[arm], heard.people[arm]) for arm in (now, before))
    return row_of("uncovered", counts, compared_shares(*shares))


def confidence(heard: Heard, now: Flags, before: Flags) -> Row:
    """Mean confidence of the mentions of a reason, against that of the reasons before."""
    arms = [arm & heard.covered for arm in (now, before)]
    base, base_before = (int(arm.sum()) for arm in arms)
    counts = base, base, base_before
    if min(counts) < FEWEST_REASONS:
        return row_of("confidence", counts, None)
    answers = (Answers(heard.confidence[arm], heard.people[arm]) for arm in arms)
    return row_of("confidence", counts, compared_means(*answers))
