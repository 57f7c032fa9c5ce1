"""Titles above the header, and the line that tells a spreadsheet the delimiter."""

import io

import openpyxl
import pytest

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.delimited import read_delimited
from nps_reasons.readers.formats.titles import lines_above
from nps_reasons.readers.formats.workbook import read_workbook

TABLE = "ID,Score,Comment\n1,9,Fast\n2,3,Slow\n"


@pytest.mark.parametrize("title", ["Survey of autumn", "Survey of autumn,,", "NPS,,\n,,", '"a, b"'])
def test_titles_above_the_header_are_left_out_and_told(title):
    table = read_delimited(f"{title}\n{TABLE}".encode(), source="a.csv")
    assert table.columns == ["ID", "Score", "Comment"]
    assert table.cells["Score"].tolist() == ["9", "3"]
    assert any("lines above the header that were left out" in note for note in table.notes)
    assert table.read == {"a.csv": 2}


def test_rows_below_a_title_keep_their_line():
    table = read_delimited(f"Survey,,\n,,\n{TABLE}".encode(), source="a.csv")
    assert table.places["row"].tolist() == [4, 5]


def test_names_over_several_columns_are_above_the_header():
    table = read_delimited(f"Customer,,Said\n{TABLE}".encode(), source="a.csv")
    assert table.columns == ["ID", "Score", "Comment"]


@pytest.mark.parametrize(
    "records",
    [
        [["", "score"], ["0", "9"]],
        [["", "comment"], ["a", "I recommend it"]],
        [["comment", ""], ["I recommend it", "why not"], ["So do I", ""]],
        [["score"], ["9"], ["10"]],
        [["comment", ""], ["score is 9", "7"], ["x", "8"]],
        [["Respondent ID", "How likely to recommend?", ""], ["", "Group", "Score"], ["1", "", "9"]],
        [],
    ],
)
def test_a_header_is_never_taken_for_a_title(records):
    assert lines_above(records) == 0


@pytest.mark.parametrize("hint", ["sep=;\n", "sep=;\r\n", '"sep=;"\n'])
def test_the_hint_at_the_delimiter_is_no_header(hint):
    table = read_delimited(f"{hint}id;score\n1;9\n2;8\n".encode(), source="a.csv")
    assert table.columns == ["id", "score"]
    assert table.places["row"].tolist() == [2 + 1, 3 + 1]


def test_a_cover_sheet_is_passed_over_for_the_first_table():
    book = openpyxl.Workbook()
    book.active.append(["Survey of autumn"])
    book.active.append(["Please read"])
    sheet = book.create_sheet("Data")
    for row in (["Answers", None], ["ID", "Score"], [1, 9]):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    table = read_workbook(file.getvalue(), source="a.xlsx")
    assert table.cells.iloc[0].to_dict() == {"ID": "1", "Score": "9"}
    assert table.places["row"].tolist() == [3]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 x", "a PDF"),
        (b"\xef\xbb\xbf <!DOCTYPE html><html></html>", "a web page"),
        (b"<table><tr><td>score</td></tr></table>", "a web page"),
        (b'{"responses": [{"score": 9}]}', "JSON"),
        (b'[{"score": 9}]', "JSON"),
        (b'<?xml version="1.0"?><a/>', "XML"),
    ],
)
def test_what_is_no_table_is_refused_by_its_kind(survey, content, kind):
    with pytest.raises(InputError, match=rf"^a\.csv: is {kind}.* CSV or XLSX"):
        survey({"a.csv": content})


@pytest.mark.parametrize("header", ["{id}", "<b>id</b>", "[id]", "{}"])
def test_a_header_with_brackets_is_still_a_header(survey, header):
    reading = survey({"a.csv": f"{header},score,comment\n1,9,Fast\n2,8,Slow\n"})
    assert len(reading.responses) == 2
