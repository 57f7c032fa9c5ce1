"""`nps-reasons themes list | apply | diff`: what they say, write, refuse and leave alone."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys

import openpyxl
import pytest

from nps_reasons.themes.codeframe import read_codeframe

FRAME = """\
# Ours
version = 3

[[themes]]
id = "billing"
label = "Billing"
definition = "Whether bills are right."
keywords = ["bill", "=invoice"]  # grows
examples = ["The bill was wrong.", "=SUM(bills)"]
owner = "Ann"

[[themes]]
id = "fees"
label = "Fees"
definition = "Extra costs."
keywords = ["fee"]
parent = "billing"

[[themes]]
id = "coverage"
label = "Netzabdeckung für alle \U0001f4f6"
definition = "Signal."
retired = "2"

[[themes]]
id = "staff"
label = "Staff"
definition = "How people are treated."
"""


@pytest.fixture
def frame(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(FRAME, encoding="utf-8")
    return path


@pytest.fixture
def sheet(invoke, frame, tmp_path):
    path = tmp_path / "sheet.csv"
    assert invoke("themes", "list", "--codeframe", frame, "--out", path)[0] == 0
    return path


def rows_of(sheet):
    return list(csv.DictReader(io.StringIO(sheet.read_bytes().decode("utf-8-sig"), newline="")))


def write_rows(path, rows, *, delimiter=",", encoding="utf-8-sig"):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding, errors="replace"))
    return path


def edited_rows(sheet, theme, **cells):
    rows = rows_of(sheet)
    next(row for row in rows if row["id"] == theme).update(cells)
    return rows


def test_list_shows_children_below_their_parents_and_retired_ones_when_asked(invoke, frame):
    code, out, _ = invoke("themes", "list", "--codeframe", frame)
    assert (code, out.splitlines()) == (
        0,
        [
            "ours 3: 3 themes, 1 retired",
            "billing: Billing. Whether bills are right.",
            "  fees: Fees. Extra costs.",
            "staff: Staff. How people are treated.",
        ],
    )
    _, out, _ = invoke("themes", "list", "--codeframe", frame, "--all", "--history")
    assert "Signal. (retired: 2)" in out
    assert "No history" in out


def test_list_as_json_is_one_object(invoke, frame):
    code, out, err = invoke("themes", "list", "--codeframe", frame, "--json", "--all", "--history")
    content = json.loads(out)
    assert (code, err, content["version"], content["history"]) == (0, "", 3, [])
    assert len(content["themes"]) == 4
    assert content["sha256"] == read_codeframe(frame).hash


def test_an_own_copy_of_the_general_codeframe_is_named_after_its_file(invoke, tmp_path):
    own = tmp_path / "techcorp.toml"
    assert invoke("themes", "list", "--out", own)[0] == 0
    copy, general = read_codeframe(own), read_codeframe_general()
    assert (copy.name, copy.hash) == ("techcorp", general.hash)
    code, _, err = invoke("themes", "list", "--out", own)
    assert (code, "exists" in err) == (3, True)
    code, _, err = invoke("themes", "list", "--out", tmp_path / "own.xlsx")
    assert (code, "must end in .csv" in err) == (2, True)


def read_codeframe_general():
    from nps_reasons.themes.codeframe import general_codeframe

    return general_codeframe()


def test_apply_edits_the_file_in_place_and_says_each_change(invoke, frame):
    edits = (
        "--rename",
        "billing=Bills",
        "--keyword",
        "billing==dunning",
        "--merge",
        "fees=billing",
    )
    asked = ("themes", "apply", frame, *edits, "--note", "workshop", "--on", "2025-04-01")
    code, out, _ = invoke(*asked, "--dry-run")
    assert code == 0
    assert out.endswith("Version 4, not written (--dry-run)\n")
    assert frame.read_text(encoding="utf-8") == FRAME
    code, out, _ = invoke(*asked)
    assert out.splitlines()[0] == (
        'label of "billing" was "Billing", is "Bills" (2025-04-01; workshop).'
    )
    assert "nps-reasons themes backcast" in out
    assert out.endswith(f"Version 4, written to {frame}\n")
    after = read_codeframe(frame)
    assert after.version == 4
    assert after.theme("billing").keywords == ("bill", "=invoice", "=dunning", "fee")
    text = frame.read_text(encoding="utf-8")
    assert text.startswith("# Ours\nversion = 4\n")
    assert '"fee"]  # grows' in text
    _, out, _ = invoke("themes", "list", "--codeframe", frame, "--history", "--all")
    assert '(retired: 4, merged into "billing")' in out
    assert '  "fees" was merged into "billing" (2025-04-01; workshop).' in out


def test_a_rename_alone_says_that_no_tag_changes(invoke, frame):
    code, out, _ = invoke("themes", "apply", frame, "--rename", "fees=Costs")
    assert (code, "No tag changes." in out, "backcast" in out) == (0, True, False)


def test_every_kind_of_edit_can_be_asked_for_at_once(invoke, frame):
    options = {
        "--add": "roaming=Roaming",
        "--define": "roaming=Costs abroad.",
        "--restore": "coverage",
        "--rename": "coverage=Network",
        "--keyword": "roaming=abroad",
        "--example": "roaming=A fortune in Spain.",
        "--counter-example": "roaming=No signal in Spain.",
        "--split": "fees=roaming,billing",
        "--move": "roaming=billing",
        "--retire": "staff",
    }
    flat = [part for option in options.items() for part in option]
    code, out, _ = invoke("themes", "apply", frame, *flat, "--json")
    content = json.loads(out)
    assert (code, content["version"], content["was"], content["alters_tags"]) == (0, 4, 3, True)
    kinds = [change["change"] for change in content["changes"]]
    assert kinds == [
        *("added", "restored", "renamed", "keywords", "examples", "counter_examples", "moved"),
        *("split", "retired"),
    ]
    assert all(change["sentence"] for change in content["changes"])
    after = read_codeframe(frame)
    assert [theme.id for theme in after.active] == ["billing", "coverage", "roaming"]
    code, out, _ = invoke("themes", "apply", frame, "--move", "roaming=-", "--quiet")
    assert (code, out, read_codeframe(frame).theme("roaming").parent) == (0, "", None)


def test_nothing_to_change_writes_nothing(invoke, frame, sheet):
    before = frame.stat().st_mtime_ns
    for edited in ((), (sheet,), ("--rename", "fees=Fees")):
        code, out, _ = invoke("themes", "apply", frame, *edited)
        assert (code, out) == (0, "Nothing to change: ours 3 stays as it is.\n")
    assert frame.stat().st_mtime_ns == before
    code, out, _ = invoke("themes", "apply", frame, "--json")
    assert (json.loads(out)["changes"], json.loads(out)["out"]) == ([], None)


def test_the_general_codeframe_is_edited_into_a_file_of_ones_own(invoke, tmp_path):
    code, _, err = invoke("themes", "apply", "general", "--retire", "billing")
    assert (code, "with --out" in err) == (2, True)
    own = tmp_path / "own.toml"
    assert invoke("themes", "apply", "general", "--retire", "billing", "--out", own)[0] == 0
    assert read_codeframe(own).theme("billing").retired == "2"
    code, out, _ = invoke("themes", "diff", "general", own)
    assert (code, out.splitlines()[:3]) == (
        0,
        ["general 1 -> own 2: 1 changes", "Retired", '  "billing" was retired.'],
    )


def test_out_leaves_the_codeframe_as_it_is_and_replaces_no_other_file(invoke, frame, tmp_path):
    out = tmp_path / "next.toml"
    assert invoke("themes", "apply", frame, "--retire", "staff", "--out", out)[0] == 0
    assert frame.read_text(encoding="utf-8") == FRAME
    written = out.read_bytes()
    code, _, err = invoke("themes", "apply", frame, "--retire", "fees", "--out", out)
    assert (code, "exists" in err, out.read_bytes()) == (3, True, written)
    code, _, err = invoke("themes", "apply", frame, "--retire", "fees", "--out", tmp_path / "a.csv")
    assert (code, "must end in .toml" in err) == (2, True)


def test_line_ends_and_byte_order_mark_of_the_file_stay(invoke, frame):
    frame.write_bytes(b"\xef\xbb\xbf" + FRAME.replace("\n", "\r\n").encode())
    assert invoke("themes", "apply", frame, "--retire", "staff", "--keyword", "fees=toll")[0] == 0
    data = frame.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# Ours\r\nversion = 4\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert read_codeframe(frame).theme("fees").keywords == ("fee", "toll")


def test_a_link_to_a_codeframe_stays_a_link(invoke, frame, tmp_path):
    link = tmp_path / "link.toml"
    link.symlink_to(frame)
    assert invoke("themes", "apply", link, "--retire", "staff")[0] == 0
    assert link.is_symlink()
    assert read_codeframe(frame).version == 4


def test_a_sheet_brings_its_edits_home(invoke, frame, sheet):
    rows = edited_rows(
        sheet, "billing", label="Bills", keywords="bill\n=invoice\ndunning", owner=""
    )
    rows[1].update(definition="What is on top.", parent="")
    rows[3].update(retired="x")
    new = dict.fromkeys(rows[0], "") | {
        "id": "roaming",
        "label": "Roaming",
        "definition": "Abroad.",
    }
    write_rows(sheet, [*rows, new])
    code, out, err = invoke("themes", "apply", frame, sheet, "--json")
    assert (code, err) == (0, "")
    assert [change["sentence"] for change in json.loads(out)["changes"]] == [
        '"roaming" ("Roaming") was added.',
        '"staff" was retired.',
        'label of "billing" was "Billing", is "Bills".',
        'definition of "fees" was "Extra costs.", is "What is on top.".',
        '"fees" was moved from "billing" to the top.',
        'keywords of "billing": 1 added: "dunning".',
        'owner of "billing" was "Ann", is none.',
    ]
    after = read_codeframe(frame)
    assert after.theme("billing").former_labels == ("Billing",)
    assert after.theme("billing").examples == ("The bill was wrong.", "=SUM(bills)")
    assert after.theme("roaming").since == "4"
    assert frame.read_text(encoding="utf-8").startswith("# Ours\nversion = 4\n")


def test_a_sheet_holds_no_formula(sheet):
    assert rows_of(sheet)[0]["keywords"] == "bill\n=invoice"
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbfid,label,")


def test_sheets_as_excel_writes_them_are_read(invoke, frame, sheet):
    rows = edited_rows(sheet, "billing", label="Gebühren")
    rows = [row for row in rows if row["id"] != "coverage"]
    write_rows(sheet, rows, delimiter=";", encoding="cp1252")
    code, out, _ = invoke("themes", "apply", frame, sheet, "--json")
    content = json.loads(out)
    assert (code, [change["to"] for change in content["changes"]]) == (0, ["Gebühren"])
    assert "coverage" in content["notes"][0]
    assert [theme.id for theme in read_codeframe(frame).themes] == [
        *("billing", "fees", "coverage", "staff"),
    ]


def test_workbooks_are_read(invoke, frame, sheet, tmp_path):
    book = openpyxl.Workbook()
    rows = edited_rows(sheet, "staff", label="People", version=3)
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append([cell or None for cell in row.values()])
    book.save(tmp_path / "sheet.xlsx")
    code, out, _ = invoke("themes", "apply", frame, tmp_path / "sheet.xlsx", "--json")
    assert (code, [c["sentence"] for c in json.loads(out)["changes"]]) == (
        0,
        ['label of "staff" was "Staff", is "People".'],
    )


def test_columns_that_a_sheet_lacks_stay_as_they_are(invoke, frame, sheet):
    rows = [{key: row[key] for key in ("id", "label", "definition")} for row in rows_of(sheet)]
    rows[0]["label"] = "Bills"
    write_rows(sheet, rows)
    assert invoke("themes", "apply", frame, sheet)[0] == 0
    assert read_codeframe(frame).theme("billing").keywords == ("bill", "=invoice")


def test_an_edited_copy_brings_its_edits_and_its_comments(invoke, frame, tmp_path):
    copy = tmp_path / "copy.toml"
    text = FRAME.replace('label = "Staff"', 'label = "People"  # was Staff')
    copy.write_text(text.replace('["fee"]', '["fee", "toll"]'), encoding="utf-8")
    code, _, _ = invoke("themes", "apply", frame, copy)
    assert code == 0
    assert 'label = "People"  # was Staff' in frame.read_text(encoding="utf-8")
    assert read_codeframe(frame).theme("staff").former_labels == ("Staff",)
    assert [change.change for change in read_codeframe(frame).history] == ["renamed", "keywords"]


def test_themes_merged_by_hand_are_recorded(invoke, frame, tmp_path):
    copy = tmp_path / "copy.toml"
    text = FRAME.replace('parent = "billing"', "retired = 4")
    copy.write_text(text.replace('owner = "Ann"', 'merged_from = ["fees"]'), encoding="utf-8")
    code, out, _ = invoke("themes", "apply", frame, copy, "--json")
    kinds = [change["change"] for change in json.loads(out)["changes"]]
    assert (code, kinds) == (0, ["merged", "moved", "owner"])


PROPOSALS = """\
# Proposed
version = 1
[[themes]]
id = "parking"
label = "Parking"
definition = "Where to leave the car."
parent = "staff"
[[themes]]
id = "queue"
label = "Queue"
definition = "How long one stands."
"""


def test_proposals_are_accepted_all_or_by_name(invoke, frame, tmp_path):
    proposals = tmp_path / "proposals.toml"
    proposals.write_text(PROPOSALS, encoding="utf-8")
    code, _, err = invoke("themes", "apply", frame, proposals, "--accept", "queu")
    assert (code, 'did you mean "queue"' in err) == (2, True)
    code, out, _ = invoke("themes", "apply", frame, proposals, "--accept", "queue")
    assert (code, '"queue" ("Queue") was added.' in out) == (0, True)
    code, _, err = invoke("themes", "apply", frame, proposals)
    assert code == 2
    assert 'line 9: codeframe "ours" has a theme "queue" already' in err
    assert "name the others with --accept" in err
    assert invoke("themes", "apply", frame, proposals, "--accept", "parking")[0] == 0
    after = read_codeframe(frame)
    assert (after.version, after.theme("parking").since) == (5, "5")
    assert after.theme("parking").parent == "staff"


REFUSED = {
    "duplicate id": (FRAME.replace('id = "fees"', 'id = "billing"'), "line 13: .*first: .*line 5"),
    "unknown parent": (FRAME.replace('parent = "billing"', 'parent = "biling"'), "line 17: .*mean"),
    "circle": (FRAME.replace('owner = "Ann"', 'parent = "fees"'), "line 10: .*circle"),
    "merged into a retired theme": (
        FRAME.replace('retired = "2"', 'retired = "2"\nmerged_from = ["fees"]'),
        "line 24: .*is retired, so nothing can be merged into it; merge",
    ),
    "empty definition": (FRAME.replace('"Extra costs."', '""'), "line 15: .*text for definition"),
    "broken": (FRAME.replace('label = "Fees"', 'label = "Fees'), "line 14, column 14: .*quote"),
    "unknown key": (FRAME.replace("owner =", "onwer ="), 'line 10: .*did you mean "owner"'),
    "key twice": (FRAME.replace("owner =", "label ="), r'line 10: .*"label" .*\(first: line 6\)'),
    "same label": (FRAME.replace('"Staff"', '"fees"'), "line 27: .*give one of them another"),
    "empty": ("", "version"),
    "no theme": ("version = 3\nthemes = []", "line 2: has no theme"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_codeframe_with_an_error_is_refused_and_stays(invoke, frame, tmp_path, name):
    content, message = REFUSED[name]
    broken = tmp_path / "broken.toml"
    broken.write_text(content, encoding="utf-8")
    for arguments in ((broken, "--retire", "staff"), (frame, broken)):
        code, out, err = invoke("themes", "apply", *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert re.search(f"broken.toml.*{message}", err), err
    assert broken.read_text(encoding="utf-8") == content
    assert frame.read_text(encoding="utf-8") == FRAME


BAD_SHEETS = {
    "unknown column": (lambda rows: [r | {"keyword": ""} for r in rows], 'mean "keywords"'),
    "no label": (
        lambda rows: [{k: v for k, v in r.items() if k != "label"} for r in rows],
        'no column "label"',
    ),
    "id changed": (
        lambda rows: [rows[0] | {"id": "bills"}, *rows[1:]],
        'line 2: the id "billing" was changed to "bills"; .*--merge',
    ),
    "id empty": (lambda rows: [rows[0] | {"id": " "}, *rows[1:]], "line 2: a theme has no id"),
    "id twice": (lambda rows: [*rows, rows[0]], "line 8: id .* used twice .first: .*line 2"),
    "definition empty": (
        lambda rows: [*rows[:3], rows[3] | {"definition": ""}],
        'line 7: theme "staff" needs a text for definition',
    ),
    "unknown parent": (
        lambda rows: [*rows[:3], rows[3] | {"parent": "bill"}],
        'parent "bill" of theme "staff" is not a theme; did you mean "billing"',
    ),
    "circle": (lambda rows: [rows[0] | {"parent": "fees"}, *rows[1:]], "circle"),
    "still active": (
        lambda rows: [rows[0] | {"merged_from": "staff"}, *rows[1:]],
        '"staff" was merged into "billing" and is still active; retire it',
    ),
    "old version": (
        lambda rows: [r | {"version": "1"} for r in rows],
        "holds version 1.*at version 3",
    ),
    "two versions": (
        lambda rows: [*rows[:3], rows[3] | {"version": "2"}],
        "a sheet holds one version",
    ),
    "no version": (lambda rows: [r | {"version": "x"} for r in rows], "must be a whole number"),
    "characters lost": (
        lambda rows: [
            r | {"label": r["label"].encode("cp1252", "replace").decode("cp1252")} for r in rows
        ],
        "characters were lost .* save it as CSV UTF-8",
    ),
    "no theme": (lambda rows: [dict.fromkeys(rows[0], "")], "has no theme"),
}


@pytest.mark.parametrize("name", BAD_SHEETS)
def test_a_sheet_with_an_error_is_refused_and_the_codeframe_stays(invoke, frame, sheet, name):
    edit, message = BAD_SHEETS[name]
    write_rows(sheet, edit(rows_of(sheet)))
    code, out, err = invoke("themes", "apply", frame, sheet)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert re.search(message, err), err
    assert frame.read_text(encoding="utf-8") == FRAME


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--rename", "billing"], "expected ID=LABEL, with an equals sign"),
        (["--merge", "=billing"], "expected A,B=INTO"),
        (["--merge", "fees=coverage"], "is retired"),
        (["--add", "new=New"], "--define"),
        (["--retire", "feess"], 'did you mean "fees"'),
        (["--on", "May", "--retire", "fees"], "expected a day such as 2025-04-01"),
        (["--accept", "fees"], "needs the file of proposals"),
        (["none.csv"], "there is no such file"),
        (["none.toml"], "cannot be read"),
    ],
)
def test_wrong_use_is_refused_and_the_codeframe_stays(invoke, frame, arguments, message):
    code, out, err = invoke("themes", "apply", frame, *arguments)
    assert (code in (2, 3), out, err.count("\n")) == (True, "", 1)
    assert message in err
    assert frame.read_text(encoding="utf-8") == FRAME


def test_a_codeframe_is_not_its_own_copy(invoke, frame):
    code, _, err = invoke("themes", "apply", frame, frame)
    assert (code, "make the edits in a copy" in err) == (2, True)


def test_diff_groups_changes_and_says_which_change_tags(invoke, frame, tmp_path):
    new = tmp_path / "new.toml"
    edits = ("--rename", "staff=People", "--example", "staff=They smile.", "--out", new)
    assert invoke("themes", "apply", frame, *edits)[0] == 0
    code, out, _ = invoke("themes", "diff", frame, new)
    assert code == 0
    assert out.splitlines()[:-1] == [
        "ours 3 -> new 4: 2 changes",
        "Renamed (no tag changes)",
        '  label of "staff" was "Staff", is "People".',
        "Examples",
        '  examples of "staff": 1 added: "They smile.".',
    ]
    assert "themes backcast" in out
    _, out, _ = invoke("themes", "diff", frame, new, "--json")
    content = json.loads(out)
    assert [change["alters_tags"] for change in content["changes"]] == [False, True]
    code, out, _ = invoke("themes", "diff", frame, frame)
    assert (code, out) == (0, "ours 3 -> ours 3: 0 changes\n")


def test_diff_tells_two_codeframes_of_one_version(invoke, frame, tmp_path):
    new = tmp_path / "new.toml"
    new.write_text(FRAME.replace("Extra", "More"), encoding="utf-8")
    _, out, _ = invoke("themes", "diff", frame, new)
    assert "Both say version 3" in out


def test_help_waits_for_no_heavy_library():
    code = "import sys, nps_reasons.commands.themes; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_text_that_is_no_text_is_refused_in_a_line(invoke, frame):
    before = frame.read_bytes()
    for option, text in (
        ("--rename", "fees=a\udcff"),
        ("--retire", "\udcff"),
        ("--note", "\udcff"),
    ):
        code, _, err = invoke("themes", "apply", frame, "--retire", "fees", option, text)
        assert code == 2
        assert "not UTF-8" in err
    assert frame.read_bytes() == before


def test_a_name_that_no_file_can_have_is_told_in_a_line(invoke, frame, tmp_path):
    name = tmp_path / f"{'x' * 300}.toml"
    for arguments in (("--retire", "fees", "--out", name), (name,)):
        code, _, err = invoke("themes", "apply", frame, *arguments)
        assert code == 3
        assert "cannot be" in err
    code, _, err = invoke("themes", "list", "--codeframe", frame, "--out", name)
    assert code == 3
    assert "cannot be written" in err


def test_who_may_read_a_codeframe_stays_as_it_was(invoke, frame):
    frame.chmod(0o600)
    assert invoke("themes", "apply", frame, "--retire", "fees")[0] == 0
    assert frame.stat().st_mode & 0o777 == 0o600


def test_a_write_protected_codeframe_stays_as_it_was(invoke, frame):
    before = frame.read_bytes()
    frame.chmod(0o444)
    code, _, err = invoke("themes", "apply", frame, "--retire", "fees")
    assert code == 3
    assert "write-protected" in err
    assert frame.read_bytes() == before


@pytest.mark.parametrize("said", ["no", "FALSE"])
def test_no_in_the_column_of_the_retired_retires_nothing(invoke, frame, sheet, said):
    before = frame.read_bytes()
    rows = list(csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig"))))
    place = rows[0].index("retired")
    rows = [rows[0], *([*row[:place], row[place] or said, *row[place + 1 :]] for row in rows[1:])]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    sheet.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    code, _, err = invoke("themes", "apply", frame, sheet)
    assert code == 2
    assert f'says "{said}"' in err
    assert frame.read_bytes() == before


def test_several_keywords_in_the_place_of_one_are_pointed_out(invoke, frame):
    code, out, _ = invoke("themes", "apply", frame, "--keyword", "fees=cost, price")
    assert code == 0
    assert '"cost, price" is one keyword of "fees"' in out
    assert "is one keyword" not in invoke("themes", "apply", frame, "--retire", "fees")[1]
