"""What became of themes, and what two taggings of the same responses restate."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.backcast import changed, fate, restated, restatement, successors
from nps_reasons.schema import RESTATED
from nps_reasons.themes.codeframe import Codeframe, Theme
from nps_reasons.themes.history import Change


def theme(name, label=None, **more):
    return Theme(name, label or name.title(), f"About {name}.", **more)


def frame(*themes, history=()):
    return Codeframe("shop", 3, themes, history)


def test_a_theme_that_was_split_or_merged_twice_is_followed_to_today():
    today = frame(
        theme("fees", retired="2"),
        theme("billing", retired="3"),
        theme("refunds"),
        theme("invoices"),
        history=(
            Change(2, "merged", ("fees",), ("billing",)),
            Change(3, "split", ("billing",), ("refunds", "invoices")),
        ),
    )
    assert successors("fees", today) == ["refunds", "invoices"]
    was = {"billing": "Billing"}
    assert fate("billing", today, was=was) == "split into refunds and invoices"
    assert fate("refunds", today, was=was) == "added, merged from billing"


def test_a_theme_that_was_restored_and_then_retired_went_into_nothing():
    merged = Change(2, "merged", ("fees",), ("price",))
    restored = Change(3, "restored", ("fees",), ("price",))
    today = frame(
        theme("price"),
        theme("fees", retired="4"),
        history=(merged, restored, Change(4, "retired", ("fees",))),
    )
    assert successors("fees", today) == []
    assert fate("fees", today, was={"fees": "Fees"}) == "retired"
    corrected = Change(3, "retired", ("fees",), before="2", after="2031Q1")
    told = frame(theme("price"), theme("fees", retired="2031Q1"), history=(merged, corrected))
    assert successors("fees", told) == ["price"]


def test_mergers_in_a_circle_come_to_an_end():
    today = frame(
        theme("a", retired="2"),
        theme("b", retired="2"),
        history=(Change(2, "merged", ("a",), ("b",)), Change(2, "merged", ("b",), ("a",))),
    )
    assert successors("a", today) == []
    assert fate("a", today, was={}) == "retired"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("price", "renamed, edited"), ("speed", "retired"), ("staff", "added"), ("x", "not in this")],
)
def test_what_became_of_a_theme_is_told(name, expected):
    today = frame(theme("price", "Cost"), theme("speed", retired="2"), theme("staff"))
    was = {"price": "Price", "speed": "Speed"}
    assert fate(name, today, was=was, edited=["price"]).startswith(expected)


def responses(n=6, weight=1.0):
    return pd.DataFrame(
        {
            "response_id": [f"r{i}" for i in range(n)],
            "period": ["2031Q1", "2031Q2"] * (n // 2),
            "reason": ["said"] * (n - 1) + [None],
            "weight": weight,
        }
    )


MENTIONS = st.lists(
    st.tuples(
        st.sampled_from([f"r{i}" for i in range(5)]),
        st.sampled_from(["price", "speed"]),
        st.sampled_from(["negative", "neutral", "positive"]),
    )
)


def table(rows):
    return pd.DataFrame(rows, columns=["response_id", "theme", "sign"], dtype="string")


@given(MENTIONS, MENTIONS)
def test_what_both_find_and_what_one_finds_add_up(before, after):
    today = frame(theme("price"), theme("speed"))
    was = {"price": "Price", "speed": "Speed"}
    found = restated(responses(), table(before), table(after), frame=today, was=was)
    pd.testing.assert_frame_equal(found, RESTATED.check(found))
    assert (found["both"] + found["only_before"] == found["n_before"]).all()
    assert (found["both"] + found["only_after"] == found["n_after"]).all()
    assert found["reach_before"].between(0, 1).all()
    said = {(r, t) for r, t, _ in before}
    assert found.loc[found["sign"] == "all", "n_before"].sum() == len(said)
    back = restated(responses(), table(after), table(before), frame=today, was=was)
    assert found["n_before"].tolist() == back["n_after"].tolist()
    assert changed(found).empty == (said == {(r, t) for r, t, _ in after})


def test_the_order_of_rows_changes_no_bit():
    before = table([("r0", "price", "negative"), ("r1", "price", "positive")])
    after = table([("r2", "price", "negative"), ("r1", "price", "positive")])
    weights = responses(weight=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    today = frame(theme("price"))
    found = restated(weights, before, after, frame=today, was={"price": "Price"})
    again = restated(
        weights.iloc[::-1], before.iloc[::-1], after.iloc[::-1], frame=today, was={"price": "Price"}
    )
    pd.testing.assert_frame_equal(found, again, check_exact=True)


def test_a_period_that_weighs_nothing_has_counts_and_no_reach():
    before, after = table([("r0", "price", "negative")]), table([])
    found = restated(
        responses(weight=0.0), before, after, frame=frame(theme("price")), was={"price": "Price"}
    )
    assert found["reach_before"].isna().all()
    assert "1 response before, 0 now" in restatement(found, "shop 3")


def test_the_largest_restatement_is_named():
    before = table([("r0", "price", "negative"), ("r1", "speed", "negative")])
    after = table([(f"r{i}", "price", "negative") for i in (0, 2, 4)])
    found = restated(
        responses(), before, after, frame=frame(theme("price")), was={"price": "Price"}
    )
    assert restatement(found, "shop 3") == (
        "Earlier periods were tagged again with shop 3; the largest restatement is “Price” in "
        "2031Q1: 33\N{NO-BREAK SPACE}% of reasons before, 100\N{NO-BREAK SPACE}% now (same theme, "
        "tagged otherwise)."
    )
