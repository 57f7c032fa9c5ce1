"""Group columns check the score: in words of several languages, in codes, and never as a score."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.errors import InputError, UsageError
from nps_reasons.net_promoter import classify
from nps_reasons.readers.cells.groups import CODINGS, group_of_word, is_group_name, read_groups

scores = st.lists(st.integers(0, 10), min_size=1, max_size=40)


@given(scores, st.sampled_from(CODINGS))
def test_groups_in_codes_of_the_scores_agree_with_the_scores(values, coding):
    groups = classify(pd.Series(values, dtype="Int64"), "0-10").astype("string")
    code_of = {group: code for code, group in coding.items()}
    read = read_groups(groups.map(code_of).astype("string"), groups)
    assert read.tolist() == groups.tolist()


@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_how_codes_are_read(values, random):
    groups = classify(pd.Series(values, dtype="Int64"), "0-10").astype("string")
    codes = pd.Series([str(value % 3) for value in values], dtype="string")
    places = list(range(len(values)))
    random.shuffle(places)
    shuffled = read_groups(codes.iloc[places], groups.iloc[places])
    assert shuffled.sort_index().equals(read_groups(codes, groups))


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("PROMOTER", "promoter"),
        ("Promoters", "promoter"),
        ("Promotor", "promoter"),
        ("promoteurs", "promoter"),
        ("Promotore", "promoter"),
        ("Promoter (9-10)", "promoter"),
        ("9-10 Promoters", "promoter"),
        ("Passiv", "passive"),
        ("Pasivos", "passive"),
        ("Neutral", "passive"),
        ("Passief", "passive"),
        ("Kritiker", "detractor"),
        ("Détracteur", "detractor"),
        ("detratores", "detractor"),
        ("Criticasters", "detractor"),
        ("Detrattori", "detractor"),
        ("non promoter", None),
        ("Enterprise", None),
        ("9", None),
    ],
)
def test_words_of_several_languages_name_a_group(word, group):
    assert group_of_word(word) == group


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("NPS Group", True),
        ("nps_category", True),
        ("NPS type", True),
        ("Q1_NPS_GROUP", True),
        ("Promoter status", True),
        ("Score category", True),
        ("Catégorie NPS", True),
        ("Categoría de NPS", True),
        ("NPS-Gruppe", True),
        ("Group", False),
        ("Customer segment", False),
        ("Response type", False),
        ("NPS", False),
    ],
)
def test_a_group_column_is_known_by_its_name(name, is_one):
    assert is_group_name(name) == is_one


@pytest.mark.parametrize("codes", [(3, 2, 1), (1, 0, -1), ("1.0", "0.0", "-1.0"), (2, 1, 0)])
def test_codes_under_the_name_of_a_group_check_the_score(survey, codes):
    high, middle, low = codes
    rows = f"1,{high},10\n2,{middle},7\n3,{low},0\n4,{low},9\n5,{high},9\n"
    read = survey({"a.csv": f"id,NPS Group,NPS\n{rows}"})
    assert read.profile.columns["group"] == "NPS Group"
    assert read.profile.columns["score"] == "NPS"
    assert sorted(read.responses["score"]) == [0, 7, 9, 9, 10]
    assert any("disagree with 1 scores (one of 9" in note for note in read.profile.notes)


def test_a_second_group_column_is_no_segment_and_no_score(survey):
    rows = "".join(f"{i},{9 + i % 2},Promoter,promoters,3\n" for i in range(8))
    rows += "0x,2,Detractor,detractors,1\n"
    read = survey({"a.csv": f"id,nps,NPS type,class,nps category\n{rows}"})
    assert read.profile.columns["score"] == "nps"
    assert not {"class", "nps category"} & set(read.profile.segments)


def test_codes_of_groups_cannot_be_a_segment(survey):
    with pytest.raises(UsageError, match="cannot be a segment"):
        survey({"a.csv": "id,nps,nps group\n1,9,3\n2,0,1\n"}, segment_columns=["nps group"])


def test_groups_without_scores_are_refused(survey):
    with pytest.raises(InputError, match="groups alone cannot give scores"):
        survey({"a.csv": "id,NPS,comment\n1,Promoter,quick\n2,Detractor,slow\n"})


def test_a_sentiment_is_no_group(survey):
    read = survey({"a.csv": "id,nps,Sentiment\n1,9,neutral\n2,0,neutral\n"})
    assert "group" not in read.profile.columns
