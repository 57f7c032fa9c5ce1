"""Settings: what a file may say, what it means, and how a mistake is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from pydantic import ValidationError

from nps_reasons.errors import InputError, UsageError
from nps_reasons.settings import PeriodLength, Settings

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING = """
[input]
files = ["scores.csv", "more/scores.csv"]
reasons = "reasons.csv"
attributes = ["crm.csv"]
key = "case"
segment_columns = ["plan", "region"]

[score]
scale = "1-5"

[periods]
by = "month"
timezone = "Europe/London"

[themes]
codeframe = "themes.toml"
tier = "fast"

[drivers]
segments = ["plan"]
weight = "w"
cluster = "customer"
minimum_base = 30

[gates]
max_quarantined = 0.1
min_responses = 200

[report]
title = "Spring"

[report.owners]
billing = "Finance"
"""


@pytest.fixture
def nps_toml(tmp_path: Path) -> Path:
    path = tmp_path / "nps.toml"
    path.write_text(EVERYTHING, encoding="utf-8")
    return path


def test_every_key_is_optional(tmp_path: Path) -> None:
    path = tmp_path / "nps.toml"
    path.write_text("", encoding="utf-8")
    assert Settings.from_toml(path) == Settings()


def test_a_file_says_what_it_says(nps_toml: Path) -> None:
    read = Settings.from_toml(nps_toml)
    assert (read.score.scale, read.periods.by, read.themes.tier) == ("1-5", "month", "fast")
    assert read.drivers.segments == ("plan",)
    assert read.gates.max_quarantined == 0.1
    assert read.gates.max_uncovered is None
    assert read.report.owners == {"billing": "Finance"}


def test_paths_are_relative_to_the_file_and_names_are_not(nps_toml: Path) -> None:
    read = Settings.from_toml(str(nps_toml))
    folder = nps_toml.parent
    assert read.input.files == (folder / "scores.csv", folder / "more/scores.csv")
    assert read.input.reasons == folder / "reasons.csv"
    assert read.input.attributes == (folder / "crm.csv",)
    assert read.themes.codeframe == folder / "themes.toml"
    assert read.input.key == "case"
    assert read.input.segment_columns == ("plan", "region")


def test_an_absolute_path_stays(tmp_path: Path) -> None:
    path, scores = tmp_path / "nps.toml", tmp_path / "elsewhere" / "scores.csv"
    path.write_text(f"[input]\nfiles = ['{scores}']", encoding="utf-8")
    assert Settings.from_toml(path).input.files == (scores,)


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().periods.by = "month"


def test_updated_settings_are_new_ones_and_empty_changes_change_nothing() -> None:
    before = Settings()
    after = before.updated({"periods": {"by": "year", "timezone": None}})
    assert after.periods.by == "year"
    assert before.periods.by == "quarter"
    assert before.updated({"drivers": {"segments": ()}}) == before


@pytest.mark.parametrize("by", get_args(PeriodLength))
def test_every_period_length_is_taken(by: str) -> None:
    assert Settings.from_dict({"periods": {"by": by}}).periods.by == by


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"period": {}}, r'settings: period is not a setting; did you mean "periods"\?'),
        ({"drivers": {"segment": []}}, r'\[drivers\] segment .* did you mean "segments"\?'),
        ({"gates": {"zzz": 1}}, r"\[gates\] zzz is not a setting; known: max_quarantined, "),
        ({"periods": {"by": "quater"}}, r'"quater" is not a choice; did you mean "quarter"'),
        ({"periods": {"timezone": "Londn"}}, r'"Londn" is not a time zone'),
        ({"drivers": {"minimum_base": 0}}, r"\[drivers\] minimum_base: .*; found 0"),
        ({"gates": {"max_uncovered": 1.5}}, r"\[gates\] max_uncovered: .*; found 1.5"),
        ({"report": {"formats": "md"}}, r"\[report\] formats: expected a list.*found 'md'"),
        ({"report": {"formats": ["doc"]}}, r'"doc" is not a choice'),
        ({"report": {"title": " "}}, r"\[report\] title: expected a title"),
        ({"score": {"scale": "0-11"}}, r'\[score\] scale: "0-11" is not a choice'),
        ({"report": 3}, r"report: .*; found 3"),
        (
            {"population": {"plan": {"a": 0.5, "b": 0.4}}},
            r"\[population\] plan: the shares must sum to 1, or to 100; they sum to 0\.9; found",
        ),
        (
            {"population": {"plan": {"a": 1, "b": 0}}},
            r'\[population\] plan: the share of "b" must be above 0; it is 0',
        ),
        ({"population": {"plan": {"a": "half"}}}, r"\[population\.plan\] a: .*; found 'half'"),
        ({"population": {"plan": 1}}, r"\[population\] plan: .*; found 1"),
    ],
)
def test_a_mistake_is_named_with_its_place(content: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        Settings.from_dict(content)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_shares_of_the_population_may_be_per_cent_and_rounded(tmp_path: Path) -> None:
    path = tmp_path / "nps.toml"
    text = "[population.plan]\nBasic = 60\n'Plus +' = 40\n[population.region]\na = 0.334\nb = 0.67"
    path.write_text(text, encoding="utf-8")
    read = Settings.from_toml(path)
    assert read.population["plan"] == pytest.approx({"Basic": 0.6, "Plus +": 0.4})
    assert sum(read.population["region"].values()) == pytest.approx(1)
    assert read.updated({"periods": {"by": "month"}}).population == read.population


def test_a_mistake_in_a_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "nps.toml"
    path.write_text("[periods]\nbye = 'month'", encoding="utf-8")
    with pytest.raises(UsageError, match=r'nps\.toml: \[periods\] bye .* did you mean "by"'):
        Settings.from_toml(path)


@pytest.mark.parametrize("content", [b"[periods\n", b"\xff\xfe\x00"])
def test_a_file_that_is_not_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "nps.toml"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"nps\.toml: is not valid TOML"):
        Settings.from_toml(path)


@pytest.mark.parametrize("name", ["absent.toml", "."])
def test_a_file_that_cannot_be_read_is_an_input_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        Settings.from_toml(tmp_path / name)
