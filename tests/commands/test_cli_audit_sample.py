"""`audit sample`: from a run folder to a workbook, and what is refused."""

from __future__ import annotations

import json

import openpyxl
import pandas as pd
import pytest

from nps_reasons.audit import read_coding
from nps_reasons.report.tables import as_parquet
from nps_reasons.schema import MENTIONS
from nps_reasons.themes.codeframe import general_codeframe

PERIODS = ("2025Q3", "2025Q4")


def responses_of(period):
    score = [(3, 8, 9, 10)[i % 4] for i in range(120)]
    groups = ["detractor" if s < 7 else "passive" if s < 9 else "promoter" for s in score]
    return pd.DataFrame(
        {
            "response_id": [f"{period}-{i}" for i in range(120)],
            "responded_at": pd.Timestamp("2025-09-01", tz="UTC"),
            "period": period,
            "score": score,
            "group": groups,
            "contribution": [{"d": -100.0, "p": 0.0}.get(g[0], 0.0) for g in groups],
            "reason": [None if i % 6 == 5 else f"Said {i}" for i in range(120)],
            "language": "en",
            "weight": 1.0,
        }
    )


@pytest.fixture
def run_folder(tmp_path):
    """What `run` leaves: two periods of 120 responses, 100 of each with a reason."""
    return make_run(tmp_path / "run", period="2025Q4", reference="2025Q3")


def make_run(folder, *, period, reference):
    (folder / "tables").mkdir(parents=True)
    responses = pd.concat([responses_of(name) for name in PERIODS], ignore_index=True)
    (folder / "tables" / "responses.parquet").write_bytes(as_parquet(responses))
    (folder / "tables" / "mentions.parquet").write_bytes(as_parquet(no_mentions()))
    manifest = {
        "period": period,
        "reference": reference,
        "segments": [],
        "codeframe": "general 1",
        "models": {"codeframe_sha256": general_codeframe().hash},
        "input_sha256": {"survey.csv": "ab12"},
        "seed": 0,
        "score_scale": {"name": "0-10"},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def no_mentions():
    kinds = {"text": "string", "integer": "Int64", "number": "float64"}
    return pd.DataFrame(
        {c.name: pd.Series([], dtype=kinds[c.kind]) for c in MENTIONS.columns if not c.optional}
    )


def test_a_run_becomes_a_workbook_that_can_be_coded_and_read(invoke, run_folder, tmp_path):
    out = tmp_path / "audit.xlsx"
    code, said, _ = invoke("audit", "sample", run_folder, "--out", out, "--size", 120)
    assert code == 0
    assert "2025Q4: 60 of 100 responses with a reason" in said
    assert "2025Q3: 60 of 100 responses with a reason" in said
    assert "Coder A: 110 responses, Coder B: 110 responses, 100 of them the same" in said
    book = openpyxl.load_workbook(out)
    for row in range(2, 332, 3):
        book["Coder A"].cell(row, 3).value = "(none)"
    book.save(out)
    responses = pd.read_parquet(run_folder / "tables" / "responses.parquet")
    coding = read_coding(out, general_codeframe(), responses=responses)
    assert len(coding.coded) == 110
    assert coding.warnings == ()


def test_json_is_one_object(invoke, run_folder, tmp_path):
    out = tmp_path / "audit.xlsx"
    asked = ("--size", 30, "--both", 0, "--by-group", "--period", "2025Q4", "--seed", 5, "--json")
    code, said, noise = invoke("audit", "sample", run_folder, "--out", out, *asked)
    account = json.loads(said)
    assert (code, noise) == (0, "")
    assert account["drawn"] == 30
    assert account["coders"] == {"Coder A": 30}
    assert account["seed"] == 5
    assert [s["drawn"] for s in account["strata"]] == [10, 10, 10]
    assert {s["group"] for s in account["strata"]} == {"promoter", "passive", "detractor"}
    assert "30 responses are too few" in account["notes"][0]


def test_quiet_says_nothing(invoke, run_folder, tmp_path):
    out = tmp_path / "audit.xlsx"
    assert invoke("audit", "sample", run_folder, "--out", out, "--quiet") == (0, "", "")
    assert out.exists()


def test_two_draws_are_the_same_file(invoke, run_folder, tmp_path):
    files = [tmp_path / name for name in ("one.xlsx", "two.xlsx")]
    for file in files:
        invoke("audit", "sample", run_folder, "--out", file, "--quiet")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_run_on_the_whole_survey_is_drawn_from_as_a_whole(invoke, tmp_path):
    folder = make_run(tmp_path / "run", period="all", reference=None)
    out = tmp_path / "audit.xlsx"
    _, said, _ = invoke("audit", "sample", folder, "--out", out, "--size", 80)
    assert "whole survey: 80 of 200 responses with a reason" in said


def test_a_workbook_that_is_there_is_never_replaced(invoke, run_folder, tmp_path):
    out = tmp_path / "audit.xlsx"
    out.write_text("weeks of coding")
    code, _, error = invoke("audit", "sample", run_folder, "--out", out)
    assert code == 3
    assert "exists" in error
    assert out.read_text() == "weeks of coding"


@pytest.mark.parametrize(
    ("asked", "code", "expected"),
    [
        (("--out", "audit.csv"), 2, "ends in .xlsx"),
        (("--out", "audit.xlsx", "--period", "2025Q5"), 2, 'no period "2025Q5"'),
        (("--out", "audit.xlsx", "--size", "0"), 2, "--size"),
        (("--out", "audit.xlsx", "--size", "1"), 2, "draws 0 responses"),
        (("--out", "audit.xlsx", "--codeframe", "none.toml"), 3, "none.toml: cannot be read"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_written(
    invoke, run_folder, tmp_path, monkeypatch, asked, code, expected
):
    monkeypatch.chdir(tmp_path)
    found, said, error = invoke("audit", "sample", run_folder, *asked)
    assert (found, said) == (code, "")
    assert expected in error
    assert list(tmp_path.glob("audit*")) == []


def test_what_is_no_run_is_refused(invoke, tmp_path):
    code, _, error = invoke("audit", "sample", tmp_path, "--out", tmp_path / "audit.xlsx")
    assert code == 3
    assert "nps-reasons run wrote" in error
