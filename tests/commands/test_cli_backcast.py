"""Backcast: an earlier run, tagged again: the same figures by the same codeframe, else restated."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest

from nps_reasons.schema import RESTATED, TABLES

SAID = (
    "Support solved my problem within minutes",
    "Support was useless, nobody called me back",
    "The app crashes every day",
    "Far too expensive for what it does",
    "Easy to use and fast",
    "A refund took {} weeks",
    "The invoice was wrong in week {}",
    "n/a",
)
SCORES = (10, 2, 4, 5, 9, 3, 4, 8)

OLD = """version = 1
name = "shop"

[[themes]]
id = "support"
label = "Support"
definition = "How well the help desk solves a problem."
keywords = ["support", "call back"]

[[themes]]
id = "price"
label = "Price"
definition = "What it costs against what it gives."
keywords = ["expensive", "price"]

[[themes]]
id = "refunds"
label = "Refunds"
definition = "Money that is to come back."
keywords = ["refund"]

[[themes]]
id = "invoices"
label = "Invoices"
definition = "Whether invoices are right."
keywords = ["invoice"]

[[themes]]
id = "speed"
label = "Speed"
definition = "How fast it is."
keywords = ["fast", "slow"]
"""

NEW = (
    OLD.replace("version = 1", "version = 2")
    .replace('label = "Support"', 'label = "Help desk"\nformer_labels = ["Support"]')
    .replace('keywords = ["refund"]', 'keywords = ["refund"]\nretired = "2"')
    .replace('keywords = ["invoice"]', 'keywords = ["invoice"]\nretired = "2"')
    .replace('keywords = ["fast", "slow"]', 'keywords = ["fast", "slow"]\nretired = "2"')
    + """
[[themes]]
id = "billing"
label = "Billing"
definition = "Invoices and refunds."
keywords = ["invoice", "refund"]
merged_from = ["refunds", "invoices"]

[[themes]]
id = "reliability"
label = "Reliability"
definition = "Crashes and lost work."
keywords = ["crash"]
"""
)

SETTINGS = """
[input]
files = ["survey.csv"]
[themes]
codeframe = "old.toml"
tier = "fast"
[drivers]
minimum_base = 25
negative_control = "speed"
gold = "coded.csv"
seed = 7
[outcomes]
churned = "left"
[population.plan]
basic = 0.7
pro = 0.3
[report]
title = "Why"
[report.owners]
refunds = "Ada"
price = "Ben"
[[actions]]
name = "A second desk"
date = 2025-04-01
theme = "support"
exposed = { plan = "pro" }
"""


def survey(n=480):
    return pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(n)],
            "customer_id": [f"c{i % (n - 40):03}" for i in range(n)],
            "score": [SCORES[(i + i // 60) % 8] for i in range(n)],
            "comment": [SAID[(i + i // 60) % 8].format(i % 9) for i in range(n)],
            "date": [f"2025-0{1 + i % 9}-15" for i in range(n)],
            "plan": [("basic", "pro")[i % 5 == 0] for i in range(n)],
            "left": [("yes", "no")[i % 7 > 0] for i in range(n)],
        }
    )


THEMES_SAID = {
    "Support solved": ("support", "positive"),
    "Support was": ("support", "negative"),
    "Far too": ("price", "negative"),
    "A refund": ("refunds", "negative"),
    "The invoice": ("invoices", "neutral"),
}


def coded(table):
    rows = []
    for row in table[table["comment"] != "n/a"].iloc[::2].itertuples():
        said = [of for start, of in THEMES_SAID.items() if row.comment.startswith(start)]
        labels = [{"theme": theme, "sign": sign} for theme, sign in said]
        rows.append({"response_id": row.response_id, "labels": json.dumps(labels)})
    return pd.DataFrame(rows[::-1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A survey with codeframes, a coded sample and settings; and a run of it."""
    from nps_reasons.commands.jobs import run_into
    from nps_reasons.settings import Settings

    home = tmp_path_factory.mktemp("backcast")
    survey().to_csv(home / "survey.csv", index=False)
    coded(survey()).to_csv(home / "coded.csv", index=False)
    for name, text in (("old.toml", OLD), ("new.toml", NEW), ("nps.toml", SETTINGS)):
        (home / name).write_text(text, encoding="utf-8")
    from nps_reasons.commands.console import Stages

    with Stages(quiet=True) as stages:
        run_into(home / "run", Settings.from_toml(home / "nps.toml"), "2025Q2", None, stages)
    return home


def test_what_a_run_learned_from_its_coded_sample_is_learned_again(folder):
    from nps_reasons.commands.console import Stages
    from nps_reasons.commands.jobs import run_into
    from nps_reasons.commands.retagging import Order, backcast_into
    from nps_reasons.settings import Settings

    learning = SETTINGS.replace('tier = "fast"', 'tier = "fast"\nlearn = true')
    plain = learning.replace('negative_control = "speed"\n', "")
    (folder / "learning.toml").write_text(plain, encoding="utf-8")
    run, again = folder / "learned", folder / "learned_again"
    with Stages(quiet=True) as stages:
        run_into(run, Settings.from_toml(folder / "learning.toml"), "2025Q2", None, stages)
        backcast_into(again, Order(run, folder / "old.toml"), stages)
    for name in ("mentions", "drivers", "drift"):
        place = f"tables/{name}.parquet"
        assert (again / place).read_bytes() == (run / place).read_bytes()


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.*"))
    }


@pytest.fixture(scope="module")
def unchanged(folder):
    """A backcast of the run with its own codeframe."""
    return _backcast(folder, "old.toml", "unchanged")


@pytest.fixture(scope="module")
def renewed(folder):
    """A backcast of the run with the codeframe of today."""
    return _backcast(folder, "new.toml", "renewed")


def _backcast(folder, codeframe, name):
    from nps_reasons.commands.console import Stages
    from nps_reasons.commands.retagging import Order, backcast_into

    with Stages(quiet=True) as stages:
        made = backcast_into(folder / name, Order(folder / "run", folder / codeframe), stages)
    return made, folder / name


def test_the_same_codeframe_and_tier_give_every_table_byte_for_byte(folder, unchanged):
    assert len(pd.read_parquet(folder / "run" / "tables" / "coded.parquet")) > 100
    assert len(pd.read_parquet(folder / "run" / "tables" / "actions.parquet")) > 0
    for name in TABLES:
        for ending in ("csv", "parquet"):
            place = f"tables/{name}.{ending}"
            assert (unchanged[1] / place).read_bytes() == (folder / "run" / place).read_bytes()


def test_the_same_codeframe_restates_nothing(unchanged):
    table = pd.read_parquet(unchanged[1] / "tables" / "restated.parquet")
    assert len(table)
    assert not table[["only_before", "only_after"]].to_numpy().any()
    pd.testing.assert_series_equal(table["reach_before"], table["reach_after"], check_names=False)
    assert set(table["why"]) == {"same theme"}
    assert "no figure changed" in unchanged[0].analysis.restatement


def test_the_settings_of_a_backcast_are_those_of_the_run(folder, unchanged):
    before, after = (
        json.loads((place / "manifest.json").read_text(encoding="utf-8"))
        for place in (folder / "run", unchanged[1])
    )
    for manifest in (before, after):
        del manifest["report"]["restatement"]
    apart = {"seconds", "backcast"}
    assert {k: v for k, v in before.items() if k not in apart} == {
        k: v for k, v in after.items() if k not in apart
    }
    assert before["settings"]["drivers"]["minimum_base"] == 25
    assert str(folder) not in json.dumps(before)


def test_restated_says_what_became_of_each_theme(renewed):
    table = RESTATED.check(pd.read_parquet(renewed[1] / "tables" / "restated.parquet"))
    whole = table[table["sign"] == "all"].drop_duplicates("theme").set_index("theme")
    assert whole.loc["refunds", "why"] == "merged into billing"
    assert whole.loc["invoices", "why"] == "merged into billing"
    assert whole.loc["speed", "why"] == "retired"
    assert whole.loc["reliability", "why"] == "added"
    assert whole.loc["billing", "why"].startswith("added, merged from ")
    assert whole.loc["support", "why"].startswith("renamed")
    assert whole.loc["support", "label"] == "Help desk"


def test_restated_adds_up_to_the_mentions_of_both_runs(folder, renewed):
    table = pd.read_parquet(renewed[1] / "tables" / "restated.parquet")
    assert (table["both"] + table["only_before"] == table["n_before"]).all()
    assert (table["both"] + table["only_after"] == table["n_after"]).all()
    responses = pd.read_parquet(folder / "run" / "tables" / "responses.parquet")
    for place, column in ((folder / "run", "n_before"), (renewed[1], "n_after")):
        said = pd.read_parquet(place / "tables" / "mentions.parquet")
        expected = (
            said.drop_duplicates(["response_id", "theme"])
            .merge(responses[["response_id", "period"]], on="response_id")
            .groupby(["period", "theme"])
            .size()
        )
        found = table[table["sign"] == "all"].set_index(["period", "theme"])[column]
        pd.testing.assert_series_equal(
            found[found > 0].astype(int), expected.sort_index(), check_names=False
        )


def test_reach_is_that_of_the_themes_table(folder, renewed):
    table = pd.read_parquet(renewed[1] / "tables" / "restated.parquet")
    found = table[table["sign"] == "all"].set_index(["period", "theme"])
    for place, column in ((folder / "run", "reach_before"), (renewed[1], "reach_after")):
        themes = pd.read_parquet(place / "tables" / "themes.parquet")
        known = themes[themes["group"] == "all"].set_index(["period", "theme"])["reach"]
        for key, value in found[column].items():
            assert value == pytest.approx(known.get(key, 0.0))


def test_what_spoke_of_themes_that_are_gone_is_left_out_and_said(renewed):
    made, out = renewed
    settings = made.content["settings"]
    assert settings["report"]["owners"] == {"billing": "Ada", "price": "Ben"}
    assert settings["drivers"]["negative_control"] is None
    assert any('"speed"' in note and "negative control" in note for note in made.notes)
    assert set(made.notes) <= set(made.analysis.source.notes)
    labels = pd.read_parquet(out / "tables" / "coded.parquet")["labels"]
    themes = {label["theme"] for cell in labels for label in json.loads(cell)}
    assert themes == {"support", "price", "billing"}


def test_the_report_names_the_largest_restatement(renewed):
    page = (renewed[1] / "report.html").read_text(encoding="utf-8")
    assert "Earlier periods were tagged again with shop 2; the largest restatement is" in page


def test_the_manifest_names_the_run_and_both_codeframes(folder, renewed):
    from nps_reasons.store import sha256_of

    origin = renewed[0].content["backcast"]
    assert origin["of"] == sha256_of(folder / "run" / "manifest.json")
    assert (origin["before"]["codeframe"], origin["after"]["codeframe"]) == ("shop 1", "shop 2")


def test_a_sample_that_speaks_of_a_retired_theme_is_left_out(folder, tmp_path):
    from nps_reasons.carried_over import carried_over
    from nps_reasons.saved_run import read_run
    from nps_reasons.themes.codeframe import read_codeframe

    fewer = NEW.replace('merged_from = ["refunds", "invoices"]', 'merged_from = ["refunds"]')
    (tmp_path / "fewer.toml").write_text(fewer, encoding="utf-8")
    frame = read_codeframe(tmp_path / "fewer.toml")
    kept = carried_over(read_run(folder / "run"), frame, path=tmp_path / "fewer.toml", tier=None)
    assert kept.gold is None
    assert any("coded sample" in note and "invoices" in note for note in kept.notes)


def test_a_theme_that_coders_were_not_asked_for_is_not_learned_as_never_said(folder, tmp_path):
    from nps_reasons.carried_over import carried_over
    from nps_reasons.saved_run import read_run
    from nps_reasons.themes.codeframe import read_codeframe

    run = read_run(folder / "run")
    run.manifest["settings"]["themes"]["learn"] = True
    kept = carried_over(run, read_codeframe(folder / "new.toml"), path=None, tier=None)
    assert kept.gold is not None
    assert not kept.settings.themes.learn
    told = [note for note in kept.notes if "not learned again" in note]
    assert len(told) == 1
    assert "reliability" in told[0]
    # Of refunds and invoices the coders were asked under other names.
    assert "billing" not in told[0]
    same = carried_over(run, read_codeframe(folder / "old.toml"), path=None, tier=None)
    assert same.settings.themes.learn


def test_the_run_is_never_touched_and_never_written_into(folder, invoke, tmp_path):
    run, frame = folder / "run", folder / "new.toml"
    before = content(run)
    for out in (run, run / "again", run / ".." / "run", run / "tables"):
        code, _, err = invoke("themes", "backcast", run, "--codeframe", frame, "--out", out)
        assert code == 2
        assert "--out" in err
    code, out, err = invoke(
        *("themes", "backcast", run, "--codeframe", frame, "--out", tmp_path / "bc"),
        *("--was", folder / "old.toml", "--tier", "fast", "--json"),
    )
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["codeframe"] == "shop 2"
    assert told["restatement"].startswith("Earlier periods")
    assert content(run) == before


def test_a_run_of_an_older_version_is_tagged_again_and_what_is_not_known_is_said(
    folder, invoke, tmp_path
):
    run = tmp_path / "older"
    shutil.copytree(folder / "run", run)
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    del manifest["settings"]
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for name in ("drift", "coded"):
        (run / "tables" / f"{name}.parquet").unlink()
    code, out, _ = invoke(
        "themes", "backcast", run, "--codeframe", folder / "old.toml", "--out", tmp_path / "bc"
    )
    assert code == 0
    assert "older version" in out
    again = json.loads((tmp_path / "bc" / "manifest.json").read_text(encoding="utf-8"))
    assert again["settings"]["themes"]["tier"] == "fast"
    assert again["settings"]["drivers"]["seed"] == 7


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["{run}x", "--codeframe", "{new}"], 3, "expected the folder"),
        (["{run}", "--codeframe", "{new}x"], 3, "expected a codeframe file"),
        (["{run}", "--codeframe", "{new}", "--was", "{new}"], 2, "not as it was"),
        (["{run}"], 2, "--codeframe"),
    ],
)
def test_what_cannot_be_tagged_again_is_told_in_a_line(
    folder, invoke, tmp_path, arguments, code, told
):
    places = {"run": folder / "run", "new": folder / "new.toml"}
    given = [argument.format(**places) for argument in arguments]
    found, out, err = invoke("themes", "backcast", *given, "--out", tmp_path / "bc", "--quiet")
    assert found == code
    assert told in err
    assert out == ""
    assert not (tmp_path / "bc").exists()


@pytest.mark.parametrize(
    "damage",
    [
        {"models": []},
        {"settings": [1]},
        {"segments": 3},
        {"segments": ["planet"]},
        {"score_scale": "0-10"},
        {"joins": [1]},
        {"counts": {"files": [{"planet": 1}]}},
    ],
)
def test_a_manifest_that_was_altered_is_told_in_a_line(folder, invoke, tmp_path, damage):
    run = tmp_path / "altered"
    shutil.copytree(folder / "run", run)
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    (run / "manifest.json").write_text(json.dumps(manifest | damage), encoding="utf-8")
    code, _, err = invoke(
        *("themes", "backcast", run, "--codeframe", folder / "new.toml"),
        *("--out", tmp_path / "bc", "--quiet"),
    )
    assert code == 3
    assert "manifest.json: cannot be read" in err
    assert not (tmp_path / "bc").exists()


def test_a_table_that_is_missing_is_called_missing(folder, invoke, tmp_path):
    run = tmp_path / "lacking"
    shutil.copytree(folder / "run", run)
    (run / "tables" / "mentions.parquet").unlink()
    code, _, err = invoke(
        *("themes", "backcast", run, "--codeframe", folder / "new.toml", "--out", tmp_path / "bc"),
        "--quiet",
    )
    assert code == 3
    assert "mentions.parquet: cannot be read (there is no such file)" in err
