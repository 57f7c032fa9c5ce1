"""Drift: each period against those before it, by laws and by cases worked out by hand."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drift import drift_table
from nps_reasons.drift.comparison import (
    Answers,
    clustered_share,
    commoner,
    compared_means,
    compared_shares,
)
from nps_reasons.drift.vocabulary import as_written, vocabulary_of
from nps_reasons.drivers.coded.sample import gold_sample
from nps_reasons.errors import InputError, UsageError
from nps_reasons.inference.shares import Part
from nps_reasons.schema import DRIFT

QUARTERS = ("2031Q1", "2031Q2", "2031Q3")


def responses_of(*reasons, people=None):
    """One period for each list of reasons."""
    rows = [(QUARTERS[place], text) for place, texts in enumerate(reasons) for text in texts]
    table = pd.DataFrame(rows, columns=["period", "reason"])
    table = table.assign(response_id=[f"r{i:05}" for i in range(len(table))])
    return table if people is None else table.assign(respondent_id=people)


def mentions_of(responses, word="price", confidence=0.75):
    """A mention of each reason that has the word."""
    said = responses[responses["reason"].str.contains(word, regex=False).fillna(False).astype(bool)]
    return pd.DataFrame(
        {
            "response_id": said["response_id"],
            "clause": 0,
            "theme": word,
            "sign": "negative",
            "confidence": confidence,
        }
    )


def measured(table, measure, period="2031Q2"):
    rows = table[(table["measure"] == measure) & (table["period"] == period)]
    assert len(rows) <= 1
    return rows.iloc[0] if len(rows) else None


def words_of(table, period="2031Q2"):
    return table.loc[(table["measure"] == "word") & (table["period"] == period), "item"].tolist()


# Laws.

SURVEY = st.lists(
    st.tuples(
        st.sampled_from(QUARTERS),
        st.sampled_from([None, "fair price", "an outage", "", "a", "the price of [EMAIL]", "7b"]),
        st.sampled_from(["x", "y", None]),
        st.floats(0, 1),
    ),
    max_size=90,
)


@given(SURVEY, st.integers(1, 3))
@settings(max_examples=60)
def test_any_survey_gives_a_table_without_a_wrong_number(rows, times):
    table = pd.DataFrame(
        rows * times, columns=["period", "reason", "respondent_id", "sure"]
    ).astype({"period": "string", "reason": "string", "respondent_id": "string"})
    table = table.assign(response_id=[str(i) for i in range(len(table))])
    said = mentions_of(table)
    said = said.assign(confidence=table.loc[said.index, "sure"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = drift_table(table, said)
    known = found[found["value"].notna()]
    numbers = known[["value", "value_low", "value_high", "before", "p_value", "q_value"]]
    assert numbers.apply(lambda column: column.between(0, 1)).to_numpy().all()
    assert (known["value_low"] <= known["value"]).all()
    assert (known["value"] <= known["value_high"]).all()
    assert (known["change_low"] <= known["change"] + 1e-12).all()
    assert (known["change"] <= known["change_high"] + 1e-12).all()
    assert known["change_low"].between(-1, 1).all()
    assert known["change_high"].between(-1, 1).all()
    assert (found["verdict"] == "too few").tolist() == found["value"].isna().tolist()


def varied(seed=0, n=150):
    """Three periods of reasons, respondents who repeat, and unequal confidences."""
    rng = np.random.default_rng(seed)
    vocabulary = np.array(["price", "outage", "slow", "menu", "staff", "queue", "refund", "login"])
    texts = [
        [" ".join(rng.choice(vocabulary[: 6 + place], 3)) for _ in range(n)] for place in range(3)
    ]
    responses = responses_of(*texts, people=rng.integers(0, n, 3 * n).astype(str))
    mentions = mentions_of(responses)
    return responses, mentions.assign(confidence=rng.random(len(mentions)))


def test_the_order_of_rows_changes_no_bit():
    responses, mentions = varied()
    coded = responses.iloc[::2][["response_id"]].assign(labels="[]")
    sample = gold_sample(coded, responses, ["price"])
    again = gold_sample(coded.iloc[::-1], responses, ["price"])
    table = drift_table(responses, mentions, sample=sample)
    shuffled = drift_table(
        responses.sample(frac=1, random_state=1),
        mentions.sample(frac=1, random_state=2),
        sample=again,
    )
    pd.testing.assert_frame_equal(table, shuffled, check_exact=True)
    pd.testing.assert_frame_equal(table, DRIFT.check(table))


def test_what_is_said_of_a_period_does_not_change_when_later_ones_come():
    responses, mentions = varied()
    early = responses[responses["period"] != "2031Q3"]
    first = drift_table(early, mentions[mentions["response_id"].isin(early["response_id"])])
    whole = drift_table(responses, mentions)
    kept = whole[whole["period"] == "2031Q2"].reset_index(drop=True)
    pd.testing.assert_frame_equal(first, kept, check_exact=True)


def test_undated_responses_and_an_undated_survey_take_no_part():
    responses, mentions = varied()
    undated = responses.assign(response_id="u" + responses["response_id"], period="undated")
    both = pd.concat([responses, undated])
    pd.testing.assert_frame_equal(drift_table(both, mentions), drift_table(responses, mentions))
    assert drift_table(responses.assign(period="all"), mentions).empty
    assert drift_table(undated, mentions).empty


@given(st.integers(1, 400), st.integers(0, 400), st.integers(30, 4000), st.integers(30, 4000))
def test_the_test_of_a_rare_word_is_mid_p_of_the_binomial(now, before, n_now, n_before):
    from scipy.stats import binom

    known = binom(now + before, n_now / (n_now + n_before))
    expected = known.sf(now - 1) - known.pmf(now) / 2
    (found,) = commoner(np.array([float(now)]), np.array([float(before)]), n_now, n_before)
    assert found == pytest.approx(expected, abs=1e-9)


# Cases.


def test_a_larger_share_without_a_theme_is_drifting():
    responses = responses_of(
        ["fair price"] * 830 + ["hm"] * 170, ["fair price"] * 770 + ["hm"] * 230
    )
    row = measured(drift_table(responses, mentions_of(responses)), "uncovered")
    assert (row["n"], row["base"], row["base_before"]) == (230, 1000, 1000)
    assert (row["before"], row["value"]) == (0.17, 0.23)
    # Newcombe's method 10 and the (N-1) test, by hand.
    assert (row["change_low"], row["change_high"]) == pytest.approx((0.02490, 0.09488), abs=2e-4)
    assert row["p_value"] == pytest.approx(0.000807, abs=2e-5)
    assert row["verdict"] == "drifting"


def test_all_earlier_periods_together_are_the_baseline():
    responses = responses_of(
        ["fair price"] * 60 + ["hm"] * 40, ["fair price"] * 100, ["fair price"] * 80 + ["hm"] * 20
    )
    row = measured(drift_table(responses, mentions_of(responses)), "uncovered", "2031Q3")
    assert (row["base_before"], row["before"], row["value"]) == (200, 0.2, 0.2)
    assert row["verdict"] == "steady"


def test_people_not_answers_are_counted():
    answers = ["fair price"] * 150 + ["hm"] * 50
    once = responses_of(answers, answers[:120] + ["hm"] * 80)
    people = [str(i // 10) for i in range(200)] + [str(100 + i // 10) for i in range(200)]
    again = once.assign(respondent_id=people)
    single = measured(drift_table(once, mentions_of(once)), "uncovered")
    repeated = measured(drift_table(again, mentions_of(again)), "uncovered")
    assert single["change"] == repeated["change"]
    width = repeated["change_high"] - repeated["change_low"]
    assert width > 2 * (single["change_high"] - single["change_low"])
    assert (single["verdict"], repeated["verdict"]) == ("drifting", "steady")


def test_from_fewer_than_thirty_reasons_nothing_is_told():
    responses = responses_of(["fair price"] * 29 + [None] * 90, ["an outage"] * 200)
    table = drift_table(responses, mentions_of(responses))
    assert set(table["verdict"]) == {"too few"}
    assert table[["value", "change", "p_value", "q_value"]].isna().to_numpy().all()
    assert measured(table, "uncovered")["base_before"] == 29


def test_a_codeframe_that_covered_everything_and_no_longer_does_is_seen_by_an_exact_test():
    responses = responses_of(["fair price"] * 10_000, ["fair price"] * 294 + ["hm"] * 6)
    row = measured(drift_table(responses, mentions_of(responses)), "uncovered")
    assert row["p_value"] == pytest.approx((300 / 10_300) ** 6, rel=1e-6)
    assert row["verdict"] == "drifting"


def test_where_nothing_or_everything_is_uncovered_the_interval_has_a_width():
    for text in ("fair price", "hm"):
        responses = responses_of([text] * 50, [text] * 50)
        row = measured(drift_table(responses, mentions_of(responses)), "uncovered")
        assert (row["change"], row["verdict"]) == (0.0, "steady")
        assert row["change_low"] < -0.05 < 0.05 < row["change_high"]


def test_confidence_that_falls_is_drifting_and_has_a_width_where_all_agree():
    responses = responses_of(["fair price"] * 80, ["fair price"] * 80)
    sure = mentions_of(responses)
    table = drift_table(responses, sure)
    row = measured(table, "confidence")
    assert row["verdict"] == "steady"
    assert row["change_low"] < 0 < row["change_high"]
    later = sure["response_id"].isin(responses.loc[responses["period"] == "2031Q2", "response_id"])
    fell = sure.assign(confidence=np.where(later, 0.6, 0.75))
    assert measured(drift_table(responses, fell), "confidence")["verdict"] == "drifting"


def test_a_reason_with_several_mentions_counts_once_with_their_mean():
    responses = responses_of(["fair price"] * 40, ["fair price"] * 40)
    first = mentions_of(responses, confidence=0.5)
    second = first.assign(theme="value", confidence=1.0)
    row = measured(drift_table(responses, pd.concat([first, second])), "confidence")
    assert (row["n"], row["value"]) == (40, 0.75)


def test_the_same_people_twice_are_a_paired_comparison():
    values = np.tile([0.2, 0.4, 0.6, 0.8], 25)
    same = np.arange(100)
    apart = compared_means(Answers(values + 0.01, same), Answers(values, same + 100))
    paired = compared_means(Answers(values + 0.01, same), Answers(values, same))
    assert paired.change_high - paired.change_low < apart.change_high - apart.change_low
    assert paired.change_low < 0.01 < paired.change_high


def test_new_words_are_found_as_people_write_them_those_without_a_theme_first():
    before = ["fair price"] * 200 + ["nice staff"] * 200
    now = [
        *["fair price"] * 150,
        *["nice staff"] * 150,
        *["the price of an Outage"] * 12,
        *["My eSIM, the eSIM!"] * 10,
        *["esim trouble"] * 4,
        *["rare bird"] * 4,
    ]
    responses = responses_of(before, now)
    table = drift_table(responses, mentions_of(responses))
    rows = table[table["measure"] == "word"].set_index("item")
    assert set(rows.index) == {"Outage", "eSIM"}
    assert rows.loc["eSIM", ["n", "n_uncovered", "base"]].tolist() == [14, 14, 330]
    assert rows.loc["Outage", ["n", "n_uncovered"]].tolist() == [12, 0]
    assert rows.loc["eSIM", "value"] == pytest.approx(14 / 330)
    assert (rows["verdict"] == "new").all()


def test_one_person_who_repeats_a_word_does_not_make_it_new():
    before, now = ["fair price"] * 300, ["fair price"] * 270 + ["an outage"] * 30
    people = [f"p{i}" for i in range(570)] + ["same"] * 30
    responses = responses_of(before, now, people=people)
    assert words_of(drift_table(responses, mentions_of(responses))) == []
    others = responses_of(before, now, people=[f"p{i}" for i in range(600)])
    assert words_of(drift_table(others, mentions_of(others))) == ["outage"]


def test_a_word_that_everybody_always_said_is_not_new():
    before = ["support"] * 5_000 + ["other"] * 5_000
    now = ["support"] * 6_000 + ["other"] * 4_000
    responses = responses_of(before, now)
    assert words_of(drift_table(responses, mentions_of(responses))) == []


def test_at_most_twenty_words_a_period():
    names = ["".join(chr(97 + (i * k) % 26) for k in (1, 3, 5, 7)) + "o" for i in range(26)]
    responses = responses_of(["fine"] * 400, ["fine"] * 100 + [" ".join(names)] * 40)
    assert len(words_of(drift_table(responses, mentions_of(responses)))) == 20


def test_stop_words_numbers_and_placeholders_are_no_words():
    texts = ["the and very [EMAIL] [PHONE] 5g 42 don't outage"]
    assert vocabulary_of(texts).stems == ("outag",)
    assert vocabulary_of([]).stems == ()


def test_a_word_is_written_as_most_people_write_it():
    assert as_written("outag", ["outages", "Outage", "outage [OUTAGE]", "outage"]) == "outage"
    assert as_written("esim", ["ESIM", "esim"]) == "esim"


def labels(said):
    return [f'[{{"theme": "price", "sign": "{sign}"}}]' if sign else "[]" for sign in said]


def test_agreement_needs_thirty_coded_responses_in_the_period_and_before():
    responses = responses_of(["fair price"] * 100, ["fair price"] * 100)
    mentions = mentions_of(responses)
    first = responses.iloc[:60]
    later = responses.iloc[100:160]
    person = ["negative"] * 54 + ["positive"] * 6 + ["negative"] * 30 + [None] * 30
    coded = pd.DataFrame(
        {
            "response_id": [*first["response_id"], *later["response_id"]],
            "labels": labels(person),
        }
    )
    sample = gold_sample(coded, responses, ["price"])
    row = measured(drift_table(responses, mentions, sample=sample), "agreement")
    assert (row["base"], row["base_before"]) == (60, 60)
    assert row["before"] == pytest.approx(2 * 54 / 120)
    assert row["value"] == pytest.approx(2 * 30 / 90)
    assert row["verdict"] == "drifting"
    few = gold_sample(coded.iloc[:89], responses, ["price"])
    assert measured(drift_table(responses, mentions, sample=few), "agreement") is None


def test_agreement_weighs_responses_by_the_chance_that_they_were_drawn():
    responses = responses_of(["fair price"] * 100, ["fair price"] * 100)
    coded = pd.DataFrame(
        {
            "response_id": responses["response_id"],
            "labels": labels((["negative"] * 80 + [None] * 20) * 2),
            "probability": ([1.0] * 80 + [0.5] * 20) * 2,
        }
    )
    sample = gold_sample(coded, responses, ["price"])
    row = measured(drift_table(responses, mentions_of(responses), sample=sample), "agreement")
    assert row["value"] == pytest.approx(2 * 80 / (2 * 80 + 40))
    assert row["verdict"] == "steady"


def test_shares_at_both_ends_can_be_compared():
    found = compared_shares(Part(1.0, 50), Part(0.0, 50))
    assert found.change == 1.0
    assert found.p_value < 1e-9
    assert clustered_share(np.zeros(6, dtype=bool), np.array([0, 0, 1, 1, 2, 2])).base == 3.0


@pytest.mark.parametrize("name", ["response_id", "period", "reason"])
def test_a_missing_column_of_the_responses_is_named(name):
    responses, mentions = varied()
    with pytest.raises(InputError, match=f'responses: column "{name}" is missing'):
        drift_table(responses.drop(columns=name), mentions)


def test_a_missing_or_strange_confidence_is_told():
    responses, mentions = varied()
    with pytest.raises(InputError, match='mentions: column "confidence" is missing'):
        drift_table(responses, mentions.drop(columns="confidence"))
    with pytest.raises(InputError, match="from 0 to 1"):
        drift_table(responses, mentions.assign(confidence=np.nan))


def test_periods_that_different_codeframes_tagged_are_not_compared():
    responses, mentions = varied()
    early = mentions["response_id"] < "r00150"
    stamped = mentions.assign(tagged_by=np.where(early, "shop 1, ab", "shop 2, cd"))
    with pytest.raises(UsageError, match="not all were tagged by the same"):
        drift_table(responses, stamped)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("\u0130stanbul office", "\u0130stanbul"),  # its small form is two characters more
        ("[OFFICE] again", "OFFICE"),  # in brackets, and no placeholder of a redaction
        ("\u01f0oke", "\u01f0oke"),
    ],
)
def test_a_new_word_that_folding_cuts_in_two_is_shown_as_it_is_written(text, word):
    table = responses_of(["Fair price"] * 60, [text] * 60)
    assert word in words_of(drift_table(table, mentions_of(table)))


@given(st.text(min_size=1, max_size=30))
def test_every_word_of_a_vocabulary_is_written_somewhere_in_its_texts(text):
    for stem in vocabulary_of([text]).stems:
        assert as_written(stem, [text])
