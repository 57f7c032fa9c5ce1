"""From any table of responses to the responses table, its segments and the periods to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.inference.weighting import usable_weights
from nps_reasons.net_promoter import SCALE_OF, classify, contributions
from nps_reasons.periods import check_known, periods_of
from nps_reasons.population import population_weights
from nps_reasons.schema import ALL, BLANK, ON_THE_WAY, RESPONSES, UNDATED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.net_promoter import ScoreScale
    from nps_reasons.settings import PeriodSettings, Settings

ENOUGH_FOR_HEADLINE: Final = 30
SHARE_OF_USUAL: Final = 0.25
"""A last period with fewer responses, or with less than this share of the median period's (a
quarter just begun), is not what a report is about."""

MOST_LEVELS: Final = 20
"""Further columns with more levels than this are not taken for segments."""


def score_scale(table: pd.DataFrame, wanted: ScoreScale | None) -> ScoreScale:
    """Scale of the scores: the one wanted, else the one that the table's groups agree with.

    Raises
    ------
    InputError
        The groups agree with no scale.

    Examples
    --------
    >>> table = pd.DataFrame({"score": [1, 3], "group": ["promoter", "detractor"]})
    >>> score_scale(table, None)
    '5-1'
    """
    if wanted or "group" not in table or "score" not in table:
        return wanted or "0-10"
    for name, scale in SCALE_OF.items():
        within = table["score"].isin(list(scale.scores)).all()
        if within and (classify(table["score"], name) == table["group"]).all():
            return name
    raise InputError(
        "responses: the groups agree with the scores on no scale; name it ([score] scale in the "
        'settings), or drop the column "group"'
    )


def complete_responses(
    table: pd.DataFrame, scale: ScoreScale = "0-10", periods: PeriodSettings | None = None
) -> pd.DataFrame:
    """Fill in what follows from the score and the date, and check the rest.

    Parameters
    ----------
    table
        With `response_id` and `score`.
    periods
        How `responded_at` makes a period; None, or no date at all, keeps a `period` column as
        it is.

    Raises
    ------
    InputError
        There is no row, a column is missing, or a score is outside the scale.

    Examples
    --------
    >>> table = pd.DataFrame({"response_id": ["a"], "score": [9]})
    >>> complete_responses(table)[["period", "group", "contribution"]].values.tolist()
    [['all', 'promoter', 100.0]]
    """
    _check_names(table)
    for name in ("response_id", "score"):
        if name not in table:
            raise InputError(f'responses: column "{name}" is missing; an analysis needs it')
    if table.empty:
        raise InputError("responses: there is no row; an analysis needs at least one response")
    groups = classify(table["score"], scale)
    times = _times(table)
    complete = table.assign(
        responded_at=times,
        period=_periods(table, times, periods),
        group=groups,
        contribution=contributions(groups),
    )
    for name, default in (("reason", None), ("language", None), ("weight", 1.0)):
        if name not in complete:
            complete = complete.assign(**{name: default})
    checked = RESPONSES.check(complete)
    _check_weights(checked["weight"])
    return checked


def _check_weights(weights: pd.Series) -> None:
    strange = weights[~usable_weights(weights.to_numpy())]
    if len(strange):
        raise InputError(
            f"responses: weight must be a number from 0 to a billion; found {strange.iloc[0]:g} "
            f"({len(strange)} such rows)"
        )


def _check_names(table: pd.DataFrame) -> None:
    """Refuse columns that cannot be told apart, or whose names are no text."""
    if ALL in table:
        raise InputError(
            f'responses: a column is called "{ALL}", which stands for a period\'s total; rename it'
        )
    strange = table.columns[table.columns.duplicated()].tolist()
    strange += [name for name in table.columns if not isinstance(name, str)]
    if strange:
        raise InputError(
            f"responses: column names must be text and differ; found {strange[0]!r} "
            f"({len(strange)} such columns); rename or drop them"
        )


def _times(table: pd.DataFrame) -> pd.Series:
    if "responded_at" not in table:
        return pd.Series(pd.NaT, index=table.index, dtype="datetime64[us, UTC]")
    times = table["responded_at"]
    if isinstance(times.dtype, pd.DatetimeTZDtype):
        utc: pd.Series = times.dt.tz_convert("UTC")
        return utc
    try:
        # Other texts would be guessed at: 03/04/2025 is a day in March, or one in April.
        return pd.to_datetime(times, utc=True, format="ISO8601")
    except (TypeError, ValueError) as error:
        problem = str(error).splitlines()[0]
        raise InputError(
            f"responses: responded_at must hold times, or text like 2025-04-03 ({problem}); "
            "convert it with pandas.to_datetime, or read the file with nps_reasons.read"
        ) from error


def _periods(table: pd.DataFrame, times: pd.Series, periods: PeriodSettings | None) -> pd.Series:
    if "period" in table and (periods is None or times.isna().all()):
        return _checked_periods(table["period"].astype("string").fillna(UNDATED))
    return periods_of(times) if periods is None else periods_of(times, periods.by, periods.timezone)


def _checked_periods(periods: pd.Series) -> pd.Series:
    whole = periods == ALL
    if whole.any() and not whole.all():
        raise InputError(
            f'responses: {int(whole.sum())} rows have the period "{ALL}", which stands for the '
            "whole survey, and others have not; name their period"
        )
    return periods


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
        return tuple(dict.fromkeys(wanted))
    if read is not None:
        return tuple(read)
    return tuple(name for name in further if 2 <= _n_levels(responses[name]) <= MOST_LEVELS)


def adjusted_segments(segments: Sequence[str], settings: Settings) -> tuple[str, ...]:
    """Names of the segments that the driver model holds fixed: not what is on the way to the score.

    Examples
    --------
    >>> from nps_reasons.settings import Settings
    >>> adjusted_segments(["plan", "open_ticket"], Settings())
    ('plan',)
    """
    asked = settings.drivers.segments or ()
    # A second file of tickets has "open_ticket (2)".
    return tuple(s for s in segments if s in asked or s.partition(" (")[0] not in ON_THE_WAY)


def _n_levels(column: pd.Series) -> int:
    try:
        return column.nunique()
    except TypeError:  # cells that are lists or dictionaries are no levels
        return 0


def with_segments_as_text(responses: pd.DataFrame, segments: Sequence[str]) -> pd.DataFrame:
    """Make segment values text; a missing one is `(blank)`."""
    return responses.assign(
        **{name: responses[name].astype("string").fillna(BLANK) for name in segments}
    )


def with_population_weights(
    responses: pd.DataFrame, population: Mapping[str, Mapping[str, float]]
) -> pd.DataFrame:
    """Weight responses to known shares of segments, on top of the weights that they have.

    Parameters
    ----------
    population
        Segment to level to its share of all customers, as the settings name them.

    Raises
    ------
    UsageError
        A segment is not a column, or a share is none.
    InputError
        A level has no share, or a share no response; or no weights meet the shares. Where they do
        not quite meet them, `trend.population_notes` says so.

    Examples
    --------
    >>> table = pd.DataFrame({"period": "all", "weight": 1.0, "plan": ["a", "a", "a", "b"]})
    >>> with_population_weights(table, {"plan": {"a": 0.5, "b": 0.5}})["weight"].round(3).tolist()
    [0.667, 0.667, 0.667, 2.0]
    """
    further = [str(name) for name in responses.columns if name not in RESPONSES.column_names]
    for name in population:
        if name not in further:
            hint = did_you_mean(name, further)
            raise UsageError(f'[population] segment "{name}" is not there; {hint}')
    if not population:
        return responses
    return responses.assign(weight=population_weights(responses, population, responses["weight"]))


def compared_periods(
    responses: pd.DataFrame, known: Sequence[str], period: str | None, reference: str | None
) -> tuple[str, str | None]:
    """Choose the period that a report is about, and the one it is compared with.

    Parameters
    ----------
    known
        The dated periods in order.
    period
        None for the latest that is no quarter just begun; `all` for the whole survey.
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
    sizes = responses["period"].value_counts().reindex(list(known), fill_value=0)
    least = max(ENOUGH_FOR_HEADLINE, SHARE_OF_USUAL * sizes.median())
    enough = [name for name in known if sizes[name] >= least]
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
