"""Score cells: what is a score, and why the others are none."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.errors import InputError
from nps_reasons.net_promoter import SCALE_OF
from nps_reasons.readers.cells.scores import chosen_scale, doubts, parse_score, parse_scores


@given(st.text(max_size=20), st.sampled_from(list(SCALE_OF)))
def test_any_cell_is_either_a_score_of_the_scale_or_has_a_problem(cell, name):
    score, problem = parse_score(cell, SCALE_OF[name])
    assert (score is None) != (problem is None)
    assert score is None or score in SCALE_OF[name].scores


@given(st.integers(0, 10), st.sampled_from(["{}", "{}.0", "{},0", " {} ", "{}/10", "{} - ok"]))
def test_a_score_is_read_in_every_spelling(score, spelling):
    assert parse_score(spelling.format(score), SCALE_OF["0-10"]) == (score, None)


@pytest.mark.parametrize(
    ("cell", "score"),
    [
        ("Extremely likely - 10", 10),
        ("Not at all likely - 0", 0),
        ("10 - Extremely likely", 10),
        ("9 (very likely)", 9),
        ("8 out of 10", 8),
        ("\u00a07\u00a0", 7),
    ],
)
def test_the_number_is_found_beside_words(cell, score):
    assert parse_score(cell, SCALE_OF["0-10"]) == (score, None)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("", "score is missing"),
        ("N/A", "score is missing"),
        ("11", "score is outside 0-10"),
        ("-1", "score is outside 0-10"),
        ("6.5", "score is not a whole number"),
        ("zehn", "score is not a number"),
        ("9/5", "score is not on the scale 0-10"),
        ("7 or 8", "score is not a number"),
        ("1,000", "score is not a number"),
    ],
)
def test_a_cell_that_is_no_score_says_why(cell, problem):
    assert parse_score(cell, SCALE_OF["0-10"]) == (None, problem)


def test_a_column_that_never_exceeds_five_is_refused_as_ten_point():
    with pytest.raises(InputError, match="never exceed 5, which looks like stars or CSAT"):
        chosen_scale(pd.Series(["5", "1", "4", "99"]), None, where="stars.csv")


def test_a_scale_that_is_given_is_trusted():
    assert chosen_scale(pd.Series(["5", "1"]), "0-10", where="low.csv") == "0-10"


def test_a_reversed_scale_has_its_own_bounds():
    read = parse_scores(pd.Series(["1", "5", "6", "7"]), "5-1")
    assert read.scores.dropna().tolist() == [1, 5]
    assert read.problems.dropna().tolist() == ["score is outside 5-1"] * 2


def test_scores_that_hardly_look_like_their_scale_are_doubted():
    codes = pd.Series([1] * 50 + [2] * 20 + [5, 6, 7])
    (note,) = doubts(codes, "0-10")
    assert "No score exceeds 7 and 97 % are 5 or less" in note
    assert doubts(codes, "1-10") == ()
    assert doubts(pd.Series([0, 9, 10] * 20), "0-10") == ()
    assert doubts(pd.Series([1, 2, 7]), "0-10") == ()
