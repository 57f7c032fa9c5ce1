"""Each section on full and on tiny data, and the numbers that it must get from the tables."""

import re
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from told import texts_of

from nps_reasons import words
from nps_reasons.analysis import Source
from nps_reasons.compare import differences_table
from nps_reasons.net_promoter import nps_difference, nps_of_groups
from nps_reasons.readers import FileCount
from nps_reasons.report import SECTIONS
from nps_reasons.report.blocks import Bars, Drill, Quotes, Section, Splits, Table, Waterfall
from nps_reasons.report.parts.moves import how_it_moved, parts_of
from nps_reasons.report.sections.change import change
from nps_reasons.report.sections.detractors import detractors
from nps_reasons.report.sections.drivers import drivers
from nps_reasons.report.sections.groups import groups
from nps_reasons.report.sections.headline import headline
from nps_reasons.report.sections.segments import segments
from nps_reasons.report.sections.trend import trend
from nps_reasons.schema import TABLES

NOT_FOR_READERS = {"nan", "None", "<NA>", "NaT", "inf", "-inf"}


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
    tables = [name for name in TABLES if name != "planning"]
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


def test_behind_the_points_stand_their_parts_and_where_the_sign_holds(analysis):
    (behind,) = (
        part
        for part in drivers(analysis).parts
        if isinstance(part, Table) and "Behind" in part.caption
    )
    rows = {row[0]: row[1:] for row in behind.rows}
    found = rows["Support quality (complaints)"]
    table = analysis.drivers.query("period == @analysis.period and theme == 'support-quality'")
    row = table[table["sign"] == "negative"].iloc[0]
    assert found[0].startswith(words.points(row["promoter_points"]))
    assert found[1].startswith(words.points(row["detractor_points"]))
    assert found[2:] == (words.points(row["shrunk_points"]), words.share(0.9), "4 of 5")


@pytest.mark.parametrize(
    ("signal", "said"), [(True, "is outside the control limits"), (False, "is within the control")]
)
def test_the_trend_says_whether_the_period_is_a_usual_up_or_down(analysis, signal, said):
    assert "control" not in trend(analysis).text
    here = analysis.trend["period"] == analysis.period
    chart = analysis.trend.assign(
        lower=analysis.trend["lower"].mask(here, -12.3),
        upper=analysis.trend["upper"].mask(here, 45.6),
        signal=analysis.trend["signal"].mask(here, signal),
    )
    text = words.plain(trend(replace(analysis, trend=chart)).text)
    assert f"2031Q4 {said}" in text
    assert "[-12.3, 45.6]" in text


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
    shown = words.gap(before.value, after.value)
    assert shown == pytest.approx(moved.value, abs=0.1001)
    assert words.score(abs(shown)) in sentences
    assert words.interval(moved.low, moved.high, words.points) in sentences
    clear = "a clear change" in sentences
    assert clear == (moved.p_value <= 0.05)


def test_the_headline_takes_the_change_from_the_table_of_differences(analysis):
    row = {"period": analysis.period, "reference": analysis.reference, "segment": "all"}
    numbers = {"difference": 1.0, "low": -7.77, "high": 88.8, "p_value": 0.01}
    tabled = replace(analysis, differences=pd.DataFrame([row | numbers]))
    assert plain_texts(headline(tabled)).count("[-7.8, +88.8]") == 2
    small = replace(analysis, differences=pd.DataFrame([row | dict.fromkeys(numbers)]))
    assert plain_texts(headline(small)) == plain_texts(headline(analysis))


def plain_texts(section):
    return words.plain(" ".join(texts_of(section.parts)))


def test_people_asked_twice_make_the_change_surer_and_are_named(analysis):
    of_period = analysis.responses.groupby("period").cumcount()
    panel = replace(
        analysis,
        responses=analysis.responses.assign(respondent_id="p" + of_period.astype("string")),
    )
    assert "60 respondents answered in both" in plain_texts(headline(panel))
    assert "answered in both" not in plain_texts(headline(analysis))


@pytest.mark.parametrize(
    ("heavy", "warned"), [(1.0, None), (3.0, False), (30.0, True)], ids=["none", "some", "much"]
)
def test_the_headline_says_what_weights_cost(analysis, heavy, warned):
    weight = analysis.responses["weight"].mask(analysis.responses.index % 7 == 0, heavy)
    weighted = replace(analysis, responses=analysis.responses.assign(weight=weight))
    text = plain_texts(headline(weighted))
    assert ("Responses are weighted" in text) == (warned is not None)
    assert ("(design effect of the weights" in text) == (warned is not None)
    assert ("check the weights" in text) == bool(warned)


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


def reach_of(analysis, period, theme, sign):
    responses = analysis.responses
    base = responses[(responses["period"] == period) & responses["reason"].notna()]
    said = analysis.mentions.query("theme == @theme and sign == @sign")
    return base["response_id"].isin(said["response_id"]).mean()


def test_a_theme_is_called_fewer_or_more_by_how_many_say_it(analysis):
    labels = [row[0] for row in part_of(change(analysis), Waterfall).table.rows]
    then, now = (
        reach_of(analysis, period, "support-quality", "negative")
        for period in (analysis.reference, analysis.period)
    )
    assert then != now
    word = "more" if now > then else "fewer"
    assert f"Support quality: {word} complaints" in labels


def with_part(analysis, part, **numbers):
    """Return a clear fall, of which one part of support complaints has these numbers."""
    clear = with_unexplained(with_scores_of_reference(analysis, 10), 0.0)
    rows = clear.changes
    chosen = (
        (rows["part"] == part) & (rows["theme"] == "support-quality") & (rows["sign"] == "negative")
    )
    changed = {name: rows[name].mask(chosen, value) for name, value in numbers.items()}
    return replace(clear, changes=rows.assign(**changed))


def with_labels(analysis, state):
    """The change and its drivers as if a coded sample had corrected them all, or none."""
    changes = analysis.changes
    return replace(
        analysis,
        changes=changes.assign(labels=changes["theme"].map(lambda _: state, na_action="ignore")),
        drivers=analysis.drivers.assign(labels=state),
    )


def test_a_bridge_that_coded_reasons_correct_says_so(analysis):
    corrected = " ".join(texts_of(change(with_labels(analysis, "corrected"))))
    assert "Reasons that a person coded correct" in corrected
    assert f"in both {analysis.reference} and {analysis.period}" in corrected
    plain = " ".join(texts_of(change(with_labels(analysis, "uncorrected"))))
    assert "Reasons that a person coded" not in plain


def test_a_corrected_theme_is_called_fewer_or_more_by_its_corrected_reach(analysis):
    corrected = with_labels(analysis, "corrected")
    drivers = corrected.drivers
    key = ("support-quality", "negative")
    now = drivers["period"] == analysis.period
    for share, words_of_it in ((0.9, "more complaints"), (0.001, "fewer complaints")):
        moved = replace(
            corrected, drivers=drivers.assign(reach=drivers["reach"].where(~now, share))
        )
        part = next(
            p
            for p in parts_of(moved)
            if p["part"] == "said_more" and (p["theme"], p["sign"]) == key
        )
        assert how_it_moved(part) == words_of_it


def test_the_first_screen_says_which_theme_most_of_a_clear_change_goes_with(analysis):
    limits = {"points_low": -130.0, "points_high": -110.0}
    told = with_part(analysis, "hurts_more", points=-120.0, **limits, verdict="clear")
    expected = "Most of the fall goes with Support quality: harsher complaints (-120.0)."
    assert expected in words.plain(" ".join(texts_of(headline(told))))
    assert words.plain(change(told).text).endswith(expected)
    theme = {"theme_points": -110.5, "theme_low": -125.0, "theme_high": -96.0}
    in_all = replace(told, changes=told.changes.assign(**theme))
    whole = "(-120.0); all that moved of it is -110.5 [-125.0, -96.0]."
    assert words.plain(change(in_all).text).endswith(whole)


def test_a_theme_within_its_own_noise_explains_no_change(analysis):
    noisy = with_part(analysis, "hurts_more", points=-120.0, points_low=-250.0, points_high=10.0)
    text = " ".join(texts_of(headline(noisy)))
    assert "goes with Support quality" not in text
    assert "No single theme goes with this fall beyond chance." in text


def test_a_change_within_noise_gets_no_reason(analysis):
    text = " ".join(texts_of(headline(analysis)))
    assert "not distinguishable from sampling noise" in text
    assert "of the fall" not in text
    assert "of the rise" not in text


def test_a_part_without_an_interval_is_hollow_and_reads_well(analysis):
    bare = with_part(analysis, "hurts_more", points=-120.0, points_low=None, points_high=None)
    section = change(bare)
    step = next(s for s in part_of(section, Waterfall).steps if s.detail == "harsher complaints")
    assert not step.solid
    assert words.plain(step.text) == "-120.0"
    texts = [*texts_of(section), *texts_of(headline(bare))]
    assert not NOT_FOR_READERS & {word for text in texts for word in text.split()}


def test_bars_of_the_change_are_filled_only_where_their_interval_excludes_zero(analysis):
    chart = part_of(change(analysis), Waterfall)
    themes = [step for step in chart.steps if step.detail]
    assert 0 < len(themes) <= 5
    verdicts = {row[0]: row[3] for row in chart.table.rows}
    for step in themes:
        assert step.solid == (verdicts[f"{step.label}: {step.detail}"] == "clear")
    assert [step.solid for step in themes] == sorted((s.solid for s in themes), reverse=True)


def with_unexplained(analysis, rest):
    """Return the analysis as if so many points of the change were left unexplained."""
    parts = analysis.changes
    points = parts["points"].mask(parts["part"] == "unexplained", rest)
    return replace(analysis, changes=parts.assign(points=points))


def test_a_change_within_noise_is_said_to_be(analysis):
    assert "not distinguishable from sampling noise" in change(analysis).text


def test_a_clear_change_that_is_mostly_unexplained_is_said_to_be(analysis):
    clear = with_scores_of_reference(analysis, 10)
    text = change(with_unexplained(clear, -140.0)).text
    assert text.startswith("What people wrote does not explain this fall: ")
    assert "-140.0 of " in words.plain(text)
    assert "unexplained" not in change(with_unexplained(clear, 0.0)).text


def with_scores_of_reference(analysis, score):
    """Return the analysis as if everybody in the reference period were a promoter."""
    before = analysis.responses["period"] == analysis.reference
    responses = analysis.responses.assign(
        score=analysis.responses["score"].mask(before, score),
        group=analysis.responses["group"].mask(before, "promoter"),
        contribution=analysis.responses["contribution"].mask(before, 100.0),
    )
    of_reference = (analysis.nps["period"] == analysis.reference) & (
        analysis.nps["segment"] == "all"
    )
    nps = analysis.nps.assign(nps=analysis.nps["nps"].mask(of_reference, 100.0))
    pair = (analysis.period, analysis.reference)
    differences = differences_table(responses, [pair], minimum_base=10)
    return replace(analysis, responses=responses, nps=nps, differences=differences)


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


def test_weights_widen_the_intervals_of_the_groups(analysis):
    n = len(analysis.responses)
    weighted = analysis.responses.assign(weight=np.where(np.arange(n) % 3, 0.1, 2.8))
    spread = [
        interval_width(split.text)
        for given in (analysis, replace(analysis, responses=weighted))
        for _, splits in part_of(groups(given), Splits).groups[:1]
        for split in splits
    ]
    assert all(wide > 1.2 * narrow for narrow, wide in zip(spread[:3], spread[3:], strict=True))


def interval_width(text):
    low, high = re.search(r"\[([\d.]+), ([\d.]+)\]", words.plain(text)).groups()
    return float(high) - float(low)


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
    assert f"of {words.count(len(analysis.responses), 'response')}" in text


def with_driver(analysis, theme, **values):
    rows = analysis.drivers
    chosen = (rows["theme"] == theme) & (rows["sign"] == "positive")
    changed = {name: rows[name].mask(chosen, value) for name, value in values.items()}
    return replace(analysis, drivers=rows.assign(**changed))


NUMBERS = ("effect", "effect_low", "effect_high", "points", "points_low", "points_high", "rank")


def test_a_theme_that_cannot_be_told_apart_is_not_called_rare(analysis):
    bare = with_driver(
        analysis, "ease", verdict="not distinguishable", **dict.fromkeys(NUMBERS, None)
    )
    earns = [part for part in drivers(bare).parts if isinstance(part, Bars)][1]
    row = next(row for row in earns.table.rows if row[0] == "Ease of use")
    assert row[-1] == "cannot be told apart from another theme or segment"
    assert "too few" not in row


def test_praise_that_goes_with_lost_points_is_in_the_table_and_not_in_the_chart(analysis):
    turned = with_driver(analysis, "features", points=-2.0)
    earns = [part for part in drivers(turned).parts if isinstance(part, Bars)][1]
    assert "Features" not in [estimate.label for estimate in earns.estimates]
    assert "Features" in [row[0] for row in earns.table.rows]


def test_why_no_driver_can_be_shown_is_told_truly(analysis, make_analysis):
    rows = analysis.drivers.assign(**dict.fromkeys(NUMBERS, None))
    inseparable = replace(analysis, drivers=rows.assign(verdict="not distinguishable"))
    assert "cannot be told apart from another theme or segment" in drivers(inseparable).text
    rare = replace(analysis, drivers=rows.assign(verdict="too few", reach=None))
    assert "too few responses" in drivers(rare).text
    assert not drivers(rare).parts
    groups_of = replace(rare, responses=rare.responses.assign(group="passive"))
    assert "all who gave a reason are passives" in drivers(groups_of).text


def test_a_segment_value_under_thirty_responses_is_not_named(make_analysis):
    small = make_analysis(per_period=50)
    now = small.nps.query("period == @small.period and segment != 'all'")
    named = [row.value for row in now.itertuples() if row.n < 30 and row.value in NAMES]
    assert named
    text = segments(small).text
    assert not [value for value in named if f" {value} (" in text]


NAMES = {"Free", "Team", "Enterprise", "North", "South"}


def test_a_segment_with_one_value_is_left_out(analysis):
    alone = replace(analysis, responses=analysis.responses.assign(region="North"))
    assert "region" not in texts_of(segments(alone))
    drills = [part for part in SECTIONS["themes"](alone).parts if isinstance(part, Drill)]
    quotes = [part for drill in drills for part in drill.parts if isinstance(part, Quotes)]
    assert not any("North" in quote.segments for part in quotes for quote in part.quotes)


def test_the_trend_ends_at_no_period_under_thirty_responses(analysis):
    nps = analysis.nps
    tiny = nps["n"].mask((nps["period"] == "2031Q1") & (nps["segment"] == "all"), 20)
    text = SECTIONS["trend"](replace(analysis, nps=nps.assign(n=tiny))).text
    assert "in 2031Q2 to" in text
    assert "2031Q1" not in text


def test_a_later_period_that_has_just_begun_is_named(analysis):
    responses = analysis.responses
    begun = responses["period"] == "2031Q4"
    few = replace(analysis, period="2031Q3", responses=responses.drop(responses[begun].index[9:]))
    expected = "2031Q4 has only 9 responses so far; this report is about 2031Q3."
    assert expected in list(texts_of(headline(few)))
    assert "so far" not in " ".join(texts_of(headline(analysis)))


def test_the_account_of_one_file_adds_up(analysis):
    assert SECTIONS["quality"](analysis).text == "243 rows read: 240 kept, 3 set aside."


def test_several_files_have_an_account_each(analysis):
    counts = (FileCount("a.csv", 200, 198, 0, 2), FileCount("crm.csv", 900, 150, 749, 1))
    section = SECTIONS["quality"](replace(analysis, source=Source(counts=counts)))
    table = next(part for part in section.parts if getattr(part, "columns", ("",))[0] == "File")
    assert table.rows == (("a.csv", "200", "198", "2", "0"), ("crm.csv", "900", "150", "1", "749"))


def test_of_responses_given_as_a_table_nothing_is_claimed_to_be_set_aside(analysis):
    text = SECTIONS["quality"](replace(analysis, source=Source())).text
    assert "what was set aside before is not known here" in text
    assert "0 set aside" not in text


def test_damaged_characters_are_counted(analysis):
    reasons = analysis.responses["reason"].mask(analysis.responses.index < 3, "It\ufffds slow")
    damaged = replace(analysis, responses=analysis.responses.assign(reason=reasons))
    assert "3 reasons with “\ufffd”" in " ".join(texts_of(SECTIONS["quality"](damaged)))


def test_columns_that_were_used_include_the_segments(analysis):
    tables = [part for part in SECTIONS["quality"](analysis).parts if isinstance(part, Table)]
    rows = next(table.rows for table in tables if table.columns == ("Role", "Column"))
    assert rows[-2:] == (("segment", "plan"), ("segment", "region"))


def test_quality_shows_no_line_numbers(analysis):
    assert "7891" not in " ".join(texts_of(SECTIONS["quality"](analysis)))
