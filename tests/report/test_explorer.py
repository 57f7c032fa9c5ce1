"""The comments of a page: exact, chosen by lot and not by order, safe, and never too many bytes."""

import json
import random
import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.report.blocks import Comment, Comments
from nps_reasons.report.page.chapters import CHAPTERS, chapters_of
from nps_reasons.report.page.explorer import fitted, payload, said_words, values_of
from nps_reasons.report.page.html import LARGEST, render
from nps_reasons.report.parts.comments import LONGEST, beginning, comments_of
from nps_reasons.report.safe_text import printable
from nps_reasons.report.sections import SECTIONS
from nps_reasons.report.sections.comments import comments
from nps_reasons.schema import GROUPS, SIGNS

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@st.composite
def parts(draw):
    """Comments of anything that people may have written."""
    themes = (("billing", draw(ANY_TEXT)), ("speed", "Speed"))
    one = st.builds(
        Comment,
        response_id=ANY_TEXT,
        period=st.sampled_from(["2031Q1", "2031Q2"]),
        score=st.sampled_from(["score 1", "score 10"]),
        group=st.sampled_from(GROUPS),
        text=ANY_TEXT,
        segments=st.tuples(ANY_TEXT),
        themes=st.sets(st.tuples(st.sampled_from([0, 1]), st.sampled_from(SIGNS))).map(
            lambda said: tuple(sorted(said))
        ),
        weight=st.sampled_from([0.5, 1.0]),
        cut=st.booleans(),
    )
    rows = tuple(draw(st.lists(one, max_size=8)))
    return Comments(rows, len(rows), ("2031Q2", "2031Q1"), (draw(ANY_TEXT),), themes, 10)


@given(parts())
def test_the_data_say_what_the_comments_say(part):
    data = json.loads(payload(part))
    assert len(data["rows"]) == len(part.comments)
    for row, comment in zip(data["rows"], part.comments, strict=True):
        response_id, period, score, group, text, cut, values, said, weight = row
        assert (response_id, text) == (printable(comment.response_id), printable(comment.text))
        assert data["periods"][period] == comment.period
        assert data["scores"][score] == comment.score
        assert data["groups"][group] == comment.group
        assert bool(cut) == comment.cut
        assert data["weights"][weight] == comment.weight
        known = tuple("" if k < 0 else data["values"][k] for k in values)
        assert known == tuple(printable(value) for value in comment.segments)
        assert tuple((k // 3, data["signs"][k % 3]) for k in said) == comment.themes


@given(parts())
def test_no_markup_and_no_control_character_is_in_the_data(part):
    text = payload(part)
    assert not set("<>&\u2028\u2029\x00") & set(text)
    assert printable(text) == text
    text.encode("utf-8")


@given(parts(), st.integers(0, 3000))
def test_the_data_fit_into_their_room_where_anything_does(part, room):
    held = fitted(part, room)
    size = len(payload(held).encode("utf-8"))
    assert held.comments == part.comments[: len(held.comments)]
    assert size <= room or not held.comments


@given(parts())
def test_comments_are_left_out_only_where_there_is_no_room(part):
    assert fitted(part, 10_000_000) == part


@given(st.text(st.sampled_from("ab \n\u00e9\U0001f600"), max_size=100), st.integers(5, 60))
def test_a_comment_is_an_exact_beginning_that_ends_with_a_word(reason, longest):
    text = beginning(reason, longest)
    assert reason.startswith(text)
    assert len(text) <= longest
    assert text == text.rstrip()
    rest = reason[len(text) :]
    if len(text) < longest and len(text) >= longest // 2 and rest:
        assert rest[0].isspace() or rest.strip() == ""


def test_texts_are_exact_beginnings_of_the_reasons_with_that_id(analysis):
    reasons = analysis.responses.set_index("response_id")["reason"]
    part = comments_of(analysis)
    assert len(part.comments) == part.total == reasons.notna().sum()
    for comment in part.comments:
        assert reasons[comment.response_id].startswith(comment.text)
        assert comment.cut == (len(comment.text) < len(reasons[comment.response_id].rstrip()))


def test_a_very_long_comment_is_cut_and_says_so(analysis):
    responses = analysis.responses.assign(
        reason=analysis.responses["reason"].mask(
            analysis.responses["response_id"] == "r00001", "word " * 200_000
        )
    )
    part = comments_of(replace(analysis, responses=responses))
    (long,) = [comment for comment in part.comments if comment.response_id == "r00001"]
    assert long.cut
    assert len(long.text) <= LONGEST
    assert long.text.endswith("word")


def test_the_order_of_rows_changes_nothing(analysis):
    tables = ("responses", "mentions")
    shuffled = {name: getattr(analysis, name).sample(frac=1, random_state=3) for name in tables}
    assert comments_of(replace(analysis, **shuffled), most=40) == comments_of(analysis, most=40)


def test_the_period_of_the_report_comes_first_then_its_reference(analysis):
    periods = [comment.period for comment in comments_of(analysis).comments]
    turns = list(dict.fromkeys(periods))
    assert turns == ["2031Q4", "2031Q3", "2031Q2", "2031Q1"]
    assert periods == sorted(periods, key=turns.index)
    earlier = comments_of(replace(analysis, reference="2031Q1"))
    assert list(dict.fromkeys(c.period for c in earlier.comments))[:2] == ["2031Q4", "2031Q1"]


def test_which_comments_are_kept_does_not_hang_on_their_number(analysis):
    few, more = comments_of(analysis, most=10), comments_of(analysis, most=25)
    assert [c.response_id for c in few.comments] == [c.response_id for c in more.comments][:10]
    assert few.total == more.total > 25


def test_kept_comments_are_no_run_of_ids(analysis):
    ids = [comment.response_id for comment in comments_of(analysis, most=20).comments]
    assert ids != sorted(ids)


def test_a_survey_as_one_period_is_drawn_from_all_periods(analysis):
    whole = comments_of(replace(analysis, period="all", reference=None), most=40)
    assert len({comment.period for comment in whole.comments}) == len(analysis.periods)


def test_themes_and_signs_of_a_comment_are_those_of_its_mentions(analysis):
    part = comments_of(analysis)
    mentions = analysis.mentions
    for comment in random.Random(1).sample(part.comments, 30):
        own = mentions[mentions["response_id"] == comment.response_id]
        said = {(part.themes[k][0], sign) for k, sign in comment.themes}
        assert said == set(zip(own["theme"], own["sign"], strict=True))
        assert len(said) == len(comment.themes)


def test_what_is_said_is_told_by_sign():
    row = Comment("r1", "all", "score 3", "detractor", "x", (), ((1, "negative"), (0, "positive")))
    part = Comments((row,), 1, ("all",), (), (("ease", "Ease"), ("price", "Price")), 10)
    assert said_words(row, part) == "complaints: Price · praise: Ease"


def test_a_segment_with_very_many_values_is_no_filter(analysis, monkeypatch):
    assert comments_of(analysis).segments == ("plan", "region")
    monkeypatch.setattr("nps_reasons.report.parts.comments.MOST_VALUES", 3)
    assert comments_of(analysis).segments == ("region",)


def test_values_of_a_filter_are_in_a_natural_order(analysis):
    ranges = ["5 to 9", "10 to 20", "100 up", "b", "A"]
    responses = analysis.responses.assign(
        seats=pd.array([ranges[k % 5] for k in range(len(analysis.responses))], dtype="string")
    )
    part = comments_of(replace(analysis, responses=responses, segments=("seats",)))
    assert values_of(part) == [("seats", ["A", "b", "5 to 9", "10 to 20", "100 up"])]


def test_a_tiny_survey_has_comments_or_no_section(tiny):
    section = comments(tiny)
    written = int(tiny.responses["reason"].notna().sum())
    assert (section is None) == (written == 0)
    if section is not None:
        assert section.parts[0].total == written


@pytest.mark.parametrize("word", ["\u6771\u4eac\u90fd\u306e\u58f0 ", "<&>\U0001f621 "])
def test_a_page_is_never_too_large_and_says_what_it_leaves_out(make_analysis, word):
    analysis = make_analysis(per_period=2500, periods=("2031Q3", "2031Q4"))
    long = analysis.responses["reason"].notna()
    responses = analysis.responses.assign(
        reason=analysis.responses["reason"].mask(long, word * 200)
    )
    page = render(_nothing_drawn(replace(analysis, responses=responses)))
    size = len(page.encode("utf-8"))
    assert 0.9 * LARGEST < size <= LARGEST
    told = re.search(r"This page carries ([0-9,]+) of ([0-9,]+) comments", page)
    assert told
    held, total = (int(number.replace(",", "")) for number in told.groups())
    assert held < total == long.sum()
    data = json.loads(re.search(r'id="comments-data">(.*?)</script>', page)[1])
    assert (len(data["rows"]), data["total"]) == (held, total)


def _nothing_drawn(analysis):
    return replace(
        analysis,
        drivers=analysis.drivers.iloc[:0],
        changes=analysis.changes.iloc[:0],
        themes=analysis.themes.iloc[:0],
        periods=(analysis.period,),
    )


def test_every_section_has_a_chapter_and_chapters_are_not_torn_apart():
    chapters = chapters_of(SECTIONS)
    assert [name for _, names in chapters for name in names] == list(SECTIONS)
    assert [heading for heading, _ in chapters] == list(CHAPTERS)
