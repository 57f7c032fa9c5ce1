"""Grouping: like vectors together, the same whatever comes, and no warning for odd ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nps_reasons.errors import UsageError
from nps_reasons.themes import grouping as module
from nps_reasons.themes.grouping import NOWHERE, Grouping

pytest.importorskip("sklearn", reason="the extra topics is not installed")


@pytest.fixture(scope="module", autouse=True)
def few_bags():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BAGS", 8)
        yield


def clouds(n_each, *, width=8, noise=0.1, seed=0):
    """Vectors around the first axes, one cloud after the other."""
    rng = np.random.default_rng(seed)
    middles = np.repeat(np.eye(width)[: len(n_each)], n_each, axis=0)
    return (middles + noise * rng.normal(size=middles.shape)).astype(np.float32)


def partition(labels):
    return {frozenset(np.flatnonzero(labels == name).tolist()) for name in set(labels.tolist())}


odd = arrays(
    np.float32,
    st.tuples(st.integers(1, 30), st.integers(1, 4)),
    elements=st.sampled_from([0.0, 0.0, 1.0, -1.0, 0.5]),
)


@settings(max_examples=40)
@given(odd, st.integers(1, 6))
def test_whatever_the_vectors_there_is_an_answer_for_each_and_no_warning(vectors, n_groups):
    model = Grouping(n_groups).fit(vectors)
    assert 1 <= len(model.centres_) <= n_groups
    assert np.isfinite(model.centres_).all()
    assert set(model.labels_.tolist()) <= {NOWHERE, *range(len(model.centres_))}
    assert model.predict(vectors).tolist() == model.labels_.tolist()
    assert (model.labels_[~vectors.any(axis=1)] == NOWHERE).all()


@settings(max_examples=20)
@given(st.lists(st.integers(12, 30), min_size=2, max_size=5), st.integers(0, 3))
def test_clouds_that_lie_apart_are_the_groups_whatever_their_sizes(sizes, seed):
    labels = Grouping(len(sizes), seed=seed).fit(clouds(sizes)).labels_
    ends = np.cumsum(sizes)
    expected = {frozenset(range(end - n, end)) for end, n in zip(ends.tolist(), sizes, strict=True)}
    assert partition(labels) == expected


def test_the_length_of_a_vector_does_not_count():
    vectors = clouds([20, 20, 20])
    stretched = vectors * np.repeat([[1.0], [0.25], [8.0]], 20, axis=0).astype(np.float32)
    assert (Grouping(3).fit(vectors).labels_ == Grouping(3).fit(stretched).labels_).all()


def test_the_same_seed_gives_the_same_bits():
    vectors = clouds([25, 25, 25], noise=0.5)
    first, second = (Grouping(3, seed=5).fit(vectors) for _ in range(2))
    assert first.centres_.tobytes() == second.centres_.tobytes()
    assert first.nearness(vectors).tobytes() == second.nearness(vectors).tobytes()


@pytest.mark.parametrize("n_groups", [1, 2, 5])
def test_vectors_that_are_all_the_same_are_one_group_at_most(n_groups):
    model = Grouping(n_groups).fit(np.ones((40, 6), dtype=np.float32))
    assert len(model.centres_) == 1
    assert len(set(model.labels_.tolist())) == 1


def test_zeros_are_nowhere_even_where_there_is_nothing_else():
    model = Grouping(3).fit(np.zeros((40, 6), dtype=np.float32))
    assert set(model.labels_.tolist()) == {NOWHERE}


def test_zeros_among_others_are_nowhere_and_leave_the_groups_as_they_are():
    vectors = np.vstack([clouds([30, 30]), np.zeros((5, 8), dtype=np.float32)])
    labels = Grouping(2).fit(vectors).labels_
    assert set(labels[60:].tolist()) == {NOWHERE}
    assert partition(labels[:60]) == {frozenset(range(30)), frozenset(range(30, 60))}


def test_fewer_different_vectors_than_groups_make_fewer_groups():
    three = np.repeat(np.eye(3, dtype=np.float32), 20, axis=0)
    model = Grouping(8).fit(three)
    assert len(model.centres_) == 3
    assert len(partition(model.labels_)) == 3


def test_vectors_that_differ_by_rounding_alone_warn_of_nothing():
    rng = np.random.default_rng(0)
    vectors = np.repeat(np.eye(2), 30, axis=0) + 1e-7 * rng.normal(size=(60, 2))
    labels = Grouping(6).fit(vectors.astype(np.float32)).labels_
    assert not set(labels[:30].tolist()) & set(labels[30:].tolist())


def test_what_is_near_no_centre_is_nowhere():
    vectors = clouds([40, 40], width=3, noise=0.02)
    model = Grouping(2).fit(vectors)
    across = np.linalg.svd(model.centres_)[2][-1]
    away = (model.centre_ + 5 * across).astype(np.float32)
    assert model.predict(away[None]).tolist() == [NOWHERE]
    assert model.nearness(away[None])[0] < module.NEAR


def test_a_vector_has_the_same_group_alone_and_among_others():
    vectors = clouds([30, 30, 30])
    model = Grouping(3).fit(vectors)
    alone = [model.predict(vectors[at : at + 1])[0] for at in range(0, 90, 7)]
    assert alone == model.labels_[::7].tolist()
    assert model.predict(vectors[:0]).tolist() == []


def test_whatever_counts_runs_on_one_thread():
    from threadpoolctl import threadpool_info

    with module._one_thread():
        assert {library["num_threads"] for library in threadpool_info()} == {1}
        assert "openmp" in {library["user_api"] for library in threadpool_info()}


@pytest.mark.parametrize(("n_groups", "n_vectors"), [(0, 5), (2, 0)])
def test_nothing_to_group_is_said(n_groups, n_vectors):
    with pytest.raises(UsageError, match=f"{n_groups} groups of {n_vectors} vectors"):
        Grouping(n_groups).fit(np.ones((n_vectors, 2), dtype=np.float32))
