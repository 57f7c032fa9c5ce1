"""Google Forms: the download with its zones, the sheet with the spelling of its country."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.readers.formats.delimited import read_delimited
from nps_reasons.readers.platforms.google_forms import prepare

ASK, WHY = "How likely are you to recommend the workshop?", "Why did you give that score?"


def download(*times):
    lines = [f'"Timestamp","Email Address","{ASK}","{WHY}"']
    lines += [f'"{time}","{i}@example.com","{10 - i}","Reason {i}"' for i, time in enumerate(times)]
    return "\n".join(lines) + "\n"


def sheet(*times, header="Timestamp"):
    lines = [f"{header},{ASK},{WHY},Column 4"]
    lines += [f"{time},{10 - i},Reason {i}," for i, time in enumerate(times)]
    return "\n".join(lines) + "\n"


def times_of(read):
    """Return the times by falling score, as text in UTC."""
    ordered = read.responses.sort_values("score", ascending=False)
    return ordered["responded_at"].dt.strftime("%Y-%m-%d %H:%M:%S").tolist()


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2025/06/03 2:05:11 PM GMT+2", "2025-06-03 12:05:11"),
        ("2025/06/03 11:59:59 PM GMT+5:30", "2025-06-03 18:29:59"),
        ("2025/12/31 11:30:00 PM GMT-3", "2026-01-01 02:30:00"),
        ("2025/06/03 12:05:11 AM GMT", "2025-06-03 00:05:11"),
        ("2025/06/03 2:05:11 PM EDT", "2025-06-03 18:05:11"),
        ("2025/06/03 2:05:11 p.m. GMT-5", "2025-06-03 19:05:11"),
        ("2025/06/03 2:05:11 a. m. GMT-5", "2025-06-03 07:05:11"),
        ("2025/06/03 2:05:11 nachm. MESZ", "2025-06-03 12:05:11"),
        ("2025/06/03 2:05:11 PM UTC+2", "2025-06-03 12:05:11"),
    ],
)
def test_a_download_is_in_utc_whatever_zone_it_names(survey, written, utc):
    read = survey({"g.csv": download(written)}, zone="Asia/Tokyo")
    assert read.profile.name == "google_forms"
    assert times_of(read) == [utc]


def test_a_download_has_ids_by_content_and_respondents_by_address(survey):
    text = download("2025/06/03 2:05:11 PM GMT+2", "2025/06/04 2:05:11 PM GMT+2")
    read = survey({"g.csv": text})
    assert read.responses["score"].sort_values().tolist() == [9, 10]
    columns = read.profile.columns
    assert (columns["score"], columns["reason"]) == (ASK, WHY)
    assert (columns["date"], columns["respondent"]) == ("Timestamp", "Email Address")
    assert "id" not in columns
    lines = text.splitlines()
    other = survey({"g.csv": "\n".join([lines[0], *lines[:0:-1]])})
    pd.testing.assert_frame_equal(read.responses, other.responses)


def test_a_row_without_a_score_is_set_aside_and_nobody_needs_an_address(survey):
    text = f'"Timestamp","Username","{ASK}","{WHY}"\n'
    text += '"2025/06/03 2:05:11 PM GMT+2","","","Nice"\n"2025/06/03 3:05:11 PM GMT+2","","7",""\n'
    read = survey({"g.csv": text})
    assert read.quarantine["reason"].tolist() == ["score is missing"]
    assert "respondent" not in read.profile.columns
    assert read.adds_up


@pytest.mark.parametrize(
    ("header", "first", "day"),
    [
        ("Timestamp", "3/4/2025 14:05:11", "2025-03-04"),
        ("Timestamp", "03/04/2025 14:05:11", "2025-04-03"),
        ("Timestamp", "03.04.2025 14:05:11", "2025-04-03"),
        ("Marca temporal", "3/4/2025 14:05:11", "2025-04-03"),
        ("Zeitstempel", "03.04.2025 14:05:11", "2025-04-03"),
        ("Informazioni cronologiche", "03/04/2025 14.05.11", "2025-04-03"),
    ],
)
def test_the_spelling_of_a_sheet_decides_where_no_date_does(survey, header, first, day):
    read = survey({"g.csv": sheet(first, header=header)})
    assert read.profile.name == "google_forms"
    assert times_of(read) == [f"{day} 14:05:11"]


def test_a_date_that_fits_one_order_alone_decides_for_the_sheet(survey):
    read = survey({"g.csv": sheet("3/4/2025 14:05:11", "13/4/2025 9:00:00")})
    assert times_of(read) == ["2025-04-03 14:05:11", "2025-04-13 09:00:00"]
    read = survey({"g.csv": sheet("3/4/2025 14:05:11")}, date_order="day-first")
    assert times_of(read) == ["2025-04-03 14:05:11"]


def test_an_empty_column_without_a_title_is_no_segment(survey):
    read = survey({"g.csv": sheet(*["3/14/2025 14:05:11"] * 3)})
    assert read.profile.segments == ()
    assert len(read.responses) == 3


def test_a_log_with_a_time_is_no_google_form(survey):
    text = "timestamp,score,comment\n2025-03-04 10:00:00,9,Good\n2025-03-05 10:00:00,8,Fine\n"
    assert survey({"a.csv": text}).profile.name == "generic"


@pytest.mark.parametrize("content", [sheet("3/14/2025 14:05:11"), download("2025/6/3 2:05:11 PM")])
def test_the_generic_profile_reads_it_too(survey, content):
    read = survey({"g.csv": content}, profile="generic")
    assert read.profile.name == "generic"
    assert read.adds_up


def test_the_profile_on_any_other_table_does_not_crash(survey):
    text = "id,score,comment\n1,9,Quick\n2,3,Slow\n"
    read = survey({"a.csv": text}, profile="google_forms")
    assert read.responses["score"].tolist() == [9, 3]


@given(st.lists(st.datetimes(pd.Timestamp("2001-01-01"), pd.Timestamp("2100-01-01")), min_size=1))
def test_times_in_english_stay_as_they_are(times):
    written = [f"{time:%Y/%m/%d} {time.hour % 12 or 12}:{time:%M:%S %p} GMT+1" for time in times]
    table = read_delimited(download(*written).encode(), source="g.csv")
    assert prepare(table).cells["Timestamp"].tolist() == written
