"""Whole runs on real surveys, wherever their data are present."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import nps_reasons as nr

DATA = Path(os.environ.get("NPS_REASONS_DATA", Path(__file__).parents[2] / "shared" / "data"))


def data_file(*parts):
    path = DATA.joinpath(*parts)
    if not path.is_file():
        pytest.skip(f"{'/'.join(parts)} is not here; set NPS_REASONS_DATA to the data folder")
    return path


@pytest.fixture(scope="module")
def telecom():
    reading = nr.read(data_file("bt_nps", "responses.csv"))
    return nr.analyze(reading.responses, reading=reading)


def total(analysis, period="all"):
    rows = analysis.nps.query("segment == 'all' and period == @period")
    return rows.iloc[0]


def test_the_telecom_survey_has_its_known_score(telecom):
    assert len(telecom.responses) == 2353
    assert len(telecom.quarantine) == 32
    assert set(telecom.quarantine["reason"]) == {"score is missing"}
    row = total(telecom)
    assert (row["promoters"], row["passives"], row["detractors"]) == (690, 392, 1271)
    assert round(row["nps"], 2) == -24.69
    assert row["nps_low"] < row["nps"] < row["nps_high"]


def test_the_telecom_survey_is_reported_by_quarter_and_journey_stage(telecom):
    assert telecom.periods == ("2017Q4", "2018Q1", "2018Q2")
    assert (telecom.period, telecom.reference) == ("2018Q2", "2018Q1")
    assert telecom.segments == ("SURVEY_SUB_TYPE",)
    assert set(telecom.nps["segment"]) == {"all", "SURVEY_SUB_TYPE"}


def test_every_quote_of_the_telecom_survey_is_in_its_reason(telecom):
    reasons = telecom.responses.set_index("response_id")["reason"]
    said = telecom.mentions
    assert said["response_id"].isin(reasons.index).all()
    lengths = said["response_id"].map(reasons).str.len()
    assert ((said["start"] >= 0) & (said["start"] < said["end"])).all()
    assert (said["end"] <= lengths).all()


def test_every_change_of_the_telecom_survey_adds_up(telecom):
    for (period, reference), parts in telecom.changes.groupby(["period", "reference"]):
        change = total(telecom, period)["nps"] - total(telecom, reference)["nps"]
        assert parts["points"].sum() == pytest.approx(change, abs=1e-9)


def test_the_telecom_report_is_written_and_the_same_twice(telecom, tmp_path):
    first = nr.write_report(telecom, tmp_path / "a.html").read_bytes()
    assert first == nr.write_report(telecom, tmp_path / "b.html").read_bytes()
    assert b"-24.7" in first or "\u221224.7".encode() in first
    assert b"SURVEY_SUB_TYPE" in first


def test_the_health_survey_with_1_as_best_has_its_known_score():
    file = data_file("nhs_fft", "v6framework_230831.csv")
    reading = nr.read(file, score_scale="5-1")
    assert len(reading.responses) == 7468
    reasons = reading.quarantine["value"].value_counts().to_dict()
    assert reasons == {"7": 416, "6": 24}
    assert round(reading.responses["contribution"].mean(), 2) == 53.21
    assert reading.profile.columns["respondent"] == "Respondent ID"
    assert reading.responses["respondent_id"].nunique() < len(reading.responses)


def test_scores_and_reasons_apart_give_the_same_tables_as_together(tmp_path):
    whole = pd.read_csv(
        data_file("bt_nps", "responses.csv"), dtype=str, keep_default_na=False
    ).assign(id=lambda table: [f"bt{row:05}" for row in range(len(table))])
    whole.to_csv(tmp_path / "whole.csv", index=False)
    rng = np.random.default_rng(5)
    scores = whole.drop(columns="text").sample(frac=1, random_state=1)
    reasons = whole[["id", "text"]]
    orphans = pd.DataFrame({"id": ["x1", "x2", "x3"], "text": "nobody gave a score for this"})
    doubled = reasons.iloc[[7]].assign(text="an earlier version of the answer")
    apart = pd.concat([doubled, reasons, orphans]).reset_index(drop=True)
    order = rng.permutation(len(apart) - 1) + 1
    apart = apart.iloc[[0, *order]]
    scores.to_csv(tmp_path / "scores.csv", index=False)
    apart.to_csv(tmp_path / "reasons.csv", index=False)

    together = nr.read(tmp_path / "whole.csv")
    joined = nr.read(tmp_path / "scores.csv", reasons=tmp_path / "reasons.csv", key="id")
    aside = joined.quarantine[joined.quarantine["source"] == "reasons.csv"]
    assert sorted(aside["value"]) == ["bt00007", "x1", "x2", "x3"]
    assert len(joined.quarantine) == 32 + 4
    assert all(file.adds_up for file in joined.source.counts)
    assert_same_tables(*(nr.analyze(r.responses, reading=r) for r in (together, joined)))


def assert_same_tables(one, other):
    for name in ("responses", "mentions", "nps", "drivers", "changes", "themes"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.mark.slow
def test_the_health_survey_is_analysed_on_its_scale_with_respondents_as_clusters():
    reading = nr.read(data_file("nhs_fft", "v6framework_230831.csv"), score_scale="5-1")
    analysis = nr.analyze(reading.responses, reading=reading)
    assert analysis.scale == "5-1"
    assert round(total(analysis)["nps"], 2) == 53.21
    # 2022Q4 has just begun: 40 responses, where the median quarter has hundreds.
    assert analysis.period == "2022Q3"
    quarter = analysis.responses.query("period == '2022Q3'")
    alone = quarter.drop(columns="respondent_id")
    mentions = analysis.mentions[analysis.mentions["response_id"].isin(quarter["response_id"])]
    clustered, single = (
        nr.rank_drivers(rows, mentions, segments=list(analysis.segments))
        for rows in (quarter, alone)
    )
    both = clustered.merge(single, on=["theme", "sign"], validate="1:1").dropna()
    widths = [both[f"points_high{side}"] - both[f"points_low{side}"] for side in ("_x", "_y")]
    assert (abs(widths[0] / widths[1] - 1) > 1e-3).mean() > 0.9
    assert quarter["respondent_id"].nunique() < len(quarter)
