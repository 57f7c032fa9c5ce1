"""Negative control: effects less that of a theme that cannot matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nps_reasons.drivers.adjusted import Effects, theme_effects
from nps_reasons.drivers.commenters import commenters
from nps_reasons.drivers.control import against_control, controls_of
from nps_reasons.drivers.estimates import fitted
from nps_reasons.drivers.patterns import covariance
from nps_reasons.drivers.ranking import rank_drivers
from nps_reasons.drivers.study import Question, study
from nps_reasons.errors import UsageError


def selective(seed, n=800):
    """The unhappy say more of everything; neither theme is a cause."""
    rng = np.random.default_rng(seed)
    mood = rng.standard_normal(n)
    score = 8 + 1.4 * mood + rng.standard_normal(n)
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i:04}" for i in range(n)],
            "contribution": np.select([score >= 8.5, score >= 6.5], [100.0, 0.0], -100.0),
        }
    )
    said = [
        responses.loc[rng.random(n) < 0.12 * np.exp(-0.3 * mood), ["response_id"]].assign(
            theme=theme
        )
        for theme in ("colour", "weather")
    ]
    return responses, pd.concat(said).assign(sign="negative")


def false_alarms(repeats=80):
    """Share of surveys that call `colour` a driver: against 0, and against `weather`."""
    alarms = []
    for seed in range(repeats):
        people = commenters(*selective(seed))
        fit, columns = fitted(people)
        found = theme_effects(fit, columns)
        beside = against_control(found, controls_of(people, "weather"))
        alarms.append(
            [
                abs(each.effects[0]) / np.sqrt(covariance(each.influence, people.rows)[0, 0]) > 1.96
                for each in (found, beside)
            ]
        )
    return np.mean(alarms, axis=0)


def test_a_control_cuts_false_alarms_where_the_unhappy_say_more():
    """`benchmarks/audits.py` shows it on the generator with selective mentions."""
    plain, controlled = false_alarms()
    assert plain > 0.4
    assert controlled < 0.12


def test_the_variance_is_that_of_the_difference():
    people = commenters(*selective(1))
    fit, columns = fitted(people)
    found = theme_effects(fit, columns)
    before = covariance(found.influence, people.rows)
    after = covariance(against_control(found, 1).influence, people.rows)
    expected = before[0, 0] + before[1, 1] - 2 * before[0, 1]
    assert after[0, 0] == pytest.approx(expected)
    assert after[1] == pytest.approx([0.0, 0.0])


def test_reaches_stay_and_themes_without_a_control_stay():
    rng = np.random.default_rng(1)
    influence = rng.standard_normal((5, 3))
    found = Effects(np.array([-30.0, -8.0, 12.0]), influence, np.full(3, 0.2), influence)
    after = against_control(found, np.array([1, 1, -1]))
    assert after.effects.tolist() == [-22.0, 0.0, 12.0]
    assert (after.influence[:, 2] == influence[:, 2]).all()
    assert after.reach is found.reach


def test_the_control_of_praise_is_praise(responses_of, mentions_of):
    responses = responses_of([100.0, -100.0] * 20)
    mentions = pd.concat(
        [
            mentions_of(price=range(10), weather=range(5, 15)),
            mentions_of(good_price=range(20, 30), good_staff=range(25, 35)),
            mentions_of(good_weather=range(18, 21)),
        ]
    )
    mentions["theme"] = mentions["theme"].str.removeprefix("good_")
    people = commenters(responses, mentions)
    shown = [pair for pair, kept in zip(people.themes, people.shown, strict=True) if kept]
    assert shown == [
        ("price", "negative"),
        ("price", "positive"),
        ("staff", "positive"),
        ("weather", "negative"),
    ]
    assert controls_of(people, "weather").tolist() == [3, -1, -1, 3]


def test_an_unknown_control_is_told_with_the_nearest_name(responses_of, mentions_of):
    people = commenters(responses_of([100.0, -100.0] * 20), mentions_of(weather=range(20)))
    with pytest.raises(UsageError, match=r'nobody speaks of a theme "wether".*weather'):
        controls_of(people, "wether")


def test_a_control_that_is_hardly_said_is_refused(responses_of, mentions_of):
    people = commenters(
        responses_of([100.0, -100.0] * 20), mentions_of(weather=range(3), price=range(20))
    )
    with pytest.raises(UsageError, match='too few respondents speak of "weather"'):
        controls_of(people, "weather")


def test_a_driver_table_tests_against_the_control_and_the_control_against_nothing():
    responses, mentions = selective(1)
    plain = rank_drivers(responses, mentions).set_index("theme")
    table = rank_drivers(responses, mentions, negative_control="weather").set_index("theme")
    assert table.loc["colour", "p_value"] > plain.loc["colour", "p_value"]
    assert table.loc["weather", ["p_value", "q_value"]].isna().all()
    assert table.loc["weather", "verdict"] == "not distinguishable"
    numbers = ["reach", "effect", "effect_low", "points", "points_low", "points_high", "rank"]
    pd.testing.assert_frame_equal(table[numbers], plain[numbers])


def test_an_earlier_period_in_which_nobody_speaks_of_the_control_is_tested_against_nothing():
    (before, said), (after, told) = (selective(seed) for seed in (1, 2))
    after = after.assign(response_id="x" + after["response_id"])
    told = told.assign(response_id="x" + told["response_id"])
    responses = pd.concat([before.assign(period="1"), after.assign(period="2")])
    mentions = pd.concat([said[said["theme"] == "colour"], told])
    question = Question(period="2", negative_control="weather")
    drivers = study(responses, mentions, question).drivers.set_index(["period", "theme"])
    alone = rank_drivers(before, mentions).set_index("theme")
    assert drivers.loc[("1", "colour"), "p_value"] == alone.loc["colour", "p_value"]
    with pytest.raises(UsageError, match="nobody speaks of a theme"):
        study(responses, mentions, Question(period="1", negative_control="weather"))
