import os
from pathlib import Path

import pytest
import sets
from sets import CodedSet, folded

from nps_reasons.labelled import Label
from nps_reasons.themes.codeframe import read_codeframe


@pytest.fixture
def real_data():
    beside = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("NPS_REASONS_DATA", beside))
    if not folder.is_dir():
        pytest.skip("no labelled sets: set NPS_REASONS_DATA to their folder")
    return folder


def test_an_nhs_theme_needs_thirty_rows_and_a_row_needs_text_and_a_theme(data):
    coded = sets.nhs_themes(data)
    assert coded.themes == ("staff-manner-attitude",)
    assert len(coded.texts) == 30
    assert coded.groups[:3] == ("r0", "r0", "r1")


def test_nhs_sentiment_one_is_best_and_other_numbers_are_none(data):
    signs = [opinions[0].sign for opinions in sets.nhs_sentiment(data).opinions]
    assert signs[:5] == ["positive", "positive", "neutral", "negative", "negative"]
    assert len(signs) == 30


def test_a_fabsa_aspect_ends_at_the_last_dot(data):
    coded = sets.fabsa(data)
    assert coded.opinions[0] == (
        Label("logistics-rides-speed", "positive"),
        Label("value-price-value-for-money", "positive"),
    )
    assert coded.opinions[2] == (Label("account-management-account-access", "negative"),)
    assert coded.groups == ("Food", "Shoes", "Shoes")


def test_a_mams_sentence_has_a_sign_for_each_category(data):
    assert sets.mams(data, "test").opinions == (
        (Label("food", "positive"), Label("staff", "negative")),
    )


def test_a_semeval_sentence_keeps_every_opinion_and_trains_without_a_sign_where_they_differ(data):
    coded = sets.semeval(data, "gold.xml")
    assert coded.texts == ("Great rice, cold fish", "We came at noon")
    assert [label.sign for label in coded.opinions[0]] == ["positive", "negative", "neutral"]
    assert coded.labelled.labels == (
        (Label("food-quality", None), Label("food-style-options", "neutral")),
        (),
    )


def test_a_uci_sentence_ends_at_any_line_end_and_loses_its_quotes(data):
    coded = sets.uci(data)
    assert coded.texts[:3] == ("Works well.", 'It said "error" twice', "Broke")
    assert [label.sign for (label,) in coded.opinions[:3]] == ["positive", "negative", "negative"]


def test_texts_without_a_letter_are_not_all_alike():
    assert folded("🙂") != folded("🙁")
    assert folded("Très  bien!") == folded("TRÈS BIEN")


def test_thinning_keeps_the_same_texts_whatever_their_order():
    texts = tuple(f"text {i}" for i in range(50))
    coded = CodedSet(texts, ((),) * 50, ("",) * 50)
    turned = coded.take(reversed(range(50)))
    assert set(sets.thinned(coded, 7).texts) == set(sets.thinned(turned, 7).texts)
    assert sets.thinned(coded, None) is coded


def test_the_sets_at_hand_have_the_sizes_that_their_papers_and_the_issue_name(real_data):
    nhs = sets.nhs_themes(real_data)
    assert (len(nhs.texts), len(nhs.themes)) == (6_145, 31)
    assert len(sets.nhs_sentiment(real_data).texts) == 6_170
    assert (len(sets.fabsa(real_data).texts), len(sets.fabsa(real_data).themes)) == (5_883, 12)
    assert [len(sets.mams(real_data, part).texts) for part in ("train", "test")] == [3_149, 400]
    assert len(sets.uci(real_data).texts) == 3_000
    for file, opinions in (("EN_REST_SB1_TEST_gold.xml", 859), ("EN_LAPT_SB1_TEST_.xml.gold", 801)):
        assert sum(map(len, sets.semeval(real_data, file).opinions)) == opinions


def test_the_fabsa_codeframe_has_the_themes_of_the_set_with_at_most_five_examples(real_data):
    path = Path(sets.REPOSITORY) / "benchmarks" / "codeframes" / "fabsa.toml"
    codeframe = read_codeframe(path)
    assert sorted(theme.id for theme in codeframe.themes) == list(sets.fabsa(real_data).themes)
    assert all(len(theme.examples) <= 5 for theme in codeframe.themes)
