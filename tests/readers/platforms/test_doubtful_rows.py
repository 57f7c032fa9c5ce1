"""Rows of a table of any origin that may be no responses: nothing is lost by a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.readers.formats.delimited import read_delimited
from nps_reasons.readers.platforms.generic import prepare
from nps_reasons.readers.platforms.platform import NOT_NPS
from nps_reasons.readers.platforms.totals import TOTAL

words = st.sampled_from(["open", "closed", "retail", "test store", "NPS", "B2B", "total", "1", ""])


@given(
    cells=st.lists(words, min_size=1, max_size=8), name=st.sampled_from(["Type", "Kind", "Area"])
)
def test_a_column_of_another_name_costs_no_row(cells, name):
    lines = [f"r{i},9,Fast,{cell}" for i, cell in enumerate(cells)]
    table = read_delimited("\n".join([f"id,score,comment,{name}", *lines]).encode(), source="a")
    assert len(prepare(table).cells) == len(cells)


def kinds(*questions):
    lines = [f"{i},9,Fast,{question}" for i, question in enumerate(questions)]
    return "\n".join(["id,score,comment,Survey Type", *lines]) + "\n"


def test_kinds_of_nps_and_kinds_that_are_not_known_stay(survey):
    reading = survey({"a.csv": kinds("Relational NPS", "tNPS", "Transactional", "Onboarding")})
    assert len(reading.responses) == 4


def test_kinds_that_are_known_to_be_others_are_set_aside(survey):
    reading = survey({"a.csv": kinds("NPS", "CSAT", "eNPS", "Customer Effort", "5-star")})
    assert reading.quarantine["reason"].tolist() == [NOT_NPS] * 4


def test_totals_below_the_responses_are_set_aside(survey):
    file = (
        "ID,Date,Score,Comment\n1,2025-01-02,9,Fast\n2,2025-01-03,3,\nTotal,,2,\nAverage:,,6.0,\n"
    )
    reading = survey({"a.csv": file})
    assert reading.responses["score"].tolist() == [9, 3]
    assert reading.quarantine["reason"].tolist() == [TOTAL] * 2


@pytest.mark.parametrize(
    "file",
    [
        "comment,score\nGood,9\nAverage,6\n",
        "city,score\nTotal,9\nRome,6\n",
        "id,score,comment\n1,9,Fast\ntotal,6,Slow\n",
    ],
)
def test_a_word_that_could_be_an_answer_is_no_total(survey, file):
    assert len(survey({"a.csv": file}).responses) == 2


def test_one_row_an_answer_is_told(survey):
    file = "response_id,question,answer\n1,Recommend?,9\n1,Why?,Fast\n2,Recommend?,3\n"
    assert any("one row an answer" in note for note in survey({"a.csv": file}).profile.notes)
