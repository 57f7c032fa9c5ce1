"""Drivers within each level of each segment, and whether they point the same way everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.audit.levels import levels_of, overall_effects
from nps_reasons.drivers.labels import label_of
from nps_reasons.drivers.shrinkage import shrunk
from nps_reasons.inference.multiplicity import q_values, verdict_of
from nps_reasons.inference.student import student_p
from nps_reasons.schema import SEGMENT_DRIVERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.drivers.audit.levels import Level
    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]

MINIMUM_BASE: Final = 10


def segment_drivers(
    people: Commenters,
    *,
    period: str,
    labels: Mapping[str, str] | None = None,
    minimum_base: int = MINIMUM_BASE,
) -> pd.DataFrame:
    """Fit the driver model within each level of each segment.

    Each level has a regression of its own, of its commenters alone, with the other segments held
    fixed. Themes that fewer than five respondents of the level say stay out of its model: each of
    their mentions is given the theme's effect over the whole period.

    Parameters
    ----------
    people
        The commenters of one period, with the segments to look into.
    period
        Its name.
    labels
        Theme id to its label; the id in words where it is missing.
    minimum_base
        Levels with fewer commenters have no numbers.

    Returns
    -------
    pd.DataFrame
        As `schema.SEGMENT_DRIVERS`: one row for each level and each theme and sign that is shown
        in the whole period. `shrunk_effect` is the effect drawn towards the mean over the levels
        of its segment, the less certain the more; its interval holds what is not known of that
        mean and of how far the levels lie apart. `points` is reach times effect in the level.
        q-values are within all rows of the table. Themes that fewer than five respondents of a
        level say are `too few`.

    References
    ----------
    docs/methods.md, "By segment"; Benjamini and Hochberg (1995) for q; `shrunk` for the
    shrinkage.

    Examples
    --------
    >>> from nps_reasons.drivers.commenters import commenters
    >>> responses = pd.DataFrame({
    ...     "response_id": [f"{i:02}" for i in range(80)], "plan": ["a"] * 40 + ["b"] * 40,
    ...     "contribution": ([-100.0] * 15 + [100.0] * 25) * 2})
    >>> mentions = pd.DataFrame({
    ...     "response_id": [f"{i:02}" for i in [*range(12), *range(48, 60)]],
    ...     "theme": "billing", "sign": "negative"})
    >>> people = commenters(responses, mentions, segments=["plan"])
    >>> table = segment_drivers(people, period="all")
    >>> table[["value", "effect", "shrunk_effect", "verdict"]].round(0).to_dict("records")
    [{'value': 'a', 'effect': -179.0, 'shrunk_effect': -174.0, 'verdict': 'clear'}, \
{'value': 'b', 'effect': -60.0, 'shrunk_effect': -81.0, 'verdict': 'leaning'}]
    """
    shown = np.flatnonzero(people.shown)
    if not len(shown) or people.segments.shape[1] == 0:
        return SEGMENT_DRIVERS.empty()
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        overall = overall_effects(people)
        tables = [_of_segment(people, str(name), overall, minimum_base) for name in people.segments]
    table = pd.concat(tables, ignore_index=True)
    table["q_value"] = q_values(table["p_value"].to_numpy())
    table["verdict"] = _verdicts(table)
    themes = [people.themes[theme][0] for theme in table["place"]]
    return SEGMENT_DRIVERS.check(
        table.drop(columns=["place", "known"]).assign(
            period=period,
            theme=themes,
            label=[label_of(theme, labels) for theme in themes],
            sign=[people.themes[theme][1] for theme in table["place"]],
        )
    )


def _of_segment(
    people: Commenters, segment: str, overall: Array, minimum_base: int
) -> pd.DataFrame:
    """Rows of every level of one segment; `place` is the number of the theme and sign."""
    shown = np.flatnonzero(people.shown)
    levels = list(levels_of(people, segment, overall, minimum_base=minimum_base))
    effects = np.column_stack([level.effects for level in levels])
    errors = np.column_stack([level.errors for level in levels])
    drawn = shrunk(effects, errors, towards=None)
    rows = [
        _level_rows(level, drawn.estimates[:, place], drawn.errors[:, place]).assign(
            segment=segment, place=shown
        )
        for place, level in enumerate(levels)
    ]
    return pd.concat(rows, ignore_index=True)


def _level_rows(level: Level, values: Array, errors: Array) -> pd.DataFrame:
    t = np.abs(level.points) / np.maximum(level.points_errors, 1e-300)
    numbers = {
        "reach": level.reach,
        **_interval("effect", level.effects, level.limit * level.errors),
        "shrunk_effect": values,
        "shrunk_low": values - level.limit * errors,
        "shrunk_high": values + level.limit * errors,
        **_interval("points", level.points, level.limit * level.points_errors),
        "p_value": student_p(t, level.freedom),
    }
    known = {name: np.where(level.known, value, np.nan) for name, value in numbers.items()}
    known["reach"] = np.where(level.fitted, level.reach, np.nan)
    table = pd.DataFrame({"n": level.n.astype(int), **known, "known": level.fitted})
    return table.assign(value=level.value, base=level.base)


def _interval(name: str, value: Array, half: Array) -> dict[str, Array]:
    return {name: value + 0.0, f"{name}_low": value - half, f"{name}_high": value + half}


def _verdicts(table: pd.DataFrame) -> list[str]:
    """A theme that is said often enough but cannot be told from others is not distinguishable."""
    q = table["q_value"].fillna(1.0).where(table["known"])
    return [verdict_of(float(value)) for value in q]


def sign_stability(segment_drivers: pd.DataFrame, drivers: pd.DataFrame) -> pd.DataFrame:
    """Count the levels in which a driver's effect has the sign that it has in the whole period.

    The levels' own effects are counted, not the shrunk ones: those follow each other, and would
    agree by construction. Where the effect is small, levels disagree by chance alone.

    Parameters
    ----------
    segment_drivers
        As `schema.SEGMENT_DRIVERS`.
    drivers
        As `schema.DRIVERS`.

    Returns
    -------
    pd.DataFrame
        One row per driver, in the order of `drivers`: `period`, `theme`, `sign`,
        `segments_agreeing` and `segments_tested`, both 0 where nothing was tested.

    Examples
    --------
    >>> key = {"period": "1", "theme": "price", "sign": "negative"}
    >>> within = pd.DataFrame([key | {"value": "a", "effect": -9.0},
    ...                        key | {"value": "b", "effect": 2.0}])
    >>> stability = sign_stability(within, pd.DataFrame([key | {"effect": -8.0}]))
    >>> stability[["theme", "segments_agreeing", "segments_tested"]].to_dict("records")
    [{'theme': 'price', 'segments_agreeing': 1, 'segments_tested': 2}]
    """
    key: Sequence[str] = ["period", "theme", "sign"]
    own = drivers[[*key, "effect"]].rename(columns={"effect": "overall"})
    both = segment_drivers[[*key, "effect"]].merge(own, on=list(key), validate="many_to_one")
    tested = both[both["effect"].notna() & both["overall"].notna()]
    agreeing = np.sign(tested["effect"]) == np.sign(tested["overall"])
    counts = tested.assign(agreeing=agreeing).groupby(list(key))["agreeing"].agg(["sum", "size"])
    counts.columns = pd.Index(["segments_agreeing", "segments_tested"])
    table = own[list(key)].merge(
        counts.reset_index(), on=list(key), how="left", validate="one_to_one"
    )
    return table.assign(
        segments_agreeing=table["segments_agreeing"].fillna(0).astype(int),
        segments_tested=table["segments_tested"].fillna(0).astype(int),
    )
