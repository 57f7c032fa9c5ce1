"""Which codeframe and model tagged the mentions of periods that are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.drivers.mentioned import ids_and_rows
from nps_reasons.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

TAGGED_BY: Final = "tagged_by"
"""Column of mentions, such as "general 1, accurate 3f2a9c"; missing where it is not known."""

_AGAIN: Final = (
    "what tags differently looks like customers who changed. Tag these periods again with one "
    "codeframe and tier: nr.tag on the reasons of all, or one nps-reasons run over all files"
)


def check_tagged_alike(
    responses: pd.DataFrame, mentions: pd.DataFrame, *, periods: Sequence[str]
) -> None:
    """Refuse to compare periods that different codeframes or models have tagged.

    A new model finds more of a theme, or less, where customers say what they always said; that
    is larger than most changes are. Mentions without the column were made elsewhere, and whoever
    made them vouches for them; mentions of which some name it were put together from two sources.

    Parameters
    ----------
    responses
        `response_id`, `period`.
    mentions
        `response_id`, and `tagged_by` where it is there.
    periods
        Those that are compared, two or more; mentions of others are not looked at.

    Raises
    ------
    UsageError
        The mentions of these periods have several values, or some have none.

    References
    ----------
    docs/methods.md, "Change": a recall that rises by itself made a planted zero of said more
    significant in 95 of 100 simulated pairs.
    """
    if TAGGED_BY not in mentions or mentions[TAGGED_BY].isna().all():
        return
    compared = responses[responses["period"].isin(list(periods)).to_numpy(dtype=bool)]
    counts = _counts(compared, mentions)
    if len(set(counts[TAGGED_BY])) > 1:
        found = "; ".join(f"{period}: {_taggers(counts, period)}" for period in periods)
        raise UsageError(f"mentions: not all were tagged by the same: {found}; {_AGAIN}")


def _counts(responses: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """How many mentions of each period each has tagged; the empty text where it is missing."""
    _, rows = ids_and_rows(responses["response_id"], mentions["response_id"])
    table = pd.DataFrame(
        {
            "period": responses["period"].to_numpy(dtype=object)[rows[rows >= 0]],
            TAGGED_BY: mentions[TAGGED_BY].astype("string").fillna("").to_numpy()[rows >= 0],
        }
    )
    return table.groupby(["period", TAGGED_BY]).size().rename("n").reset_index()


def _taggers(counts: pd.DataFrame, period: str) -> str:
    of = counts[counts["period"] == period]
    named = [
        f"{_named(tagger)} ({n} mentions)" for tagger, n in zip(of[TAGGED_BY], of["n"], strict=True)
    ]
    return ", ".join(named) or "no mentions"


def _named(tagger: str) -> str:
    return f'"{tagger}"' if tagger else "not known"
