"""Each section on full and on tiny data, and the numbers that it must get from the tables."""

from dataclasses import fields, is_dataclass, replace
from itertools import pairwise

import pytest

from nps_reasons.net_promoter import nps_difference, nps_of_groups
from nps_reasons.report import SECTIONS, words
from nps_reasons.report.blocks import Bars, Section, Splits, Table, Waterfall
from nps_reasons.report.sections.change import change
from nps_reasons.report.sections.detractors import detractors
from nps_reasons.report.sections.drivers import drivers
from nps_reasons.report.sections.groups import groups
from nps_reasons.report.sections.headline import headline
from nps_reasons.report.sections.segments import segments

NOT_FOR_READERS = {"nan", "None", "<NA>", "NaT", "inf", "-inf"}


def texts_of(value):
    """Yield every text in a section, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_of(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))


def numbers_of(value):
    if isinstance(value, float):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from numbers_of(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from numbers_of(getattr(value, field.name))


def part_of(section, kind):
    return next(part for part in section.parts if isinstance(part, kind))


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_stands_on_full_data(analysis, name):
    assert isinstance(SECTIONS[name](analysis), Section)


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_reads_well_on_tiny_data(tiny, name):
    section = SECTIONS[name](tiny)
    if section is None:
        return
    assert section.text
    assert not NOT_FOR_READERS & {word for text in texts_of(section) for word in text.split()}
    assert all(abs(number) < 1e6 for number in numbers_of(section))


@pytest.mark.parametrize("name", SECTIONS)
def test_no_section_depends_on_the_order_of_rows(analysis, name):
    tables = ("responses", "quarantine", "mentions", "nps", "drivers", "changes", "themes")
    shuffled = replace(
        analysis,
        **{table: getattr(analysis, table).sample(frac=1, random_state=7) for table in tables},
    )
    assert SECTIONS[name](shuffled) == SECTIONS[name](analysis)


@pytest.mark.parametrize("name", SECTIONS)
def test_rows_of_a_table_are_as_long_as_its_head(analysis, name):
    section = SECTIONS[name](analysis)
    tables = [
        part if isinstance(part, Table) else getattr(part, "table", None) for part in section.parts
    ]
    for table in filter(None, tables):
        assert {len(row) for row in table.rows} <= {len(table.columns)}


def test_the_headline_gives_score_interval_and_base_of_the_nps_table(analysis):
    table = analysis.nps
    total = table[(table["period"] == analysis.period) & (table["segment"] == "all")].iloc[0]
    text = headline(analysis).text
    assert words.with_interval(total["nps"], total["nps_low"], total["nps_high"]) in text
    assert words.count(total["n"], "response") in text


def test_the_headline_gives_the_change_with_its_interval_and_verdict(analysis):
    before, after = (
        nps_of_groups(rows["group"])
        for rows in (
            analysis.responses[analysis.responses["period"] == period]
            for period in (analysis.reference, analysis.period)
        )
    )
    moved = nps_difference(before, after)
    sentences = " ".join(texts_of(headline(analysis).parts))
    assert words.score(abs(moved.value)) in sentences
    assert words.interval(moved.low, moved.high, words.points) in sentences
    clear = "a clear change" in sentences
    assert clear == (moved.p_value <= 0.05)


def test_one_period_has_nothing_to_compare_with(make_analysis):
    alone = make_analysis(per_period=40, periods=("2031Q4",))
    assert "no other period" in " ".join(texts_of(headline(alone).parts))
    assert SECTIONS["trend"](alone) is None
    assert SECTIONS["change"](alone) is None


def test_drivers_with_too_few_mentions_are_in_the_table_without_numbers(analysis):
    costs = part_of(drivers(analysis), Bars)
    assert "Billing" not in [estimate.label for estimate in costs.estimates]
    row = next(row for row in costs.table.rows if row[0] == "Billing")
    assert row[1:4] == ("too few", "too few", "too few")
    assert row[-1] == "too few mentions to say"


def test_only_clear_drivers_are_drawn_filled(analysis):
    costs = part_of(drivers(analysis), Bars)
    solid = {estimate.label for estimate in costs.estimates if estimate.solid}
    assert solid == {"Support quality", "Reliability and bugs"}


def test_a_complaint_that_goes_with_gained_points_is_not_called_a_cost(analysis):
    turned = analysis.drivers.assign(points=analysis.drivers["points"].abs())
    sentences = " ".join(texts_of(headline(replace(analysis, drivers=turned))))
    assert "Costs most" not in sentences
    assert "lost points" not in sentences


def test_the_waterfall_leads_from_the_reference_to_the_period(analysis):
    steps = part_of(change(analysis), Waterfall).steps
    totals = analysis.nps[analysis.nps["segment"] == "all"].set_index("period")["nps"]
    assert steps[0].end == totals[analysis.reference]
    assert steps[-1].end == pytest.approx(totals[analysis.period], abs=1e-9)
    for one, following in pairwise(steps):
        assert following.start == pytest.approx(one.end, abs=1e-9)


def test_the_change_table_has_every_part_and_its_sum(analysis):
    rows = part_of(change(analysis), Waterfall).table.rows
    assert len(rows) == len(analysis.changes) + 1
    assert rows[-1][1] == words.points(analysis.changes["points"].sum())


def test_a_complaint_said_less_often_is_called_so(analysis):
    labels = [row[0] for row in part_of(change(analysis), Waterfall).table.rows]
    assert "Support quality: complaints said less often" in labels


def with_unexplained(analysis, rest):
    """Return the analysis as if so many points of the change were left unexplained."""
    parts = analysis.changes
    points = parts["points"].mask(parts["part"] == "unexplained", rest)
    return replace(analysis, changes=parts.assign(points=points))


def test_a_change_within_noise_is_said_to_be(analysis):
    assert "not distinguishable from sampling noise" in change(analysis).text


def test_a_clear_change_that_is_mostly_unexplained_is_said_to_be(analysis):
    clear = with_scores_of_reference(analysis, 10)
    assert "of that unexplained" in change(with_unexplained(clear, -140.0)).text
    assert "of that unexplained" not in change(with_unexplained(clear, 0.0)).text


def with_scores_of_reference(analysis, score):
    """Return the analysis as if everybody in the reference period were a promoter."""
    before = analysis.responses["period"] == analysis.reference
    responses = analysis.responses.assign(
        score=analysis.responses["score"].mask(before, score),
        group=analysis.responses["group"].mask(before, "promoter"),
    )
    of_reference = (analysis.nps["period"] == analysis.reference) & (
        analysis.nps["segment"] == "all"
    )
    nps = analysis.nps.assign(nps=analysis.nps["nps"].mask(of_reference, 100.0))
    return replace(analysis, responses=responses, nps=nps)


def test_groups_show_the_reach_of_the_themes_table(analysis):
    shown = part_of(groups(analysis), Splits)
    table = analysis.themes
    for label, splits in shown.groups:
        for split, group in zip(splits, ("promoter", "passive", "detractor"), strict=True):
            row = table[
                (table["period"] == analysis.period)
                & (table["label"] == label)
                & (table["group"] == group)
            ].iloc[0]
            assert split.negative + split.neutral + split.positive == pytest.approx(row["reach"])
            assert split.text.startswith(words.share(row["reach"]))


def test_the_detractor_page_counts_detractors_with_a_complaint(analysis):
    chart = part_of(detractors(analysis), Bars)
    now = analysis.responses[analysis.responses["period"] == analysis.period]
    unhappy = now[(now["group"] == "detractor") & now["reason"].notna()]
    bugs = analysis.mentions.query("theme == 'bugs' and sign == 'negative'")
    n = unhappy["response_id"].isin(bugs["response_id"]).sum()
    found = next(estimate for estimate in chart.estimates if estimate.label.startswith("Reliab"))
    assert found.value == pytest.approx(n / len(unhappy))


def test_the_detractor_page_prints_its_base_and_the_silent(analysis):
    now = analysis.responses[analysis.responses["period"] == analysis.period]
    unhappy = now[now["group"] == "detractor"]
    text = " ".join(texts_of(detractors(analysis)))
    assert words.count(len(unhappy), "detractor") in text
    assert words.share(unhappy["reason"].isna().mean()) in text


def test_without_detractors_there_is_no_detractor_page(make_analysis):
    happy = make_analysis(periods=("2031Q4",))
    happy = replace(
        happy, responses=happy.responses.assign(score=10, group="promoter", contribution=100.0)
    )
    assert detractors(happy) is None


def test_a_small_segment_says_too_few(analysis):
    table = next(part.table for part in segments(analysis).parts if hasattr(part, "table"))
    row = next(row for row in table.rows if row[1] == "<b>Trial</b>")
    assert row[2:4] == ("too few", "too few")


def test_the_whole_survey_as_one_period_counts_every_response(analysis):
    total = analysis.nps[analysis.nps["segment"] == "all"].iloc[[0]].assign(period="all", n=240)
    whole = replace(analysis, period="all", reference=None, nps=total)
    text = " ".join(texts_of(headline(whole)))
    assert words.count(len(analysis.responses), "respondent") in text


def test_quality_shows_no_line_numbers(analysis):
    assert "7891" not in " ".join(texts_of(SECTIONS["quality"](analysis)))
