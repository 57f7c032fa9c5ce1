"""Typeform exports, new and legacy: `#` as the id, the last time of each response."""

import pytest

ASK, WHY = (
    "How likely are you to *recommend* Birchtree?",
    "<strong>What's</strong> the main reason?",
)
NEW = f"#,{ASK},{WHY},Price,Other,plan,customer_id,Response Type,Start Date (UTC)"
NEW += ",Stage Date (UTC),Submit Date (UTC),Network ID,Tags,Ending"
ROWS = [
    "tok1,9,Fair prices,Price,,pro,c1,completed,2025-05-01 10:00:00,,2025-05-01 10:03:00,n1,,End",
    'tok2,3,"Slow,\nand late",,it,pro,c2,completed,2025-05-02 10:00:00,,2025-05-02 10:03:00,n2,,',
    "tok3,6,,,,free,c3,partial,2025-05-03 10:00:00,2025-05-03 10:01:00,,n3,,",
    "tok4,8,👍👍,,,free,c4,started,2025-05-04 10:00:00,,0001-01-01 00:00:00,n4,,",
    "tok5,,Nice,,,free,c5,completed,2025-05-05 10:00:00,,2025-05-05 10:01:00,n5,,",
]
LEGACY = f"#,{ASK},{WHY},user,Start Date (UTC),Submit Date (UTC),Network ID\n"


def test_a_new_export_is_read(survey):
    read = survey({"t.csv": "\n".join([NEW, *ROWS])}, zone="Europe/Berlin")
    responses = read.responses.set_index("response_id")
    assert read.profile.name == "typeform"
    assert responses["score"].to_dict() == {"tok1": 9, "tok2": 3, "tok3": 6, "tok4": 8}
    assert responses["reason"].fillna("").tolist() == ["Fair prices", "Slow,\nand late", "", "👍👍"]
    assert responses["unfinished"].tolist() == [False, False, True, True]
    assert responses["responded_at"].dt.strftime("%d %H:%M").tolist() == [
        *("01 10:03", "02 10:03", "03 10:01", "04 10:00")
    ]
    assert read.quarantine["reason"].tolist() == ["score is missing"]
    columns = read.profile.columns
    assert (columns["score"], columns["reason"], columns["id"]) == (ASK, WHY, "#")
    assert (columns["date"], columns["respondent"]) == ("Submit Date (UTC)", "customer_id")
    assert read.adds_up


def test_unfinished_responses_can_be_left_out(survey):
    read = survey({"t.csv": "\n".join([NEW, *ROWS])}, include_partial=False)
    assert read.responses["response_id"].tolist() == ["tok1", "tok2"]


def test_a_legacy_export_without_a_submit_date_is_unfinished(survey):
    rows = "a,10,Lovely place,u1,2017-01-01 10:00:00,2017-01-01 10:05:00,n1\n"
    rows += "b,2,Rude,u2,2017-01-02 10:00:00,,n2\n"
    read = survey({"t.csv": LEGACY + rows})
    assert read.profile.name == "typeform"
    assert read.responses["unfinished"].tolist() == [False, True]
    assert read.responses["responded_at"].dt.hour.tolist() == [10, 10]
    assert read.responses["reason"].tolist() == ["Lovely place", "Rude"]


def test_a_reason_of_emoji_alone_stays_a_reason(survey):
    rows = "a,10,😍,u1,2017-01-01 10:00:00,2017-01-01 10:05:00,n1\n"
    rows += "b,2,,u2,2017-01-02 10:00:00,2017-01-02 10:05:00,n2\n"
    read = survey({"t.csv": LEGACY + rows})
    assert read.responses["reason"].fillna("").tolist() == ["😍", ""]


def test_hidden_fields_are_segments_and_what_typeform_writes_is_none(survey):
    rows = [
        f"t{i},{i % 11},word {i},,,{'pro' if i % 2 else 'free'},c{i},completed,"
        f"2025-05-01 10:00:00,,2025-05-01 10:{i:02}:00,n{i % 2},{'vip' if i % 2 else 'new'},"
        f"{'A' if i % 2 else 'B'}"
        for i in range(20)
    ]
    assert survey({"t.csv": "\n".join([NEW, *rows])}).profile.segments == ("plan",)


def test_a_table_with_a_number_sign_is_no_typeform_export(survey):
    assert survey({"a.csv": "#,score,Tags\n1,9,x\n2,8,y\n"}).profile.name == "generic"


@pytest.mark.parametrize("content", ["\n".join([NEW, *ROWS]), LEGACY + "a,10,Fine,u,,,n\n"])
def test_the_generic_profile_reads_it_too(survey, content):
    read = survey({"t.csv": content}, profile="generic")
    assert read.profile.name == "generic"
    assert read.adds_up


def test_the_profile_on_any_other_table_does_not_crash(survey):
    text = "id,score,comment\n1,9,Quick\n2,3,Slow\n"
    assert survey({"a.csv": text}, profile="typeform").responses["score"].tolist() == [9, 3]
