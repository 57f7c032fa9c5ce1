"""The change bridge with a coded sample: its laws, what it repairs, what it leaves alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers import explain_change
from nps_reasons.drivers.bridge.pair import CodedRows, Pair, pair_of
from nps_reasons.drivers.bridge.parts import bridge
from nps_reasons.drivers.coded.moments import CodedMoments, weakest_theme
from nps_reasons.drivers.coded.sample import gold_sample
from nps_reasons.drivers.design import id_order, survey_arrays
from nps_reasons.drivers.patterns import Rows
from nps_reasons.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

EXACT = 1e-9
PAIR = {"period": "2", "reference": "1"}
KEY = ["part", "theme", "sign"]
NUMBERS = ["points", "points_low", "points_high"]
THEMES = ["billing", "speed", "staff", "rare"]
LAW = settings(max_examples=12, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


def gold_of(ids: Iterable[str], mentions: pd.DataFrame, **columns: object) -> pd.DataFrame:
    """A sample whose labels are these mentions."""
    said = mentions.drop_duplicates(["response_id", "theme", "sign"])
    rows = said.groupby("response_id")[["theme", "sign"]].apply(lambda t: t.to_dict("records"))
    ids = list(ids)
    return pd.DataFrame(
        {"response_id": ids, "labels": [rows.get(name, []) for name in ids], **columns}
    )


def heard(responses: pd.DataFrame) -> pd.DataFrame:
    return responses[responses["reason"].notna() & (responses["weight"] > 0)]


def misread(responses: pd.DataFrame, mentions: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Mentions as a machine reads them: some lost, some in other responses."""
    rng = np.random.default_rng(seed)
    found = mentions[rng.random(len(mentions)) < 0.8]
    ids = heard(responses)["response_id"].to_numpy()
    wrong = found.sample(frac=0.15, random_state=seed % 2**31)
    return pd.concat([found, wrong.assign(response_id=rng.choice(ids, len(wrong)))])


def common(mentions: pd.DataFrame) -> pd.DataFrame:
    """Complaints that are said often enough in either period, by machine and person alike."""
    return mentions[(mentions["theme"] != "rare") & (mentions["sign"] == "negative")]


def survey_and_sample(random_survey, seed, *, n_coded=200, n=500):
    """Responses, what the machine found, what was said, ids of a random sample."""
    responses, said = random_survey(seed, n=n, periods=("1", "2"))
    said = common(said)
    ids = heard(responses)["response_id"].sample(n=n_coded, random_state=seed % 2**31)
    return responses, misread(responses, said, seed), said, ids


def numbers_of(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index(KEY)[NUMBERS]


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        numbers_of(one), numbers_of(other), check_exact=False, rtol=EXACT, atol=EXACT * 100
    )


# Laws


@LAW
@given(seed=seeds)
def test_where_the_machine_never_errs_the_parts_stay_what_they_are(random_survey, seed) -> None:
    responses, _, said, ids = survey_and_sample(random_survey, seed)
    plain = explain_change(responses, said, segments=["plan"], **PAIR)
    coded = explain_change(responses, said, segments=["plan"], gold=gold_of(ids, said), **PAIR)
    assert coded["points"].to_numpy() == pytest.approx(plain["points"].to_numpy(), abs=1e-7)
    assert set(coded["labels"].dropna()) == {"corrected"}


@LAW
@given(seed=seeds)
def test_where_all_are_coded_it_is_the_bridge_of_what_was_said(random_survey, seed) -> None:
    responses, found, said, _ = survey_and_sample(random_survey, seed)
    gold = gold_of(heard(responses)["response_id"], said)
    same(
        explain_change(responses, found, segments=["plan"], gold=gold, **PAIR),
        explain_change(responses, said, segments=["plan"], **PAIR),
    )


@LAW
@given(seed=seeds)
def test_corrected_parts_add_up_and_the_mix_is_not_touched(random_survey, seed) -> None:
    responses, found, said, ids = survey_and_sample(random_survey, seed)
    plain = explain_change(responses, found, segments=["plan"], **PAIR)
    coded = explain_change(responses, found, segments=["plan"], gold=gold_of(ids, said), **PAIR)
    assert coded["points"].sum() == pytest.approx(plain["points"].sum(), abs=1e-9)
    mix = [table.set_index("part").loc["mix", "points"] for table in (plain, coded)]
    assert mix[0] == pytest.approx(mix[1], abs=1e-9)


@LAW
@given(seed=seeds)
def test_rows_in_any_order_and_weights_of_any_size_give_the_same(random_survey, seed) -> None:
    responses, found, said, ids = survey_and_sample(random_survey, seed)
    tables = responses, found, gold_of(ids, said)
    before = explain_change(*tables[:2], gold=tables[2], **PAIR)
    mixed = [table.sample(frac=1, random_state=1) for table in tables]
    heavy = mixed[0].assign(weight=mixed[0]["weight"] * 7)
    same(explain_change(heavy, mixed[1], gold=mixed[2], **PAIR), before)


@LAW
@given(seed=seeds)
def test_the_way_back_is_the_way_there(random_survey, seed) -> None:
    responses, found, said, ids = survey_and_sample(random_survey, seed)
    gold = gold_of(ids, said)
    there = explain_change(responses, found, gold=gold, **PAIR)
    back = explain_change(responses, found, gold=gold, period="1", reference="2")
    assert there["points"].to_numpy() == pytest.approx(-back["points"].to_numpy(), abs=1e-8)
    assert there["labels"].equals(back["labels"])


@LAW
@given(seed=seeds)
def test_the_chance_within_each_period_is_what_is_used_without_one(random_survey, seed) -> None:
    """However many of each period were coded, and as if told the share of each."""
    responses, found, said, _ = survey_and_sample(random_survey, seed)
    people = heard(responses)
    drawn = [
        people[people["period"] == period].sample(n=size, random_state=seed % 2**31)
        for period, size in (("1", 80), ("2", 140))
    ]
    chances = [
        size / (people["period"] == period).sum() for period, size in (("1", 80), ("2", 140))
    ]
    ids = pd.concat(drawn)["response_id"]
    told = gold_of(ids, said, probability=np.repeat(chances, (80, 140)))
    same(
        explain_change(responses, found, gold=told, **PAIR),
        explain_change(responses, found, gold=gold_of(ids, said), **PAIR),
    )


# Errors


def coded_pair(random_survey, seed: int) -> tuple[Pair, np.ndarray]:
    """A pair whose rows are single responses, and their respondents."""
    responses, found, said, ids = survey_and_sample(random_survey, seed, n=700, n_coded=330)
    survey = survey_arrays(responses, found, segments=["plan"])
    later = (responses["period"] == "2").to_numpy()[id_order(responses["response_id"])]
    # Weights that differ keep responses apart.
    weights = np.maximum(survey.weights, 0.5) * (1 + np.arange(700) * 1e-12)
    alone = replace(survey, weights=weights)
    gold = gold_sample(gold_of(ids, said), responses, THEMES)
    return pair_of(alone, later, gold), survey.clusters


def jackknifed(pair: Pair, clusters: np.ndarray) -> np.ndarray:
    """Standard errors by leaving out one respondent after the other."""
    parts = np.array(
        [
            bridge(replace(pair, weights=np.where(clusters == one, 0.0, pair.weights))).parts
            for one in np.unique(clusters)
        ]
    )
    n = len(parts)
    return np.sqrt((n - 1) / n * ((parts - parts.mean(axis=0)) ** 2).sum(axis=0))


@pytest.mark.parametrize("seed", [1, 2])
def test_errors_are_those_of_leaving_out_respondents(random_survey, seed) -> None:
    pair, clusters = coded_pair(random_survey, seed)
    assert len(pair.points) == len(clusters)
    found = bridge(pair)
    assert found.corrected.all()
    assert found.errors == pytest.approx(jackknifed(pair, clusters), rel=0.15, abs=0.05)


def _drawn(rng: np.random.Generator, n: int = 500) -> Pair:
    """Complaints fall from .3 to .15 at -60 points; praise is taken for them, and half is unheard.

    Two of five are coded.
    """
    later, size = np.arange(2 * n) >= n, 2 * n
    said = rng.random(size) < np.where(later, 0.15, 0.30)
    nps = 0.5 - 0.6 * said
    points = np.where(rng.random(size) < (1 + nps) / 2, 100.0, -100.0)
    heard_of = np.where(points > 0, 0.5, 0.9)
    machine = np.where(said, rng.random(size) < heard_of, rng.random(size) < 0.1)
    lift = np.zeros(size)
    for period in (~later, later):
        lift[rng.choice(np.flatnonzero(period), 200, replace=False)] = n / 200
    person = np.where(lift > 0, said, machine)
    alone = np.arange(size)
    return Pair(
        points=points,
        weights=np.ones(size),
        commented=np.ones(size, dtype=bool),
        later=later,
        cells=np.zeros(size, dtype=np.intp),
        mentions=machine[:, None].astype(float),
        subjects=np.arange(1),
        rows=Rows.of(alone, alone),
        coded=CodedRows(lift, person[:, None].astype(float)),
    )


def test_limits_hold_what_errors_of_the_machine_hid() -> None:
    truth = np.array([0.0, 0.15 * 60, 0.0, 0.0])
    pairs = [_drawn(np.random.default_rng(seed)) for seed in range(300)]
    found = [bridge(pair) for pair in pairs]
    held = np.mean([np.abs(f.parts - truth) <= f.limit * f.errors for f in found], axis=0)
    assert (held[1:] >= 0.91).all()
    by_machine = [bridge(replace(pair, coded=None)) for pair in pairs]
    missed = np.mean([np.abs(f.parts - truth) <= f.limit * f.errors for f in by_machine], axis=0)
    assert missed[1] < 0.5


# Where it corrects, and where not


def test_a_theme_that_is_rare_in_one_periods_sample_keeps_the_machines_numbers(
    random_survey,
) -> None:
    responses, found, said, ids = survey_and_sample(random_survey, 3, n_coded=260)
    later = responses.loc[responses["period"] == "2", "response_id"]
    unheard = said[~((said["theme"] == "speed") & said["response_id"].isin(later))]
    table = explain_change(responses, found, gold=gold_of(ids, unheard), **PAIR)
    states = {*table.dropna(subset="theme")[["theme", "labels"]].itertuples(index=False, name=None)}
    assert states == {
        ("billing", "corrected"),
        ("speed", "uncorrected"),
        ("staff", "corrected"),
    }
    assert table.loc[table["theme"].isna(), "labels"].isna().all()


@pytest.mark.parametrize("n_later", [0, 49])
def test_a_sample_of_one_period_alone_changes_nothing(random_survey, n_later) -> None:
    responses, found, said, _ = survey_and_sample(random_survey, 4)
    people = heard(responses)
    ids = [
        *people.loc[people["period"] == "1", "response_id"],
        *people.loc[people["period"] == "2", "response_id"].iloc[:n_later],
    ]
    table = explain_change(responses, found, gold=gold_of(ids, said), **PAIR)
    pd.testing.assert_frame_equal(table, explain_change(responses, found, **PAIR))
    assert set(table["labels"].dropna()) == {"uncorrected"}


def test_themes_that_only_the_person_found_may_be_coded_where_they_are_named(random_survey) -> None:
    responses, found, said, ids = survey_and_sample(random_survey, 5)
    gold = gold_of(ids, said)
    gold["labels"] = [[*cell, {"theme": "tone", "sign": "negative"}] for cell in gold["labels"]]
    with pytest.raises(InputError, match='"tone"'):
        explain_change(responses, found, gold=gold, **PAIR)
    table = explain_change(responses, found, gold=gold, labels={"tone": "Tone"}, **PAIR)
    assert "tone" not in set(table["theme"].dropna())


def test_a_sample_that_is_none_is_refused(random_survey) -> None:
    responses, found, said, ids = survey_and_sample(random_survey, 6)
    with pytest.raises(UsageError, match="expected a table of coded responses"):
        explain_change(responses, found, gold="coded.csv", **PAIR)
    with pytest.raises(InputError, match="stand for"):
        explain_change(responses, found, gold=gold_of(ids, said, probability=0.05), **PAIR)
    gold = gold_of(ids, said).assign(labels=lambda t: [json.dumps(cell) for cell in t["labels"]])
    explain_change(responses, found, gold=gold, **PAIR)


# The theme that a small sample cannot carry


def test_what_is_known_well_is_corrected_however_alike_themes_are() -> None:
    rng = np.random.default_rng(1)
    one = (rng.random(2000) < 0.4).astype(float)
    two = np.where(rng.random(2000) < 0.9, one, 1 - one)
    machine = np.column_stack(
        [np.where(rng.random(2000) < 0.5, column, 0) for column in (one, two)]
    )
    coded = np.arange(2000) < 800
    person = np.where(coded[:, None], np.column_stack([one, two]), machine)
    moments = CodedMoments(
        machine, person, np.where(coded, 2.5, 0.0), np.full(2000, 1 / 2000), np.ones(2000)
    )
    both = np.array([True, True])
    assert weakest_theme(moments, both, np.array([150.0, 150.0])) is None
    few = np.arange(2000) < 12
    small = replace(
        moments,
        person=np.where(few[:, None], np.column_stack([one, two]), machine),
        lift=np.where(few, 2000 / 12, 0.0),
    )
    assert weakest_theme(small, both, np.array([6.0, 5.0])) == 1
