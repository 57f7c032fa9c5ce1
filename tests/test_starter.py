"""`init`: the settings it writes read the same survey, whatever the columns are called."""

from __future__ import annotations

import csv
import sqlite3
import tomllib
from contextlib import closing

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.commands.jobs import init_into
from nps_reasons.errors import OutputError
from nps_reasons.reading import read_settings
from nps_reasons.settings import Settings
from nps_reasons.starter import starter_toml

SURVEY = (
    "id,score,why,plan,answered\n"
    "1,9,Quick answers from support,pro,2025-01-03\n"
    "2,3,The invoice was wrong twice,basic,2025-02-03\n"
    "3,7,It does what it should do,pro,2025-04-03\n"
    "4,,No score here at all,basic,2025-04-04\n"
)
NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters='"'),
    min_size=1,
    max_size=12,
).map(lambda name: f"{name} x")


def settings_for(path) -> Settings:
    return Settings.from_dict({"input": {"files": [str(path)]}})


@settings(max_examples=25, derandomize=True)
@given(names=st.lists(NAMES, min_size=3, max_size=3, unique_by=lambda n: n.split()[0].casefold()))
def test_the_settings_read_the_same_responses_whatever_the_columns_are_called(
    names, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("survey")
    path = folder / "survey.csv"
    score, why, plan = names
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([score, why, plan])
        writer.writerows([[9, "Quick and kind", "a"], [2, "Slow and rude", "b"]] * 3)
    wanted = {"files": [str(path)], "score_column": score, "reason_columns": [why]}
    given = Settings.from_dict({"input": {**wanted, "segment_columns": [plan]}})
    first = read_settings(given)
    toml = folder / "nps.toml"
    toml.write_text(starter_toml(first, given, folder=folder), encoding="utf-8")
    again = read_settings(Settings.from_toml(toml))
    pd.testing.assert_frame_equal(again.responses, first.responses)
    assert again.profile.columns == first.profile.columns


def test_the_settings_name_every_column_that_was_found(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(SURVEY)
    init_into(tmp_path / "nps.toml", settings_for(path))
    written = tomllib.loads((tmp_path / "nps.toml").read_text())
    assert written["input"] == {
        "files": ["survey.csv"],
        "profile": "generic",
        "score_column": "score",
        "reason_columns": ["why"],
        "date_column": "answered",
        "id_column": "id",
        "segment_columns": ["plan"],
    }
    assert written["score"] == {"scale": "0-10"}


def test_the_comments_say_what_was_set_aside_and_why(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(SURVEY)
    init_into(tmp_path / "nps.toml", settings_for(path))
    text = (tmp_path / "nps.toml").read_text()
    assert "# Read as: generic table. 3 responses, 1 rows set aside." in text
    assert "#   1 x score is missing" in text


def test_choices_given_to_init_are_kept(tmp_path):
    (tmp_path / "survey.csv").write_text("who,rating,why\na,5,Kind staff\nb,1,Rude staff\n")
    (tmp_path / "people.csv").write_text("who,plan\na,pro\nb,basic\n")
    given = settings_for(tmp_path / "survey.csv").updated(
        {
            "input": {"attributes": [tmp_path / "people.csv"], "key": "who"},
            "score": {"scale": "1-5"},
            "periods": {"by": "month", "timezone": "Europe/Paris"},
        }
    )
    init_into(tmp_path / "nps.toml", given)
    written = Settings.from_toml(tmp_path / "nps.toml")
    assert written.input.attributes == (tmp_path / "people.csv",)
    assert (written.input.key, written.score.scale) == ("who", "1-5")
    assert written.periods == given.periods


def test_a_survey_far_away_is_named_by_its_whole_path(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(SURVEY)
    reading = read_settings(settings_for(path))
    folder = tmp_path / "a" / "b" / "c"
    text = starter_toml(reading, settings_for(path), folder=folder)
    assert tomllib.loads(text)["input"]["files"] == [path.resolve().as_posix()]


def test_a_folder_that_cannot_be_written_to_is_an_error(tmp_path):
    (tmp_path / "survey.csv").write_text(SURVEY)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        init_into(tmp_path / "file" / "nps.toml", settings_for(tmp_path / "survey.csv"))


def test_what_a_settings_file_set_stays_set(tmp_path):
    (tmp_path / "survey.csv").write_text(SURVEY)
    (tmp_path / "sent.csv").write_text("period,invited\n2025-01,9\n")
    given = Settings.from_dict(
        {
            "input": {
                "files": [str(tmp_path / "survey.csv")],
                "include_partial": False,
                "repeats": "latest",
                "date_order": "day-first",
            },
            "periods": {"by": "month", "invitations": str(tmp_path / "sent.csv")},
            "outcomes": {"churned": "plan"},
            "privacy": {"redact": False},
            "drivers": {"seed": 7, "segments": ["plan"]},
        }
    )
    reading = read_settings(given.model_copy(update={"outcomes": Settings().outcomes}))
    text = starter_toml(reading, given, folder=tmp_path)
    (tmp_path / "nps.toml").write_text(text, encoding="utf-8")
    again = Settings.from_toml(tmp_path / "nps.toml")
    assert again.input.repeats == "latest"
    assert not again.input.include_partial
    assert again.input.date_order == "day-first"
    assert again.periods == given.periods
    assert again.outcomes == given.outcomes
    assert again.privacy == given.privacy
    assert again.drivers == given.drivers
    counts = given.updated({"periods": {"invitations": {"2025-01": 5, "2025-02": 6}}})
    text = starter_toml(reading, counts, folder=tmp_path)
    assert tomllib.loads(text)["periods"]["invitations"] == {"2025-01": 5, "2025-02": 6}


def test_a_query_is_written_as_the_source(tmp_path, monkeypatch):
    path = tmp_path / "survey.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE survey (id INT, score INT, why TEXT)")
        rows = [(i, i % 11, "Quick answers") for i in range(20)]
        connection.executemany("INSERT INTO survey VALUES (?, ?, ?)", rows)
        connection.commit()
    monkeypatch.setenv("SURVEY_DB_URL", f"sqlite:///{path}")
    source = {"query": "SELECT *\nFROM survey", "url_variable": "SURVEY_DB_URL"}
    reading = init_into(tmp_path / "nps.toml", Settings.from_dict({"source": source}))
    again = read_settings(Settings.from_toml(tmp_path / "nps.toml"))
    pd.testing.assert_frame_equal(again.responses, reading.responses)
