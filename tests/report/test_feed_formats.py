"""The files of the planning feed: valid, harmless, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields, replace
from importlib import resources

import jsonschema
import pandas as pd
import pytest

from nps_reasons.planned import read_planned
from nps_reasons.report.feed.follow_up import COLUMNS as FOLLOW_UP
from nps_reasons.report.feed.follow_up import follow_up
from nps_reasons.report.feed.jira import LONGEST_SUMMARY
from nps_reasons.report.feed.record import Record
from nps_reasons.report.feed.records import feed
from nps_reasons.report.formats import FILES, write_formats
from nps_reasons.report.safe_text import in_jira, in_markdown
from nps_reasons.schema import PLANNED, RESPONSES

NAMES = ("jsonl", "csv", "jira", "briefs", "followup")


@pytest.fixture(scope="module")
def schema():
    text = resources.files("nps_reasons.report.feed").joinpath("planning.schema.json").read_text()
    return json.loads(text)


@pytest.fixture(scope="module")
def written(analysis, tmp_path_factory):
    folder = tmp_path_factory.mktemp("feed")
    write_formats(analysis, folder, NAMES)
    return {name: (folder / FILES[name]).read_bytes() for name in NAMES}


def rows_of(data, encoding="utf-8-sig"):
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


def test_each_line_is_valid_and_its_keys_stand_in_order(written, schema, analysis):
    jsonschema.Draft202012Validator.check_schema(schema)
    lines = [json.loads(line) for line in written["jsonl"].decode("utf-8").splitlines()]
    assert [line["id"] for line in lines] == [record.id for record in feed(analysis)]
    for line in lines:
        jsonschema.validate(line, schema, cls=jsonschema.Draft202012Validator)
        assert list(line) == [field.name for field in fields(Record)]


def test_the_schema_describes_every_key(schema):
    assert list(schema["properties"]) == [field.name for field in fields(Record)]
    parts = [schema, *schema["$defs"].values()]
    for part in parts:
        assert part["description"]
        assert part["additionalProperties"] is False
    assert all(entry.get("description") for entry in schema["properties"].values())


def test_lines_hold_no_number_that_is_none(written):
    assert b"NaN" not in written["jsonl"]
    assert b"Infinity" not in written["jsonl"]


def test_numbers_in_json_are_those_of_the_drivers_table(written, analysis):
    drivers = analysis.drivers.query("period == @analysis.period and sign == 'negative'")
    drivers = drivers.set_index("theme")
    for line in map(json.loads, written["jsonl"].decode("utf-8").splitlines()):
        if line["theme"]:
            row = drivers.loc[line["theme"]]
            assert line["points"]["value"] == row["points"]
            assert line["reach"]["value"] == row["reach"]
            assert line["n"] == row["n"]


def test_the_same_analysis_gives_the_same_bytes(analysis, written, tmp_path):
    shuffled = replace(
        analysis,
        responses=analysis.responses.sample(frac=1, random_state=3),
        mentions=analysis.mentions.sample(frac=1, random_state=3),
    )
    write_formats(shuffled, tmp_path, NAMES)
    for name in NAMES:
        assert (tmp_path / FILES[name]).read_bytes() == written[name], name


def test_the_next_period_has_the_same_ids(analysis):
    earlier = replace(analysis, period="2031Q3", reference="2031Q2")
    shared = {record.id for record in feed(earlier)} & {record.id for record in feed(analysis)}
    assert {"nps-support-quality", "nps-bugs", "nps-severe.data-loss"} <= shared


def test_the_sheet_comes_back_as_a_status_file(analysis, tmp_path):
    write_formats(analysis, tmp_path, ["csv"])
    sheet = pd.read_csv(tmp_path / "planning.csv", dtype="string", encoding="utf-8-sig")
    labels = {theme: info.label for theme, info in analysis.codeframe.items()}
    untouched = read_planned(tmp_path / "planning.csv", labels)
    assert untouched["problem"].isna().all()
    sheet.loc[0, ["status", "ticket", "resolved"]] = ["Done", "NPS-1", "2031-03-05"]
    sheet.to_csv(tmp_path / "back.csv", index=False)
    found = read_planned(tmp_path / "back.csv", labels)
    assert found.loc[0, ["status", "ticket", "resolved"]].tolist() == [
        "done",
        "NPS-1",
        "2031-03-05",
    ]
    assert found["record"].tolist() == sheet["id"].tolist()


def runs(cell):
    """Whether a spreadsheet would run a cell."""
    number = cell.lstrip("-").replace(".", "").isdigit()
    return cell.startswith(("=", "+", "-", "@", "\t")) and not number


def hostile_analysis(analysis):
    bad = "=cmd|' /C calc'!A0 {code} [x|javascript:alert(1)] !a.png! @all <b>\nh1. big \u202e\x00"
    frame = {t: replace(info, label=bad, owner="+1+1") for t, info in analysis.codeframe.items()}
    drivers = analysis.drivers.assign(label=pd.array([bad] * len(analysis.drivers), dtype="string"))
    planned = PLANNED.check(
        pd.DataFrame(
            {
                "line": [2],
                "record": "nps-bugs",
                "theme": "bugs",
                "ticket": "=1+1",
                "status": "open",
                "created": None,
                "resolved": None,
                "used": True,
                "problem": None,
            }
        )
    )
    return replace(analysis, codeframe=frame, drivers=drivers, planned=planned, title=bad)


def test_hostile_text_is_harmless_everywhere(analysis, tmp_path, schema):
    made = hostile_analysis(analysis)
    write_formats(made, tmp_path, NAMES)
    for name in ("csv", "followup", "jira"):
        for row in rows_of((tmp_path / FILES[name]).read_bytes()):
            assert not [cell for cell in row if runs(cell)]
    issues = rows_of((tmp_path / "planning.jira.csv").read_bytes())
    for issue in issues[1:]:
        assert len(issue[0]) <= LONGEST_SUMMARY
        assert "\n" not in issue[0]
        assert issue[6] == ""
        body = issue[1].replace("\\{code\\}", "")
        assert "{code}" not in body
        assert "[x|" not in body
        assert "javascript:" not in body
        assert "\u202e" not in issue[1]
        assert "\x00" not in issue[1]
    briefs = (tmp_path / "planning.md").read_text(encoding="utf-8")
    assert "<b>" not in briefs.replace("\\<b>", "")
    assert "javascript:" not in briefs
    assert "@all" not in briefs
    assert not [line for line in briefs.splitlines() if line.startswith("h1")]
    for line in (tmp_path / "planning.jsonl").read_text(encoding="utf-8").splitlines():
        jsonschema.validate(json.loads(line), schema)


def test_half_a_character_ends_no_file(analysis, tmp_path):
    frame = {t: replace(info, owner="\ud800 Ann") for t, info in analysis.codeframe.items()}
    write_formats(replace(analysis, codeframe=frame), tmp_path, ("jsonl", "jira", "briefs"))
    assert b"? Ann" in (tmp_path / "planning.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("text", "jira", "markdown"),
    [
        ("* list", "\\* list", "\\* list"),
        ("----", "\\-\\-\\--", "\\----"),
        ("{{mono}}", "\\{\\{mono\\}\\}", "{{mono}}"),
        ("[~bob]", "\\[\\~bob\\]", "\\[\\~bob\\]"),
        ("a | b", "a \\| b", "a \\| b"),
        ("![x](y)", "\\!\\[x\\]\\(y)", "!\\[x\\](y)"),
        ("bq. Hi", "bq&#46; Hi", "bq. Hi"),
        ("back\\slash", "back&#92;slash", "back\\\\slash"),
        ("it's fine, well-known, snake_case", *["it's fine, well-known, snake_case"] * 2),
        ("see http://x.y", "see http&#58;//x.y", "see http\\://x.y"),
    ],
)
def test_signs_lose_their_meaning_and_plain_text_stays(text, jira, markdown):
    assert in_jira(text) == jira
    assert in_markdown(text) == markdown


def test_issues_are_found_again_by_label_and_updated_by_key(analysis, tmp_path):
    planned = PLANNED.check(
        pd.DataFrame(
            [
                {"line": 2, "record": "nps-bugs", "theme": "bugs", "ticket": "WEB-12"}
                | {"status": "open", "created": None, "resolved": None, "used": True}
                | {"problem": None}
            ]
        )
    )
    write_formats(replace(analysis, planned=planned), tmp_path, ["jira"])
    header, *issues = rows_of((tmp_path / "planning.jira.csv").read_bytes(), "utf-8")
    assert header[:2] == ["Summary", "Description"]
    assert header.count("Labels") == 2
    by_label = {issue[4]: issue for issue in issues}
    assert all(" " not in label for label in by_label)
    assert by_label["nps-bugs"][6] == "WEB-12"
    assert by_label["nps-price"][6] == ""
    assert by_label["nps-severe.data-loss"][3] == "Highest"


def test_each_record_has_a_brief_with_its_quotes(analysis, written):
    text = written["briefs"].decode("utf-8")
    records = feed(analysis)
    assert text.count("\n### ") == len(records)
    assert text.count("\n- Id: ") == len(records)
    assert text.count("\n> (") == sum(len(record.quotes) for record in records)


def test_the_follow_up_list_holds_ids_and_themes_alone(analysis):
    table = follow_up(analysis)
    own = analysis.responses.query("period == @analysis.period and group == 'detractor'")
    assert list(table.columns) == list(FOLLOW_UP)
    assert sorted(table["response_id"]) == sorted(own["response_id"])
    reasons = set(own["reason"].dropna())
    assert not reasons & {str(cell) for cell in table.to_numpy().ravel()}


def test_severe_ones_come_first_then_the_lowest_scores(analysis):
    table = follow_up(analysis)
    severe = table["severe"].notna().tolist()
    assert severe == sorted(severe, reverse=True)
    assert any(severe)
    for _, part in table.groupby(table["severe"].notna()):
        assert part["score"].is_monotonic_increasing


def test_where_one_is_best_the_highest_score_comes_first(analysis):
    turned = analysis.responses.assign(score=10 - analysis.responses["score"])
    table = follow_up(replace(analysis, responses=RESPONSES.check(turned), scale="5-1"))
    for _, part in table.groupby(table["severe"].notna()):
        assert part["score"].is_monotonic_decreasing


def test_owners_of_what_is_complained_of_are_named(analysis):
    table = follow_up(analysis)
    bugs = table[table["themes"].fillna("").str.contains("bugs")]
    assert bugs["owners"].str.contains("Platform").all()


def test_tiny_data_give_files_that_say_so(tiny, tmp_path, schema):
    write_formats(tiny, tmp_path, NAMES)
    for line in (tmp_path / "planning.jsonl").read_text(encoding="utf-8").splitlines():
        jsonschema.validate(json.loads(line), schema)
    main = [record for record in feed(tiny) if record.lane == "main"]
    text = (tmp_path / "planning.md").read_text(encoding="utf-8")
    assert ("nothing to order" in text) == (not main)
    assert len(rows_of((tmp_path / "planning.csv").read_bytes())) == 1 + len(feed(tiny))
    assert "nan" not in text.split()
