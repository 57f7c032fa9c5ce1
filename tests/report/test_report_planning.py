"""The feed for product planning."""

import re
from dataclasses import replace

import pytest

from nps_reasons.report import planning
from nps_reasons.schema import PLANNING


@pytest.fixture(scope="module")
def feed(analysis):
    return planning(analysis).set_index("theme")


def test_each_theme_with_points_that_is_complained_about_has_one_record(analysis, feed):
    drivers = analysis.drivers.query("period == @analysis.period and sign == 'negative'")
    assert sorted(feed.index) == sorted(drivers.loc[drivers["points"].notna(), "theme"])


def test_numbers_are_those_of_the_driver(analysis, feed):
    drivers = analysis.drivers.query("period == @analysis.period and sign == 'negative'")
    for row in drivers.dropna(subset=["points"]).itertuples():
        for name in ("points", "points_low", "points_high", "reach", "n", "verdict"):
            assert feed.loc[row.theme, name] == getattr(row, name)


def test_the_title_states_the_problem_and_its_reach(feed):
    assert feed.loc["bugs", "title"] == (
        "Reliability and bugs: 18 % of those who gave a reason complain about it"
    )


def test_the_owner_is_that_of_the_codeframe(feed):
    assert feed.loc["support-quality", "owner"] == "Ada"
    assert feed["owner"].isna()["price"]


def test_the_trend_names_every_period_in_order(analysis, feed):
    trend = feed.loc["support-quality", "trend"]
    assert re.findall(r"2031Q\d", trend) == list(analysis.periods)
    assert trend.endswith("2031Q4 -8.5")


def test_quotes_are_complaints_or_say_otherwise_on_the_theme(analysis, feed):
    said = analysis.mentions.query("theme == 'speed'")["response_id"]
    ids = feed.loc["speed", "quote_ids"].split()
    assert ids
    assert set(ids) <= set(said)


def test_first_and_last_seen_are_periods_with_a_complaint(analysis, feed):
    now = analysis.responses.query("period == '2031Q1'")["response_id"]
    later = replace(
        analysis, mentions=analysis.mentions[~analysis.mentions["response_id"].isin(now)]
    )
    assert feed.loc["speed", ["first_seen", "last_seen"]].tolist() == ["2031Q1", "2031Q4"]
    assert planning(later).set_index("theme").loc["speed", "first_seen"] == "2031Q2"


def test_the_worst_segment_is_named_where_it_is_large_enough(analysis, feed):
    where = feed.loc["support-quality", "segments"]
    assert re.fullmatch(r"plan \w+ \d+ %; region (North|South) \d+ %", where)
    assert "Trial" not in where


def test_the_order_of_rows_changes_nothing(analysis):
    shuffled = replace(
        analysis,
        responses=analysis.responses.sample(frac=1, random_state=2),
        mentions=analysis.mentions.sample(frac=1, random_state=2),
    )
    assert planning(shuffled).equals(planning(analysis))


def test_tiny_data_give_a_feed_of_the_contract(tiny):
    assert list(planning(tiny).columns) == PLANNING.column_names
