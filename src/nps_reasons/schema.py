"""The tables that rooms hand each other: columns, types, keys, and the check at the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from nps_reasons.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["text", "integer", "number", "time", "flag"]

GROUPS: Final = ("promoter", "passive", "detractor")
SIGNS: Final = ("negative", "neutral", "positive")
VERDICTS: Final = ("clear", "leaning", "not distinguishable", "too few")
PARTS: Final = ("mix", "said_more", "hurts_more", "unexplained")

ALL: Final = "all"
"""The period of undated surveys, the segment of a period's total, the group of everybody."""

UNDATED: Final = "undated"
"""The period of undated rows among dated ones; it takes part in no comparison."""

BLANK: Final = "(blank)"
"""The level of a segment that a response does not have."""

ON_THE_WAY: Final = (
    "tickets_90_days",
    "open_ticket",
    "bad_rating_90_days",
    "reopened_90_days",
    "ticket_group",
)
"""Segments made of a help desk's tickets: they happen on the way from the service to the score.

To adjust for them would take away the effect of the service that caused them.
"""

DTYPES: Final[dict[Kind, Any]] = {
    "text": "string",
    "integer": "Int64",
    "number": "float64",
    "time": "datetime64[us, UTC]",
    "flag": "boolean",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    required
        The value may not be missing.
    optional
        The whole column may be left out.
    allowed
        The only values that may stand in it; empty means any.
    """

    name: str
    kind: Kind
    required: bool = True
    optional: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableContract:
    """What a table must look like; columns beyond the contract are kept, after it.

    Attributes
    ----------
    key
        Columns that together are unique.
    order
        Columns to sort by before the key; the same rows in any order give the same table.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    order: tuple[str, ...] = ()

    @property
    def column_names(self) -> list[str]:
        """Names of the contract's columns, in order."""
        return [column.name for column in self.columns]

    def check(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table with the contract's types, column order and row order.

        Raises
        ------
        TableError
            A column is missing, a value has the wrong type or is not allowed, a key repeats.

        Examples
        --------
        >>> QUARANTINE.check(pd.DataFrame({"source": ["a.csv"]}))
        Traceback (most recent call last):
        ...
        nps_reasons.errors.TableError: quarantine: column "row" is missing; expected source, ...
        """
        self._check_columns_present(table)
        typed = table.assign(
            **{
                column.name: self._typed(table[column.name], column)
                for column in self.columns
                if column.name in table
            }
        )
        self._check_key(typed)
        sort_by = [name for name in (*self.order, *self.key) if name in typed]
        # The index may bear the name of a column that is sorted by.
        rows = typed.reset_index(drop=True)
        return self._in_column_order(rows.sort_values(sort_by, kind="stable", ignore_index=True))

    def empty(self) -> pd.DataFrame:
        """Return the table without a row."""
        return self.check(pd.DataFrame({name: [] for name in self.column_names}))

    def _check_columns_present(self, table: pd.DataFrame) -> None:
        for column in self.columns:
            if column.name not in table and not column.optional:
                raise TableError(
                    f'{self.name}: column "{column.name}" is missing; '
                    f"expected {', '.join(self.column_names)}"
                )

    def _typed(self, values: pd.Series, column: Column) -> pd.Series:
        try:
            typed: pd.Series = values.astype(DTYPES[column.kind])
        except (TypeError, ValueError) as error:
            raise TableError(
                f'{self.name}: column "{column.name}" must hold {column.kind} values; {error}'
            ) from error
        if column.required and typed.isna().any():
            raise TableError(
                f'{self.name}: column "{column.name}" has {int(typed.isna().sum())} missing '
                "values; every row needs one"
            )
        if column.allowed:
            self._check_allowed(typed.dropna(), column)
        return typed

    def _check_allowed(self, values: pd.Series, column: Column) -> None:
        strange = values[~values.isin(list(column.allowed))]
        if len(strange):
            raise TableError(
                f'{self.name}: column "{column.name}" has "{strange.iloc[0]}" '
                f"({len(strange)} such rows); expected {', '.join(column.allowed)}"
            )

    def _check_key(self, table: pd.DataFrame) -> None:
        if not self.key or (len(self.key) == 1 and table[self.key[0]].is_unique):
            return
        repeats = table.duplicated(list(self.key))
        if repeats.any():
            first = table.loc[repeats, list(self.key)].iloc[0].to_dict()
            raise TableError(
                f"{self.name}: {', '.join(self.key)} must be unique; {first} stands more than once "
                f"({int(repeats.sum())} such rows)"
            )

    def _in_column_order(self, table: pd.DataFrame) -> pd.DataFrame:
        known = [name for name in self.column_names if name in table]
        return table[known + [name for name in table.columns if name not in known]]


def _text(names: str, *, required: bool = True) -> Iterable[Column]:
    return (Column(name, "text", required=required) for name in names.split())


def _numbers(names: str, *, required: bool = False) -> Iterable[Column]:
    return (Column(name, "number", required=required) for name in names.split())


RESPONSES: Final = TableContract(
    "responses",
    (
        Column("response_id", "text"),
        Column("respondent_id", "text", required=False, optional=True),
        Column("responded_at", "time", required=False),
        Column("period", "text"),
        Column("score", "integer"),
        Column("group", "text", allowed=GROUPS),
        Column("contribution", "number"),
        Column("reason", "text", required=False),
        Column("language", "text", required=False),
        Column("weight", "number"),
        Column("unfinished", "flag", required=False, optional=True),
        Column("churned", "flag", required=False, optional=True),
        Column("renewed", "flag", required=False, optional=True),
        Column("value", "number", required=False, optional=True),
    ),
    key=("response_id",),
)
"""One row per answered survey; the segment columns follow.

`unfinished` marks responses whose respondent left before the last question; `churned`, `renewed`
and `value` are the outcomes that the settings name.
"""

QUARANTINE: Final = TableContract(
    "quarantine",
    (
        Column("source", "text"),
        Column("row", "integer"),
        Column("column", "text", required=False),
        Column("value", "text", required=False),
        Column("reason", "text"),
    ),
    key=(),
    order=("source", "row", "column", "reason"),
)
"""One row per row that was set aside; `row` is the 1-based line of the file it starts on."""

MENTIONS: Final = TableContract(
    "mentions",
    (
        Column("response_id", "text"),
        Column("clause", "integer"),
        Column("theme", "text"),
        Column("start", "integer"),
        Column("end", "integer"),
        Column("sentiment", "number", required=True),
        Column("sign", "text", allowed=SIGNS),
        Column("confidence", "number", required=True),
    ),
    key=("response_id", "clause", "theme"),
)
"""One row per theme said in one clause; `start` and `end` are offsets into the reason."""

NPS_TABLE: Final = TableContract(
    "nps",
    (
        *_text("period segment value"),
        *(Column(name, "integer") for name in ("n", "promoters", "passives", "detractors")),
        *_numbers("nps nps_low nps_high"),
    ),
    key=("period", "segment", "value"),
)
"""NPS with its interval, per period, in total (segment `all`) and per segment."""

DRIVERS: Final = TableContract(
    "drivers",
    (
        *_text("period theme label"),
        Column("sign", "text", allowed=("negative", "positive")),
        Column("n", "integer"),
        *_numbers("reach severity classic_impact effect effect_low effect_high"),
        *_numbers("points points_low points_high"),
        *(Column(name, "integer", required=False) for name in ("rank", "rank_low", "rank_high")),
        *_numbers("p_value q_value"),
        Column("verdict", "text", allowed=VERDICTS),
    ),
    key=("period", "theme", "sign"),
    order=("period", "sign", "rank"),
)
"""What each theme and sign goes with, in NPS points."""

CHANGES: Final = TableContract(
    "changes",
    (
        *_text("period reference"),
        Column("part", "text", allowed=PARTS),
        *_text("theme sign", required=False),
        *_numbers("points points_low points_high"),
    ),
    key=("period", "reference", "part", "theme", "sign"),
)
"""What moved NPS between two periods; the points of a pair of periods add up to its change."""

THEMES: Final = TableContract(
    "themes",
    (
        *_text("period theme label"),
        Column("group", "text", allowed=(ALL, *GROUPS)),
        Column("n", "integer"),
        *_numbers("reach share_negative share_neutral share_positive sentiment nps_of_mentioners"),
    ),
    key=("period", "theme", "group"),
)
"""How many say a theme and how they speak of it, per respondent category."""

PLANNING: Final = TableContract(
    "planning",
    (
        *_text("theme title"),
        Column("owner", "text", required=False),
        *_numbers("points points_low points_high reach"),
        Column("n", "integer"),
        Column("verdict", "text", allowed=VERDICTS),
        *_text("segments trend quote_ids first_seen last_seen codeframe_version", required=False),
    ),
    key=("theme",),
)
"""The feed for product planning: one record per theme that is complained about."""

TABLES: Final = {
    contract.name: contract
    for contract in (
        RESPONSES,
        QUARANTINE,
        MENTIONS,
        NPS_TABLE,
        DRIVERS,
        CHANGES,
        THEMES,
        PLANNING,
    )
}
