"""Hotjar, Survicate, Medallia and others: questions as headers, what rows say of themselves."""

import pytest


def test_hotjar_pages_and_browsers_are_no_segments(survey):
    header = (
        "Number,User,Date Submitted,Country,Source URL,Device,Browser,OS,Would you recommend us?"
    )
    rows = [
        f"{i},u{i},2025-10-03 14:05:{i:02},{['DE', 'FR'][i % 2]},https://example.com/,"
        f"{['phone', 'desktop'][i % 2]},{['Chrome', 'Safari'][i % 2]},{['iOS', 'Mac'][i % 2]},{i}"
        for i in range(10)
    ]
    read = survey({"h.csv": "\n".join([header, *rows, ""])})
    assert read.profile.name == "hotjar"
    assert read.profile.segments == ("Country", "Device")
    assert (read.profile.columns["id"], read.profile.columns["respondent"]) == ("Number", "User")


def test_survicate_numbers_its_questions(survey):
    text = (
        "Response uuid,Respondent uuid,Date & Time (UTC),Survey name,"
        "Q#1: How likely are you to recommend us to a friend?,Q#2: What made you choose this score?"
        "\nr-1,p-1,2025-10-03 14:05:11,NPS 2025,9,Quick answers\n"
        "r-2,p-2,2025-10-03 15:05:11,NPS 2025,2,Too many steps here\n"
    )
    read = survey({"s.csv": text})
    assert read.profile.name == "survicate"
    assert read.responses["response_id"].tolist() == ["r-1", "r-2"]
    assert read.responses["reason"].tolist() == ["Quick answers", "Too many steps here"]


def test_medallia_codes_are_read(survey):
    text = (
        "e_responsedate,e_surveyid,e_bp_ltr_scale11,e_bp_osat_scale11,q_why_comment\n"
        "03 Oct 2025,1,9,8,Kind\n04 Oct 2025,2,0,10,Rude\n"
    )
    read = survey({"m.csv": text})
    assert read.profile.name == "medallia"
    assert read.profile.columns["score"] == "e_bp_ltr_scale11"


@pytest.mark.parametrize("name", ["Status", "Response Status", "response_status", "Response Type"])
def test_a_status_of_responses_is_understood(survey, name):
    text = f"id,nps,{name}\n1,9,Complete\n2,8,partial\n3,7,In Progress\n4,0,Test\n5,1,SPAM\n6,3,\n"
    read = survey({"g.csv": text})
    by_id = read.responses.set_index("response_id")["unfinished"]
    assert by_id.to_dict() == {"1": False, "2": True, "3": True, "6": False}
    assert sorted(read.quarantine["reason"]) == [
        "response is a preview or test",
        "response is spam",
    ]


def test_a_status_of_something_else_stays_what_it_is(survey):
    text = "id,nps,Status\n1,9,open\n2,8,closed\n3,7,partial\n"
    read = survey({"g.csv": text})
    assert len(read.responses) == 3
    assert "unfinished" not in read.responses.columns


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("is_test", "response is a preview or test"),
        ("Spam", "response is spam"),
        ("deleted", "response is deleted"),
        ("Excluded from calculations", "response is excluded from calculations"),
    ],
)
def test_flags_set_rows_aside(survey, name, reason):
    read = survey({"g.csv": f"id,nps,{name}\n1,9,false\n2,8,TRUE\n3,7,\n"})
    assert read.responses["response_id"].tolist() == ["1", "3"]
    assert read.quarantine["reason"].tolist() == [reason]
