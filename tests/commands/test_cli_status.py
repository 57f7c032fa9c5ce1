"""`run --status`: tickets of the planning feed come back and are judged."""

from __future__ import annotations

import json

import pandas as pd
import pytest

GOOD = [
    "Support solved my problem within minutes",
    "Support was useless, nobody called me back",
    "The app crashes every day and deleted all my files",
    "Far too expensive for what it does",
    "Easy to use and fast",
    "n/a",
]

STATUS = """id,status,ticket,created,resolved
nps-reliability-and-bugs,Done,WEB-1,2025-03-02,2025-04-01
nps-support-quality,In Progress,WEB-2,2025-03-02,
nps-nonsense,Done,WEB-3,2025-03-02,2025-04-01
"""


@pytest.fixture
def survey_file(tmp_path):
    table = pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(240)],
            "score": [(10, 2, 4, 5, 9, 8)[i % 6] for i in range(240)],
            "comment": [GOOD[i % 6] for i in range(240)],
            "date": [f"2025-0{1 + i % 6}-15" for i in range(240)],
        }
    )
    path = tmp_path / "survey.csv"
    table.assign(date=[f"2025-0{1 + i // 40}-15" for i in range(240)]).to_csv(path, index=False)
    (tmp_path / "status.csv").write_text(STATUS)
    return path


def test_done_tickets_are_judged_and_the_run_folder_keeps_them(invoke, survey_file, tmp_path):
    out = tmp_path / "out"
    status = tmp_path / "status.csv"
    code, _, err = invoke("run", survey_file, "--status", status, "--out", out, "--quiet")
    assert code == 0, err
    planned = pd.read_parquet(out / "tables" / "planned.parquet")
    assert planned["used"].tolist() == [True, True, False]
    assert planned["status"].tolist() == ["done", "in progress", "done"]
    judged = pd.read_parquet(out / "tables" / "actions.parquet")
    assert judged["action"].unique().tolist() == ["WEB-1 Reliability and faults"]
    assert set(judged["date"]) == {"2025-04-01"}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "in the planning feed" in page
    assert "Line 4:" in page
    assert invoke("report", out, "--quiet")[0] == 0
    assert (out / "report.html").read_text(encoding="utf-8") == page


def test_the_feed_is_written_from_the_run_folder(invoke, survey_file, tmp_path):
    out = tmp_path / "out"
    assert invoke("run", survey_file, "--out", out, "--quiet")[0] == 0
    code, told, err = invoke(
        "report", out, "--format", "jsonl,csv,jira", "--format", "briefs,followup", "--json"
    )
    assert code == 0, err
    assert json.loads(told)["files"] == [
        "planning.jsonl",
        "planning.csv",
        "planning.jira.csv",
        "planning.md",
        "follow_up.csv",
    ]
    lines = [
        json.loads(line)
        for line in (out / "planning.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert "nps-severe.data-loss" in {line["id"] for line in lines}


@pytest.mark.parametrize(
    ("toml", "code", "said"),
    [
        ('severe = ["reliabilty-and-bugs"]', 2, "reliability-and-bugs"),
        ('status = "gone.csv"', 3, "gone.csv"),
        ('status = "survey.csv"', 3, "names the records"),
        ('status = "out/planning.csv"', 2, "lies where the run writes"),
    ],
)
def test_mistakes_are_one_clear_line(invoke, survey_file, tmp_path, toml, code, said):
    path = tmp_path / "nps.toml"
    path.write_text(f'[input]\nfiles = ["survey.csv"]\n[report]\n{toml}\n')
    found, _, err = invoke("run", path, "--out", tmp_path / "out", "--quiet")
    assert (found, len(err.strip().splitlines())) == (code, 1), err
    assert said in err


def test_a_severe_theme_of_the_settings_survives_the_run_folder(invoke, survey_file, tmp_path):
    path = tmp_path / "nps.toml"
    path.write_text(
        '[input]\nfiles = ["survey.csv"]\n[report]\nsevere = ["reliability-and-bugs"]\n'
        'formats = ["jsonl"]\n'
    )
    out = tmp_path / "out"
    assert invoke("run", path, "--out", out, "--quiet")[0] == 0
    first = (out / "planning.jsonl").read_bytes()
    lanes = {line["id"]: line["lane"] for line in map(json.loads, first.splitlines())}
    assert lanes["nps-reliability-and-bugs"] == "severe"
    assert invoke("report", out, "--format", "jsonl", "--quiet")[0] == 0
    assert (out / "planning.jsonl").read_bytes() == first


def test_a_backcast_keeps_what_became_of_the_feed(invoke, survey_file, tmp_path):
    out, again = tmp_path / "out", tmp_path / "again"
    status = tmp_path / "status.csv"
    assert invoke("run", survey_file, "--status", status, "--out", out, "--quiet")[0] == 0
    code, _, err = invoke(
        "themes", "backcast", out, "--codeframe", "general", "--out", again, "--quiet"
    )
    assert code == 0, err
    for name in ("planned", "actions"):
        tables = [pd.read_parquet(run / "tables" / f"{name}.parquet") for run in (out, again)]
        pd.testing.assert_frame_equal(*tables)
