"""Every quote of every format is an exact part of the reason that has its id."""

import csv
import html
import io
import json
import re

import openpyxl
import pptx
import pytest
from lxml import etree
from lxml import html as markup
from markdown_it import MarkdownIt

from nps_reasons.report import write_formats
from nps_reasons.report.formats import FILES

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
JOINER = "\N{WORD JOINER}"
DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Said = list[tuple[str, str]]


def quotes_of_page(folder) -> Said:
    """Quotes, the comments that stand in the page, and those that its script shows."""
    page = markup.fromstring((folder / FILES["html"]).read_text(encoding="utf-8"))
    quotes = [
        (quote.find_class("id")[0].find("bdi").text_content(), quote.find("p/bdi").text_content())
        for quote in page.iter("blockquote")
        if quote.find_class("id")
    ]
    data = json.loads(page.get_element_by_id("comments-data").text)
    return quotes + [(row[0], row[4]) for row in data["rows"]]


def quotes_of_slides(folder) -> Said:
    found = []
    for slide in pptx.Presentation(str(folder / FILES["pptx"])).slides:
        named = [
            (shape.name, shape.text_frame.text) for shape in slide.shapes if shape.has_text_frame
        ]
        texts = [text for name, text in named if name == "Quote"]
        ids = [text.rpartition(" id ")[2] for name, text in named if name == "Who said it"]
        found += zip(ids, [text.strip(f"{ELLIPSIS} \u201c\u201d") for text in texts], strict=True)
    return found


def quotes_of_workbook(folder) -> Said:
    sheet = openpyxl.load_workbook(folder / FILES["xlsx"], read_only=True)["Quotes"]
    head, *rows = sheet.iter_rows(values_only=True)
    places = [head.index(name) for name in ("Response", "Quote")]
    return [tuple(row[place] for place in places) for row in rows if any(row)]


def quotes_of_records(folder) -> Said:
    lines = (folder / FILES["jsonl"]).read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [(quote["id"], quote["text"]) for record in records for quote in record["quotes"]]


def quotes_of_sheet(folder) -> Said:
    text = (folder / FILES["csv"]).read_text(encoding="utf-8-sig")
    cells = [row["quotes"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    # A `'` keeps a spreadsheet from running what begins like a formula.
    lines = [re.sub("^'(?= *[=+@-])", "", line) for cell in cells for line in cell.split("\n")]
    return [(line.rpartition(" (")[2][:-1], line.rpartition(" (")[0]) for line in lines if line]


def quotes_of_issues(folder) -> Said:
    text = (folder / FILES["jira"]).read_text(encoding="utf-8")
    bodies = [row["Description"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    parts = [part for body in bodies for part in re.split(r"^\{quote\}$", body, flags=re.M)[1::2]]
    found = []
    for part in parts:
        *lines, last = part.strip("\n").split("\n")
        found.append((_from_jira(last)[1:-1], "\n".join(_from_jira(line) for line in lines)))
    return found


def _from_jira(line: str) -> str:
    return html.unescape(re.sub(r"\\(?=[^\w\s])", "", line))


def quotes_of_briefs(folder) -> Said:
    source = (folder / FILES["briefs"]).read_text(encoding="utf-8")
    page = etree.fromstring(f"<all>{MarkdownIt().render(source)}</all>")
    found = []
    for quote in page.iter("blockquote"):
        *lines, last = "".join(quote.itertext()).strip("\n").split("\n")
        found.append((last[1:-1].rpartition(", ")[0], "\n".join(lines)))
    return found


READERS = {
    "html": quotes_of_page,
    "pptx": quotes_of_slides,
    "xlsx": quotes_of_workbook,
    "jsonl": quotes_of_records,
    "csv": quotes_of_sheet,
    "jira": quotes_of_issues,
    "briefs": quotes_of_briefs,
}
"""Format to what reads its quotes back, each with the id of the response that it is of."""

WITHOUT = {"md", "slack", "followup"}
"""Formats without a word of anybody."""


def plain(text: str) -> str:
    """A text without what a format may change: white space, and marks of direction."""
    return " ".join(DIRECTIONS.sub("", text.replace(JOINER, "")).split())


def no_part_of_their_reason(quotes: Said, reasons) -> Said:
    return [
        (key, text)
        for key, text in quotes
        if not plain(text) or plain(text) not in plain(reasons.get(key, ""))
    ]


def reasons_of(analysis):
    return analysis.responses.dropna(subset=["reason"]).set_index("response_id")["reason"]


@pytest.fixture(scope="module")
def folder(analysis, tmp_path_factory):
    where = tmp_path_factory.mktemp("quotes")
    write_formats(analysis, where, tuple(FILES))
    return where


def test_each_format_has_quotes_or_none():
    assert set(READERS) | WITHOUT == set(FILES)


@pytest.mark.parametrize("name", READERS)
def test_every_quote_is_an_exact_part_of_the_reason_with_its_id(analysis, folder, name):
    quotes = READERS[name](folder)
    assert quotes
    assert no_part_of_their_reason(quotes, reasons_of(analysis)) == []


@pytest.mark.parametrize("name", sorted(WITHOUT))
def test_formats_without_quotes_hold_no_word_of_anybody(analysis, folder, name):
    text = (folder / FILES[name]).read_text(encoding="utf-8")
    assert [reason for reason in reasons_of(analysis) if plain(reason) in plain(text)] == []
