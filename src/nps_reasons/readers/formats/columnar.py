"""Parquet files to columns of text."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.records import table_from_columns, text_array

if TYPE_CHECKING:
    from nps_reasons.readers.rawtable import RawTable


_FEW_CELLS: Final = 2_000_000
_CELLS_PER_BYTE: Final = 20
_FEW_BYTES: Final = 256 << 20
_DENSE: Final = 100
_MOST_TEXT: Final = 1 << 30
"""A survey has a few characters in each byte of its file; a bomb has thousands."""


def read_parquet(data: bytes, *, source: str) -> RawTable:
    """Read a Parquet file; `row` counts its rows as if a header stood on line 1.

    Raises
    ------
    InputError
        It is not a Parquet file, it has no row, or it would unpack to gigabytes.
    """
    import pyarrow as pa  # noqa: PLC0415 - only for Parquet
    import pyarrow.parquet as pq  # noqa: PLC0415 - only for Parquet

    try:
        file = pq.ParquetFile(BytesIO(data))
        _require_safe(file, len(data), source)
        texts = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
        table = pq.read_table(BytesIO(data), read_dictionary=texts)
        _require_short(table, source)
        return _table(table, source)
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        if isinstance(error, InputError):
            raise
        first_line = next(iter(str(error).splitlines()), type(error).__name__)
        raise InputError(
            f"{source}: cannot be read as Parquet ({first_line}); write it again"
        ) from error


def _require_safe(file: Any, size: int, source: str) -> None:  # noqa: ANN401 - pyarrow is untyped
    """Refuse a file that says it unpacks to far more than it is."""
    meta = file.metadata
    groups = [meta.row_group(i) for i in range(meta.num_row_groups)]
    unpacked = sum(group.total_byte_size for group in groups)
    cells = meta.num_rows * meta.num_columns
    if meta.num_rows < 0 or meta.num_rows != sum(group.num_rows for group in groups):
        raise InputError(
            f"{source}: cannot be read as Parquet (its counts of rows disagree); write it again"
        )
    if cells > max(_FEW_CELLS, _CELLS_PER_BYTE * size):
        raise _bomb(source, f"it says it has {meta.num_rows:,} rows in {size:,} bytes")
    if unpacked > max(_FEW_BYTES, _DENSE * size):
        raise _bomb(source, f"it says it unpacks from {size:,} to {unpacked:,} bytes")


def _require_short(table: Any, source: str) -> None:  # noqa: ANN401 - pyarrow is untyped
    """Refuse text that is written once, and stands in so many rows that it fills the memory."""
    import pyarrow as pa  # noqa: PLC0415 - only for Parquet
    import pyarrow.compute as pc  # noqa: PLC0415 - only for Parquet

    total = 0
    for column in table.columns:
        for chunk in column.chunks:
            if not pa.types.is_dictionary(chunk.type):
                total += chunk.nbytes
            elif pa.types.is_string(chunk.type.value_type):
                lengths = pc.binary_length(chunk.dictionary)
                total += pc.sum(lengths.take(chunk.indices)).as_py() or 0
    if total > _MOST_TEXT:
        raise _bomb(source, f"its text is {total:,} bytes")


def _bomb(source: str, found: str) -> InputError:
    return InputError(
        f"{source}: cannot be read as Parquet: {found}; write the rows of the survey alone"
    )


def _table(table: Any, source: str) -> RawTable:  # noqa: ANN401 - pyarrow is untyped
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
