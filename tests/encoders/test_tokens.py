"""Tokens: a text cut word by word has the tokens that the tokenizer gives to the whole."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nps_reasons.encoders import tokens
from nps_reasons.encoders.tokens import Tokeniser, read_tokenizer
from nps_reasons.store import read_model

ascii_text = st.text(st.characters(max_codepoint=127), max_size=60)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
pieces = st.sampled_from(
    ["slowly", "ISN'T", "don't", "[SEP]", "v2.0", "a_b", "##ing", "\n", " ", "é"]
)
texts = st.lists(ascii_text | any_text | st.lists(pieces).map("".join), max_size=5)


@pytest.fixture(scope="module", params=["accurate-reader", "fast-reader"])
def tokenizer(request):
    return read_tokenizer(read_model(request.param).file("tokenizer.json"))


@given(texts)
@example(["a" * 99, "a" * 100, "a" * 101, "x\x7fy", "a\x0bb", "a\x1cb", "\x00"])
@settings(max_examples=150)
def test_words_have_the_tokens_that_the_whole_text_gives_them(tokenizer, given_texts):
    found = Tokeniser(tokenizer).cut(given_texts)
    for text, (start, end) in zip(given_texts, found.spans(), strict=True):
        whole = tokenizer.encode(text, add_special_tokens=False)
        assert found.ids[start:end].tolist() == whole.ids
        assert [tuple(pair) for pair in found.offsets[start:end].tolist()] == whole.offsets
        words = np.array([-1 if word is None else word for word in whole.word_ids])
        same = np.diff(found.words[start:end]) == 0
        assert same.tolist() == (np.diff(words) == 0).tolist()


def test_what_is_remembered_has_a_bound_and_changes_nothing(tokenizer, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_WORDS", 3)
    tokeniser = Tokeniser(tokenizer)
    given_texts = [f"word{n} slow" for n in range(20)] * 2
    found = tokeniser.cut(given_texts)
    assert len(tokeniser._known) <= 3
    assert found.ids.tolist() == Tokeniser(tokenizer).cut(given_texts).ids.tolist()


def test_another_kind_of_tokenizer_reads_whole_texts():
    from tokenizers import Tokenizer, models, pre_tokenizers

    other = Tokenizer(models.WordLevel({"[UNK]": 0, "it's": 1}, unk_token="[UNK]"))
    other.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    assert Tokeniser(other).cut(["it's new"]).ids.tolist() == [1, 0]
