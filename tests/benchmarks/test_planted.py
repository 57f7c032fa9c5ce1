"""The planted surveys have the truth that they claim, and are read as they are drawn."""

import json
from dataclasses import replace

import numpy as np
import pytest
from drills import PLANTED, true_change
from hypothesis import given
from hypothesis import strategies as st
from planted import GENERATORS, survey_of
from planted_people import BLOCKS, NAMES, NULLS, World, people_of, true_points

MANY = 100_000


@pytest.mark.parametrize("name", GENERATORS)
def test_null_themes_cost_exactly_nothing_and_the_others_something(name):
    points = true_points(GENERATORS[name].world, seed=1, n=MANY)
    assert (points[NULLS] == 0).all()
    assert (points[~NULLS] < -0.2).all()
    assert int(np.argmin(points)) == NAMES.index("support")


def test_the_clean_world_has_the_points_and_the_score_that_methods_were_chosen_by():
    people = people_of(World(), MANY, np.random.default_rng(1))
    assert people.points.mean() == pytest.approx(16, abs=1)
    points = true_points(World(), seed=1, n=MANY)
    known = [-12.2, -8.4, -6.7, -3.4, -1.9, -1.5, -1.5, -2.6, 0, 0]
    assert points == pytest.approx(known, abs=0.5)


@given(st.integers(0, 1000))
def test_truth_is_the_loss_of_the_same_people_and_no_method_has_a_say(seed):
    harmless = replace(World(), effects=(0.0,) * 10, reach=(0.3, 1e-12, *[0.3] * 8))
    assert (true_points(harmless, seed, n=300) == 0).all()
    alone = replace(World(), reach=(0.3, *[1e-12] * 9), bases=(9.0,) * 3, trouble=0.0)
    people = people_of(alone, 300, np.random.default_rng(seed))
    spared = people.points_had(np.zeros_like(people.bad)).mean()
    assert true_points(alone, seed, n=300)[0] == pytest.approx(people.points.mean() - spared)


@given(st.sampled_from(list(GENERATORS)), st.integers(0, 1000))
def test_the_tables_say_what_was_heard_and_nobody_speaks_without_a_comment(name, seed):
    survey = survey_of(GENERATORS[name], 60, np.random.default_rng(seed))
    responses, mentions = survey.tables("p")
    assert responses["contribution"].tolist() == survey.points.tolist()
    assert (responses["reason"].notna() == survey.heard.commented).all()
    assert not (survey.heard.bad & survey.heard.good).any()
    assert len(mentions) == survey.heard.bad.sum() + survey.heard.good.sum()
    spoke = set(responses.loc[survey.heard.commented, "response_id"])
    assert set(mentions["response_id"]) <= spoke


def test_a_seed_draws_the_same_survey_again():
    for name, generator in GENERATORS.items():
        one, again = (survey_of(generator, 50, np.random.default_rng(7)) for _ in range(2))
        assert one.tables()[1].equals(again.tables()[1]), name


@pytest.fixture(scope="module")
def heard():
    return {
        name: survey_of(GENERATORS[name], MANY, np.random.default_rng(3)) for name in GENERATORS
    }


def test_the_classifier_misses_and_invents_as_claimed_whatever_the_score(heard):
    survey = heard["classifier error"]
    found, real = survey.heard.bad, survey.people.bad
    recall = (found & real).sum(axis=0) / real.sum(axis=0)
    precision = (found & real).sum(axis=0) / found.sum(axis=0)
    assert recall.min() > 0.70
    assert recall.max() < 0.86
    assert precision.min() > 0.73
    assert precision.max() < 0.86
    unhappy = survey.points < 0
    support = real[:, 0]
    for group in (unhappy & support, ~unhappy & support):
        assert found[group, 0].mean() == pytest.approx(recall[0], abs=0.02)


def test_false_mentions_leak_onto_themes_of_the_same_block(heard):
    survey = heard["classifier error"]
    null = NAMES.index("null-a")
    block = BLOCKS[null] == BLOCKS
    others = survey.people.bad[:, block & (np.arange(10) != null)].any(axis=1)
    invented = survey.heard.bad[:, null] & ~survey.people.bad[:, null]
    innocent = ~survey.people.bad[:, null]
    assert invented[innocent & others].mean() > 3 * invented[innocent & ~others].mean()


def test_the_unhappy_comment_more_and_say_more_of_what_went_wrong(heard):
    survey = heard["selective mention"]
    unhappy, spoke = survey.points < 0, survey.heard.commented
    assert spoke[unhappy].mean() > spoke[~unhappy].mean() + 0.2
    real, said = survey.people.bad, survey.heard.bad
    shares = [said[g][real[g]].mean() for g in (unhappy & spoke, ~unhappy & spoke)]
    assert shares[0] > shares[1] + 0.2


def test_mood_colours_what_is_said_of_a_theme_without_an_experience(heard):
    survey = heard["halo"]
    nothing = ~survey.people.bad[:, 0] & ~survey.people.good[:, 0]
    low, high = nothing & (survey.people.mood < -1), nothing & (survey.people.mood > 1)
    assert survey.heard.bad[low, 0].mean() > 3 * survey.heard.bad[high, 0].mean()


def test_the_companion_is_never_said_without_the_costliest(heard):
    bad = heard["innocent companion"].heard.bad
    null = bad[:, NAMES.index("null-a")]
    assert null.mean() > 0.05
    assert not (null & ~bad[:, 0]).any()


def test_the_ceiling_is_near_eighty_and_segments_confound_strongly(heard):
    assert heard["ceiling scores"].points.mean() == pytest.approx(80, abs=2)
    survey = heard["segment confounding"]
    last = survey.people.segment == 2
    assert survey.points[last].mean() < survey.points[~last].mean() - 60
    null = survey.people.bad[:, NAMES.index("null-b")]
    assert null[last].mean() > 3 * null[~last].mean()


def test_a_coded_sample_says_what_was_experienced_with_its_probability():
    survey = survey_of(GENERATORS["classifier error"], 500, np.random.default_rng(4))
    coded = survey.coded(100, np.random.default_rng(5))
    assert len(coded) == 100
    assert coded["probability"].unique().tolist() == [0.2]
    assert coded["response_id"].is_unique
    json.dumps(coded["labels"].tolist())
    for row in coded.itertuples():
        person = int(row.response_id.removeprefix("all-"))
        bad = {label["theme"] for label in row.labels if label["sign"] == "negative"}
        assert bad == {NAMES[k] for k in np.flatnonzero(survey.people.bad[person])}


def test_planted_changes_add_up_to_the_whole_change():
    parts = true_change(seed=1, n=MANY)
    assert set(parts) == set(PLANTED)
    fields = {name: value for change in PLANTED.values() for name, value in change.items()}
    both = (World(), replace(World(), **fields))
    nps = [people_of(w, MANY, np.random.default_rng(1)).points.mean() for w in both]
    assert sum(parts.values()) == pytest.approx(nps[1] - nps[0], abs=1e-9)
    assert all(value < -0.5 for value in parts.values())
