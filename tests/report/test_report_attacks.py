"""What went wrong when somebody tried: what lies in the way, very many tickets, one comment."""

import datetime as dt
import time

import pandas as pd
import pytest

from nps_reasons.done_tickets import actions_of
from nps_reasons.errors import OutputError
from nps_reasons.report import write_formats
from nps_reasons.report.formats import FILES
from nps_reasons.report.page.html import render
from nps_reasons.report.run_folder import run_folder
from nps_reasons.report.tables import as_csv
from nps_reasons.schema import PLANNED


def written_over(path):
    with run_folder(path) as draft:
        (draft / "report.html").write_text("new", encoding="utf-8")
        (draft / "tables").mkdir()
        (draft / "tables" / "nps.csv").write_text("new", encoding="utf-8")


@pytest.mark.parametrize("name", ["report.html", "tables/nps.csv"])
def test_a_folder_in_the_way_is_named_and_nothing_is_replaced(tmp_path, name):
    (tmp_path / name).mkdir(parents=True)
    with pytest.raises(OutputError, match=rf"{name}: cannot be written \(a folder of that name"):
        written_over(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_in_the_place_of_a_folder_is_named_and_nothing_is_replaced(tmp_path):
    (tmp_path / "tables").write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match=r"tables: cannot be written \(a file of that name"):
        written_over(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_ten_thousand_done_tickets_are_read_in_a_moment():
    days = [dt.date(1995, 1, 1) + dt.timedelta(days=k) for k in range(10_000)]
    done = pd.DataFrame({"line": range(10_000), "resolved": [day.isoformat() for day in days]})
    told = {"record": "nps-price", "theme": "price", "status": "done", "used": True}
    tickets = [f"P-{k}" for k in range(10_000)]
    table = PLANNED.check(done.assign(**told, ticket=tickets, created=None, problem=None))
    start = time.process_time()
    assert len(actions_of(table, {"price": "Price"}, [])) == 10_000
    assert time.process_time() - start < 10


def test_the_whole_survey_has_no_name_of_a_period_in_what_is_planned(make_analysis, tmp_path):
    undated = make_analysis(per_period=30, periods=("all",))
    write_formats(undated, tmp_path, ("jira", "briefs"))
    for name in ("jira", "briefs"):
        text = (tmp_path / FILES[name]).read_text(encoding="utf-8")
        assert "From the survey, all" not in text
        assert not [line for line in text.splitlines() if line.endswith("Seen:* all")]
        assert "Trend" not in text


def test_a_single_comment_is_counted_as_one(make_analysis):
    one = make_analysis(per_period=1, periods=("all",))
    assert one.responses["reason"].notna().sum() == 1
    page = render(one)
    assert "The comment is in tables/responses.csv" in page
    assert "1 comments" not in page


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("fine;=1+1", "fine;'=1+1"),
        ("fine\n=1+1", "fine\n'=1+1"),
        ("  @SUM(1)", "'  @SUM(1)"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("a = b; c - d", "a = b; c - d"),
    ],
)
def test_a_cell_that_begins_inside_another_one_runs_no_more_than_its_own(written, shown):
    text = as_csv(pd.DataFrame({"reason": [written]})).decode("utf-8-sig")
    assert text.splitlines(keepends=True)[0] == "reason\r\n"
    assert shown in text
