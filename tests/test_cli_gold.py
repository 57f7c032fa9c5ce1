"""`run --gold`: a coded sample corrects the drivers, from an option or from the settings."""

from __future__ import annotations

import json

import pandas as pd
import pytest

SAID = {
    "Support was useless, nobody called me back": "support-quality",
    "Far too expensive for what it does": "price-and-value",
}


@pytest.fixture
def files(tmp_path):
    """A survey of 200 responses with a reason, and a file in which 120 of them are coded."""
    texts = [*SAID, "Easy to use and fast", "Just fine"]
    survey = pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(240)],
            "score": [((3, 5, 9, 8)[i % 4] + i // 7 % 3) % 11 for i in range(240)],
            "comment": [texts[i % 4] if i < 200 else "" for i in range(240)],
        }
    )
    survey.to_csv(tmp_path / "survey.csv", index=False)
    coded = survey.iloc[:120].assign(labels=[_labels(text) for text in survey["comment"][:120]])
    coded.to_csv(tmp_path / "coded.csv", index=False)
    return tmp_path


def _labels(text):
    theme = SAID.get(text)
    return json.dumps([{"theme": theme, "sign": "negative"}] if theme else [])


def drivers_of(folder):
    return pd.read_csv(folder / "tables" / "drivers.csv").set_index(["theme", "sign"])


def test_a_coded_sample_corrects_the_drivers_and_the_report_says_so(invoke, files):
    out = files / "out"
    code, _, _ = invoke("run", files / "survey.csv", "--out", out, "--gold", files / "coded.csv")
    assert code == 0
    row = drivers_of(out).loc[("price-and-value", "negative")]
    assert row["labels"] == "corrected"
    assert row["points"] == pytest.approx(row["reach"] * row["effect"])
    assert "a person coded 120 of 200 reasons" in (out / "report.html").read_text(encoding="utf-8")


def test_the_settings_name_the_file_beside_them(invoke, files):
    toml = files / "nps.toml"
    toml.write_text('[input]\nfiles = ["survey.csv"]\n[drivers]\ngold = "coded.csv"\n')
    code, _, _ = invoke("run", toml, "--out", files / "out")
    assert code == 0
    assert "corrected" in set(drivers_of(files / "out")["labels"])


def test_without_a_sample_labels_are_uncorrected(invoke, files):
    code, _, _ = invoke("run", files / "survey.csv", "--out", files / "out")
    assert code == 0
    assert set(drivers_of(files / "out")["labels"].dropna()) == {"uncorrected"}
    text = (files / "out" / "report.html").read_text(encoding="utf-8")
    assert "Labels uncorrected" in text


def test_a_coded_response_that_does_not_exist_is_one_line_and_nothing_is_written(invoke, files):
    path = files / "coded.csv"
    path.write_text(path.read_text().replace("r007", "x007"))
    code, _, err = invoke("run", files / "survey.csv", "--out", files / "out", "--gold", path)
    assert code == 3
    assert "1 of 120 ids are no responses: x007" in err
    assert not (files / "out").exists()


def test_a_sample_that_lies_where_the_run_writes_is_refused(invoke, files):
    tables = files / "out" / "tables"
    tables.mkdir(parents=True)
    path = (files / "coded.csv").rename(tables / "drivers.csv")
    code, _, err = invoke("run", files / "survey.csv", "--out", files / "out", "--gold", path)
    assert code == 2
    assert "lies where the run writes" in err
