"""The workbook: the same bytes, nothing but ids and reasons, drop-downs, texts that stay texts."""

from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nps_reasons.audit import draw, read_coding, workbook
from nps_reasons.audit.cells import is_cut, shown
from nps_reasons.audit.choices import choices
from nps_reasons.errors import InputError
from nps_reasons.files import LONGEST_CELL
from nps_reasons.themes.codeframe import Codeframe, Theme, general_codeframe

FRAME = Codeframe("shop", 1, (Theme("price", "Price", "What it costs."),))
NASTY = [
    '=HYPERLINK("http://example.org")',
    "+1 for that",
    "-2",
    "@SUM(A1)",
    "http://example.org/x",
    "0123",
    "12e5",
    "TRUE",
    "{=1}",
    "_x0041_ and _x005F_x0041_",
    "bell\x07 null\x00 \ud800 lone",
    "turned \u202eround\u202c",
    "two\r\nlines\rthree",
    "\ufeffmark \uffff",
    "\N{GRINNING FACE}" * 20_000,
    "x" * 40_000,
]


def survey_of(*reasons):
    ids = [f"r{i}" for i in range(len(reasons))]
    reasons = pd.Series(list(reasons), dtype=object)
    return pd.DataFrame(
        {"response_id": ids, "period": "2025Q4", "group": "promoter", "reason": reasons}
    )


def drawn_from(responses, **asked):
    return draw(responses, periods=["2025Q4"], **asked)


def bytes_of(responses, frame=FRAME, **asked):
    return workbook(drawn_from(responses, **asked), frame, inputs={"survey.csv": "ab12"})


def book_of(*arguments, **asked):
    return openpyxl.load_workbook(BytesIO(bytes_of(*arguments, **asked)))


def texts_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_same_draw_gives_the_same_bytes_whatever_the_order_of_rows():
    responses = survey_of(*(f"said {i}" for i in range(60)))
    shuffled = responses.sample(frac=1, random_state=1)
    assert bytes_of(responses, size=30) == bytes_of(shuffled, size=30)
    assert bytes_of(responses, size=30) != bytes_of(responses, size=30, seed=1)


def test_coders_see_ids_and_reasons_and_nothing_else_of_a_response():
    responses = survey_of(*(f"said {i}" for i in range(30))).assign(score=10, name="Mrs Smith")
    book = book_of(responses, size=30, both=10)
    said = dict(zip(responses["response_id"], responses["reason"], strict=True))
    for coder in ("Coder A", "Coder B"):
        header, *rows = texts_of(book[coder])
        assert header == ["response_id", "reason", "theme", "sign", f"note ({coder})"]
        assert len(rows) == 3 * 20
        assert all(row == [row[0], said[row[0]], None, None, None] for row in rows)
    visible = [sheet for sheet in book if sheet.sheet_state == "visible"]
    assert [s.title for s in visible] == ["Read me", "Codeframe", "Coder A", "Coder B", "Settled"]
    told = " ".join(str(cell) for sheet in visible for row in texts_of(sheet) for cell in row)
    assert not any(word in told for word in ("Mrs Smith", "promoter", "2025Q4"))


def test_what_was_drawn_is_on_a_hidden_sheet():
    book = book_of(survey_of("a", "b"))
    assert book["_audit"].sheet_state == "hidden"
    assert [sheet.title for sheet in book if sheet.sheet_state == "hidden"] == ["_audit"]


def test_themes_and_signs_are_chosen_from_drop_downs():
    frame = general_codeframe()
    book = book_of(survey_of("a", "b", "c"), frame, both=3)
    offered = [row[0] for row in texts_of(book["Codeframe"])[1:]]
    assert offered == choices(frame)
    for name in ("Coder A", "Coder B", "Settled"):
        rules = {str(r.sqref)[0]: r for r in book[name].data_validations.dataValidation}
        assert set(rules) == {"C", "D"}
        assert rules["C"].formula1 == f"Codeframe!$A$2:$A${len(offered) + 1}"
        assert rules["D"].formula1 == '"negative,neutral,positive"'
        last = max(book[name].max_row, 1)
        below = [cells.max_row for rule in rules.values() for cells in rule.sqref.ranges]
        assert min(below) > last + 1_000


def test_the_codeframe_sheet_has_all_that_a_coder_needs_and_no_retired_theme():
    theme = Theme("price", "Price", "Costs.", ("dear",), ("too dear",), ("dear me", "dearest"))
    gone = Theme("old", "Gone", "Costs.", retired="1")
    book = book_of(survey_of("a"), Codeframe("shop", 1, (theme, gone)))
    assert texts_of(book["Codeframe"])[1:] == [
        ["(none)", "None of the themes below.", None, None, None],
        ["Price (price)", "Costs.", "too dear", "dear me\ndearest", "dear"],
    ]


def test_one_coder_has_one_sheet():
    book = book_of(survey_of("a", "b"), both=0)
    assert book.sheetnames == ["Read me", "Codeframe", "Coder A", "_audit"]
    assert "Coder B" not in " ".join(str(row) for row in texts_of(book["Read me"]))


def test_sheets_are_easy_to_work_in():
    sheet = book_of(survey_of("a", "b", "c"))["Coder A"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E10"
    assert sheet["B2"].alignment.wrap_text
    assert sheet.column_dimensions["B"].width > 80


def test_no_reason_is_run_and_every_reason_comes_back_as_it_was_shown(tmp_path):
    responses = survey_of(*NASTY)
    path = tmp_path / "audit.xlsx"
    path.write_bytes(bytes_of(responses))
    book = openpyxl.load_workbook(path)
    cells = [row[1] for row in book["Coder A"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    book["Coder A"]["C2"].value, book["Coder A"]["D2"].value = "price", "positive"
    book.save(path)
    assert len(read_coding(path, FRAME, responses=responses).coded) == 1


@hypothesis_settings(max_examples=25)
@given(st.lists(st.text(st.characters(), min_size=1, max_size=40), min_size=1, max_size=20))
def test_any_text_comes_back(tmp_path_factory, reasons):
    responses = survey_of(*reasons)
    path = tmp_path_factory.mktemp("any") / "audit.xlsx"
    path.write_bytes(bytes_of(responses, FRAME, both=0))
    book = openpyxl.load_workbook(path)
    for row in range(2, 2 + 3 * len(reasons), 3):
        book["Coder A"].cell(row, 3).value = "(none)"
    book.save(path)
    assert len(read_coding(path, FRAME, responses=responses).coded) == len(reasons)


def test_a_long_reason_is_cut_to_what_a_cell_holds():
    for text in ("x" * 40_000, "\N{GRINNING FACE}" * 20_000):
        cell = shown(text)
        assert is_cut(text)
        assert cell.endswith("\N{HORIZONTAL ELLIPSIS} (cut)")
        assert LONGEST_CELL - 1 <= len(cell.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert not is_cut("x" * LONGEST_CELL)
    assert shown("x" * LONGEST_CELL) == "x" * LONGEST_CELL


def test_a_codeframe_without_active_themes_cannot_be_coded_with():
    frame = Codeframe("shop", 1, (Theme("old", "Gone", "Gone.", retired="1"),))
    with pytest.raises(InputError, match="no active theme"):
        bytes_of(survey_of("a"), frame)


def test_ids_that_a_sheet_cannot_tell_apart_are_refused():
    responses = survey_of("a", "b").assign(response_id=["r\x01", "r\x02"])
    with pytest.raises(InputError, match="several responses would have this id"):
        bytes_of(responses)
