"""Themes that the machine finds and people do not: they are no finding, and are named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nps_reasons.drivers import rank_drivers
from nps_reasons.drivers.coded.contradicted import precision_limit
from nps_reasons.drivers.coded.sample import gold_sample
from nps_reasons.drivers.ranking import ranking
from nps_reasons.inference.intervals import wilson

THEMES = ["price", "staff"]
N, TAGGED, CODED = 400, 134, 120


def survey(*, n=N, tagged=TAGGED):
    """Responses of which every third is tagged as a complaint of price, and scores worse for it."""
    rng = np.random.default_rng(5)
    found = rng.permutation(np.arange(n) < tagged)
    points = np.where(rng.random(n) < 0.35 + 0.3 * found, -100.0, 100.0)
    ids = np.array([f"r{i:03}" for i in range(n)])
    responses = pd.DataFrame({"response_id": ids, "contribution": points})
    mentions = pd.DataFrame({"response_id": ids[found], "theme": "price", "sign": "negative"})
    return responses, mentions


def coded(responses, said=(), n=CODED, **columns):
    """The first responses as a person coded them: price in those that are said."""
    ids = responses["response_id"].iloc[:n].tolist()
    label = {"theme": "price", "sign": "negative"}
    labels = [[label] if name in said else [] for name in ids]
    return pd.DataFrame({"response_id": ids, "labels": labels, **columns})


def found_in(mentions, responses, n=CODED):
    first = responses["response_id"].iloc[:n]
    return first[first.isin(mentions["response_id"])].tolist()


def denied(responses, mentions, gold):
    sample = gold_sample(gold, responses, THEMES)
    correction = ranking(responses, mentions, gold=sample).correction
    assert correction is not None
    return correction.denied


def row_of(table):
    return table.set_index("theme").loc["price"]


def test_a_theme_that_nobody_coded_keeps_its_numbers_and_is_no_finding() -> None:
    responses, mentions = survey()
    gold = coded(responses)
    before, after = (row_of(rank_drivers(responses, mentions, gold=some)) for some in (None, gold))
    assert before["verdict"] in {"clear", "leaning"}
    assert after["verdict"] == "not distinguishable"
    assert after["labels"] == "uncorrected"
    pd.testing.assert_series_equal(after.drop("verdict"), before.drop("verdict"))
    assert denied(responses, mentions, gold) == (("price", "negative"),)


def test_other_themes_are_corrected_as_ever() -> None:
    responses, mentions = survey()
    staff = pd.DataFrame(
        {"response_id": responses["response_id"][::4], "theme": "staff", "sign": "positive"}
    )
    gold = coded(responses)
    said = set(staff["response_id"])
    gold["labels"] = [
        [{"theme": "staff", "sign": "positive"}] if name in said else []
        for name in gold["response_id"]
    ]
    both = pd.concat([mentions, staff])
    table = rank_drivers(responses, both, gold=gold).set_index("theme")
    assert table["labels"].to_dict() == {"price": "uncorrected", "staff": "corrected"}
    assert table.loc["price", "verdict"] == "not distinguishable"
    assert denied(responses, both, gold) == (("price", "negative"),)


def test_a_theme_that_people_say_often_enough_is_corrected_and_not_denied() -> None:
    responses, mentions = survey()
    gold = coded(responses, said=found_in(mentions, responses)[:6])
    assert row_of(rank_drivers(responses, mentions, gold=gold))["labels"] == "corrected"
    assert denied(responses, mentions, gold) == ()


def test_too_small_a_sample_to_correct_by_denies_a_theme_that_it_holds_often_enough() -> None:
    responses, mentions = survey()
    places = np.flatnonzero(responses["response_id"].isin(mentions["response_id"]))
    assert denied(responses, mentions, coded(responses, n=places[3] + 1)) == ()
    small = coded(responses, n=places[4] + 1)
    assert len(small) < 50
    assert denied(responses, mentions, small) == (("price", "negative"),)
    table = rank_drivers(responses, mentions, gold=small)
    assert row_of(table)["verdict"] == "not distinguishable"


def test_a_theme_whose_precision_may_be_a_half_is_not_denied() -> None:
    responses, mentions = survey()
    n = int(np.flatnonzero(responses["response_id"].isin(mentions["response_id"]))[5]) + 1
    gold = coded(responses, said=found_in(mentions, responses, n)[:2], n=n)
    assert denied(responses, mentions, gold) == ()


def test_five_responses_of_one_respondent_are_one() -> None:
    responses, mentions = survey()
    found = responses["response_id"].isin(found_in(mentions, responses))
    own = responses["response_id"].where(~found, "the same")
    assert denied(responses.assign(respondent_id=own), mentions, coded(responses)) == ()


def test_the_order_of_rows_changes_nothing() -> None:
    responses, mentions = survey()
    tables = [t.sample(frac=1, random_state=2) for t in (responses, mentions, coded(responses))]
    assert denied(*tables) == (("price", "negative"),)


def test_the_limit_is_wilsons_and_unequal_chances_lower_its_base() -> None:
    found, said = np.ones(10, dtype=bool), np.arange(10) < 2
    alike = precision_limit(np.full(10, 3.0), found, said, most=10)
    assert alike == pytest.approx(wilson(0.2, 10)[1])
    uneven = np.where(np.arange(10) % 2, 9.0, 1.0)
    assert precision_limit(uneven, found, said, most=10) > alike
    assert precision_limit(uneven, ~found, said, most=0) == 1.0
