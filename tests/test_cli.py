"""The command line: exit codes, one-line errors, JSON on stdout, nothing half-written."""

from __future__ import annotations

import json

import openpyxl
import pandas as pd
import pytest

from nps_reasons.schema import TABLES

GOOD = [
    "Support solved my problem within minutes",
    "Support was useless, nobody called me back",
    "The app crashes every day",
    "Far too expensive for what it does",
    "Easy to use and fast",
    "n/a",
]


def survey(n=60):
    return pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(n)],
            "score": [(10, 2, 4, 5, 9, 8)[i % 6] for i in range(n)],
            "comment": [GOOD[i % 6] for i in range(n)],
            "date": [f"2025-0{1 + i % 6}-15" for i in range(n)],
            "plan": [("basic", "pro")[i % 2] for i in range(n)],
        }
    )


@pytest.fixture
def survey_file(tmp_path):
    path = tmp_path / "survey.csv"
    survey().to_csv(path, index=False)
    return path


def test_a_run_writes_the_report_every_table_and_the_manifest(invoke, survey_file, tmp_path):
    code, out, err = invoke("run", survey_file, "--out", tmp_path / "out")
    assert code == 0
    assert "report.html" in out
    assert "reading" in err
    tables = {path.name for path in (tmp_path / "out" / "tables").iterdir()}
    assert tables == {f"{name}.{kind}" for name in TABLES for kind in ("csv", "parquet")}
    content = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert content["counts"]["read"] == content["counts"]["kept"] == 60
    assert content["counts"]["non_answers"] == 10
    assert len(content["input_sha256"]["survey.csv"]) == 64


def test_json_is_one_object_on_stdout_and_nothing_else(invoke, survey_file, tmp_path):
    code, out, err = invoke("run", survey_file, "--out", tmp_path / "out", "--json")
    assert code == 0
    assert json.loads(out)["counts"]["kept"] == 60
    assert err == ""


def test_check_shows_the_mapping_and_writes_nothing(invoke, survey_file, tmp_path):
    before = set(tmp_path.iterdir())
    code, out, _ = invoke("check", survey_file)
    assert code == 0
    assert "comment" in out
    assert "60 kept" in out
    code, out, _ = invoke("check", survey_file, "--json")
    assert json.loads(out)["columns"]["score"] == "score"
    assert set(tmp_path.iterdir()) == before


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_rows(invoke, tmp_path):
    folders = []
    for name, table in (("a", survey()), ("b", survey().sample(frac=1, random_state=3))):
        (tmp_path / name).mkdir()
        table.to_csv(tmp_path / name / "survey.csv", index=False)
        out = tmp_path / name / "out"
        assert invoke("run", tmp_path / name / "survey.csv", "--out", out, "--quiet")[0] == 0
        folders.append(out)
    files = [path.relative_to(folders[0]) for path in sorted(folders[0].rglob("*.*"))]
    compared = [path for path in files if path.name != "manifest.json"]
    assert len(compared) == 1 + 2 * len(TABLES)
    for path in compared:
        assert (folders[0] / path).read_bytes() == (folders[1] / path).read_bytes(), path


def test_settings_come_from_a_file_and_options_win(invoke, survey_file, tmp_path):
    toml = tmp_path / "nps.toml"
    toml.write_text('[input]\nfiles = ["survey.csv"]\n[periods]\nby = "month"\n')
    code, out, _ = invoke("run", toml, "--out", tmp_path / "out", "--json")
    assert (code, json.loads(out)["period"]) == (0, "2025-06")
    code, out, _ = invoke("run", toml, "--by", "half", "--out", tmp_path / "out", "--json")
    assert (code, json.loads(out)["period"]) == (0, "2025H1")


def test_a_crossed_gate_ends_with_exit_1_and_still_writes(invoke, survey_file, tmp_path):
    toml = tmp_path / "nps.toml"
    toml.write_text('[input]\nfiles = ["survey.csv"]\n[gates]\nmin_responses = 1000\n')
    code, _, err = invoke("run", toml, "--out", tmp_path / "out", "--quiet")
    assert code == 1
    assert "at least 1000" in err
    assert (tmp_path / "out" / "report.html").exists()


def test_themes_list_begins_with_support(invoke):
    code, out, _ = invoke("themes", "list")
    assert code == 0
    assert out.splitlines()[1].startswith("support-quality: ")


def test_doctor_says_what_is_installed(invoke):
    code, out, _ = invoke("doctor")
    assert code == 0
    assert "hashes match" in out


@pytest.fixture
def bad_files(tmp_path, monkeypatch):
    text = {
        "empty.csv": "",
        "header.csv": "score,comment\n",
        "words.csv": "colour,shape\nred,round\n",
        "stars.csv": "score,comment\n" + "5,fine\n4,good\n1,bad\n" * 10,
        "noscore.csv": "score,comment\nten,fine\n,good\n",
        "settings.toml": "[period]\nby = 'month'\n",
        "broken.toml": "[periods\n",
        "good.csv": survey().to_csv(index=False),
    }
    for name, content in text.items():
        (tmp_path / name).write_text(content)
    (tmp_path / "junk.csv").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "junk.xlsx").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 4)
    (tmp_path / "junk.parquet").write_bytes(b"PAR1" + bytes(100))
    (tmp_path / "folder.csv").mkdir()
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "said", "expected"),
    [
        ("missing.csv", "missing.csv", 3),
        ("empty.csv", "empty.csv", 3),
        ("header.csv", "header.csv", 3),
        ("words.csv", "--score-column", 3),
        ("stars.csv", "--score-scale", 3),
        ("noscore.csv", "noscore.csv", 3),
        ("junk.csv", "junk.csv", 3),
        ("junk.xlsx", "junk.xlsx", 3),
        ("junk.parquet", "junk.parquet", 3),
        ("empty.xlsx", "empty.xlsx", 3),
        ("folder.csv", "folder.csv", 3),
        ("settings.toml", "periods", 2),
        ("broken.toml", "broken.toml", 2),
        ("absent.toml", "absent.toml", 3),
        ("good.csv broken.toml", "stands alone", 2),
        ("good.csv --score-column scroe", "score", 2),
        ("good.csv --period 2031Q1", "2031Q1", 2),
        ("good.csv --period 2025Q2 --compare 2025Q2", "2025Q2", 2),
        ("good.csv --profile qualtricks", "qualtricks", 2),
        ("good.csv --codeframe absent.toml", "absent.toml", 3),
        ("good.csv --reasons absent.csv", "absent.csv", 3),
    ],
)
def test_bad_input_is_one_clear_line_an_exit_code_and_no_output(
    invoke, bad_files, arguments, said, expected
):
    before = set(bad_files.iterdir())
    code, out, err = invoke("run", *arguments.split(), "--out", "new/out", "--quiet")
    lines = err.strip().splitlines()
    assert (code, len(lines)) == (expected, 1), err
    assert lines[0].startswith("nps-reasons: ")
    assert said in lines[0]
    assert "internal error" not in lines[0]
    assert out == ""
    assert set(bad_files.iterdir()) == before


def test_rows_set_aside_are_the_same_in_any_order_but_for_their_lines(invoke, tmp_path):
    asides = []
    for name, seed in (("a", 1), ("b", 2)):
        table = survey().assign(score=lambda rows: rows["score"].astype("string"))
        table.loc[[3, 30], "score"] = ["eleven", ""]
        (tmp_path / name).mkdir()
        table.sample(frac=1, random_state=seed).to_csv(tmp_path / name / "survey.csv", index=False)
        out = tmp_path / name / "out"
        assert invoke("run", tmp_path / name / "survey.csv", "--out", out, "--quiet")[0] == 0
        asides.append(pd.read_parquet(out / "tables" / "quarantine.parquet"))
        asides[-1] = asides[-1].drop(columns="row").sort_values("value", ignore_index=True)
    assert len(asides[0]) == 2
    pd.testing.assert_frame_equal(*asides)


@pytest.mark.parametrize("out", ["taken", "taken/below"])
def test_an_output_that_cannot_be_written_is_said_before_the_work(
    invoke, survey_file, tmp_path, out
):
    (tmp_path / "taken").write_text("a file")
    code, _, err = invoke("run", survey_file, "--out", tmp_path / out)
    assert code == 3
    assert "--out" in err
    assert "reading" not in err
    assert (tmp_path / "taken").read_text() == "a file"


def test_wrong_use_exits_2(invoke):
    assert invoke("run")[0] == 2
    assert invoke("nonsense")[0] == 2
    assert invoke("run", "a.csv", "--out", "x", "--by", "decade")[0] == 2


def test_a_run_does_not_overwrite_its_own_input(invoke, survey_file, tmp_path):
    out = tmp_path / "out"
    assert invoke("run", survey_file, "--out", out, "--quiet")[0] == 0
    table = out / "tables" / "responses.csv"
    before = table.read_bytes()
    code, _, err = invoke("run", table, "--out", out, "--quiet")
    assert code == 2
    assert "lies where the run writes" in err
    assert table.read_bytes() == before


def test_the_demo_tells_its_story(invoke, tmp_path):
    code, out, _ = invoke("demo", "--out", tmp_path / "demo")
    assert code == 0
    assert "Costliest in 2024Q1: Support quality (negative)" in out
    assert "adds up" in out
    names = {path.name for path in (tmp_path / "demo").iterdir()}
    written = {"survey.csv", "truth.json", "coded.csv", "report.html", "tables", "manifest.json"}
    assert names == written
    assert "300 comments each of 2024Q1 and 2025Q1, coded by hand" in out
    assert "Labels corrected: a person coded 300 of" in (
        tmp_path / "demo" / "report.html"
    ).read_text(encoding="utf-8")


def test_the_demo_without_coded_comments_says_that_errors_are_not_corrected(invoke, tmp_path):
    code, out, _ = invoke("demo", "--out", tmp_path / "demo", "--coded", "0")
    assert code == 0
    assert "No coded comments correct the machine's labels" in out
    assert ", corrected" not in out
    assert not (tmp_path / "demo" / "coded.csv").exists()


def test_the_demo_finds_support_and_does_not_blame_its_companion(demo_run):
    folder, printed = demo_run
    rows = {row["what"]: row for row in printed["compared"]}
    costliest = rows["Support quality (negative), rank 2024Q1"]
    assert (costliest["found"], costliest["verdict"]) == (1, "clear")
    companion = rows["Documentation and guidance (negative), points 2024Q1 (no effect)"]
    assert companion["verdict"] != "clear"
    drivers = pd.read_parquet(folder / "tables" / "drivers.parquet")
    blamed = drivers.query("theme == 'documentation' and sign == 'negative' and verdict == 'clear'")
    assert blamed.empty
    changes = pd.read_parquet(folder / "tables" / "changes.parquet")
    rise = changes.query("period == '2025Q1' and reference == '2024Q1'")
    assert rise["points"].sum() == pytest.approx(18.0, abs=0.05)
    assert rise.groupby("theme")["points"].sum().idxmax() == "support-quality"


def test_the_parts_of_the_demos_change_hold_what_was_planted(demo_run):
    rows = {row["what"]: row for row in demo_run[1]["compared"]}
    assert rows["Sum of all parts"]["verdict"] == "adds up"
    for part in (
        "Segment mix",
        "Support quality (negative), said more",
        "Support quality (negative), hurts more",
        "Support quality (positive), both parts",
        "Support quality, all parts",
        "Documentation, all parts (no effect)",
        "Unexplained",
    ):
        assert rows[part]["covered"], part
