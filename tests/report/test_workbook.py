"""The Excel workbook: every number the same number, every text a text, nothing invented."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from itertools import chain

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons import words
from nps_reasons.files import LONGEST_CELL
from nps_reasons.report.blocks import Grid
from nps_reasons.report.lookups import records
from nps_reasons.report.sections import SECTIONS
from nps_reasons.report.workbook import write_workbook
from nps_reasons.report.workbook.book import workbook
from nps_reasons.report.workbook.driver_rows import COLUMNS
from nps_reasons.report.workbook.forms import FORMS, points_form, score_form, share_form
from nps_reasons.report.workbook.heat import FIGURES, heat_sheet
from nps_reasons.report.workbook.pens import cell_text
from nps_reasons.report.workbook.response_rows import left_out, response_sheet
from nps_reasons.schema import DRIVERS

SHEETS = [
    *("Summary", "Drivers", "Themes \N{MULTIPLICATION SIGN} segments", "Quotes"),
    *("Responses", "Quality", "Read me"),
]
HEAT = SHEETS[2]
NASTY = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0")


def opened(analysis):
    return openpyxl.load_workbook(BytesIO(workbook(analysis)))


@pytest.fixture(scope="module")
def book(analysis):
    return opened(analysis)


def same(cell, value):
    """Whether a cell has a value to the 16 digits that a workbook keeps; or both have none."""
    return cell is None if value is None else cell == pytest.approx(value, rel=1e-15, abs=0)


def table_of(sheet):
    """Rows of a sheet that is one table, as dictionaries."""
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def cells_of(book):
    return chain.from_iterable(row for sheet in book for row in sheet.iter_rows())


def test_the_same_analysis_gives_the_same_bytes_whatever_the_order_of_its_rows(analysis):
    mixed = replace(
        analysis,
        **{
            name: getattr(analysis, name).sample(frac=1, random_state=4)
            for name in ("responses", "mentions", "drivers", "changes", "nps", "emerging")
        },
    )
    assert workbook(analysis) == workbook(analysis) == workbook(mixed)


def test_it_has_seven_sheets_in_their_order(book):
    assert book.sheetnames == SHEETS


def test_a_workbook_is_made_of_every_tiny_analysis(tiny):
    made = opened(tiny)
    assert made.sheetnames == SHEETS
    assert len(table_of(made["Responses"])) == len(tiny.responses)
    texts = {str(cell.value) for cell in cells_of(made) if cell.value is not None}
    assert not texts & {"nan", "NaN", "None", "<NA>", "inf"}


def test_no_cell_of_any_sheet_is_a_formula_an_error_or_a_link(analysis):
    label = '=HYPERLINK("http://example.com")'
    frame = {
        name: replace(info, label=label, definition="=1+1")
        for name, info in analysis.codeframe.items()
    }
    drivers = analysis.drivers.assign(label=pd.Series(label, analysis.drivers.index, "string"))
    plans = analysis.responses["plan"].mask(analysis.responses["plan"] == "Free", "=2+5")
    nasty = analysis.responses.assign(plan=plans)
    firsts = nasty.index[nasty["reason"].notna()][: len(NASTY)]
    nasty.loc[firsts, "reason"] = list(NASTY)
    mentions = analysis.mentions[
        ~analysis.mentions["response_id"].isin(nasty.loc[firsts, "response_id"])
    ]
    odd = replace(
        analysis,
        responses=nasty,
        mentions=mentions,
        drivers=drivers,
        codeframe=frame,
        title="=1+1",
    )
    made = opened(odd)
    kinds = {cell.data_type for cell in cells_of(made)}
    assert kinds <= {"s", "n", "d"}
    assert not any(sheet.hyperlinks if hasattr(sheet, "hyperlinks") else () for sheet in made)
    reasons = {row["Reason"] for row in table_of(made["Responses"])}
    assert reasons >= {cell_text(text) for text in NASTY}
    assert made["Summary"]["A1"].value == "=1+1"


def test_what_a_cell_cannot_hold_is_replaced_and_what_is_too_long_is_cut(analysis):
    texts = ["NUL \x00 and \ud800 half", "\u202eback", "x" * 1_000_000, "_x0041_ is no A"]
    responses = analysis.responses.copy()
    silent = responses.index[responses["reason"].isna()][: len(texts)]
    responses["reason"] = responses["reason"].astype(object)
    responses.loc[silent, "reason"] = texts
    made = opened(replace(analysis, responses=responses))
    found = [row["Reason"] for row in table_of(made["Responses"]) if row["Reason"]]
    assert "NUL \ufffd and \ufffd half" in found
    assert "back" in found
    assert "_x0041 _ is no A" in found
    assert max(map(len, found)) == LONGEST_CELL


def test_segments_may_have_any_name(analysis):
    odd = "=A1:[x]*?/\\" * 5
    responses = analysis.responses.rename(columns={"plan": odd})
    mentions = analysis.mentions
    made = opened(
        replace(
            analysis,
            responses=responses,
            mentions=mentions,
            segments=(odd, "region"),
            adjusted=("region",),
        )
    )
    assert odd in table_of(made["Responses"])[0]
    assert odd in {cell.value for cell in chain.from_iterable(made[HEAT].iter_rows())}


def test_every_number_of_the_drivers_is_that_of_the_table_to_the_last_digit(analysis, book):
    rows = table_of(book["Drivers"])
    assert len(rows) == len(analysis.drivers)
    found = {(row["Period"], row["Theme id"], row["Sign"]): row for row in rows}
    numbers = [name for name in COLUMNS if COLUMNS[name].form in FORMS]
    for record in records(analysis.drivers):
        row = found[record["period"], record["theme"], words.SIGN_WORDS[record["sign"]]]
        for name in numbers:
            assert same(row[COLUMNS[name].title], record[name]), name


def test_every_column_of_the_table_of_drivers_has_one_in_the_sheet():
    assert set(COLUMNS) == set(DRIVERS.column_names)
    titles = [column.title for column in COLUMNS.values()]
    assert len(titles) == len(set(titles))
    assert all(column.meaning for column in COLUMNS.values())


def test_the_reports_period_comes_first_then_the_latest(analysis, book):
    periods = list(dict.fromkeys(row["Period"] for row in table_of(book["Drivers"])))
    assert periods == list(reversed(analysis.periods))
    middle = replace(analysis, period=analysis.periods[1])
    periods = list(dict.fromkeys(row["Period"] for row in table_of(opened(middle)["Drivers"])))
    assert periods == [analysis.periods[i] for i in (1, 3, 2, 0)]


def test_a_driver_with_too_few_mentions_is_empty_and_says_why(book):
    rows = [row for row in table_of(book["Drivers"]) if row["Verdict"].startswith("too few")]
    assert rows
    for row in rows:
        assert row["Note"]
        assert {row[name] for name in ("Points", "Points from", "Reach", "Rank")} == {None}
        assert row["n"] > 0


def test_the_sheet_of_responses_has_each_once_with_what_it_says(analysis, book):
    rows = {row["Response"]: row for row in table_of(book["Responses"])}
    assert len(rows) == len(analysis.responses)
    said = analysis.mentions.groupby(["response_id", "sign"])["theme"].agg(set).to_dict()
    for record in records(analysis.responses):
        row = rows[record["response_id"]]
        assert row["Score"] == record["score"]
        assert row["Category"] == record["group"]
        assert row["Answered (UTC)"] == record["responded_at"].tz_convert(None).floor("s")
        assert isinstance(row["Answered (UTC)"], dt.datetime)
        themes = said.get((record["response_id"], "negative"), set())
        labels = {analysis.codeframe[theme].label for theme in themes}
        assert set(filter(None, (row["Complaints"] or "").split("; "))) == labels


def test_more_responses_than_a_sheet_holds_are_told_of(analysis):
    sheet = response_sheet(analysis, most=70)
    rows = list(sheet.listings[0].rows)
    assert len(rows) == sheet.listings[0].n_rows == 70
    assert {row[2] for row in rows[:60]} == {analysis.period}
    assert "70 of 240 responses" in sheet.about
    assert "tables/responses.parquet" in sheet.about
    assert left_out(analysis) == ""


def test_every_quote_is_an_exact_part_of_its_reason(analysis, book):
    reasons = analysis.responses.set_index("response_id")["reason"]
    rows = table_of(book["Quotes"])
    assert len(rows) > 20
    for row in rows:
        reason = cell_text(reasons[row["Response"]])
        assert row["Quote"] in reason
        assert row["Clause"] in row["Quote"]
    said = analysis.mentions.merge(analysis.responses, on="response_id")
    said = said[(said["period"] == analysis.period) & (said["sign"] != "neutral")]
    labels = {analysis.codeframe[theme].label for theme in said["theme"]}
    assert {row["Theme"] for row in rows} == labels


def heat_rows(sheet):
    rows = list(sheet.iter_rows(values_only=True))
    top = next(i for i, row in enumerate(rows) if row[:2] == ("Theme", "Figure"))
    return rows[top - 2 : top + 1], rows[top + 1 :]


def test_the_heat_map_has_the_shares_of_the_page(analysis, book):
    (segments, values, bases), rows = heat_rows(book[HEAT])
    found = {(row[0], row[1]): row[2:] for row in rows}
    names = [name for name in segments[2:] if name]
    assert names == ["plan", "region"]
    grid = next(p for p in SECTIONS["heat"](analysis).parts if isinstance(p, Grid))
    assert grid.table.rows
    for theme, _, value, complain, *_ in grid.table.rows:
        place = values.index(value) - 2
        share = found[theme, FIGURES[0]][place]
        limits = (found[theme, name][place] for name in FIGURES[1:3])
        if share is not None:
            assert words.share(share) in complain
            assert words.with_interval(share, *limits, words.share) == complain
    assert bases[2] == len(
        analysis.responses[
            (analysis.responses["period"] == analysis.period) & analysis.responses["reason"].notna()
        ]
    )


def test_a_value_with_fewer_than_30_reasons_has_no_number(analysis):
    heat = heat_sheet(analysis)
    small = [place for place, column in enumerate(heat.columns) if column.n < 30]
    assert small
    for cells in heat.cells:
        assert all((cells[place] is None) == (place in small) for place in range(len(cells)))


def test_the_shares_are_those_of_a_hand_count(analysis):
    heat = heat_sheet(analysis)
    own = analysis.responses.query("period == @analysis.period and reason.notna()")
    north = own[own["region"] == "North"]
    said = analysis.mentions.query("sign == 'negative' and theme == 'bugs'")["response_id"]
    n = int(north["response_id"].isin(said).sum())
    place = next(i for i, column in enumerate(heat.columns) if column.value == "North")
    row = heat.themes.index(analysis.codeframe["bugs"].label)
    if heat.cells[row][place] is not None:
        assert heat.cells[row][place].n == n
        assert heat.cells[row][place].share == pytest.approx(n / len(north))


def test_the_parts_of_the_change_add_up_in_the_summary(analysis, book):
    rows = list(book["Summary"].iter_rows(values_only=True))
    start = next(i for i, row in enumerate(rows) if row[0] == "Part") + 1
    parts = {}
    for row in rows[start:]:
        if row[0] is None:
            break
        parts[row[0]] = row[1]
    whole = parts.pop("All parts together: the change")
    assert sum(parts.values()) == pytest.approx(whole)
    totals = analysis.nps.query("segment == 'all'").set_index("period")["nps"]
    assert whole == pytest.approx(totals[analysis.period] - totals[analysis.reference])


def test_the_summary_starts_with_the_answer(analysis, book):
    sheet = book["Summary"]
    assert sheet["A1"].value == analysis.title
    assert sheet["B2"].value == SECTIONS["headline"](analysis).text


def test_headers_stay_in_view_and_filter(book):
    for name in ("Drivers", "Quotes", "Responses", HEAT):
        assert book[name].freeze_panes
        assert book[name].auto_filter.ref


def test_read_me_explains_every_sheet_and_column(book):
    rows = list(book["Read me"].iter_rows(values_only=True))
    told = {row[0] for row in rows}
    assert told >= set(SHEETS) - {"Read me"}
    columns = {row[1] for row in rows if row[0] == "Drivers"}
    assert columns >= {column.title for column in COLUMNS.values()}


@given(st.floats(-200, 200))
def test_points_and_scores_look_like_the_words(value):
    shown = {"+0.0;-0.0": f"{value:+.1f}", "0.0": f"{value:.1f}", "0.0;0.0": f"{abs(value):.1f}"}
    assert shown[points_form(value)] == words.plain(words.points(value))
    assert shown[score_form(value)] == words.plain(words.score(value))


@given(st.floats(0, 1))
def test_shares_look_like_the_words(value):
    form = share_form(value)
    shown = {"0 %": f"{100 * value:.0f} %", "0.0 %": f"{100 * value:.1f} %"}
    assert shown.get(form, form.strip('"')) == words.plain(words.share(value))


def test_a_file_is_written_whole(analysis, tmp_path):
    path = write_workbook(analysis, tmp_path / "new" / "report.xlsx")
    assert path.read_bytes() == workbook(analysis)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_shows_numbers_as_the_words_do(analysis, tmp_path):
    path = write_workbook(analysis, tmp_path / "report.xlsx")
    # Comma, quote, UTF-8 ... numbers as shown (the ninth), every sheet in a file of its own (-1).
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,,,-1"),
            *("--outdir", tmp_path, path),
        ],
        check=True,
        capture_output=True,
        timeout=110,
    )
    drivers = pd.read_csv(tmp_path / "report-Drivers.csv", dtype=str)
    shown = {(row["Period"], row["Theme id"], row["Sign"]): row for row in records(drivers)}
    for record in records(analysis.drivers):
        row = shown[record["period"], record["theme"], words.SIGN_WORDS[record["sign"]]]
        if record["points"] is not None:
            assert row["Points"] == words.plain(words.points(record["points"]))
            assert row["Reach"] == words.plain(words.share(record["reach"]))
            assert row["n"] == words.count(record["n"])
        else:
            assert row["Points"] is None
    reasons = pd.read_csv(tmp_path / "report-Responses.csv", dtype=str)["Reason"].dropna()
    assert set(reasons) == {cell_text(text) for text in analysis.responses["reason"].dropna()}
