"""Respondents who answer more than once: all count, or the latest of each period."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nps_reasons as nr
from nps_reasons.respondents import EARLIER, earlier_in_period

SURVEY = """response_id,email,score,answered
9,ann@x.example,9,2025-01-02
10,Ann@x.example,3,2025-01-02
11,ann@x.example,5,2025-05-02
12,bo@x.example,8,2025-01-05
13,,7,2025-01-06
14,,7,2025-01-06
"""

people = st.lists(st.sampled_from(["a", "b", None]), min_size=1, max_size=10)


@given(people, st.randoms(use_true_random=False))
def test_one_response_per_respondent_and_period_is_left_whatever_the_order(who, draw):
    times = pd.to_datetime([draw.choice(["2025-01-01", "2025-01-02", None]) for _ in who], utc=True)
    responses = pd.DataFrame(
        {"response_id": [str(i) for i in range(len(who))], "responded_at": times, "period": "all"}
    )
    named = pd.Series(who, dtype="string")
    earlier = earlier_in_period(responses, named)
    assert not earlier[named.isna()].any()
    assert (named[~earlier].value_counts() == 1).all()
    turned = responses[::-1]
    pd.testing.assert_series_equal(earlier_in_period(turned, named[::-1]).sort_index(), earlier)


@pytest.fixture
def read(tmp_path):
    (tmp_path / "s.csv").write_text(SURVEY)
    return lambda **given: nr.read(
        tmp_path / "s.csv", settings=nr.Settings.from_dict({"input": given})
    )


def test_all_responses_count_by_default_and_both_counts_are_noted(read):
    reading = read()
    assert len(reading.responses) == 6
    note = next(note for note in reading.source.notes if "respondents" in note)
    assert note.startswith("4 responses of 2 respondents (2 more without a respondent)")


def test_the_latest_of_a_period_counts_alone_and_the_rest_is_in_quarantine(read):
    reading = read(repeats="latest")
    assert set(reading.responses["response_id"]) == {"10", "11", "12", "13", "14"}
    (aside,) = reading.quarantine[["row", "value", "reason"]].to_dict("records")
    assert aside == {"row": 2, "value": "[EMAIL]", "reason": EARLIER}
    (count,) = reading.source.counts
    assert (count.kept, count.quarantined, count.adds_up) == (5, 1, True)
