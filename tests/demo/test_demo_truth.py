"""The planted world and its truth agree, and add up."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.demo import Truth, planted_truth
from nps_reasons.demo.population import (
    CONTACTS,
    EXPERIENCES,
    POOR_DOCS,
    QUARTERS,
    SEGMENTS,
    UNHELPFUL,
    cells,
    expected_contribution,
    latent_score,
    score_effects,
)
from nps_reasons.demo.truth import population_nps
from nps_reasons.errors import InputError

FIRST, LAST = QUARTERS[0], QUARTERS[-1]

TRUTH = planted_truth()


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=20))
def test_a_higher_latent_score_never_contributes_less(latent):
    contributions = expected_contribution(np.sort(np.array(latent)))
    assert (np.diff(contributions) >= 0).all()
    assert (np.abs(contributions) <= 100).all()


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.period)
def test_the_cells_of_a_segment_are_all_that_can_happen(quarter):
    table = cells(quarter)
    assert (table.probability > 0).all()
    for segment in range(len(SEGMENTS)):
        assert table.probability[table.segment == segment].sum() == pytest.approx(1)


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.period)
def test_nobody_has_lived_through_more_than_three_things_or_one_theme_twice(quarter):
    lived = cells(quarter).lived
    themes = sorted({experience.theme for experience in EXPERIENCES})
    of_theme = np.array([[e.theme == theme for theme in themes] for e in EXPERIENCES])
    assert lived.sum(axis=1).max() == 3
    assert (lived.astype(int) @ of_theme).max() == 1


def test_the_population_has_the_planted_nps():
    assert population_nps(FIRST) == pytest.approx(45.0, abs=0.05)
    assert population_nps(LAST) == pytest.approx(63.0, abs=0.05)


def test_the_nps_rises_in_every_quarter_but_unevenly():
    steps = np.diff([population_nps(quarter) for quarter in QUARTERS])
    assert (steps > 0).all()
    assert steps.max() > 5 * steps.min()


@given(seed=st.integers(0, 2**32))
@settings(max_examples=5, deadline=None)
def test_planted_points_are_what_a_simulated_counterfactual_gives(seed):
    rng = np.random.default_rng(seed)
    table, effects = cells(FIRST), score_effects(FIRST)
    weights = table.probability * np.array(FIRST.shares)[table.segment]
    drawn = rng.choice(len(weights), 100_000, p=weights)
    latent = latent_score(table, effects)[drawn] + rng.normal(0, np.hypot(0.7, 1.4), len(drawn))
    column = EXPERIENCES.index(UNHELPFUL)
    without = latent - effects[column] * table.lived[drawn, column]
    planted = next(
        d for d in TRUTH.drivers if (d.period, d.theme, d.sign) == ("2024Q1", *UNHELPFUL)
    )
    assert _nps(latent) - _nps(without) == pytest.approx(planted.points, abs=0.8)


def _nps(latent):
    scores = np.clip(np.floor(latent + 0.5), 0, 10)
    return 100 * ((scores >= 9).mean() - (scores <= 6).mean())


def test_points_are_reach_times_effect():
    for driver in TRUTH.drivers:
        assert driver.points == pytest.approx(driver.reach * driver.effect, abs=1e-4)


def test_the_parts_of_every_change_add_up_to_it():
    nps = {quarter.period: population_nps(quarter) for quarter in QUARTERS}
    pairs = {(row.period, row.reference) for row in TRUTH.changes}
    assert ("2025Q1", "2024Q1") in pairs
    assert len(pairs) == len(QUARTERS)
    for period, reference in pairs:
        parts = [r.points for r in TRUTH.changes if (r.period, r.reference) == (period, reference)]
        assert sum(parts) == pytest.approx(nps[period] - nps[reference], abs=1e-4)


def test_nothing_but_the_shares_of_segments_and_contacts_with_support_changes():
    old, new = _reach(FIRST), _reach(LAST)
    moved = {EXPERIENCES[i] for i in np.flatnonzero(np.abs(new - old).max(axis=0) > 1e-9)}
    # The companion goes with unhelpful support, and is worth nothing.
    assert moved - set(CONTACTS) == {POOR_DOCS, ("documentation", "positive")}
    assert (score_effects(FIRST) != score_effects(LAST)).sum() == 1


def _reach(quarter):
    table = cells(quarter)
    return np.array(
        [
            table.probability[table.segment == s] @ table.lived[table.segment == s]
            for s in range(len(SEGMENTS))
        ]
    )


def test_unhelpful_support_costs_most_in_the_first_quarter_and_explains_most_of_the_rise():
    first = [driver for driver in TRUTH.drivers if driver.period == "2024Q1"]
    costliest, second = sorted(first, key=lambda driver: driver.points)[:2]
    assert (costliest.theme, costliest.sign) == UNHELPFUL
    assert costliest.points < 2 * second.points
    rise = [row for row in TRUTH.changes if (row.period, row.reference) == ("2025Q1", "2024Q1")]
    support = sum(row.points for row in rise if row.theme == "support-quality")
    assert 2 * support > sum(row.points for row in rise)
    assert {row.part for row in rise if row.theme == "support-quality" and row.points > 1} == {
        "said_more",
        "hurts_more",
    }


@pytest.mark.parametrize("theme", ["documentation", "privacy-and-security"])
def test_harmless_themes_are_worth_nothing(theme):
    assert {driver.points for driver in TRUTH.drivers if driver.theme == theme} == {0.0}
    assert all(row.points == 0 for row in TRUTH.changes if row.theme == theme)


def test_the_adjusted_model_has_the_planted_points_in_the_population_and_the_leave_out_has_not():
    table, effects = cells(FIRST), score_effects(FIRST)
    weights = table.probability * np.array(FIRST.shares)[table.segment]
    contribution = expected_contribution(latent_score(table, effects))
    segments = table.segment[:, None] == np.arange(len(SEGMENTS))
    design = np.hstack([table.lived, segments]).astype(float)
    root = np.sqrt(weights)
    effect = np.linalg.lstsq(design * root[:, None], contribution * root)[0]
    planted = [driver.points for driver in TRUTH.drivers if driver.period == "2024Q1"]
    adjusted = (effect[: len(EXPERIENCES)] * (weights @ table.lived)).tolist()
    assert adjusted == pytest.approx(planted, abs=0.3)
    without = weights * ~table.lived[:, EXPERIENCES.index(POOR_DOCS)]
    assert population_nps(FIRST) - without @ contribution / without.sum() < -4


def test_a_truth_that_was_written_is_read_back(tmp_path):
    path = tmp_path / "truth.json"
    path.write_text(TRUTH.to_json(), encoding="utf-8")
    assert Truth.read(path) == TRUTH


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"nps": [{"nps": 1}]})])
def test_a_file_that_is_no_truth_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "truth.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"truth\.json: is not the truth of a demo") as refusal:
        Truth.read(path)
    assert "\n" not in str(refusal.value)


def test_a_truth_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.json: cannot be read"):
        Truth.read(tmp_path / "none.json")
