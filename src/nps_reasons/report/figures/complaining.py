"""Who of those with a reason complains of which theme, and who has which value of a segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.net_promoter import respondent_codes
from nps_reasons.report.figures.theme_cells import Commenters

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]


def complaining(
    commenters: pd.DataFrame, complaints: pd.DataFrame, themes: Sequence[str]
) -> Commenters:
    """Flag who complains of each theme.

    Parameters
    ----------
    commenters
        Responses with a reason.
    complaints
        Mentions of theirs that complain.
    themes
        In the order of the columns; each is complained of.
    """
    said = {str(theme): ids for theme, ids in complaints.groupby("theme")["response_id"]}
    hits = np.zeros((len(commenters), len(themes)), dtype=np.bool_)
    for place, theme in enumerate(themes):
        hits[:, place] = commenters["response_id"].isin(said[theme])
    people = commenters.get("respondent_id")
    return Commenters(
        hits,
        commenters["weight"].to_numpy(dtype=np.float64),
        np.arange(len(commenters)) if people is None else respondent_codes(people),
    )


def having(commenters: pd.DataFrame, *, segment: str, value: str) -> tuple[Flags, Flags]:
    """Flag who has a value of a segment, and who has another; those without any are in neither."""
    known = commenters[segment].notna().to_numpy(dtype=np.bool_)
    own = (commenters[segment].astype("string") == value).fillna(value=False)
    has = own.to_numpy(dtype=np.bool_)
    return has, known & ~has


def values_by_size(commenters: pd.DataFrame, segment: str) -> list[tuple[str, int]]:
    """Values of a segment with how many have them, the largest first."""
    counts = commenters[segment].dropna().value_counts()
    found = [(str(value), int(n)) for value, n in counts.items()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))
