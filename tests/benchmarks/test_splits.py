from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from sets import CodedSet, folded
from splits import few_shot, folds, held_out

from nps_reasons.labelled import Label

WORDS = st.sampled_from(
    ["Good", "good!", "bad", "so so", "nil", "🙂", "late", "cold", "Kind", "kind"]
)
ROWS = st.lists(
    st.tuples(WORDS, st.sampled_from("abcdefgh"), st.sets(st.sampled_from(["x", "y", "z"]))),
    min_size=1,
)


def coded_set(rows):
    texts, groups, themes = zip(*rows, strict=True)
    opinions = tuple(tuple(Label(t, "positive") for t in sorted(found)) for found in themes)
    return CodedSet(tuple(texts), opinions, tuple(groups))


def apart(rows):
    """Rows of five more respondents, so that there are folds to be made."""
    more = [(f"own words {n}", f"respondent {n}", {"x"}) for n in range(5)]
    return coded_set([*rows, *more])


@given(ROWS)
def test_no_respondent_and_no_text_stands_on_both_sides_of_a_fold(rows):
    for train, test in folds(apart(rows)):
        assert not set(train.groups) & set(test.groups)
        assert not set(map(folded, train.texts)) & set(map(folded, test.texts))


@given(ROWS)
def test_every_row_is_measured_in_exactly_one_fold_and_none_is_empty(rows):
    coded = apart(rows)
    parts = [test for _, test in folds(coded)]
    assert Counter(text for test in parts for text in test.texts) == Counter(coded.texts)
    assert all(test.texts for test in parts)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_fold(rows, random):
    coded = apart(rows)
    order = list(range(len(coded.texts)))
    random.shuffle(order)
    kept = [sorted(zip(test.texts, test.groups, strict=True)) for _, test in folds(coded)]
    turned = folds(coded.take(order))
    assert kept == [sorted(zip(test.texts, test.groups, strict=True)) for _, test in turned]


@given(ROWS)
def test_an_industry_that_is_held_out_lends_no_row_and_no_text_to_training(rows):
    coded = coded_set(rows)
    measured = 0
    for train, test in held_out(coded):
        assert len(set(test.groups)) == 1
        assert not set(train.groups) & set(test.groups)
        assert not set(map(folded, train.texts)) & set(map(folded, test.texts))
        measured += len(test.texts)
    assert measured == len(coded.texts)


@given(ROWS, st.integers(1, 3), st.randoms(use_true_random=False))
def test_few_shots_serve_every_theme_and_share_no_text_with_the_rest(rows, shots, random):
    coded = coded_set(rows)
    train, test = few_shot(coded, shots=shots, seed=1)
    assert not set(map(folded, train.texts)) & set(map(folded, test.texts))
    assert len(set(map(folded, train.texts))) == len(train.texts)
    for theme in train.themes:
        drawn = {
            folded(t)
            for t, o in zip(train.texts, train.opinions, strict=True)
            for x in o
            if x.theme == theme
        }
        assert len(drawn) >= 1
    order = list(range(len(coded.texts)))
    random.shuffle(order)
    again, _ = few_shot(coded.take(order), shots=shots, seed=1)
    assert (again.texts, again.opinions) == (train.texts, train.opinions)


def test_sixteen_shots_are_sixteen_texts_of_each_theme_that_has_them():
    rows = [
        (f"text {i}", "g", {"often", "seldom"} if i % 7 == 0 else {"often"}) for i in range(140)
    ]
    train, test = few_shot(coded_set(rows))
    counts = Counter(label.theme for opinions in train.opinions for label in opinions)
    assert counts == {"often": 16, "seldom": 16}
    assert len(train.texts) + len(test.texts) == 140


def test_another_seed_draws_other_texts():
    coded = coded_set([(f"text {i}", "g", {"x"}) for i in range(100)])
    assert set(few_shot(coded, seed=0)[0].texts) != set(few_shot(coded, seed=1)[0].texts)
