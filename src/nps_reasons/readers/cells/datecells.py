"""The shapes of a date cell, and the times that cells of such a shape write down."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Integers = NDArray[np.int64]
    Times = NDArray[np.datetime64]

_CLOCK: Final = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>Z|z|(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT|[ECMP][SD]T|MES?Z|CES?T"
    r"|EES?T|WES?T|BST|AK[SD]T|HST)?(?:\s*\([^)]*\))?"
)
# Open repetitions: a bounded one of all letters takes RE2 milliseconds to compile.
_WEEKDAY: Final = r"(?:\p{L}+\.?,?\s+)?"
_MONTH_NAME: Final = r"(?P<name>\p{L}+)"

SHAPES: Final = {
    "year first": r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK,
    "digits": r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})" + _CLOCK,
    "numbers": r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _CLOCK,
    "day, name": _WEEKDAY
    + rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ .-]+{_MONTH_NAME}[ .,-]+(?P<year>\d{{4}}|\d{{2}})"
    + _CLOCK,
    "name, day": _WEEKDAY
    + rf"{_MONTH_NAME}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    + _CLOCK,
}
"""Shapes of a calendar date; only that of plain numbers can be read in two ways."""

SERIAL: Final = r"[2-7]\d{4}(?:\.\d+)?"
"""Days since the end of 1899: what a spreadsheet writes where it lost the date format."""

UNIX: Final = r"1\d{9}(?:\.\d+)?|1\d{12}"
"""Seconds, or milliseconds, since 1970: 2001 to 2033."""

_ZONES: Final = {
    letters: hours
    for hours, zones in {
        -10: "HST",
        -9: "AKST",
        -8: "PST AKDT",
        -7: "MST PDT",
        -6: "CST MDT",
        -5: "EST CDT",
        -4: "EDT",
        0: "WET",
        1: "CET WEST BST MEZ",
        2: "EET CEST MESZ OEZ",
        3: "EEST OESZ",
    }.items()
    for letters in zones.split()
}
"""Letters behind a time to hours east of UTC."""

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan gen ene",
            "feb fev",
            "mar mrz maer",
            "apr avr abr",
            "may mai mei mag",
            "jun juin giu",
            "jul juil lug",
            "aug aou ago",
            "sep set",
            "oct okt ott out",
            "nov",
            "dec dez dic",
        ),
        start=1,
    )
    for name in names.split()
}
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_TWO_DIGIT_PIVOT: Final = 69
_WIDEST_OFFSET: Final = 14 * 60
_MICROSECOND: Final = np.timedelta64(1, "us")


@dataclass(frozen=True, slots=True)
class Local:
    """Times as written: `seen` has the shape of a date, `valid` exists, `offset` is in minutes."""

    seen: Bools
    valid: Bools
    times: Times
    offsets: Integers
    zoned: Bools


def unnamed(shape: str) -> str:
    """Return the pattern without the names of its groups."""
    return re.sub(r"\?P<\w+>", "?:", shape)


def matches(text: pd.Series, pattern: str) -> Bools:
    """Say which cells have the pattern, from end to end."""
    import pyarrow.compute as pc  # noqa: PLC0415 - its regular expressions are vectorised

    return _bools(pc.match_substring_regex(arrow_text(text), rf"^\s*(?:{pattern})\s*$"))


def arrow_text(text: pd.Series) -> Any:  # noqa: ANN401 - pyarrow is untyped
    """Return the cells as one Arrow array without nulls."""
    import pyarrow as pa  # noqa: PLC0415 - its regular expressions are vectorised

    array = pa.array(text.fillna(""), type=pa.string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def read_calendar(text: pd.Series, shape: str, *, day_first: bool) -> Local:
    """Read the cells that have the shape; the others are not `seen`."""
    import pyarrow.compute as pc  # noqa: PLC0415 - its regular expressions are vectorised

    found = pc.extract_regex(arrow_text(text), rf"^\s*{shape}\s*$")
    fields = {
        field.name: pc.fill_null(pc.struct_field(found, field.name), "") for field in found.type
    }
    numbers = {name: _numbers(fields[name]) for name in ("day", "year", "hour", "minute", "second")}
    year = _full_years(fields["year"], numbers["year"])
    month = _mapped(fields["name"], _month) if "name" in fields else _numbers(fields["month"])
    day = numbers["day"]
    if shape == SHAPES["numbers"] and not day_first:
        day, month = month, day
    dates, date_exists = _dates(year, month, day)
    half = _mapped(fields["half"], _half)
    clock, clock_exists = _clock(numbers["hour"], numbers["minute"], numbers["second"], half)
    offsets = _mapped(fields["zone"], _offset)
    micros = clock * 1_000_000 + _mapped(fields["fraction"], _micros)
    return Local(
        seen=_bools(found.is_valid()),
        valid=date_exists & clock_exists & (np.abs(offsets) <= _WIDEST_OFFSET),
        times=dates + micros * _MICROSECOND,
        offsets=offsets,
        zoned=_bools(pc.not_equal(fields["zone"], "")),
    )


def _numbers(digits: Any) -> Integers:  # noqa: ANN401 - pyarrow is untyped
    import pyarrow.compute as pc  # noqa: PLC0415 - its regular expressions are vectorised

    filled = pc.if_else(pc.equal(digits, ""), "0", digits).cast("int64")
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.int64)


def _bools(values: Any) -> Bools:  # noqa: ANN401 - pyarrow is untyped
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=bool)


def _mapped(texts: Any, read: Callable[[str], int]) -> Integers:  # noqa: ANN401 - pyarrow is untyped
    """Read each different text once."""
    encoded = texts.dictionary_encode()
    distinct = np.array([read(text) for text in encoded.dictionary.to_pylist()], dtype=np.int64)
    codes: Integers = encoded.indices.to_numpy(zero_copy_only=False)
    return np.take(distinct, codes)


def _full_years(texts: Any, years: Integers) -> Integers:  # noqa: ANN401 - pyarrow is untyped
    import pyarrow.compute as pc  # noqa: PLC0415 - its regular expressions are vectorised

    short = _bools(pc.less_equal(pc.utf8_length(texts), 2))
    century = np.where(years >= _TWO_DIGIT_PIVOT, 1900, 2000)
    return np.where(short, years + century, years)


def _month(name: str) -> int:
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _MONTHS.get(plain[:4], _MONTHS.get(plain[:3], 0))


def _micros(digits: str) -> int:
    return int(digits[:6].ljust(6, "0"))


def _half(text: str) -> int:
    """Return 0 for a 24-hour clock, 1 before noon, 2 after it."""
    return "ap".find(text[:1].casefold()) + 1 if text else 0


def _offset(text: str) -> int:
    """Return minutes east of UTC: "GMT+2" is 120, as people mean it, whatever POSIX says."""
    if text in _ZONES:
        return 60 * _ZONES[text]
    match = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", text)
    if not match:
        return 0
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return -minutes if match[1] == "-" else minutes


def _dates(year: Integers, month: Integers, day: Integers) -> tuple[Times, Bools]:
    possible = (year >= _FIRST_YEAR) & (year <= _LAST_YEAR) & (month >= 1) & (month <= 12)
    months = np.where(possible, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    dates = months.astype("datetime64[D]") + np.maximum(day - 1, 0)
    exists = possible & (day >= 1) & (dates.astype("datetime64[M]") == months)
    return dates.astype("datetime64[us]"), exists


def _clock(
    hour: Integers, minute: Integers, second: Integers, half: Integers
) -> tuple[Integers, Bools]:
    """Return seconds since midnight, and whether the clock can show that time."""
    twelve = half > 0
    exists = (minute <= 59) & (second <= 59) & np.where(twelve, hour - 1 <= 11, hour <= 23)
    exists &= ~twelve | (hour >= 1)
    hour = np.where(twelve, hour % 12 + 12 * (half == 2), hour)
    return hour * 3600 + minute * 60 + second, exists


def read_serial(text: pd.Series) -> Times:
    """Read days of a spreadsheet."""
    seconds = np.round(text.astype("float64").to_numpy() * 86_400).astype(np.int64)
    return np.datetime64("1899-12-30", "us") + seconds * 1_000_000 * _MICROSECOND


def read_unix(text: pd.Series) -> Times:
    """Read seconds or milliseconds since 1970."""
    numbers = text.astype("float64").to_numpy()
    seconds = np.where(numbers >= 1e12, numbers / 1000, numbers)
    return np.datetime64(0, "us") + np.round(seconds * 1e6).astype(np.int64) * _MICROSECOND
