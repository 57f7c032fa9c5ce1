"""Reading a coded workbook back: what programs and people do to it, and every fault said."""

import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nps_reasons.audit import read_coding
from nps_reasons.errors import InputError, UsageError
from nps_reasons.labelled import Label
from nps_reasons.schema import SIGNS
from nps_reasons.themes.codeframe import Codeframe

LOOSE = hypothesis_settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
labels = st.frozensets(
    st.builds(Label, st.sampled_from(["price", "staff-attitude", "speed"]), st.sampled_from(SIGNS)),
    max_size=3,
)


@LOOSE
@given(st.lists(st.none() | labels, min_size=20, max_size=20).filter(any))
def test_what_was_coded_is_what_is_read(make_desk, said):
    desk = make_desk(both=0)
    coded = dict(zip(desk.drawn.rows["response_id"], said, strict=True))
    for response_id, chosen in coded.items():
        rows = sorted((label.theme, label.sign) for label in chosen or ())
        if chosen is not None:
            desk.code("Coder A", response_id, *(rows or [("(none)", None)]))
    expected = {i: chosen for i, chosen in coded.items() if chosen is not None}
    assert desk.read().coders == {"Coder A": expected}


def test_both_coders_remarks_and_what_was_settled_are_read(desk):
    first, second, *_ = desk.drawn.rows["response_id"]
    desk.code_all()
    desk.code("Coder B", first, ("speed", "neutral"))
    desk.book["Coder B"].cell(desk.rows_of("Coder B", first)[0], 5).value = "hard to say"
    desk.book["Settled"].append([second, None, "(none)"])
    coding = desk.read()
    assert coding.coders["Coder B"][first] == {Label("speed", "neutral")}
    assert coding.settled == {second: frozenset()}
    assert coding.disagreed == (first,)
    assert coding.remarks.to_numpy().tolist() == [["Coder B", first, "hard to say"]]
    assert coding.notes == ()
    assert (coding.seed, coding.codeframe) == (0, "shop 3")
    drawn = desk.drawn.rows
    same = ["response_id", "period", "group", "probability", "both", "coder"]
    assert coding.drawn[same].equals(drawn[same].astype(coding.drawn[same].dtypes))


@pytest.mark.parametrize(
    "cell",
    ["price", "Price", "PRICE ", "Price (price)", "price (PRICE)", " Price  (price)"],
)
def test_a_theme_may_be_written_as_id_label_or_both(desk, cell):
    row = desk.code("Coder A", desk.drawn.rows["response_id"][0], (cell, "Positive "))
    assert row
    (said,) = desk.read().coders["Coder A"].values()
    assert said == {Label("price", "positive")}


@pytest.mark.parametrize("cell", ["(none)", "(None)", "none", " NONE"])
def test_no_theme_is_coded_too(desk, cell):
    first = desk.drawn.rows["response_id"][0]
    desk.code("Coder A", first, (cell, None))
    assert desk.read().coders["Coder A"] == {first: frozenset()}


def test_a_copied_row_adds_a_theme_wherever_it_stands(desk):
    first = desk.drawn.rows["response_id"][0]
    desk.code_all("Coder A")
    desk.book["Coder A"].append([first, None, "speed", "neutral"])
    desk.book["Coder A"].append([None, None, None, None])
    expected = {Label("price", "negative"), Label("speed", "neutral")}
    assert desk.read().coders["Coder A"][first] == expected


def test_sorted_renamed_reordered_and_widened_sheets_say_the_same(desk):
    desk.code_all()
    expected = desk.read().coders
    for number, name in enumerate(("Coder A", "Coder B")):
        sheet = desk.book[name]
        header, *rows = list(sheet.iter_rows(values_only=True))
        sheet.delete_rows(1, sheet.max_row)
        sheet.append(["My own title"])
        sheet.append([])
        sheet.append(["mine", *header])
        for row in sorted(rows, key=str, reverse=True):
            sheet.append([number, *row])
        sheet.title = ("Anna", "Ben")[number]
    desk.book._sheets.reverse()
    desk.book["_audit"].title = "Sheet9"
    assert desk.read().coders == expected


def test_ids_that_a_program_took_for_numbers_are_known(make_desk):
    responses = make_desk().responses
    desk = make_desk(responses.assign(response_id=[f"{i:05}" for i in range(len(responses))]))
    desk.code_all()
    expected = desk.read().coders
    for name in ("Coder A", "Coder B"):
        for cell in list(desk.book[name]["A"])[1:]:
            cell.value = float(cell.value)
    assert desk.read().coders == expected


def test_a_sheet_moved_in_from_a_copy_counts_in_the_place_of_a_blank_one(desk):
    desk.code_all("Coder B")
    moved = desk.book.copy_worksheet(desk.book["Coder B"])
    assert moved.title == "Coder B Copy"
    for row in desk.book["Coder B"].iter_rows(min_row=2, min_col=3):
        for cell in row:
            cell.value = None
    assert len(desk.read().coders["Coder B"]) == len(desk.drawn.asked("Coder B"))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_saves_it_so_that_it_can_be_read(desk, tmp_path):
    desk.code_all()
    expected = desk.read().coders
    for kind in ("ods", "xlsx"):
        again = tmp_path / kind
        call = ["soffice", "--headless", "--convert-to", kind, "--outdir", again, desk.path]
        subprocess.run(call, check=True, timeout=120)
        found = read_coding(again / f"audit.{kind}", desk.frame, responses=desk.responses)
        assert found.coders == expected


def test_rows_that_are_gone_are_said_and_count_as_not_coded(desk):
    desk.code_all()
    last = desk.drawn.asked("Coder A")["response_id"].iloc[-1]
    for row in reversed(desk.rows_of("Coder A", last)):
        desk.book["Coder A"].delete_rows(row)
    coding = desk.read()
    assert last not in coding.coders["Coder A"]
    assert any(f"no row left ({last})" in note for note in coding.notes)


def test_the_same_label_twice_counts_once_and_is_said(desk):
    first = desk.drawn.rows["response_id"][0]
    desk.code("Coder A", first, ("price", "negative"), ("Price", "negative"))
    coding = desk.read()
    assert coding.coders["Coder A"][first] == {Label("price", "negative")}
    assert any("twice" in note for note in coding.notes)


def test_coding_what_another_was_asked_counts_and_is_said(desk):
    theirs = desk.drawn.rows.query("coder == 'Coder B'")["response_id"].iloc[0]
    desk.code_all()
    desk.book["Coder A"].append([theirs, None, "speed", "neutral"])
    coding = desk.read()
    assert theirs in coding.coded_by_both
    assert any("another's list" in note for note in coding.notes)


FAULTS = {
    "unknown theme": (("prise", "negative"), 'no theme "prise"; did you mean "price"?'),
    "retired theme": (("old", "negative"), 'no theme "old"; choose one from the drop-down'),
    "unknown sign": (("price", "negtive"), 'no sign "negtive"; did you mean "negative"?'),
    "no sign": (("price", None), 'theme "price" needs its sign'),
    "no theme": ((None, "positive"), "has a sign and no theme"),
    "none with a sign": (("(none)", "positive"), "(none) takes no sign"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_row_is_said_with_sheet_and_row(desk, fault):
    label, expected = FAULTS[fault]
    desk.code_all()
    row, *_ = desk.code("Coder B", desk.drawn.asked("Coder B")["response_id"].iloc[2], label)
    with pytest.raises(InputError) as error:
        desk.read()
    assert f"1 fault:\nCoder B, row {row}: {expected}" in str(error.value)


def test_none_beside_a_theme_is_a_contradiction(desk):
    first = desk.drawn.rows["response_id"][0]
    one, two, _ = desk.code("Coder A", first, ("price", "negative"), ("(none)", None))
    with pytest.raises(InputError, match=rf"row {two}: says \(none\), and Coder A, row {one} says"):
        desk.read()


def test_an_altered_reason_is_said(desk):
    desk.code_all()
    desk.book["Coder A"]["B5"].value += "!"
    with pytest.raises(InputError, match=r'Coder A, row 5: the reason of "r.*" was altered'):
        desk.read()


def test_ids_that_were_not_drawn_are_said(desk):
    desk.code_all()
    desk.book["Coder A"].append(["r9999", "Hello", "price", "negative"])
    with pytest.raises(InputError, match=r'Coder A, row 41: response "r9999" was not drawn'):
        desk.read()


def test_a_label_without_an_id_is_said(desk):
    desk.code_all()
    desk.book["Coder A"].append([None, None, "price", "negative"])
    with pytest.raises(InputError, match="Coder A, row 41: has no response_id"):
        desk.read()


def test_what_nobody_coded_cannot_be_settled(desk):
    desk.code("Coder A", desk.drawn.rows["response_id"][0], ("price", "negative"))
    desk.book["Settled"].append([desk.drawn.rows["response_id"][1], None, "price", "negative"])
    with pytest.raises(InputError, match="was coded by nobody"):
        desk.read()


def test_all_faults_are_said_together_and_at_most_twenty_shown(desk):
    for coder in ("Coder A", "Coder B"):
        desk.code_all(coder, theme="prise")
    n = sum(len(desk.drawn.asked(coder)) for coder in ("Coder A", "Coder B"))
    with pytest.raises(InputError) as error:
        desk.read()
    text = str(error.value)
    assert f"{n} faults" in text
    assert text.count('no theme "prise"') == 20
    assert text.endswith(f"and {n - 20} more")


def test_a_missing_sheet_is_said(desk):
    desk.code_all()
    desk.book.remove(desk.book["Coder B"])
    with pytest.raises(InputError, match="Coder B: there is no such sheet"):
        desk.read()


def test_a_sheet_without_its_header_is_not_called_missing(desk):
    desk.code_all()
    desk.book["Coder A"].delete_rows(1)
    with pytest.raises(InputError, match="1 fault:\nCoder A: has no header"):
        desk.read()


def test_a_missing_column_is_said(desk):
    desk.code_all()
    desk.book["Coder B"]["D1"].value = "mood"
    with pytest.raises(InputError, match='Coder B: has no column "sign"'):
        desk.read()


def test_two_coded_sheets_of_one_coder_are_refused(desk):
    desk.code_all()
    desk.book.copy_worksheet(desk.book["Coder A"])
    with pytest.raises(InputError, match='"Coder A" and "Coder A Copy" are both Coder A'):
        desk.read()


def test_a_sheet_that_is_nobodys_is_said(desk):
    desk.code_all()
    sheet = desk.book.copy_worksheet(desk.book["Coder A"])
    sheet["E1"].value = "note"
    with pytest.raises(InputError, match="Coder A Copy: it cannot be told whose sheet this is"):
        desk.read()


def test_sheets_of_ones_own_are_left_alone(desk):
    desk.code_all()
    desk.book.create_sheet("Mine").append(["response_id", "thoughts"])
    desk.book.create_sheet("Sums").append([1, 2, 3])
    assert desk.read().coded


def test_nothing_coded_is_said(desk):
    with pytest.raises(InputError, match="nothing is coded yet"):
        desk.read()


def test_a_workbook_without_its_hidden_sheet_is_refused(desk):
    desk.code_all()
    desk.book.remove(desk.book["_audit"])
    with pytest.raises(InputError, match=r"hidden sheet .* is missing; code in a copy"):
        desk.read()


@pytest.mark.parametrize("damage", ["remove a row", "edit a row", "edit the top", "clear the top"])
def test_a_hidden_sheet_that_was_changed_is_refused(desk, damage):
    desk.code_all()
    sheet = desk.book["_audit"]
    if damage == "remove a row":
        sheet.delete_rows(4)
    elif damage == "edit a row":
        sheet["A4"].value = sheet["A4"].value.replace("2025Q4", "2025Q3")
    elif damage == "edit the top":
        sheet["A1"].value = sheet["A1"].value.replace('"seed": 0', '"seed": 1')
    else:
        sheet["A1"].value = '{"format": 1}'
    with pytest.raises(InputError, match=r"hidden sheet .* was changed \((its hash|'sha256' is m)"):
        desk.read()


def test_another_format_is_refused(desk):
    sheet = desk.book["_audit"]
    sheet["A1"].value = sheet["A1"].value.replace('"format": 1', '"format": 2')
    with pytest.raises(InputError, match="another version of nps-reasons"):
        desk.read()


def test_another_codeframe_is_refused_with_both_versions(desk, frame):
    desk.code_all()
    other = Codeframe("shop", 4, frame.themes)
    with pytest.raises(UsageError, match='"shop 3", and this is "shop 4"'):
        desk.read(codeframe=other)


def test_another_run_is_refused(desk):
    desk.code_all()
    responses = desk.responses
    fewer = responses[~responses["response_id"].isin(desk.drawn.rows["response_id"][:2])]
    with pytest.raises(InputError, match="2 of 20 drawn responses are not in the run"):
        desk.read(responses=fewer)
    with pytest.raises(InputError, match="20 of 20 drawn responses have another reason"):
        desk.read(responses=responses.assign(reason="Other"))


def test_responses_that_came_since_the_draw_are_a_warning(desk):
    desk.code_all()
    late = desk.responses.iloc[[0]].assign(response_id="late")
    coding = desk.read(responses=pd.concat([desk.responses, late]))
    assert "40 responses had a reason when the sample was drawn, and 41" in coding.warnings[0]


def test_without_responses_nothing_is_asked_of_them(desk):
    desk.code_all()
    assert desk.read(responses=None).warnings == ()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"response_id,reason,theme\n", "is no workbook: a CSV file"),
        (b"", "is no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "protected by a password"),
        (b"PK\x03\x04 and no more", "audit.xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path, frame, content, expected):
    path = tmp_path / "audit.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=expected):
        read_coding(path, frame)


def test_a_file_that_is_not_there_is_said(tmp_path, frame):
    with pytest.raises(InputError, match="cannot be read"):
        read_coding(tmp_path / "none.xlsx", frame)


def test_another_workbook_is_refused(tmp_path, frame):
    path = tmp_path / "other.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["response_id", "score"])
    book.save(path)
    with pytest.raises(InputError, match="hidden sheet"):
        read_coding(path, frame)


def test_a_label_that_two_themes_share_must_be_told_apart(make_desk, frame):
    speed = frame.theme("speed")
    desk = make_desk(frame=Codeframe("shop", 3, (*frame.themes, replace(speed, id="queues"))))
    desk.code("Coder A", desk.drawn.rows["response_id"][0], (speed.label, "negative"))
    with pytest.raises(InputError, match='label of several themes; write "speed" or "queues"'):
        desk.read()
