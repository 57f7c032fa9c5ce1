"""Quotes are exact, chosen by rule, and the same whatever the order of rows."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.report.blocks import Drill, Quotes
from nps_reasons.report.lookups import Talk, top_talk
from nps_reasons.report.planning import planning
from nps_reasons.report.quotes import LONGEST, by_theme, choose_quotes, excerpt, quotable
from nps_reasons.report.sections.themes import themes
from nps_reasons.schema import CODED, MENTIONS, RESPONSES


@st.composite
def reasons_with_a_clause(draw):
    word = st.text("abcdefgh ", min_size=1, max_size=12)
    reason = " ".join(draw(st.lists(word, min_size=1, max_size=60)))
    start = draw(st.integers(0, len(reason) - 1))
    end = draw(st.integers(start + 1, len(reason)))
    return reason, start, end


@given(reasons_with_a_clause(), st.integers(20, 200))
def test_an_excerpt_is_short_enough_and_holds_the_clause(case, longest):
    reason, start, end = case
    first, last = excerpt(reason, start, end, longest=longest)
    assert 0 <= first <= last <= len(reason)
    assert last - first <= max(longest, end - start)
    if end - start <= longest:
        assert reason[start:end].strip() in reason[first:last]


@given(reasons_with_a_clause())
def test_a_short_reason_is_quoted_whole(case):
    reason, start, end = case
    if len(reason) <= LONGEST:
        first, last = excerpt(reason, start, end)
        assert reason[first:last] == reason.strip()


def test_an_excerpt_cuts_no_word():
    reason = "alpha beta gamma delta epsilon zeta eta theta " * 10
    first, last = excerpt(reason, 100, 110, longest=60)
    assert reason[first - 1].isspace()
    assert reason[last].isspace()


def test_a_word_of_a_million_letters_is_cut():
    first, last = excerpt("x" * 1_000_000, 10, 900_000)
    assert last - first <= LONGEST


TALK = [Talk("support-quality", "negative"), Talk("ease", "positive"), Talk("price", "positive")]


@pytest.mark.parametrize("talk", TALK, ids=lambda talk: talk.theme)
def test_quotes_are_substrings_of_the_reason_with_that_id(analysis, talk):
    reasons = analysis.responses.set_index("response_id")["reason"]
    quotes = choose_quotes(quotable(analysis), talk)
    assert 3 <= len(quotes) <= 5
    assert all(quote.text in reasons[quote.response_id] for quote in quotes)


@pytest.mark.parametrize("talk", TALK, ids=lambda talk: talk.theme)
def test_nobody_is_quoted_twice_on_a_theme(analysis, talk):
    ids = [quote.response_id for quote in choose_quotes(quotable(analysis), talk)]
    assert len(ids) == len(set(ids))


def test_the_last_quote_says_otherwise(analysis):
    *same, other = choose_quotes(quotable(analysis), Talk("support-quality", "negative"))
    mentions = analysis.mentions[analysis.mentions["theme"] == "support-quality"]
    signs = {i: set(rows) for i, rows in mentions.groupby("response_id")["sign"]}
    assert other.role == "says otherwise"
    assert signs[other.response_id] == {"positive"}
    assert all("negative" in signs[quote.response_id] for quote in same)


@pytest.mark.parametrize("talk", TALK, ids=lambda talk: talk.theme)
def test_the_marked_clause_is_the_one_that_speaks_of_the_theme(analysis, clauses, talk):
    expected = {text for (theme, _), text in clauses.items() if theme == talk.theme}
    for quote in choose_quotes(quotable(analysis), talk):
        start, end = quote.clause
        assert quote.text[start:end] in expected


def test_complaints_are_those_of_detractors_and_passives_where_there_are_any(analysis):
    talk = Talk("support-quality", "negative")
    said = quotable(analysis)
    quotes = [q for q in choose_quotes(said, talk) if q.role != "says otherwise"]
    assert {quote.group for quote in quotes} <= {"detractor", "passive"}
    happy = choose_quotes(said.assign(group="promoter"), talk)
    assert happy
    assert "strongest" not in {quote.role for quote in happy}


def test_a_score_where_one_is_the_best_says_so(analysis):
    turned = replace(
        analysis, scale="5-1", responses=analysis.responses.assign(score=1, group="promoter")
    )
    quotes = choose_quotes(quotable(turned), Talk("ease", "positive"))
    assert {quote.score for quote in quotes} == {"score 1 (best)"}


def test_the_strongest_quote_has_the_lowest_sentiment_of_a_complaint(analysis):
    quotes = {q.role: q for q in choose_quotes(quotable(analysis), Talk("bugs", "negative"))}
    said = analysis.mentions[analysis.mentions["theme"] == "bugs"].set_index("response_id")
    of_theirs = analysis.responses.query("period == @analysis.period and group != 'promoter'")
    now = of_theirs["response_id"]
    left = said[said.index.isin(now)].drop(quotes["typical"].response_id)
    assert said["sentiment"][quotes["strongest"].response_id] == left["sentiment"].min()


def test_quotes_do_not_depend_on_the_order_of_rows(analysis):
    shuffled = replace(
        analysis,
        responses=analysis.responses.sample(frac=1, random_state=3),
        mentions=analysis.mentions.sample(frac=1, random_state=4),
    )
    for talk in top_talk(analysis, costs=5, earns=3):
        assert choose_quotes(quotable(shuffled), talk) == choose_quotes(quotable(analysis), talk)


@pytest.mark.parametrize("talk", TALK, ids=lambda talk: talk.theme)
def test_the_part_that_speaks_of_a_theme_gives_the_quotes_that_the_whole_gives(analysis, talk):
    said = quotable(analysis)
    assert choose_quotes(by_theme(said)[talk.theme], talk) == choose_quotes(said, talk)


def test_who_is_quoted_elsewhere_is_avoided_while_others_are_left(analysis):
    said, talk = quotable(analysis), Talk("bugs", "negative")
    first = {quote.response_id for quote in choose_quotes(said, talk)}
    second = {quote.response_id for quote in choose_quotes(said, talk, avoid=first)}
    everybody = set(said["response_id"])
    assert not first & second
    assert choose_quotes(said, talk, avoid=everybody) == choose_quotes(said, talk)


def test_a_reason_that_many_wrote_is_quoted_once(analysis):
    same = analysis.responses.assign(reason="the help desk never wrote back")
    mentions = analysis.mentions[analysis.mentions["theme"] == "support-quality"]
    copied = replace(
        analysis, responses=same, mentions=mentions.assign(start=0, end=30, sign="negative")
    )
    quotes = choose_quotes(quotable(copied), Talk("support-quality", "negative"))
    assert [quote.text for quote in quotes] == ["the help desk never wrote back"]


def quotes_of(section):
    drills = [part for part in section.parts if isinstance(part, Drill)]
    return [part for drill in drills for part in drill.parts if isinstance(part, Quotes)]


AS_MENTIONS = sorted({*MENTIONS.column_names} - {*RESPONSES.column_names})


@pytest.mark.parametrize("name", [*AS_MENTIONS, "scored", "strength", "brief", "outward", "number"])
def test_a_segment_may_be_called_as_a_column_of_mentions_is(analysis, name):
    responses = analysis.responses.rename(columns={"plan": name})
    names = (name, "region")
    named = replace(analysis, responses=responses, segments=names, adjusted=names)
    assert quotes_of(themes(named)) == quotes_of(themes(analysis))
    assert len(planning(named)) == len(planning(analysis))


def test_clauses_that_speak_of_another_theme_more_surely_are_not_quoted(analysis):
    own = choose_quotes(quotable(analysis), TALK[0])[0].response_id
    mentions = analysis.mentions
    said = (mentions["response_id"] == own) & (mentions["theme"] == TALK[0].theme)
    surer = mentions[said].assign(theme="docs", confidence=1.0)
    both = MENTIONS.check(pd.concat([mentions, surer], ignore_index=True))
    found = choose_quotes(quotable(replace(analysis, mentions=both)), TALK[0])
    assert found
    assert own not in {quote.response_id for quote in found}


def test_what_the_person_who_coded_a_response_did_not_hear_is_not_quoted(analysis):
    own = choose_quotes(quotable(analysis), TALK[0])[0].response_id
    for labels, quoted in (("[]", False), (HEARD, True)):
        rows = {"response_id": [own], "labels": [labels], "probability": None}
        coded = replace(analysis, coded=CODED.check(pd.DataFrame(rows)))
        found = choose_quotes(quotable(coded), TALK[0])
        assert (own in {quote.response_id for quote in found}) is quoted


HEARD = '[{"theme": "support-quality", "sign": "negative"}]'
