"""Clauses: exact offsets, nothing lost, and where a sentence is cut."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.text.clauses import ClauseSplitter
from nps_reasons.text.grammar import JOINS, TURNS

SPLITTER = ClauseSplitter("blank en")
SPLITTER.split(["so that loading counts for no test"])
CONNECTIVES = TURNS | JOINS | {"even", "or"}

words = st.sampled_from(
    [
        "the",
        "staff",
        "were",
        "friendly",
        "but",
        "I",
        "waited",
        "and",
        "nobody",
        "rang",
        "it",
        "is",
        "slow",
        ",",
        ";",
        ".",
        "-",
        "yet",
        "although",
        "even",
        "though",
        "however",
        "while",
        "except",
        "price",
        "good",
        "\n",
        "😡",
        "...",
        "3",
        "weeks",
        "(really)",
        "café",
    ]
)
reasons = st.one_of(st.text(max_size=120), st.lists(words, max_size=25).map(" ".join))


def said(text):
    (clauses,) = SPLITTER.split([text])
    return [text[clause.start : clause.end] for clause in clauses]


@given(reasons)
def test_clauses_are_in_order_trimmed_not_empty_and_do_not_overlap(text):
    (clauses,) = SPLITTER.split([text])
    ends = [0]
    for clause in clauses:
        assert ends[-1] <= clause.start < clause.end <= len(text)
        piece = text[clause.start : clause.end]
        assert piece == piece.strip()
        ends.append(clause.end)


@given(reasons)
def test_between_clauses_stand_only_separators_and_connectives(text):
    (clauses,) = SPLITTER.split([text])
    starts = [clause.start for clause in clauses] + [len(text)]
    ends = [0] + [clause.end for clause in clauses]
    left_out = " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    assert set(re.findall(r"[^\W_]+", left_out.lower())) <= CONNECTIVES


@given(st.lists(reasons, max_size=5))
def test_a_text_is_split_alike_whatever_stands_beside_it(texts):
    assert SPLITTER.split(texts) == [SPLITTER.split([text])[0] for text in texts]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Quick and easy", ["Quick and easy"]),
        ("Nice staff but slow", ["Nice staff", "slow"]),
        ("Although it is dear, I like it", ["it is dear", "I like it"]),
        ("I like it even though it is dear", ["I like it", "it is dear"]),
        ("All fine except the price", ["All fine", "except the price"]),
        ("The app is good and the support was bad", ["The app is good", "the support was bad"]),
        ("She was kind and explained it", ["She was kind and explained it"]),
        ("friendly staff, low prices", ["friendly staff", "low prices"]),
        ("When I rang, nobody answered", ["When I rang, nobody answered"]),
        ("not fixed yet", ["not fixed yet"]),
        ("Nothing but trouble", ["Nothing but trouble"]),
        ("Good - but dear; late too", ["Good", "dear", "late too"]),
        ("First line\nsecond line", ["First line", "second line"]),
        ("Great. \U0001f600", ["Great. \U0001f600"]),
        ("Slow... very slow", ["Slow", "very slow"]),
        ("...", []),
        ("I rang the desk, which was awful", ["I rang the desk, which was awful"]),
        ("The fitter, who was rude, left", ["The fitter, who was rude, left"]),
        ("What we had so far has been poor", ["What we had so far has been poor"]),
    ],
)
def test_a_sentence_is_cut_where_it_turns_or_starts_over(text, clauses):
    assert said(text) == clauses


@given(reasons)
def test_a_lost_apostrophe_cuts_like_an_apostrophe(text):
    whole = f"{text} and I didn't ask but they don't care"
    assert SPLITTER.split([whole.replace("n't", "n\ufffdt")]) == SPLITTER.split([whole])


@pytest.mark.parametrize("text", ["a" * 60_000, "word " * 20_000, "e\u0301\u0302" * 20_000])
def test_a_text_of_any_length_without_punctuation_is_one_clause(text):
    assert len(said(text)) == 1


def test_the_name_tells_the_pipeline_and_the_version_of_the_rules():
    assert SPLITTER.name == "blank en + rules 2"
