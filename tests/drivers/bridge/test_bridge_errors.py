"""The bridge on arrays: worked examples of its formula, and errors that hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers import explain_change
from nps_reasons.drivers.bridge.cells import shared_cells
from nps_reasons.drivers.bridge.pair import Pair, pair_of
from nps_reasons.drivers.bridge.parts import Bridge, bridge, midpoint_parts
from nps_reasons.drivers.design import id_order, survey_arrays
from nps_reasons.drivers.patterns import Rows

SEEDS = st.integers(0, 2**32 - 1)
LAW = settings(max_examples=30, deadline=None, derandomize=True)


# Worked examples


def test_two_factors_that_both_fall_share_what_they_do_together() -> None:
    parts = midpoint_parts(np.array([0.6, 0.3]), np.array([0.5, 0.45]))
    assert parts == pytest.approx([-0.1425, -0.0225], abs=1e-12)


def test_a_theme_said_more_that_also_hurts_more_is_told_apart_by_midpoints() -> None:
    parts = midpoint_parts(np.array([0.10, 0.15]), np.array([-0.8, -0.9]))
    assert parts == pytest.approx([-0.0425, -0.0125], abs=1e-12)
    assert parts.sum() == pytest.approx(-0.055, abs=1e-12)


@LAW
@given(SEEDS)
def test_both_parts_add_up_and_turn_round(seed: int) -> None:
    reach, effects = np.random.default_rng(seed).normal(size=(2, 2, 5))
    parts = midpoint_parts(reach, effects)
    change = reach[1] * effects[1] - reach[0] * effects[0]
    assert parts.sum(axis=0) == pytest.approx(change, abs=1e-12)
    assert midpoint_parts(reach[::-1], effects[::-1]) == pytest.approx(-parts, abs=1e-12)
    assert midpoint_parts(effects, reach) == pytest.approx(parts[::-1], abs=1e-12)


def survey_of(*groups: tuple[str, str, bool, int, int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Groups of (period, plan, says billing, detractors, passives, promoters) as tables."""
    rows = [
        (period, plan, said, points)
        for period, plan, said, *counts in groups
        for points, count in zip((-100.0, 0.0, 100.0), counts, strict=True)
        for _ in range(count)
    ]
    table = pd.DataFrame(rows, columns=["period", "plan", "said", "contribution"])
    table["response_id"] = [f"r{i:05}" for i in range(len(table))]
    mentions = table.loc[table["said"], ["response_id"]].assign(theme="billing", sign="negative")
    return table.drop(columns="said"), mentions


# Errors


def singly(random_survey, seed: int, *, n: int, people: bool) -> tuple[Pair, np.ndarray]:
    """A pair whose rows are single responses, and their respondents."""
    responses, mentions = random_survey(seed, n=n, periods=("1", "2"))
    mentions = mentions[mentions["theme"] != "rare"]
    if not people:
        responses = responses.drop(columns="respondent_id")
    survey = survey_arrays(responses, mentions, segments=["plan"])
    later = (responses["period"] == "2").to_numpy()[id_order(responses["response_id"])]
    pair = Pair(
        points=survey.points,
        weights=survey.weights,
        commented=survey.commented,
        later=later,
        cells=shared_cells(survey.segments, later),
        mentions=survey.mentions.astype(float),
        subjects=pd.factorize(np.array([theme for theme, _ in survey.themes]))[0],
        rows=Rows.of(np.arange(n), survey.clusters),
    )
    return pair, survey.clusters


def jackknifed(pair: Pair, clusters: np.ndarray) -> np.ndarray:
    """Standard errors of parts and totals, by leaving out one respondent after the other."""
    left = [
        bridge(replace(pair, weights=np.where(clusters == one, 0.0, pair.weights)))
        for one in np.unique(clusters)
    ]
    parts = np.array([np.concatenate([each.parts, each.totals]) for each in left])
    n = len(parts)
    return np.sqrt((n - 1) / n * ((parts - parts.mean(axis=0)) ** 2).sum(axis=0))


@pytest.mark.parametrize(("seed", "people"), [(1, False), (2, True), (3, True)])
def test_errors_are_those_of_leaving_out_respondents(random_survey, seed, people) -> None:
    pair, clusters = singly(random_survey, seed, n=500, people=people)
    found = bridge(pair)
    errors = np.concatenate([found.errors, found.total_errors])
    assert errors == pytest.approx(jackknifed(pair, clusters), rel=0.12)


def test_errors_are_those_of_the_same_survey_as_patterns(random_survey) -> None:
    responses, mentions = random_survey(9, n=400, periods=("1", "2"))
    survey = survey_arrays(responses, mentions, segments=["plan"])
    later = (responses["period"] == "2").to_numpy()[id_order(responses["response_id"])]
    together = pair_of(survey, later)
    assert len(together.points) < len(survey.points)
    alone = replace(survey, weights=survey.weights * (1 + np.arange(400) * 1e-12))
    one, other = bridge(together), bridge(pair_of(alone, later))
    assert one.errors == pytest.approx(other.errors, rel=1e-6, nan_ok=True)


def covered(seeds: range) -> np.ndarray:
    """Whether the limits of each part hold what a survey without chance shows."""
    return np.array([_holds(seed) for seed in seeds])


def _holds(seed: int) -> np.ndarray:
    truth = np.array([0.0, -4.25, -1.25, 0.0])
    found = _drawn(np.random.default_rng(seed))
    return np.asarray(np.abs(found.parts - truth) <= found.limit * found.errors)


def _drawn(rng: np.random.Generator, n: int = 600) -> Bridge:
    """A pair with the reaches and effects of the worked example, 30 % silent."""
    later = np.arange(2 * n) >= n
    said = rng.random(2 * n) < np.where(later, 0.15, 0.10)
    nps = 0.4 + said * np.where(later, -0.9, -0.8)
    points = np.where(rng.random(2 * n) < (1 + nps) / 2, 100.0, -100.0)
    commented = rng.random(2 * n) < 0.7
    pair = Pair(
        points=points,
        weights=np.ones(2 * n),
        commented=commented,
        later=later,
        cells=np.zeros(2 * n, dtype=np.intp),
        mentions=(said & commented)[:, None].astype(float),
        subjects=np.arange(1),
        rows=Rows.of(np.arange(2 * n), np.arange(2 * n)),
    )
    return bridge(pair)


def test_limits_hold_the_truth_in_nineteen_of_twenty_surveys() -> None:
    shares = covered(range(300)).mean(axis=0)
    assert (shares[1:] >= 0.92).all()
    assert (shares[1:] <= 0.985).all()


def test_mentioners_who_all_score_alike_do_not_make_a_part_exact() -> None:
    survey = survey_of(
        ("1", "a", False, 30, 0, 60),
        ("1", "a", True, 10, 0, 0),
        ("2", "a", False, 30, 0, 60),
        ("2", "a", True, 20, 0, 0),
    )
    table = explain_change(*survey, period="2", reference="1").set_index("part")
    wide = table["points_high"] - table["points_low"]
    assert wide["hurts_more"] > 2
    assert wide["said_more"] > 2


@pytest.mark.parametrize("points", [([100.0] * 40, [100.0] * 20 + [-100.0] * 20), None])
def test_a_period_that_scores_alike_is_not_known_exactly(points) -> None:
    before, after = points or ([100.0] * 12, [-100.0] * 12)
    n = len(before)
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(2 * n)],
            "period": ["1"] * n + ["2"] * n,
            "contribution": [*before, *after],
        }
    )
    mentions = pd.DataFrame({"response_id": [], "theme": [], "sign": []})
    row = explain_change(responses, mentions, period="2", reference="1").set_index("part")
    wide = row.loc["unexplained", "points_high"] - row.loc["unexplained", "points_low"]
    alone = 2 * 1.96 * np.sqrt((np.var(after) + np.var(before)) / n)
    assert wide > alone + 1


def test_few_respondents_in_one_period_leave_the_change_without_limits(
    responses_of, mentions_of
) -> None:
    responses = responses_of([100.0, -100.0] * 30, period=["1"] * 51 + ["2"] * 9)
    table = explain_change(responses, mentions_of(speed=range(20)), period="2", reference="1")
    assert table["points_low"].isna().all()
    assert table["points"].notna().all()
