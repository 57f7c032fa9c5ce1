"""Exports that come packed: a ZIP as Qualtrics and SurveyMonkey hand out, or gzip."""

import gzip
import io
import zipfile

import openpyxl
import pytest

from nps_reasons.errors import InputError

SURVEY = "id,score,why\n1,9,Quick\n2,3,Slow\n"


def zipped(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook():
    book = openpyxl.Workbook()
    for line in SURVEY.splitlines():
        book.active.append(line.split(","))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("export.zip", zipped({"survey.csv": SURVEY})),
        (
            "export.zip",
            zipped(
                {"CSV/survey.csv": SURVEY, "about.md": "", "__MACOSX/survey.csv": "", ".a.csv": ""}
            ),
        ),
        ("export.zip", zipped({"survey.xlsx": workbook()})),
        ("survey.csv.gz", gzip.compress(SURVEY.encode())),
        ("survey.xlsx", workbook()),
    ],
)
def test_the_one_export_in_a_packed_file_is_read(survey, name, content):
    read = survey({name: content})
    assert read.responses["response_id"].tolist() == ["1", "2"]
    assert read.responses["score"].tolist() == [9, 3]
    assert read.counts[0].source == name


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped({"a.csv": SURVEY, "b.csv": SURVEY}), r"e\.zip: holds 2 tables \(a\.csv, b\.csv\)"),
        (zipped({"a.pdf": SURVEY}), r"e\.zip: holds 0 tables; expected one export"),
        (zipped({"a.csv": SURVEY})[:60], r"e\.zip: cannot be unpacked: it is damaged"),
        (gzip.compress(SURVEY.encode())[:-12], r"e\.zip: cannot be unpacked: it is damaged"),
    ],
)
def test_what_holds_no_single_export_is_refused_by_name(survey, content, said):
    with pytest.raises(InputError, match=said):
        survey({"e.zip": content})


@pytest.mark.parametrize("pack", [gzip.compress, lambda text: zipped({"a.csv": text})])
def test_a_file_that_unpacks_to_far_more_than_it_is_is_refused(survey, pack):
    with pytest.raises(InputError, match=r"e\.zip: unpacks to more than 64 MiB"):
        survey({"e.zip": pack(b"score\n" + b"9\n" * 40_000_000)})
