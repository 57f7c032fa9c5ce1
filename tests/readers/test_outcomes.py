"""Outcomes: whether customers left or renewed, and what they are worth."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.errors import UsageError
from nps_reasons.readers import read_survey
from nps_reasons.readers.cells.outcomes import parse_outcomes
from nps_reasons.settings import Settings


def amounts(*cells):
    read, notes = parse_outcomes(pd.DataFrame({"v": cells}, dtype="string"), {"value": "v"})
    return read["value"].tolist(), notes


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8))
def test_amounts_read_the_same_in_both_manners(cents):
    english = [f"{n / 100:,.2f}" for n in cents]
    german = [text.translate(str.maketrans(",.", ".,")) + " €" for text in english]
    assert amounts(*english) == amounts(*german)
    assert amounts(*english)[0] == pytest.approx([n / 100 for n in cents])


def test_the_manner_of_the_column_decides_what_a_cell_leaves_open():
    assert amounts("€ 1.250.000", "1.250", "250000")[0] == [1250000, 1250, 250000]
    assert amounts("12.5", "1.250")[0] == [12.5, 1.25]
    assert amounts("USD 1,000", "$20.50", "(300)", "-5")[0] == [1000, 20.5, -300, -5]


def test_what_is_no_amount_is_missing_and_counted():
    values, notes = amounts("12k", "", "n/a", "7")
    assert pd.isna(values[:3]).all()
    assert values[3] == 7
    assert notes == ('"v" (value): cells that cannot be read count as missing: 1.',)


def test_what_could_be_thousands_or_decimals_is_said():
    values, notes = amounts("1.250", "2.500")
    assert values == [1250, 2500]
    assert "thousands or decimals" in notes[0]


def test_outcomes_come_from_any_joined_file_and_are_no_segments(tmp_path):
    rows = "".join(f"{i},c{i % 4},{i % 11}\n" for i in range(20))
    (tmp_path / "s.csv").write_text("id,customer_id,score\n" + rows)
    (tmp_path / "c.csv").write_text(
        'customer_id,Left,kept on,Revenue\nc0,Yes,no,"1,000.50"\nc1,0,TRUE,7\nc2,perhaps,,\n'
    )
    given = {"files": [tmp_path / "s.csv"], "attributes": [tmp_path / "c.csv"]}
    names = {"churned": "left", "renewed": "kept on", "value": "revenue"}
    read = read_survey(Settings.from_dict({"input": given, "outcomes": names}))
    told = read.responses.drop_duplicates("respondent_id").set_index("respondent_id").sort_index()
    assert told["churned"].tolist() == [True, False, pd.NA, pd.NA]
    assert told["renewed"].tolist() == [False, True, pd.NA, pd.NA]
    assert told["value"].fillna(-1).tolist() == [1000.5, 7, -1, -1]
    assert read.profile.segments == ()
    assert any(
        "cells that cannot be read count as missing: 5" in note for note in read.profile.notes
    )
    with pytest.raises(UsageError, match=r'there is no column "lost" \(\[outcomes\] churned\)'):
        read_survey(Settings.from_dict({"input": given, "outcomes": {"churned": "lost"}}))
