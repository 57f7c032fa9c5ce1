"""Matching: the theme that a proposal is most like, and proposals that may be one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nps_reasons.themes.matching import PART, SAME, Match, alike, matched

NONE = np.zeros(3, dtype=np.float32)
rows = arrays(
    np.float32,
    st.tuples(st.integers(0, 6), st.just(3)),
    elements=st.floats(-1, 1, width=16),
)


def vectors(*some):
    return np.array(some, dtype=np.float32).reshape(-1, 3)


@given(rows, rows)
def test_there_is_one_answer_for_each_proposal_and_none_below_the_limit(centres, known):
    names = [str(number) for number in range(len(known))]
    found = matched(centres, known, names, middle=NONE, middle_known=NONE)
    assert len(found) == len(centres)
    for match in found:
        assert match is None or (match.theme in names and PART <= match.likeness <= 1.01)


@given(rows)
def test_pairs_are_ordered_by_likeness_and_each_is_named_once(centres):
    pairs = alike(centres, middle=NONE)
    assert [likeness for *_, likeness in pairs] == sorted((p[2] for p in pairs), reverse=True)
    assert len({pair[:2] for pair in pairs}) == len(pairs)
    assert all(first < second for first, second, _ in pairs)


@given(rows, rows, st.randoms(use_true_random=False))
def test_the_order_of_the_proposals_changes_nothing(centres, known, random):
    names = [str(number) for number in range(len(known))]
    order = random.sample(range(len(centres)), len(centres))
    found = matched(centres, known, names, middle=NONE, middle_known=NONE)
    turned = matched(centres[order], known, names, middle=NONE, middle_known=NONE)
    assert turned == [found[at] for at in order]


def test_likeness_is_the_cosine_as_seen_from_the_middle_of_each_kind():
    middle, middle_known = vectors([9, 0, 0])[0], vectors([0, 0, 5])[0]
    found = matched(
        vectors([9, 3, 4]),
        vectors([0, 1, 5], [0, 0, 6]),
        ["price", "staff"],
        middle=middle,
        middle_known=middle_known,
    )
    assert found == [Match("staff", 0.8)]


@pytest.mark.parametrize(
    ("likeness", "same"), [(PART, False), (SAME - 0.01, False), (SAME, True), (1.0, True)]
)
def test_same_begins_at_its_limit(likeness, same):
    assert Match("price", likeness).same is same


def test_a_proposal_in_the_middle_of_all_is_like_nothing():
    middle = vectors([1, 1, 1])[0]
    centres = vectors([1, 1, 1], [1, 1, 1])
    assert matched(centres, np.eye(3), list("abc"), middle=middle, middle_known=NONE) == [None] * 2
    assert alike(centres, middle=middle) == []


def test_without_proposals_or_themes_there_is_no_match():
    assert matched(vectors(), np.eye(3), list("abc"), middle=NONE, middle_known=NONE) == []
    assert matched(np.eye(3), vectors(), [], middle=NONE, middle_known=NONE) == [None] * 3
    assert alike(vectors(), middle=NONE) == []
    assert alike(vectors([1, 0, 0]), middle=NONE) == []
