"""Real surveys, where their files are present: the counts that were taken by hand."""

import csv
import random

import pandas as pd

from nps_reasons.readers import read_survey
from nps_reasons.settings import Settings


def read(*files, **sections):
    inputs = sections.pop("input", {})
    return read_survey(Settings.from_dict({"input": {"files": files, **inputs}, **sections}))


def test_the_telecom_survey_is_read_without_settings(real_data):
    found = read(real_data / "bt_nps" / "responses.csv")
    assert len(found.responses) == 2353
    assert found.quarantine["reason"].tolist() == ["score is missing"] * 32
    assert found.responses["group"].value_counts().to_dict() == {
        "promoter": 690,
        "passive": 392,
        "detractor": 1271,
    }
    assert round(found.responses["contribution"].mean(), 2) == -24.69
    days = found.responses["responded_at"].dt.strftime("%Y-%m-%d")
    assert (days.min(), days.max()) == ("2017-12-11", "2018-06-20")
    assert found.profile.segments == ("SURVEY_SUB_TYPE",)
    assert found.profile.columns["group"] == "NPS_RATING"
    assert found.adds_up


def test_the_reversed_scale_of_a_hospital_survey_is_read(real_data):
    found = read(real_data / "nhs_fft" / "v6framework_230831.csv", score={"scale": "5-1"})
    assert found.quarantine["value"].value_counts().to_dict() == {"7": 416, "6": 24}
    assert len(found.responses) == 7468
    assert round(found.responses["contribution"].mean(), 2) == 53.21
    assert found.profile.columns["id"] == "Comment ID"
    assert found.profile.columns["respondent"] == "Respondent ID"


def test_the_telecom_survey_in_two_files_reads_like_one(real_data, tmp_path):
    with (real_data / "bt_nps" / "responses.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    rows = [[f"r{i:05}", *row] for i, row in enumerate(rows)]
    text = header.index("text") + 1
    scores = [[*row[:text], *row[text + 1 :]] for row in rows]
    reasons = [[row[0], row[text], "2"] for row in rows]
    reasons += [[f"x{i}", "nobody gave a score here", "2"] for i in range(5)]
    whole = write(tmp_path / "whole.csv", ["id", *header], rows)
    random.Random(4).shuffle(scores)
    random.Random(5).shuffle(reasons)
    reasons.insert(0, [rows[100][0], "said before", "1"])
    names = [name for name in header if name != "text"]
    apart = read(
        write(tmp_path / "scores.csv", ["id", *names], scores),
        input={"reasons": write(tmp_path / "reasons.csv", ["id", "text", "version"], reasons)},
    )
    pd.testing.assert_frame_equal(apart.responses, read(whole).responses)
    told = apart.quarantine.groupby("source")["reason"].size().to_dict()
    assert told == {"reasons.csv": 6, "scores.csv": 32}
    assert apart.adds_up


def write(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path
