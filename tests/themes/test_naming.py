"""Naming: terms that may name a theme, keywords that find it, a label of its first words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.themes.naming import (
    KEYWORDS,
    NO_WORDS,
    OWN,
    RAREST_TERM,
    label_of,
    terms_of,
    words_of_group,
)
from nps_reasons.themes.stems import folded_words, stem

texts = st.lists(
    st.lists(st.sampled_from(["car", "park", "queue", "ticket", "lift", "soup"]), max_size=4).map(
        " ".join
    ),
    max_size=25,
)


def words_for(inside, outside, ranked=None):
    terms = [frozenset(terms_of(text)) for text in [*inside, *outside]]
    own = np.arange(len(terms)) < len(inside)
    every = sorted(frozenset().union(*terms)) if ranked is None else ranked
    return words_of_group(every, terms, own)


@given(st.text(max_size=60))
def test_terms_are_words_of_the_text_or_neighbours_in_it(text):
    said = " ".join(folded_words(text))
    for term in terms_of(text):
        assert term in said
        assert 1 <= len(term.split()) <= 2


@given(texts, texts)
def test_keywords_find_the_group_rather_than_others(inside, outside):
    found = words_for(inside, outside)
    assert len(found.keywords) <= KEYWORDS
    for term in found.keywords:
        here = sum(term in terms_of(text) for text in inside)
        everywhere = sum(term in terms_of(text) for text in [*inside, *outside])
        assert here >= RAREST_TERM
        assert here >= OWN * everywhere


@given(texts, texts)
def test_a_word_stands_in_one_of_its_forms_alone(inside, outside):
    stems = [tuple(map(stem, term.split())) for term in words_for(inside, outside).ranked]
    assert len(set(stems)) == len(stems)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("\U0001f600 \U0001f600!", []),
        ("Great!! Really GOOD service", []),
        ("I don't know", []),
        ("24 7 a b", []),
        ("Car-park, car park", ["car", "park", "car", "park", "car park", "park car", "car park"]),
        ("caf\u00e9 Stra\u00dfe", ["caf\u00e9", "strasse", "caf\u00e9 strasse"]),
        ("queue queue", ["queue", "queue"]),
    ],
)
def test_words_of_judgement_numbers_and_letters_name_no_theme(text, terms):
    assert terms_of(text) == terms


@pytest.mark.parametrize(
    ("keywords", "label"),
    [
        ((), NO_WORDS),
        (("waiting",), "Waiting"),
        (("wait", "waiting", "waits"), "Wait"),
        (("car park", "parking", "ticket"), "Car park, ticket"),
        (("lift", "soup", "queue"), "Lift, soup"),
    ],
)
def test_a_label_is_made_of_the_first_words_that_share_no_stem(keywords, label):
    assert label_of(keywords) == label


def test_rare_terms_and_those_of_others_name_nothing():
    found = words_for(["lift"] * 2 + ["soup"] * 5, ["soup"] * 6 + ["queue"] * 3)
    assert found.ranked == ("soup",)
    assert (found.keywords, found.names) == ((), ())


def test_names_are_said_more_often_than_elsewhere_whoever_else_says_them():
    found = words_for(["lift late"] * 10, ["soup"] * 60 + ["lift"] * 12, ["lift", "late"])
    assert found.names == ("lift", "late")
    assert found.keywords == ("late",)


def test_a_group_without_texts_or_words_has_no_words():
    assert words_for([], ["lift"] * 4).keywords == ()
    assert words_for(["good"] * 4, []).names == ()
