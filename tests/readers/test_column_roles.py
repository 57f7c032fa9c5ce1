"""Which column means what: names in the wild, content that decides, names given by the user."""

import pandas as pd
import pytest

from nps_reasons.errors import InputError, UsageError
from nps_reasons.schema import RESPONSES

SENTENCES = [
    "The courier left it in the rain",
    "Quick and friendly on the phone",
    "I waited nine days for an answer",
    "Does what it says",
]


def file_of(header, *columns):
    rows = [",".join(map(str, row)) for row in zip(*columns, strict=True)]
    return "\n".join([header, *rows]) + "\n"


@pytest.mark.parametrize(
    "name",
    [
        "NPS_SCORE",
        "score",
        "rating",
        "nps",
        "NETPRO  ",
        "FFT categorical answer",
        "e_ltr_scale",
        "Bewertung",
        "Reviewer_Score",
        "How likely are you to recommend us to a friend?",
    ],
)
def test_a_score_is_found_under_its_usual_names(survey, name):
    read = survey({"a.csv": file_of(f"ref,{name},x", [51, 52, 53, 54], [9, 10, 0, 7], SENTENCES)})
    assert read.profile.columns["score"] == name.strip()


@pytest.mark.parametrize(
    "name",
    [
        "text",
        "comment",
        "reason",
        "feedback",
        "verbatim",
        "FFT answer",
        "explication",
        "What is the main reason for your score?",
        "Why did you give that score?",
    ],
)
def test_a_reason_is_found_under_its_usual_names(survey, name):
    read = survey({"a.csv": file_of(f"score,{name}", [9, 10, 0, 7], SENTENCES)})
    assert read.profile.columns["reason"] == name


def test_a_column_of_choices_is_no_reason_where_there_is_a_text(survey):
    choices = ["price", "price", "staff", "staff"]
    read = survey({"a.csv": file_of("score,Reason,remarks", [9, 8, 0, 7], choices, SENTENCES)})
    assert read.profile.columns["reason"] == "remarks"
    assert read.profile.segments == ("Reason",)


def test_score_and_reason_are_found_by_their_content_alone(survey):
    scores = [9, 10, 0, 9]
    read = survey({"a.csv": file_of("Q7,Q8", scores, SENTENCES)})
    assert (read.profile.columns["score"], read.profile.columns["reason"]) == ("Q7", "Q8")
    assert any("by its content alone" in note for note in read.profile.notes)


def test_satisfaction_is_not_taken_as_the_score(survey):
    read = survey({"a.csv": file_of("Satisfaction score,nps", [5, 5, 4, 3], [9, 8, 10, 0])})
    assert read.profile.columns["score"] == "nps"


def test_a_reason_is_not_needed(survey):
    read = survey({"a.csv": "score\n9\n10\n3\n"})
    assert read.responses["reason"].isna().all()
    assert any("only the score" in note for note in read.profile.notes)


def test_several_reason_columns_are_joined_by_a_line_break(survey):
    text = "score,good,bad\n9, quick  one ,\n3,nothing,slow\n10,,\n"
    read = survey({"a.csv": text}, reason_columns=["good", "bad"])
    by_score = read.responses.set_index("score")["reason"]
    assert by_score[9] == "quick  one"
    assert by_score[3] == "nothing\nslow"
    assert pd.isna(by_score[10])


def test_columns_that_the_user_names_win(survey):
    text = file_of("id,score,Other Score", [1, 2, 3, 4], [9, 9, 9, 9], [0, 0, 0, 7])
    read = survey({"a.csv": text}, score_column=" other\u00a0score")
    assert read.responses["score"].tolist() == [0, 0, 0, 7]


def test_a_name_that_does_not_exist_is_wrong_use(survey):
    with pytest.raises(UsageError, match=r'"scor" \(--score-column\); did you mean "score"'):
        survey({"a.csv": "score\n9\n"}, score_column="scor")


def test_an_id_column_that_repeats_is_the_respondents(survey):
    read = survey({"a.csv": "id,score\nx,9\nx,3\ny,8\n"})
    assert sorted(read.responses["respondent_id"]) == ["x", "x", "y"]
    assert read.responses["response_id"].str.fullmatch("[0-9a-f]{16}").all()
    assert any("id of the respondent" in note for note in read.profile.notes)


def test_equal_rows_without_an_id_are_two_responses(survey):
    read = survey({"a.csv": "score,comment\n9,ok\n9,ok\n"})
    assert read.responses["response_id"].nunique() == 2


def test_an_empty_id_among_unique_ones_gets_a_hash(survey):
    ids = survey({"a.csv": "id,score\n01,9\n,3\n03,8\n"}).responses["response_id"]
    assert {"01", "03"} < set(ids)


def test_ids_do_not_change_when_another_file_brings_another_column(survey):
    alone = survey({"a.csv": "score,comment\n9,ok\n"}).responses["response_id"]
    both = survey({"a.csv": "score,comment\n9,ok\n", "b.csv": "score,comment,x\n3,no,y\n"})
    assert set(alone) < set(both.responses["response_id"])


def test_segments_are_words_that_repeat(survey):
    text = file_of(
        "score,plan,group,quarter,visits,city",
        [9, 8, 0, 7],
        ["pro", "pro ", "free", "free"],
        ["a", "a", "", "a"],
        ["Q1", "Q1", "Q2", "Q2"],
        [3, 3, 4, 4],
        ["Ulm", "Bern", "Graz", "Linz"],
    )
    read = survey({"a.csv": text}, segment_columns=["plan", "GROUP"])
    assert read.profile.segments == ("plan", "segment_group")
    assert sorted(read.responses["segment_group"]) == ["(blank)", "a", "a", "a"]
    assert survey({"a.csv": text}).profile.segments == ("plan",)
    assert any(
        'time are no segments unless they are asked for: "quarter"' in note
        for note in survey({"a.csv": text}).profile.notes
    )


def test_a_group_column_checks_the_score_and_is_no_segment(survey):
    text = file_of("score,class", [9, 8, 0, 10], ["Promoter", "Passive", "Promoter", "promoter"])
    read = survey({"a.csv": text})
    assert read.profile.columns["group"] == "class"
    assert read.responses["group"].tolist().count("detractor") == 1
    assert any("disagree with 1 scores" in note for note in read.profile.notes)
    with pytest.raises(UsageError, match="cannot be a segment"):
        survey({"a.csv": text}, segment_columns=["class"])


def test_weights_are_carried_when_asked_for(survey):
    text = file_of("id,score,w", [1, 2, 3, 4], [9, 8, 0, 7], [1.5, "x", -1, ""])
    read = survey({"a.csv": text}, drivers={"weight": "w"})
    assert read.responses["weight"].tolist() == [1.5]
    assert read.quarantine["reason"].tolist() == [
        "weight is not a number from 0 to a billion",
        "weight is not a number from 0 to a billion",
        "weight is missing",
    ]
    assert survey({"a.csv": text}).responses["weight"].tolist() == [1.0] * 4


def test_a_date_that_cannot_be_read_sets_the_row_aside_and_an_empty_one_does_not(survey):
    read = survey(
        {"a.csv": "id,score,date\n1,9,31.02.2025\n2,8,\n3,7,28.02.2025\n4,x,soon\n5,9,1.3.2025\n"}
    )
    assert read.responses["response_id"].tolist() == ["2", "3", "5"]
    assert read.responses["responded_at"].isna().tolist() == [True, False, False]
    assert read.quarantine["column"].tolist() == ["date", "score"]


def test_language_is_taken_from_its_column(survey):
    read = survey({"a.csv": file_of("score,Language", [9, 8, 0, 7], ["de", "de", "", "en"])})
    assert sorted(read.responses["language"].dropna()) == ["de", "de", "en"]


def test_stars_are_refused_and_read_when_the_scale_is_given(survey):
    text = "rating,comment\n1,worst of all\n5,best of all\n"
    with pytest.raises(InputError, match="--score-scale 1-5"):
        survey({"a.csv": text})
    read = survey({"a.csv": text}, scale="5-1")
    assert dict(zip(read.responses["score"], read.responses["group"], strict=True)) == {
        1: "promoter",
        5: "detractor",
    }
    assert read.profile.cut_offs == "promoter 1, passive 2, detractor 3-5"


def test_the_responses_meet_their_contract(survey):
    responses = survey({"a.csv": "id,score,text\n1,9,ok\n2,3,no\n"}).responses
    checked = RESPONSES.check(responses.assign(period="all"))
    assert checked.drop(columns="period").equals(responses)


def test_a_segment_never_takes_a_name_of_the_contract_or_of_another_segment(survey):
    rows = "\n".join(f"{8 + i % 3},{'xy'[i % 2]},{'kl'[i % 2]},{'ab'[i % 2]}" for i in range(12))
    reading = survey({"s.csv": f"score,group,segment_group,all\n{rows}\n"})
    assert reading.profile.segments == ("segment_group", "segment_group (2)", "segment_all")
    assert set(reading.profile.segments) <= set(reading.responses.columns)


@pytest.mark.parametrize("weight", ["1e308", "1e-320"])
def test_a_weight_that_would_overflow_is_set_aside(survey, weight):
    reading = survey({"s.csv": f"score,w\n10,1\n3,{weight}\n"}, drivers={"weight": "w"})
    assert reading.quarantine["value"].tolist() == [weight]


def test_what_customers_did_afterwards_is_no_segment_unless_it_is_asked_for(survey):
    rows = "".join(f"{i},{i % 11},{['yes', 'no'][i % 2]}\n" for i in range(40))
    content = {"a.csv": f"id,score,Churned\n{rows}"}
    read = survey(content)
    assert read.profile.segments == ()
    assert any('"Churned"; name it under [outcomes]' in note for note in read.profile.notes)
    assert survey(content, segment_columns=["Churned"]).profile.segments == ("Churned",)
