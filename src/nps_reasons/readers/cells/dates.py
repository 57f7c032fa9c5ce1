"""Date cells to UTC times: one order of day and month for the whole column, chosen by vote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.readers.cells.datecells import (
    SERIAL,
    SHAPES,
    UNIX,
    Local,
    arrow_text,
    matches,
    read_calendar,
    read_serial,
    read_unix,
    unnamed,
)
from nps_reasons.readers.names import words_of
from nps_reasons.readers.rawtable import NOTHING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.settings import DateOrder

_DAY_OF_NUMBERS: Final = r"^\s*(?P<date>\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))(?:\D|$)"
_TWELVE_HOURS: Final = r".*\d\s*[AaPp]\.?[Mm].*"
_NO_DATE: Final = NOTHING | {"0"}
_ORDERS: Final = ("day/month/year", "month/day/year")
_NO_TIME: Final = np.datetime64("NaT", "us")


@dataclass(frozen=True, slots=True)
class DateRules:
    """How dates are read.

    Attributes
    ----------
    zone
        IANA name of the time zone of times without an offset.
    zone_is_told
        Whether the file itself names that zone.
    order
        Which of day and month stands first, where the user knows it.
    month_first
        What is assumed where no date of the column tells.
    """

    zone: str = "UTC"
    zone_is_told: bool = False
    order: DateOrder | None = None
    month_first: bool = False


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates of a column.

    Attributes
    ----------
    times
        datetime64[us, UTC]; missing where the cell is empty or no date.
    problems
        Text; why a cell is not a date, missing where it is empty or one.
    notes
        What was assumed.
    """

    times: pd.Series
    problems: pd.Series
    notes: tuple[str, ...]


def parse_dates(
    cells: pd.Series, rules: DateRules, *, column: str, witnesses: pd.Series | None = None
) -> Dates:
    """Read the date of each cell.

    The column decides whether day or month stands first; a date that exists in the other order
    only is read in that one, and counted in a note.

    Cells without an offset are in the zone of the rules, or in UTC where the column's name says
    so. A local time that the clock shows twice is the first of the two; one that it skips is moved
    forward.

    Parameters
    ----------
    rules
        The zone, and which of day and month stands first where the user or the platform knows it.
    column
        Name of the column, for the notes.
    witnesses
        Further cells of the column, which only help to tell the day from the month.

    Examples
    --------
    >>> read = parse_dates(pd.Series(["03/02/2025", "28/02/2025", "31/02/2025"]), DateRules(),
    ...                    column="Date")
    >>> read.times.dt.date.iloc[0], read.problems.iloc[2]
    (datetime.date(2025, 2, 3), 'date does not exist')
    """
    text = cells.astype("string").str.strip()
    empty = text.str.lower().isin(_NO_DATE).to_numpy(dtype=bool)
    told = text if witnesses is None else pd.concat([text, witnesses.astype("string")])
    day_first, order_notes = _order(told, rules)
    local = _read(text, day_first=day_first)
    in_utc = words_of(column).split()[-1:] in (["utc"], ["gmt"])
    rules = replace(rules, zone="UTC", zone_is_told=True) if in_utc else rules
    times, zone_notes = _to_utc(local, rules, cells.index)
    problems = pd.Series(pd.NA, index=cells.index, dtype="string")
    problems[~local.seen & ~empty] = "date cannot be read"
    problems[local.seen & ~local.valid & ~empty] = "date does not exist"
    return Dates(times, problems, tuple(f'"{column}": {n}' for n in order_notes + zone_notes))


def _order(text: pd.Series, rules: DateRules) -> tuple[bool, tuple[str, ...]]:
    if rules.order is not None:
        return rules.order == "day-first", ()
    return _vote(text, month_first=rules.month_first)


def _vote(text: pd.Series, *, month_first: bool) -> tuple[bool, tuple[str, ...]]:
    """Return whether the day stands before the month, and notes on how sure that is."""
    days, counts = _days_written_in_numbers(text)
    if days.empty:
        return True, ()
    shape = SHAPES["numbers"]
    day, month = (read_calendar(days, shape, day_first=order).valid for order in (True, False))
    only_day, only_month = int(counts[day & ~month].sum()), int(counts[month & ~day].sum())
    # Twelve-hour clocks are written where the month stands first.
    tied_to_month = month_first or bool(matches(text, _TWELVE_HOURS).any())
    day_first = only_day > only_month or (only_day == only_month and not tied_to_month)
    order, other = _ORDERS if day_first else _ORDERS[::-1]
    if only_day == only_month:
        return day_first, (
            f"dates are read as {order}, which is assumed: no date tells day from month; "
            "name the order with [input] date_order to be sure.",
        )
    notes = [f"dates are read as {order}."]
    if only_day and only_month:
        notes.append(
            f"{min(only_day, only_month):,} dates can only be {other} and are read so: the column "
            "mixes two orders, and dates that fit both may be wrong."
        )
    return day_first, tuple(notes)


def _days_written_in_numbers(text: pd.Series) -> tuple[pd.Series, NDArray[np.int64]]:
    """Return the different days like 03/04/2025, without their times, and how often each stands."""
    import pyarrow.compute as pc  # noqa: PLC0415 - its regular expressions are vectorised

    days = pc.struct_field(pc.extract_regex(arrow_text(text), _DAY_OF_NUMBERS), "date")
    counted = days.drop_null().value_counts()
    return (
        pd.Series(counted.field("values").to_pylist(), dtype="string"),
        np.asarray(counted.field("counts").to_numpy(zero_copy_only=False), dtype=np.int64),
    )


def _read(text: pd.Series, *, day_first: bool) -> Local:
    """Read each cell by the shape that it has."""
    n = len(text)
    seen, valid, zoned = (np.zeros(n, dtype=bool) for _ in range(3))
    times, offsets = np.full(n, _NO_TIME), np.zeros(n, dtype=np.int64)
    orders = [(shape, day_first) for shape in SHAPES.values()]
    for shape, order in [*orders, (SHAPES["numbers"], not day_first)]:
        rows = np.flatnonzero(~valid)
        if not len(rows):
            break
        rows = rows[matches(text.iloc[rows], unnamed(shape))]
        part = read_calendar(text.iloc[rows], shape, day_first=order)
        seen[rows], valid[rows], zoned[rows] = True, part.valid, part.zoned
        times[rows], offsets[rows] = part.times, part.offsets
    for pattern, read, is_utc in ((SERIAL, read_serial, False), (UNIX, read_unix, True)):
        rows = np.flatnonzero(~seen)
        rows = rows[matches(text.iloc[rows], pattern)]
        seen[rows] = valid[rows] = True
        times[rows], zoned[rows] = read(text.iloc[rows]), is_utc
    return Local(seen, valid, times, offsets, zoned)


def _to_utc(local: Local, rules: DateRules, index: pd.Index) -> tuple[pd.Series, tuple[str, ...]]:
    """Return the times in UTC, and notes on the zone where one was assumed."""
    times = local.times - local.offsets * np.timedelta64(1, "m")
    times[~local.valid] = _NO_TIME
    naive = pd.Series(times[~local.zoned])
    first = np.ones(len(naive), dtype=bool)
    placed = naive.dt.tz_localize(rules.zone, ambiguous=first, nonexistent="shift_forward")
    times[~local.zoned] = placed.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
    utc = pd.Series(times, index=index).dt.tz_localize("UTC")
    return utc, _zone_notes(naive, rules)


def _zone_notes(naive: pd.Series, rules: DateRules) -> tuple[str, ...]:
    written = int(naive.notna().sum())
    if not written:
        return ()
    told = f"times are in {rules.zone}, as the file says."
    assumed = f"times have no offset and are taken as {rules.zone}."
    notes = [told if rules.zone_is_told else assumed]
    certain = naive.dt.tz_localize(rules.zone, ambiguous="NaT", nonexistent="NaT").count()
    if certain < written:
        notes.append(
            f"in the hour in which the clocks change: {written - certain} of the times; one that "
            "is shown twice is taken as the first, one that is skipped is moved forward."
        )
    return tuple(notes)
