import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import accuracy, macro_f1, measured, micro_f1, tally, tally_answers

SETS = st.lists(
    st.tuples(st.sets(st.sampled_from("abc")), st.sets(st.sampled_from("abc"))), min_size=1
)
ANSWERS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1)


@given(SETS)
def test_micro_f1_is_twice_the_hits_over_all_that_was_said_and_found(rows):
    truth, guess = zip(*rows, strict=True)
    hits = sum(len(said & found) for said, found in rows)
    both = sum(len(said) + len(found) for said, found in rows)
    counts = tally(truth, guess, "abc").sum(axis=0)
    assert micro_f1(counts) == pytest.approx(2 * hits / both if both else 0)


@given(ANSWERS)
def test_accuracy_is_the_share_of_right_answers(rows):
    truth, guess = zip(*rows, strict=True)
    counts = tally_answers([truth], [guess], "abc").sum(axis=0)
    right = np.mean([said == found for said, found in rows])
    assert accuracy(counts) == pytest.approx(right)
    assert micro_f1(counts) == pytest.approx(right)


def test_macro_f1_is_the_mean_over_the_classes_that_are_there():
    truth, guess = [["a"], ["a"], ["b"]], [["a"], ["b"], ["b"]]
    assert macro_f1(tally_answers(truth, guess, "abc").sum(axis=0)) == pytest.approx(2 / 3)


def test_a_text_in_several_rounds_is_drawn_as_one():
    counts = np.tile(tally([["a"], []], [["a"], ["a"]], "a"), (50, 1, 1))
    once = measured(counts, ["kept", "missed"] * 50, micro_f1)
    assert once.value == pytest.approx(2 / 3)
    assert (once.low, once.high) == (0, 1)


def test_an_interval_holds_its_value_and_is_the_same_again():
    rng = np.random.default_rng(0)
    truth = [[str(i)] for i in rng.integers(0, 3, 400)]
    guess = [
        said if keep else ["0"] for said, keep in zip(truth, rng.random(400) < 0.7, strict=True)
    ]
    counts = tally(truth, guess, ["0", "1", "2"])
    units = [str(i) for i in range(400)]
    found = measured(counts, units, micro_f1)
    assert found.low < found.value < found.high
    assert found == measured(counts, units, micro_f1)
