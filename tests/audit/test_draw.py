"""Drawing: known probabilities, no order, larger samples hold smaller ones."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.audit import CODERS, draw
from nps_reasons.errors import InputError, UsageError


def survey(n=60, silent=10, periods=("2025Q3", "2025Q4")):
    parts = [
        pd.DataFrame(
            {
                "response_id": [f"{period}-{i}" for i in range(n)],
                "period": period,
                "group": [("promoter", "passive", "detractor")[min(i % 6, 2)] for i in range(n)],
                "reason": [None if i < silent else f"said {i}" for i in range(n)],
            }
        )
        for period in periods
    ]
    return pd.concat(parts, ignore_index=True)


PERIODS = ("2025Q3", "2025Q4")
sizes = st.integers(2, 150)


@given(size=sizes, seed=st.integers(0, 10**9), by_group=st.booleans())
def test_each_is_drawn_once_and_has_a_reason_and_lifts_add_up(size, seed, by_group):
    responses = survey()
    drawn = draw(responses, periods=PERIODS, size=size, seed=seed, by_group=by_group)
    rows = drawn.rows.merge(responses, on=["response_id", "period"], validate="one_to_one")
    assert len(rows) == len(drawn.rows) == sum(stratum.drawn for stratum in drawn.strata)
    assert rows["reason_y"].notna().all()
    for stratum in drawn.strata:
        here = drawn.rows.query("period == @stratum.period and group == @stratum.group")
        assert (1 / here["probability"]).sum() == pytest.approx(stratum.with_reason)


@given(size=sizes, order=st.randoms(use_true_random=False), by_group=st.booleans())
def test_the_order_of_rows_changes_nothing(size, order, by_group):
    responses = survey()
    places = list(range(len(responses)))
    order.shuffle(places)
    asked = {"periods": PERIODS, "size": size, "seed": 7, "by_group": by_group}
    shuffled = draw(responses.iloc[places], **asked)
    pd.testing.assert_frame_equal(shuffled.rows, draw(responses, **asked).rows)


@given(size=sizes, more=st.integers(0, 60), both=st.integers(0, 30), by_group=st.booleans())
def test_a_larger_sample_holds_the_smaller_one_and_asks_the_same_people(size, more, both, by_group):
    asked = {"periods": PERIODS, "both": both, "by_group": by_group}
    small = draw(survey(), size=size, **asked).rows.set_index("response_id")
    large = draw(survey(), size=size + more, **asked).rows.set_index("response_id")
    assert set(small.index) <= set(large.index)
    again = large.loc[small.index]
    assert (again["coder"].eq(small["coder"]) | again["both"] | small["both"]).all()


def test_with_sizes_that_share_out_evenly_a_larger_sample_begins_with_the_smaller_one():
    small = draw(survey(), periods=PERIODS, size=20, both=6).rows
    large = draw(survey(), periods=PERIODS, size=40, both=6).rows[: len(small)]
    same = ["response_id", "both", "coder"]
    pd.testing.assert_frame_equal(small[same], large[same])


def test_every_response_has_the_same_chance():
    responses = survey(n=20, silent=0, periods=("2025Q4",))
    draws = [
        draw(responses, periods=["2025Q4"], size=5, seed=seed).rows["response_id"]
        for seed in range(400)
    ]
    often = pd.concat(draws).value_counts() / 400
    assert len(often) == 20
    assert np.abs(often - 0.25).max() < 4 * np.sqrt(0.25 * 0.75 / 400)


def test_the_size_is_shared_out_over_periods_or_given_for_each():
    even = draw(survey(), periods=PERIODS, size=25)
    assert [stratum.drawn for stratum in even.strata] == [13, 12]
    given_sizes = draw(survey(), periods=PERIODS, size={"2025Q3": 30, "2025Q4": 10})
    assert [stratum.drawn for stratum in given_sizes.strata] == [30, 10]


def test_by_group_as_many_of_each_group_have_different_chances():
    drawn = draw(survey(silent=0), periods=["2025Q4"], size=30, by_group=True)
    found = {stratum.group: (stratum.drawn, stratum.probability) for stratum in drawn.strata}
    assert found == {
        "promoter": (10, 1.0),
        "passive": (10, 1.0),
        "detractor": (10, pytest.approx(10 / 40)),
    }


def test_the_whole_survey_is_one_pool():
    drawn = draw(survey(), periods=["all"], size=40)
    assert [(s.period, s.with_reason, s.drawn) for s in drawn.strata] == [("all", 100, 40)]


def test_all_are_taken_where_there_are_no_more_and_it_is_said():
    drawn = draw(survey(), periods=PERIODS, size=400)
    assert [stratum.drawn for stratum in drawn.strata] == [50, 50]
    assert set(drawn.rows["probability"]) == {1.0}
    assert "2025Q3: 200 were asked for and 50 drawn: all there are of 50 reasons." in drawn.notes


def test_too_few_for_a_correction_are_said():
    notes = draw(survey(), periods=PERIODS, size=98).notes
    assert [note.split(":")[0] for note in notes] == ["2025Q3", "2025Q4"]
    assert "from 50 coded ones on" in notes[0]
    assert draw(survey(), periods=PERIODS, size=100).notes == ()


def test_some_are_coded_by_both_and_the_others_are_shared_out():
    drawn = draw(survey(), periods=PERIODS, size=40, both=10)
    lists = [set(drawn.asked(coder)["response_id"]) for coder in CODERS]
    assert [len(ids) for ids in lists] == [25, 25]
    assert lists[0] & lists[1] == set(drawn.rows["response_id"][:10])


def test_without_responses_in_common_one_person_codes_all():
    drawn = draw(survey(), periods=PERIODS, size=40, both=0)
    assert drawn.coders == ("Coder A",)
    assert len(drawn.asked("Coder A")) == 40


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"periods": ["2025Q5"]}, 'no period "2025Q5"; did you mean "2025Q'),
        ({"periods": []}, "each period once"),
        ({"periods": ["2025Q4", "2025Q4"]}, "each period once"),
        ({"periods": ["2025Q4", "all"]}, "each period once"),
        ({"periods": PERIODS, "size": 1}, "draws 0 responses of 2025Q4"),
        ({"periods": PERIODS, "size": {"2025Q4": 3}}, "draws 0 responses of 2025Q3"),
    ],
)
def test_what_cannot_be_drawn_is_refused(asked, expected):
    with pytest.raises(UsageError, match=expected):
        draw(survey(), **asked)


def test_a_period_without_a_reason_is_refused():
    with pytest.raises(InputError, match="2025Q4: no response has a reason"):
        draw(survey(silent=60), periods=["2025Q4"])
