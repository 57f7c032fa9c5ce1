"""Precision, recall and F1 from a coded sample: plain ones where it is simple, honest where not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nps_reasons.evaluation.by_sample import (
    LabelCounts,
    Sample,
    accuracy_by_sample,
    f1_gain,
    share_of_totals,
)
from nps_reasons.inference.intervals import wilson

flags = st.integers(1, 15).flatmap(lambda n: arrays(bool, (2, n, 3)))


def simple(n):
    return Sample(np.ones(n), np.arange(n))


def measures_of(machine, person, sample):
    found = accuracy_by_sample(LabelCounts.of(machine, person), sample)
    return [found.precision, found.recall, found.f1]


def same(first, second):
    for one, other in zip(first, second, strict=True):
        for end in ("value", "low", "high"):
            np.testing.assert_allclose(getattr(one, end), getattr(other, end), atol=1e-9)


@given(flags)
def test_without_weights_they_are_the_plain_measures(said):
    machine, person = said
    precision, recall, f1 = measures_of(machine, person, simple(len(machine)))
    for k in range(3):
        right = (machine & person)[:, k].sum()
        found, coded = machine[:, k].sum(), person[:, k].sum()
        assert precision.value[k] == pytest.approx(right / found if found else np.nan, nan_ok=True)
        assert recall.value[k] == pytest.approx(right / coded if coded else np.nan, nan_ok=True)
        both = found + coded
        assert f1.value[k] == pytest.approx(2 * right / both if both else np.nan, nan_ok=True)


@given(flags)
def test_every_value_lies_in_its_interval_and_every_interval_has_a_width(said):
    for shares in measures_of(*said, simple(said.shape[1])):
        known = ~np.isnan(shares.value)
        assert (np.isnan(shares.low) == ~known).all()
        low, value, high = (getattr(shares, end)[known] for end in ("low", "value", "high"))
        assert (low >= 0).all()
        assert (low <= value).all()
        assert (value <= high).all()
        assert (high <= 1).all()
        assert (high - low > 0.01).all()


@given(flags, st.floats(0.1, 1e6))
def test_what_all_responses_weigh_changes_nothing(said, weight):
    n = said.shape[1]
    weighted = Sample(np.full(n, weight), np.arange(n))
    same(measures_of(*said, simple(n)), measures_of(*said, weighted))


@given(flags, st.randoms(use_true_random=False))
def test_the_order_of_responses_changes_nothing(said, random):
    n = said.shape[1]
    order = list(range(n))
    random.shuffle(order)
    lift, clusters = np.arange(1.0, n + 1), np.arange(n) // 2
    shuffled = measures_of(*said[:, order], Sample(lift[order], clusters[order]))
    same(measures_of(*said, Sample(lift, clusters)), shuffled)


def test_a_simple_sample_has_wilsons_interval():
    machine = np.ones((40, 1), dtype=bool)
    person = (np.arange(40) < 30)[:, None]
    shares = measures_of(machine, person, simple(40))[0]
    # The variance is that of a sample: n - 1, not n.
    assert (shares.low[0], shares.high[0]) == pytest.approx(wilson(0.75, 39))


def test_three_of_three_is_no_certainty():
    one = np.ones((3, 1), dtype=bool)
    precision, recall, f1 = measures_of(one, one, simple(3))
    assert precision.low[0] == recall.low[0] == pytest.approx(0.4385, abs=1e-4)
    assert f1.low[0] == pytest.approx(2 * 0.4385 / 1.4385, abs=1e-4)
    assert f1.high[0] == 1


def test_who_was_drawn_seldom_counts_for_more():
    machine = np.ones((2, 1), dtype=bool)
    person = np.array([[True], [False]])
    shares = measures_of(machine, person, Sample(np.array([9.0, 1.0]), np.arange(2)))[0]
    assert shares.value[0] == pytest.approx(0.9)


def test_a_respondent_who_answers_often_is_one():
    machine = np.ones((40, 1), dtype=bool)
    person = (np.arange(40) % 8 < 4)[:, None]
    often = share_of_totals(
        (machine & person).astype(float),
        machine.astype(float),
        Sample(np.ones(40), np.arange(40) // 4),
    )
    alone = measures_of(machine, person, simple(40))[0]
    assert often.value[0] == alone.value[0] == 0.5
    assert often.high[0] - often.low[0] > 1.7 * (alone.high[0] - alone.low[0])


def test_what_is_neither_found_nor_coded_has_no_measure():
    nothing = np.zeros((5, 1), dtype=bool)
    for shares in measures_of(nothing, nothing, simple(5)):
        assert np.isnan([shares.value[0], shares.low[0], shares.high[0]]).all()


def test_pooled_labels_make_the_micro_average():
    machine, person = np.random.default_rng(5).random((2, 50, 4)) < 0.3
    f1 = accuracy_by_sample(LabelCounts.of(machine, person).pooled, simple(50)).f1
    expected = 2 * (machine & person).sum() / (machine.sum() + person.sum())
    assert f1.value[0] == pytest.approx(expected)


@given(flags)
def test_who_finds_the_same_gains_nothing(said):
    labels = LabelCounts.of(*said).pooled
    gain = f1_gain(labels, labels, simple(said.shape[1]))
    if gain is not None:
        assert (gain.value, gain.low, gain.high) == (0, 0, 0)


def test_a_gain_is_the_difference_of_the_two_f1():
    rng = np.random.default_rng(2)
    person, poor, good = (rng.random((3, 200, 2)) < 0.4) | (rng.random((200, 2)) < 0.2)
    before, after = (LabelCounts.of(machine, person).pooled for machine in (poor, good | person))
    values = [accuracy_by_sample(some, simple(200)).f1.value[0] for some in (before, after)]
    gain = f1_gain(before, after, simple(200))
    assert gain.value == pytest.approx(values[1] - values[0])
    assert gain.low < gain.value < gain.high
    assert gain.low > 0


def test_intervals_hold_what_coding_everything_would_give():
    rng = np.random.default_rng(11)
    held = []
    for _ in range(400):
        person = rng.random((150, 1)) < 0.15
        machine = np.where(person, rng.random((150, 1)) < 0.8, rng.random((150, 1)) < 0.03)
        # A third were drawn with half the chance; the errors do not depend on it.
        lift = np.where(np.arange(150) % 3 == 0, 2.0, 1.0)
        precision, recall, _ = measures_of(machine, person, Sample(lift, np.arange(150)))
        truths = 0.8 * 0.15 / (0.8 * 0.15 + 0.03 * 0.85), 0.8
        held += [
            shares.low[0] <= truth <= shares.high[0]
            for shares, truth in zip((precision, recall), truths, strict=True)
        ]
    assert 0.92 <= np.mean(held) <= 0.985


def test_the_gain_on_the_responses_of_one_respondent_is_not_known():
    machine, person = np.array([[1], [1], [0]]) > 0, np.array([[1], [0], [1]]) > 0
    before, after = LabelCounts.of(machine, person), LabelCounts.of(person, person)
    assert f1_gain(before, after, Sample(np.ones(3), np.zeros(3, dtype=np.int64))) is None
