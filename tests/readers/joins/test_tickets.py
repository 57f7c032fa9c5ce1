"""Tickets: counted per response before the join; those after it do not count."""

import pandas as pd
import pytest

import nps_reasons as nr
from nps_reasons.errors import InputError
from nps_reasons.readers.joins.tickets import NO_TICKET

SURVEY = """response_id,email,score,comment,answered_at
1,ann@x.example,3,slow,2025-06-30 12:00
2,Ann@x.example,9,better,2025-01-10 12:00
3,bo@x.example,2,rude,2025-06-30 12:00
4,cy@x.example,8,fine,2025-06-30 12:00
5,,10,great,2025-06-30 12:00
"""
ZENDESK = """Ticket ID,Requester,Requester email,Status,Group,Tags,Created at,Solved at,Satisfaction Score,Reopens
41,A,ann@x.example,Closed,Billing,refund,2025-06-01 08:00:00,2025-06-03 08:00:00,Bad,0
42,A,ANN@x.example,Open,Tier 1,login,2025-06-20 08:00:00,,Offered,1
43,A,ann@x.example,Solved,Tier 1,login,2025-07-01 08:00:00,2025-07-02 08:00:00,Bad,0
44,B,bo@x.example,Solved,Tier 1,,2025-01-01 09:00:00,2025-08-01 10:00:00,Good,0
45,N,nobody@x.example,Solved,Tier 1,,2025-06-01 09:00:00,2025-06-01 10:00:00,Good,0
46,B,bo@x.example,Solved,Tier 1,,soon,,Good,0
"""  # noqa: E501


@pytest.fixture
def read(survey):
    return survey({"s.csv": SURVEY, "t.csv": ZENDESK}, attributes=["t.csv"])


def test_the_ninety_days_before_each_response_are_counted(read):
    told = read.responses.set_index("response_id")
    assert told["tickets_90_days"].tolist() == ["2+", "0", "0", "0", "(blank)"]
    assert told["open_ticket"].tolist() == ["yes", "no", "yes", "no", "(blank)"]
    assert told["bad_rating_90_days"].tolist() == ["yes", "no", "no", "no", "(blank)"]
    assert told["reopened_90_days"].tolist() == ["yes", "no", "no", "no", "(blank)"]
    assert told["ticket_group"].tolist() == ["Tier 1", NO_TICKET, "Tier 1", NO_TICKET, "(blank)"]


def test_every_ticket_is_kept_or_unused_or_quarantined(read):
    tickets = next(count for count in read.counts if count.source == "t.csv")
    assert (tickets.read, tickets.kept, tickets.unused, tickets.quarantined) == (6, 3, 2, 1)
    assert read.adds_up
    assert len(read.responses) == 5


def test_tickets_of_any_help_desk_are_recognised(survey):
    other = "ID,Subject,Customer Email,Labels,Created At,Closed At,State\n" + (
        "1,Help,ann@x.example,a,2025-06-01,,open\n2,Help,bo@x.example,b,2025-06-02,2025-06-03,done\n"
    )
    read = survey({"s.csv": SURVEY, "t.csv": other}, attributes=["t.csv"])
    assert read.responses["open_ticket"].tolist() == ["yes", "no", "no", "no", "(blank)"]


def test_where_nothing_is_dated_all_tickets_count_and_a_note_says_so(survey):
    undated = "\n".join(line.rpartition(",")[0] for line in SURVEY.splitlines())
    read = survey({"s.csv": undated, "t.csv": ZENDESK}, attributes=["t.csv"])
    assert read.responses["tickets_90_days"].tolist()[:4] == ["2+", "2+", "1", "0"]
    assert any("have no date: all tickets" in note for note in read.profile.notes)


def test_the_order_of_tickets_does_not_show(survey, read):
    header, *rows = ZENDESK.splitlines()
    turned = "\n".join([header, *rows[::-1]])
    other = survey({"s.csv": SURVEY, "t.csv": turned}, attributes=["t.csv"])
    pd.testing.assert_frame_equal(read.responses, other.responses)


def test_the_driver_model_does_not_adjust_for_tickets_unless_asked(tmp_path, monkeypatch):
    (tmp_path / "s.csv").write_text(SURVEY)
    (tmp_path / "t.csv").write_text(ZENDESK)
    reading = nr.read(tmp_path / "s.csv", attributes=tmp_path / "t.csv")
    assert "tickets_90_days" in reading.profile.segments
    asked = []
    from nps_reasons import pipeline

    real = pipeline.study

    def study(responses, mentions, question):
        asked.append(question.segments)
        return real(responses, mentions, question)

    monkeypatch.setattr(pipeline, "study", study)
    analysis = nr.analyze(reading.responses, reading=reading)
    assert "open_ticket" in analysis.segments
    assert not any("open_ticket" in segments for segments in asked)
    asked.clear()
    settings = nr.Settings.from_dict({"drivers": {"segments": ["open_ticket"]}})
    nr.analyze(reading.responses, reading=reading, settings=settings)
    assert all(segments == ("open_ticket",) for segments in asked)


def test_large_accounts_with_many_tickets_do_not_take_all_memory(survey, monkeypatch):
    from nps_reasons.readers.joins import tickets

    one = survey({"s.csv": SURVEY, "t.csv": ZENDESK}, attributes=["t.csv"])
    monkeypatch.setattr(tickets, "_MOST_PAIRS", 1)
    pieces = survey({"s.csv": SURVEY, "t.csv": ZENDESK}, attributes=["t.csv"])
    pd.testing.assert_frame_equal(one.responses, pieces.responses)
    assert one.counts == pieces.counts


def test_tickets_given_as_the_survey_are_told_apart_from_it(survey):
    with pytest.raises(InputError, match="give this file with --attributes beside a survey"):
        survey({"t.csv": ZENDESK})
