"""Whose points a classic impact holds: the identity, laws, and planted confounders."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers import rank_drivers
from nps_reasons.drivers.audit import confounders
from nps_reasons.drivers.audit.classic_errors import classic_with_errors
from nps_reasons.drivers.classic import classic_impact
from nps_reasons.drivers.commenters import commenters
from nps_reasons.schema import CONFOUNDERS

LAW = settings(max_examples=15, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
SEGMENTS = ["plan", "region"]
KEY = ["theme", "sign"]
SOURCE = ["by", "source", "source_sign"]


def audit(responses, mentions, segments=SEGMENTS):
    return confounders(commenters(responses, mentions, segments=segments), period="1")


def owed(table):
    return table.groupby(KEY)["points"].sum()


def planted(seed=1, n=600):
    """Support costs; waiting is said beside it; parking is said on the plan that scores low."""
    rng = np.random.default_rng(seed)
    low = rng.random(n) < 0.4
    said = {
        "support": rng.random(n) < 0.25,
        "parking": rng.random(n) < np.where(low, 0.5, 0.05),
    }
    said["waiting"] = said["support"] & (rng.random(n) < 0.6)
    score = 8.8 - 3.0 * said["support"] - 2.5 * low + rng.normal(0, 1.2, n)
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i:04}" for i in range(n)],
            "contribution": np.select([score >= 8.5, score >= 6.5], [100.0, 0.0], -100.0),
            "plan": np.where(low, "basic", "plus"),
        }
    )
    tables = [
        pd.DataFrame({"response_id": responses.loc[who, "response_id"], "theme": theme})
        for theme, who in said.items()
    ]
    return responses, pd.concat(tables).assign(sign="negative")


# Laws


@LAW
@given(SEEDS)
def test_what_a_theme_owes_adds_up_to_its_classic_impact_minus_its_points(random_survey, seed):
    responses, mentions = random_survey(seed)
    drivers = rank_drivers(responses, mentions, segments=SEGMENTS).set_index(KEY)
    known = drivers[drivers["points"].notna()]
    gap = known["classic_impact"] - known["points"]
    found = owed(audit(responses, mentions))
    assert set(found.index) == set(known.index)
    assert found.to_dict() == pytest.approx(gap.to_dict(), abs=1e-9)


@LAW
@given(SEEDS)
def test_other_names_of_levels_change_nothing(random_survey, seed):
    responses, mentions = random_survey(seed)
    turned = {"basic": "z", "plus": "m", "top": "a"}
    renamed = responses.assign(plan=responses["plan"].map(turned))
    numbers = ["points", "points_low", "points_high"]
    first, second = audit(responses, mentions)[numbers], audit(renamed, mentions)[numbers]
    assert first.to_numpy() == pytest.approx(second.to_numpy(), abs=1e-8)


@LAW
@given(SEEDS)
def test_turning_the_scores_round_turns_what_is_owed_round(random_survey, seed):
    responses, mentions = random_survey(seed)
    turned = responses.assign(contribution=-responses["contribution"])
    first, second = audit(responses, mentions), audit(turned, mentions)
    # Commenters stand for all respondents of their category, which stays the same one.
    assert first[KEY + SOURCE].equals(second[KEY + SOURCE])
    assert first["points"].to_numpy() == pytest.approx(-second["points"].to_numpy(), abs=1e-8)
    assert first["points_low"].to_numpy() == pytest.approx(
        -second["points_high"].to_numpy(), abs=1e-8
    )


@LAW
@given(SEEDS)
def test_the_order_of_rows_never_shows(random_survey, seed):
    responses, mentions = random_survey(seed)
    shuffled = [table.sample(frac=1, random_state=seed % 1000) for table in (responses, mentions)]
    assert audit(responses, mentions).to_csv() == audit(*shuffled).to_csv()


@LAW
@given(SEEDS)
def test_every_number_is_finite_and_lies_within_its_limits(random_survey, seed):
    table = audit(*random_survey(seed))
    numbers = table.select_dtypes("number")
    assert np.isfinite(numbers.to_numpy()).all()
    assert (table["points_low"] <= table["points"]).all()
    assert (table["points"] <= table["points_high"]).all()
    assert (table["classic_low"] <= table["classic_impact"]).all()
    assert (table["classic_impact"] <= table["classic_high"]).all()


@LAW
@given(SEEDS)
def test_the_classic_impact_is_that_of_the_drivers(random_survey, seed):
    people = commenters(*random_survey(seed), segments=SEGMENTS)
    impact, errors = classic_with_errors(people, people.mentions)
    expected = classic_impact(people.points, people.mentions, people.totals)
    assert impact == pytest.approx(expected, abs=1e-9, nan_ok=True)
    assert (errors[np.isfinite(errors)] >= 0).all()


# Planted


def test_a_theme_confounded_by_a_segment_is_explained_by_that_segment():
    table = audit(*planted(), segments=["plan"])
    own = table[table["theme"] == "parking"].set_index("source")["points"]
    assert own.idxmin() == "plan"
    assert own["plan"] < -10
    assert own.drop("plan").abs().max() < 3


def test_an_innocent_companion_is_explained_by_its_co_theme():
    table = audit(*planted(), segments=["plan"])
    own = table[table["theme"] == "waiting"].set_index("source")
    assert own["points"].idxmin() == "support"
    assert own.loc["support", "points_high"] < -5


def test_the_error_of_the_classic_impact_is_that_of_resampled_respondents():
    responses, mentions = planted(n=500)
    people = commenters(responses, mentions)
    _, errors = classic_with_errors(people, people.mentions)
    rng = np.random.default_rng(3)
    draws = rng.multinomial(people.rows.n, people.rows.times / people.rows.n, 2000)
    impacts = [classic_impact(people.points, people.mentions, draw.astype(float)) for draw in draws]
    assert errors == pytest.approx(np.std(impacts, axis=0), rel=0.06)


# Input that leaves little to say


def test_themes_always_said_together_share_a_row(responses_of, mentions_of):
    rng = np.random.default_rng(2)
    both, other = np.flatnonzero(rng.random(80) < 0.3), np.flatnonzero(rng.random(80) < 0.4)
    responses = responses_of(rng.choice([-100.0, 0.0, 100.0], 80))
    mentions = mentions_of(billing=both, speed=both, staff=other)
    table = audit(responses, mentions, segments=[])
    assert table[["theme", "by", "source"]].to_numpy().tolist() == [
        ["staff", "inseparable", "inseparable"]
    ]
    drivers = rank_drivers(responses, mentions).set_index("theme").loc["staff"]
    gap = drivers["classic_impact"] - drivers["points"]
    assert table["points"].iloc[0] == pytest.approx(gap, abs=1e-9)


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([100.0], [0]),
        ([100.0] * 40, range(20)),
        ([100.0, -100.0] * 20, range(40)),
        ([100.0, -100.0] * 20, []),
        ([100.0, -100.0] * 20, range(3)),
    ],
    ids=["one response", "all promoters", "said by all", "said by none", "said by few"],
)
def test_where_nothing_is_known_no_row_is_shown(responses_of, mentions_of, scores, said):
    table = audit(responses_of(scores, plan="only"), mentions_of(billing=said), segments=["plan"])
    assert table.empty
    assert list(table) == CONFOUNDERS.column_names
