"""Asymmetry: whether complaints of a theme go with more lost points than praise with won ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.adjusted import least_variances
from nps_reasons.drivers.audit.regression import Regression
from nps_reasons.drivers.labels import label_of
from nps_reasons.inference.multiplicity import CLEAR, q_values
from nps_reasons.inference.student import student_p
from nps_reasons.schema import ASYMMETRY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]


def asymmetry(
    people: Commenters, *, period: str, labels: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Compare the penalty of each theme's complaint with the reward of its praise.

    Both are effects of one regression; the test is Wald's of penalty + reward = 0. A scale with
    more room below than above is asymmetric itself: where most are promoters, praise has little
    left to go with.

    Parameters
    ----------
    people
        The commenters of one period.
    period
        Its name.
    labels
        Theme id to its label; the id in words where it is missing.

    Returns
    -------
    pd.DataFrame
        As `schema.ASYMMETRY`, one row per theme. `kind` says "hurts more than it delights" or
        "delights more than it hurts" where q is at most .05; q-values are within the table. Themes
        of which one sign is said too rarely, or cannot be told from others, are `too few`.

    References
    ----------
    docs/methods.md, "Asymmetry"; Wald (1943) for the test, Benjamini and Hochberg (1995) for q.
    Penalty and reward say nothing of Kano's must-be and attractive qualities.

    Examples
    --------
    >>> from nps_reasons.drivers.commenters import commenters
    >>> responses = pd.DataFrame({
    ...     "response_id": [f"{i:02}" for i in range(60)],
    ...     "contribution": [-100.0] * 20 + [0.0] * 20 + [100.0] * 20})
    >>> said = [*range(18), 22, *range(30, 50)]
    >>> mentions = pd.DataFrame({
    ...     "response_id": [f"{i:02}" for i in said], "theme": "staff",
    ...     "sign": ["negative"] * 19 + ["positive"] * 20})
    >>> table = asymmetry(commenters(responses, mentions), period="all")
    >>> table[["penalty", "reward", "kind"]].round(0).to_dict("records")
    [{'penalty': -133.0, 'reward': 12.0, 'kind': 'hurts more than it delights'}]
    """
    themes = sorted({theme for theme, _ in people.themes})
    if not themes:
        return ASYMMETRY.empty()
    table = _counted(people, themes).assign(
        period=period, label=[label_of(theme, labels) for theme in themes]
    )
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        numbers = _compared(people)
    table = table.join(numbers, on="theme")
    table["q_value"] = q_values(table["p_value"].to_numpy(dtype=np.float64))
    table["kind"] = _kinds(table)
    return ASYMMETRY.check(table)


_NAMES = (
    *("penalty", "penalty_low", "penalty_high", "reward", "reward_low", "reward_high"),
    *("difference", "difference_low", "difference_high", "p_value"),
)


def _counted(people: Commenters, themes: list[str]) -> pd.DataFrame:
    said = dict(zip(people.themes, people.rows.times @ people.mentions, strict=True))
    counts = {
        f"n_{sign}": [int(said.get((theme, sign), 0)) for theme in themes]
        for sign in ("negative", "positive")
    }
    return pd.DataFrame({"theme": themes, **counts})


def _compared(people: Commenters) -> pd.DataFrame:
    """Numbers of the themes that are shown with both signs, by theme."""
    shown = tuple(people.themes[place] for place in np.flatnonzero(people.shown))
    both = _both_signs(shown)
    if not both:
        return pd.DataFrame(columns=list(_NAMES), dtype=np.float64)
    places = np.array(list(both.values()), dtype=np.intp)
    return _numbers(Regression.of(people), places).set_axis(list(both), axis=0)


def _both_signs(themes: tuple[tuple[str, str], ...]) -> dict[str, tuple[int, int]]:
    """Themes in the model with both signs, and the places of the two."""
    places = {pair: place for place, pair in enumerate(themes)}
    return {
        theme: (places[theme, "negative"], places[theme, "positive"])
        for theme, sign in themes
        if sign == "negative" and (theme, "positive") in places
    }


def _numbers(model: Regression, places: Codes) -> pd.DataFrame:
    """Penalties, rewards and their sums.

    Parameters
    ----------
    places : ndarray of shape (m, 2)
        Of the negative and the positive mention of m themes.
    """
    penalty, reward = model.columns[places].T
    least = least_variances(model.fit, model.columns)[places]
    own = np.diag(model.spread)
    errors = np.sqrt(np.maximum(own[model.columns[places]], least))
    both = own[penalty] + own[reward] + 2 * model.spread[penalty, reward]
    error = np.sqrt(np.maximum(both, least.sum(axis=1)))
    difference = model.effects[places].sum(axis=1)
    numbers = (
        *_interval(model.effects[places[:, 0]], model.limit * errors[:, 0]),
        *_interval(model.effects[places[:, 1]], model.limit * errors[:, 1]),
        *_interval(difference, model.limit * error),
        student_p(np.abs(difference) / np.maximum(error, 1e-300), model.freedom),
    )
    known = model.known[places].all(axis=1)
    shown = (np.where(known, value, np.nan) for value in numbers)
    return pd.DataFrame(dict(zip(_NAMES, shown, strict=True)))


def _interval(value: Array, half: Array) -> tuple[Array, Array, Array]:
    return value + 0.0, value - half, value + half


def _kinds(table: pd.DataFrame) -> list[str]:
    clear = (table["q_value"] <= CLEAR).to_numpy(dtype=bool)
    below = (table["difference"] < 0).to_numpy(dtype=bool)
    few = table["difference"].isna().to_numpy(dtype=bool)
    words: list[str] = np.select(
        [few, clear & below, clear],
        ["too few", "hurts more than it delights", "delights more than it hurts"],
        "not distinguishable",
    ).tolist()
    return words
