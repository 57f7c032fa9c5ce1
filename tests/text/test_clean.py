"""Cleaning: laws first, then what is kept, repaired, taken out and made null."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.text.clean import NON_ANSWERS, clean_reasons, is_non_answer, repair_mojibake

repair_mojibake("\u00e2\u20ac\u2122, so that loading counts for no test")
any_text = st.text(max_size=80)
no_mark_up = st.text(st.characters(exclude_characters="&<", exclude_categories=["Cs"]), max_size=80)


def cleaned(*texts):
    return clean_reasons(pd.Series(list(texts), dtype="object")).reasons.tolist()


@given(st.lists(st.one_of(st.none(), any_text), max_size=8))
def test_every_row_comes_back_in_its_place(texts):
    index = [f"r{i}" for i in range(len(texts))]
    result = clean_reasons(pd.Series(texts, index=index, dtype="object"))
    assert result.reasons.index.tolist() == index
    assert result.reasons.dtype == "string"
    assert result.non_answers <= int(result.reasons.isna().sum())


@given(no_mark_up)
def test_cleaning_a_clean_reason_changes_nothing(text):
    once = cleaned(text)
    assert once == cleaned(*once) or (once[0] is pd.NA and cleaned(*once)[0] is pd.NA)


@given(any_text)
def test_a_reason_is_null_or_says_something_and_has_no_space_around_it(text):
    (reason,) = cleaned(text)
    assert reason is pd.NA or (reason and reason == reason.strip())


@given(st.sampled_from(sorted(NON_ANSWERS)), st.sampled_from(["", ".", "!", "...", " ", " ;-"]))
def test_a_non_answer_is_one_in_any_case_and_with_punctuation(word, tail):
    assert is_non_answer(word.upper() + tail)
    assert is_non_answer(word.title() + tail)


@pytest.mark.parametrize(
    "text",
    [
        "n/a", "NA", "Nil.", "none", "-", "...", "?", "k.A.", "Did not answer", "I don't know",
        "don\u2019t know", "7", "10/10", "8 out of 10", "Score: 9", "100%", "STOP", "x", "asdf",
        "No comments!", "NOTHING TO ADD", "\u00a0n/a\u00a0", "'", "\u2026",
    ],
)  # fmt: skip
def test_what_gives_no_reason_becomes_null_and_is_counted(text):
    result = clean_reasons(pd.Series([text]))
    assert result.reasons.isna().all()
    assert result.non_answers == 1


@pytest.mark.parametrize("text", ["", "  \n ", "\u00a0", None, "\u200b"])
def test_a_blank_row_becomes_null_and_is_no_non_answer(text):
    result = clean_reasons(pd.Series([text], dtype="object"))
    assert result.reasons.isna().all()
    assert result.non_answers == 0


@pytest.mark.parametrize(
    "text",
    ["Nothing works", "No complaints", "none of it works", "\U0001f44d", ":-)", "No service",
     "10 days late", "xbox app", "Stop calling me", "Na\u00efve pricing", "\u597d"],
)  # fmt: skip
def test_what_gives_a_reason_stays(text):
    assert cleaned(text) == [text]


def test_mark_up_entities_and_control_characters_go_and_inner_space_stays():
    assert cleaned("too dear &amp; slow<br/>and  <b>rude</b>\x00\u200b\r\nagain ") == [
        "too dear & slow\nand  rude\nagain"
    ]
    assert cleaned("5 < 6 and a <3 b") == ["5 < 6 and a <3 b"]


def test_mojibake_is_undone_only_where_it_is_certain():
    assert repair_mojibake("it\u00e2\u20ac\u2122s fine") == "it\u2019s fine"
    assert repair_mojibake("caf\u00e9 \u201cquoted\u201d") == "caf\u00e9 \u201cquoted\u201d"
    result = clean_reasons(pd.Series(["it\u00e2\u20ac\u2122s fine", "caf\u00e9"]))
    assert result.repaired == 1


def test_personal_data_is_counted_over_all_rows():
    result = clean_reasons(pd.Series(["mail a@b.example", "mail a@b.example", "good"]))
    assert result.redacted == {"email": 2}
    assert result.reasons[0] == "mail [EMAIL]"
