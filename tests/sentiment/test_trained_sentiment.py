"""The trained sentiment: the head that was trained is the head that runs, and signs agree."""

import inspect
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.encoders.ngrams import token_ngrams
from nps_reasons.encoders.passages import Passages, joined
from nps_reasons.labelled import Label, Labelled
from nps_reasons.logistic import Linear
from nps_reasons.sentiment.features import MIXES, Features, Mix
from nps_reasons.sentiment.lexicon import LexiconSentiment
from nps_reasons.sentiment.model import sign_of
from nps_reasons.sentiment.towards import Towards
from nps_reasons.sentiment.trained import FEWEST, TrainedSentiment, signed

TRAINING = Path(__file__).parents[2] / "training"
WIDTH, ASKED, HIDDEN = 12, 5, 7
THEMES = {"food": "Food: what one eats", "room": "Room: where one sleeps"}
LEXICON = LexiconSentiment().fit()
WORDS = ["lovely", "awful", "zorp", "blick", "soup", "bed", "the", "was", "and"]


@dataclass(frozen=True)
class Words:
    """Encodes each word by a vector drawn for its letters."""

    name: str = "words 1"
    hash: str = "0" * 64
    width: int = WIDTH

    def encode(self, texts):
        return joined([self._one(text) for text in texts] or [self._one("")[[]]])

    def _one(self, text):
        words = text.split()
        seeds = [sum(ord(c) * 31**n for n, c in enumerate(word)) % 2**31 for word in words]
        states = [np.random.default_rng(seed).normal(size=WIDTH) for seed in seeds]
        found = passages_of([text], np.array(states, dtype=np.float32).reshape(-1, WIDTH))
        return replace(found, ids=np.array(seeds, dtype=np.int32))


def passages_of(texts, states, lengths=None):
    """Texts with the vectors of their tokens; all other things of a token are zero."""
    ends = np.cumsum([len(states)] if lengths is None else lengths)
    starts = np.concatenate([[0], ends])[:-1]
    ids = np.zeros(len(states), np.int32)
    return Passages(texts, ids, np.zeros((len(states), 2), np.int32), states, starts, ends)


def arrays(seed=0, width=WIDTH, asked=ASKED, hidden=HIDDEN):
    rng = np.random.default_rng(seed)
    shapes = {
        "query.weight": (asked, width), "query.bias": (asked,), "key.weight": (asked, width),
        "read.weight": (hidden, 3 * width), "read.bias": (hidden,),
        "sign.weight": (3, hidden), "sign.bias": (3,),
    }  # fmt: skip
    return {name: rng.normal(0, 0.5, shape).astype(np.float32) for name, shape in shapes.items()}


def model_of(labelled=None):
    shipped = Linear(np.zeros((HIDDEN + 1, 3), np.float32), np.zeros(3, np.float32))
    shipped.weights[-1] = [-4, 0, 4]
    return TrainedSentiment(Words(), Towards.of(arrays()), LEXICON, shipped, THEMES).fit(labelled)


def pairs_of(told):
    return Words().encode([text for text, _ in told]), [theme for _, theme in told]


def lessons(n_texts, seed):
    """Texts of which an invented word gives the sign."""
    rng = np.random.default_rng(seed)
    texts, labels = [], []
    for number in range(n_texts):
        sign = ("negative", "neutral", "positive")[number % 3]
        word = {"negative": "blick", "neutral": "and", "positive": "zorp"}[sign]
        texts.append(" ".join([*rng.choice(["soup", "the", "was"], 3), word, f"n{number}"]))
        labels.append((Label("food", sign),))
    return Labelled(tuple(texts), tuple(labels))


told = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
        st.sampled_from([*THEMES, "", "unheard-of"]),
    ),
    max_size=6,
)
triples = st.lists(st.tuples(*[st.floats(0, 1, width=32)] * 3).filter(any), min_size=1)
SOUP = ("soup", "food")
SHIPPED, CODED = model_of(), model_of(lessons(120, seed=1))


@given(triples)
def test_neutral_is_what_is_most_likely_neutral(rows):
    share = np.array(rows, np.float32)
    share /= share.sum(axis=1, keepdims=True)
    for row, sentiment in zip(share, signed(share).tolist(), strict=True):
        assert -1 <= sentiment <= 1
        assert (sign_of(sentiment) == "neutral") == (row.argmax() == 1)
        if row.argmax() != 1 and row[0] != row[2]:
            assert sign_of(sentiment) == ("positive" if row[2] > row[0] else "negative")


@pytest.mark.parametrize("model", [SHIPPED, CODED], ids=["shipped", "coded"])
@given(some=told, random=st.randoms())
@settings(max_examples=40)
def test_a_pair_has_the_same_sentiment_alone_and_among_others(model, some, random):
    shuffled = random.sample(some, len(some)) + some
    together = model.score(*pairs_of(shuffled)).tolist()
    assert together == [float(model.score(*pairs_of([one]))[0]) for one in shuffled]
    read, last = (model._read(*pairs_of(asked)) for asked in ([*shuffled, SOUP], [SOUP]))
    assert np.array_equal(read.hidden[-1:], last.hidden)
    assert np.array_equal(model._known(read)[-1:], model._known(last))


@pytest.mark.parametrize("mix", MIXES)
@given(some=told.filter(bool))
@settings(max_examples=30)
def test_the_features_of_a_pair_do_not_depend_on_other_pairs(mix, some):
    features = Features.of(Words().encode([" ".join(WORDS)] * 2), len(THEMES))
    together = features.rows(SHIPPED._read(*pairs_of(some)), mix)
    for row, pair in enumerate(some):
        alone = features.rows(SHIPPED._read(*pairs_of([pair])), mix)
        assert np.array_equal(together.dense[row], alone.dense[0])
        assert np.array_equal(together.sparse[[row]].toarray(), alone.sparse.toarray())


def test_words_count_by_how_much_they_speak_of_the_theme():
    features = Features.of(Words().encode(["zorp blick"] * 2), len(THEMES))
    told = SHIPPED._read(*pairs_of([("zorp blick", "food")]))
    for attention in ([1.0, 0.0], [0.0, 1.0]):
        there = replace(told, attention=np.array(attention, np.float32))
        near = features.rows(there, Mix(0.0, 0.0, towards=1.0)).sparse.toarray()[0]
        tokens = {int(t): near[k] for t in there.passages.ids for k in place_of(features, t)}
        zorp, blick = (tokens[int(t)] for t in there.passages.ids)
        assert (zorp > blick) == (attention[0] > attention[1])


def place_of(features, token):
    """Where a token alone stands among the n-grams that count."""
    one = Words().encode(["soup"])
    met = token_ngrams(replace(one, ids=np.array([token], np.int32)))
    return np.flatnonzero(np.isin(features.tokens.columns, met.columns))


@given(st.integers(0, 999), st.lists(st.integers(1, 9), min_size=1, max_size=5))
@settings(max_examples=15)
def test_the_head_computes_what_was_trained(towards_of_training, seed, lengths):
    torch, trained = towards_of_training
    rng = np.random.default_rng(seed)
    weights = arrays(seed, 12, 96, 128)
    trained.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    asked = rng.normal(size=(len(lengths), 12)).astype(np.float32)
    states = np.zeros((len(lengths), max(lengths), 12), np.float32)
    inner = np.zeros((len(lengths), max(lengths)), np.int64)
    for row, length in enumerate(lengths):
        states[row, :length] = rng.normal(size=(length, 12))
        inner[row, :length] = 1
    passages = passages_of([""] * len(lengths), states[inner > 0], lengths)
    mean = np.array([states[row, :length].mean(axis=0) for row, length in enumerate(lengths)])
    with torch.no_grad():
        given_ = (torch.from_numpy(one) for one in (states, inner, mean, asked))
        expected = trained(*given_).numpy()
    head = Towards.of(weights)
    found = head.logits(head.read_of(passages, asked, np.arange(len(lengths)))[0])
    np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.fixture(scope="module")
def towards_of_training():
    """PyTorch, and the head as training/finetune.py trains it."""
    torch = pytest.importorskip("torch", reason="the reference is what was trained")
    pytest.importorskip("transformers", reason="as above")
    sys.path.insert(0, str(TRAINING))
    try:
        from finetune import Towards as Trained
    finally:
        sys.path.remove(str(TRAINING))
    return torch, Trained(12).eval()


def test_a_passage_without_a_token_is_read_as_nothing():
    head = Towards.of(arrays())
    asked = np.ones((1, WIDTH), np.float32)
    assert not head.read_of(Words().encode([""]), asked, np.array([0]))[0].any()
    none = head.read_of(Words().encode([]), asked, np.zeros(0, int))
    assert [one.shape for one in none] == [(0, HIDDEN), (0,)]
    assert np.isfinite(SHIPPED.score(*pairs_of([("", "food"), ("😀", "")]))).all()


def test_no_pair_has_no_sentiment():
    assert SHIPPED.score(*pairs_of([])).shape == (0,)


def test_a_description_without_a_word_asks_nothing_and_harms_nothing():
    model = TrainedSentiment(
        Words(), Towards.of(arrays()), LEXICON, SHIPPED.shipped, {"odd": " "}
    ).fit()
    assert np.isfinite(model.score(*pairs_of([("lovely soup", "odd")]))).all()


def test_the_lexicon_is_heard():
    good, bad = SHIPPED.score(*pairs_of([("lovely", "food"), ("awful", "food")]))
    assert good > bad


def test_signs_are_learned_from_coded_texts():
    asked = pairs_of([("the soup was zorp", "food"), ("the soup was blick", "food")])
    good, bad = CODED.score(*asked)
    assert (sign_of(good), sign_of(bad)) == ("positive", "negative")


def test_few_signs_and_texts_without_one_teach_nothing():
    few = lessons(FEWEST - 1, seed=1)
    unsigned = Labelled(few.texts * 4, ((Label("food"),),) * (4 * len(few.texts)))
    elsewhere = Labelled(few.texts * 4, ((Label("unheard-of", "negative"),),) * 4 * len(few.texts))
    for coded in (None, Labelled((), ()), few, unsigned, elsewhere):
        assert model_of(coded).coded_ is None


@pytest.mark.parametrize("sign", ["negative", "neutral", "positive"])
def test_one_kind_of_sign_teaches_nothing(sign):
    texts = tuple(f"soup n{number}" for number in range(30))
    labels = [(Label("food", sign),)] * 30
    other = "neutral" if sign == "positive" else "positive"
    assert model_of(Labelled(texts, tuple(labels))).coded_ is None
    assert model_of(Labelled(texts, (*labels[4:], *[(Label("food", other),)] * 4))).coded_ is None
    learned = model_of(Labelled(texts, (*labels[5:], *[(Label("food", other),)] * 5)))
    assert learned.coded_ is not None


@given(st.randoms())
@settings(max_examples=3)
def test_the_order_of_the_coded_texts_changes_nothing(random):
    coded = lessons(60, seed=2)
    order = random.sample(range(60), 60)
    shuffled = Labelled(
        tuple(coded.texts[row] for row in order), tuple(coded.labels[row] for row in order)
    )
    asked = pairs_of([(text, "food") for text in lessons(12, seed=5).texts])
    one, other = model_of(coded), model_of(shuffled)
    assert np.array_equal(one.coded_.linear.weights, other.coded_.linear.weights)
    assert np.array_equal(one.score(*asked), other.score(*asked))


def test_the_score_of_the_response_is_no_input():
    for function in (TrainedSentiment.fit, TrainedSentiment.score, TrainedSentiment.__init__):
        assert not {"score", "scores", "nps", "group"} & set(inspect.signature(function).parameters)
