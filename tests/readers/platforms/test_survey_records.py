"""HubSpot and Salesforce: surveys as records of a CRM, by labels and by internal names."""

import pytest

HUBSPOT_LABELS = (
    "Record ID,Survey name,Survey type,Survey channel,Rating,Response,Response group,"
    "Submission date,Associated Contact IDs,Associated Contact\n"
)
HUBSPOT_NAMES = (
    "hs_object_id,hs_survey_name,hs_survey_type,hs_value,hs_content,hs_response_group,"
    "hs_submission_timestamp,hs_contact_id\n"
)


def test_hubspot_counts_only_the_nps_survey(survey):
    rows = (
        "501,Loyalty,NPS,Email,10,Great,PROMOTER,2025-10-03 14:05,8001,Dana\n"
        "502,Support,CSAT,Web,2,Happy with it,HAPPY,2025-10-03 15:05,8002,Lee\n"
        "503,Loyalty,NPS,Email,3,Too slow,DETRACTOR,2025-10-04 14:05,8002;9999,Lee; Sam\n"
        "504,Effort,CES,Web,7,Easy,EASY,2025-10-04 15:05,8003,Sam\n"
        "505,Loyalty,NPS,Email,8,,PROMOTER,2025-10-05 14:05,,\n"
    )
    read = survey({"h.csv": HUBSPOT_LABELS + rows})
    assert read.profile.name == "hubspot"
    assert dict(read.profile.columns) == {
        "score": "Rating",
        "reason": "Response",
        "date": "Submission date",
        "id": "Record ID",
        "respondent": "Associated Contact IDs",
        "group": "Response group",
    }
    assert read.responses["score"].tolist() == [10, 3, 8]
    assert read.quarantine["reason"].tolist() == ["question is not NPS"] * 2
    assert any("disagree with 1 scores" in note for note in read.profile.notes)


def test_hubspot_is_known_by_its_internal_names(survey):
    rows = (
        "501,Loyalty,NPS,10.0,Great,PROMOTER,2025-10-03T14:05:11.000Z,8001\n"
        "502,Loyalty,NPS,6,,DETRACTOR,1759500311000,8002\n"
        "503,Support,CSAT,0,,UNHAPPY,1759500312000,8003\n"
    )
    read = survey({"h.csv": HUBSPOT_NAMES + rows})
    assert read.profile.name == "hubspot"
    assert read.responses["score"].tolist() == [10, 6]
    assert read.responses["responded_at"].dt.strftime("%H:%M:%S").tolist() == [
        "14:05:11",
        "14:05:11",
    ]


def test_hubspot_response_is_the_score_where_it_holds_numbers(survey):
    text = "Record ID,Survey type,Response,Response group,Feedback,Submission date\n"
    rows = "1,NPS,9,PROMOTER,Quick,2025-10-03\n2,NPS,2,DETRACTOR,Slow,2025-10-04\n"
    columns = survey({"h.csv": text + rows}).profile.columns
    assert (columns["score"], columns["reason"]) == ("Response", "Feedback")


@pytest.mark.parametrize("prefix", ["", "acme__", "GetFeedback_1__"])
@pytest.mark.parametrize("offset", ["Z", "+0000"])
def test_a_salesforce_survey_object_is_read_under_any_namespace(survey, prefix, offset):
    names = ("Survey_Score", "NPS_Factor", "Survey_Comment", "Contact")
    header = ["Id", "Name", "CreatedDate", *(f"{prefix}{name}__c" for name in names)]
    rows = (
        f"a015e00000AbCdEAAV,S-1,2025-10-03T14:05:11.000{offset},10.0,1.0,"
        '"He said &quot;quick&quot;",0035e00000AbCdEAAV\n'
        f"a015e00000AbCdeAAF,S-2,2025-10-04T14:05:11.000{offset},7.0,0.0,,0035e00000AbCdEAAV\n"
        f"a015e00000AbCdfAAF,S-3,2025-10-05T14:05:11.000{offset},2.0,1.0,Slow,\n"
        f"a015e00000AbCdgAAF,S-4,2025-10-05T14:05:12.000{offset},,,,\n"
    )
    read = survey({"s.csv": ",".join(header) + "\n" + rows})
    assert read.profile.name == "salesforce"
    assert dict(read.profile.columns) == {
        "score": f"{prefix}Survey_Score__c",
        "reason": f"{prefix}Survey_Comment__c",
        "date": "CreatedDate",
        "id": "Id",
        "respondent": f"{prefix}Contact__c",
        "group": f"{prefix}NPS_Factor__c",
    }
    assert read.responses.set_index("response_id")["score"].to_dict() == {
        "a015e00000AbCdEAAV": 10,
        "a015e00000AbCdeAAF": 7,
        "a015e00000AbCdfAAF": 2,
    }
    assert read.responses["responded_at"].dt.hour.tolist() == [14, 14, 14]
    assert any("disagree with 1 scores" in note for note in read.profile.notes)
    assert read.quarantine["reason"].tolist() == ["score is missing"]


def test_a_satisfaction_score_beside_it_is_not_the_salesforce_score(survey):
    header = "ID,CREATEDDATE,CSAT_SCORE__C,NPS_SCORE__C,REASON_FOR_CONTACT__C,NPS_COMMENT__C\n"
    rows = "a1,2025-10-03T14:05:11.000Z,5,9,Billing,Kind\na2,2025-10-03T14:05:12.000Z,4,0,Bug,No\n"
    read = survey({"s.csv": header + rows})
    assert read.profile.name == "salesforce"
    assert read.profile.columns["score"] == "NPS_SCORE__C"
    assert read.profile.columns["reason"] == "NPS_COMMENT__C"


def test_dates_of_rows_that_do_not_count_still_tell_the_day_from_the_month(survey):
    read = survey(
        {
            "hubspot.csv": "Response ID,Survey Type,Rating,Submission Date\n"
            "1,NPS,9,10/03/2025 09:00\n2,NPS,3,10/04/2025 09:00\n3,CSAT,2,10/13/2025 09:00\n"
        }
    )
    assert read.responses["responded_at"].dt.month.tolist() == [10, 10]
    assert not any("assumed" in note for note in read.profile.notes if "day" in note)
