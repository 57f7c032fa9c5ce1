"""From any table of responses to the responses table, its segments and the periods to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.net_promoter import classify, contributions
from nps_reasons.periods import check_known, periods_of
from nps_reasons.schema import ALL, RESPONSES, UNDATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.settings import Settings

ENOUGH_FOR_HEADLINE: Final = 30
"""A last period with fewer responses (a quarter just begun) is not what a report is about."""

MOST_LEVELS: Final = 20
"""Further columns with more levels than this are not taken for segments."""

BLANK: Final = "(blank)"


def complete_responses(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Fill in what follows from the score and the date, and check the rest.

    Parameters
    ----------
    table
        With `response_id` and `score`. `responded_at` decides the period; without any date a
        `period` column is kept as it is.

    Raises
    ------
    InputError
        There is no row, a column is missing, or a score is outside the scale.

    Examples
    --------
    >>> from nps_reasons.settings import Settings
    >>> table = pd.DataFrame({"response_id": ["a"], "score": [9]})
    >>> complete_responses(table, Settings())[["period", "group", "contribution"]].values.tolist()
    [['all', 'promoter', 100.0]]
    """
    for name in ("response_id", "score"):
        if name not in table:
            raise InputError(f'responses: column "{name}" is missing; an analysis needs it')
    if table.empty:
        raise InputError("responses: there is no row; an analysis needs at least one response")
    groups = classify(table["score"], settings.score.scale or "0-10")
    times = _times(table)
    complete = table.assign(
        responded_at=times,
        period=_periods(table, times, settings),
        group=groups,
        contribution=contributions(groups),
    )
    for name, default in (("reason", None), ("language", None), ("weight", 1.0)):
        if name not in complete:
            complete = complete.assign(**{name: default})
    return RESPONSES.check(complete)


def _times(table: pd.DataFrame) -> pd.Series:
    if "responded_at" not in table:
        return pd.Series(pd.NaT, index=table.index, dtype="datetime64[us, UTC]")
    times = table["responded_at"]
    if isinstance(times.dtype, pd.DatetimeTZDtype):
        utc: pd.Series = times.dt.tz_convert("UTC")
        return utc
    return pd.to_datetime(times, utc=True)


def _periods(table: pd.DataFrame, times: pd.Series, settings: Settings) -> pd.Series:
    if times.isna().all() and "period" in table:
        return table["period"].astype("string").fillna(UNDATED)
    return periods_of(times, settings.periods.by, settings.periods.timezone)


def segment_columns(
    responses: pd.DataFrame, settings: Settings, read: Sequence[str] | None = None
) -> tuple[str, ...]:
    """Names of the columns to adjust for and to report by.

    Parameters
    ----------
    read
        The segments that reading found; None where the responses came as a table, whose further
        columns with 2 to 20 levels are then taken.

    Raises
    ------
    UsageError
        The settings name a segment that is not a column.
    """
    further = [str(name) for name in responses.columns if name not in RESPONSES.column_names]
    wanted = settings.drivers.segments
    if wanted is not None:
        for name in wanted:
            if name not in further:
                raise UsageError(f'segment "{name}" is not there; {did_you_mean(name, further)}')
        return tuple(wanted)
    if read is not None:
        return tuple(read)
    return tuple(name for name in further if 2 <= responses[name].nunique() <= MOST_LEVELS)


def with_segments_as_text(responses: pd.DataFrame, segments: Sequence[str]) -> pd.DataFrame:
    """Make segment values text; a missing one is `(blank)`."""
    return responses.assign(
        **{name: responses[name].astype("string").fillna(BLANK) for name in segments}
    )


def compared_periods(
    responses: pd.DataFrame, known: Sequence[str], period: str | None, reference: str | None
) -> tuple[str, str | None]:
    """Choose the period that a report is about, and the one it is compared with.

    Parameters
    ----------
    known
        The dated periods in order.
    period
        None for the latest with at least thirty responses; `all` for the whole survey.
    reference
        None for the period before.

    Raises
    ------
    UsageError
        A period that was named is not in the data, or both are the same.
    """
    period = _latest(responses, known) if period is None else check_known(period, [*known, ALL])
    if reference is not None:
        check_known(reference, known)
        if period in (reference, ALL):
            raise UsageError(f'period "{period}" cannot be compared with "{reference}"')
        return period, reference
    before = [name for name in known if name < period] if period != ALL else []
    return period, before[-1] if before else None


def _latest(responses: pd.DataFrame, known: Sequence[str]) -> str:
    sizes = responses["period"].value_counts()
    enough = [name for name in known if sizes.get(name, 0) >= ENOUGH_FOR_HEADLINE]
    return enough[-1] if enough else known[-1]


def pairs_to_explain(
    known: Sequence[str], period: str, reference: str | None
) -> list[tuple[str, str]]:
    """Every period with the one before, and the pair that was asked for.

    Examples
    --------
    >>> pairs_to_explain(["2018Q1", "2018Q2", "2018Q3"], "2018Q3", "2018Q1")
    [('2018Q2', '2018Q1'), ('2018Q3', '2018Q2'), ('2018Q3', '2018Q1')]
    """
    pairs = list(zip(known[1:], known[:-1], strict=True))
    if reference is not None and (period, reference) not in pairs:
        pairs.append((period, reference))
    return pairs
