"""The describing tables: every response is counted once per view, small bases are not shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.describe import nps_table, themes_table
from nps_reasons.net_promoter import classify, contributions, nps
from nps_reasons.schema import GROUPS, RESPONSES

LAW = settings(max_examples=15, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)


def responses_of(scores: list[int], **columns: object) -> pd.DataFrame:
    groups = classify(pd.Series(scores))
    table = pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(len(scores))],
            "responded_at": None,
            "period": "all",
            "score": scores,
            "group": groups,
            "contribution": contributions(groups),
            "reason": "said",
            "language": None,
            "weight": 1.0,
        }
    )
    return RESPONSES.check(table.assign(**columns))


def random_responses(seed: int, n: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return responses_of(
        rng.integers(0, 11, n).tolist(),
        period=rng.choice(["2024Q1", "2024Q2", "undated"], n),
        plan=pd.array(rng.choice(["basic", "plus", None], n), dtype="string"),
        weight=rng.choice([0.5, 1.0, 2.0], n),
        reason=pd.array(rng.choice(["said", None], n), dtype="string"),
    )


def random_mentions(responses: pd.DataFrame, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    said = responses.loc[responses["reason"].notna(), "response_id"].to_numpy()
    n = 3 * len(said)
    mentions = pd.DataFrame(
        {
            "response_id": rng.choice(said, n),
            "clause": rng.integers(0, 3, n),
            "theme": rng.choice(["billing", "speed"], n),
            "sentiment": rng.uniform(-1, 1, n),
            "sign": rng.choice(["negative", "neutral", "positive"], n),
        }
    )
    return mentions.drop_duplicates(["response_id", "clause", "theme"])


# NPS by period and segment


@LAW
@given(SEEDS)
def test_every_view_counts_every_response_of_its_period(seed: int) -> None:
    responses = random_responses(seed)
    table = nps_table(responses, segments=["plan"])
    counts = table.pivot_table(index="period", columns="segment", values="n", aggfunc="sum")
    assert (counts["plan"] == counts["all"]).all()
    of_periods = table[(table["segment"] == "all") & (table["period"] != "all")]
    assert of_periods["n"].sum() == len(responses)
    assert (table["n"] == table[["promoters", "passives", "detractors"]].sum(axis=1)).all()


@LAW
@given(SEEDS)
def test_the_order_of_responses_does_not_change_the_describing_tables(seed: int) -> None:
    responses = random_responses(seed)
    mentions = random_mentions(responses, seed)
    shuffled = responses.sample(frac=1, random_state=1), mentions.sample(frac=1, random_state=2)
    labels = {"billing": "Billing", "speed": "Speed"}
    for before, after in (
        (nps_table(responses, segments=["plan"]), nps_table(shuffled[0], segments=["plan"])),
        (themes_table(responses, mentions, labels), themes_table(*shuffled, labels)),
    ):
        pd.testing.assert_frame_equal(before, after, rtol=1e-12)


def test_the_total_is_the_nps_of_its_responses() -> None:
    scores = [10] * 5 + [8] * 4 + [2] * 6
    row = nps_table(responses_of(scores)).iloc[0]
    expected = nps(scores)
    assert (row.nps, row.nps_low, row.nps_high) == (expected.value, expected.low, expected.high)


def test_a_survey_of_periods_also_has_a_row_for_all_of_them() -> None:
    periods = ["2024Q1", "2024Q2"] * 3
    table = nps_table(responses_of([9] * 6, period=periods))
    assert table["period"].tolist() == ["2024Q1", "2024Q2", "all"]
    assert table["n"].tolist() == [3, 3, 6]


def test_a_small_segment_is_counted_but_not_scored_and_a_small_total_is() -> None:
    table = nps_table(responses_of([9] * 4, plan=list("aaab")), segments=["plan"], minimum_base=3)
    assert table.set_index("value")["n"].to_dict() == {"all": 4, "a": 3, "b": 1}
    assert table.set_index("value")["nps"].isna().to_dict() == {"all": False, "a": False, "b": True}


def test_a_missing_segment_is_a_level_of_its_own() -> None:
    table = nps_table(responses_of([9, 3], plan=["a", None]), segments=["plan"])
    assert set(table["value"]) == {"all", "a", "(blank)"}


def test_a_segment_of_weight_zero_is_counted_but_not_scored() -> None:
    responses = responses_of([9] * 4, plan=list("aabb"), weight=[0.0, 0.0, 1.0, 1.0])
    table = nps_table(responses, segments=["plan"], minimum_base=1).set_index("value")
    assert table.loc["a", "n"] == 2
    assert pd.isna(table.loc["a", "nps"])
    assert table.loc["b", "nps"] == 100


def test_a_segment_may_be_a_categorical() -> None:
    plans = pd.Categorical(["a", "a", "b"], categories=["a", "b", "never"])
    table = nps_table(responses_of([9, 9, 9], plan=plans), segments=["plan"])
    assert table["value"].tolist() == ["all", "a", "b"]


# Themes by respondent category


@LAW
@given(SEEDS)
def test_groups_add_up_to_all_and_shares_to_one(seed: int) -> None:
    responses = random_responses(seed)
    mentions = random_mentions(responses, seed)
    table = themes_table(responses, mentions, {"billing": "Billing", "speed": "Speed"})
    by_group = table.pivot_table(index=["period", "theme"], columns="group", values="n")
    assert (by_group[list(GROUPS)].sum(axis=1) == by_group["all"]).all()
    said = table[table["n"] > 0]
    shares = said[["share_negative", "share_neutral", "share_positive"]].sum(axis=1)
    assert np.allclose(shares, 1)
    assert said["reach"].between(0, 1 + 1e-12).all()
    assert said["sentiment"].between(-1, 1).all()


def test_reach_is_of_those_who_gave_a_reason() -> None:
    responses = responses_of([3, 3, 3, 10], reason=["slow", "dear", None, "nice"])
    mentions = pd.DataFrame(
        {
            "response_id": ["r000", "r000"],
            "clause": [0, 1],
            "theme": "speed",
            "sentiment": [-0.5, -0.7],
            "sign": "negative",
        }
    )
    table = themes_table(responses, mentions, {"speed": "Speed"}).set_index("group")
    assert table["n"].to_dict() == {"all": 1, "detractor": 1, "passive": 0, "promoter": 0}
    assert table["reach"].to_dict() == pytest.approx(
        {"all": 1 / 3, "detractor": 1 / 2, "passive": np.nan, "promoter": 0}, nan_ok=True
    )
    assert table.loc["all", "sentiment"] == pytest.approx(-0.6)
    assert table.loc["all", "nps_of_mentioners"] == -100
    assert table.loc["promoter", ["sentiment", "share_negative"]].isna().all()


def test_a_theme_that_nobody_says_has_a_row() -> None:
    none = pd.DataFrame(columns=["response_id", "clause", "theme", "sentiment", "sign"])
    table = themes_table(responses_of([9, 3]), none, {"billing": "Billing"})
    assert table["n"].tolist() == [0, 0, 0, 0]
    assert table["label"].unique().tolist() == ["Billing"]
