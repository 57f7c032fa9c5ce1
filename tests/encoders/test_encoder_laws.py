"""Every encoder: same text, same vectors; and every token has its place in the text."""

import pickle
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.encoders import StaticEncoder, TransformerEncoder
from nps_reasons.store import models_folder, read_model

SHIPPED = {"encoder.onnx": TransformerEncoder, "static.safetensors": StaticEncoder}
COMMENTS = ["The staff were friendly, but slow.", "helpful!", "", "slowly and slowly and helpfully"]

# Lone surrogates too: exports hold them.
any_text = st.text(st.characters(exclude_categories=()), max_size=40)
plain_text = st.text("aelps .,日😀\u200b\u0301", max_size=40)
texts = st.lists(any_text | plain_text | st.sampled_from(COMMENTS), max_size=6)
few = settings(max_examples=40)


def shipped_encoders():
    folders = sorted(path.parent for path in models_folder().glob("*/config.json"))
    return [
        pytest.param(kind, folder.name, id=f"{folder.name}-{file}")
        for folder in folders
        for file, kind in SHIPPED.items()
        if (folder / file).is_file()
    ]


ARRAYS = ("ids", "offsets", "states")


def tokens_of(passages, row):
    """Token numbers, places and vectors of one text."""
    mine = slice(passages.starts[row], passages.ends[row])
    return SimpleNamespace(**{name: getattr(passages, name)[mine] for name in ARRAYS})


def encoded_each(encoder, given_texts):
    found = encoder.encode(given_texts)
    assert list(found.words) == list(given_texts)
    return [tokens_of(found, row) for row in range(len(found))]


def encoded_alone(encoder, text):
    return encoded_each(encoder, [text])[0]


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS)


def places_hold(text, encoded):
    starts, ends = encoded.offsets[:, 0], encoded.offsets[:, 1]
    lengths_agree = len(encoded.ids) == len(encoded.offsets) == len(encoded.states)
    ascending = (np.diff(starts) >= 0).all()
    return lengths_agree and ascending and (starts <= ends).all() and (ends <= len(text)).all()


@few
@given(texts, st.randoms())
def test_a_text_has_the_same_vectors_alone_and_among_others_in_any_order(encoder, given_texts, rng):
    alone = {text: encoded_alone(encoder, text) for text in given_texts}
    shuffled = rng.sample(given_texts, len(given_texts)) + given_texts
    together = encoded_each(encoder, shuffled)
    assert all(same(alone[text], one) for text, one in zip(shuffled, together, strict=True))


@few
@given(texts)
def test_every_token_has_a_place_in_its_text_and_a_finite_vector(encoder, given_texts):
    for text, encoded in zip(given_texts, encoded_each(encoder, given_texts), strict=True):
        assert places_hold(text, encoded)
        assert encoded.states.shape == (len(encoded.ids), encoder.width)
        assert encoded.states.dtype == np.float32
        assert np.isfinite(encoded.states).all()


@few
@given(texts)
def test_vectors_do_not_depend_on_the_number_of_threads(transformer_folder, given_texts):
    one, three = (
        encoded_each(TransformerEncoder(transformer_folder, threads=threads), given_texts)
        for threads in (1, 3)
    )
    assert all(same(a, b) for a, b in zip(one, three, strict=True))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        (" \t\n", []),
        ("\u200b\u200d\ufeff", []),
        ("\ud800", []),
        ("a\x00b, c", ["a\x00b"[0], "b", ",", "c"]),
        ("Cafe\u0301 slow", ["C", "a", "f", "e", "slow"]),
        ("😀 slow", ["😀", "slow"]),
        ("[SEP]", ["[SEP]"[0], "S", "E", "P", "]"]),
        ("helpful日!", ["help", "ful", "日", "!"]),
    ],
)
def test_tokens_are_the_pieces_of_the_text_as_it_was_written(encoder, text, tokens):
    encoded = encoded_alone(encoder, text)
    assert [text[start:end] for start, end in encoded.offsets.tolist()] == tokens


@pytest.mark.parametrize(
    "text",
    ["slow " * 10_000, "a" * 50_000, "😀" * 50_000, ".," * 2_500, "日" * 500, "\u200b" * 50_000],
)
def test_a_text_of_any_length_has_an_answer(encoder, text):
    assert places_hold(text, encoded_alone(encoder, text))


def test_an_encoder_goes_to_another_process_and_says_the_same(encoder):
    there = pickle.loads(pickle.dumps(encoder))
    assert all(map(same, encoded_each(encoder, COMMENTS), encoded_each(there, COMMENTS)))
    assert (there.name, there.hash, there.width) == (encoder.name, encoder.hash, encoder.width)


@pytest.mark.parametrize(("kind", "name"), shipped_encoders())
def test_shipped_encoders_keep_the_laws(kind, name):
    encoder = kind(read_model(name))
    asked = [*COMMENTS, "slow service " * 100]
    together = dict(zip(asked, encoded_each(encoder, asked), strict=True))
    assert all(same(encoded_alone(encoder, text), one) for text, one in together.items())
    assert all(places_hold(text, one) for text, one in together.items())
    assert together[asked[-1]].states.shape == (200, encoder.width)
