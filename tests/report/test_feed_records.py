"""Records of the planning feed: which, in which order, with which numbers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from nps_reasons.analysis import ThemeInfo
from nps_reasons.inference.intervals import wilson
from nps_reasons.inference.power import responses_to_see_share
from nps_reasons.report import planning
from nps_reasons.report.feed.acted import acted
from nps_reasons.report.feed.measure import measure_of, target_of
from nps_reasons.report.feed.reach import effective_base
from nps_reasons.report.feed.record import Reach
from nps_reasons.report.feed.records import feed
from nps_reasons.report.sections.actions import actions
from nps_reasons.schema import OUTCOMES, PLANNED


@pytest.fixture(scope="module")
def records(analysis):
    return {record.id: record for record in feed(analysis)}


def with_drivers(analysis, **columns):
    """Return the analysis with other numbers for the complaints of its period."""
    drivers = analysis.drivers.copy()
    for theme, values in columns.items():
        rows = drivers.eval(
            f"period == '{analysis.period}' and sign == 'negative' and theme == '{theme}'"
        )
        for name, value in values.items():
            drivers.loc[rows, name] = value
    return replace(analysis, drivers=drivers)


def with_severe(analysis, *themes):
    frame = {
        theme: replace(info, severe=theme in themes) for theme, info in analysis.codeframe.items()
    }
    return replace(analysis, codeframe=frame)


def tickets(*rows):
    names = ["line", "record", "theme", "ticket", "status", "created", "resolved", "used"]
    table = pd.DataFrame([(line, *row) for line, row in enumerate(rows, 2)], columns=names)
    return PLANNED.check(table.assign(problem=None))


def test_numbers_are_those_of_the_drivers_table(analysis, records):
    drivers = analysis.drivers.query("period == @analysis.period and sign == 'negative'")
    for row in drivers.dropna(subset=["points"]).to_dict("records"):
        record = records[f"nps-{row['theme']}"]
        assert (record.points.value, record.points.low, record.points.high) == (
            row["points"],
            row["points_low"],
            row["points_high"],
        )
        assert (record.reach.value, record.n, record.verdict) == (
            row["reach"],
            row["n"],
            row["verdict"],
        )
        assert (record.rank, record.rank_low, record.rank_high) == (
            row["rank"],
            row["rank_low"],
            row["rank_high"],
        )


def test_what_costs_most_at_least_comes_first_and_what_reaches_zero_last(analysis):
    made = with_drivers(
        analysis,
        price={"points": -9.0, "points_low": -18.5, "points_high": 0.5},
        speed={"points": -3.0, "points_low": -3.5, "points_high": -2.5},
    )
    main = [record for record in feed(made) if record.lane == "main"]
    assert [record.theme for record in main][-1] == "price"
    bounds = [record.costs_at_least for record in main]
    assert bounds == sorted(bounds, reverse=True)
    assert [record.place for record in main] == list(range(1, len(main) + 1))


def test_of_those_that_reach_zero_the_larger_comes_first_then_the_id(analysis):
    flat = {"points_low": -5.0, "points_high": 0.0}
    made = with_drivers(
        analysis,
        **{"support-quality": flat | {"points": -1.0}},
        bugs=flat | {"points": -2.0},
        price=flat | {"points": -1.0},
        speed=flat | {"points": -1.5},
    )
    main = [record.theme for record in feed(made) if record.lane == "main"]
    assert main == ["bugs", "speed", "price", "support-quality"]


def test_a_complaint_that_goes_with_more_points_is_no_cost(analysis):
    made = with_drivers(analysis, price={"points": 2.0, "points_low": 1.0, "points_high": 3.0})
    assert "nps-price" not in {record.id for record in feed(made)}
    row = planning(made).set_index("theme").loc["price"]
    assert pd.isna(row["lane"])
    assert row["points"] == 2.0


def test_the_main_lane_is_as_long_as_asked(analysis):
    assert [r.lane for r in feed(analysis, most=2)].count("main") == 2


def test_a_severe_theme_has_a_lane_of_its_own_however_rare(analysis):
    (record,) = [r for r in feed(with_severe(analysis, "billing")) if r.theme == "billing"]
    assert (record.lane, record.verdict, record.points, record.reach) == (
        "severe",
        "too few",
        None,
        None,
    )
    assert record.title == "Billing: 3 responses complain about it"
    assert record.n == 3


def test_a_severe_theme_with_points_keeps_them(analysis):
    (record,) = [r for r in feed(with_severe(analysis, "bugs")) if r.theme == "bugs"]
    assert record.lane == "severe"
    assert record.points is not None
    assert record.place == 1


def test_lost_work_is_in_the_severe_lane_with_its_words(analysis, records):
    record = records["nps-severe.data-loss"]
    reasons = analysis.responses.set_index("response_id")["reason"]
    assert (record.lane, record.theme, record.points) == ("severe", None, None)
    assert 1 <= len(record.evidence) <= 5
    for quote in record.quotes:
        assert quote.text in reasons[quote.id]
        assert "work" in quote.text
    periods = analysis.responses.set_index("response_id")["period"]
    assert set(periods[list(record.evidence)]) == {analysis.period}
    assert record.last_seen == analysis.period


def test_a_theme_tells_what_severe_matters_its_complaints_speak_of(records):
    assert records["nps-bugs"].severe == ("data loss",)
    assert records["nps-price"].severe == ()


def test_quotes_are_exact_pieces_of_their_reasons(analysis, records):
    reasons = analysis.responses.set_index("response_id")["reason"]
    quotes = [quote for record in records.values() for quote in record.quotes]
    assert quotes
    assert all(quote.text in reasons[quote.id] for quote in quotes)


def test_people_are_counted_once(analysis):
    people = analysis.responses["response_id"].str[-2:]
    made = replace(analysis, responses=analysis.responses.assign(respondent_id=people))
    known = {record.id: record for record in feed(made)}
    said = made.mentions.query("theme == 'speed' and sign == 'negative'")["response_id"]
    own = made.responses[made.responses["response_id"].isin(said)]
    own = own[own["period"] == made.period]
    assert known["nps-speed"].respondents == own["respondent_id"].nunique()
    assert {record.respondents for record in feed(analysis)} == {None}


def test_value_at_risk_is_that_of_the_outcomes_table(analysis, records):
    rows = analysis.outcomes.query(
        "outcome == 'value' and kind == 'theme' and sign == 'negative' "
        "and period == @analysis.period"
    )
    assert len(rows)
    for row in rows.to_dict("records"):
        record = records.get(f"nps-{row['name']}")
        if record is None:
            continue
        assert record.value == (None if pd.isna(row["value"]) else row["value"])
        assert (record.value_at_risk is None) == bool(pd.isna(row["value_at_risk"]))


def test_without_outcomes_no_value_is_told(analysis):
    made = replace(analysis, outcomes=OUTCOMES.empty())
    assert {record.value for record in feed(made)} == {None}


def test_narrower_themes_are_sub_problems(analysis):
    frame = dict(analysis.codeframe)
    frame["speed"] = replace(frame["speed"], parent="bugs")
    frame["gone"] = ThemeInfo("gone", "Gone", "Nobody says it.", parent="bugs")
    known = {record.id: record for record in feed(replace(analysis, codeframe=frame))}
    assert [part.theme for part in known["nps-bugs"].sub_problems] == ["speed"]


def test_a_segment_that_clearly_complains_more_is_named(analysis):
    told = analysis.responses["reason"].notna() & (analysis.responses["period"] == analysis.period)
    complain = analysis.mentions.query("theme == 'speed' and sign == 'negative'")["response_id"]
    crawls = analysis.responses["response_id"].isin(complain)
    region = analysis.responses["region"].mask(told & crawls, "South").mask(told & ~crawls, "North")
    made = replace(analysis, responses=analysis.responses.assign(region=region))
    known = {record.id: record for record in feed(made)}
    if min(int((told & crawls).sum()), int((told & ~crawls).sum())) < 30:
        assert known["nps-speed"].segments == ()
    else:
        assert known["nps-speed"].segments[0].value == "South"


def test_reach_has_the_interval_of_its_estimator(records):
    for record in records.values():
        if record.reach:
            assert record.reach.low <= record.reach.value <= record.reach.high


@pytest.mark.parametrize(
    ("reach", "target"),
    [(0.09, 0.05), (0.27, 0.14), (0.033, 0.017), (0.041, 0.02), (0.01, 0.005), (0.0006, 0.0)],
)
def test_the_target_is_half_in_whole_per_cents_or_tenths(reach, target):
    assert target_of(reach) == target
    assert target_of(reach) < reach


def test_the_measure_needs_what_the_power_calculation_says():
    low, high = wilson(0.09, 2000)
    found = measure_of("Export", Reach(0.09, low, high, 180, 2000))
    assert found.needed == -(-responses_to_see_share(0.09, 2000, 0.05) // 1)
    assert effective_base(Reach(0.09, low, high, 180, 2000)) == pytest.approx(2000)


def test_a_small_base_is_told_to_be_too_small():
    low, high = wilson(0.09, 80)
    found = measure_of("Export", Reach(0.09, low, high, 7, 80))
    assert found.needed is None
    assert "no number of responses" in found.text


def test_a_reach_of_everybody_or_nobody_has_a_measure_or_none():
    assert measure_of("All", Reach(1.0, 0.9, 1.0, 40, 40)).target == 0.5
    assert measure_of("None", Reach(0.0, 0.0, 0.1, 0, 40)) is None


def test_the_ticket_that_is_worked_on_stands_for_its_record(analysis):
    planned = tickets(
        ("nps-bugs", "bugs", "A-1", "done", "2031-01-01", "2031-02-01", True),
        ("nps-bugs", "bugs", "A-2", "in progress", "2031-03-01", None, True),
        ("nps-bugs", "bugs", "A-3", "open", "2031-04-01", None, False),
    )
    known = {record.id: record for record in feed(replace(analysis, planned=planned))}
    assert (known["nps-bugs"].ticket, known["nps-bugs"].status) == ("A-2", "in progress")


def test_what_was_acted_on_is_counted_and_timed(analysis):
    planned = tickets(
        ("nps-bugs", "bugs", "A-1", "done", "2031-01-01", "2031-01-31", True),
        ("nps-speed", "speed", "A-2", "in progress", None, None, True),
        ("nps-price", "price", "A-3", "open", None, None, True),
        ("nps-docs", "docs", "A-4", "done", "2031-01-01", "2031-01-11", True),
    )
    made = replace(analysis, planned=planned)
    found = acted(made)
    assert (found.themes, found.acted_on, found.done, found.days) == (4, 2, 2, 20.0)
    assert "Of the 4 themes in the planning feed, 2 (50" in actions(made).text
    assert "20 days" in actions(made).text


def test_faults_of_the_status_file_are_told_with_their_lines(analysis):
    planned = tickets(*[(None, None, f"A-{i}", "open", None, None, False) for i in range(14)])
    planned["problem"] = "names no record of the feed"
    made = replace(analysis, actions=analysis.actions.iloc[:0], planned=PLANNED.check(planned))
    section = actions(made)
    notes = section.parts[-1]
    assert notes.sentences[0] == "Line 2: names no record of the feed."
    assert notes.sentences[-1] == "4 lines more: see tables/planned.csv."


def test_nobody_who_says_what_became_of_it_changes_nothing(analysis):
    assert acted(analysis) is None


def test_the_order_of_rows_changes_nothing(analysis):
    shuffled = replace(
        analysis,
        responses=analysis.responses.sample(frac=1, random_state=2),
        mentions=analysis.mentions.sample(frac=1, random_state=2),
        drivers=analysis.drivers.sample(frac=1, random_state=2),
    )
    assert feed(shuffled) == feed(analysis)


def test_tiny_data_give_an_honest_feed(tiny):
    for record in feed(tiny):
        assert record.lane in ("main", "severe")
        assert record.points is not None or record.lane == "severe"
