"""Invitations: counts or a file, per period, for response rates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nps_reasons as nr
from nps_reasons.errors import InputError, UsageError
from nps_reasons.readers.invitations import read_invitations
from nps_reasons.settings import PeriodSettings

SURVEY = "id,score,answered\n1,9,2025-01-02\n2,3,2025-02-03\n3,7,2025-04-02\n"


@pytest.fixture
def read(tmp_path):
    def read(content):
        (tmp_path / "s.csv").write_text(SURVEY)
        given = content
        if isinstance(content, str):
            given = tmp_path / "sent.csv"
            given.write_text(content)
        return nr.read(
            tmp_path / "s.csv",
            settings=nr.Settings.from_dict({"periods": {"invitations": given}}),
        )

    return read


@given(st.dictionaries(st.sampled_from(["2025Q1", "2025Q2", "2025Q3"]), st.integers(0, 10**6)))
def test_counts_stay_as_they_are_in_the_order_of_periods(counts):
    read = read_invitations(PeriodSettings(invitations=counts))
    assert dict(read.table.values.tolist()) == counts
    assert read.table["period"].is_monotonic_increasing


def test_counts_give_response_rates_and_more_responses_than_invitations_are_said(read):
    reading = read({"2025Q1": 8, "2025Q2": 0})
    assert reading.invitations.values.tolist() == [["2025Q1", 8], ["2025Q2", 0]]
    assert reading.source.invitations == {"2025Q1": 8, "2025Q2": 0}
    assert any("2025Q1 2 of 8 (25.0 %)" in note for note in reading.source.notes)
    assert any("more responses than invitations in 2025Q2" in n for n in reading.source.notes)


def test_a_file_with_a_row_per_invitation_is_counted_by_period(read):
    rows = "a@x.example,2025-01-01\nb@x.example,2025-03-01\nc@x.example,2025-04-01\nd@x.example,\n"
    reading = read("email,sent at\n" + rows)
    assert reading.invitations.values.tolist() == [["2025Q1", 2], ["2025Q2", 1]]
    assert reading.quarantine["reason"].tolist() == ["date of the invitation is missing"]
    sent = reading.source.counts[-1]
    assert (sent.source, sent.read, sent.kept, sent.quarantined) == ("sent.csv", 4, 3, 1)
    assert "sent.csv" in reading.source.hashes


def test_a_file_of_counts_is_added_up(read):
    reading = read('period,invited\n2025Q1,"1,200"\n2025Q1,300\nsoon,5\n2025Q2,900\n')
    assert reading.invitations.values.tolist() == [["2025Q1", 1500], ["2025Q2", 900]]
    assert reading.quarantine["reason"].tolist() == ["not a period"]


def test_what_is_no_invitation_is_refused(read):
    with pytest.raises(UsageError, match='"Q1" is no quarter; expected names such as "2025Q1"'):
        read({"Q1": 3})
    with pytest.raises(UsageError, match="expected a file, or a table of whole numbers"):
        read({"2025Q1": -3})
    with pytest.raises(InputError, match="holds no invitations"):
        read("name,city\nA,B\n")


def test_without_invitations_the_table_is_empty(read):
    assert read(None).invitations.empty
