"""A survey all of whose words are hostile: in no file of a report does one run, all can be read."""

import csv
import html
import io
import json
import re
import shutil
import unicodedata
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pptx
import pytest
from lxml import etree
from markdown_it import MarkdownIt

from nps_reasons.analysis import Check
from nps_reasons.readers import Coverage, FileCount
from nps_reasons.report import write_formats, write_tables
from nps_reasons.report.formats import FILES
from nps_reasons.report.page.html import LARGEST
from nps_reasons.schema import MENTIONS, PLANNED, RESPONSES, TABLES

MALICE = (
    "<script>alert(1)</script>",
    "</style></section><img src=x onerror=alert(2)>",
    "</script><svg onload=alert(3)></svg>",
    "<!-- <a href='javascript:alert(4)'>here</a>",
    "javascript:alert(5)",
    "[press](javascript:alert(6)) ![see](https://evil.example/7.png)",
    "\u202eetirw uoy \u2067os",
    "=cmd|' /C calc'!A0",
    "+8+8",
    "@SUM(9)",
    "-10+11",
    "\t=12+12",
    "\r=13+13",
    " =14+14",
    "fine;=15+15;fine",
    "fine\n=16+16\n@SUM(16)",
    "\uff1d17+17",
    "nul\x00 and escape\x1b[31m",
    "half\ud800 of one",
    "{{18*18}} {% raw %} ${19} #{20}",
    "{code}x{code} {html}<b>{html} [~admin] !a.png! h1. Big",
    "<!channel> <@U1> <https://evil.example/21|here> &lt;!here&gt;",
    "|table|of|two| `code` **bold** _slanted_ ~~gone~~",
    "# Big\n> said\n1. first\n---\n    code",
    "\U0001f469\U0001f3fd\u200d\U0001f692 and Z\u0338\u0351a\u0337l\u0338go",
    "line\u2028end\u2029of\x85all",
    '" onmouseover="alert(22)" x=\'',
    "_x0041_ 100% &amp; &#x3c;b&#x3e;",
    "https://evil.example/23 www.evil.example a@evil.example",
)
"""Each is a reason, a name or an id in its turn."""

LONG = "word " * 200_000
"""A megabyte."""

DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")

SEGMENT_NAMES = {"plan": "=plan <b>{{1}}</b> [p](javascript:p)", "region": "\u202ere|gion</script>"}


def malice(place: int) -> str:
    """Something hostile that a table can hold: no half of a character gets into one."""
    return MALICE[place % len(MALICE)].replace("\ud800", "\ufffd")


def hostile(analysis):
    """Return an analysis in which whatever others wrote is hostile."""
    words = sorted({*analysis.responses["plan"], *analysis.responses["region"]})
    values = {word: f"{malice(5 * k)} {word}" for k, word in enumerate(words)}
    labels = {info.label: f"{malice(k)} {info.label}" for k, info in enumerate(frame_of(analysis))}
    ids = {key: f"{malice(k)} {key}" for k, key in enumerate(analysis.responses["response_id"])}
    spelled = {**values, **labels, **SEGMENT_NAMES, **ids}
    made = {name: renamed(getattr(analysis, name), spelled) for name in TABLES if name in _HELD}
    responses, mentions = with_hostile_reasons(made["responses"], made["mentions"])
    own = {"responses": responses, "mentions": mentions, "planned": tickets()}
    return replace(
        analysis,
        **{name: contract_of(name).check(table) for name, table in {**made, **own}.items()},
        segments=tuple(SEGMENT_NAMES.values()),
        adjusted=tuple(SEGMENT_NAMES.values()),
        **told(analysis, labels),
    )


_HELD = set(TABLES) - {"planning"}


def contract_of(name):
    return TABLES[name]


def frame_of(analysis):
    return list(analysis.codeframe.values())


def renamed(table, spelled):
    """Put other words in the place of texts that stand alone in a cell, and of column names."""
    texts = table.select_dtypes("string")
    changed = {name: table[name].map(lambda text: spelled.get(text, text), na_action="ignore")
               for name in texts}  # fmt: skip
    return table.assign(**changed).rename(columns=SEGMENT_NAMES)


def with_hostile_reasons(responses, mentions):
    """Begin each reason with something hostile; the longest is a megabyte."""
    starts = pd.Series([f"{malice(k)} " for k in range(len(responses))], index=responses.index)
    starts.iloc[-1] = LONG
    starts = starts.astype("string")
    moved = mentions["response_id"].map(
        dict(zip(responses["response_id"], starts.str.len(), strict=True))
    )
    return (
        RESPONSES.check(
            responses.assign(
                reason=starts + responses["reason"],
                respondent_id=starts.str.slice(0, 40) + responses["score"].astype("string"),
                value=100.0,
            )
        ),
        MENTIONS.check(
            mentions.assign(start=mentions["start"] + moved, end=mentions["end"] + moved)
        ),
    )


def tickets():
    rows = [
        {"line": k, "record": f"nps-{theme}", "theme": theme, "ticket": f"{malice(k)}-1"}
        | {"status": "in progress", "created": "2031-01-05", "resolved": None, "used": True}
        | {"problem": malice(k + 1)}
        for k, theme in enumerate(("support-quality", "bugs", "price", "billing"), 2)
    ]
    return PLANNED.check(pd.DataFrame(rows))


def told(analysis, labels):
    """What an analysis says beside its tables."""
    files = [f"{text}.csv" for text in MALICE]
    return {
        "codeframe": {
            theme: replace(
                info, label=labels[info.label], definition=malice(k), owner=malice(k + 3)
            )
            for k, (theme, info) in enumerate(analysis.codeframe.items())
        },
        "codeframe_version": MALICE[0],
        "codeframe_changes": MALICE,
        "checks": tuple(Check(f"Check {text}", text, "warning") for text in MALICE),
        "title": " ".join(MALICE),
        "versions": {"tagger": MALICE[1]},
        "source": replace(
            analysis.source,
            hashes=dict.fromkeys(files, "0" * 64),
            columns={"score": MALICE[0], "reason": MALICE[6]},
            notes=MALICE,
            counts=tuple(FileCount(name, 9, 9, 0, 0) for name in files),
            coverage=(Coverage(files[0], MALICE[5], 9, 1, 0, 10.0, 0.0, None),),
        ),
    }


@pytest.fixture(scope="module")
def evil(make_analysis):
    return hostile(make_analysis())


@pytest.fixture(scope="module")
def folder(evil, tmp_path_factory):
    where = tmp_path_factory.mktemp("hostile")
    write_formats(evil, where, tuple(FILES))
    write_tables(evil, where / "tables")
    return where


def text_of(folder, name):
    return (folder / FILES[name]).read_text(encoding="utf-8-sig")


def letters(text):
    """What is left of a text in every format: its plain letters and digits."""
    return re.sub("[^a-zA-Z0-9]", "", unicodedata.normalize("NFKC", text))


# The page


class Page(HTMLParser):
    """What a browser makes of a page: tags, what their text is, and what is isolated in it."""

    VOID = frozenset({"meta", "path", "line", "rect", "circle", "input", "br"})

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.pieces: list[tuple[frozenset[str], str]] = []
        self.feed(source)
        self.text = "".join(piece for around, piece in self.pieces if not around & _UNSEEN)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        assert self.inside.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_data(self, data):
        self.pieces.append((frozenset(self.inside), data))


_UNSEEN = frozenset({"style", "script"})
_ACTIVE = {"iframe", "img", "link", "object", "embed", "form", "base", "image", "use", "a:script"}


@pytest.fixture(scope="module")
def source(folder):
    return text_of(folder, "html")


@pytest.fixture(scope="module")
def page(source):
    return Page(source)


def test_the_page_runs_and_loads_nothing_but_our_own_script(page, source):
    assert len(source.encode()) <= LARGEST
    assert not _ACTIVE & {tag for tag, _ in page.tags}
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "comments-data"}, {}]
    names = {name for _, attributes in page.tags for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in {"src", "srcset"}]
    assert all(a["href"].startswith("#") for _, a in page.tags if "href" in a)
    assert not any(re.search(r"url\(|expression", a["style"]) for _, a in page.tags if "style" in a)


def test_the_page_is_whole_and_shows_every_name(page, evil):
    assert page.inside == []
    seen = letters(page.text)
    assert [info.label for info in evil.codeframe.values() if letters(info.label) not in seen] == []
    assert letters(evil.title) in seen


def test_a_mark_of_direction_turns_nothing_on_the_page_but_the_comment_that_holds_it(page, source):
    assert not DIRECTIONS.search(source)
    turned = [around for around, text in page.pieces if DIRECTIONS.search(text)]
    assert turned
    assert all("bdi" in around for around in turned)
    assert not [a for _, attributes in page.tags for a in attributes.values()
                if DIRECTIONS.search(a or "")]  # fmt: skip


def test_comments_are_data_of_the_page_and_read_as_they_were_written(page, evil):
    (data,) = (text for around, text in page.pieces if "script" in around and text[0] == "{")
    rows = json.loads(data)["rows"]
    reasons = evil.responses.set_index("response_id")["reason"]
    written = {letters(key): letters(reason) for key, reason in reasons.dropna().items()}
    assert len(rows) == len(written)
    assert all(written[letters(row[0])].startswith(letters(row[4])) for row in rows)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_a_browser_runs_and_asks_for_nothing(folder):
    from playwright.sync_api import sync_playwright

    heard = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        address = (folder / FILES["html"]).as_uri()
        page.on("request", lambda request: request.url == address or heard.append(request.url))
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
        page.goto(address)
        page.locator("#comments-q").fill("alert")
        page.locator("#comments-list mark").first.wait_for(timeout=5000)
        browser.close()
    assert heard == []


# Spreadsheets

_RUNS = re.compile(r"(?:^|[;\t\r\n]) *[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""Where a program that parts cells by commas, semicolons or tabs sees one that it would run."""


def is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def rows_of(path):
    csv.field_size_limit(2 * len(LONG))
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


CSV_FILES = sorted(name for name in FILES.values() if name.endswith(".csv")) + [
    f"tables/{name}.csv" for name in TABLES
]


@pytest.mark.parametrize("name", CSV_FILES)
def test_no_cell_of_a_csv_file_runs(folder, name):
    head, *rows = rows_of(folder / name)
    assert [cell for cell in head if _RUNS.search(cell)] == []
    cells = [cell for row in rows for cell in row if not is_number(cell)]
    assert [cell[:80] for cell in cells if _RUNS.search(cell)] == []
    assert {len(row) for row in rows} <= {len(head)}


def test_csv_files_hold_each_word(folder, evil):
    head, *rows = rows_of(folder / "tables" / "responses.csv")
    reasons = [row[head.index("reason")] for row in rows]
    assert [letters(text) for text in reasons] == [
        letters(text) for text in evil.responses["reason"].fillna("")
    ]
    head, *rows = rows_of(folder / FILES["csv"])
    titles = letters("".join(row[head.index("title")] for row in rows))
    assert letters(evil.codeframe["bugs"].label) in titles


def parts_of(content):
    """Parts of a package that are XML, each read as such."""
    package = zipfile.ZipFile(io.BytesIO(content))
    names = [name for name in package.namelist() if name.endswith((".xml", ".rels"))]
    return {name: etree.fromstring(package.read(name)) for name in names}


def assert_harmless_workbook(content):
    for name, part in parts_of(content).items():
        tags = {etree.QName(node).localname for node in part.iter()}
        assert not tags & {"f", "hyperlink", "hyperlinks", "ddeLink", "oleObject"}, name
        assert "External" not in {node.get("TargetMode") for node in part.iter()}, name
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert not [text for text in texts if DIRECTIONS.search(text)]
    return texts


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(folder, evil):
    texts = assert_harmless_workbook((folder / FILES["xlsx"]).read_bytes())
    seen = letters("\n".join(texts))
    assert [info.label for info in evil.codeframe.values() if letters(info.label) not in seen] == []
    assert [text for text in texts if text.startswith("=cmd|' /C calc'!A0")]
    assert max(map(len, texts)) <= 32_767


# Slides


def test_slides_hold_no_link_and_their_charts_no_formula(folder, evil):
    content = (folder / FILES["pptx"]).read_bytes()
    package = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in package.namelist() if "vba" in name or "activeX" in name]
    for name, part in parts_of(content).items():
        tags = {etree.QName(node).localname for node in part.iter()}
        assert not tags & {"hlinkClick", "hlinkHover", "hlinkMouseOver", "oleObj", "cmd"}, name
        assert "External" not in {node.get("TargetMode") for node in part.iter()}, name
        assert not DIRECTIONS.search("".join(part.itertext())), name
    books = [name for name in package.namelist() if name.endswith(".xlsx")]
    assert books
    for name in books:
        assert_harmless_workbook(package.read(name))
    seen = letters("".join(slide_texts(folder)))
    assert letters(evil.codeframe["support-quality"].label)[:12] in seen


def slide_texts(folder):
    for slide in pptx.Presentation(str(folder / FILES["pptx"])).slides:
        yield "".join("".join(shape._element.itertext()) for shape in slide.shapes)
        yield slide.notes_slide.notes_text_frame.text


# Text that programs make something of

_OF_TEXT = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "hr"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("blockquote_open", "blockquote_close", "strong_open", "strong_close"),
    *("text", "text_special", "hardbreak", "softbreak"),
}


@pytest.mark.parametrize("name", ["md", "briefs"])
def test_markdown_has_no_link_picture_tag_code_or_mention_of_theirs(folder, evil, name):
    source = text_of(folder, name)
    blocks = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source)
    tokens = [token for block in blocks for token in (block, *(block.children or ()))]
    assert {token.type for token in tokens} <= _OF_TEXT | {"code_inline"}
    code = [token.content for token in tokens if token.type == "code_inline"]
    assert all(re.fullmatch("nps-[a-z.-]+", text) for text in code)
    assert not re.search(r"@(?=\w)|(?<=\w)://|\bwww\.(?=\w)|javascript:(?=\w)", source)
    assert not DIRECTIONS.search(source)
    seen = letters("".join(token.content for token in tokens if not token.children))
    assert letters(evil.codeframe["support-quality"].label) in seen


def test_slack_gets_no_link_mention_or_mark_of_theirs(folder, evil):
    payload = text_of(folder, "slack")
    message = json.loads(payload)
    found = [message["text"], *texts_under(message["blocks"])]
    for text in found:
        assert not re.search(r"<|>|&(?!amp;|lt;|gt;)", text.replace(found[1], "")), text
        assert not re.search(r"@(?=\w)|(?<=\w)://|\bwww\.(?=\w)|[`~]", text)
    assert payload.count("\n") == 1
    assert len(payload.splitlines()) == 1
    assert not DIRECTIONS.search(payload)
    assert letters(evil.codeframe["support-quality"].label) in letters(html.unescape(payload))


def texts_under(blocks):
    for block in blocks:
        for part in [block.get("text"), *block.get("elements", ())]:
            if part:
                yield part["text"]


def test_jira_gets_no_macro_link_picture_table_or_mention_of_theirs(folder, evil):
    head, *issues = rows_of(folder / FILES["jira"])
    for issue in issues:
        given = dict(zip(head, issue, strict=True))
        assert re.fullmatch("[A-Z][A-Z0-9_]+-[0-9]+|", given["Issue Key"])
        assert not re.search(r"[\r\n\u2028\u2029]", given["Summary"])
        body = given["Description"].replace("{quote}", "")
        body = re.sub(r"^\* \*[A-Z][a-z ]+:\* ", "", body, flags=re.MULTILINE)
        assert not re.search(r"(?<!\\)[{}\[\]|]|(?<!\\)!(?=\S)", body)
        assert not re.search(r"(?m:^)(h[1-6]|bq)\.|@(?=\w)|javascript:(?=\w)|(?<=\w)://", body)
        assert not DIRECTIONS.search(body)
    seen = letters("".join(issue[0] for issue in issues))
    assert letters(evil.codeframe["bugs"].label) in seen


def test_a_record_is_a_line_of_json_for_every_program(folder, evil):
    text = text_of(folder, "jsonl")
    assert text.splitlines() == text.split("\n")[:-1]
    assert not DIRECTIONS.search(text)
    records = [json.loads(line) for line in text.splitlines()]
    reasons = evil.responses.set_index("response_id")["reason"]
    quotes = [quote for record in records for quote in record["quotes"]]
    assert quotes
    assert all(quote["text"] in reasons[quote["id"]] for quote in quotes)
