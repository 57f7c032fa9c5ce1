"""The change bridge: it adds up whatever comes, and gives planted changes back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers import explain_change
from nps_reasons.errors import InputError, UsageError
from nps_reasons.schema import CHANGES

LAW = settings(max_examples=10, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
PAIR = {"period": "2", "reference": "1"}


def scores(n: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).choice([-100.0, 0.0, 100.0], n)


def two_periods(n: int) -> list[str]:
    return ["1"] * (n // 2) + ["2"] * (n // 2)


def nps_of(responses: pd.DataFrame, period: str) -> float:
    rows = responses[responses["period"] == period]
    return float(np.average(rows["contribution"], weights=rows.get("weight")))


def points_of(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    keys = zip(table["part"], table["theme"].fillna(""), strict=True)
    return dict(zip(keys, table["points"], strict=True))


# Laws


@LAW
@given(SEEDS, st.sampled_from([[], ["plan"], ["plan", "region"]]), st.sampled_from([40, 150, 400]))
def test_the_parts_add_up_to_the_change(random_survey, seed: int, segments, n: int) -> None:
    responses, mentions = random_survey(seed, n=n, periods=("1", "2", "2", "3", "undated"))
    gone = mentions["response_id"].isin(responses.loc[responses["period"] == "2", "response_id"])
    mentions = mentions[~gone | (mentions["theme"] != "speed")]
    table = explain_change(responses, mentions, segments=segments, **PAIR)
    change = nps_of(responses, "2") - nps_of(responses, "1")
    assert table["points"].sum() == pytest.approx(change, abs=1e-9)
    assert table.columns.tolist() == CHANGES.column_names
    assert not table["points"].isna().any()
    limited = table.dropna(subset=["points_low", "points_high"])
    assert (limited["points_low"] <= limited["points"]).all()
    assert (limited["points"] <= limited["points_high"]).all()
    # Without limits: where nothing varies, and an effect that one period alone can tell.
    assumed = table["points_low"].isna() & (table["part"] == "hurts_more")
    assert table["points_low"].isna().all() or (table.loc[assumed, "points"] == 0).all()


@LAW
@given(SEEDS)
def test_the_way_back_is_the_way_there(random_survey, seed: int) -> None:
    survey = random_survey(seed, n=200, periods=("1", "2"))
    there = explain_change(*survey, segments=["plan"], **PAIR)
    back = explain_change(*survey, segments=["plan"], period="1", reference="2")
    assert back["points"].to_numpy() == pytest.approx(-there["points"].to_numpy(), abs=1e-9)


@LAW
@given(SEEDS)
def test_the_order_of_rows_does_not_change_a_byte(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed, n=150, periods=("1", "2"))
    table = explain_change(responses, mentions, segments=["plan"], **PAIR)
    shuffled = explain_change(
        responses.sample(frac=1, random_state=3),
        mentions.sample(frac=1, random_state=4),
        segments=["plan"],
        **PAIR,
    )
    assert table.to_csv() == shuffled.to_csv()
    pd.testing.assert_frame_equal(table, shuffled, check_exact=True)


@LAW
@given(SEEDS, st.sampled_from([90, 240]))
def test_names_of_segment_levels_change_nothing(random_survey, seed: int, n: int) -> None:
    responses, mentions = random_survey(seed, n=n, periods=("1", "2"))
    renamed = responses.assign(
        plan=responses["plan"].map({"basic": "z", "plus": "m", "top": "a"}),
        region=responses["region"].map({"north": "b", "south": "a"}),
    )
    one, other = (
        explain_change(table, mentions, segments=["plan", "region"], **PAIR)
        for table in (responses, renamed)
    )
    pd.testing.assert_frame_equal(one, other, rtol=1e-8, atol=1e-9)


@LAW
@given(SEEDS)
def test_weights_of_one_change_nothing_and_weights_have_no_unit(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed, n=150, periods=("1", "2"))
    plain = explain_change(responses.drop(columns="weight"), mentions, **PAIR)
    pd.testing.assert_frame_equal(
        plain, explain_change(responses.assign(weight=1.0), mentions, **PAIR)
    )
    tenfold = responses.assign(weight=responses["weight"] * 10)
    pd.testing.assert_frame_equal(
        explain_change(responses, mentions, **PAIR),
        explain_change(tenfold, mentions, **PAIR),
        rtol=1e-8,
        atol=1e-9,
    )


@LAW
@given(SEEDS)
def test_turning_the_scores_round_turns_the_parts_round(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed, n=150, periods=("1", "2"))
    one = explain_change(responses, mentions, segments=["plan"], **PAIR)
    turned = responses.assign(contribution=-responses["contribution"])
    other = explain_change(turned, mentions, segments=["plan"], **PAIR)
    assert other["points"].to_numpy() == pytest.approx(-one["points"].to_numpy(), abs=1e-9)


def test_the_same_survey_twice_has_not_changed(random_survey) -> None:
    responses, mentions = random_survey(5, n=120)
    again = responses.assign(response_id="again " + responses["response_id"], period="2")
    said_again = mentions.assign(response_id="again " + mentions["response_id"])
    table = explain_change(
        pd.concat([responses, again], ignore_index=True),
        pd.concat([mentions, said_again], ignore_index=True),
        segments=["plan"],
        **PAIR,
    )
    assert table["points"].abs().max() < 1e-9


# Worked examples


def counted(*groups: tuple[str, str, bool, int, int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Groups of (period, plan, says billing, detractors, passives, promoters) as tables."""
    rows = [
        (period, plan, said, value)
        for period, plan, said, *counts in groups
        for value, count in zip((-100.0, 0.0, 100.0), counts, strict=True)
        for _ in range(count)
    ]
    table = pd.DataFrame(rows, columns=["period", "plan", "said", "contribution"])
    table["response_id"] = [f"r{i:04}" for i in range(len(table))]
    mentions = table.loc[table["said"], ["response_id"]].assign(theme="billing", sign="negative")
    return table.drop(columns="said"), mentions


def test_a_change_of_mix_and_one_within_segments_are_told_apart() -> None:
    survey = counted(
        ("1", "a", False, 15, 0, 45),
        ("1", "b", False, 20, 0, 20),
        ("2", "a", False, 12, 0, 28),
        ("2", "b", False, 33, 0, 27),
    )
    table = explain_change(*survey, segments=["plan"], **PAIR)
    assert points_of(table) == pytest.approx({("mix", ""): -10, ("unexplained", ""): -10})


def test_without_the_segment_the_mix_is_not_told_apart() -> None:
    survey = counted(
        ("1", "a", False, 15, 0, 45),
        ("1", "b", False, 20, 0, 20),
        ("2", "a", False, 12, 0, 28),
        ("2", "b", False, 33, 0, 27),
    )
    table = explain_change(*survey, **PAIR)
    assert points_of(table) == pytest.approx({("mix", ""): 0, ("unexplained", ""): -20})


def test_saying_a_theme_more_and_its_hurting_more_are_told_apart() -> None:
    survey = counted(
        ("1", "a", False, 54, 0, 126),
        ("1", "a", True, 14, 0, 6),
        ("2", "a", False, 51, 0, 119),
        ("2", "a", True, 20, 5, 5),
    )
    table = explain_change(*survey, **PAIR)
    assert points_of(table) == pytest.approx(
        {
            ("mix", ""): 0,
            ("said_more", "billing"): -4.25,
            ("hurts_more", "billing"): -1.25,
            ("unexplained", ""): 0,
        },
        abs=1e-9,
    )
    assert table["points"].sum() == pytest.approx(-5.5, abs=1e-9)


def test_a_segment_that_grows_with_its_complaints_is_mix_and_not_said_more() -> None:
    survey = counted(
        ("1", "a", False, 0, 0, 60),
        ("1", "a", True, 30, 0, 30),
        ("1", "b", False, 0, 0, 40),
        ("1", "b", True, 5, 0, 5),
        ("2", "a", False, 0, 0, 30),
        ("2", "a", True, 15, 0, 15),
        ("2", "b", False, 0, 0, 80),
        ("2", "b", True, 10, 0, 10),
    )
    points = points_of(explain_change(*survey, segments=["plan"], **PAIR))
    assert points.pop(("mix", "")) == pytest.approx(
        50 * (60 / 160 - 120 / 170) + 80 * (100 / 160 - 50 / 170)
    )
    assert points == pytest.approx(dict.fromkeys(points, 0), abs=1e-9)


def test_a_theme_that_stops_being_said_has_not_become_harmless() -> None:
    survey = counted(
        ("1", "a", False, 54, 0, 126), ("1", "a", True, 14, 0, 6), ("2", "a", False, 60, 0, 140)
    )
    points = points_of(explain_change(*survey, **PAIR))
    assert points["said_more", "billing"] == pytest.approx(8)
    assert points["hurts_more", "billing"] == pytest.approx(0)


def test_cells_that_one_period_leaves_empty_are_pooled_not_lost() -> None:
    survey = counted(
        ("1", "a", False, 20, 0, 40),
        ("1", "b", False, 20, 0, 20),
        ("1", "old", False, 4, 0, 0),
        ("2", "a", False, 20, 0, 40),
        ("2", "b", False, 20, 0, 20),
        ("2", "new", False, 0, 0, 4),
    )
    table = explain_change(*survey, segments=["plan"], **PAIR)
    assert table["points"].sum() == pytest.approx(800 / 104)


def test_a_level_of_one_period_joins_a_cell_whatever_the_names(responses_of, mentions_of) -> None:
    plans = ["a", "b"] * 20 + ["old"] * 4 + ["a", "b"] * 20
    responses = responses_of(scores(84, 7), period=["1"] * 44 + ["2"] * 40, plan=plans)
    mentions = mentions_of(speed=range(0, 84, 3), billing=range(0, 84, 4))
    renamed = responses.assign(plan=responses["plan"].map({"a": "b", "b": "a", "old": "old"}))
    pd.testing.assert_frame_equal(
        explain_change(responses, mentions, segments=["plan"], **PAIR),
        explain_change(renamed, mentions, segments=["plan"], **PAIR),
        rtol=1e-8,
        atol=1e-9,
    )


# Limits


def test_the_limits_of_a_plain_change_are_those_of_two_means(responses_of, mentions_of) -> None:
    responses = responses_of(scores(400), period=two_periods(400))
    row = explain_change(responses, mentions_of(), **PAIR).set_index("part").loc["unexplained"]
    variances = responses.groupby("period")["contribution"].var() / 200
    half = 1.96 * np.sqrt(variances.sum())
    assert row["points_high"] - row["points"] == pytest.approx(half, rel=0.12)


def test_respondents_who_answer_the_same_twice_have_not_changed_for_certain(
    responses_of, mentions_of
) -> None:
    people = np.tile(np.arange(100), 2).astype(str)
    responses = responses_of(np.tile(scores(100), 2), period=two_periods(200), respondent_id=people)
    row = explain_change(responses, mentions_of(), **PAIR).set_index("part").loc["unexplained"]
    assert [row["points_low"], row["points_high"]] == pytest.approx([0, 0], abs=1e-9)


# Little to say


def test_a_theme_that_cannot_be_told_apart_has_no_part(responses_of, mentions_of) -> None:
    responses = responses_of(scores(120), period=two_periods(120))
    speed = [*range(10, 35), *range(70, 85)]
    twins = [*range(20), *range(60, 90)]
    alone = explain_change(responses, mentions_of(speed=speed, billing=twins), **PAIR)
    table = explain_change(
        responses, mentions_of(speed=speed, billing=twins, twin=twins, always=range(120)), **PAIR
    )
    assert set(table["theme"].dropna()) == {"speed"}
    assert table["points"].sum() == pytest.approx(alone["points"].sum(), abs=1e-9)
    for part in ("said_more", "hurts_more"):
        assert points_of(table)[part, "speed"] == pytest.approx(points_of(alone)[part, "speed"])


@pytest.mark.parametrize("silent", [False, True])
def test_without_mentions_the_change_is_unexplained(
    responses_of, mentions_of, silent: bool
) -> None:
    responses = responses_of(scores(80), period=two_periods(80))
    if silent:
        responses = responses.assign(reason=pd.array([None] * 80, dtype="string"))
    table = explain_change(responses, mentions_of(), **PAIR)
    assert table["part"].tolist() == ["mix", "unexplained"]
    assert table["points"].tolist() == pytest.approx(
        [0, nps_of(responses, "2") - nps_of(responses, "1")]
    )


def test_where_all_score_alike_there_are_no_limits(responses_of, mentions_of) -> None:
    responses = responses_of([100.0] * 80, period=["1", "2"] * 40)
    table = explain_change(responses, mentions_of(speed=range(30)), **PAIR)
    assert table["points"].abs().max() < 1e-9
    assert table[["points_low", "points_high"]].isna().all().all()


@pytest.mark.parametrize("n_respondents", [1, 9])
def test_few_respondents_have_a_change_without_limits(
    responses_of, mentions_of, n_respondents: int
) -> None:
    people = (np.arange(80) % n_respondents).astype(str)
    responses = responses_of(scores(80), period=two_periods(80), respondent_id=people)
    table = explain_change(responses, mentions_of(speed=range(30)), **PAIR)
    assert table[["points_low", "points_high"]].isna().all().all()
    assert table["points"].sum() == pytest.approx(nps_of(responses, "2") - nps_of(responses, "1"))


def test_two_responses_are_a_change_without_limits(responses_of, mentions_of) -> None:
    table = explain_change(responses_of([100, -100], period=["1", "2"]), mentions_of(), **PAIR)
    assert table["points"].tolist() == [0, -200]
    assert table["points_low"].isna().all()


def test_a_theme_that_is_a_segment_is_mix_not_reach(responses_of, mentions_of) -> None:
    plan = np.where(np.arange(120) % 60 < 20, "a", "b")
    responses = responses_of(scores(120), period=two_periods(120), plan=plan)
    mentions = mentions_of(billing=np.flatnonzero(plan == "a"), speed=range(0, 120, 3))
    table = explain_change(responses, mentions, segments=["plan"], **PAIR)
    assert set(table["theme"].dropna()) == {"speed"}


# Refused


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ({"period": "3", "reference": "1"}, '"3" is not in the data; known: 1, 2'),
        ({"period": "2", "reference": "0"}, '"0" is not in the data'),
        ({"period": "2", "reference": "2"}, "needs two periods; both are 2"),
        ({"period": "2", "reference": "undated"}, '"undated" responses take part in no change'),
    ],
)
def test_periods_that_cannot_be_compared_are_refused(
    responses_of, mentions_of, pair, message
) -> None:
    responses = responses_of(scores(9), period=["1", "2", "undated"] * 3)
    with pytest.raises(UsageError, match=message):
        explain_change(responses, mentions_of(), **pair)


def test_an_unknown_segment_gets_a_hint(responses_of, mentions_of) -> None:
    responses = responses_of(scores(8), period=["1", "2"] * 4, plan="a")
    with pytest.raises(UsageError, match='did you mean "plan"'):
        explain_change(responses, mentions_of(), segments=["plans"], **PAIR)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, 'column "period" is missing'),
        ({"period": ["1", None] * 4}, "found 8 rows, 4 without a period"),
        ({"period": ["1", "2"] * 4, "weight": [0.0, 1.0] * 4}, "weights of period 1 are all zero"),
        ({"period": ["1", "2"] * 4, "weight": -1.0}, "weight must be a number from 0"),
    ],
)
def test_responses_that_make_no_pair_are_refused(
    responses_of, mentions_of, columns, message
) -> None:
    with pytest.raises(InputError, match=message):
        explain_change(responses_of(scores(8), **columns), mentions_of(), **PAIR)


def test_an_empty_survey_is_refused(responses_of, mentions_of) -> None:
    with pytest.raises(InputError, match="found 0 rows"):
        explain_change(responses_of([], period=[]), mentions_of(), **PAIR)


def test_a_theme_too_rare_in_one_period_is_not_said_to_hurt_exactly_as_much(
    random_survey,
) -> None:
    responses, mentions = random_survey(3, n=400, periods=("1", "2"))
    late = responses.loc[responses["period"] == "2", "response_id"]
    gone = mentions["theme"].eq("billing") & mentions["response_id"].isin(late)
    change = explain_change(responses, mentions[~gone], **PAIR)
    rows = change[(change["theme"] == "billing") & (change["sign"] == "negative")]
    limits = rows.set_index("part")[["points", "points_low", "points_high"]]
    assert limits.loc["hurts_more", "points"] == 0
    assert limits.loc["hurts_more"].isna().sum() == 2
    assert limits.loc["said_more"].notna().all()


@LAW
@given(SEEDS)
def test_the_parts_of_a_theme_add_up_to_what_it_moved_in_all(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed, n=240, periods=("1", "2"))
    table = explain_change(responses, mentions, period="2", reference="1", segments=["plan"])
    of_theme = table[table["theme"].notna()]
    sums = of_theme.groupby("theme")["points"].transform("sum")
    assert of_theme["theme_points"].to_numpy() == pytest.approx(sums.to_numpy(), abs=1e-9)
    known = of_theme[of_theme["theme_low"].notna()]
    assert (known["theme_low"] <= known["theme_points"]).all()
    assert (known["theme_points"] <= known["theme_high"]).all()
    assert table.loc[table["theme"].isna(), "theme_points"].isna().all()
