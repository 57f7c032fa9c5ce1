"""Small surveys for the tests of the drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Tables = tuple[pd.DataFrame, pd.DataFrame]


def _responses(points: Iterable[float], **columns: object) -> pd.DataFrame:
    contribution = np.array(list(points), dtype=float)
    ids = [f"r{i:04}" for i in range(len(contribution))]
    return pd.DataFrame({"response_id": ids, "contribution": contribution, **columns})


def _mentions(**rows: Iterable[int]) -> pd.DataFrame:
    said = [
        (f"r{row:04}", theme, "positive" if theme.startswith("good") else "negative")
        for theme, numbers in rows.items()
        for row in numbers
    ]
    return pd.DataFrame(said, columns=["response_id", "theme", "sign"])


def _random_survey(seed: int, *, n: int = 90, periods: Iterable[str] = ("1",)) -> Tables:
    """Silent, repeated and weighted respondents, rare and common themes of all signs."""
    rng = np.random.default_rng(seed)
    base = rng.choice([-100.0, 0.0, 100.0], n, p=rng.dirichlet([3, 2, 3]))
    responses = _responses(
        base,
        period=rng.permutation(np.resize(list(periods), n)),
        plan=pd.array(rng.choice(["basic", "plus", "top", None], n), dtype="string"),
        region=rng.choice(["north", "south"], n),
        weight=rng.choice([0.0, 0.5, 1.0, 3.0], n, p=[0.05, 0.25, 0.4, 0.3]),
        respondent_id=pd.array(
            np.where(rng.random(n) < 0.7, rng.integers(0, n, n).astype(str), None), dtype="string"
        ),
        reason=pd.array(np.where(rng.random(n) < 0.8, "said", None), dtype="string"),
    )
    said = responses.loc[responses["reason"].notna(), "response_id"].to_numpy()
    themes = np.array(["billing", "speed", "staff", "rare"])
    mentions = pd.DataFrame(
        {
            "response_id": rng.choice(said, 2 * n),
            "theme": rng.choice(themes, 2 * n, p=[0.4, 0.3, 0.28, 0.02]),
            "sign": rng.choice(["negative", "neutral", "positive"], 2 * n, p=[0.6, 0.1, 0.3]),
        }
    )
    return responses, mentions


@pytest.fixture(scope="session")
def responses_of() -> Callable[..., pd.DataFrame]:
    """Responses r0000, r0001 ... with the contributions given, and further columns."""
    return _responses


@pytest.fixture(scope="session")
def mentions_of() -> Callable[..., pd.DataFrame]:
    """Mentions by theme: theme=row numbers; themes that start with `good` are positive."""
    return _mentions


@pytest.fixture(scope="session")
def random_survey() -> Callable[..., Tables]:
    """A random survey of a seed: responses and mentions."""
    return _random_survey
