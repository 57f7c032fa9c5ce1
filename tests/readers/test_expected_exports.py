"""Every export of the shared samples, where they are present, read as its `expected.json` says."""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

import nps_reasons as nr
from nps_reasons.errors import InputError
from nps_reasons.readers.formats.files import read_table
from nps_reasons.readers.platforms import READERS, profile_of

BESIDE = Path(__file__).parents[3] / "shared" / "exports"
FOLDER = Path(os.environ.get("NPS_REASONS_EXPORTS", BESIDE))
PRESENT = (FOLDER / "expected.json").is_file()
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8")) if PRESENT else {}
SURVEYS = {name: e for name, e in EXPECTED.items() if "canonical" in e}
OTHERS = {name: e for name, e in EXPECTED.items() if "canonical" not in e}

WORDS = {
    "not an NPS": "question is not NPS",
    "preview": "response is a preview or test",
    "spam": "response is spam",
    "duplicate": "exact duplicate of an earlier row",
    "invalid date": "does not exist",
    "excluded_from": "response is excluded from calculations",
    "not a number": "score is not a number",
    "out of range": "score is outside",
    "not a whole": "score is not a whole number",
    "no score": "score is missing",
}
"""Words of an expected reason to words of ours."""

pytestmark = pytest.mark.skipif(
    not PRESENT, reason="no sample exports: set NPS_REASONS_EXPORTS to their folder"
)


def read(name):
    return nr.read(FOLDER / name, score_scale="1-5" if "scale" in EXPECTED[name] else None)


def in_order(canonical, responses):
    """Put the responses in the order of the expected rows: by id, else by time."""
    if canonical[0]["id"] is not None:
        return responses.set_index("response_id", drop=False).loc[[row["id"] for row in canonical]]
    places = pd.Series(instant(row["responded_at"]) for row in canonical).argsort().argsort()
    return responses.sort_values("responded_at").iloc[places.tolist()]


def instant(written):
    """Return a time as UTC; one without a zone is in UTC, as the settings have it by default."""
    time = pd.Timestamp(written)
    return time.tz_localize("UTC") if time.tzinfo is None else time.tz_convert("UTC")


@pytest.mark.parametrize("name", SURVEYS)
def test_responses_are_those_expected(name):
    canonical, reading = SURVEYS[name]["canonical"], read(name)
    assert len(reading.responses) == len(canonical)
    for want, (_, got) in zip(
        canonical, in_order(canonical, reading.responses).iterrows(), strict=True
    ):
        assert got["score"] == want.get("score", want.get("rating"))
        assert (None if pd.isna(got["reason"]) else got["reason"]) == want["comment"]
        if want["responded_at"] is not None:
            assert got["responded_at"] == instant(want["responded_at"])
        elif "ambiguous" not in want["note"]:
            assert pd.isna(got["responded_at"])
        if "group" in want:
            assert got["group"] == want["group"]
        if "language" in want:
            assert got["language"] == want["language"]


@pytest.mark.parametrize("name", SURVEYS)
def test_rows_set_aside_are_those_expected(name):
    excluded, reading = SURVEYS[name]["excluded"], read(name)
    aside = reading.quarantine
    found = sorted(zip(ids_of(name, aside["row"]), aside["reason"], strict=True))
    wanted = sorted(
        (e["id"], next(our for word, our in WORDS.items() if word in e["reason"])) for e in excluded
    )
    assert [id_ for id_, _ in found] == [id_ for id_, _ in wanted]
    for (_, reason), (_, our) in zip(found, wanted, strict=True):
        assert our in reason


def ids_of(name, lines):
    """Return the response id that stands on each line of a sample."""
    table = read_table(FOLDER / name, source=name)
    column = SURVEYS[name]["columns"].get("id")
    by_line = table.cells.set_index(table.places["row"])
    return [by_line.loc[line, column].strip() for line in lines]


@pytest.mark.parametrize("name", SURVEYS)
def test_platform_and_columns_are_those_expected(name):
    wanted, profile = SURVEYS[name], read(name).profile
    assert profile.name == wanted["platform"]
    roles = {"id": "id", "score": "score", "comment": "reason", "date": "date"}
    roles |= {"group": "group", "rating": "score"}
    for word, column in wanted["columns"].items():
        if word in roles:
            assert profile.columns[roles[word]] == column


@pytest.mark.parametrize("name", SURVEYS)
def test_every_row_is_accounted_for(name):
    reading = read(name)
    total = len(reading.responses) + len(reading.quarantine)
    assert total == SURVEYS[name]["raw_rows"]


@pytest.mark.parametrize("name", [name for name in SURVEYS if "scale" in SURVEYS[name]])
def test_stars_without_a_scale_are_refused(name):
    with pytest.raises(InputError, match="--score-scale 1-5"):
        nr.read(FOLDER / name)


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_recognised_and_read_whole(name):
    table = read_table(FOLDER / name, source=name)
    profile = profile_of(table)
    assert profile == OTHERS[name]["platform"]
    assert sum(READERS[profile].prepare(table).read.values()) == OTHERS[name]["raw_rows"]
