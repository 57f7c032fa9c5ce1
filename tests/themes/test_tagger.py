"""The keyword tagger: its notation, its confidence, and the shipped codeframe's own examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.errors import UsageError
from nps_reasons.themes.codeframe import Codeframe, Theme, general_codeframe
from nps_reasons.themes.stems import folded_words, stem
from nps_reasons.themes.tagger import KeywordTagger

GENERAL = general_codeframe()
TAGGER = KeywordTagger(GENERAL).fit()


def tagger_of(**keywords):
    themes = tuple(Theme(theme, theme, "D.", tuple(words)) for theme, words in keywords.items())
    return KeywordTagger(Codeframe("test", 1, themes)).fit()


def themes_in(tagger, clause):
    return [hit.theme for hit in tagger.assign([clause])[0]]


@given(st.lists(st.text(max_size=60), max_size=5))
def test_each_clause_gets_its_own_hits_whatever_stands_beside_it(clauses):
    assert TAGGER.assign(clauses) == [TAGGER.assign([clause])[0] for clause in clauses]


@given(
    st.lists(
        st.sampled_from(["refund", "late", "order", "rude", "price", "the", "not"]), max_size=8
    )
)
def test_themes_come_once_in_the_codeframes_order_with_a_confidence(words):
    order = [theme.id for theme in GENERAL.themes]
    (hits,) = TAGGER.assign([" ".join(words)])
    places = [order.index(hit.theme) for hit in hits]
    assert places == sorted(set(places))
    assert all(0 < hit.confidence <= 1 for hit in hits)


def test_the_tagger_tags_and_names_itself():
    assert themes_in(TAGGER, "my invoice is wrong") == ["billing"]
    assert TAGGER.name == "keywords 1"


@pytest.mark.parametrize(
    ("keyword", "clause", "is_hit"),
    [
        ("refund", "They REFUNDED me", True),
        ("refund", "prerefund", False),
        ("cancel", "cancelled, canceled, cancelling", True),
        ("install*", "the installation", True),
        ("install", "the installation", False),
        ("=goods", "the goods", True),
        ("=goods", "the good", False),
        ("kept waiting", "we were kept waiting", True),
        ("kept waiting", "kept us waiting", False),
        ("told ... update", "I was told of an update", True),
        ("told ... update", "told to look at the latest update", False),
        ("don't care", "they dont care", True),
        ("don't care", "they don\ufffdt care", True),
        ("colour", "nice color", True),
        ("line?", "the line", False),
    ],
)
def test_a_keyword_matches_as_its_notation_says(keyword, clause, is_hit):
    assert bool(themes_in(tagger_of(a=[keyword]), clause)) == is_hit


def test_two_hints_make_a_mention_and_a_blocking_phrase_unmakes_one():
    tagger = tagger_of(a=["line?", "dial?"], b=["order", "!in order to"])
    assert themes_in(tagger, "no dial tone on the line") == ["a"]
    assert themes_in(tagger, "I rang in order to complain") == []
    assert themes_in(tagger, "I rang in order to place an order") == ["b"]


def test_a_keyword_inside_a_longer_one_of_another_theme_does_not_count():
    tagger = tagger_of(speed=["fast"], delivery=["fast delivery"])
    assert themes_in(tagger, "fast delivery") == ["delivery"]
    assert themes_in(tagger, "fast delivery, fast site") == ["speed", "delivery"]


def test_a_phrase_that_a_longer_one_covers_in_part_counts():
    tagger = tagger_of(speed=["very fast"], delivery=["fast delivery today"])
    assert themes_in(tagger, "very fast delivery today") == ["speed", "delivery"]


def test_confidence_is_highest_for_phrases_and_lowest_for_hints():
    tagger = tagger_of(a=["kept waiting", "queue", "delay", "slow?", "late?"])
    clauses = ["kept waiting", "queue and delay", "queue", "slow and late", "slow"]
    found = [[hit.confidence for hit in hits] for hits in tagger.assign(clauses)]
    assert found == [[0.9], [0.8], [0.6], [0.5], []]


def test_a_keyword_without_a_word_is_refused():
    with pytest.raises(UsageError, match='keyword "\\?\\?" has no word'):
        tagger_of(a=["??"])


@pytest.mark.parametrize("theme", GENERAL.themes, ids=lambda theme: theme.id)
def test_most_examples_of_a_shipped_theme_are_tagged_and_no_counter_example(theme):
    found = [theme.id in themes_in(TAGGER, example) for example in theme.examples]
    assert sum(found) >= len(found) / 2
    assert not any(theme.id in themes_in(TAGGER, text) for text in theme.counter_examples)


@pytest.mark.parametrize(
    ("clause", "theme"),
    [
        ("Moving house was not a problem", "reliability-and-bugs"),
        ("No problem at all", "reliability-and-bugs"),
        ("Our strategy needs a CRM", "integrations"),
        ("They keep claiming to be the best", "returns-and-refunds"),
        ("Nobody kept to the equipment delivery dates", "product-quality"),
        ("Your whole operations are broken", "reliability-and-bugs"),
        ("The customer service staff answered", "staff-attitude"),
        ("Pay attention to what people say", "price-and-value"),
        ("To be honest I have no view", "communication"),
        ("My ticket was closed", "choice-and-availability"),
        ("Nobody rang me", "choice-and-availability"),
        ("The sales team rang", "ordering"),
        ("A clean interface", "facilities"),
        ("New features arrive each month", "delivery"),
        ("You did not solve my problem", "reliability-and-bugs"),
        ("An itemised bill, easy to understand", "ease-of-use"),
        ("I can speak easily to your call centre", "ease-of-use"),
        ("From where I sit", "website-and-app"),
        ("For the last two weeks", "product-quality"),
        ("A great deal of bother", "price-and-value"),
        ("The car was waiting", "staff-attitude"),
    ],
)
def test_a_word_in_another_sense_gives_no_theme(clause, theme):
    assert theme not in themes_in(TAGGER, clause)


@pytest.mark.parametrize(
    ("clause", "theme"),
    [
        ("You did not solve my problem", "support-quality"),
        ("The customer service staff answered", "support-quality"),
        ("An itemised bill, easy to understand", "billing"),
        ("I can speak easily to your call centre", "response-time"),
        ("Nobody kept to the equipment delivery dates", "delivery"),
        ("It was explained clearly", "staff-competence"),
        ("There have been no problems in a year", "reliability-and-bugs"),
        ("The equipment is cheap", "product-quality"),
    ],
)
def test_a_phrase_gives_the_theme_it_is_about(clause, theme):
    assert theme in themes_in(TAGGER, clause)


def test_retired_themes_are_not_assigned():
    themes = (Theme("a", "A", "D.", ("fee",), retired="2"), Theme("b", "B", "D.", ("fee",)))
    assert themes_in(KeywordTagger(Codeframe("test", 1, themes)).fit(), "fee") == ["b"]


@given(st.text(max_size=30))
def test_the_stem_of_a_word_is_never_empty(text):
    assert all(stem(word) for word in folded_words(text))


@pytest.mark.parametrize(
    "family",
    ["price prices priced pricing", "bill bills billed billing", "delivery deliveries delievery",
     "organise organize organised organizing", "colour colors coloured", "delay delays delayed"],
)  # fmt: skip
def test_inflections_and_spellings_share_a_stem(family):
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("pair", ["order orderly", "speed spe", "need ne", "install installation"])
def test_words_that_differ_keep_their_stems_apart(pair):
    first, second = pair.split()
    assert stem(first) != stem(second)
