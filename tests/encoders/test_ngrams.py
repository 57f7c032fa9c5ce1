"""N-grams: each text by itself, any text at all, and what is known to be in one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.encoders.ngrams import COLUMNS, letter_ngrams, token_ngrams, weighted

# Lone surrogates too: exports hold them.
any_text = st.text(st.characters(exclude_categories=()), max_size=30)
texts = st.lists(
    any_text | st.sampled_from(["", " ", "!!", "slow", "Slow app", "日本語"]), max_size=6
)
tokens = st.lists(
    st.lists(st.integers(0, 2**31 - 1), max_size=8).map(lambda ids: np.array(ids, dtype=np.int32)),
    max_size=6,
)


def columns(row):
    return set(row.indices.tolist())


@given(texts)
def test_the_letters_of_a_text_do_not_depend_on_what_stands_beside_it(some):
    found = letter_ngrams(some)
    assert found.shape == (len(some), COLUMNS)
    for row, text in enumerate(some):
        assert columns(found[row]) == columns(letter_ngrams([text])[0])


@given(tokens)
def test_the_tokens_of_a_text_do_not_depend_on_what_stands_beside_it(some):
    found = token_ngrams(some)
    assert found.shape == (len(some), COLUMNS)
    for row, ids in enumerate(some):
        assert columns(found[row]) == columns(token_ngrams([ids])[0])


@given(any_text, texts)
def test_equal_texts_have_equal_rows(text, others):
    found = letter_ngrams([text, *others, text])
    assert columns(found[0]) == columns(found[-1])


@given(tokens.filter(bool), st.integers(0, 9))
def test_weighted_rows_have_length_one_and_do_not_depend_on_each_other(some, seed):
    rarity = np.random.default_rng(seed).uniform(1, 9, COLUMNS).astype(np.float32)
    found = weighted(token_ngrams(some), rarity)
    length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    np.testing.assert_allclose(length, [1.0 if len(ids) else 0.0 for ids in some], atol=1e-5)
    for row, ids in enumerate(some):
        assert np.array_equal(found[row].data, weighted(token_ngrams([ids]), rarity).data)


@pytest.mark.parametrize("text", ["", " ", "!?", "\u200b", "___"])
def test_a_text_without_a_letter_has_no_run(text):
    assert letter_ngrams([text, "ok"]).getnnz(axis=1)[0] == 0


def test_no_text_has_no_row():
    assert letter_ngrams([]).shape == token_ngrams([]).shape == (0, COLUMNS)


@pytest.mark.parametrize(("one", "other"), [("SLOW", "slow"), ("slow, app", "slow app")])
def test_case_and_marks_do_not_count(one, other):
    assert columns(letter_ngrams([one])[0]) == columns(letter_ngrams([other])[0])


def test_a_misspelt_word_shares_most_of_its_runs():
    right, wrong, other = (columns(row) for row in letter_ngrams(["delivery", "delivry", "staff"]))
    assert len(right & wrong) > 5
    assert len(right & other) <= 1


def test_the_order_of_tokens_counts_and_token_zero_is_a_token():
    forth, back, one = token_ngrams([np.array(ids, np.int32) for ids in ([0, 5], [5, 0], [5])])
    assert columns(forth) != columns(back)
    assert columns(one) < columns(forth)
    assert (len(columns(forth)), len(columns(one))) == (3, 1)
