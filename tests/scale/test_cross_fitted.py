"""Cross-fitting: no text is read by what was learned from it; same text, same answer."""

from __future__ import annotations

import pickle
from dataclasses import replace

import cloudpickle
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.labelled import Label, Labelled, folded
from nps_reasons.scale import kernel
from nps_reasons.scale.annotator import make_annotator, make_cross_fitted_annotator
from nps_reasons.scale.cross_fitted import FOLDS, Remembered, fold_of, in_order, others_of
from nps_reasons.scale.kernel import annotate, sentiments_towards
from nps_reasons.scale.workers import Workers
from nps_reasons.themes.codeframe import Codeframe, Theme

EXACT = {"check_exact": True}
CODEFRAME = Codeframe(
    "shop",
    1,
    (
        Theme("price", "Price", "what it costs", keywords=("expensive",)),
        Theme("staff", "Staff", "how people treat customers", examples=("They were so kind",)),
    ),
)
PRICE, STAFF = Label("price", "negative"), Label("staff", "positive")


def lessons(shift=0):
    """A hundred coded texts of three kinds."""
    kinds = [
        ("Far too much money for the {} I bought", (PRICE,)),
        ("The lady who sold me the {} could not have been nicer", (STAFF,)),
        ("My {} came on a Tuesday", ()),
    ]
    things = ["lamp", "chair", "tent", "kettle", "shelf", "bike", "rug", "desk", "pan", "sofa"]
    rows = [(kinds[(i + shift) % 3], things[i % 10], i) for i in range(100)]
    texts = tuple(text.format(f"{thing} number {i}") for (text, _), thing, i in rows)
    return Labelled(texts, tuple(labels for (_, labels), _, _ in rows))


LESSONS = lessons()
OTHERS = ["Way too much money", "Such nice people", "It was a Monday", "Too expensive", "", "😀"]


@pytest.fixture(scope="module")
def annotator():
    return make_cross_fitted_annotator(CODEFRAME, "fast", labelled=LESSONS)


def keyed(texts):
    return pd.Series(texts, index=[f"r{i:04}" for i in range(len(texts))], dtype="string")


def answers(annotator, texts):
    """Mentions of each text, read together; without the stamp of the annotator."""
    found = annotate(keyed(texts), annotator)
    rows = [found[found["response_id"] == key] for key in keyed(texts).index]
    return [one.drop(columns=["response_id", "tagged_by"]).reset_index(drop=True) for one in rows]


def same(ones, others):
    for one, other in zip(ones, others, strict=True):
        pd.testing.assert_frame_equal(one, other, **EXACT)


def in_fold(fold, texts):
    return [text for text in texts if fold_of(text) == fold]


@given(st.text(), st.sampled_from([str.upper, str.title, " {} ".format, "\n{}".format]))
def test_texts_that_are_one_text_share_a_fold(text, spelled):
    other = spelled(text)
    assert 0 <= fold_of(text) < FOLDS
    assert fold_of(text) == fold_of(other) or folded(text) != folded(other)


def test_the_folds_are_about_equally_large():
    sizes = [len(in_fold(fold, map(str, range(5_000)))) for fold in range(FOLDS)]
    assert min(sizes) > 900
    assert sum(sizes) == 5_000


@pytest.mark.parametrize("fold", [1, 3])
def test_what_was_coded_in_a_fold_does_not_reach_how_the_fold_is_read(annotator, fold):
    inside = in_fold(fold, LESSONS.texts)
    wrong = tuple(
        (PRICE, STAFF) if fold_of(text) == fold else labels
        for text, labels in zip(LESSONS.texts, LESSONS.labels, strict=True)
    )
    other = make_cross_fitted_annotator(CODEFRAME, "fast", labelled=replace(LESSONS, labels=wrong))
    texts = [*inside, *(text.upper() for text in inside), *in_fold(fold, OTHERS)]
    same(answers(annotator, texts), answers(other, texts))
    assert other.tagged_by != annotator.tagged_by


@pytest.mark.parametrize("fold", [0, FOLDS - 1])
def test_a_fold_is_read_as_one_reads_who_learned_from_the_others(annotator, fold):
    """Vectors that are encoded once for all folds are those that each would have made."""
    texts = in_fold(fold, [*LESSONS.texts, *OTHERS])
    taught = make_annotator(CODEFRAME, "fast", labelled=others_of(in_order(LESSONS), fold))
    same(answers(annotator, texts), answers(taught, texts))
    assert any(len(one) for one in answers(annotator, texts))


def test_it_learns(annotator):
    said = "The man who carried it upstairs could not have been nicer"
    shipped = answers(make_annotator(CODEFRAME, "fast"), [said])[0]
    assert shipped["theme"].tolist() == []
    assert answers(annotator, [said])[0]["theme"].tolist() == ["staff"]


def test_a_text_has_the_same_mentions_alone_among_others_and_twice(annotator, monkeypatch):
    texts = [*LESSONS.texts[:20], *OTHERS]
    together = answers(annotator, texts)
    same(together, [answers(annotator, [text])[0] for text in texts])
    same([*together, *together][::-1], answers(annotator, [*texts, *texts][::-1]))
    monkeypatch.setattr(kernel, "AT_ONCE", 3)
    same(together, answers(annotator, texts))


def test_two_processes_say_what_one_says(annotator):
    reasons = keyed([*LESSONS.texts, *OTHERS])
    with Workers(annotator, count=2) as two:
        together = annotate(reasons, two)
    pd.testing.assert_frame_equal(together, annotate(reasons, annotator), **EXACT)


def test_the_order_of_the_coded_texts_changes_nothing(annotator):
    turned = Labelled(LESSONS.texts[::-1], LESSONS.labels[::-1])
    other = make_cross_fitted_annotator(CODEFRAME, "fast", labelled=turned)
    assert other.versions == annotator.versions
    same(answers(annotator, OTHERS), answers(other, OTHERS))


def test_its_stamp_says_that_it_learned_and_how(annotator):
    assert annotator.versions["tagger"].endswith("+ coded texts, cross-fitted in 5 folds")
    assert annotator.versions["coded_texts_sha256"] == in_order(LESSONS).hash
    taught = make_annotator(CODEFRAME, "fast", labelled=LESSONS)
    assert len({annotator.tagged_by, taught.tagged_by, make_annotator(CODEFRAME).tagged_by}) == 3


def test_a_fold_whose_others_hold_no_coded_text_is_read_as_shipped():
    text = "Far too much money for a lamp"
    one = Labelled((text,) * 30, ((PRICE,),) * 30)
    annotator = make_cross_fitted_annotator(CODEFRAME, "fast", labelled=one)
    shipped = make_annotator(CODEFRAME, "fast")
    texts = [text, *in_fold(fold_of(text), OTHERS)]
    same(answers(annotator, texts), answers(shipped, texts))


@pytest.mark.parametrize("labelled", [Labelled((), ()), replace(LESSONS, labels=((),) * 100)])
def test_nothing_coded_and_no_theme_coded_have_an_answer(labelled):
    annotator = make_cross_fitted_annotator(CODEFRAME, "fast", labelled=labelled)
    for one in answers(annotator, [*LESSONS.texts[:3], *OTHERS]):
        assert one["confidence"].between(0, 1).all()


def test_sentiment_towards_themes_is_asked_of_the_fold_too(annotator):
    texts = [*LESSONS.texts[:12], *OTHERS]
    asked = [["price", "staff", ""]] * len(texts)
    together = sentiments_towards(texts, asked, annotator)
    alone = [sentiments_towards([text], asked[:1], annotator)[0] for text in texts]
    assert together == alone
    assert annotator.reader.towards([], []) == []
    assert annotator.reader.read([], []).theme == []


def test_half_a_character_has_a_fold_and_an_answer(annotator):
    assert 0 <= fold_of("\ud800 too dear") < FOLDS
    assert annotator.reader.read(["\ud800"], [[]]).theme == []


def test_the_vectors_of_the_coded_texts_are_not_carried_along(annotator):
    sent = cloudpickle.dumps(annotator)
    assert b"Remembered" not in sent
    again = pickle.loads(sent)
    same(answers(annotator, OTHERS), answers(again, OTHERS))


def test_what_is_remembered_is_what_the_encoder_says(annotator):
    encoder = annotator.reader.encoder
    remembered = Remembered.of(encoder, [*LESSONS.texts, *LESSONS.texts])
    for texts in (LESSONS.texts[5:8][::-1], ["not seen", LESSONS.texts[0]], []):
        found, fresh = remembered.encode(list(texts)), encoder.encode(list(texts))
        assert found.means.tobytes() == fresh.means.tobytes()
        assert list(found.words) == list(fresh.words)
    assert (remembered.name, remembered.hash, remembered.width) == (
        encoder.name,
        encoder.hash,
        encoder.width,
    )
