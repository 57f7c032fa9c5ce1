"""The page: offline, escaped, accessible in structure, the same bytes each time."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from nps_reasons import words
from nps_reasons.errors import OutputError, UsageError
from nps_reasons.report import FORMATS, SECTIONS, write_report
from nps_reasons.report.blocks import Drill, Quotes
from nps_reasons.report.formats import ENDINGS
from nps_reasons.report.page.html import MACROS, render

VOID = {"meta", "path", "line", "rect"}
FORBIDDEN = {"iframe", "img", "link", "object", "embed", "form", "base", "image", "use"}


class Page(HTMLParser):
    """What a browser would see: tags with their attributes, and the visible text."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[str] = []
        self.inside: list[str] = []
        # A marked clause stands in the middle of a sentence.
        self.feed(re.sub("</?mark>", "", source))
        self.text = " ".join(" ".join(self.pieces).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data):
        if not {"style", "script"} & set(self.inside):
            self.pieces.append(data)


@pytest.fixture(scope="module")
def source(analysis):
    return render(analysis)


@pytest.fixture(scope="module")
def page(source):
    return Page(source)


def test_the_same_analysis_gives_the_same_bytes(analysis, source, tmp_path):
    path = write_report(analysis, tmp_path / "new" / "report.html")
    assert path.read_bytes() == source.encode()


def test_the_order_of_rows_gives_the_same_bytes(analysis, source):
    tables = ("responses", "quarantine", "mentions", "nps", "drivers", "changes", "themes")
    shuffled = {name: getattr(analysis, name).sample(frac=1, random_state=1) for name in tables}
    assert render(replace(analysis, **shuffled)) == source


def test_nothing_is_loaded_or_run(page):
    assert not FORBIDDEN & {tag for tag, _ in page.tags}
    names = {name for _, attributes in page.tags for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in {"src", "srcset"}]


def scripts_of(page):
    return [attributes for tag, attributes in page.tags if tag == "script"]


def test_the_only_scripts_are_our_own_and_the_data_of_the_comments(page, source):
    assert scripts_of(page) == [{"type": "application/json", "id": "comments-data"}, {}]
    (script,) = re.findall(r"<script>(.*?)</script>", source, flags=re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    (policy,) = [a["content"] for _, a in page.tags if "http-equiv" in a]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "script-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_our_script_makes_no_markup_of_text_and_asks_for_nothing(source):
    (script,) = re.findall(r"<script>(.*?)</script>", source, flags=re.DOTALL)
    markup = {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"}
    others = {"eval(", "Function(", "fetch(", "XMLHttpRequest", "import(", "Storage", "cookie"}
    assert not [word for word in markup | others if word in script]


def test_links_stay_on_the_page(page):
    targets = [a["href"].split("?")[0] for _, a in page.tags if "href" in a]
    ids = {a["id"] for _, a in page.tags if "id" in a}
    assert targets
    assert all(target.startswith("#") and target[1:] in ids for target in targets)


def test_no_address_is_in_the_page_but_names_of_formats(source):
    addresses = re.findall(r"(.{8})https?://([^\"' ]+)", source)
    assert {host for _, host in addresses} <= {"www.w3.org/2000/svg", "www.w3.org/1999/xlink"}
    assert "url(" not in source
    assert "@import" not in source


def test_ids_are_unique(page):
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))


def test_the_page_has_a_language_landmarks_and_one_first_heading(page):
    tags = [tag for tag, _ in page.tags]
    assert page.tags[0] == ("html", {"lang": "en"})
    assert tags.count("h1") == tags.count("main") == tags.count("nav") == 1


def test_every_picture_has_a_name_and_a_table(page, source):
    figures = [a for tag, a in page.tags if tag == "figure"]
    tags = [tag for tag, _ in page.tags]
    assert len(figures) == source.count("<summary>Table: ") >= 6
    drawn = [a["class"] for _, a in page.tags if a.get("class") in {"wide", "narrow", "both"}]
    assert drawn.count("wide") == drawn.count("narrow")
    sparks = [a for _, a in page.tags if a.get("class") == "chart spark"]
    assert drawn.count("narrow") + drawn.count("both") + len(sparks) == len(figures)
    assert len(drawn) + len(sparks) == tags.count("svg")
    assert all(a["role"] == "img" and a["aria-label"] for a in figures)


def test_every_section_is_there(page):
    ids = {a.get("id") for tag, a in page.tags if tag == "section"}
    assert ids == set(SECTIONS)


def test_hostile_comments_stand_as_text(analysis, hostile):
    ids = analysis.responses.loc[analysis.responses["reason"].isin(hostile), "response_id"]
    mentions = analysis.mentions[analysis.mentions["response_id"].isin(ids)]
    source = render(_without_charts(replace(analysis, mentions=mentions)))
    page = Page(source)
    for comment in hostile:
        assert " ".join(comment.split()) in page.text
    assert not FORBIDDEN & {tag for tag, _ in page.tags}
    assert len(scripts_of(page)) == 2


def test_hostile_names_stand_as_text(source, page):
    assert "TechCorp <driver> report" in page.text
    assert "<b>Trial</b>" in page.text
    assert "<b>Trial" not in source


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x85", "\ud800"])
def test_characters_that_no_page_may_hold_are_shown_as_a_mark(analysis, tmp_path, sign):
    titled = replace(analysis, title=f"Report{sign} of a day", mentions=analysis.mentions.iloc[:0])
    path = write_report(_without_charts(titled), tmp_path / "report.html")
    assert "Report\N{REPLACEMENT CHARACTER} of a day" in path.read_text(encoding="utf-8")


def _without_charts(analysis):
    return replace(
        analysis,
        drivers=analysis.drivers.iloc[:0],
        changes=analysis.changes.iloc[:0],
        themes=analysis.themes.iloc[:0],
        periods=(analysis.period,),
        segments=(),
    )


def test_a_title_that_nobody_chose_names_the_file(analysis):
    plain = _without_charts(replace(analysis, title="NPS driver report"))
    assert "<h1>NPS driver report: survey.csv</h1>" in render(plain)


def test_hashes_of_files_and_models_are_left_to_the_manifest(analysis):
    versions = {"tagger": "keywords 1", "tagger_sha256": "f" * 64}
    source = render(_without_charts(replace(analysis, versions=versions)))
    assert "keywords 1" in source
    assert not re.search("[0-9a-f]{64}", source)


def test_quotes_stand_in_the_page_with_their_ids(analysis, page):
    reasons = analysis.responses.set_index("response_id")["reason"]
    drills = [part for part in SECTIONS["themes"](analysis).parts if isinstance(part, Drill)]
    parts = [part for drill in drills for part in drill.parts if isinstance(part, Quotes)]
    assert len(parts) >= 5
    for quote in (quote for part in parts for quote in part.quotes):
        assert quote.text in reasons[quote.response_id]
        assert " ".join(quote.text.split()) in page.text
        assert f"id {quote.response_id}" in page.text


def test_numbers_of_the_page_are_those_of_the_tables(analysis, page):
    drivers = analysis.drivers.query("period == @analysis.period and rank == 1")
    for row in drivers.itertuples():
        value = words.with_interval(row.points, row.points_low, row.points_high, words.points)
        assert " ".join(value.split()) in page.text
    for row in analysis.nps.query("period == @analysis.period").dropna().itertuples():
        assert words.score(row.nps) in page.text


def test_no_missing_number_shows(page):
    assert not {"nan", "None", "<NA>", "NaT"} & set(page.text.split())


@pytest.mark.parametrize("tiny", ["no reasons", "one response", "no detractors"], indirect=True)
def test_a_tiny_survey_gives_a_shorter_page_without_holes(analysis, tiny, source):
    page = Page(render(tiny))
    assert len(page.text) < len(Page(source).text)
    assert not {"nan", "None", "<NA>", "NaT"} & set(page.text.split())


def test_every_kind_of_part_has_a_macro(analysis):
    sections = [make(analysis) for make in SECTIONS.values()]
    kinds = {type(part) for section in sections for part in section.parts}
    assert kinds <= set(MACROS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_the_file_it_is_asked_for(analysis, tmp_path, name):
    path = FORMATS[name](_without_charts(analysis), tmp_path / f"report.{name}")
    assert path.stat().st_size > 0
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_the_ending_of_a_file_says_in_which_format_it_is_written(analysis, tmp_path):
    for ending, name in ENDINGS.items():
        path = write_report(_without_charts(analysis), tmp_path / f"report{ending.upper()}")
        again = FORMATS[name](_without_charts(analysis), tmp_path / "again")
        assert path.read_bytes() == again.read_bytes(), ending


@pytest.mark.parametrize("name", ["report.doc", "report", "report.pdf"])
def test_an_ending_of_no_format_is_told_before_anything_is_written(analysis, tmp_path, name):
    with pytest.raises(UsageError, match=r"is the ending of no report; expected one of \.html"):
        write_report(analysis, tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_in_the_way_is_told_in_one_line(analysis, tmp_path, name):
    with pytest.raises(OutputError, match="it is a folder") as caught:
        FORMATS[name](_without_charts(analysis), tmp_path)
    assert "\n" not in str(caught.value)


def test_a_file_in_place_of_the_folder_is_told_in_one_line(analysis, tmp_path):
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match=r"report\.html: cannot be written"):
        write_report(_without_charts(analysis), tmp_path / "out" / "report.html")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(analysis, tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_report(_without_charts(analysis), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
