"""Lexicon sentiment: laws, then what customers write and the sign it must have."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.errors import InputError
from nps_reasons.sentiment.entries import read_lexicon
from nps_reasons.sentiment.lexicon import LexiconSentiment
from nps_reasons.sentiment.model import sign_of

MODEL = LexiconSentiment().fit()

words = st.lists(
    st.sampled_from(
        [
            "not",
            "good",
            "bad",
            "very",
            "slow",
            "!",
            "helpful",
            "never",
            "NO",
            "too",
            "easy",
            "😀",
            ":(",
            "could",
        ]
    )
)
clauses = st.one_of(st.text(max_size=80), words.map(" ".join))


@given(st.lists(clauses, max_size=6))
def test_sentiment_is_within_minus_one_and_one_whatever_stands_beside_it(texts):
    scores = MODEL.score(texts)
    assert scores.shape == (len(texts),)
    assert np.all(np.abs(scores) <= 1)
    assert scores.tolist() == [MODEL.score([text])[0] for text in texts]


@given(st.floats(-1, 1))
def test_signs_are_symmetric_around_neutral(sentiment):
    opposite = {"negative": "positive", "neutral": "neutral", "positive": "negative"}
    assert sign_of(-sentiment) == opposite[sign_of(sentiment)]


def test_the_lexicon_scores_and_names_itself():
    assert sign_of(MODEL.score(["awful"])[0]) == "negative"
    assert MODEL.name == "lexicon-sentiment 1"
    assert len(MODEL.hash) == 64


@pytest.mark.parametrize(
    "clause",
    [
        "great", "never had a problem", "no complaints", "couldn't be better", "not bad",
        "without delay", "can\u2019t fault them", "THEY WERE LOVELY", "really quick!!",
        "sooooo good", "not slow at all", "would recommend", "\U0001f60d", "easy to use :-)",
        "not only fast",
        "No problem, great people",
        "without having to wait", "I never had to ring twice", "still excellent",
        "could not have asked for more",
    ],
)  # fmt: skip
def test_praise_is_positive(clause):
    assert sign_of(MODEL.score([clause])[0]) == "positive"


@pytest.mark.parametrize(
    "clause",
    [
        "terrible", "not helpful", "isn't easy", "too expensive", "still waiting",
        "took three weeks to arrive", "had to call five times", "nobody turned up", "charged twice",
        "could be faster", "it should be easier", "still not connected", "no reply",
        "nobody answers the phone", "never received it", "so many steps", "except the price",
        "please add an export", "\U0001f621", "anything but helpful", "a waste of money",
        "far from the best? would not recommend", "they solved nothing",
        "could not solve our issue", "did not fix my problem", "no follow up",
        "never called back", "still do not have my order", "it should have been done by March",
        "nobody knows", "I rang the desk, which was awful", "exceptionally poor",
        "I cannot get in", "it was meant to start in May", "another firm is cheaper",
        "still don\ufffdt have it",
    ],
)  # fmt: skip
def test_complaints_are_negative(clause):
    assert sign_of(MODEL.score([clause])[0]) == "negative"


@pytest.mark.parametrize(
    "clause",
    [
        "I had to ring them myself", "you have not moved my number", "nine weeks to get a line",
        "they moved my appointment", "the third visit", "several people rang",
        "listen to us", "more seats", "another date was promised", "higher than agreed",
    ],
)  # fmt: skip
@pytest.mark.parametrize("praise", ["", ", which was lovely"])
def test_a_faint_complaint_is_negative_unless_a_word_of_praise_stands_beside_it(clause, praise):
    assert sign_of(MODEL.score([clause + praise])[0]) == ("positive" if praise else "negative")


@given(clauses)
def test_a_lost_apostrophe_scores_like_an_apostrophe(text):
    whole = f"I don't like it {text}"
    lost = whole.replace("n't", "n\ufffdt")
    assert MODEL.score([lost]) == MODEL.score([whole])


@pytest.mark.parametrize(
    "clause",
    [
        "the customer service", "I use the app on Mondays", "my bill", "", "kind of blue", "???",
        "came when they said they would", "it came a day before",
    ],
)  # fmt: skip
def test_what_praises_and_blames_nothing_is_neutral(clause):
    assert sign_of(MODEL.score([clause])[0]) == "neutral"


def test_boosters_strengthen_and_dampeners_weaken():
    scores = MODEL.score(["slightly slow", "slow", "very slow", "very slow!!"])
    assert np.all(np.diff(scores) < 0)


def test_negated_praise_is_milder_than_blame_and_negated_blame_milder_than_praise():
    not_good, bad, not_slow, quick = MODEL.score(["not helpful", "rude", "not slow", "quick"])
    assert bad < not_good < 0 < not_slow < quick


def test_a_word_may_mean_different_things_for_different_themes():
    cheap = MODEL.score(["cheap", "cheap"], ["price-and-value", "product-quality"])
    assert [sign_of(score) for score in cheap] == ["positive", "negative"]


def test_clauses_and_themes_must_be_as_many():
    with pytest.raises(ValueError, match="zip"):
        MODEL.score(["good", "bad"], ["billing"])


def test_the_shipped_lexicon_has_each_entry_once():
    entries = read_lexicon(LexiconSentiment().fit().model_.file("lexicon.tsv"))
    keys = [(entry.words, entry.theme) for entry in entries]
    assert len(keys) == len(set(keys))
    assert len(keys) >= 600


@pytest.mark.parametrize("line", ["good\tmuch\t", "good\t5\t", "\t2\t"])
def test_a_wrong_line_of_a_lexicon_is_refused_with_its_number(tmp_path, line):
    path = tmp_path / "lexicon.tsv"
    path.write_text(f"words\tvalence\ttheme\nfine\t1\t\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"lexicon\.tsv, line 3: "):
        read_lexicon(path)
