"""The coded sample of the demo: comments drawn at random, with what they were made to speak of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.demo.population import QUARTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from nps_reasons.demo.population import Experience

CODED: Final = 300
"""Comments of each coded quarter: what one person codes in two days."""

CODED_QUARTERS: Final = (QUARTERS[0].period, QUARTERS[-1].period)
"""The two that TechCorp compares; the quarters between them are left to the machine."""


def coded_sample(comments: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw a simple random sample of the comments of each coded quarter, and code it.

    Parameters
    ----------
    comments
        response_id, quarter, reason and `lived`, the experiences that each comment speaks of.
    n
        Comments of each quarter; all where there are fewer.

    Returns
    -------
    DataFrame
        response_id, reason, labels (a JSON list) and probability, as `run --gold` reads them.
    """
    samples = [_of_quarter(comments[comments["quarter"] == q], n, rng) for q in CODED_QUARTERS]
    return pd.concat(samples, ignore_index=True)


def _of_quarter(comments: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
    size = min(n, len(comments))
    rows = sorted(rng.choice(len(comments), size, replace=False))
    drawn = comments.iloc[rows].reset_index(drop=True)
    return pd.DataFrame(
        {
            "response_id": drawn["response_id"].astype("string"),
            "reason": drawn["reason"].astype("string"),
            "labels": pd.Series([_labels(lived) for lived in drawn["lived"]], dtype="string"),
            "probability": size / max(len(comments), 1),
        }
    )


def _labels(lived: Sequence[Experience]) -> str:
    return json.dumps([experience._asdict() for experience in lived])
