"""Passages: what is computed of one depends on it alone, and cutting loses no token."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.encoders.passages import Passages, joined

WIDTH = 3
lengths = st.lists(st.integers(0, 4), max_size=6)


def passages(counts, seed=0):
    """Texts of so many words of one letter, each with a vector drawn by lot."""
    ends = np.cumsum(counts, dtype=np.int64)
    n_tokens = int(ends[-1]) if counts else 0
    first = np.array([2 * word for count in counts for word in range(count)], dtype=np.int32)
    vectors = np.random.default_rng(seed).normal(size=(n_tokens, WIDTH)).astype(np.float32)
    return Passages(
        ["a " * count for count in counts],
        np.arange(n_tokens, dtype=np.int32),
        np.column_stack([first, first + 1]).astype(np.int32),
        vectors,
        ends - np.array(counts, dtype=np.int64),
        ends,
    )


def vectors(some, row):
    return some.states[some.starts[row] : some.ends[row]]


@given(lengths, st.integers(0, 99))
def test_means_are_those_of_each_alone_to_the_last_bit(counts, seed):
    some = passages(counts, seed)
    for row in range(len(some)):
        assert np.array_equal(some.means[row], some[[row]].means[0])
        mean = vectors(some, row).mean(axis=0) if counts[row] else np.zeros(WIDTH)
        np.testing.assert_allclose(some.means[row], mean, atol=1e-6)


@given(lengths.filter(bool), st.data())
def test_chosen_passages_keep_their_words_and_tokens(counts, data):
    some = passages(counts)
    rows = data.draw(st.lists(st.integers(0, len(counts) - 1), max_size=5))
    chosen = some[rows]
    assert len(chosen) == len(rows)
    assert list(chosen.words) == [some.words[row] for row in rows]
    expected = [token for row in rows for token in range(some.starts[row], some.ends[row])]
    assert chosen.tokens.tolist() == expected


@given(lengths, st.data())
def test_cutting_at_any_place_parts_the_tokens_and_loses_none(counts, data):
    some = passages(counts)
    row = st.integers(0, len(counts) - 1)
    texts = some[data.draw(st.lists(row, max_size=8) if counts else st.just([]))]
    places = []
    for text in texts.words:
        at = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=3)) | {0, len(text)})
        places.append(list(pairwise(at)))
    parts = texts.cut(places)
    assert parts.tokens.tolist() == texts.tokens.tolist()
    found = iter(range(len(parts)))
    for text, some_places in zip(texts.words, places, strict=True):
        for start, end in some_places:
            row = next(found)
            assert parts.words[row] == text[start:end]
            firsts = parts.offsets[parts.starts[row] : parts.ends[row], 0]
            assert ((firsts >= start) & (firsts < end)).all()


@given(lengths, lengths)
def test_batches_joined_are_as_if_encoded_together(one, other):
    left, right = passages(one, seed=1), passages(other, seed=2)
    both = joined([left, right])
    assert np.array_equal(both.means, np.concatenate([left.means, right.means]))
    assert list(both.words) == [*left.words, *right.words]
