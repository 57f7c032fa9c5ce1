"""What a table must look like, and the check at the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from nps_reasons.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable


Kind = Literal["text", "integer", "number", "time", "flag"]

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
        >>> from nps_reasons.schema import QUARANTINE
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


def text(names: str, *, required: bool = True) -> Iterable[Column]:
    """Columns of text, named in one string.

    Examples
    --------
    >>> [column.name for column in text("period theme")]
    ['period', 'theme']
    """
    return (Column(name, "text", required=required) for name in names.split())


def numbers(names: str, *, required: bool = False, optional: bool = False) -> Iterable[Column]:
    """Columns of numbers, named in one string.

    Examples
    --------
    >>> [column.kind for column in numbers("points")]
    ['number']
    """
    return (Column(name, "number", required=required, optional=optional) for name in names.split())
