"""Parquet files to columns of text."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.records import table_from_columns, text_array

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable


def read_parquet(data: bytes, *, source: str) -> RawTable:
    """Read a Parquet file; `row` counts its rows as if a header stood on line 1.

    Raises
    ------
    InputError
        It is not a Parquet file, or it has no row.
    """
    import pyarrow as pa  # noqa: PLC0415 - only for Parquet
    import pyarrow.parquet as pq  # noqa: PLC0415 - only for Parquet

    try:
        table = pq.read_table(BytesIO(data))
    except (pa.ArrowException, OSError) as error:
        first_line = str(error).splitlines()[0]
        raise InputError(
            f"{source}: cannot be read as Parquet ({first_line}); write it again"
        ) from error
    if not table.num_rows or not table.num_columns:
        raise InputError(f"{source}: has no row; expected one row a response")
    columns = [_as_text(column) for column in table.columns]
    rows = range(2, table.num_rows + 2)
    return table_from_columns(table.column_names, columns, rows, source=source)


def _as_text(column: Any) -> Any:  # noqa: ANN401 - pyarrow is untyped
    import pyarrow as pa  # noqa: PLC0415 - only for Parquet
    import pyarrow.compute as pc  # noqa: PLC0415 - only for Parquet

    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), None, column)
    try:
        text = column.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        text = pa.chunked_array([[None if v is None else str(v) for v in column.to_pylist()]])
    return text_array(text.fill_null("").to_pylist())
