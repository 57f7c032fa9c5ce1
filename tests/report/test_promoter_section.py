"""The page of promoters: what they praise, and what even they complain about."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from told import texts_of

from nps_reasons import words
from nps_reasons.net_promoter import classify, contributions
from nps_reasons.report import SECTIONS
from nps_reasons.report.blocks import Bars, Notes, Quotes, Table
from nps_reasons.report.sections.promoters import promoters
from nps_reasons.schema import RESPONSES

NOT_FOR_READERS = re.compile(r"\b(nan|None|NaT|inf)\b|<NA>")


def text_of(section):
    return words.plain(" ".join(texts_of(section)))


def part_of(section, kind):
    return next(part for part in section.parts if isinstance(part, kind))


def scored(analysis, scores):
    """The same survey with other scores."""
    groups = classify(pd.Series(scores))
    table = analysis.responses.assign(
        score=scores, group=groups, contribution=contributions(groups)
    )
    return replace(analysis, responses=RESPONSES.check(table))


def of_period(analysis, group):
    now = analysis.responses[analysis.responses["period"] == analysis.period]
    return now[(now["group"] == group) & now["reason"].notna()]


def said_by(analysis, people, theme, sign):
    said = analysis.mentions.query("theme == @theme and sign == @sign")
    return people["response_id"].isin(said["response_id"])


def test_the_page_stands_after_that_of_the_detractors():
    names = list(SECTIONS)
    assert names[names.index("detractors") + 1] == "promoters"


def test_bars_are_the_share_of_promoters_with_a_reason_who_praise(analysis):
    chart = part_of(promoters(analysis), Bars)
    happy = of_period(analysis, "promoter")
    labels = {"Ease of use": "ease", "Features": "features", "Price and value": "price"}
    assert chart.tone == "earns"
    for estimate in chart.estimates:
        if estimate.label in labels:
            share = said_by(analysis, happy, labels[estimate.label], "positive").mean()
            assert estimate.value == pytest.approx(share)
            assert estimate.low <= share <= estimate.high


def test_the_answer_gives_its_base_and_the_silent(analysis):
    page = promoters(analysis)
    now = analysis.responses[analysis.responses["period"] == analysis.period]
    happy = now[now["group"] == "promoter"]
    assert f"of the {happy['reason'].notna().sum()} promoters who gave a reason" in page.text
    assert words.count(len(happy), "promoter") in text_of(page)
    assert words.plain(words.share(happy["reason"].isna().mean())) in text_of(page)


def test_what_even_promoters_complain_about_stands_beside_what_detractors_say(analysis):
    page = promoters(analysis)
    happy = of_period(analysis, "promoter")
    complaints = analysis.mentions[analysis.mentions["sign"] == "negative"]
    complain = happy["response_id"].isin(complaints["response_id"])
    assert complain.any()
    notes = next(
        p for p in page.parts if isinstance(p, Notes) and p.heading.startswith("What even")
    )
    assert words.plain(notes.sentences[0]).startswith(words.plain(words.share(complain.mean())))
    table = next(p for p in page.parts if isinstance(p, Table) and "Complaints" in p.caption)
    counts = [int(row[1]) for row in table.rows]
    assert counts == sorted(counts, reverse=True)
    assert table.columns[2:] == ("Promoters", "Passives", "Detractors")


def test_two_quotes_of_promoters_are_shown_for_each_of_the_largest_praises(analysis):
    page = promoters(analysis)
    blocks = [part for part in page.parts if isinstance(part, Quotes)]
    reasons = analysis.responses.set_index("response_id")
    assert len(blocks) == min(3, len(part_of(page, Bars).estimates))
    for block in blocks:
        assert block.heading.endswith(": praise")
        assert 1 <= len(block.quotes) <= 2
        for quote in block.quotes:
            assert quote.text in reasons.loc[quote.response_id, "reason"]
            assert quote.group == "promoter"


def test_the_page_is_the_same_whatever_the_order_of_rows(analysis):
    shuffled = replace(
        analysis,
        responses=analysis.responses.sample(frac=1, random_state=1),
        mentions=analysis.mentions.sample(frac=1, random_state=2),
    )
    assert promoters(shuffled) == promoters(analysis)


def test_without_promoters_there_is_no_page(analysis):
    assert promoters(scored(analysis, [3] * len(analysis.responses))) is None


def test_promoters_who_only_complain_have_a_page_that_says_so(analysis):
    grim = replace(analysis, mentions=analysis.mentions[analysis.mentions["sign"] == "negative"])
    page = promoters(grim)
    assert page.text.endswith(
        "No subject of praise that the codeframe knows is among what they wrote."
    )
    assert "What even promoters complain about" in text_of(page)


def test_where_all_are_promoters_there_is_nobody_to_compare_with(analysis):
    page = promoters(scored(analysis, [10] * len(analysis.responses)))
    assert "No passive gave a reason" in text_of(page)
    assert not any(estimate.solid for estimate in part_of(page, Bars).estimates)


def test_every_tiny_survey_gives_an_honest_page_or_none(tiny):
    page = promoters(tiny)
    if page is None:
        now = tiny.responses[tiny.responses["period"] == tiny.period]
        assert not (now["group"] == "promoter").any()
    else:
        assert not NOT_FOR_READERS.search(text_of(page))
