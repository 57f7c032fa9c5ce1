"""Whom to call back: detractors of the period, ids and themes alone, no word of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.files import write_whole
from nps_reasons.report.feed.severe_lane import hits_of, kinds_by_response
from nps_reasons.report.lookups import complaints_of, responses_of
from nps_reasons.report.tables import as_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nps_reasons.analysis import Analysis

COLUMNS: Final = (
    "response_id",
    "respondent_id",
    "score",
    "period",
    "severe",
    "themes",
    "owners",
)


def write_follow_up(analysis: Analysis, path: str | Path) -> Path:
    """Write the detractors of the period as CSV, severe ones first, then the lowest scores.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    return write_whole(path, as_csv(follow_up(analysis)))


def follow_up(analysis: Analysis) -> pd.DataFrame:
    """Detractors of the period: what they complain of, who owns it, and what is severe.

    Returns
    -------
    pd.DataFrame
        A row per response; several themes, owners or kinds are parted by semicolons. There is no
        reason and no segment in it. `respondent_id` is empty where the survey has none.
    """
    responses = responses_of(analysis, analysis.period)
    detractors = responses[responses["group"] == "detractor"]
    complaints = _complaints(analysis, detractors)
    severe = kinds_by_response(hits_of(analysis))
    ids = detractors["response_id"].astype(str)
    known = "respondent_id" in detractors
    table = pd.DataFrame(
        {
            "response_id": ids,
            "respondent_id": detractors["respondent_id"] if known else pd.NA,
            "score": detractors["score"],
            "period": detractors["period"],
            "severe": ids.map(lambda key: _joined(severe.get(key, ()))),
            "themes": ids.map(lambda key: _joined(complaints.get(key, ()))),
            "owners": ids.map(lambda key: _joined(_owners(analysis, complaints.get(key, ())))),
        },
        columns=list(COLUMNS),
    )
    # On a scale that runs from best to worst, the highest score is the worst.
    worst = table["score"] * (-1 if analysis.scale == "5-1" else 1)
    order = table.assign(unsevere=table["severe"].isna(), worst=worst)
    order = order.sort_values(["unsevere", "worst", "response_id"], ignore_index=True)
    return order[list(COLUMNS)]


def _complaints(analysis: Analysis, detractors: pd.DataFrame) -> dict[str, list[str]]:
    """Id of a response to the themes that it complains of, sorted."""
    complaints = complaints_of(analysis, detractors)
    found: dict[str, set[str]] = {}
    for response_id, theme in zip(complaints["response_id"], complaints["theme"], strict=True):
        found.setdefault(str(response_id), set()).add(str(theme))
    return {key: sorted(themes) for key, themes in found.items()}


def _owners(analysis: Analysis, themes: Sequence[str]) -> list[str]:
    infos = (analysis.codeframe.get(theme) for theme in themes)
    return list(dict.fromkeys(info.owner for info in infos if info and info.owner))


def _joined(names: Sequence[str]) -> str | None:
    return "; ".join(names) or None
