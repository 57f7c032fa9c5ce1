"""`run --gold`: a coded sample corrects the drivers, from an option or from the settings."""

from __future__ import annotations

import json
from html import unescape

import pandas as pd
import pytest

SAID = {
    "Support was useless, nobody called me back": "support-quality",
    "Far too expensive for what it does": "price-and-value",
}


EXTENDED = """
version = 1
name = "extended"
[[themes]]
id = "support-quality"
label = "Support"
definition = "Whether support helps."
keywords = ["support", "called me back"]
[[themes]]
id = "price-and-value"
label = "Price"
definition = "What it costs."
keywords = ["expensive"]
[[themes]]
id = "ease"
label = "Ease"
definition = "How easy it is to use."
keywords = ["easy to use"]
"""
"""The last of its themes came after the sample was coded."""


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


@pytest.fixture
def run_learning(invoke, files):
    """Run with the coded sample, learning from it or not; exit code and what was said beside."""

    def run(out, *arguments):
        survey, gold = files / "survey.csv", files / "coded.csv"
        given = ("--gold", gold, "--tier", "fast", *arguments)
        code, _, err = invoke("run", survey, "--out", files / out, *given)
        return code, err

    return run


def test_the_tagger_learns_from_the_sample_that_corrects_the_drivers(run_learning, files):
    assert run_learning("taught", "--learn")[0] == 0
    assert run_learning("plain")[0] == 0
    row = drivers_of(files / "taught").loc[("price-and-value", "negative")]
    assert row["labels"] == "corrected"
    said = "read each of them by what the others taught"
    texts, manifests = {}, {}
    for out in ("taught", "plain"):
        texts[out] = (files / out / "report.html").read_text(encoding="utf-8")
        manifests[out] = json.loads((files / out / "manifest.json").read_text())
    assert said in texts["taught"]
    assert said not in texts["plain"]
    models = manifests["taught"]["models"]
    assert "cross-fitted in 5 folds" in models["tagger"]
    assert "coded_texts_sha256" in models
    assert "coded_texts_sha256" not in manifests["plain"]["models"]
    assert "learning" in manifests["taught"]["seconds"]
    assert "learning" not in manifests["plain"]["seconds"]


def test_a_theme_that_nobody_coded_is_said_to_count_as_never_said(run_learning, files):
    (files / "extended.toml").write_text(EXTENDED)
    assert run_learning("taught", "--learn", "--codeframe", files / "extended.toml")[0] == 0
    report = unescape((files / "taught" / "report.html").read_text(encoding="utf-8"))
    told = 'Nobody coded "Ease": with --learn it counts as never said; code again if it came later.'
    assert told in report
    assert run_learning("plain", "--codeframe", files / "extended.toml")[0] == 0
    assert "Nobody coded" not in (files / "plain" / "report.html").read_text(encoding="utf-8")


def test_the_order_of_the_coded_rows_changes_no_byte_of_the_tables(run_learning, files):
    assert run_learning("one", "--learn")[0] == 0
    coded = pd.read_csv(files / "coded.csv")
    coded.iloc[::-1].to_csv(files / "coded.csv", index=False)
    assert run_learning("other", "--learn")[0] == 0
    for table in ("mentions.csv", "drivers.csv"):
        one, other = ((files / out / "tables" / table).read_bytes() for out in ("one", "other"))
        assert one == other


def test_the_settings_may_let_the_tagger_learn(invoke, files):
    toml = files / "nps.toml"
    toml.write_text(
        '[input]\nfiles = ["survey.csv"]\n[drivers]\ngold = "coded.csv"\n'
        '[themes]\nlearn = true\ntier = "fast"\n'
    )
    code, _, err = invoke("run", toml, "--out", files / "out")
    assert code == 0
    assert "learning" in err


def test_nothing_to_learn_from_is_said_with_what_to_do(invoke, files):
    code, _, err = invoke("run", files / "survey.csv", "--out", files / "out", "--learn")
    assert code == 2
    assert "--learn ([themes] learn) has no coded sample to learn from; name one with --gold" in err
    assert not (files / "out").exists()


def test_too_small_a_sample_to_learn_from_is_refused(run_learning, files):
    pd.read_csv(files / "coded.csv").head(20).to_csv(files / "coded.csv", index=False)
    code, err = run_learning("out", "--learn")
    assert code == 3
    assert "20 coded reasons" in err
    assert not (files / "out").exists()
