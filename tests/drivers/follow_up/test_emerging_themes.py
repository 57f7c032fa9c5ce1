"""Emerging and fading themes: who counts, what is told, what is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers.follow_up import emerging_themes
from nps_reasons.errors import InputError, UsageError
from nps_reasons.inference.multiplicity import q_values
from nps_reasons.schema import EMERGING

LAW = settings(max_examples=12, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
PAIR = {"period": "2", "reference": "1"}
NUMBERS = ["reach", "reach_reference", "change", "change_low", "change_high", "p_value", "q_value"]


def tables(said_now: int, said_before: int, *, n: int = 200, **columns: object):
    responses = pd.DataFrame(
        {
            "response_id": [f"{i:04}" for i in range(2 * n)],
            "period": ["1"] * n + ["2"] * n,
            "score": 7,
            **columns,
        }
    )
    rows = [*range(said_before), *range(n, n + said_now)]
    mentions = pd.DataFrame(
        {
            "response_id": [f"{i:04}" for i in rows],
            "theme": "slow-site",
            "sign": "negative",
        }
    )
    return responses, mentions


# Laws


@LAW
@given(SEEDS)
def test_the_order_of_rows_does_not_change_a_byte(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed, n=300, periods=("1", "2"))
    table = emerging_themes(responses, mentions, **PAIR)
    shuffled = emerging_themes(
        responses.sample(frac=1, random_state=3), mentions.sample(frac=1, random_state=4), **PAIR
    )
    assert table.to_csv() == shuffled.to_csv()


@LAW
@given(SEEDS)
def test_the_way_back_is_the_way_there(random_survey, seed: int) -> None:
    survey = random_survey(seed, n=300, periods=("1", "2"))
    there = emerging_themes(*survey, **PAIR)
    back = emerging_themes(*survey, period="1", reference="2")
    np.testing.assert_allclose(back["change"], -there["change"], atol=1e-12)
    np.testing.assert_allclose(back["change_low"], -there["change_high"], atol=1e-12)
    np.testing.assert_allclose(back["p_value"], there["p_value"], atol=1e-12)
    opposite = {"emerging": "fading", "fading": "emerging"}
    assert back["verdict"].tolist() == [opposite.get(v, v) for v in there["verdict"]]


@LAW
@given(SEEDS, st.sampled_from([1.0, 0.01, 250.0]))
def test_equal_weights_change_nothing(random_survey, seed: int, weight: float) -> None:
    responses, mentions = random_survey(seed, n=300, periods=("1", "2"))
    plain = responses.drop(columns="weight")
    table = emerging_themes(plain, mentions, **PAIR)
    weighted = emerging_themes(plain.assign(weight=weight), mentions, **PAIR)
    pd.testing.assert_frame_equal(table, weighted, rtol=1e-9)


@LAW
@given(SEEDS)
def test_numbers_lie_in_their_order_and_are_all_there_or_none(random_survey, seed: int) -> None:
    table = emerging_themes(*random_survey(seed, n=300, periods=("1", "2", "3")), **PAIR)
    assert table.columns.tolist() == EMERGING.column_names
    few = table["verdict"] == "too few"
    assert table.loc[few, NUMBERS].isna().all(axis=None)
    told = table[~few]
    assert told[NUMBERS].notna().all(axis=None)
    assert (told["change_low"] <= told["change"]).all()
    assert (told["change"] <= told["change_high"]).all()
    np.testing.assert_allclose(told["q_value"], q_values(told["p_value"].to_numpy()))


@LAW
@given(SEEDS)
def test_those_without_a_reason_change_nothing(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed, n=300, periods=("1", "2"))
    heard = responses[responses["reason"].notna()]
    pd.testing.assert_frame_equal(
        emerging_themes(responses, mentions, **PAIR), emerging_themes(heard, mentions, **PAIR)
    )


# Cases


def test_a_theme_that_doubles_is_emerging_and_the_way_back_fading() -> None:
    table = emerging_themes(*tables(40, 15), **PAIR, labels={"slow-site": "Slow site"})
    row = table.iloc[0]
    assert (row["label"], row["n"], row["n_reference"]) == ("Slow site", 40, 15)
    assert (row["reach"], row["reach_reference"]) == (0.2, 0.075)
    assert row["verdict"] == "emerging"
    assert emerging_themes(*tables(15, 40), **PAIR)["verdict"].tolist() == ["fading"]
    assert emerging_themes(*tables(20, 18), **PAIR)["verdict"].tolist() == ["steady"]


@pytest.mark.parametrize(("now", "before", "n"), [(8, 1, 200), (4, 6, 9), (0, 9, 2000)])
def test_fewer_than_ten_in_all_or_a_tiny_period_is_too_few(now, before, n) -> None:
    assert emerging_themes(*tables(now, before, n=n), **PAIR)["verdict"].tolist() == ["too few"]


def test_a_theme_that_is_new_is_told_from_ten_on() -> None:
    (row,) = emerging_themes(*tables(12, 0), **PAIR).to_dict("records")
    assert row["verdict"] == "emerging"
    assert row["change_low"] > 0


def test_a_theme_said_by_all_in_both_periods_cannot_change() -> None:
    assert emerging_themes(*tables(50, 50, n=50), **PAIR)["verdict"].tolist() == ["too few"]


def test_a_respondent_counts_once_a_period_with_the_latest_reason() -> None:
    responses = pd.DataFrame(
        {
            "response_id": ["a", "b", "c", "d", *(f"x{i:02}" for i in range(40))],
            "respondent_id": ["ann", "ann", "ann", "bob", *(f"p{i}" for i in range(40))],
            "responded_at": ["2031-05-03", "2031-05-02", "2031-05-04", None, *["2031-05-01"] * 40],
            "period": ["2", "2", "2", "2", *["1"] * 20, *["2"] * 20],
            "score": 7,
            "reason": ["said", "said", None, "said", *["said"] * 40],
        }
    )
    said = ["b", "d", *(f"x{i:02}" for i in range(10, 30))]
    mentions = pd.DataFrame({"response_id": said, "theme": "t", "sign": "negative"})
    (row,) = emerging_themes(responses, mentions, **PAIR).to_dict("records")
    # Ann's latest reason is silent on it; Bob and ten of the twenty others say it.
    assert (row["n"], row["n_reference"]) == (11, 10)
    assert row["reach"] == pytest.approx(11 / 22)


def test_weights_are_those_of_the_reach_and_lower_the_certainty() -> None:
    responses, mentions = tables(40, 20)
    weights = np.where(np.arange(400) % 2, 3.0, 1.0)
    (row,) = emerging_themes(responses.assign(weight=weights), mentions, **PAIR).to_dict("records")
    (plain,) = emerging_themes(responses, mentions, **PAIR).to_dict("records")
    assert row["reach"] == pytest.approx(plain["reach"])
    assert row["p_value"] > plain["p_value"]
    assert row["change_high"] - row["change_low"] > plain["change_high"] - plain["change_low"]


def test_weights_of_zero_leave_out() -> None:
    responses, mentions = tables(40, 20)
    few = responses.assign(weight=[0.0] * 195 + [1.0] * 205)
    assert emerging_themes(few, mentions, **PAIR)["verdict"].tolist() == ["too few"]


def test_no_mentions_give_no_rows() -> None:
    responses, mentions = tables(10, 10)
    assert emerging_themes(responses, mentions.iloc[:0], **PAIR).empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"period": "3"}, 'period "3" is not in the data'),
        ({"period": "1"}, "both are 1"),
        ({"reference": "undated"}, "is not in the data"),
    ],
)
def test_a_pair_that_is_none_is_refused(change, message) -> None:
    with pytest.raises(UsageError, match=message):
        emerging_themes(*tables(10, 10), **{**PAIR, **change})


def test_responses_without_a_period_are_refused() -> None:
    responses, mentions = tables(10, 10)
    with pytest.raises(InputError, match='"period" is missing'):
        emerging_themes(responses.drop(columns="period"), mentions, **PAIR)


def test_periods_that_two_models_have_tagged_are_refused() -> None:
    responses, mentions = tables(20, 20)
    alike = emerging_themes(responses, mentions.assign(tagged_by="general 1, fast 00"), **PAIR)
    pd.testing.assert_frame_equal(alike, emerging_themes(responses, mentions, **PAIR))
    later = mentions["response_id"] >= "0200"
    names = np.where(later, "general 1, accurate 11", "general 1, fast 00")
    with pytest.raises(UsageError, match="not all were tagged by the same"):
        emerging_themes(responses, mentions.assign(tagged_by=names), **PAIR)
