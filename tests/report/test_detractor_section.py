"""The page of detractors: what they say, what sets them apart, near misses, quotes, limits."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import texts_of

from nps_reasons import words
from nps_reasons.net_promoter import SCALE_OF, classify, contributions, nps, scale_named
from nps_reasons.report.blocks import Bars, Notes, Quotes, Table
from nps_reasons.report.figures.concentration import concentrations, highest
from nps_reasons.report.figures.group_reasons import (
    compare,
    reasons_of,
    sides_of,
    together,
    told_in,
)
from nps_reasons.report.figures.scale_ends import (
    LOWEST,
    end_of,
    ends,
    nearest_to_passive,
    points_of,
)
from nps_reasons.report.figures.shares import ratio, weighted_share
from nps_reasons.report.sections.detractors import detractors
from nps_reasons.schema import MENTIONS, RESPONSES

NOT_FOR_READERS = re.compile(r"\b(nan|None|NaT|inf)\b|<NA>")


def text_of(section):
    return words.plain(" ".join(texts_of(section)))


def part_of(section, kind):
    return next(part for part in section.parts if isinstance(part, kind))


def notes_of(section, heading):
    return next(p for p in section.parts if isinstance(p, Notes) and p.heading == heading)


@pytest.fixture
def survey(make_analysis):
    """Function from (how many, score, region, what they say) to an Analysis of one period."""
    base = replace(make_analysis(per_period=15, periods=("2031Q4",)), segments=("region",))

    def build(*parts, scale="0-10", weight=1.0):
        rows, said = [], []
        for n, score, region, talk in parts:
            for _ in range(n):
                name = f"r{len(rows):05}"
                silent = talk is None
                reason = None if silent else f"This is what respondent {name} has to say."
                rows.append((name, score, reason, None if silent else "en", region))
                said += [(name, theme, sign) for theme, sign in talk or ()]
        table = pd.DataFrame(rows, columns=["response_id", "score", "reason", "language", "region"])
        groups = classify(table["score"], scale)
        responses = RESPONSES.check(
            table.assign(
                period="2031Q4",
                group=groups,
                contribution=contributions(groups),
                weight=weight,
                responded_at=pd.Timestamp("2031-11-01", tz="UTC"),
                region=table["region"].astype("string"),
            )
        )
        mentions = pd.DataFrame(said, columns=["response_id", "theme", "sign"])
        tones = {"negative": -0.8, "neutral": 0.0, "positive": 0.8}
        mentions = MENTIONS.check(
            mentions.assign(
                clause=mentions.groupby("response_id").cumcount(),
                start=0,
                end=4,
                sentiment=mentions["sign"].map(tones).astype(float),
                confidence=0.9,
            )
        )
        return replace(base, responses=responses, mentions=mentions, scale=scale)

    return build


BUGS, PRICE = ("bugs", "negative"), ("price", "negative")


def test_a_group_that_says_more_and_one_that_says_less_are_one_difference():
    rng = np.random.default_rng(3)
    hits, here = rng.random(300) < 0.3, rng.random(300) < 0.5
    there, weights = ~here, rng.random(300)
    one = compare(hits, weights, here=here, there=there)
    other = compare(hits, weights, here=there, there=here)
    assert one.p_value == pytest.approx(other.p_value)
    assert (one.share, one.other) == (other.other, other.share)


@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(1, 9)), min_size=1, max_size=40),
    st.floats(0.1, 50),
)
def test_the_unit_of_the_weights_does_not_matter(people, unit):
    hits, here, weights = (np.array(column) for column in zip(*people, strict=True))
    first = compare(hits, weights.astype(float), here=here, there=~here)
    second = compare(hits, weights * unit, here=here, there=~here)
    assert (first is None) == (second is None) == bool(here.all() or not here.any())
    if first:
        assert second.share.value == pytest.approx(first.share.value)
        assert second.p_value == pytest.approx(first.p_value, nan_ok=True)


def test_nothing_compared_is_no_family():
    assert np.isnan(together([None, None])).all()
    assert together([]).size == 0


def test_shares_and_ratios_are_those_of_the_formulas(analysis):
    told = told_in(analysis)
    unhappy, passives = told.are("detractor"), told.are("passive")
    for reason in reasons_of(analysis, told, "detractor", sign="negative"):
        hits = told.hits(reason.theme, "negative")
        own, theirs = (weighted_share(hits[who], told.weights[who]) for who in (unhappy, passives))
        assert reason.n == (hits & unhappy).sum()
        assert reason.share == own
        assert reason.others["passive"] == theirs
        assert reason.times("passive") == ratio(own, theirs)


def test_the_split_by_sentiment_adds_up_to_those_who_speak_of_the_theme(analysis):
    told = told_in(analysis)
    for theme in told.themes:
        speak = np.any([told.hits(theme, sign) for sign in told.said], axis=0)
        sides = sides_of(told, "detractor", theme=theme)
        assert sides.speak == (speak & told.are("detractor")).sum()


def test_who_complains_and_praises_is_kept_as_both(survey):
    mixed = survey((6, 2, "North", [BUGS, ("bugs", "positive")]), (4, 2, "North", [BUGS]))
    table = part_of(detractors(mixed), Table)
    assert table.rows[0][1:] == ("10", "4", "0", "6", "0")


def test_the_page_is_the_same_whatever_the_order_of_rows(analysis):
    shuffled = replace(
        analysis,
        responses=analysis.responses.sample(frac=1, random_state=1),
        mentions=analysis.mentions.sample(frac=1, random_state=2),
    )
    assert detractors(shuffled) == detractors(analysis)


def test_equal_weights_change_nothing(analysis):
    doubled = replace(analysis, responses=analysis.responses.assign(weight=2.0))
    assert detractors(doubled) == detractors(analysis)


def test_the_answer_names_the_base_and_what_the_largest_complaints_cover(survey):
    page = detractors(
        survey(
            (30, 3, "North", [BUGS]),
            (20, 3, "North", [PRICE]),
            (50, 3, "North", [("speed", "negative"), PRICE]),
            (10, 4, "North", [("docs", "neutral")]),
            (15, 4, "North", None),
            (40, 8, "North", [("ease", "positive")]),
        )
    )
    assert words.plain(page.text).startswith(
        "Three complaints cover 91 % of the 110 detractors who gave a reason: "
        "Price and value 64 % [54, 72], Speed 45 % ["
    )
    text = text_of(page)
    assert "There are 125 detractors (76 % of the respondents); 110 gave a reason" in text
    assert "12 % gave none that can be used" in text


def test_a_complaint_of_detractors_alone_sets_them_apart_and_is_drawn_filled(survey):
    page = detractors(
        survey(
            (40, 3, "North", [BUGS, PRICE]),
            (60, 3, "North", [PRICE]),
            (20, 8, "North", [BUGS, PRICE]),
            (180, 8, "North", [PRICE]),
            (20, 10, "North", [("ease", "positive")]),
        )
    )
    text = text_of(page)
    assert "one step away (times as often): Reliability and bugs 4.0 [" in text
    assert (
        "said about as often by passives, and so not what sets detractors apart: Price and value "
        "(100 % against 100 %)"
    ) in text
    solid = {e.label: e.solid for e in part_of(page, Bars).estimates}
    assert solid == {"Reliability and bugs": True, "Price and value": False}
    table = part_of(page, Bars).table
    assert [row[-1] for row in table.rows] == ["about as often", "more often"]
    assert {len(row) for row in table.rows} == {len(table.columns)}
    assert len(table.anchors) == len(table.rows)


def test_a_complaint_that_no_passive_makes_has_no_ratio_and_is_named(survey):
    page = detractors(survey((40, 3, "North", [BUGS]), (60, 8, "North", [PRICE])))
    assert "one step away: Reliability and bugs, which no passive says." in text_of(page)
    row = part_of(page, Bars).table.rows[0]
    assert (row[5], row[-1]) == (words.NOTHING, "more often")


def test_a_complaint_that_passives_make_more_often_is_no_reason(survey):
    page = detractors(
        survey(
            (20, 3, "North", [PRICE]),
            (80, 3, "North", [BUGS]),
            (100, 8, "North", [PRICE]),
        )
    )
    assert "as often or more often by passives, and so not what sets" in text_of(page)
    assert part_of(page, Bars).table.rows[1][-1] == "less often"


def test_without_passives_who_write_nothing_is_said_of_them(survey):
    page = detractors(survey((40, 3, "North", [BUGS]), (60, 8, "North", None)))
    assert "No passive gave a reason" in text_of(page)


def test_shuffled_scores_seldom_set_a_complaint_apart(survey):
    rng = np.random.default_rng(8)
    themes = [
        ("bugs", "negative"),
        ("price", "negative"),
        ("speed", "negative"),
        ("docs", "negative"),
    ]
    parts = [
        (1, int(rng.choice([3, 8])), "North", [t for t in themes if rng.random() < 0.2])
        for _ in range(300)
    ]
    told_apart = 0
    noise = survey(*parts)
    for seed in range(40):
        score = np.random.default_rng(seed).permutation(noise.responses["score"].to_numpy())
        group = classify(pd.Series(score))
        mixed = replace(noise, responses=noise.responses.assign(score=score, group=group))
        found = reasons_of(mixed, told_in(mixed), "detractor", sign="negative")
        told_apart += any(reason.standing in {"more", "less"} for reason in found)
    assert told_apart <= 6


@pytest.mark.parametrize("name", SCALE_OF)
def test_near_misses_touch_the_passives_and_churn_risk_the_worst_end(name):
    scale = scale_named(name)
    near = nearest_to_passive(scale)
    assert near in scale.detractors
    assert min(abs(near - passive) for passive in scale.passives) == 1
    worst = scale.scores[-1] if name == "5-1" else scale.scores[0]
    assert worst in LOWEST[name]
    assert set(LOWEST[name]) < set(scale.detractors)
    assert near not in LOWEST[name]


@pytest.mark.parametrize(("name", "passive"), [("0-10", 7), ("1-10", 7), ("1-5", 4), ("5-1", 2)])
def test_near_misses_are_worth_what_the_definition_says(survey, name, passive):
    near = nearest_to_passive(scale_named(name))
    scores = (
        [near] * 7 + [passive] * 5 + [scale_named(name).promoters[0]] * 9 + [LOWEST[name][0]] * 4
    )
    rng = np.random.default_rng(1)
    weights = rng.uniform(0.5, 2.0, len(scores))
    analysis = survey(*((1, score, "North", [BUGS]) for score in scores), scale=name)
    weighted = replace(analysis, responses=analysis.responses.assign(weight=weights))
    moved = [passive if score == near else score for score in scores]
    gained = nps(moved, weights, scale=name).value - nps(scores, weights, scale=name).value
    assert points_of(weighted, scores=(near,)) == pytest.approx(gained)


def test_near_misses_with_a_complaint_of_their_own_are_told(survey):
    analysis = survey(
        (30, 6, "North", [PRICE]),
        (10, 6, "North", [BUGS]),
        (35, 1, "North", [BUGS]),
        (5, 1, "North", [PRICE]),
        (20, 9, "North", [("ease", "positive")]),
    )
    text = words.plain(" ".join(ends(analysis, told_in(analysis)).sentences))
    assert (
        "gave score 6: 40 of 80 detractors (50 %), 40 with a reason. More often than the other"
        in text
    )
    assert "complain about Price and value 75 % [60, 86] (n = 30) against 13 %." in text
    assert "A 6 that becomes a 7 is one detractor fewer: all 40 of them are 40.0 NPS points" in text
    assert "not a forecast" in text
    assert "gave scores 0 to 2: 40 of 80 detractors" in text
    assert "complain about Reliability and bugs 88 %" in text


def test_few_near_misses_are_counted_and_not_described(survey):
    analysis = survey((29, 6, "North", [PRICE]), (40, 3, "North", [BUGS]))
    text = words.plain(" ".join(ends(analysis, told_in(analysis)).sentences))
    assert "29 of 69 detractors (42 %), 29 with a reason: too few to say what they" in text
    assert "gave scores 0 to 2: nobody." in text


def test_where_all_detractors_are_near_misses_nobody_is_compared(survey):
    analysis = survey((60, 6, "North", [PRICE]), (9, 9, "North", []))
    found = end_of(analysis, told_in(analysis), scores=(6,))
    assert (found.n_reasons, found.n_others, found.more) == (60, 0, [])
    text = " ".join(ends(analysis, told_in(analysis)).sentences)
    assert "The other detractors with a reason are too few to compare with." in text


def test_a_scale_that_runs_from_best_to_worst_says_which_end_is_which(survey):
    analysis = survey((5, 3, "North", [PRICE]), (5, 5, "North", [BUGS]), scale="5-1")
    text = " ".join(ends(analysis, told_in(analysis)).sentences)
    assert "gave score 3 (1 is best): 5 of 10" in words.plain(text)
    assert "A 3 that becomes a 2 is one detractor fewer" in text
    assert "gave score 5 (worst): 5 of 10" in words.plain(text)


def test_a_complaint_concentrates_where_a_segment_value_clearly_says_it_more(survey):
    analysis = survey(
        (40, 3, "North", [BUGS]),
        (20, 3, "North", [PRICE]),
        (10, 3, "South", [BUGS]),
        (50, 3, "South", [PRICE]),
        (8, 3, "Isle", [BUGS]),
    )
    notes = notes_of(detractors(analysis), "Where it concentrates")
    text = words.plain(" ".join(notes.sentences))
    assert "Reliability and bugs: clearly most in North (region), 67 % [54, 77]" in text
    assert "Price and value: clearly most in South (region)" in text
    assert "Isle" not in text


def test_a_complaint_that_is_everywhere_concentrates_nowhere(survey):
    analysis = survey((60, 3, "North", [BUGS]), (60, 3, "South", [BUGS]))
    text = " ".join(notes_of(detractors(analysis), "Where it concentrates").sentences)
    assert text.startswith("No segment stands out: none of the 2 segment values")


def test_small_segments_are_never_named(analysis):
    told = told_in(analysis)
    reasons = reasons_of(analysis, told, "detractor", sign="negative")
    stands = concentrations(
        told, reasons, group="detractor", sign="negative", segments=analysis.segments
    )
    counts = told.commenters[told.are("detractor")]
    for stand in stands:
        assert (counts[stand.segment] == stand.value).sum() >= 30
    assert all(stand.is_clear for stand in highest(stands))


def test_quotes_are_exact_words_of_detractors_with_their_id(analysis):
    page = detractors(analysis)
    responses = analysis.responses.set_index("response_id")
    blocks = [part for part in page.parts if isinstance(part, Quotes)]
    assert 1 <= len(blocks) <= 3
    for block in blocks:
        ids = [quote.response_id for quote in block.quotes]
        assert len(ids) == len(set(ids))
        assert 1 <= len(ids) <= 3
        for quote in block.quotes:
            row = responses.loc[quote.response_id]
            assert quote.text in row["reason"]
            assert row["group"] == quote.group == "detractor"
            assert row["period"] == analysis.period


def test_a_near_miss_is_quoted_where_there_is_one(survey):
    page = detractors(survey((40, 1, "North", [BUGS]), (1, 6, "North", [BUGS])))
    quotes = part_of(page, Quotes).quotes
    near = [quote for quote in quotes if quote.score == "score 6"]
    assert len(near) == 1
    without = detractors(survey((40, 1, "North", [BUGS])))
    assert len(part_of(without, Quotes).quotes) == 2


def test_the_page_says_what_it_cannot_tell(survey):
    page = detractors(
        survey(
            (40, 3, "North", [BUGS]),
            (10, 3, "North", []),
            (4, 3, "North", [("ease", "positive")]),
            (6, 3, "North", None),
            (60, 8, "North", [PRICE]),
        )
    )
    text = words.plain(" ".join(notes_of(page, "What this page cannot tell").sentences))
    assert "6 detractors (10 %) gave no reason that can be used" in text
    assert "In 10 of the 54 reasons (19 %) no theme of the codeframe was found." in text
    assert "In 4 more, themes are named without complaints." in text
    assert "nobody of the 54 wrote may still be that of up to 6.6 %" in text
    assert "A complaint of one passive in ten must be that of 31 % of detractors" in text


def test_detractors_without_a_word_have_a_page_that_says_so(survey):
    page = detractors(survey((40, 3, "North", None), (5, 9, "North", [])))
    assert page.text.endswith("Why they think so cannot be told from this survey.")
    assert "gave score 6: nobody." in text_of(page)


def test_responses_that_weigh_nothing_give_no_share(survey):
    page = detractors(survey((40, 3, "North", [BUGS]), (5, 9, "North", []), weight=0.0))
    assert page.text.endswith("weigh nothing, so that no share of them can be told.")


def test_every_tiny_survey_gives_an_honest_page_or_none(tiny):
    page = detractors(tiny)
    if page is None:
        assert not (tiny.responses["group"] == "detractor").any()
    else:
        assert not NOT_FOR_READERS.search(text_of(page))
