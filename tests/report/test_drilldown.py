"""Who says what is counted once for all themes, and gives what counting each alone gives."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from nps_reasons.inference.intervals import wilson
from nps_reasons.inference.weighting import clustering_effect, effective_n
from nps_reasons.report.figures.drilldown import Sayings, counts_by, said_together
from nps_reasons.report.figures.heard import MOST_VALUES, heard
from nps_reasons.report.figures.tag_quality import tag_quality
from nps_reasons.schema import CODED, SIGNS

N, THEMES = 12, 3


@st.composite
def surveys(draw):
    """Responses with weights and respondents, what they say, and a part for each."""
    places = st.tuples(
        st.integers(0, N - 1), st.integers(0, THEMES - 1), st.integers(0, len(SIGNS) - 1)
    )
    said = np.array(draw(st.lists(places, max_size=40)), dtype=np.int64).reshape(-1, 3)
    weights = np.array(draw(st.lists(st.sampled_from([0.0, 0.5, 1, 3]), min_size=N, max_size=N)))
    people = np.array(draw(st.lists(st.integers(0, 20), min_size=N, max_size=N)))
    parts = np.array(draw(st.lists(st.integers(-1, 2), min_size=N, max_size=N)))
    return Sayings.of(weights, people, tuple(said.T), n_themes=THEMES), said, parts


@given(surveys())
def test_counts_of_a_part_are_those_of_its_responses_alone(case):
    sayings, said, parts = case
    for part, found in enumerate(counts_by(sayings, parts, n_parts=3).slices):
        own = np.flatnonzero(parts == part)
        weights = sayings.weights[own]
        assert found.base == len(own)
        for theme in range(THEMES):
            for place, sign in enumerate(SIGNS):
                who = {row for row, *rest in said.tolist() if rest == [theme, place]}
                hits = np.isin(own, list(who)).astype(float)
                assert found.n(theme, sign) == hits.sum()
                share = found.share(theme, sign)
                assert (share is None) == (weights.sum() == 0)
                if share is None:
                    continue
                people = np.unique(sayings.respondents[own], return_inverse=True)[1]
                base = effective_n(weights) / clustering_effect(hits, weights, people)
                assert share.value == pytest.approx(weights @ hits / weights.sum())
                assert (share.low, share.high) == pytest.approx(wilson(share.value, base))


@given(surveys(), st.randoms())
def test_the_order_of_what_is_said_changes_nothing(case, random):
    sayings, said, parts = case
    rows = said.tolist()
    random.shuffle(rows)
    again = np.array(rows, dtype=np.int64).reshape(-1, 3)
    other = Sayings.of(sayings.weights, sayings.respondents, tuple(again.T), n_themes=THEMES)
    assert np.array_equal(
        counts_by(sayings, parts, n_parts=3).value,
        counts_by(other, parts, n_parts=3).value,
        equal_nan=True,
    )


def test_what_is_said_twice_by_one_response_counts_once():
    said = (np.array([0, 0, 1]), np.zeros(3, int), np.zeros(3, int))
    sayings = Sayings.of(np.ones(4), np.arange(4), said, n_themes=1)
    (whole,) = counts_by(sayings, np.zeros(4, int), n_parts=1).slices
    assert (whole.n(0, "negative"), whole.base) == (2, 4)
    assert whole.share(0, "negative").value == 0.5


def pairs_of(first, second, n):
    """Two complaints, said by responses 0 to first - 1, and by those of `second`."""
    rows = np.concatenate([np.arange(first), np.asarray(second)])
    themes = np.repeat([0, 1], [first, len(second)])
    said = (rows, themes, np.zeros(len(rows), int))
    sayings = Sayings.of(np.ones(n), np.arange(n), said, n_themes=2)
    return said_together(sayings, np.ones(n, dtype=bool))


def test_a_pair_is_seen_from_both_sides_with_the_others_beside_it():
    one, other = pairs_of(20, range(10, 25), 100)
    assert (one.first, one.second) == ((0, "negative"), (1, "negative"))
    assert (one.both, one.said, one.elsewhere, one.others) == (10, 20, 5, 80)
    assert (other.both, other.said, other.elsewhere, other.others) == (10, 15, 10, 85)


def test_a_pair_is_named_where_the_exact_test_of_the_two_by_two_table_says_so():
    for shared in range(5, 16):
        p = fisher_exact([[shared, 20 - shared], [15 - shared, 50 + shared]], "greater").pvalue
        found = pairs_of(20, range(20 - shared, 35 - shared), 85)
        assert bool(found) == (p <= 0.05)


def test_what_four_reasons_share_is_not_compared():
    assert not pairs_of(4, range(4), 500)
    assert pairs_of(5, range(5), 500)


def test_complaint_and_praise_of_one_theme_are_no_pair():
    rows, signs = np.tile(np.arange(10), 2), np.repeat([0, 2], 10)
    said = (rows, np.zeros(20, int), signs)
    sayings = Sayings.of(np.ones(90), np.arange(90), said, n_themes=1)
    assert said_together(sayings, np.ones(90, dtype=bool)) == ()


def test_the_whole_period_has_the_counts_of_the_tables(analysis):
    found = heard(analysis)
    table = analysis.themes.query("period == @analysis.period and group == 'all' and n > 0")
    assert dict(zip(table["theme"], table["n"], strict=True)) == dict(
        zip(found.themes, found.mentioning.tolist(), strict=True)
    )


def test_what_is_heard_does_not_depend_on_the_order_of_rows(analysis):
    shuffled = replace(
        analysis,
        responses=analysis.responses.sample(frac=1, random_state=1),
        mentions=analysis.mentions.sample(frac=1, random_state=2),
    )
    for place, _ in enumerate(heard(analysis).themes):
        for one, other in zip(heard(analysis).periods, heard(shuffled).periods, strict=True):
            assert one[1].share(place, "negative") == other[1].share(place, "negative")
    assert heard(analysis).pairs == heard(shuffled).pairs


def test_a_segment_shows_its_largest_values_and_counts_the_others(make_analysis):
    whole = make_analysis(per_period=600, periods=("2031Q4",))
    names = [f"v{number % 11:02}" for number in range(len(whole.responses))]
    many = replace(whole, responses=whole.responses.assign(plan=names), segments=("plan",))
    (levels,) = heard(many).segments
    assert len(levels.shown) == MOST_VALUES
    assert (levels.too_small, levels.no_room) == (0, 3)
    few = replace(many, responses=many.responses.assign(plan=[*names[:20], *["x"] * 580]))
    (levels,) = heard(few).segments
    assert [level.value for level in levels.shown] == ["x"]
    wrote = few.responses["plan"][few.responses["reason"].notna()]
    assert levels.too_small == wrote.nunique() - 1 > 0


def coded(analysis, labels):
    responses = analysis.responses.dropna(subset=["reason"])["response_id"]
    table = pd.DataFrame({"response_id": responses, "labels": labels, "probability": None})
    return replace(analysis, coded=CODED.check(table))


def test_a_person_who_finds_nothing_leaves_the_machine_no_precision(analysis):
    (bugs,) = tag_quality(coded(analysis, "[]"), [("bugs", "negative")])
    assert bugs.precision.value == 0
    assert bugs.recall is None


def test_a_person_who_finds_it_everywhere_leaves_precision_one_and_recall_the_reach(analysis):
    everywhere = coded(analysis, '[{"theme": "bugs", "sign": "negative"}]')
    (bugs,) = tag_quality(everywhere, [("bugs", "negative")])
    heard_of = analysis.responses["reason"].notna().sum()
    said = analysis.mentions.query("theme == 'bugs' and sign == 'negative'")[
        "response_id"
    ].nunique()
    assert bugs.precision.value == 1
    assert bugs.recall.value == pytest.approx(said / heard_of)
    assert bugs.recall.low < bugs.recall.value < bugs.recall.high


def test_nobody_coded_nothing_to_tell(analysis):
    assert tag_quality(replace(analysis, coded=CODED.empty()), [("bugs", "negative")]) == ()
    assert tag_quality(analysis, []) == ()
