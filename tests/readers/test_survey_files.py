"""Files of every kind and in every state: read as text, or refused in one line."""

import io

import openpyxl
import pandas as pd
import pytest

from nps_reasons.errors import InputError, UsageError
from nps_reasons.readers.formats.files import read_table

PLAIN = "id,score,comment,plan\n007,9,Größe passt,pro\nNA,3,None,pro\n3,10,,basic\n4,0,slow,basic\n"


def test_everything_is_read_as_text(survey):
    responses = survey({"a.csv": PLAIN}).responses.set_index("response_id")
    assert set(responses.index) == {"007", "NA", "3", "4"}
    assert responses.loc["NA", "reason"] == "None"
    assert pd.isna(responses.loc["3", "reason"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_change_nothing(survey, encoding, delimiter):
    expected = survey({"plain.csv": PLAIN}).responses
    written = PLAIN.replace(",", delimiter).encode(encoding)
    pd.testing.assert_frame_equal(survey({"other.txt": written}).responses, expected)


def test_a_workbook_reads_like_the_text_file(survey):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Data")
    for row in PLAIN.splitlines():
        sheet.append([int(c) if c in {"9", "3", "10", "0", "4"} else c for c in row.split(",")])
    file = io.BytesIO()
    book.save(file)
    read = survey({"book.xlsx": file.getvalue()})
    pd.testing.assert_frame_equal(read.responses, survey({"plain.csv": PLAIN}).responses)


def test_parquet_reads_like_the_text_file(survey):
    table = pd.read_csv(io.StringIO(PLAIN), dtype=str, keep_default_na=False)
    file = io.BytesIO()
    table.assign(score=table["score"].astype("float64")).to_parquet(file, index=False)
    read = survey({"a.parquet": file.getvalue()})
    pd.testing.assert_frame_equal(read.responses, survey({"plain.csv": PLAIN}).responses)


def test_dates_of_a_workbook_are_dates(survey):
    book = openpyxl.Workbook()
    book.active.append(["score", "date"])
    book.active.append([9, pd.Timestamp("2025-03-04 10:30").to_pydatetime()])
    file = io.BytesIO()
    book.save(file)
    read = survey({"book.xlsx": file.getvalue()})
    assert read.responses["responded_at"].tolist() == [pd.Timestamp("2025-03-04 10:30", tz="UTC")]


def test_a_row_is_the_line_it_starts_on(survey):
    text = 'score,comment\n9,"one\ntwo\r\nthree"\n\n12,late\n8,"a\nb"\nx,last\n'
    quarantine = survey({"a.csv": text}).quarantine
    assert quarantine[["row", "value"]].to_numpy().tolist() == [[6, "12"], [9, "x"]]


def test_a_row_with_too_many_cells_is_set_aside_and_a_short_one_is_filled_up(survey):
    read = survey({"a.csv": "score,comment,plan\n9,a,b\n8,a,b,c\n10\n7,a,b,\n"})
    assert len(read.responses) == 3
    aside = read.quarantine.drop(columns="column")
    assert aside.to_numpy().tolist() == [["a.csv", 3, "c", "the row has 4 cells, the header has 3"]]


def test_a_row_with_a_nul_character_is_set_aside(survey):
    rows = "".join(f"9,comment number {i}\n" for i in range(30))
    read = survey({"a.csv": f"score,comment\n{rows}8,da\0maged\n"})
    assert read.quarantine["row"].tolist() == [32]
    assert "NUL" in read.quarantine["reason"].iloc[0]


def test_names_that_stand_twice_are_told_apart(survey):
    read = survey({"a.csv": "score,plan,plan\n9,x,y\n8,x,y\n10,z,w\n7,z,w\n"})
    assert read.profile.segments == ("plan", "plan (2)")


def test_files_are_stacked_by_the_names_of_their_columns(survey):
    first = "id,NPS score,plan\n1,9,pro\n2,8,pro\n"
    second = "Plan , nps  score,id,new\nfree,3,3,\nfree,4,4,\n"
    read = survey({"q1.csv": first, "q2.csv": second})
    assert read.responses["plan"].tolist() == ["pro", "pro", "free", "free"]
    assert [count.source for count in read.counts] == ["q1.csv", "q2.csv"]


def test_files_of_the_same_name_stay_apart(survey):
    read = survey({"a/s.csv": "id,score\n1,9\n", "b/s.csv": "id,score\n2,x\n3,8\n"})
    assert [count.source for count in read.counts] == ["s.csv", "s.csv (2)"]
    assert read.quarantine["source"].tolist() == ["s.csv (2)"]


def test_a_stacked_file_without_the_score_is_named(survey):
    with pytest.raises(InputError, match=r'b\.csv: has no column "score"'):
        survey({"a.csv": "id,score\n1,9\n", "b.csv": "id,other\n1,9\n"})


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "", "is empty"),
        ("a.csv", " \n\n", "is empty"),
        ("a.csv", "score,comment\n", "has a header and no row below it"),
        ("a.csv", ",,\n1,2,3\n", "the header has no column name"),
        ("a.csv", bytes(range(256)) * 40, "is not text"),
        (
            "a.csv",
            'score,comment\n9,"never\nends\n',
            "a quote opened in the row .* line 2 is never",
        ),
        ("a.csv", "score,comment\n9,a,b\n8,c,d\n", "no row fits the header of 2 columns"),
        ("a.csv", "city,street\nX,Y\n", "no column looks like the score.*--score-column"),
        ("a.csv", "score,comment\nten,a\n,b\n", "no valid score.*row 2"),
        ("a.xlsx", b"PK\x03\x04 broken", "cannot be read as a workbook"),
        ("a.xlsx", "score\n9\n", "cannot be read as a workbook"),
        ("a.parquet", b"PAR1 broken", "cannot be read as Parquet"),
        ("a.csv", b"\xff\xfea\x00b", "is not"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(survey, name, content, message):
    with pytest.raises(InputError, match=message) as refused:
        survey({name: content})
    assert str(refused.value).count("\n") == 0
    assert name in str(refused.value)


def test_a_missing_file_is_refused_with_the_name_beside_it(survey, tmp_path):
    (tmp_path / "responses.csv").write_text("score\n9\n")
    with pytest.raises(InputError, match='did you mean "responses'):
        survey({}, files=[tmp_path / "respones.csv"])


def test_a_folder_is_refused(survey, tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        survey({}, files=[tmp_path])


def test_no_file_and_an_unknown_profile_are_wrong_use(survey):
    with pytest.raises(UsageError, match="no survey file"):
        survey({})
    with pytest.raises(UsageError, match='did you mean "generic"'):
        survey({"a.csv": PLAIN}, profile="genric")


def test_a_name_too_long_for_the_disk_is_told_in_one_line(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path / ("x" * 5_000), source="x")


def test_an_endless_reason_is_set_aside_and_a_long_one_is_kept(survey):
    reading = survey({"s.csv": f"score,comment\n9,{'so ' * 11_000}\n3,{'so ' * 40_000}\n"})
    assert reading.responses["score"].tolist() == [9]
    assert reading.quarantine["reason"].str.contains("longer than 100,000").tolist() == [True]
