"""Date cells: one order of day and month a column, offsets the right way round."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.readers.cells.dates import DateRules, parse_dates

DAYS = st.dates(dt.date(1970, 1, 1), dt.date(2068, 12, 31))
FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%y", "%d %b %Y"]


def times_of(cells, zone="UTC", column="date"):
    return parse_dates(pd.Series(cells, dtype="string"), DateRules(zone), column=column)


@settings(max_examples=30, deadline=None)
@given(st.lists(DAYS, min_size=1), st.sampled_from([*FORMATS, "%b %d, %Y", "%Y%m%d"]))
def test_a_column_in_one_format_is_read_as_written(days, written):
    decisive = dt.date(2021, 12, 31)
    read = times_of([day.strftime(written) for day in [*days, decisive]])
    assert read.problems.isna().all()
    assert read.times.dt.date.tolist() == [*days, decisive]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=25)))
def test_every_cell_is_a_time_or_a_problem_or_empty(cells):
    read = times_of(cells)
    assert not (read.times.notna() & read.problems.notna()).any()
    for cell, time, problem in zip(cells, read.times, read.problems, strict=True):
        if len(cell.strip()) > 4:
            assert pd.notna(time) != pd.notna(problem)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["03/04/2021", "13/04/2021", "05/14/2021", "x", ""]), max_size=9))
def test_the_order_of_rows_does_not_decide_the_format(cells):
    forward, backward = times_of(cells), times_of(cells[::-1])
    assert forward.times.tolist() == backward.times.tolist()[::-1]
    assert forward.notes == backward.notes


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2025/10/03 2:05:11 PM GMT+2", "2025-10-03 12:05:11"),
        ("2025/10/03 11:59:59 PM GMT+5:30", "2025-10-03 18:29:59"),
        ("2025/12/31 11:30:00 PM GMT-3", "2026-01-01 02:30:00"),
        ("2025-10-05T10:00:00+02:00", "2025-10-05 08:00:00"),
        ("2025-10-05T10:00:00Z", "2025-10-05 10:00:00"),
        ("2025-09-30 22:15:00 UTC", "2025-09-30 22:15:00"),
        ("1759269600", "2025-09-30 22:00:00"),
        ("1759269600000", "2025-09-30 22:00:00"),
        ("10/13/2025 12:01:00 AM", "2025-10-13 00:01:00"),
    ],
)
def test_a_time_with_its_offset_is_read_into_utc(cell, utc):
    read = times_of([cell])
    assert read.times.tolist() == [pd.Timestamp(utc, tz="UTC")]


def test_a_spreadsheet_number_is_the_day_it_stands_for():
    assert times_of(["45933"]).times.dt.date.tolist() == [dt.date(2025, 10, 3)]


@pytest.mark.parametrize("cell", ["31.02.2025", "2025-13-01", "2025-01-01 25:00", "32/01/2021"])
def test_a_date_that_does_not_exist_is_a_problem(cell):
    assert times_of([cell]).problems.tolist() == ["date does not exist"]


def test_words_are_no_date():
    assert times_of(["soon"]).problems.tolist() == ["date cannot be read"]


def test_times_without_an_offset_are_in_the_zone_of_the_settings():
    read = times_of(["2025-07-01 00:30"], zone="Europe/London")
    assert read.times.tolist() == [pd.Timestamp("2025-06-30 23:30", tz="UTC")]
    assert '"date": times have no offset and are taken as Europe/London.' in read.notes


def test_a_column_that_says_utc_is_not_in_the_zone_of_the_settings():
    read = times_of(["2025-07-01 00:30"], zone="Europe/London", column="Submit Date (UTC)")
    assert read.times.tolist() == [pd.Timestamp("2025-07-01 00:30", tz="UTC")]


def test_an_hour_that_the_clock_shows_twice_or_never_does_not_stop_the_reading():
    read = times_of(["2025-11-02 01:30", "2025-03-09 02:30"], zone="America/Denver")
    assert read.times.tolist() == [
        pd.Timestamp("2025-11-02 07:30", tz="UTC"),
        pd.Timestamp("2025-03-09 09:00", tz="UTC"),
    ]
    assert any("clocks change: 2 of the times" in note for note in read.notes)


def test_an_order_that_no_date_decides_is_called_an_assumption():
    assert "which is assumed" in times_of(["03/04/2021"]).notes[0]


def test_dates_of_the_other_order_are_read_and_counted():
    read = times_of(["13/04/2021", "25/04/2021", "5/31/2021"])
    assert read.times.dt.month.tolist() == [4, 4, 5]
    assert any("1 dates can only be month/day/year" in note for note in read.notes)
