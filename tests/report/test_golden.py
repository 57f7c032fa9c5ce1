"""What reports say, word for word: kept in golden/, so that a change of it is seen and meant.

`NPS_REASONS_GOLDEN=write pytest tests/report/test_golden.py` writes them anew; read the diff.
"""

from __future__ import annotations

import hashlib
import os
from html.parser import HTMLParser
from pathlib import Path

import pytest

from nps_reasons.report import FILES, FORMATS
from nps_reasons.report.page.html import render
from nps_reasons.saved_analysis import read_analysis

GOLDEN = Path(__file__).parent / "golden"
WRITES = os.environ.get("NPS_REASONS_GOLDEN") == "write"
AS_THEY_ARE = ("md", "slack", "briefs", "followup")
UNSEEN = {"style", "script", "svg", "title"}
BLOCKS = {"p", "li", "tr", "h1", "h2", "h3", "dt", "dd", "summary", "section", "caption", "footer"}


class Text(HTMLParser):
    """Visible text of a page, a line a block; pictures and data are left out."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.hidden, self.pieces = 0, []
        self.feed(source)
        lines = ("".join(self.pieces)).split("\n")
        self.lines = [" ".join(line.split()) for line in lines if line.strip()]

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in UNSEEN
        self.pieces.append("\n" if tag in BLOCKS else " | " if tag in {"td", "th"} else "")

    def handle_endtag(self, tag):
        self.hidden -= tag in UNSEEN
        self.pieces.append("\n" if tag in BLOCKS else "")

    def handle_data(self, data):
        if not self.hidden:
            self.pieces.append(data.replace("\n", " "))


def text_of_slides(path):
    from pptx import Presentation

    lines = []
    for number, slide in enumerate(Presentation(path).slides, start=1):
        lines.append(f"# {number}")
        for shape in slide.shapes:
            if shape.has_text_frame:
                lines += shape.text_frame.text.splitlines()
            if shape.has_table:
                lines += [" | ".join(c.text for c in row.cells) for row in shape.table.rows]
        lines += ["> " + line for line in slide.notes_slide.notes_text_frame.text.splitlines()]
    return lines


def spoken(analysis, folder):
    """Name of a golden file to its lines."""
    page = render(analysis).partition('<section id="comments"')
    texts = {"report.html.txt": Text(page[0] + page[2].partition("</section>")[2]).lines}
    texts["report.pptx.txt"] = text_of_slides(FORMATS["pptx"](analysis, folder / "report.pptx"))
    for name in AS_THEY_ARE:
        path = FORMATS[name](analysis, folder / FILES[name])
        texts[FILES[name]] = path.read_text(encoding="utf-8").splitlines()
    return texts


def compare(name, texts):
    folder = GOLDEN / name
    if WRITES:
        folder.mkdir(parents=True, exist_ok=True)
        for file, lines in texts.items():
            (folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert {path.name for path in folder.iterdir()} - {"tags.sha256"} == set(texts)
    for file, lines in texts.items():
        assert (folder / file).read_text(encoding="utf-8").splitlines() == lines, file


def test_the_made_up_company_is_told_in_these_words(analysis, tmp_path):
    compare("made-up", spoken(analysis, tmp_path))


@pytest.mark.slow
def test_the_demo_is_told_in_these_words(demo_folder, tmp_path):
    analysis = read_analysis(demo_folder)
    tags = analysis.mentions[["response_id", "clause", "theme", "sign"]].to_csv(index=False)
    found, kept = hashlib.sha256(tags.encode()).hexdigest(), GOLDEN / "demo" / "tags.sha256"
    if WRITES:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(found + "\n", encoding="utf-8")
    if kept.read_text(encoding="utf-8").strip() != found:
        pytest.skip("this processor's arithmetic tags some clause of the demo otherwise")
    compare("demo", spoken(analysis, tmp_path))
