"""The tables as files: CSV that a spreadsheet may open, Parquet that gives everything back."""

import csv
import io
import os
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.errors import OutputError
from nps_reasons.files import write_whole
from nps_reasons.report import planning, write_tables
from nps_reasons.report.tables import FORMULA_STARTS, as_csv, as_parquet
from nps_reasons.schema import TABLES


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def folder(analysis, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "tables"
    write_tables(analysis, folder)
    return folder


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(texts, min_size=1), texts)
def test_no_text_cell_starts_as_a_formula(values, name):
    content = as_csv(pd.DataFrame({name or "reason": values}, dtype="string"))
    assert content.startswith(b"\xef\xbb\xbf")
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        assert not [cell for cell in row if cell.startswith(FORMULA_STARTS)]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_come_back_from_csv_to_the_last_digit(values):
    rows = rows_of(as_csv(pd.DataFrame({"points": values})))
    assert [float(row["points"]) for row in rows] == values


def test_each_table_of_the_contract_is_there_twice(folder):
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{name}.{ending}" for name in TABLES for ending in ("csv", "parquet")}


@pytest.mark.parametrize("name", TABLES)
def test_parquet_gives_the_table_back(analysis, folder, name):
    table = planning(analysis) if name == "planning" else getattr(analysis, name)
    read = TABLES[name].check(pd.read_parquet(folder / f"{name}.parquet"))
    pd.testing.assert_frame_equal(read, TABLES[name].check(table))


@pytest.mark.parametrize("name", TABLES)
def test_csv_has_the_columns_and_as_many_rows(analysis, folder, name):
    table = planning(analysis) if name == "planning" else getattr(analysis, name)
    rows = rows_of((folder / f"{name}.csv").read_bytes())
    assert len(rows) == len(table)
    assert not rows or list(rows[0]) == list(table.columns)


def test_negative_numbers_in_csv_are_numbers(folder):
    points = [row["points"] for row in rows_of((folder / "drivers.csv").read_bytes())]
    assert any(point.startswith("-") for point in points)
    assert not any(point.startswith("'") for point in points)


def test_times_in_csv_are_iso_in_utc(folder):
    row = rows_of((folder / "responses.csv").read_bytes())[0]
    assert row["responded_at"] == "2031-02-03T08:00:00Z"


def test_parts_of_a_second_are_kept():
    times = pd.Series(pd.to_datetime(["2031-02-03T08:00:00.25Z"], utc=True))
    assert b"2031-02-03T08:00:00.250000Z" in as_csv(pd.DataFrame({"responded_at": times}))


def test_a_hostile_comment_is_neutralised_in_csv_and_untouched_in_parquet(folder):
    reasons = [row["reason"] for row in rows_of((folder / "responses.csv").read_bytes())]
    kept = pd.read_parquet(folder / "responses.parquet")["reason"].dropna()
    assert any(reason.startswith("'=cmd|") for reason in reasons)
    assert any(reason.startswith("=cmd|") for reason in kept)


def test_the_order_of_rows_changes_no_byte(analysis, folder, tmp_path):
    tables = ("responses", "mentions", "nps", "drivers", "changes", "themes")
    shuffled = {name: getattr(analysis, name).sample(frac=1, random_state=1) for name in tables}
    for path in write_tables(replace(analysis, **shuffled), tmp_path):
        assert path.read_bytes() == (folder / path.name).read_bytes()


def test_a_table_without_a_row_is_written_with_its_head(analysis):
    empty = TABLES["drivers"].empty()
    assert as_csv(empty).decode("utf-8-sig").strip() == ",".join(empty.columns)
    assert pd.read_parquet(io.BytesIO(as_parquet(empty))).empty


def test_tiny_data_give_all_tables(tiny, tmp_path):
    assert len(write_tables(tiny, tmp_path)) == 2 * len(TABLES)


def test_a_file_in_place_of_the_folder_is_told(analysis, tmp_path):
    (tmp_path / "tables").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        write_tables(analysis, tmp_path / "tables")


def test_a_pipe_or_device_is_never_replaced_by_a_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="it is no regular file"):
        write_whole(pipe, b"report")
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_path_without_a_name_is_told():
    with pytest.raises(OutputError, match="it is a folder"):
        write_whole("", b"report")
