"""The page as a browser shows it: nothing is asked for or run, all of it works by keyboard.

Debian's Chromium is driven by Playwright. One browser serves all tests; the page of the full
analysis is loaded once for each look, and its filters are cleared between tests.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from urllib.parse import parse_qs

import pandas as pd
import pytest

from nps_reasons import words
from nps_reasons.net_promoter import nps_of_groups
from nps_reasons.report import write_report
from nps_reasons.report.page.html import LARGEST
from nps_reasons.report.parts.comments import comments_of

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
LOOKS = [(1400, "light"), (1400, "dark"), (375, "light"), (375, "dark")]

HOSTILE = (
    "<script>window.hacked = 1; alert(1)</script> slow",
    "</script><script>window.hacked = 2</script> slow",
    "<!--<script>--> slow",
    "</style></section><img src=x onerror='window.hacked = 3'> slow",
    "<svg onload='window.hacked = 4'></svg> slow",
    "javascript:window.hacked=5 \u202eegnarts slow",
    "{{ 7*7 }} ${window.hacked = 6} \u2028 slow",
    "=cmd|' /C calc'!A0 slow",
    "a\x00b\ud800c slow",
    '"); window.hacked = 7; (" slow',
)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def report(folder, analysis):
    return write_report(analysis, folder / "report.html").as_uri()


@pytest.fixture(scope="module")
def opened(browser):
    """Open a page and note what it asks for, says and runs."""
    contexts = []

    def make(address, *, width=1200, scheme="light", script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        page.heard = []
        file = address.split("#")[0]
        page.on("request", lambda r: r.url.split("#")[0] == file or page.heard.append(r.url))
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("dialog", lambda dialog: (page.heard.append(dialog.message), dialog.dismiss()))
        page.goto(address)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def loaded(opened, report):
    return opened(report)


@pytest.fixture
def page(loaded, report):
    """The full report with no filter."""
    loaded.goto("about:blank")
    loaded.heard.clear()
    loaded.goto(report)
    return loaded


@pytest.fixture(scope="module")
def looks(opened, report):
    return {look: opened(report, width=look[0], scheme=look[1]) for look in LOOKS}


def count_of(page):
    return page.locator("#comments-count").inner_text()


def items(page):
    return page.locator("#comments-list li")


def wait_for_count(page, start):
    page.wait_for_function(
        "start => document.getElementById('comments-count').textContent.startsWith(start)",
        arg=start,
    )


def hash_of(page):
    return page.evaluate("location.hash")


def undrawn(analysis):
    """Leave out what takes long to draw."""
    tables = ("drivers", "changes", "themes", "segment_drivers", "trend", "emerging", "drift")
    empty = {name: getattr(analysis, name).iloc[:0] for name in tables}
    return replace(analysis, periods=(analysis.period,), **empty)


# The page


def test_a_page_from_a_file_asks_for_nothing_and_says_nothing(page):
    page.locator("#comments-q").fill("help")
    page.locator("nav a").last.click()
    assert page.heard == []


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_axe_finds_no_violation(looks, look):
    from axe_playwright_python.sync_playwright import Axe

    page = looks[look]
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.locator("#comments-q").fill("the desk")
    wait_for_count(page, "")
    page.locator("#comments-group").select_option("detractor")
    assert page.locator("#comments-list mark").count() > 0
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert violations(found) == []


def violations(result):
    return [
        (rule["id"], [node["target"] for node in rule["nodes"]][:3])
        for rule in result.response["violations"]
    ]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_page_is_not_wider_than_the_window(looks, look):
    page = looks[look]
    for opened in ("false", "true"):
        page.evaluate(
            f"document.querySelectorAll('details').forEach(d => {{ d.open = {opened}; }})"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= look[0]


def test_sections_are_listed_and_fold_away_on_a_phone(looks, opened, report):
    wide = opened(report)
    assert wide.locator("nav a").first.is_visible()
    phone = opened(report, width=375)
    link = phone.locator('nav a[href="#comments"]')
    assert not link.is_visible()
    phone.locator("nav summary").press("Enter")
    link.press("Enter")
    assert hash_of(phone) == "#comments"
    assert not link.is_visible()
    assert phone.locator("#comments h2").evaluate(
        "h => h.getBoundingClientRect().top < innerHeight"
    )
    phone.set_viewport_size({"width": 1200, "height": 900})
    link.wait_for(state="visible")


def test_a_print_holds_what_is_open_and_folds_nothing_out(page, folder):
    closed = "document.querySelectorAll('details:not([open])').length"
    before = page.evaluate(closed)
    assert before > 5
    assert page.pdf(path=folder / "report.pdf").startswith(b"%PDF")
    assert page.evaluate(closed) == before


def test_each_drill_down_opens_by_its_link(page):
    targets = page.evaluate(
        "[...document.querySelectorAll('details[id]')].map(details => details.id)"
    )
    for target in targets[:3]:
        page.evaluate("hash => { location.hash = hash; }", target)
        page.wait_for_function("id => document.getElementById(id).open", arg=target)
        focused = page.evaluate("document.activeElement.closest('details').id")
        assert focused == target


def test_a_link_into_a_drill_down_opens_it_by_keyboard_and_again_when_it_was_closed(page):
    link = page.locator('a[href^="#theme-"]').first
    if not link.count():
        pytest.skip("no table leads to a drill-down")
    target = link.get_attribute("href")[1:]
    for _ in range(2):
        link.evaluate("""node => {
            for (let at = node; at; at = at.parentElement) {
                if (at.localName === 'details') at.open = true;
            }
        }""")
        link.press("Enter")
        page.wait_for_function("id => document.getElementById(id).open", arg=target)
        page.evaluate("id => { document.getElementById(id).open = false; }", target)


# The comments


def test_all_comments_are_there_to_begin_with(page, analysis):
    part = comments_of(analysis)
    assert count_of(page).startswith(f"{words.count(part.total)} comments")
    assert items(page).count() == 50
    assert items(page).first.locator("bdi").first.text_content() == part.comments[0].text


def test_what_is_counted_has_the_nps_of_the_library(page, analysis):
    part = comments_of(analysis)
    for period in part.periods:
        page.locator("#comments-period").select_option(period)
        chosen = pd.Series([c.group for c in part.comments if c.period == period])
        nps = nps_of_groups(chosen)
        told = words.with_interval(nps.value, nps.low, nps.high)
        wait_for_count(page, f"{len(chosen)} of {part.total} comments")
        assert count_of(page).endswith(f"their NPS is {told}.")


def test_weights_count_in_the_nps(opened, analysis, folder):
    weights = 0.5 + (analysis.responses.index % 7) / 3
    weighted = undrawn(replace(analysis, responses=analysis.responses.assign(weight=weights)))
    page = opened(write_report(weighted, folder / "weighted.html").as_uri())
    written = weighted.responses.dropna(subset=["reason"])
    nps = nps_of_groups(written["group"], written["weight"])
    assert words.with_interval(nps.value, nps.low, nps.high) in count_of(page)


def test_too_few_comments_have_no_nps(page, analysis):
    page.locator("#comments-q").fill(comments_of(analysis).comments[0].response_id)
    wait_for_count(page, "1 of ")
    assert count_of(page).endswith("too few for an NPS.")


def test_filters_meet_their_comments_and_stand_in_the_address(page, analysis):
    part = comments_of(analysis)
    themes = [theme for theme, _ in part.themes]
    plan = part.segments.index("plan")
    hits = [
        comment
        for comment in part.comments
        if comment.segments[plan] == "Team"
        and comment.group == "detractor"
        and (themes.index("billing"), "negative") in comment.themes
    ]
    asked = {
        "plan": "Team",
        "Who": "detractor",
        "Theme": "billing",
        "Complaint or praise": "negative",
    }
    for label, value in asked.items():
        page.get_by_role("search").get_by_label(label, exact=True).select_option(value)
    wait_for_count(page, f"{len(hits)} of {part.total} comments.")
    shown = items(page).locator("p:first-child bdi").all_text_contents()
    assert shown == [comment.text for comment in hits][:50]
    assert hash_of(page).startswith("#comments?")
    assert parse_qs(hash_of(page).split("?")[1]) == {
        "segment.plan": ["Team"],
        "group": ["detractor"],
        "theme": ["billing"],
        "sign": ["negative"],
    }


def test_an_address_opens_the_same_comments(page, opened, report):
    page.locator("#comments-group").select_option("promoter")
    page.locator("#comments-q").fill('"help desk" wrote')
    page.wait_for_function("() => location.hash.includes('wrote')")
    told = count_of(page)
    again = opened(report + hash_of(page))
    assert count_of(again) == told
    assert again.locator("#comments-q").input_value() == '"help desk" wrote'
    assert again.locator("#comments-group").input_value() == "promoter"
    assert again.evaluate("document.getElementById('comments').getBoundingClientRect().top") < 50


def test_a_changed_address_changes_the_filters_and_clearing_them_clears_it(page, analysis):
    total = comments_of(analysis).total
    page.evaluate("location.hash = '#comments?group=detractor'")
    wait_for_count(page, f"{sum(g == 'detractor' for g in groups_of(analysis))} of {total}")
    page.get_by_role("button", name="Clear filters").press("Enter")
    wait_for_count(page, f"{total} comments")
    assert hash_of(page) == "#comments"
    assert page.evaluate("document.activeElement.id") == "comments-q"


def groups_of(analysis):
    return [comment.group for comment in comments_of(analysis).comments]


def test_what_an_address_asks_for_and_the_page_does_not_know_is_named(page):
    page.evaluate("location.hash = '#comments?theme=unheard-of&colour=red&group=detractor'")
    wait_for_count(page, "Not known here: theme = unheard-of. Not known here: colour = red. ")
    assert page.locator("#comments-group").input_value() == "detractor"


def test_comments_without_a_theme_can_be_asked_for(page, analysis):
    silent = [comment for comment in comments_of(analysis).comments if not comment.themes]
    page.locator("#comments-theme").select_option("(none)")
    if silent:
        wait_for_count(page, f"{len(silent)} of ")
    else:
        wait_for_count(page, "No comment meets")


def test_everything_in_the_explorer_is_done_by_keyboard(page, analysis):
    part = comments_of(analysis)
    page.locator("#comments-q").focus()
    page.keyboard.type("EXPORT crawls")
    hits = [c for c in part.comments if "export" in c.text and "crawls" in c.text]
    wait_for_count(page, f"{len(hits)} of ")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "period"
    page.keyboard.press("ArrowDown")
    newest = [c for c in hits if c.period == part.periods[0]]
    wait_for_count(page, f"{len(newest)} of ")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "comments-clear":
            break
    page.keyboard.press("Enter")
    wait_for_count(page, f"{part.total} comments")
    more = page.get_by_role("button", name="Show 50 more")
    more.focus()
    page.keyboard.press("Enter")
    assert items(page).count() == 100
    assert page.evaluate("[...document.activeElement.parentNode.children].indexOf("
                         "document.activeElement)") == 50  # fmt: skip
    while (more := page.locator("#comments-more")).is_visible():
        more.press("Enter")
    assert items(page).count() == part.total


def test_the_count_is_told_to_screen_readers(page):
    assert page.get_by_role("status").inner_text() == count_of(page)
    assert page.get_by_role("search").count() == 1


# The search, on texts of its own

TEXTS = (
    "Caf\u00e9 na\u00efve \u0130stanbul",
    "the  help\ndesk never wrote",
    "desk of no help",
    "It\u2019s \u201cfine\u201d, I don\u2019t mind",
    "STRASSE \ufb01ne \u039f\u0394\u039f\u03a3",
    "cafe\u0301 decomposed",
)


@pytest.fixture(scope="module")
def search(opened, make_analysis, folder):
    page = opened(write_report(said_in(make_analysis, TEXTS), folder / "search.html").as_uri())

    def find(query):
        page.evaluate("hash => { location.hash = hash; }", "#comments")
        field = page.locator("#comments-q")
        field.fill(query)
        page.wait_for_function(
            "query => new URLSearchParams(location.hash.slice(10)).get('q') === query", arg=query
        )
        found = items(page).locator("p:first-child bdi").all_text_contents()
        return found, page.locator("#comments-list mark").all_text_contents()

    return find


def said_in(make_analysis, texts):
    """Analysis of one period in which these are the reasons."""
    whole = make_analysis(per_period=len(texts), periods=("all",))
    responses = whole.responses.assign(reason=pd.Series(texts, dtype="object"))
    return undrawn(replace(whole, responses=responses, mentions=whole.mentions.iloc[:0]))


@pytest.mark.parametrize(
    ("query", "hits", "marks"),
    [
        ("cafe", [0, 5], {"Caf\u00e9", "cafe\u0301"}),
        ("CAF\u00c9", [0, 5], {"Caf\u00e9", "cafe\u0301"}),
        ("istanbul", [0], {"\u0130stanbul"}),
        ("help desk", [1, 2], {"help", "desk"}),
        ('"help desk"', [1], {"help\ndesk"}),
        ("\u201chelp desk\u201d never", [1], {"help\ndesk", "never"}),
        ("don't", [3], {"don\u2019t"}),
        ("fine", [3, 4], {"fine", "\ufb01ne"}),
        ("\u03bf\u03b4\u03bf\u03c2", [4], {"\u039f\u0394\u039f\u03a3"}),
        ("desk no such", [], set()),
        ('"', [0, 1, 2, 3, 4, 5], set()),
        ("de desk", [1, 2], {"desk"}),
    ],
)
def test_search_finds_words_and_phrases_whatever_their_accents(search, query, hits, marks):
    found, marked = search(query)
    assert sorted(found) == sorted(TEXTS[k] for k in hits)
    assert set(marked) == marks


# Without a script, and with hostile or very many comments


def test_without_javascript_the_first_comments_stand_there(opened, report, analysis):
    page = opened(report, script=False)
    part = comments_of(analysis)
    assert items(page).count() == 20
    assert not page.locator(".filters").is_visible()
    assert not page.locator("#comments-more").is_visible()
    assert count_of(page) == f"The first 20 of {part.total} comments."
    assert "tables/responses.csv" in page.locator(".explorer").inner_text()
    assert page.locator("nav a").last.is_visible()
    first = items(page).first.inner_text()
    assert first.startswith(part.comments[0].text)


def test_the_script_shows_what_stood_there_without_it(opened, report, page):
    plain = opened(report, script=False)
    before, after = (
        ["".join(text.split()) for text in items(one).all_text_contents()] for one in (plain, page)
    )
    assert after[: len(before)] == before


def test_hostile_comments_run_nowhere(opened, make_analysis, folder):
    hostile = said_in(make_analysis, HOSTILE)
    names = pd.Series([f"<b onclick=alert(1)>{k}</b>" for k in range(len(HOSTILE))])
    hostile = replace(hostile, responses=hostile.responses.assign(plan=names))
    address = write_report(hostile, folder / "hostile.html").as_uri()
    page = opened(address + "#comments?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    page.locator("#comments-clear").click()
    page.locator("#comments-q").fill("slow")
    page.wait_for_function("() => location.hash.endsWith('slow')")
    shown = items(page).locator("p:first-child bdi").all_text_contents()
    cleaned = [re.sub("[\x00\ud800]", "\N{REPLACEMENT CHARACTER}", text) for text in HOSTILE]
    assert sorted(shown) == sorted(cleaned)
    assert page.locator("#comments-list mark").count() == len(HOSTILE)
    assert page.locator("#comments :is(img, svg, b, section, style)").count() == 0
    assert page.locator("script").count() == 2
    assert page.evaluate("window.hacked") is None
    assert page.heard == []


def test_an_injected_script_is_refused_by_the_page(opened, report):
    page = opened(report)
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.hacked = 8';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.hacked = 9">');
    }""")
    page.wait_for_timeout(100)
    assert page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in text for text in page.heard)


def test_five_thousand_comments_are_filtered(opened, analysis, folder):
    many = undrawn(grown(analysis, 30))
    path = write_report(many, folder / "many.html")
    assert path.stat().st_size <= LARGEST
    page = opened(path.as_uri())
    part = comments_of(many)
    assert len(part.comments) == 5000 < part.total
    assert count_of(page).startswith("5,000 comments")
    assert f"carries 5,000 of {words.count(part.total)} comments" in page.content()
    page.locator("#comments-q").fill("crawls month")
    hits = sum("crawls" in comment.text for comment in part.comments)
    wait_for_count(page, f"{words.count(hits)} of 5,000 comments")
    assert page.heard == []


def grown(analysis, times):
    """Repeat every response with an id of its own."""
    tables = {
        name: pd.concat(
            [rows.assign(response_id=rows["response_id"] + f"-{k}") for k in range(times)],
            ignore_index=True,
        )
        for name, rows in (("responses", analysis.responses), ("mentions", analysis.mentions))
    }
    return replace(analysis, **tables)


@pytest.mark.parametrize("tiny", ["no reasons", "one response", "undated"], indirect=True)
def test_a_tiny_page_works(opened, tiny, folder):
    page = opened(write_report(undrawn(tiny), folder / "tiny.html").as_uri())
    written = int(tiny.responses["reason"].notna().sum())
    assert page.locator("#comments").count() == (written > 0)
    if written:
        noun = "comment" if written == 1 else "comments"
        assert count_of(page).startswith(f"{written} {noun};")
    assert page.heard == []
