"""The slides: the page's numbers, native and editable, the same bytes, nothing outside its box."""

import html
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from math import isfinite
from pathlib import Path

import openpyxl
import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont
from pptx.oxml.ns import qn
from pptx.util import Pt

from nps_reasons import words
from nps_reasons.report import SECTIONS, write_formats
from nps_reasons.report.blocks import Bars, Facts, Quotes, Step, Table, Trend, Waterfall
from nps_reasons.report.feed.records import feed
from nps_reasons.report.page.html import render
from nps_reasons.report.slides import write_slides
from nps_reasons.report.slides.fitting import (
    ELLIPSIS,
    LINE,
    clean,
    fitted,
    lines_of,
    shortened,
    width_of,
)
from nps_reasons.report.slides.scales import scale_of
from nps_reasons.report.slides.slide import Told, parts_in
from nps_reasons.report.slides.story import STORY, story
from nps_reasons.report.slides.waterfall import DOWN, LEVEL, UNSEEN, UP, sheet_of_steps

NUMBER = re.compile(r"[\u2212+]?\d+(?:,\d{3})*(?:\.\d+)?")
ORDER = (
    *("idx", "order", "tx", "spPr", "invertIfNegative", "marker", "dPt", "dLbls", "errBars"),
    *("cat", "val", "smooth"),
)
SMALLEST = 10.0

LONG = (
    "Помощь клиентам и качество обслуживания по телефону и в офисе",
    "价格与价值以及与竞争对手相比的性价比和长期合同的折扣条件等等问题",
    "سهولة الاستخدام في التطبيق والموقع",
    "=cmd|' /C calc'!A0 and a label that is some sixty characters",
    "W" * 60,
    "+1+1 a\x00b <script>alert(1)</script>",
    "A label of sixty characters, no more, no less, that is long.",
    "D",
)


@pytest.fixture(scope="module")
def written(analysis, tmp_path_factory):
    return write_slides(analysis, tmp_path_factory.mktemp("slides") / "report.pptx")


@pytest.fixture(scope="module")
def show(written):
    return pptx.Presentation(str(written))


@pytest.fixture(scope="module")
def told(analysis):
    return Told(analysis)


@pytest.fixture(scope="module")
def page_numbers(analysis):
    return set(NUMBER.findall(_seen(render(analysis))))


@pytest.fixture(scope="module")
def awkward(analysis):
    """Return a survey whose names are long, foreign or hostile."""
    pairs = zip(analysis.codeframe.items(), LONG, strict=True)
    codeframe = {theme: replace(info, label=label) for (theme, info), label in pairs}

    def renamed(table):
        labels = table["theme"].map(lambda theme: codeframe[theme].label)
        return table.assign(label=labels.astype("string"))

    return replace(
        analysis,
        title="A very \ud800\x01long title, " * 12,
        codeframe=codeframe,
        drivers=renamed(analysis.drivers),
        themes=renamed(analysis.themes),
    )


def _seen(page):
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub("<[^>]*>", " ", body))


def _texts(slide):
    """Texts of a slide, but for its number."""
    for shape in slide.shapes:
        if shape.has_text_frame and shape._element.find(f".//{qn('a:fld')}") is None:
            yield shape.text_frame.text
        if shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)
        if shape.has_chart:
            yield from shape.chart.plots[0].categories


def _charts(show):
    return [shape.chart for slide in show.slides for shape in slide.shapes if shape.has_chart]


def _chart_of(show, slide, number=0):
    charts = [shape.chart for shape in show.slides[slide].shapes if shape.has_chart]
    return charts[number]


def _workbook(chart):
    return openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active


def _columns(chart):
    rows = list(_workbook(chart).iter_rows(values_only=True))
    return {name: [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])}


def _slide_named(analysis, name):
    """Place of a slide among those that are there."""
    told = Told(analysis)
    there = [key for key, make in STORY.items() if make(told)]
    return there.index(name)


# laws


@given(st.text(max_size=80), st.floats(30, 300), st.sampled_from([11.0, 18.0, 28.0]))
def test_a_shortened_text_fits_and_begins_as_the_whole_does(text, width, size):
    text = clean(text)
    short = shortened(text, width, size, lines=2)
    assert len(lines_of(short, width, size)) <= 2
    assert short == text or (short.endswith(ELLIPSIS) and text.startswith(short[:-1]))


@given(st.text("abc de\u4ef7", max_size=60), st.floats(20, 200))
def test_lines_are_no_wider_than_their_box_and_lose_nothing(text, width):
    text = clean(text)
    lines = lines_of(text, width, 12.0)
    assert all(width_of(line, 12.0) <= width or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(
    st.lists(st.text("abcdefg hij", min_size=1, max_size=90), min_size=1, max_size=6),
    st.floats(40, 200),
)
def test_paragraphs_that_are_kept_fit_and_are_the_first_ones(paragraphs, height):
    texts = [clean(text) or "x" for text in paragraphs]
    fit = fitted(texts, 200.0, height, (20.0, 14.0), space=0.5)
    assert fit.height <= height
    if len(fit.paragraphs) > 1:
        assert list(fit.paragraphs) == texts[: len(fit.paragraphs)]


@given(st.lists(st.floats(-200, 200), min_size=1, max_size=12))
def test_an_axis_holds_all_values_in_a_few_round_steps(values):
    scale = scale_of(values)
    assert scale.low - 1e-4 <= min(values)
    assert max(values) <= scale.high + 1e-4
    assert scale.low < scale.high
    assert 1 <= round((scale.high - scale.low) / scale.step) <= 9


@given(st.floats(-100, 100), st.lists(st.floats(-60, 60), min_size=1, max_size=8))
def test_stacked_bars_of_a_waterfall_reach_from_each_level_to_the_next(first, moves):
    levels = [first]
    for move in moves:
        levels.append(levels[-1] + move)
    steps = (
        Step("before", first, first, "", is_level=True),
        *(Step("s", a, b, "") for a, b in pairwise(levels)),
        Step("after", levels[-1], levels[-1], "", is_level=True),
    )
    chart = Waterfall("", "", "NPS", steps, Table("", (), ()))
    sheet, scale = sheet_of_steps(chart, [step.label for step in steps])
    for row, step in zip(sheet.rows, steps, strict=True):
        cells = dict(zip(sheet.columns, row, strict=True))
        assert scale.low <= min(step.start, step.end) + 1e-4
        assert max(step.start, step.end) <= scale.high + 1e-4
        if step.is_level:
            assert cells[LEVEL] == step.end
            continue
        assert (cells["From"], cells["To"]) == (step.start, step.end)
        _check_stack(cells, step)


def _check_stack(cells, step):
    unseen = cells[UNSEEN] or 0.0
    drawn = [cells[name] or 0.0 for name in (*UP, *DOWN)]
    ends = sorted([unseen, unseen + sum(drawn)] if unseen else [min(*drawn, 0), max(*drawn, 0)])
    if step.start != step.end:
        assert ends == pytest.approx(sorted([step.start, step.end]), abs=1e-9)
    wrong = DOWN if step.end >= step.start else UP
    assert not any(cells[name] for name in wrong)


# the same bytes


def test_another_process_seconds_later_gives_the_same_bytes(written, tmp_path):
    code = (
        "import importlib.util, sys\n"
        "spec = importlib.util.spec_from_file_location('surveys', sys.argv[1])\n"
        "surveys = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(surveys)\n"
        "from nps_reasons.report.slides import write_slides\n"
        "write_slides(surveys.build(), sys.argv[2])\n"
    )
    surveys, other = Path(__file__).parent / "conftest.py", tmp_path / "other.pptx"
    environment = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"}
    subprocess.run([sys.executable, "-c", code, surveys, other], check=True, env=environment)
    assert other.read_bytes() == written.read_bytes()


def test_the_order_of_rows_gives_the_same_bytes(analysis, written, tmp_path):
    tables = ("responses", "quarantine", "mentions", "nps", "drivers", "changes", "themes")
    shuffled = {name: getattr(analysis, name).sample(frac=1, random_state=1) for name in tables}
    other = write_slides(replace(analysis, **shuffled), tmp_path / "other.pptx")
    assert other.read_bytes() == written.read_bytes()


def test_neither_the_file_nor_a_workbook_in_it_tells_a_time(written, show):
    with zipfile.ZipFile(written) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
        names = package.namelist()
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    for chart in _charts(show):
        blob = BytesIO(chart.part.chart_workbook.xlsx_part.blob)
        assert openpyxl.load_workbook(blob).properties.created.year == 2000


# the page's numbers


def test_every_number_on_a_slide_or_in_its_notes_stands_on_the_page(show, page_numbers):
    spoken = [text for slide in show.slides for text in _texts(slide)]
    spoken += [slide.notes_slide.notes_text_frame.text for slide in show.slides]
    told = {number for text in spoken for number in NUMBER.findall(text)}
    assert len(told) > 80
    assert not told - page_numbers


def test_every_number_in_a_chart_stands_on_the_page(show, page_numbers):
    for chart in _charts(show):
        columns = _columns(chart)
        percent = "%" in chart.value_axis.tick_labels.number_format
        form = words.per_cent if percent else words.score
        plain = {number.lstrip("+") for number in page_numbers}
        for name in (
            "Lower end",
            "Upper end",
            "Points",
            chart.value_axis.axis_title.text_frame.text,
        ):
            values = [value for value in columns.get(name, []) if value is not None]
            assert not {form(value) for value in values} - plain


@pytest.mark.parametrize(("place", "sign"), [(0, "costs"), (1, "earns")])
def test_bars_and_their_intervals_are_those_of_the_section(analysis, show, told, place, sign):
    chart = _chart_of(show, _slide_named(analysis, "drivers"), place)
    bars = parts_in(told.section("drivers"), Bars)[place]
    assert bars.tone == sign
    columns = _columns(chart)
    drawn = bars.estimates[: len(columns[bars.axis])]
    assert columns[bars.axis] == pytest.approx([estimate.value for estimate in drawn])
    assert columns["Lower end"] == pytest.approx([estimate.low for estimate in drawn])
    assert columns["Upper end"] == pytest.approx([estimate.high for estimate in drawn])
    (series,) = chart.plots[0].series
    assert list(series.values) == [estimate.value for estimate in drawn]
    for name, kind in (("To the upper end", "plus"), ("To the lower end", "minus")):
        points = series._element.findall(f".//{qn(f'c:{kind}')}//{qn('c:v')}")
        assert [float(point.text) for point in points] == pytest.approx(columns[name])


def test_what_is_clear_is_filled_and_the_rest_is_hollow(analysis, show, told):
    chart = _chart_of(show, _slide_named(analysis, "drivers"))
    bars = parts_in(told.section("drivers"), Bars)[0]
    (series,) = chart.plots[0].series
    hollow = {int(e.find(qn("c:idx")).get("val")) for e in series._element.findall(qn("c:dPt"))}
    assert hollow == {i for i, estimate in enumerate(bars.estimates) if not estimate.solid}
    assert hollow
    kept = series._element.findall(f"{qn('c:dPt')}/{qn('c:invertIfNegative')}")
    assert [element.get("val") for element in kept] == ["0"] * len(hollow)


def test_the_verdict_stands_in_the_label_of_a_bar(analysis, show, told):
    chart = _chart_of(show, _slide_named(analysis, "drivers"))
    labels = list(chart.plots[0].categories)
    for label, estimate in zip(
        labels, parts_in(told.section("drivers"), Bars)[0].estimates, strict=False
    ):
        assert label.replace("\n", " ").startswith(estimate.label)
        assert clean(estimate.text) in label


def test_the_bridge_adds_up_from_the_first_level_to_the_last(analysis, show, told):
    columns = _columns(_chart_of(show, _slide_named(analysis, "bridge")))
    (chart,) = parts_in(told.section("change"), Waterfall)
    points = [value for value in columns["Points"] if value is not None]
    assert columns["From"] == pytest.approx([step.start for step in chart.steps])
    assert columns["From"][0] + sum(points) == pytest.approx(columns["To"][-1])
    totals = analysis.nps.query("segment == 'all'").set_index("period")["nps"]
    assert columns[LEVEL][0] == pytest.approx(totals[analysis.reference])
    assert columns[LEVEL][-1] == pytest.approx(totals[analysis.period])


def test_the_trend_shows_each_period_with_its_base(analysis, show, told):
    chart = _chart_of(show, _slide_named(analysis, "trend"))
    (trend,) = parts_in(told.section("trend"), Trend)
    assert list(chart.plots[0].categories) == [f"{e.label}\n{e.text}" for e in trend.estimates]
    shown = [words.score(value) for value in chart.plots[0].series[0].values]
    assert shown == [row[1] for row in trend.table.rows]


def test_quotes_are_exact_parts_of_what_detractors_wrote(analysis, told):
    slide = STORY["detractors"](told)
    reasons = analysis.responses.set_index("response_id")
    quotes = [quote for _, quote in slide.rows[0][1].quotes]
    assert 1 <= len(quotes) <= 2
    for quote in quotes:
        assert quote.text in reasons.loc[quote.response_id, "reason"]
        assert reasons.loc[quote.response_id, "group"] == "detractor"


def test_a_long_quote_is_cut_around_its_clause(analysis, told):
    from nps_reasons.report.slides.findings import _brief

    section = told.section("detractors")
    quote = parts_in(section, Quotes)[0].quotes[0]
    text = "word " * 60 + "it froze" + " word" * 60
    brief = _brief(replace(quote, text=text, clause=(300, 308)))
    assert "it froze" in brief.text
    assert brief.text in text
    assert brief.cut_before
    assert brief.cut_after


def test_the_response_rate_stands_on_the_first_slide_where_it_is_known(analysis):
    source = replace(analysis.source, invitations={analysis.period: 240})
    slide = STORY["answer"](Told(replace(analysis, source=source)))
    facts = [
        fact for row in slide.rows for part in row if isinstance(part, Facts) for fact in part.facts
    ]
    assert ("Answered", words.share(60 / 240), "60 of 240 invited") in [
        (fact.label, fact.value, fact.note) for fact in facts
    ]


# what a deck is


def test_a_full_survey_gives_eight_slides_that_each_say_what_they_find(show, told):
    assert len(show.slides) == len(STORY) == 8
    for slide, make in zip(show.slides, STORY.values(), strict=True):
        title = slide.shapes.title.text_frame.text
        assert title
        assert clean(make(told).text).startswith(title.rstrip(ELLIPSIS))
        assert title.endswith((".", ELLIPSIS))


def test_a_tiny_survey_gives_fewer_slides_that_say_what_cannot_be_told(tiny, tmp_path):
    show = pptx.Presentation(str(write_slides(tiny, tmp_path / "report.pptx")))
    assert 2 <= len(show.slides) <= 8
    texts = [text for slide in show.slides for text in _texts(slide)]
    assert "What this cannot tell" in texts
    for text in texts:
        assert not {"nan", "None", "<NA>", "NaT"} & set(text.split())
    for chart in _charts(show):
        values = [value for series in chart.plots[0].series for value in series.values]
        assert all(value is None or isfinite(value) for value in values)


def test_one_period_has_neither_trend_nor_bridge_nor_actions(make_analysis):
    told = Told(make_analysis(per_period=15, periods=("2031Q4",)))
    assert [name for name, make in STORY.items() if make(told)] == [
        *("answer", "drivers", "detractors", "planning", "limits"),
    ]


def test_a_section_without_a_chart_says_so_among_the_limits(analysis):
    silent = replace(analysis, drivers=analysis.drivers.iloc[:0])
    (columns,) = STORY["limits"](Told(silent)).rows[0]
    assert SECTIONS["drivers"](silent).text in columns.notes[-1].sentences


def test_themes_stand_in_the_order_of_the_planning_feed(analysis, told):
    table = STORY["planning"](told).rows[0][0]
    planned = [record.label for record in feed(analysis) if record.lane == "main"]
    assert [row[0] for row in table.rows] == planned[: len(table.rows)]
    assert {row[4] for row in table.rows} == {"Ada", "Platform", words.NOTHING}


def test_a_table_without_owners_has_no_column_for_them(analysis):
    nobody = {theme: replace(info, owner=None) for theme, info in analysis.codeframe.items()}
    table = STORY["planning"](Told(replace(analysis, codeframe=nobody))).rows[0][0]
    assert "Owner" not in table.columns
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_every_slide_has_notes_a_foot_and_a_number_that_counts(show):
    for number, slide in enumerate(show.slides, 1):
        assert len(slide.notes_slide.notes_text_frame.text.split("\n")) >= 2
        kinds = [e.get("type") for e in slide._element.iter(qn("p:ph"))]
        assert sorted(kinds) == ["ftr", "sldNum", "title"]
        (field,) = slide._element.iter(qn("a:fld"))
        assert field.get("type") == "slidenum"
        assert field.find(qn("a:t")).text == str(number)


def test_charts_and_tables_are_native_and_have_a_text_for_those_who_do_not_see_them(show, written):
    frames = [s for slide in show.slides for s in slide.shapes if s.has_chart or s.has_table]
    assert len(frames) == 7
    assert all(f._element.nvGraphicFramePr.cNvPr.get("descr") for f in frames)
    with zipfile.ZipFile(written) as package:
        assert not [name for name in package.namelist() if "media" in name or "jpeg" in name]


def test_nothing_tells_who_made_the_file(show, written, analysis):
    core = show.core_properties
    assert core.title == analysis.title
    assert core.author == core.last_modified_by == core.comments == ""
    with zipfile.ZipFile(written) as package:
        content = b"".join(package.read(name) for name in package.namelist())
    assert b"Canny" not in content
    assert b"python-pptx" not in content


def test_slides_are_wide_and_speak_one_typeface(show, written):
    assert show.slide_width * 9 == show.slide_height * 16
    with zipfile.ZipFile(written) as package:
        theme = package.read("ppt/theme/theme1.xml").decode()
        pages = [package.read(n).decode() for n in package.namelist() if "slides/slide" in n]
    assert re.findall(r'Font><a:latin typeface="([^"]*)"', theme) == ["Arial", "Arial"]
    assert not [page for page in pages if "<a:latin" in page]
    sizes = [int(size) / 100 for page in pages for size in re.findall(r'sz="(\d+)"', page)]
    assert min(sizes) >= SMALLEST


def test_everything_stands_within_the_slide(show):
    for slide in show.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= show.slide_width
            assert shape.top + shape.height <= show.slide_height


def test_names_of_shapes_are_theirs_alone_and_parts_of_a_series_are_in_order(show):
    for slide in show.slides:
        ids = [element.get("id") for element in slide._element.iter(qn("p:cNvPr"))]
        assert len(ids) == len(set(ids))
    for chart in _charts(show):
        for series in chart._chartSpace.iter(qn("c:ser")):
            names = [child.tag.rpartition("}")[2] for child in series]
            assert [name for name in names if name not in ORDER] == []
            assert [ORDER.index(name) for name in names] == sorted(map(ORDER.index, names))


@pytest.mark.parametrize("colour", ["COSTS", "EARNS", "PLAIN", "INK"])
def test_colours_of_texts_and_marks_can_be_told_from_white(colour):
    from nps_reasons.report.drawing import marks

    value = getattr(marks, colour)
    channels = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = sum(f * c for f, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    assert 1.05 / (luminance + 0.05) >= 4.5


# other people's texts


def test_texts_that_look_like_formulas_are_texts_in_a_workbook(awkward, tmp_path):
    show = pptx.Presentation(str(write_slides(awkward, tmp_path / "report.pptx")))
    cells = [
        cell for chart in _charts(show) for row in _workbook(chart).iter_rows() for cell in row
    ]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [cell for cell in cells if str(cell.value).startswith("=cmd")]
    for chart in _charts(show):
        sheets = zipfile.ZipFile(BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        assert b"<f>" not in sheets.read("xl/worksheets/sheet1.xml")


def test_hostile_names_and_titles_stand_as_text(awkward, tmp_path):
    show = pptx.Presentation(str(write_slides(awkward, tmp_path / "report.pptx")))
    texts = [text for slide in show.slides for text in _texts(slide)]
    assert [text for text in texts if "a\N{REPLACEMENT CHARACTER}b <script>" in text]
    assert show.core_properties.title.startswith(
        "A very \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}long"
    )
    assert not re.search("[\x00-\x08\x0e-\x1f\ud800-\udfff]", "".join(texts))


def test_a_quote_of_somebody_hostile_stands_as_text(show):
    texts = [text for slide in show.slides for text in _texts(slide)]
    assert [text for text in texts if "<script>alert('x')</script> it froze" in text]


def test_the_format_is_registered(analysis, tmp_path):
    (path,) = write_formats(analysis, tmp_path, ["pptx"])
    assert path.name == "report.pptx"


# as drawn


def _typeface():
    found = (
        shutil.which("fc-match")
        and subprocess.run(
            ["fc-match", "-f", "%{family}|%{file}", "Liberation Sans"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    family, _, path = (found or "").partition("|")
    return path if family == "Liberation Sans" else None


@pytest.mark.skipif(not _typeface(), reason="Liberation Sans, which is as wide as Arial, is absent")
@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=0x44F, categories=["L", "N", "P", "Zs"]))
)
@settings(max_examples=60)
def test_texts_are_measured_no_narrower_than_they_are(text):
    font = ImageFont.truetype(_typeface(), 1000)
    text = "".join(sign for sign in text if font.getmask(sign).getbbox() or sign == " ")
    assert font.getlength(text) <= 1000 * width_of(text, 1.0) * 1.35
    sentence = (
        "Complaints about Support quality go with \u22126.8 [\u22129.5, \u22124.0] points, 9.8 %."
    )
    assert font.getlength(sentence) <= 1000 * width_of(sentence, 1.0)
    assert font.getlength(LONG[0]) <= 1000 * width_of(LONG[0], 1.0)


WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)


@pytest.fixture(scope="module")
def drawn(analysis, awkward, make_analysis, tmp_path_factory):
    """Return the words of each page that LibreOffice draws, with their places in points."""
    for program in ("soffice", "pdftotext"):
        if not shutil.which(program):
            pytest.skip(f"{program} is absent: slides are not drawn")
    folder = tmp_path_factory.mktemp("drawn")
    surveys = {
        "full": analysis,
        "awkward": awkward,
        "small": make_analysis(per_period=15, periods=("2031Q4",)),
    }
    files = [write_slides(survey, folder / f"{name}.pptx") for name, survey in surveys.items()]
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", folder, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {name: _pages(folder / f"{name}.pdf") for name in surveys}


def _pages(path):
    command = ["pdftotext", "-bbox", path, "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [
        [(*map(float, found[:4]), html.unescape(found[4])) for found in WORD.findall(page)]
        for page in text.split("<page ")[1:]
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["full", "awkward", "small"])
def test_no_drawn_word_leaves_its_slide_or_touches_another(drawn, name):
    for page in drawn[name]:
        assert page
        for left, top, right, bottom, _ in page:
            assert left >= -0.5
            assert top >= -0.5
            assert right <= 960.5
            assert bottom <= 540.5
        assert not [pair for pair in _overlaps(page) if not pair[0].isdigit()]


def _overlaps(page):
    """Pairs of words that cover more than a quarter of the smaller one."""
    for place, (left, top, right, bottom, text) in enumerate(page):
        for other_left, other_top, other_right, other_bottom, other in page[place + 1 :]:
            wide = min(right, other_right) - max(left, other_left)
            high = min(bottom, other_bottom) - max(top, other_top)
            if wide > 0.5 and high > 0.5:
                areas = (
                    (right - left) * (bottom - top),
                    (other_right - other_left) * (other_bottom - other_top),
                )
                if wide * high > 0.25 * min(areas):
                    yield text, other


@pytest.mark.slow
def test_every_slide_is_drawn_with_its_labels(drawn, show):
    assert len(drawn["full"]) == len(show.slides)
    for page, slide in zip(drawn["full"], show.slides, strict=True):
        seen = "".join(word for *_, word in page)
        for text in _texts(slide):
            assert "".join(text.split()) in seen or len(text) > 60


def test_a_title_is_never_taller_than_its_box(awkward, tmp_path):
    show = pptx.Presentation(str(write_slides(awkward, tmp_path / "report.pptx")))
    for slide in show.slides:
        title = slide.shapes.title
        (run,) = title.text_frame.paragraphs[0].runs
        size = run.font.size.pt
        lines = lines_of(run.text, title.width / Pt(1), size, bold=True)
        assert len(lines) * LINE * size <= title.height / Pt(1) + 0.01


def test_the_story_knows_what_the_report_is_about(analysis):
    deck = story(analysis)
    assert (deck.title, deck.about) == (analysis.title, "2031Q4 against 2031Q3")
