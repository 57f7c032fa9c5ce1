"""`nps-reasons report`: every format again from a run folder, byte for byte, or one clear line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from typing import get_args

import pandas as pd
import pytest

from nps_reasons.report import FILES, FORMATS
from nps_reasons.saved_analysis import read_analysis
from nps_reasons.settings.sections import ReportFormat

SAID = (
    "Support solved my problem within minutes",
    "Support was useless, nobody called me back",
    "The app crashes every day",
    "Far too expensive for what it does",
    "Easy to use and fast",
    "n/a",
)


def survey(n=120):
    return pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(n)],
            "score": [(10, 2, 4, 5, 9, 8)[(i + i // 40) % 6] for i in range(n)],
            "comment": [SAID[(i + i // 40) % 6] for i in range(n)],
            "date": [f"2025-0{1 + i % 6}-15" for i in range(n)],
            "plan": [("basic", "pro")[i % 2] for i in range(n)],
        }
    )


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """Folder of a run that wrote its page and a workbook; not to be changed."""
    home = tmp_path_factory.mktemp("first")
    survey().to_csv(home / "survey.csv", index=False)
    settings = '[input]\nfiles = ["survey.csv"]\n[themes]\ntier = "fast"\n'
    (home / "nps.toml").write_text(f'{settings}[report]\nformats = ["html", "xlsx", "md"]\n')
    command = [sys.executable, "-m", "nps_reasons", "run", home / "nps.toml", "--quiet"]
    subprocess.run([*command, "--out", home / "out"], check=True)
    return home / "out"


@pytest.fixture
def folder(first_run, tmp_path):
    return shutil.copytree(first_run, tmp_path / "run")


def content_of(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_run_writes_the_formats_that_its_settings_name(first_run):
    assert {"report.html", "report.xlsx", "report.md"} <= set(content_of(first_run))
    assert "report.slack.json" not in content_of(first_run)


def test_the_settings_the_formats_and_their_files_have_the_same_names():
    assert set(get_args(ReportFormat)) == set(FORMATS) == set(FILES)
    assert len(set(FILES.values())) == len(FILES)


def test_every_format_is_written_again_with_the_same_bytes(invoke, folder, first_run):
    before = content_of(first_run)
    code, out, err = invoke("report", folder, "--format", ",".join(FORMATS))
    assert code == 0
    assert all(str(folder / name) in out for name in FILES.values())
    assert "report" in err
    after = content_of(folder)
    assert {name: after[name] for name in before} == before
    assert set(after) == set(before) | set(FILES.values())
    analysis = read_analysis(folder)
    for name, write in FORMATS.items():
        again = write(analysis, folder.parent / "again" / FILES[name])
        assert again.read_bytes() == after[FILES[name]], name


def test_formats_may_be_named_one_by_one_or_together_and_html_is_the_default(invoke, folder):
    (folder / "report.html").unlink()
    (folder / "report.md").unlink()
    assert invoke("report", folder, "--quiet") == (0, "", "")
    assert (folder / "report.html").is_file()
    assert not (folder / "report.md").exists()
    code, _, _ = invoke("report", folder, "--format", "md", "--format", "slack,MD", "--quiet")
    assert code == 0
    assert (folder / "report.md").is_file()
    assert (folder / "report.slack.json").is_file()


def test_json_says_what_was_written_and_nothing_else(invoke, folder):
    code, out, err = invoke("report", folder, "--format", "md,slack", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {"out": str(folder), "files": ["report.md", "report.slack.json"]}


@pytest.mark.parametrize(
    ("given", "told"),
    [("xslx", 'did you mean "xlsx"?'), ("odt", "known: "), ("html,pdf", '"pdf"'), (",", "nothing")],
)
def test_a_format_that_is_not_known_is_answered_with_a_hint(invoke, folder, given, told):
    before = content_of(folder)
    code, out, err = invoke("report", folder, "--format", given)
    assert (code, out) == (2, "")
    assert told in err
    assert content_of(folder) == before


def one_line(err):
    lines = [line for line in err.splitlines() if line.startswith("nps-reasons: ")]
    assert len(lines) == 1
    assert "Traceback" not in err
    return lines[0]


def refused(invoke, folder):
    """Exit code 3 with one line, and a folder that is as it was."""
    before = content_of(folder)
    code, out, err = invoke("report", folder, "--format", "html,md")
    assert (code, out) == (3, "")
    assert content_of(folder) == before
    assert not [path for path in folder.parent.iterdir() if path.name.startswith(".")]
    return one_line(err)


def test_a_folder_that_is_none_or_no_run_is_refused(invoke, tmp_path, first_run):
    code, _, err = invoke("report", tmp_path / "nowhere")
    assert code == 3
    assert "nowhere" in one_line(err)
    code, _, err = invoke("report", first_run / "manifest.json")
    assert code == 3
    assert "is no folder" in one_line(err)
    (tmp_path / "empty").mkdir()
    assert "nps-reasons run" in refused(invoke, tmp_path / "empty")


@pytest.mark.parametrize("name", ["responses", "mentions", "drivers", "nps", "coded"])
def test_a_damaged_table_is_refused(invoke, folder, name):
    path = folder / "tables" / f"{name}.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    assert f"{name}.parquet" in refused(invoke, folder)


@pytest.mark.parametrize("name", ["responses", "drivers", "trend"])
def test_a_missing_table_is_refused(invoke, folder, name):
    (folder / "tables" / f"{name}.parquet").unlink()
    assert f"{name}.parquet" in refused(invoke, folder)


def test_a_table_without_a_column_is_refused(invoke, folder):
    path = folder / "tables" / "drivers.parquet"
    pd.read_parquet(path).drop(columns="points").to_parquet(path)
    assert 'drivers: column "points" is missing' in refused(invoke, folder)


def test_a_run_of_an_older_version_is_refused(invoke, folder):
    path = folder / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["report"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert "older version" in refused(invoke, folder)


@pytest.mark.parametrize("told", [{}, [], "x", {"themes": [1]}, {"periods": 3}])
def test_a_manifest_that_somebody_changed_is_refused(invoke, folder, told):
    path = folder / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "report": told}), encoding="utf-8")
    assert "manifest.json" in refused(invoke, folder)


def test_a_folder_that_cannot_be_written_to_is_refused(invoke, folder, monkeypatch):
    if os.geteuid() == 0:
        # Root may write anywhere: the disk itself says no.
        def full(*_, **__):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("tempfile.TemporaryFile", full)
        assert "cannot be written to" in refused(invoke, folder)
        return
    folder.chmod(0o500)
    assert "cannot be written to" in refused(invoke, folder)


def test_help_takes_less_than_a_second():
    command = [sys.executable, "-m", "nps_reasons", "report", "--help"]
    spent = []
    for _ in range(3):
        start = time.perf_counter()
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        spent.append(time.perf_counter() - start)
    assert "--format" in told
    assert all(name in told for name in FORMATS)
    assert min(spent) < 1
