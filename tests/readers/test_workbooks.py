"""Workbooks: what cells say as text, and workbooks that are refused before they are unpacked."""

import io
from datetime import date, time, timedelta
from zipfile import ZipFile

import openpyxl
import pytest

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.archive import require_safe_archive
from nps_reasons.readers.formats.workbook import read_workbook


def workbook(*rows, before=()):
    book = openpyxl.Workbook()
    for row in before:
        book.active.append(row)
    sheet = book.create_sheet("Data")
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_cells_are_read_as_they_would_stand_in_a_text_file():
    cells = [9.0, 0.25, True, date(2025, 3, 4), time(10, 5), timedelta(hours=1), "007", "a=b"]
    table = read_workbook(workbook([f"c{i}" for i in range(8)], cells), source="a.xlsx")
    expected = ["9", "0.25", "TRUE", "2025-03-04", "10:05:00", "1:00:00", "007", "a=b"]
    assert table.cells.iloc[0].tolist() == expected


def test_the_first_sheet_with_a_cell_is_read_and_named():
    table = read_workbook(workbook(["score"], [9]), source="a.xlsx")
    assert table.notes == ("a.xlsx: sheet 'Data' of 2 was read.",)


def test_rows_keep_their_number_below_empty_ones():
    table = read_workbook(workbook([], [], [None, "score"], [], [None, 9]), source="a.xlsx")
    assert table.places["row"].tolist() == [5]


def test_a_damaged_workbook_is_refused_by_name():
    with pytest.raises(InputError, match=r"a\.xlsx: cannot be read as a workbook: it is damaged"):
        require_safe_archive(workbook(["score"], [9])[:-30], source="a.xlsx")


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_name_space_of_excel_is_no_cell(quote):
    """Excel itself writes `xmlns:r` with an address that begins like a column of letters."""
    made, given = io.BytesIO(), ZipFile(io.BytesIO(workbook(["score"], [9])))
    name_space = f" xmlns:r={quote}http://schemas.example.org/relationships{quote} ".encode()
    with ZipFile(made, "w") as changed:
        for part in given.infolist():
            text = given.read(part)
            if part.filename.startswith("xl/worksheets/"):
                text = text.replace(b"<worksheet ", b"<worksheet" + name_space)
                assert name_space in text
            changed.writestr(part, text)
    require_safe_archive(made.getvalue(), source="a.xlsx")
    assert read_workbook(made.getvalue(), source="a.xlsx").cells["score"].tolist() == ["9"]
