"""The digests: short, whole, with the numbers of the report, and nothing of others' as markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from nps_reasons import words
from nps_reasons.analysis import Check
from nps_reasons.report.digest import write_markdown, write_slack
from nps_reasons.report.digest.content import Digest, Item, digest
from nps_reasons.report.digest.fitting import LONGEST, that_fits
from nps_reasons.report.digest.markdown import as_markdown
from nps_reasons.report.digest.slack import as_slack
from nps_reasons.report.lookups import SIDE, drivers_of, shown
from nps_reasons.report.safe_text import in_markdown, in_slack, one_line, shortened

EVIL = (
    "[x](javascript:alert(1))",
    "![i](http://example.com/a.png)",
    "<script>alert(1)</script>",
    "<!here> <@U1> <#C1> <!channel> @channel @everyone",
    "# heading",
    "| a | b |\n|---|---|",
    "- item\n1. item",
    "**bold** _it_ `code` ~~gone~~",
    "https://example.com www.example.com a@example.com",
    "[NPS]: javascript:alert(1)",
    "&lt;b&gt; &#x3C;img src=x&#x3E;",
    "===",
    "$x$ \\(y\\) \x00 \ud800 \u202eback",
)


def named(analysis, label):
    """Return the analysis with this label on every theme, and as its title."""
    frame = {name: replace(info, label=label) for name, info in analysis.codeframe.items()}
    labels = pd.Series(label, index=analysis.drivers.index, dtype=object)
    actions = pd.Series(label, index=analysis.actions.index, dtype=object)
    return replace(
        analysis,
        title=label,
        codeframe=frame,
        drivers=analysis.drivers.assign(label=labels),
        actions=analysis.actions.assign(action=actions),
        checks=(Check("Labels", "Odd.", "warning"),),
    )


def plain_of(markdown):
    """What a reader sees of Markdown, and the kinds of element in it."""
    tokens = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])
    parsed = tokens.parse(markdown)
    inner = [child for token in parsed for child in token.children or ()]
    text = "\n".join(
        "".join(child.content for child in token.children) for token in parsed if token.children
    )
    return text, {token.type for token in (*parsed, *inner)}


def seen(payload):
    """All texts that Slack is given."""
    message = json.loads(payload)
    blocks = message["blocks"]
    parts = [part for block in blocks for part in (block.get("text"), *block.get("elements", ()))]
    return message, [part for part in parts if part]


def test_both_are_at_most_3000_characters_of_any_survey(analysis, tiny):
    for one in (analysis, tiny):
        for label in ("Price", "a very long label " * 50, "*" * 500, '"\\' * 200):
            content = digest(named(one, label))
            for form in (as_markdown, as_slack):
                assert 0 < len(that_fits(content, form)) <= LONGEST


def test_the_file_is_what_was_composed_and_the_same_each_time(analysis, tmp_path):
    mixed = replace(analysis, drivers=analysis.drivers.sample(frac=1, random_state=2))
    for write, name in ((write_markdown, "report.md"), (write_slack, "report.slack.json")):
        first = write(analysis, tmp_path / "a" / name).read_bytes()
        assert first == write(mixed, tmp_path / "b" / name).read_bytes()
        assert len(first.decode("utf-8")) <= LONGEST


def test_it_has_the_answer_and_the_three_largest_of_each_sign_as_the_report_prints_them(analysis):
    text, _ = plain_of(as_markdown(digest(analysis)))
    total = analysis.nps.query("period == @analysis.period and segment == 'all'").iloc[0]
    assert words.with_interval(total["nps"], total["nps_low"], total["nps_high"]) in text
    for sign, side in SIDE.items():
        rows = [row for row in shown(drivers_of(analysis, sign)) if row["points"] * side > 0]
        for row in rows[:3]:
            points = words.with_interval(
                row["points"], row["points_low"], row["points_high"], words.points
            )
            assert f"{row['label']}: {points} points" in text
            assert (
                f"said by {words.share(row['reach'])} ({words.count(row['n'])} tagged so)" in text
            )
            assert words.VERDICT_WORDS[row["verdict"]] in text
        assert not any(f"{row['label']}: {row['points']:+.1f}" in text for row in rows[3:])


def test_markdown_and_slack_say_the_same(analysis):
    text, _ = plain_of(as_markdown(digest(analysis)))
    _, parts = seen(as_slack(digest(analysis)))
    told = "\n".join(part["text"] for part in parts)
    for item in digest(analysis).items:
        assert item.text in text
        assert in_slack(item.text) in told


def test_it_names_actions_what_is_said_more_or_less_and_where_the_report_is(analysis):
    content = digest(analysis)
    headings = list(dict.fromkeys(item.heading for item in content.items))
    assert headings == [
        *("What moved it", "Costs NPS", "Earns NPS", "Said more or less", "Actions")
    ]
    assert any("A second desk" in item.text for item in content.items)
    assert "report.html" in content.caveat
    assert "Confounding" in content.caveat


def test_it_has_no_quote_and_no_id(analysis):
    told = as_markdown(digest(analysis)) + as_slack(digest(analysis))
    assert not re.search(r"r\d{5}", told)
    for reason in analysis.responses["reason"].dropna():
        assert reason[:40] not in told


def test_an_analysis_that_can_tell_little_says_so(tiny):
    content = digest(tiny)
    assert content.answer
    assert content.items
    assert "nan" not in as_markdown(content)


@pytest.mark.parametrize("label", EVIL)
def test_names_do_nothing_in_markdown(analysis, label):
    text, kinds = plain_of(that_fits(digest(named(analysis, label)), as_markdown))
    assert kinds <= {
        *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "hr"),
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
        *("strong_open", "strong_close", "text", "text_special"),
    }
    assert shortened(one_line(label), 60) in text.replace("\u2060", "")


@pytest.mark.parametrize("label", EVIL)
def test_names_call_nobody_and_lead_nowhere_in_slack(analysis, label):
    payload = that_fits(digest(named(analysis, label)), as_slack)
    message, parts = seen(payload)
    assert set(message) == {"text", "blocks"}
    for text in [message["text"], *(part["text"] for part in parts if part["type"] == "mrkdwn")]:
        assert "<" not in text
        assert not re.search(r">", text)
        assert not re.search(r"&(?!amp;|lt;|gt;)", text)
        assert len(text) <= 3_000
    assert not re.search(r"@(channel|here|everyone)", payload)
    assert "://" not in payload
    assert "\x00" not in payload
    header = message["blocks"][0]["text"]
    assert header["type"] == "plain_text"
    assert 0 < len(header["text"]) <= 150
    assert all(part.get("verbatim") for part in parts if part["type"] == "mrkdwn")


TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")))


@given(TEXTS)
def test_a_line_reads_in_markdown_as_it_was_written(text):
    line = shortened(one_line(text), 80)
    shown_as, kinds = plain_of(f"- {in_markdown(line)}\n")
    assert kinds <= {
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
        *("paragraph_open", "paragraph_close", "inline", "text", "text_special"),
    }
    assert shown_as.replace("\u2060", "") == line.replace("\u2060", "").strip()


@given(TEXTS, st.integers(8, 60))
def test_a_text_is_cut_after_a_word(text, longest):
    whole = one_line(text)
    short = shortened(whole, longest)
    assert len(short) <= longest
    if short != whole:
        assert short.endswith("…")
        assert whole.startswith(short[:-1])


@given(st.lists(st.text(min_size=1, max_size=900), max_size=12))
def test_whole_items_are_left_out_from_the_end_and_counted(texts):
    items = tuple(Item(f"Heading {place}", one_line(text)) for place, text in enumerate(texts))
    whole = Digest("Title", "NPS is 1.0.", items, "Mind this.")
    for form in (as_markdown, as_slack):
        written = that_fits(whole, form)
        assert len(written) <= LONGEST
        kept = sum(f"Heading {place}" in written for place in range(len(items)))
        assert [f"Heading {place}" in written for place in range(len(items))] == [
            place < kept for place in range(len(items))
        ]
        if kept < len(items):
            assert words.count(len(items) - kept, "point") in written
