"""Drivers by segment, complaints against praise, and how segments and changes are put in words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Table
from nps_reasons.report.sections.by_segment import by_segment
from nps_reasons.report.sections.change import change
from nps_reasons.report.sections.drivers import drivers
from nps_reasons.report.sections.segments import segments
from nps_reasons.schema import ASYMMETRY, SEGMENT_DRIVERS

COMPLAINTS = "Support quality (complaints)"


def level(value, effect, *, half=5.0, n=40, segment="plan", theme="support-quality"):
    """A row of support complaints within one value of a segment."""
    row = {"period": "2031Q4", "segment": segment, "value": value, "theme": theme, "n": n}
    row |= {"label": "Support quality", "sign": "negative", "base": 10 * n}
    if effect is None:
        return row | {"verdict": "too few"}
    numbers = {"effect": effect, "shrunk_effect": 0.9 * effect, "points": effect / 10}
    limits = {
        "effect_low": effect - half,
        "effect_high": effect + half,
        "shrunk_low": 0.9 * effect - half,
        "shrunk_high": 0.9 * effect + half,
        "points_low": (effect - half) / 10,
        "points_high": (effect + half) / 10,
    }
    sure = {"reach": 0.1, "p_value": 0.01, "q_value": 0.02, "verdict": "clear"}
    return row | numbers | limits | sure


def with_levels(analysis, *levels, **of_driver):
    """The analysis with these rows within segments, and support complaints changed so."""
    names = SEGMENT_DRIVERS.column_names
    table = SEGMENT_DRIVERS.check(pd.DataFrame(levels, columns=names))
    rows = analysis.drivers
    own = (rows["theme"] == "support-quality") & (rows["sign"] == "negative")
    changed = {name: rows[name].mask(own, value) for name, value in of_driver.items()}
    return replace(analysis, segment_drivers=table, drivers=rows.assign(**changed))


def text_of(analysis):
    return words.plain(by_segment(analysis).text)


def table_of(section):
    return next(part for part in section.parts if isinstance(part, Table))


def notes_of(section):
    return " ".join(s for part in section.parts if isinstance(part, Notes) for s in part.sentences)


def test_where_a_driver_is_strongest_and_weakest_is_said_and_whether_its_sign_holds(analysis):
    levels = (level("Free", -20.0), level("Team", -40.0), level("Enterprise", -80.0))
    told = text_of(with_levels(analysis, *levels, segments_agreeing=3, segments_tested=3))
    assert told == (
        f"{COMPLAINTS} goes with lost points in all 3 segments tested: per mention most in "
        "Enterprise (-72.0 [-77.0, -67.0]), least in Free (-18.0 [-23.0, -13.0])."
    )


@pytest.mark.parametrize(
    ("effects", "half", "said"),
    [
        ((-40.0, -42.0), 9.0, "much the same everywhere, -37.8 to -36.0 per mention."),
        ((-10.0, -60.0), 50.0, "-54.0 to -9.0 per mention, which do not differ clearly."),
        ((-10.0, None), 9.0, "too few say it to compare segments."),
    ],
    ids=["alike", "unsure", "one"],
)
def test_no_difference_is_claimed_where_intervals_overlap(analysis, effects, half, said):
    levels = [
        level(value, effect, half=half)
        for value, effect in zip(("Free", "Team"), effects, strict=True)
    ]
    assert text_of(with_levels(analysis, *levels)).endswith(said)


@pytest.mark.parametrize(
    ("agreeing", "tested", "said"),
    [
        (2, 3, "points in 2 of 3 segments tested:"),
        (0, 0, "points:"),
        (1, 1, "in the segment tested:"),
    ],
)
def test_a_sign_that_does_not_hold_everywhere_is_told(analysis, agreeing, tested, said):
    given = with_levels(
        analysis,
        level("Free", -20.0),
        level("Team", -90.0),
        segments_agreeing=agreeing,
        segments_tested=tested,
    )
    assert said in text_of(given)


def test_ends_are_those_of_the_segment_that_sets_most_apart(analysis):
    levels = (
        level("Free", -20.0),
        level("Team", -90.0),
        level("North", -10.0, segment="region"),
        level("South", -30.0, segment="region"),
    )
    told = text_of(with_levels(analysis, *levels))
    assert "most in Team" in told
    assert "least in Free" in told


def test_where_nothing_differs_the_span_is_that_of_all_values_tested(analysis):
    levels = (
        level("Free", -30.0, half=20.0),
        level("Team", -40.0, half=20.0),
        level("North", -35.0, half=20.0, segment="region"),
        level("South", -42.0, half=20.0, segment="region"),
    )
    told = text_of(with_levels(analysis, *levels, segments_agreeing=4, segments_tested=4))
    assert "in all 4 segments tested: -37.8 to -27.0 per mention" in told


def test_a_clear_difference_is_told_though_another_segment_spans_more(analysis):
    levels = (
        level("Free", -10.0, half=60.0),
        level("Team", -90.0, half=60.0),
        level("North", -20.0, segment="region"),
        level("South", -60.0, segment="region"),
    )
    assert "most in South" in text_of(with_levels(analysis, *levels))


def test_points_of_a_value_are_reach_times_the_effect_beside_them(analysis):
    turned = level("Free", -20.0) | {"effect": 3.0, "points": 0.3}
    (row,) = table_of(by_segment(with_levels(analysis, turned))).rows
    assert words.plain(row[5]) == "-18.0 [-23.0, -13.0]"
    assert words.plain(row[6]) == "-1.8 [-2.3, -1.3]"


def test_a_row_said_too_rarely_says_so_and_every_row_is_there(analysis):
    given = with_levels(analysis, level("Free", -20.0), level("Team", None, n=3))
    rows = table_of(by_segment(given)).rows
    assert [row[:3] for row in rows] == [(COMPLAINTS, "plan", v) for v in ("Free", "Team")]
    assert rows[1][3:] == ("too few", "3", "too few", "too few", "too few mentions to say")
    assert "further row" not in notes_of(by_segment(given))


def test_of_many_segments_those_named_and_the_largest_are_shown_and_the_rest_counted(analysis):
    levels = [level(f"V{place:02}", -30.0, half=1.0, n=20 + place) for place in range(38)]
    ends = (level("Rare", -90.0, half=1.0, n=6), level("Mild", -2.0, half=1.0, n=5))
    section = by_segment(with_levels(analysis, *levels, *ends))
    values = [row[2] for row in table_of(section).rows]
    assert len(values) == 30
    assert {"Rare", "Mild", "V37"} <= set(values)
    assert "V00" not in values
    assert "10 further rows" in notes_of(section)


def test_at_most_five_drivers_and_thirty_rows_are_shown(analysis):
    rows = table_of(by_segment(analysis)).rows
    assert len({row[0] for row in rows}) <= 5
    assert len(rows) <= 30


def test_a_coded_sample_does_not_correct_segments_and_that_is_said(analysis):
    corrected = replace(analysis, drivers=analysis.drivers.assign(labels="corrected"))
    assert "has the machine's labels" in notes_of(by_segment(corrected))
    assert "machine" not in notes_of(by_segment(analysis))


def test_without_segments_or_drivers_found_there_is_no_section(analysis):
    assert by_segment(replace(analysis, segments=())) is None
    unsure = analysis.drivers.assign(verdict="not distinguishable")
    assert by_segment(replace(analysis, drivers=unsure)) is None


def test_of_leaning_drivers_it_is_said_that_none_is_clear(analysis):
    given = with_levels(analysis, level("Free", -20.0), level("Team", -90.0), verdict="leaning")
    assert text_of(given).startswith("No driver is clear; of the leaning ones: Support quality")


def with_asymmetry(analysis, kind):
    row = {"period": "2031Q4", "theme": "ease", "label": "Ease of use", "kind": kind}
    numbers = {"n_negative": 31, "n_positive": 44, "p_value": 0.001, "q_value": 0.01}
    for name, value in {"penalty": -71.0, "reward": 6.0, "difference": -65.0}.items():
        numbers |= {name: value, f"{name}_low": value - 9.0, f"{name}_high": value + 9.0}
    table = pd.DataFrame([row | numbers], columns=ASYMMETRY.column_names)
    return replace(analysis, asymmetry=ASYMMETRY.check(table))


def test_a_theme_that_hurts_more_than_it_delights_is_told_with_both_effects(analysis):
    section = drivers(with_asymmetry(analysis, "hurts more than it delights"))
    expected = (
        "A complaint about Ease of use goes with -71.0 [-80.0, -62.0] points, "
        "praise with +6.0 [-3.0, +15.0]."
    )
    assert expected in words.plain(notes_of(section))
    (table,) = (
        part
        for part in section.parts
        if isinstance(part, Table) and "weigh the same" in part.caption
    )
    assert words.plain(" ".join(table.rows[0])) == (
        "Ease of use -71.0 [-80.0, -62.0] +6.0 [-3.0, +15.0] -65.0 [-74.0, -56.0] 31 44 "
        "hurts more than it delights"
    )


def test_a_theme_that_is_not_told_apart_is_left_to_the_file(analysis):
    section = drivers(with_asymmetry(analysis, "not distinguishable"))
    assert "A complaint about" not in notes_of(section)


def with_verdicts(analysis, verdict):
    own = analysis.differences["kind"] == "segment"
    return replace(
        analysis,
        differences=analysis.differences.assign(
            verdict=analysis.differences["verdict"].mask(own, verdict)
        ),
    )


@pytest.mark.parametrize("verdict", ["clear", "not distinguishable"])
def test_the_ends_of_a_segment_are_judged_against_the_rest(make_analysis, verdict):
    text = segments(with_verdicts(make_analysis(per_period=150), verdict)).text
    assert text.endswith(f"both differences are {words.VERDICT_WORDS[verdict]}.")


def test_without_differences_the_intervals_of_the_ends_are_compared(make_analysis):
    large = make_analysis(per_period=150)
    alone = replace(large, differences=large.differences.iloc[:0])
    assert "intervals" in segments(alone).text


def test_a_change_that_rounds_to_nothing_did_not_fall(analysis):
    rows = analysis.nps
    totals = rows["segment"] == "all"
    still = replace(analysis, nps=rows.assign(nps=rows["nps"].mask(totals, 12.0)))
    assert change(still).text.startswith("NPS did not move;")
