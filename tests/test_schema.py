"""The table contracts: what check() gives back, and what it refuses."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import TableError
from nps_reasons.schema import CHANGES, RESPONSES, TABLES, TableContract

REQUIRED = [column.name for column in RESPONSES.columns if not column.optional]
LAW = settings(max_examples=30, deadline=None, derandomize=True)


def responses(n: int = 3, **columns: object) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "response_id": [f"r{i}" for i in range(n)],
            "responded_at": "2024-05-01T10:00:00Z",
            "period": "2024Q2",
            "score": 9,
            "group": "promoter",
            "contribution": 100,
            "reason": None,
            "language": None,
            "weight": 1,
        }
    )
    return table.assign(**columns)


@LAW
@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    table = responses(6, plan=list("aabbcc"))
    pd.testing.assert_frame_equal(
        RESPONSES.check(table), RESPONSES.check(table.iloc[order].reset_index(drop=True))
    )


@LAW
@given(st.permutations(REQUIRED))
def test_the_order_of_contract_columns_changes_nothing(names: list[str]) -> None:
    table = responses()
    pd.testing.assert_frame_equal(RESPONSES.check(table[names]), RESPONSES.check(table))


@pytest.mark.parametrize("contract", TABLES.values(), ids=TABLES)
def test_an_empty_table_has_every_column_and_passes_its_own_check(contract: TableContract) -> None:
    empty = contract.empty()
    assert empty.columns.tolist() == contract.column_names
    pd.testing.assert_frame_equal(contract.check(empty), empty)


def test_checking_twice_changes_nothing() -> None:
    once = RESPONSES.check(responses())
    pd.testing.assert_frame_equal(RESPONSES.check(once), once)


def test_types_are_made_those_of_the_contract() -> None:
    checked = RESPONSES.check(responses(score=[9.0, 10.0, 9.0], response_id=[3, 1, 2]))
    assert checked["response_id"].tolist() == ["1", "2", "3"]
    assert str(checked["score"].dtype) == "Int64"
    assert checked["reason"].isna().all()
    assert checked["responded_at"].dt.tz is not None


def test_further_columns_stand_after_those_of_the_contract() -> None:
    checked = RESPONSES.check(responses(plan="a", area="x")[["plan", "area", *REQUIRED]])
    assert checked.columns.tolist() == [*REQUIRED, "plan", "area"]


def test_a_given_table_is_not_edited() -> None:
    table = responses(score=["9", "9", "10"])
    before = table.copy(deep=True)
    RESPONSES.check(table)
    pd.testing.assert_frame_equal(table, before)


def test_an_optional_column_may_be_left_out_and_an_optional_value_missing() -> None:
    assert "respondent_id" not in RESPONSES.check(responses())
    undated = RESPONSES.check(responses(responded_at=None, respondent_id=[None, "a", "a"]))
    assert undated["responded_at"].isna().all()


def test_the_parts_without_a_theme_share_a_missing_one() -> None:
    parts = pd.DataFrame(
        {
            "period": "2",
            "reference": "1",
            "part": ["mix", "unexplained"],
            "theme": None,
            "sign": None,
            "points": 1.0,
            "points_low": 0.0,
            "points_high": 2.0,
        }
    )
    assert len(CHANGES.check(parts)) == 2
    with pytest.raises(TableError, match="must be unique"):
        CHANGES.check(parts.assign(part="mix"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"score": 9.5}, 'column "score" must hold integer values'),
        ({"score": "many"}, 'column "score" must hold integer values'),
        ({"score": None}, 'column "score" has 3 missing values'),
        ({"weight": "heavy"}, 'column "weight" must hold number values'),
        ({"responded_at": "soon"}, 'column "responded_at" must hold time values'),
        ({"group": "fan"}, r'"fan" \(3 such rows\); expected promoter, passive, detractor'),
        ({"response_id": "same"}, r"response_id must be unique; .*'same'.* \(2 such rows\)"),
    ],
)
def test_a_table_that_breaks_its_contract_is_refused_in_one_line(change, message) -> None:
    with pytest.raises(TableError, match=message) as caught:
        RESPONSES.check(responses(**change))
    assert str(caught.value).startswith("responses: ")
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("contract", TABLES.values(), ids=TABLES)
def test_a_missing_column_is_named(contract: TableContract) -> None:
    first = next(column for column in contract.columns if not column.optional)
    table = contract.empty().drop(columns=first.name)
    with pytest.raises(TableError, match=f'{contract.name}: column "{first.name}" is missing'):
        contract.check(table)


@pytest.mark.parametrize("contract", TABLES.values(), ids=TABLES)
def test_a_contract_names_no_column_twice(contract: TableContract) -> None:
    assert len(set(contract.column_names)) == len(contract.column_names)
    assert set(contract.key) | set(contract.order) <= set(contract.column_names)
