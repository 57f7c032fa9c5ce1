"""Small surveys over several quarters for the tests of what follows the drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Tables = tuple[pd.DataFrame, pd.DataFrame]

PERIODS = ("2031Q1", "2031Q2", "2031Q3")


def survey(seed: int, *, n: int = 400, last: float = 0.3, periods: tuple[str, ...] = PERIODS):
    """Three plans; in the last period `last` of Enterprise complain of support, else 30 %."""
    rng = np.random.default_rng(seed)
    period = np.repeat(periods, n)
    plan = rng.choice(["Free", "Pro", "Enterprise"], len(period), p=[0.4, 0.3, 0.3])
    trained = (plan == "Enterprise") & (period == periods[-1])
    share = np.where(trained, last, np.where(plan == "Enterprise", 0.3, 0.2))
    said = {
        ("support", "negative"): rng.random(len(period)) < share,
        ("price", "negative"): rng.random(len(period)) < 0.15,
        ("ease", "positive"): rng.random(len(period)) < 0.2,
    }
    bad, dear, easy = said.values()
    score = 8.2 - 2.5 * bad - 1.5 * dear + 0.7 * easy + rng.normal(0, 1.6, len(period))
    again = rng.integers(0, len(period) // 2, len(period)).astype(str)
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i:05}" for i in range(len(period))],
            "period": period,
            "plan": plan,
            "region": rng.choice(["North", "South"], len(period)),
            "score": np.clip(np.round(score), 0, 10).astype(int),
            "reason": pd.array(
                np.where(rng.random(len(period)) < 0.85, "said", None), dtype="string"
            ),
            "respondent_id": pd.array(
                np.where(rng.random(len(period)) < 0.4, again, None), dtype="string"
            ),
        }
    )
    wrote = responses["reason"].notna().to_numpy()
    mentions = pd.concat(
        [
            pd.DataFrame(
                {
                    "response_id": responses.loc[flags & wrote, "response_id"],
                    "theme": theme,
                    "sign": sign,
                }
            )
            for (theme, sign), flags in said.items()
        ]
    )
    return responses, mentions


@pytest.fixture(scope="session")
def quarters() -> Callable[..., Tables]:
    """Responses and mentions of a seed, over three quarters."""
    return survey
