"""Files of a few rows, in which a name has to say what so few cells cannot."""

import pytest

from nps_reasons.errors import InputError


def header(survey, names, *rows):
    return survey({"a.csv": "\n".join([names, *rows]) + "\n"}).profile.columns


@pytest.mark.parametrize(
    ("names", "rows", "reason"),
    [
        ("id,NPS,Comment CSAT,Comment NPS", ("1,9,Longer text of the other,Fast",), "Comment NPS"),
        ("id,NPS,Any other comments?,What do you like?", ("1,9,Bye,Speed",), "What do you like?"),
        ("id,NPS,Anything else?", ("1,9,Fast",), "Anything else?"),
        (
            "id,NPS,Please explain your rating",
            ("1,9,Fast", "2,8,Slow"),
            "Please explain your rating",
        ),
        ("id,NPS,remark", ("1,9,Good", "2,8,Good"), "remark"),
        ("id,NPS,NPSwhy", ("1,9,Good",), "NPSwhy"),
        ("id,您有多大可能向朋友推荐我们\uff1f,请说明原因", ("1,9,好", "2,2,太贵了"), "请说明原因"),
        ("id,Вы порекомендуете нас?,Почему?", ("1,9,Быстро",), "Почему?"),
        ("id,NPS,自由", ("1,9,とても使いやすいです", "2,8,値段が高すぎると思います"), "自由"),
    ],
)
def test_the_reason_is_found(survey, names, rows, reason):
    assert header(survey, names, *rows)["reason"] == reason


@pytest.mark.parametrize("name", ["Identifiant", "Folio", "Response No", "Entry Number"])
def test_the_id_is_found(survey, name):
    assert header(survey, f"{name},NPS,Comment", "1,9,Fast", "2,8,Slow")["id"] == name


def test_the_time_of_completion_comes_before_that_of_the_start(survey):
    names = "ID,Start time,Completion time,Email,NPS,Why?"
    rows = ("1,2025-01-02 10:00,2025-01-02 10:05,anonymous,9,x y",) * 2
    columns = header(survey, names, *rows)
    assert columns["date"] == "Completion time"
    assert "respondent" not in columns


def test_ids_that_a_spreadsheet_has_cut_short_are_told_and_not_used(survey):
    reading = survey({"a.csv": "Response ID,NPS\n1.18E+11,9\n1.18E+11,8\n"})
    assert "id" not in reading.profile.columns
    assert "respondent" not in reading.profile.columns
    assert any("1.18E+11" in note for note in reading.profile.notes)


@pytest.mark.parametrize("name", ["Recommend us (0-10)?", "NPS 0 to 10", "Note /10", "0 bis 10"])
def test_low_scores_are_no_stars_where_the_question_says_up_to_ten(survey, name):
    reading = survey({"a.csv": f"id,{name},why\n1,3,Slow\n"}, score_column=name)
    assert reading.responses["score"].tolist() == [3]


def test_low_scores_are_refused_where_nothing_says_up_to_ten(survey):
    with pytest.raises(InputError, match=r"1, all of them 3\) never exceed 5"):
        survey({"a.csv": "id,score\n1,3\n"})


def test_an_answer_that_was_not_given_is_missing(survey):
    reading = survey({"a.csv": "id,score\n1,9\n2,Not answered\n3,k.A.\n"})
    assert reading.quarantine["reason"].tolist() == ["score is missing"] * 2


def test_letters_and_brackets_behind_a_time_are_its_zone(survey):
    times = (
        "2025-10-03 14:05:11 PST",
        "2025-10-03 14:05:11 CEST",
        "Fri Oct 03 2025 14:05:11 GMT+0200 (Central European Summer Time)",
    )
    rows = "\n".join(f"{i},9,{time}" for i, time in enumerate(times))
    read = survey({"a.csv": f"id,score,date\n{rows}\n"}).responses["responded_at"]
    assert [time.hour for time in read] == [22, 12, 12]


def test_a_form_in_japanese_is_recognised(survey):
    names = "タイムスタンプ,友人に薦めますか\uff1f,その理由"
    reading = survey({"a.csv": f"{names}\n2025/10/03 14:05:11,9,速い\n"})
    assert reading.profile.name == "google_forms"
    assert reading.profile.reasons == ("その理由",)


def test_a_lone_answer_of_one_word_is_the_reason_of_a_qualtrics_file(survey):
    names = "ResponseId,RecordedDate,Finished,Status,Q1,Q1_NPS_GROUP,Q2"
    row = "2025-03-01 10:00:00,1,{},9,3"
    rows = [f"R_{i},{row.format(kind)},{text}" for i, kind, text in RESPONSES]
    reading = survey({"a.csv": "\n".join([names, *rows]) + "\n"})
    assert reading.profile.reasons == ("Q2",)
    assert reading.quarantine["reason"].tolist() == ["response is a preview or test"]


RESPONSES = [("1a", "IP", "Good"), ("2b", "IP", "Fast"), ("3c", "Visualização da pesquisa", "x")]
