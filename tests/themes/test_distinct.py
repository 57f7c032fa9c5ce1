"""Different texts: each once, whatever the order, with the sum of its vectors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.errors import TableError, UsageError
from nps_reasons.themes.distinct import distinct_texts

said = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["dear", "DEAR ", "kind", "so  kind"])),
    max_size=12,
)


def table(rows):
    return pd.DataFrame(rows, columns=["response_id", "text"], dtype="string")


def vectors_of(rows, seed=0):
    return np.random.default_rng(seed).normal(size=(len(rows), 3)).astype(np.float32)


@given(said)
def test_each_text_stands_once_and_every_clause_finds_its_own(rows):
    found = distinct_texts(table(rows), vectors_of(rows))
    assert list(found.texts) == sorted({" ".join(text.lower().split()) for _, text in rows})
    assert [found.texts[at] for at in found.of_clause] == [
        " ".join(text.lower().split()) for _, text in rows
    ]


@given(said)
def test_a_text_has_the_mean_of_its_vectors(rows):
    vectors = vectors_of(rows)
    found = distinct_texts(table(rows), vectors)
    assert found.vectors.shape == (len(found.texts), 3)
    for place in range(len(found.texts)):
        expected = vectors[found.of_clause == place].mean(axis=0)
        assert found.vectors[place] == pytest.approx(expected, abs=1e-5)


@given(said, st.randoms(use_true_random=False))
def test_the_order_of_clauses_does_not_reach_the_last_bit(rows, random):
    vectors = vectors_of(rows)
    order = random.sample(range(len(rows)), len(rows))
    found = distinct_texts(table(rows), vectors)
    turned = distinct_texts(table([rows[at] for at in order]), vectors[order])
    assert turned.texts == found.texts
    assert turned.vectors.tobytes() == found.vectors.tobytes()
    assert turned.of_clause.tolist() == found.of_clause[order].tolist()


def test_wrong_tables_are_refused():
    with pytest.raises(UsageError, match="1 clauses have 2 vectors"):
        distinct_texts(table([("a", "dear")]), np.zeros((2, 3), dtype=np.float32))
    with pytest.raises(TableError, match='"text" is missing'):
        distinct_texts(table([("a", "dear")])[["response_id"]], np.zeros((1, 3), dtype=np.float32))
