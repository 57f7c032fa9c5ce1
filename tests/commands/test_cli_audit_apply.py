"""`audit apply`: a coded workbook becomes figures, and files that correct and teach."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from nps_reasons.coded import read_labelled
from nps_reasons.commands.audit_applying import ApplyAsked
from nps_reasons.commands.audit_showing import next_lines
from nps_reasons.commands.console import Stages
from nps_reasons.commands.jobs import run_into
from nps_reasons.commands.options import settings_of
from nps_reasons.gold import read_gold

THEMES = """
version = 1
name = "shop"
[[themes]]
id = "price"
label = "Price"
definition = "What it costs, and whether it is worth it."
keywords = ["expensive", "price"]
[[themes]]
id = "staff"
label = "Staff"
definition = "How people behave."
keywords = ["staff", "rude"]
[[themes]]
id = "delivery"
label = "Delivery"
definition = "How the goods arrive."
keywords = ["delivery", "parcel"]
"""

SAID = {
    "Far too expensive for what it is": {("price", "negative")},
    "The price is very good": {("price", "positive")},
    "The staff were rude to my mother": {("staff", "negative")},
    "Staff were lovely and kind": {("staff", "positive")},
    "The delivery was late again": {("delivery", "negative")},
    "Costs an arm and a leg": {("price", "negative")},
    "= the parcel came broken": {("delivery", "negative")},
    "Just fine": set(),
}
"""Texts to what a person says of them; of one of them the machine knows no word."""

N = 160


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A folder with a survey that was run, and the workbook of a sample of it, still empty."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "shop.toml").write_text(THEMES)
    texts = list(SAID)
    survey = pd.DataFrame(
        {
            "response_id": [f"-{i:03}" if i % 50 == 0 else f"r{i:03}" for i in range(N)],
            "customer": [f"c{i // 2}" for i in range(N)],
            "score": [((2, 9, 1, 10, 4, 3, 2, 8)[i % 8] + i // 9 % 2) % 11 for i in range(N)],
            "comment": [f"{texts[i % 8]}{'.' * (i // 8 % 3)}" for i in range(N)],
        }
    )
    survey.to_csv(folder / "survey.csv", index=False)
    options = {"codeframe": folder / "shop.toml", "tier": "fast", "respondent_column": "customer"}
    settings = settings_of([folder / "survey.csv"], options)
    run_into(folder / "run", settings, None, None, Stages(quiet=True))
    return folder


@pytest.fixture
def drawn(shop, invoke, tmp_path):
    """The path of a workbook with 80 responses, 30 of them for both coders."""
    path = tmp_path / "audit.xlsx"
    code, _, err = invoke(
        *("audit", "sample", shop / "run", "--codeframe", shop / "shop.toml", "--out", path),
        *("--size", 80, "--both", 30, "--quiet"),
    )
    assert code == 0, err
    return path


def fill(path, *, slips=0, leave=0, seed=0):
    """Code every response as `SAID` has it, Coder B with so many slips; leave the last ones out."""
    book = openpyxl.load_workbook(path)
    for coder in ("Coder A", "Coder B"):
        sheet, random = book[coder], Random(seed)
        rows = _rows(sheet)
        slip = random.sample(sorted(rows), slips) if coder == "Coder B" else []
        for response_id, (reason, places) in list(rows.items())[: len(rows) - leave]:
            said = {("staff", "neutral")} if response_id in slip else SAID[reason.rstrip(".")]
            for place, (theme, sign) in zip(
                places, sorted(said) or [("(none)", None)], strict=False
            ):
                sheet.cell(place, _column(sheet, "theme")).value = theme
                sheet.cell(place, _column(sheet, "sign")).value = sign
    book.save(path)


def _column(sheet, name):
    return next(cell.column for cell in sheet[1] if cell.value == name)


def _rows(sheet):
    """Response to its reason and the numbers of its rows."""
    found = {}
    for number in range(2, sheet.max_row + 1):
        response_id = sheet.cell(number, _column(sheet, "response_id")).value
        if response_id:
            reason = sheet.cell(number, _column(sheet, "reason")).value
            found.setdefault(response_id, (reason, []))[1].append(number)
    return found


def apply(invoke, shop, sheet, out, *more):
    return invoke(
        *("audit", "apply", sheet, "--run", shop / "run", "--codeframe", shop / "shop.toml"),
        *("--out", out, *more),
    )


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_everything_is_written_and_said(invoke, shop, drawn, tmp_path):
    fill(drawn)
    out = tmp_path / "figures"
    code, said, err = apply(invoke, shop, drawn, out)
    assert code == 0, err
    assert set(files_of(out)) == {
        *("coded.csv", "labelled.csv", "themes.csv", "disagreements.csv", "audit.json")
    }
    assert "80 of 80 drawn responses coded: Coder A 55, Coder B 55; 30 by both" in said
    assert "Coders agree on themes: Krippendorff's alpha" in said
    assert "Learning from the coded responses changes F1 by +" in said
    given = f"--codeframe {shop / 'shop.toml'} --tier fast --gold {out / 'coded.csv'} --learn"
    assert f"Next: nps-reasons run SURVEY --out NEW {given}" in " ".join(said.split())


def test_what_the_machine_does_not_know_is_missed_before_it_learns_and_found_after(
    invoke, shop, drawn, tmp_path
):
    fill(drawn)
    out = tmp_path / "figures"
    code, said, err = apply(invoke, shop, drawn, out, "--json")
    assert code == 0, err
    account = json.loads(said)
    before, after = account["machine"], account["machine_that_learned"]
    assert before["themes"]["recall"]["value"] < after["themes"]["recall"]["value"]
    assert account["gain"]["f1"]["low"] > 0
    assert account["coders"]["themes"]["value"] == 1
    assert account["coders"]["themes"]["low"] < 1
    apart = pd.read_csv(out / "disagreements.csv")
    missed = apart[apart["what"] == "missed by the machine"]
    assert {reason.rstrip(".") for reason in missed["reason"]} == {"Costs an arm and a leg"}
    assert set(missed["first"]) == {"negative"}
    assert {key: account[key] for key in account if key != "out"} == json.loads(
        (out / "audit.json").read_text(encoding="utf-8")
    )


def test_reach_is_corrected_to_what_people_say(invoke, shop, drawn, tmp_path):
    fill(drawn)
    out = tmp_path / "figures"
    assert apply(invoke, shop, drawn, out, "--no-learn", "--quiet")[0] == 0
    row = pd.read_csv(out / "themes.csv").set_index(["theme", "sign"]).loc[("price", "any")]
    # Three of eight texts speak of the price; the machine finds two of them.
    assert row["machine_reach"] == pytest.approx(0.25, abs=0.03)
    assert row["reach_low"] < 3 / 8 < row["reach_high"]
    assert row["reach"] > row["machine_reach"]


def test_the_coded_file_is_what_run_and_tag_read(invoke, shop, drawn, tmp_path):
    fill(drawn, slips=3)
    out = tmp_path / "figures"
    assert apply(invoke, shop, drawn, out, "--no-learn", "--quiet")[0] == 0
    gold = read_gold(out / "coded.csv")
    assert len(gold) == 80
    # Ids that a spreadsheet would run come back as they are.
    assert any(i.startswith("-") for i in gold["response_id"])
    assert set(gold["response_id"]) <= set(_ids(shop))
    assert gold["probability"].astype(float).unique() == pytest.approx([0.5])
    labelled = read_labelled(out / "labelled.csv", ["price", "staff", "delivery"])
    assert len(labelled.texts) == 80
    code, _, err = invoke(
        *("run", shop / "survey.csv", "--codeframe", shop / "shop.toml", "--tier", "fast"),
        *("--gold", out / "coded.csv", "--out", tmp_path / "again", "--quiet"),
    )
    assert code == 0, err


def _ids(shop):
    return pd.read_parquet(shop / "run" / "tables" / "responses.parquet")["response_id"]


def test_no_cell_is_run_by_a_spreadsheet(invoke, shop, drawn, tmp_path):
    fill(drawn)
    out = tmp_path / "figures"
    assert apply(invoke, shop, drawn, out, "--no-learn", "--quiet")[0] == 0
    for name in ("coded", "labelled", "themes", "disagreements"):
        cells = pd.read_csv(out / f"{name}.csv", dtype="string", keep_default_na=False)
        for column in cells.select_dtypes("string"):
            words = cells[column][~cells[column].str.fullmatch(r"-?[\d.e-]*")]
            assert not words.str.startswith(("=", "+", "-", "@")).any(), (name, column)


def test_the_same_workbook_gives_the_same_bytes(invoke, shop, drawn, tmp_path):
    fill(drawn, slips=2)
    outs = [tmp_path / "one", tmp_path / "two"]
    for out in outs:
        assert apply(invoke, shop, drawn, out, "--no-learn", "--quiet")[0] == 0
    assert files_of(outs[0]) == files_of(outs[1])


def test_coders_who_differ_are_told_apart_and_warned_of(invoke, shop, drawn, tmp_path):
    fill(drawn, slips=25)
    out = tmp_path / "figures"
    code, said, _ = apply(invoke, shop, drawn, out, "--no-learn")
    assert code == 0
    assert "too low to build on" in said
    assert "nobody has settled them: Coder A's labels count" in said
    apart = pd.read_csv(out / "disagreements.csv")
    between = apart[apart["between"] == "Coder A and Coder B"]
    assert {"only Coder A", "only Coder B"} <= set(between["what"])


def test_too_little_to_learn_from_or_to_correct_by_is_said(invoke, shop, drawn, tmp_path):
    fill(drawn, leave=45)
    code, said, err = apply(invoke, shop, drawn, tmp_path / "figures")
    assert code == 0, err
    assert "too few to learn from" in said
    assert "from 50 on, the reach of its themes, and its drivers, are corrected" in said
    themes = pd.read_csv(tmp_path / "figures" / "themes.csv")
    assert themes["reach"].isna().all()


def test_one_coder_who_finds_no_theme_gets_figures_that_say_so(invoke, shop, tmp_path):
    path = tmp_path / "audit.xlsx"
    asked = ("--size", 60, "--both", 0, "--codeframe", shop / "shop.toml", "--quiet")
    assert invoke("audit", "sample", shop / "run", "--out", path, *asked)[0] == 0
    book = openpyxl.load_workbook(path)
    for _, places in _rows(book["Coder A"]).values():
        book["Coder A"].cell(places[0], _column(book["Coder A"], "theme")).value = "(none)"
    book.save(path)
    code, said, err = apply(invoke, shop, path, tmp_path / "figures")
    assert code == 0, err
    assert "No response was coded by both coders" in said
    assert "nan" not in said
    told = " ".join(said.split())
    assert "Found, but coded by nobody: Price (found in" in told
    assert "Nobody says them here: retire them? nps-reasons themes apply CODEFRAME --retire" in told
    assert "Narrow the definition" not in told
    assert "NaN" not in (tmp_path / "figures" / "audit.json").read_text(encoding="utf-8")


def test_what_comes_next_names_only_what_a_run_would_not_do_by_itself():
    def line(**asked):
        applied = SimpleNamespace(
            figures=SimpleNamespace(sign_gain=None), asked=ApplyAsked(**asked)
        )
        return list(next_lines(applied, Path("out")))[-1]

    gold = f"--gold {Path('out') / 'coded.csv'}"
    assert line() == line(tier="accurate") == f"Next: nps-reasons run SURVEY --out NEW {gold}"
    given = line(codeframe=Path("mine.toml"), tier="fast")
    assert (
        given == f"Next: nps-reasons run SURVEY --out NEW --codeframe mine.toml --tier fast {gold}"
    )


def test_a_folder_with_something_in_it_is_left_alone(invoke, shop, drawn, tmp_path):
    fill(drawn)
    out = tmp_path / "figures"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    code, _, err = apply(invoke, shop, drawn, out)
    assert code == 3
    assert "is not empty; give a new folder with --out" in err
    assert set(files_of(out)) == {"mine.txt"}


def test_a_fault_in_the_workbook_is_said_and_nothing_is_written(invoke, shop, drawn, tmp_path):
    fill(drawn)
    book = openpyxl.load_workbook(drawn)
    sheet = book["Coder A"]
    sheet.cell(2, _column(sheet, "theme")).value = "prize"
    book.save(drawn)
    code, _, err = apply(invoke, shop, drawn, tmp_path / "figures")
    assert code == 3
    assert "Coder A, row 2" in err
    assert not (tmp_path / "figures").exists()


def test_another_codeframe_is_refused(invoke, shop, drawn, tmp_path):
    fill(drawn)
    code, _, err = invoke(
        "audit", "apply", drawn, "--run", shop / "run", "--out", tmp_path / "figures"
    )
    assert code == 2
    assert "--codeframe" in err


def test_coders_who_find_no_theme_agree_on_nothing_that_could_be_counted(
    invoke, shop, drawn, tmp_path
):
    fill_with(drawn, lambda _coder: ("(none)", None))
    code, out, _ = apply(invoke, shop, drawn, tmp_path / "figures", "--no-learn")
    assert code == 0
    assert "Both coders name no theme" in out
    assert "nothing was coded twice" not in out


def test_full_agreement_on_few_responses_is_not_called_sure(invoke, shop, drawn, tmp_path):
    fill(drawn)
    fill_with(drawn, lambda _coder: (None, None), first=3)
    code, out, _ = apply(invoke, shop, drawn, tmp_path / "figures", "--no-learn")
    assert code == 0
    assert "not sure: alpha may be below .667" in out


def test_coders_who_never_name_the_same_theme_have_no_agreement_on_signs(
    invoke, shop, drawn, tmp_path
):
    themes = {"Coder A": ("staff", "positive"), "Coder B": ("price", "negative")}
    fill_with(drawn, themes.get)
    code, out, _ = apply(invoke, shop, drawn, tmp_path / "figures", "--no-learn")
    assert code == 0
    assert "the same theme in no response" in out


def fill_with(path, said, *, first=0):
    """Write one label a response, from a number of them on."""
    book = openpyxl.load_workbook(path)
    for coder in ("Coder A", "Coder B"):
        sheet = book[coder]
        for _, places in list(_rows(sheet).values())[first:]:
            for name, cell in zip(("theme", "sign"), said(coder), strict=True):
                sheet.cell(places[0], _column(sheet, name)).value = cell
                for place in places[1:]:
                    sheet.cell(place, _column(sheet, name)).value = None
    book.save(path)
