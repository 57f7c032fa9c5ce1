"""The trained tagger with three amounts of supervision, on an encoder that is quick and made up."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.encoders.features import MIXES, Features
from nps_reasons.encoders.passages import Passages, joined
from nps_reasons.labelled import Label, Labelled
from nps_reasons.logistic import Linear
from nps_reasons.themes import trained
from nps_reasons.themes.codeframe import Codeframe, Theme
from nps_reasons.themes.cutoff import Cutoff, micro_f1
from nps_reasons.themes.head import Head
from nps_reasons.themes.prior import described
from nps_reasons.themes.trained import TrainedTagger

WIDTH = 16
SAID = {
    "food": ["soup", "bread", "stew", "roast", "pie", "cake", "crust", "gravy", "salad", "pudding"],
    "room": [
        "bed",
        "carpet",
        "window",
        "pillow",
        "lamp",
        "curtain",
        "heater",
        "shower",
        "sofa",
        "ceiling",
    ],
    "boat": ["mast", "rudder", "anchor", "sail", "deck", "oar", "keel", "cabin", "hull", "tiller"],
}
BESIDE = ["the", "was", "and", "with", "very", "today", "again", "quite", "our", "we", "on", "a"]
CODEFRAME = Codeframe(
    "test",
    1,
    (
        Theme("food", "Food", "What one eats", ("soup", "bread"), ("the stew", "a pie")),
        Theme("room", "Room", "Where one sleeps", ("bed",), ("the carpet",), ("room for more",)),
        Theme("old", "Old", "No longer used", ("keel",), retired="2"),
        Theme("boat", "Boat", "What one sails", ("mast",)),
    ),
)
THEMES = [theme.id for theme in CODEFRAME.active]
CLUES = {
    "intercept": -4.0, "hint": 0.5, "word": 5.0, "words": 6.0, "phrase": 6.0,
    "likeness": 2.0, "example": 1.0, "counter": -1.0,
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """Encodes each word by a vector that its letters alone decide."""

    name: str = "words 1"
    hash: str = "0" * 64
    width: int = WIDTH

    def encode(self, texts):
        return joined([self._one(text) for text in texts] or [self._one("")[[]]])

    def _one(self, text):
        places, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            places.append((at, at + len(word)))
            at += len(word)
        digests = [hashlib.sha256(text[a:b].casefold().encode()).digest() for a, b in places]
        ids = np.array([int.from_bytes(one[:3], "big") for one in digests], dtype=np.int32)
        states = [np.frombuffer(one[:WIDTH], np.uint8) / 128.0 - 1 for one in digests]
        return Passages(
            [text],
            ids,
            np.array(places, dtype=np.int32).reshape(-1, 2),
            np.array(states, dtype=np.float32).reshape(-1, WIDTH),
            np.array([0]),
            np.array([len(ids)]),
        )


def head_without_themes(clues=CLUES):
    features = Features.of(Words().encode([""]))
    linear = Linear(np.zeros((WIDTH, 0), np.float32), np.zeros(0, np.float32))
    plain = Cutoff(1.0, 0.0, 0.5)
    return Head(clues, {}, features, MIXES[0], linear, plain, plain)


def tagger_of(labelled=None, codeframe=CODEFRAME):
    return TrainedTagger(codeframe, Words(), head_without_themes()).fit(labelled)


def survey(n_texts, seed):
    """Texts made of words of one or two themes, or of none, and the themes of each."""
    rng = np.random.default_rng(seed)
    texts, labels = [], []
    for _ in range(n_texts):
        themes = rng.choice(list(SAID), size=rng.choice([0, 1, 1, 1, 2]), replace=False)
        words = [str(rng.choice(SAID[theme])) for theme in themes for _ in range(2)]
        words += [str(word) for word in rng.choice(BESIDE, size=4)]
        texts.append(" ".join(rng.permutation(words)))
        labels.append(tuple(Label(str(theme)) for theme in themes))
    return Labelled(tuple(texts), tuple(labels))


def passages(texts):
    return Words().encode(texts)


def cut(texts):
    """Each text with its clauses, which commas part."""
    places = []
    for text in texts:
        ends = [at for at, letter in enumerate(text) if letter == ","]
        places.append(list(zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True)))
    return passages(texts), passages(texts).cut(places), [len(some) for some in places]


def assigned(tagger, texts):
    """Theme and confidence of each hit of each clause of each text."""
    wholes, clauses, counts = cut(texts)
    hits = tagger.assign(wholes, clauses, counts)
    found = [[] for _ in range(len(clauses))]
    for clause, theme, confidence in zip(hits.passage, hits.theme, hits.confidence, strict=True):
        found[clause].append((THEMES[theme], float(confidence)))
    ends = np.cumsum(counts)
    return [found[end - count : end] for end, count in zip(ends, counts, strict=True)]


def themes_of(tagger, text):
    """Themes of each clause of a text."""
    return [[theme for theme, _ in clause] for clause in assigned(tagger, [text])[0]]


def quality(tagger, labelled):
    guess = tagger.cutoff_.assigned(tagger.logits(passages(labelled.texts)))
    truth = [[theme in {one.theme for one in some} for theme in THEMES] for some in labelled.labels]
    return micro_f1(guess, np.array(truth))


CODED = tagger_of(survey(300, seed=1))

words = st.sampled_from(
    [*SAID["food"][:4], *SAID["boat"][:3], *BESIDE[:4], ",", ", ", "日本", "😀"]
)
comments = st.lists(st.lists(words, max_size=7).map(" ".join), max_size=5)


@pytest.mark.parametrize("tagger", [tagger_of(), tagger_of(survey(15, 2)), CODED], ids=str)
@given(some=comments, random=st.randoms())
@settings(max_examples=30)
def test_a_text_has_the_same_hits_alone_and_among_others(tagger, some, random):
    alone = {text: assigned(tagger, [text])[0] for text in some}
    shuffled = random.sample(some, len(some)) + some
    assert assigned(tagger, shuffled) == [alone[text] for text in shuffled]
    together = tagger.logits(passages(shuffled))
    for row, text in enumerate(shuffled):
        assert np.array_equal(together[row], tagger.logits(passages([text]))[0])


@given(comments)
@settings(max_examples=40)
def test_every_theme_of_a_text_stands_at_a_clause_with_a_confidence(some):
    judged = CODED.cutoff_.assigned(CODED.logits(passages(some)))
    for hits, themes in zip(assigned(CODED, some), judged, strict=True):
        placed = {theme for clause in hits for theme, _ in clause}
        assert placed == {THEMES[theme] for theme in np.flatnonzero(themes)}
        for clause in hits:
            places = [THEMES.index(theme) for theme, _ in clause]
            assert places == sorted(set(places))
            assert all(0 <= confidence <= 1 for _, confidence in clause)


@given(st.randoms())
@settings(max_examples=3)
def test_the_order_of_the_coded_texts_changes_nothing(random):
    coded = survey(60, seed=3)
    order = random.sample(range(60), 60)
    shuffled = Labelled(
        tuple(coded.texts[row] for row in order),
        tuple(tuple(reversed(coded.labels[row])) for row in order),
    )
    one, other = tagger_of(coded), tagger_of(shuffled)
    assert one.cutoff_ == other.cutoff_
    asked = passages(survey(20, seed=4).texts)
    assert np.array_equal(one.logits(asked), other.logits(asked))


def test_more_supervision_is_no_worse():
    asked = survey(400, seed=9)
    none, few, many = (
        quality(tagger_of(coded), asked) for coded in (None, survey(40, 1), survey(300, 1))
    )
    assert 0.2 < none <= few <= many
    assert many > 0.95


def test_a_codeframe_alone_tags_by_its_keywords_and_descriptions():
    tagger = tagger_of()
    assert themes_of(tagger, "we ate soup, the mast broke") == [["food"], ["boat"]]
    assert themes_of(tagger, "we came again") == [[]]
    assert tagger.cutoff_ == tagger.shipped.uncoded
    assert tagger.name == "words 1 + codeframe"
    assert CODED.name == "words 1 + coded texts"


def test_words_that_no_keyword_knows_are_learned():
    said = "the gravy and the pudding, a rudder and a keel"
    assert themes_of(CODED, said) == [["food"], ["boat"]]


def test_retired_themes_are_neither_assigned_nor_learned():
    coded = survey(60, 1)
    with_old = Labelled(coded.texts, tuple((*some, Label("old")) for some in coded.labels))
    asked = passages(coded.texts)
    assert np.array_equal(tagger_of(coded).logits(asked), tagger_of(with_old).logits(asked))
    assert themes_of(tagger_of(with_old), "the keel") == themes_of(tagger_of(coded), "the keel")


def test_a_threshold_comes_from_texts_held_out_so_copies_of_a_text_prove_nothing(monkeypatch):
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice(BESIDE, 5)) + f" w{n}" for n in range(40)]
    labels = [(Label(str(rng.choice(THEMES))),) for _ in texts]
    copies = Labelled((*texts, *(t.upper() + "!" for t in texts)) * 3, tuple(labels) * 6)
    seen = []
    choose = trained.chosen_cutoff
    monkeypatch.setattr(
        trained, "chosen_cutoff", lambda *held_out: seen.append(held_out) or choose(*held_out)
    )
    tagger = tagger_of(copies)
    assert len(seen) == len(MIXES)
    # Labels are drawn by lot: who has not seen a copy of a text cannot know them.
    for logits, truth in seen:
        assert max(micro_f1(logits > bar, truth) for bar in np.arange(-4, 4, 0.5)) < 0.7
    assert tagger.cutoff_ in [choose(*held_out) for held_out in seen]


@pytest.mark.parametrize(
    "coded",
    [
        Labelled(("soup",), ((),)),
        Labelled(("soup",), ((Label("food"),),)),
        Labelled(("",), ((),)),
        Labelled(("soup", "SOUP!"), ((Label("food"),), (Label("boat"),))),
        Labelled(("soup",) * 5, ((Label("food"),),) * 5),
        Labelled(("soup", "mast"), ((Label("unheard-of"),), ())),
    ],
)
def test_a_handful_of_coded_texts_is_learned_from_without_harm(coded):
    found = assigned(tagger_of(coded), ["we ate soup, the mast broke", ""])
    assert [len(clauses) for clauses in found] == [2, 1]
    hits = [hit for text in found for clause in text for hit in clause]
    assert all(0 <= confidence <= 1 for _, confidence in hits)


@pytest.mark.parametrize("coded", [None, Labelled((), ())])
def test_no_coded_text_is_a_codeframe_alone(coded):
    assert tagger_of(coded).coded_ is None


@pytest.mark.parametrize("tagger", [tagger_of(), CODED], ids=str)
def test_no_text_and_no_clause_have_no_hit(tagger):
    none = passages([])
    assert len(tagger.assign(none, none, []).passage) == 0
    assert len(tagger.assign(passages(["soup"]), none, [0]).passage) == 0


def test_a_head_serves_a_theme_only_while_its_description_is_that_of_the_training():
    food, *others = CODEFRAME.themes
    same = head_without_themes()
    serving = Head(
        same.prior,
        {"food": described(food), "boat": "Boat: something else"},
        same.features,
        same.mix,
        Linear(np.ones((WIDTH, 2), np.float32), np.array([3, -3], np.float32)),
        Cutoff(1.0, 0.0, 0.3),
        Cutoff(1.0, 0.0, 0.7),
    )
    assert serving.served(CODEFRAME).tolist() == [0, -1, -1]
    asked = passages(["the gravy"])
    added = serving.logits(asked, serving.served(CODEFRAME))
    assert added[0, 0] != 0
    assert added[0, 1:].tolist() == [0, 0]
    only = Codeframe("test", 1, tuple(others))
    assert TrainedTagger(CODEFRAME, Words(), serving).fit().cutoff_ == serving.cutoff
    assert TrainedTagger(only, Words(), serving).fit().cutoff_ == serving.uncoded
