"""The heat map: shares within segments, what stands out, what is left out, and how it is drawn."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from nps_reasons import words
from nps_reasons.inference.shares import Part
from nps_reasons.report.blocks import Grid, Notes
from nps_reasons.report.figures.heat_columns import ROOM, columns_of
from nps_reasons.report.figures.theme_cells import Commenters, mid_p, shares_of_all, theme_cells
from nps_reasons.report.page import html
from nps_reasons.report.sections.heat import heat

UP, DOWN = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}"


def grid_of(analysis):
    return next(part for part in heat(analysis).parts if isinstance(part, Grid))


def notes_of(section):
    return " ".join(s for part in section.parts if isinstance(part, Notes) for s in part.sentences)


def commenters(hits, *, weights=None, respondents=None):
    hits = np.asarray(hits, dtype=bool)
    hits = hits[:, None] if hits.ndim == 1 else hits
    n = len(hits)
    return Commenters(
        hits,
        np.ones(n) if weights is None else np.asarray(weights, dtype=float),
        np.arange(n) if respondents is None else np.asarray(respondents),
    )


def halves(n):
    own = np.arange(n) < n // 2
    return own, ~own


@pytest.fixture
def page_of(monkeypatch):
    """Return a function that renders a page with the heat map alone."""
    monkeypatch.setattr(html, "SECTIONS", {"heat": heat})
    return html.render


def cell_of(analysis, theme, value):
    """Cell of a theme (by label) in a column (by name)."""
    grid = grid_of(analysis)
    names = [name for _, columns in grid.groups for name, _ in columns]
    return dict(grid.rows)[theme][names.index(value)]


def only_in(analysis, theme, column, value):
    """The survey as if complaints about a theme came from one value alone."""
    mentions, responses = analysis.mentions, analysis.responses
    others = responses.loc[responses[column] != value, "response_id"]
    dropped = (mentions["theme"] == theme) & mentions["response_id"].isin(others)
    return replace(analysis, mentions=mentions[~dropped].reset_index(drop=True))


flags = st.lists(st.booleans(), min_size=4, max_size=60)


@given(said=flags, seed=st.integers(0, 99))
def test_shares_are_those_of_the_weights_and_the_order_of_people_does_not_show(said, seed):
    rng = np.random.default_rng(seed)
    weights = rng.uniform(0.2, 3.0, len(said))
    own, other = halves(len(said))
    order = rng.permutation(len(said))
    [[cell]] = theme_cells(commenters(said, weights=weights), [(own, other)])
    shuffled = commenters(np.asarray(said)[order], weights=weights[order])
    [[again]] = theme_cells(shuffled, [(own[order], other[order])])
    expected = np.average(np.asarray(said)[own], weights=weights[own])
    assert cell.share.value == pytest.approx(expected)
    assert again.share.value == pytest.approx(cell.share.value)
    assert again.verdict == cell.verdict


@given(said=flags)
def test_a_cell_and_the_rest_average_to_everybody(said):
    own, other = halves(len(said))
    people = commenters(said)
    [[cell]] = theme_cells(people, [(own, other)])
    [whole] = shares_of_all(people)
    parts = (cell.share.value * own.sum() + cell.rest.value * other.sum()) / len(said)
    assert parts == pytest.approx(whole.value)


def test_q_values_are_over_all_cells():
    own, other = halves(400)
    strong = own & (np.arange(400) % 10 < 2)
    people = commenters(np.column_stack([strong, np.arange(400) % 10 < 2]))
    [[first], [second]] = theme_cells(people, [(own, other)])
    assert mid_p(first.share, first.rest) < 1e-6
    assert (first.stands_out, second.stands_out) == (1, 0)
    assert second.verdict == "not distinguishable"


@given(a=st.integers(0, 20), b=st.integers(0, 20), n=st.integers(20, 60), m=st.integers(20, 60))
def test_the_test_of_two_shares_is_fishers_with_half_of_the_table_itself(a, b, n, m):
    first, second = Part(a / n, float(n)), Part(b / m, float(m))
    less, more = (
        fisher_exact([[a, n - a], [b, m - b]], alternative=side).pvalue
        for side in ("less", "greater")
    )
    # The two one-sided tests share the table itself: together they are 1 and its probability.
    table = less + more - 1
    assert mid_p(first, second) == pytest.approx(
        min(1, 2 * (min(less, more) - table / 2)), abs=1e-9
    )
    assert mid_p(first, second) == pytest.approx(mid_p(second, first), abs=1e-9)


def test_a_hand_made_test_of_two_shares():
    # Of 70 ways to choose 4 of 8, 16 have 3 of the 4 hits and 1 has them all: 2 (16 / 2 + 1) / 70.
    assert mid_p(Part(3 / 4, 4.0), Part(1 / 4, 4.0)) == pytest.approx(18 / 70)
    assert mid_p(Part(0.0, 50.0), Part(0.0, 50.0)) == 1.0


def test_where_no_segment_differs_few_surveys_have_a_cell_that_stands_out():
    rng = np.random.default_rng(7)
    found = []
    for _ in range(60):
        place = rng.integers(0, 12, 600)
        people = commenters(rng.random((600, 6)) < 0.1)
        cells = theme_cells(people, [(place == v, place != v) for v in range(12)])
        found.append(any(cell.stands_out for row in cells for cell in row))
    assert np.mean(found) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 60)


def test_people_who_answer_often_make_a_share_no_surer():
    said = np.arange(100) % 20 < 4
    own, other = halves(100)
    [[once]] = theme_cells(commenters(said), [(own, other)])
    twice = commenters(np.repeat(said, 2), respondents=np.repeat(np.arange(100), 2))
    [[again]] = theme_cells(twice, [(np.repeat(own, 2), np.repeat(other, 2))])
    assert again.share.base == pytest.approx(once.share.base)
    assert again.share == Part(once.share.value, pytest.approx(50.0))


def test_a_group_that_weighs_nothing_has_no_share():
    own, other = halves(40)
    [[cell]] = theme_cells(commenters([True] * 40, weights=other * 1.0), [(own, other)])
    assert cell.share is None
    assert cell.verdict == "too few"
    assert cell.stands_out == 0


@pytest.mark.parametrize("said", [True, False])
def test_what_all_or_none_say_stands_out_nowhere(said):
    own, other = halves(80)
    [[cell]] = theme_cells(commenters([said] * 80), [(own, other)])
    assert cell.stands_out == 0
    low, high = cell.share.limits
    assert high - low > 0.05


def test_numbers_are_shares_of_those_with_a_reason(make_analysis):
    whole = make_analysis(per_period=120)
    responses, mentions = whole.responses, whole.mentions
    spoke = (responses["period"] == whole.period) & responses["reason"].notna()
    own = responses[spoke & (responses["region"] == "North")]
    said = mentions[(mentions["theme"] == "bugs") & (mentions["sign"] == "negative")]
    expected = own["response_id"].isin(said["response_id"]).mean()
    assert dict(dict(grid_of(whole).groups)["region"])["North"] == f"n {len(own)}"
    assert cell_of(whole, "Reliability and bugs", "North").text == words.share(expected)


def test_a_small_column_has_no_number_and_tells_its_base_who_asks(make_analysis):
    grid = grid_of(make_analysis(per_period=120))
    columns = [column for _, columns in grid.groups for column in columns]
    small = [place for place, (_, base) in enumerate(columns) if int(base[2:]) < 30]
    assert small
    for _, cells in grid.rows:
        assert len(cells) == len(columns)
        for place, cell in enumerate(cells):
            assert (cell.level is None) == (cell.text == "") == (place in small)
            if place in small:
                assert cell.note == f"too few, {columns[place][1]}"
                assert not re.search(r"%", cell.note)


def test_no_number_of_a_small_cell_is_in_the_page_in_any_form(make_analysis):
    given_one = make_analysis(per_period=120)
    grid = grid_of(given_one)
    rows = [row for row in grid.table.rows if int(row[4]) < 30]
    assert rows
    assert all(row[3] == "too few" and "%" not in "".join(row[3:]) for row in rows)


def test_where_a_theme_stands_out_is_said_and_marked_by_a_sign(make_analysis, page_of):
    uneven = only_in(make_analysis(per_period=240), "bugs", "region", "South")
    told = words.plain(heat(uneven).text)
    assert re.match(
        r"Reliability and bugs is complained of clearly more in South \(region\): \d+ % "
        r"\[\d+, \d+\] of those with a reason, against 0 % \[0, [\d.]+\] of the rest\.",
        told,
    )
    south, north = (
        cell_of(uneven, "Reliability and bugs", value).mark for value in ("South", "North")
    )
    assert south == (UP, "clearly more than in the rest")
    assert north == (DOWN, "clearly fewer than in the rest")
    assert "clearly more than in the rest" in page_of(uneven)


def test_where_nothing_stands_out_that_is_said(make_analysis):
    told = heat(make_analysis(per_period=120)).text
    assert told == (
        "No theme is complained of clearly more, or less, in one value of a segment than in the "
        "rest of it."
    )


def test_the_darkest_cell_has_the_largest_share(make_analysis):
    cells = [cell for _, row in grid_of(make_analysis(per_period=120)).rows for cell in row]
    shown = [cell for cell in cells if cell.level is not None]
    assert max(cell.level for cell in shown) == 1.0
    assert min(cell.level for cell in shown) >= 0.0


def test_rows_are_complaints_by_how_many_say_them_and_lead_to_the_theme(make_analysis):
    grid = grid_of(make_analysis(per_period=120))
    first = [row[0].level for _, row in grid.rows]
    assert first == sorted(first, reverse=True)
    assert {label for label, _ in grid.rows} == {
        "Support quality",
        "Price and value",
        "Speed",
        "Billing",
        "Reliability and bugs",
    }
    assert all(anchor.startswith("theme-") for anchor in grid.anchors)


def responses(**columns):
    return pd.DataFrame({name: pd.array(v, dtype="string") for name, v in columns.items()})


def test_whole_segments_are_taken_while_there_is_room_and_the_rest_is_named():
    table = responses(
        plan=["A"] * 60 + ["B"] * 60,
        country=[f"c{i % 30:02}" for i in range(80)] + ["big"] * 40,
        region=["N", "S", "W"] * 40,
        tiny=[f"t{i}" for i in range(120)],
    )
    found = columns_of(table, ["plan", "country", "region", "tiny"], least=30)
    assert [column.value for column in found.shown] == ["A", "B", "N", "S", "W"]
    assert found.left_out == (
        "Not shown: tiny, where no value has 30 reasons.",
        "Not shown, for want of room: country (31 values).",
    )


def test_of_a_segment_too_large_for_the_map_the_largest_values_are_shown():
    table = responses(country=[f"c{i % 40:02}" for i in range(80)] + ["big"] * 40 + [None])
    found = columns_of(table, ["country"], least=30)
    assert len(found.shown) == ROOM
    assert found.shown[0].value == "big"
    assert found.left_out == (
        "Of country, the 12 values with the most reasons are shown, of 41.",
        "1 reason without a value of country is in none of its columns.",
    )


def test_without_segments_or_complaints_there_is_no_heat_map(analysis):
    assert heat(replace(analysis, segments=())) is None
    praise = analysis.mentions[analysis.mentions["sign"] != "negative"]
    assert heat(replace(analysis, mentions=praise)) is None


def test_where_every_value_is_small_that_is_said(analysis):
    section = heat(replace(analysis, minimum_base=500))
    assert section.parts == ()
    assert section.text == (
        "Complaints cannot be compared by segment: no value has 500 responses with a reason."
    )


def test_weights_of_zero_leave_no_map(analysis):
    silent = analysis.responses.assign(weight=0.0)
    assert heat(replace(analysis, responses=silent)) is None


def test_tiny_data_gives_a_map_without_numbers_it_cannot_tell(tiny):
    section = heat(tiny)
    for part in section.parts if section else ():
        if isinstance(part, Grid):
            cells = [cell for _, row in part.rows for cell in row]
            assert all("nan" not in cell.text + cell.note for cell in cells)
    assert section is None or section.text


def test_hostile_names_stand_as_text_in_the_grid(make_analysis, page_of):
    whole = make_analysis(per_period=120)
    page = page_of(whole)
    assert '<th scope="col" class="value"><bdi>&lt;b&gt;Trial&lt;/b&gt;</bdi>' in page


def test_the_grid_is_a_plain_table_in_a_region_of_its_own(make_analysis, page_of):
    page = page_of(make_analysis(per_period=120))
    start = page.index('<div class="heat">')
    part = page[start : page.index("<details", start)]
    assert '<div class="scroll" role="region" tabindex="0" aria-label="Share of those' in part
    body = part[part.index("<tbody>") :]
    heads = part.count('scope="col"') - 1
    for row in re.findall("<tr>.*?</tr>", body, re.DOTALL):
        assert row.count('<th scope="row">') == 1
        assert row.count("<td") == heads


def luminance(colour):
    levels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in levels]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(one, other):
    high, low = sorted([luminance(one), luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_can_be_read_on_every_step_in_light_dark_and_print():
    folder = resources.files("nps_reasons") / "report" / "templates"
    style = (folder / "grid.css").read_text(encoding="utf-8")
    steps = [re.findall(r"--h\d: (#\w{6})", block) for block in re.findall(r":root {[^}]*}", style)]
    assert [len(colours) for colours in steps] == [6, 6, 6]
    for colours, ink in zip(steps, ("#1c2733", "#e8edf2", "#000000"), strict=True):
        assert min(contrast(ink, colour) for colour in colours) >= 4.5
