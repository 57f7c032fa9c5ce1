"""SurveyMonkey exports: two header rows, questions of several columns, scores with words."""

import pandas as pd
import pytest

from nps_reasons.errors import InputError

ASK = "How likely is it that you would recommend Birchtree to a friend?"
WHY = "What is the main reason for your score?"
OWN = "Respondent ID,Collector ID,Date Created,Date Modified,IP Address,Email Address,First Name"
OLD = "RespondentID,CollectorID,StartDate,EndDate,IP Address,Email Address,FirstName"
IDS = ["101000000001", "101000000002", "101000000003", "101000000004"]
TIMES = [
    "07/01/2025 09:00:00 AM,07/01/2025 09:02:00 AM",
    "07/02/2025 11:59:59 PM,07/03/2025 12:01:00 AM",
    "07/03/2025 12:00:01 AM,07/03/2025 12:00:40 AM",
    "07/04/2025 01:00:00 PM,07/04/2025 01:00:10 PM",
]
SCORES = ["Extremely likely - 10", "Not at all likely - 0", "7", ""]
REASONS = ["Friendly advice", '"Broken, twice"', "", "No idea"]
OPTIONS = ["Not at all likely - 0", *map(str, range(1, 10)), "Extremely likely - 10"]


def export(questions, below, answers, *, own=OWN, blank=",,,,,,"):
    """Write an export: the header, the second header where there is one, and a row a response."""
    lines = [f"{own},{questions}", *([f"{blank},{below}"] if below is not None else [])]
    for i, times, answer in zip(IDS, TIMES, answers, strict=True):
        lines.append(f"{i},700100,{times},203.0.113.4,,Kim,{answer}")
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


CONDENSED = [
    f"{score},{reason},Kettles,,Ads" for score, reason in zip(SCORES, REASONS, strict=True)
]
QUESTIONS = f"{ASK},{WHY},Which products do you use?,,How did you hear of us?"


def is_read(read):
    """Check what all exports of these answers have in common."""
    responses = read.responses.set_index("response_id").sort_index()
    assert read.profile.name == "surveymonkey"
    assert responses.index.tolist() == IDS[:3]
    assert responses["score"].tolist() == [10, 0, 7]
    assert read.profile.columns["score"] == ASK
    assert read.quarantine["reason"].tolist() == ["score is missing"]
    assert read.rows_read == 4
    assert read.adds_up
    return True


@pytest.mark.parametrize("under_nps", ["", "Response"])
def test_two_header_rows_are_one(survey, under_nps):
    below = f"{under_nps},Open-Ended Response,Kettles,Teapots,Response"
    read = survey({"s.csv": export(QUESTIONS, below, CONDENSED)})
    assert is_read(read)
    assert read.profile.columns["reason"] == WHY
    assert read.profile.columns["date"] == "Date Created"
    assert read.responses["reason"].fillna("").tolist() == ["Friendly advice", "Broken, twice", ""]
    assert str(read.responses["responded_at"].iloc[1]) == "2025-07-02 23:59:59+00:00"
    assert read.quarantine["row"].tolist() == [6]
    assert not any("without a name" in note for note in read.profile.notes)
    assert "Which products do you use? - Kettles" in " ".join(read.profile.notes)


def test_a_file_whose_second_header_was_deleted_is_read_alike(survey):
    read = survey({"s.csv": export(QUESTIONS, None, CONDENSED)})
    assert is_read(read)
    assert read.quarantine["row"].tolist() == [5]


def test_old_spellings_are_known_and_the_end_is_the_date(survey):
    below = ",Open-Ended Response,Kettles,Teapots,Response"
    read = survey({"s.csv": export(QUESTIONS, below, CONDENSED, own=OLD)})
    assert is_read(read)
    assert read.profile.columns["date"] == "EndDate"
    assert str(read.responses["responded_at"].iloc[0]) == "2025-07-01 09:02:00+00:00"


def expanded(cell):
    """Return a row's eleven cells; `cell` writes the one that was ticked."""
    return [
        ",".join(cell(option) if option == score else "" for option in OPTIONS) + f",{reason}"
        for score, reason in zip(SCORES, REASONS, strict=True)
    ]


@pytest.mark.parametrize("cell", [str, lambda _: "1", lambda _: "X"])
def test_a_score_of_eleven_columns_is_one_score(survey, cell):
    questions = f"{ASK}{',' * 10},{WHY}"
    below = f"{','.join(OPTIONS)},Open-Ended Response"
    read = survey({"s.csv": export(questions, below, expanded(cell))})
    assert is_read(read)
    assert any("11 columns" in note for note in read.profile.notes)


def test_dummies_of_zero_and_one_tick_the_ones(survey):
    answers = [
        ",".join("1" if option == score else "0" for option in OPTIONS) + f",{reason}"
        for score, reason in zip(SCORES, REASONS, strict=True)
    ]
    questions = f"{ASK}{',' * 10},{WHY}"
    assert is_read(survey({"s.csv": export(questions, f"{','.join(OPTIONS)},", answers)}))


def test_eleven_columns_without_their_second_header_are_one_score(survey):
    read = survey({"s.csv": export(f"{ASK}{',' * 10},{WHY}", None, expanded(str))})
    assert is_read(read)


def test_a_row_with_two_scores_is_set_aside(survey):
    answers = expanded(str)
    answers[3] = answers[3].replace(",,,", ",1,2,", 1)
    questions = f"{ASK}{',' * 10},{WHY}"
    read = survey({"s.csv": export(questions, f"{','.join(OPTIONS)},Response", answers)})
    assert read.quarantine["reason"].tolist() == ["score is not a number"]
    assert len(read.responses) == 3


def test_the_comment_field_of_the_score_is_the_reason_where_nothing_else_is(survey):
    answers = [f"{score},{reason},Ads" for score, reason in zip(SCORES, REASONS, strict=True)]
    below = "Response,Tell us more,Response"
    read = survey({"s.csv": export(f"{ASK},,Heard of us?", below, answers)})
    assert is_read(read)
    assert read.profile.columns["reason"] == f"{ASK} - Tell us more"
    assert read.responses["reason"].notna().sum() == 2


@pytest.mark.parametrize(
    ("first", "second", "month"),
    [("03/04/2025", "05/06/2025", 3), ("03/04/2025", "13/06/2025", 4)],
)
def test_the_month_stands_first_unless_a_date_says_otherwise(survey, first, second, month):
    rows = f"{IDS[0]},7,{first} 10:00:00,9,Good\n{IDS[1]},7,{second} 10:00:00,3,Bad\n"
    read = survey({"s.csv": f"Respondent ID,Collector ID,Date Created,{ASK},{WHY}\n,,,,\n{rows}"})
    assert read.responses["responded_at"].iloc[0].month == month


def test_a_partial_response_is_unfinished(survey):
    header = f"Respondent ID,Collector ID,Response Status,Date Created,{ASK},{WHY}\n,,,,,\n"
    rows = f"{IDS[0]},7,Completed,07/01/2025,9,Good\n{IDS[1]},7,Partial,07/02/2025,3,\n"
    read = survey({"s.csv": header + rows})
    assert read.responses["unfinished"].tolist() == [False, True]
    without = survey({"s.csv": header + rows}, include_partial=False)
    assert without.quarantine["reason"].tolist() == ["response is not finished"]


def test_custom_data_may_be_a_segment_and_names_and_addresses_are_none(survey):
    rows = "".join(
        f"1010000000{i:02},700{i % 2},07/{i:02}/2025,203.0.113.{i % 3},Kim {i % 2},{plan},"
        f"{i % 11},ok\n"
        for i, plan in enumerate(["gold", "blue"] * 8, start=1)
    )
    header = (
        f"Respondent ID,Collector ID,Date Created,IP Address,First Name,Custom Data 1,{ASK},{WHY}"
    )
    read = survey({"s.csv": f"{header}\n,,,,,,Response,Open-Ended Response\n{rows}"})
    assert read.profile.segments == ("Custom Data 1",)


def test_only_headers_are_no_responses(survey):
    with pytest.raises(InputError, match="no row"):
        survey({"s.csv": f"Respondent ID,Collector ID,{ASK}\n,,Response\n"})


def test_the_order_of_rows_changes_nothing(survey):
    lines = export(QUESTIONS, ",Open-Ended Response,Kettles,Teapots,Response", CONDENSED).split(
        "\r\n"
    )
    other = "\r\n".join([*lines[:2], *reversed(lines[2:-1]), ""])
    one, two = (survey({"s.csv": text}).responses for text in ("\r\n".join(lines), other))
    pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize("below", [None, ",Open-Ended Response,Kettles,Teapots,Response"])
def test_the_generic_profile_reads_it_too(survey, below):
    read = survey({"s.csv": export(QUESTIONS, below, CONDENSED)}, profile="generic")
    assert read.adds_up
    assert set(read.responses["score"]) == {10, 0, 7}


def test_the_profile_on_any_other_table_does_not_crash(survey):
    text = "id,score,comment,\n1,9,Quick,x\n2,3,Slow,y\n"
    assert survey({"a.csv": text}, profile="surveymonkey").responses["score"].tolist() == [9, 3]
