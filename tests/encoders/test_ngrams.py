"""N-grams: each text by itself, any text at all, and what is known to be in one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.encoders.features import Ngrams
from nps_reasons.encoders.ngrams import COLUMNS, Met, letter_ngrams, token_ngrams
from nps_reasons.encoders.passages import Passages

# Lone surrogates too: exports hold them.
any_text = st.text(st.characters(exclude_categories=()), max_size=30)
texts = st.lists(
    any_text | st.sampled_from(["", " ", "!!", "slow", "Slow app", "日本語"]), max_size=6
)
tokens = st.lists(st.lists(st.integers(0, 2**31 - 1), max_size=8), max_size=6)


def numbered(some):
    """Passages that are nothing but the numbers of their tokens."""
    ids = np.array([number for one in some for number in one], dtype=np.int32)
    ends = np.cumsum([len(one) for one in some], dtype=np.int64)
    starts = ends - np.array([len(one) for one in some], dtype=np.int64)
    vectors = np.zeros((len(ids), 1), np.float32)
    return Passages([""] * len(some), ids, np.zeros((len(ids), 2), np.int32), vectors, starts, ends)


def columns(met, row=0):
    return set(met.columns[met.rows == row].tolist())


@given(texts)
def test_the_letters_of_a_text_do_not_depend_on_what_stands_beside_it(some):
    found = letter_ngrams(some)
    assert found.n_texts == len(some)
    for row, text in enumerate(some):
        assert columns(found, row) == columns(letter_ngrams([text]))


@given(tokens)
def test_the_tokens_of_a_text_do_not_depend_on_what_stands_beside_it(some):
    found = token_ngrams(numbered(some))
    assert found.n_texts == len(some)
    for row, ids in enumerate(some):
        assert columns(found, row) == columns(token_ngrams(numbered([ids])))


@given(any_text, texts)
def test_equal_texts_have_equal_rows(text, others):
    found = letter_ngrams([text, *others, text])
    assert columns(found, 0) == columns(found, len(others) + 1)


@given(tokens.filter(bool), st.integers(0, 9))
def test_weighted_rows_have_length_one_and_do_not_depend_on_each_other(some, seed):
    rarity = np.random.default_rng(seed).uniform(1, 9, COLUMNS).astype(np.float32)
    every = Ngrams(np.arange(COLUMNS), rarity)
    found = every.rows(token_ngrams(numbered(some)))
    length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    np.testing.assert_allclose(length, [1.0 if len(ids) else 0.0 for ids in some], atol=1e-5)
    for row, ids in enumerate(some):
        alone = every.rows(token_ngrams(numbered([ids])))
        assert np.array_equal(found[row].indices, alone.indices)
        assert np.array_equal(found[row].data, alone.data)


def test_what_stands_in_enough_texts_counts_however_often_one_text_has_it():
    rows = np.array([0, 1, 2, 0, 0, 0, 1, 2])
    met = Met(rows, np.array([7, 7, 7, 5, 5, 5, 8, 8]), 4)
    learned = Ngrams.of(met, least=3)
    assert learned.columns.tolist() == [7]
    assert learned.rarity == pytest.approx([np.log(5 / 4) + 1])
    assert learned.rows(met).toarray().tolist() == [[1], [1], [1], [0]]


def test_where_nothing_counts_rows_are_empty():
    nothing = Ngrams.of(Met(np.array([0, 1]), np.array([3, 4]), 2))
    assert nothing.rows(letter_ngrams(["slow", ""])).shape == (2, 0)


@pytest.mark.parametrize("text", ["", " ", "!?", "\u200b", "___"])
def test_a_text_without_a_letter_has_no_run(text):
    assert not columns(letter_ngrams([text, "ok"]))


def test_no_text_has_no_row():
    for met in (letter_ngrams([]), token_ngrams(numbered([]))):
        assert (met.n_texts, len(met.rows), len(met.columns)) == (0, 0, 0)


@pytest.mark.parametrize(("one", "other"), [("SLOW", "slow"), ("slow, app", "slow app")])
def test_case_and_marks_do_not_count(one, other):
    assert columns(letter_ngrams([one])) == columns(letter_ngrams([other]))


def test_a_misspelt_word_shares_most_of_its_runs():
    right, wrong, other = (columns(letter_ngrams([w])) for w in ("delivery", "delivry", "staff"))
    assert len(right & wrong) > 5
    assert len(right & other) <= 1


def test_the_order_of_tokens_counts_and_token_zero_is_a_token():
    forth, back, one = (columns(token_ngrams(numbered([ids]))) for ids in ([0, 5], [5, 0], [5]))
    assert forth != back
    assert one < forth
    assert (len(forth), len(one)) == (3, 1)
