"""Delighted, Wootric and AskNicely: rows that do not count, unix seconds, properties of people."""

import pytest

from nps_reasons.errors import InputError

DELIGHTED = (
    "Response ID,Person ID,Email,Name,Survey Type,Score,Comment,Permalink,Created At,Updated At,"
    "Delighted Source,Delighted Device Type,Delighted Operating System,Delighted Browser,plan,"
    "What else should we know?,Tags\n"
)
WOOTRIC = (
    "id,score,text,origin_url,completed,excluded_from_calculations,created_at,end_user_id,"
    "end_user.properties.plan,deleted_at\n"
)
ASKNICELY = (
    "response_id,person_id,email,answer,answer_label,comment,question_type,segment,sent,opened,"
    "responded,status,country_c\n"
)


def delighted(i, kind, score, comment="", source="Email"):
    return (
        f"{i},{i % 3},p{i}@example.com,,{kind},{score},{comment},https://example.com/r/{i},"
        f"2025-09-30 22:15:{i:02} UTC,,{source},desktop,macOS,Chrome,pro,A longer answer than "
        "any comment here,vip\n"
    )


def test_delighted_counts_only_the_nps_survey(survey):
    rows = [
        delighted(1, "nps", 9, "Fast"),
        delighted(2, "csat", 5, "Fine"),
        delighted(3, "NPS", 0),
        delighted(4, "ces", 7),
        delighted(5, "thumbs", 1),
    ]
    read = survey({"d.csv": DELIGHTED + "".join(rows)})
    assert read.profile.name == "delighted"
    assert dict(read.profile.columns) == {
        "score": "Score",
        "reason": "Comment",
        "date": "Created At",
        "id": "Response ID",
        "respondent": "Person ID",
    }
    assert read.responses["response_id"].tolist() == ["1", "3"]
    assert read.responses["responded_at"].dt.strftime("%H:%M:%S").tolist() == [
        "22:15:01",
        "22:15:03",
    ]
    assert read.quarantine["reason"].tolist() == ["question is not NPS"] * 3
    assert read.adds_up


def test_delighted_properties_of_the_person_are_segments_but_not_those_of_the_machine(survey):
    rows = [delighted(i, "nps", i, source=["Email", "Web"][i % 2]) for i in range(10)]
    assert survey({"d.csv": DELIGHTED + "".join(rows)}).profile.segments == ("Delighted Source",)


def test_a_file_of_another_kind_of_survey_is_refused(survey):
    rows = delighted(1, "csat", 5) + delighted(2, "ces", 7)
    with pytest.raises(InputError, match="no row answers the NPS question") as error:
        survey({"d.csv": DELIGHTED + rows})
    assert '"Survey Type" has ces, csat' in str(error.value)


def test_the_nps_of_employees_counts_where_there_is_no_other(survey):
    rows = delighted(1, "enps", 9) + delighted(2, "csat", 5)
    assert survey({"d.csv": DELIGHTED + rows}).responses["score"].tolist() == [9]


def test_delighted_is_known_by_its_api_names(survey):
    text = "id,person_id,survey_type,score,comment,permalink,created_at,tags\n"
    rows = "7,1,nps,9,Quick,https://example.com/r/7,1759269600,\n8,2,nps,3,,,1759269601,\n"
    read = survey({"d.csv": text + rows})
    assert read.profile.name == "delighted"
    assert read.responses["responded_at"].dt.year.tolist() == [2025, 2025]


def test_wootric_leaves_out_what_is_excluded_or_deleted_and_marks_what_is_not_completed(survey):
    rows = (
        "1,9,Love it,https://example.com,true,false,1759269600,501,pro,\n"
        "2,3,Slow,https://example.com,true,true,1759269601,502,pro,\n"
        "3,2,Gone,https://example.com,true,false,1759269602,503,free,1759279602\n"
        "4,8,,https://example.com,false,false,1759269603,504,free,\n"
        "5,7,,https://example.com,true,false,2025-09-30T22:00:04Z,505,free,\n"
    )
    read = survey({"w.csv": WOOTRIC + rows})
    assert read.profile.name == "wootric"
    assert read.responses["response_id"].tolist() == ["1", "4", "5"]
    assert read.responses["unfinished"].tolist() == [False, True, False]
    assert read.responses["responded_at"].dt.second.tolist() == [0, 3, 4]
    assert read.quarantine.set_index("row")["reason"].to_dict() == {
        3: "response is excluded from calculations",
        4: "response is deleted",
    }
    without = survey({"w.csv": WOOTRIC + rows}, include_partial=False)
    assert without.responses["response_id"].tolist() == ["1", "5"]


def test_wootric_properties_of_the_end_user_are_segments(survey):
    rows = [f"{i},{i},,,true,false,{1759269600 + i},{i},{'ab'[i % 2]},\n" for i in range(10)]
    read = survey({"w.csv": WOOTRIC + "".join(rows)})
    assert read.profile.segments == ("end_user.properties.plan",)
    assert read.profile.columns["respondent"] == "end_user_id"


def test_asknicely_sets_aside_what_was_sent_and_not_answered(survey):
    rows = (
        "1,31,a@example.com,9,Promoter,Friendly,nps,A,1759200000,1759200300,1759200400,new,NZ\n"
        "2,32,b@example.com,,,,nps,A,1759200000,,0,,NZ\n"
        "3,33,c@example.com,5,,Fine,csat,A,1759200000,1759200300,1759200500,new,NZ\n"
        "4,34,d@example.com,3,Detractor,Late,nps,B,1759200000,1759200300,0,new,AU\n"
    )
    read = survey({"a.csv": ASKNICELY + rows})
    assert read.profile.name == "asknicely"
    assert read.profile.columns["group"] == "answer_label"
    assert read.responses["response_id"].tolist() == ["1", "4"]
    unix = [t.timestamp() for t in read.responses["responded_at"]]
    assert unix == [1759200400, 1759200300]
    assert sorted(read.quarantine["reason"]) == ["question is not NPS", "score is missing"]
    assert any(
        'Rows without "responded", for which "opened" is used: 1' in n for n in read.profile.notes
    )


def test_asknicely_custom_fields_are_segments(survey):
    rows = [
        f"{i},{i},p{i}@example.com,{i},,,nps,{'AB'[i % 2]},1759200000,,{1759200400 + i},new,"
        f"{['NZ', 'AU'][i % 2]}\n"
        for i in range(10)
    ]
    read = survey({"a.csv": ASKNICELY + "".join(rows)})
    assert read.profile.segments == ("segment", "country_c")
