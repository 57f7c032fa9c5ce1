"""Every number of a driver is the same on the page, in the workbook, the digest and the table."""

from __future__ import annotations

from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest

from nps_reasons import words
from nps_reasons.report import write_report, write_tables
from nps_reasons.report.digest import write_markdown
from nps_reasons.report.lookups import SIDE, records
from nps_reasons.report.workbook import write_workbook
from nps_reasons.report.workbook.driver_rows import COLUMNS

NUMBERS = (
    *("points", "points_low", "points_high", "reach", "n", "effect", "effect_low", "effect_high"),
    *("rank", "rank_low", "rank_high", "classic_impact"),
)


class Tables(HTMLParser):
    """Rows of all tables of a page, as texts, under their captions."""

    def __init__(self):
        super().__init__()
        self.tables, self.part = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append(("", []))
        elif tag == "tr" and self.tables:
            self.tables[-1][1].append([])
        elif tag in {"td", "th"} and self.tables:
            self.tables[-1][1][-1].append("")
        self.part = tag if tag in {"td", "th", "caption"} else self.part

    def handle_endtag(self, tag):
        self.part = None if tag in {"td", "th", "caption"} else self.part

    def handle_data(self, data):
        if self.part == "caption":
            caption, rows = self.tables[-1]
            self.tables[-1] = (caption + data.strip(), rows)
        elif self.part:
            self.tables[-1][1][-1][-1] += data.strip("\n")


@pytest.fixture(scope="module")
def drivers(analysis):
    """Drivers of the period; the formats are held against them."""
    return records(analysis.drivers[analysis.drivers["period"] == analysis.period])


@pytest.fixture(scope="module")
def folder(analysis, tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    write_report(analysis, folder / "report.html")
    write_workbook(analysis, folder / "report.xlsx")
    write_markdown(analysis, folder / "report.md")
    write_tables(analysis, folder / "tables")
    return folder


def test_the_parquet_has_every_digit(drivers, folder, analysis):
    table = pd.read_parquet(folder / "tables" / "drivers.parquet")
    found = {(row["period"], row["theme"], row["sign"]): row for row in records(table)}
    for driver in drivers:
        row = found[analysis.period, driver["theme"], driver["sign"]]
        assert {name: row[name] for name in NUMBERS} == {name: driver[name] for name in NUMBERS}


def test_the_workbook_has_every_digit_that_it_can_hold(drivers, folder, analysis):
    sheet = openpyxl.load_workbook(folder / "report.xlsx")["Drivers"]
    header, *rows = sheet.iter_rows(values_only=True)
    table = [dict(zip(header, row, strict=True)) for row in rows]
    found = {(row["Period"], row["Theme id"], row["Sign"]): row for row in table}
    for driver in drivers:
        row = found[analysis.period, driver["theme"], words.SIGN_WORDS[driver["sign"]]]
        for name in NUMBERS:
            cell, value = row[COLUMNS[name].title], driver[name]
            assert (cell is None) == (value is None), name
            assert value is None or cell == pytest.approx(value, rel=1e-15, abs=0), name


def test_the_page_has_them_as_words_prints_them(drivers, folder):
    page = Tables()
    page.feed((folder / "report.html").read_text(encoding="utf-8"))
    captions = {"negative": "Costs NPS", "positive": "Earns NPS"}
    for sign, caption in captions.items():
        rows = next(rows for found, rows in page.tables if found == caption)
        own = {row[0]: row[1:] for row in rows}
        for driver in [row for row in drivers if row["sign"] == sign]:
            cells = own[driver["label"]]
            assert words.count(driver["n"]) in cells
            if driver["points"] is None:
                assert words.TOO_FEW in cells
                continue
            span = words.interval(driver["points_low"], driver["points_high"], words.points)
            limits = (driver["effect_low"], driver["effect_high"])
            expected = (
                words.points(driver["points"]),
                span,
                words.share(driver["reach"]),
                words.with_interval(driver["effect"], *limits, words.points),
                words.rank(driver["rank"], driver["rank_low"], driver["rank_high"]),
                words.points(driver["classic_impact"]),
            )
            assert set(expected) <= set(cells)


def test_the_digest_has_the_largest_as_words_prints_them(drivers, folder):
    told = (folder / "report.md").read_text(encoding="utf-8").replace("\\", "")
    for sign, side in SIDE.items():
        rows = [row for row in drivers if row["sign"] == sign and (row["points"] or 0) * side > 0]
        for driver in sorted(rows, key=lambda row: row["rank"])[:3]:
            limits = (driver["points_low"], driver["points_high"])
            points = words.with_interval(driver["points"], *limits, words.points)
            reach, n = words.share(driver["reach"]), words.count(driver["n"])
            assert f"{driver['label']}: {points} points, said by {reach} ({n} tagged so)" in told
