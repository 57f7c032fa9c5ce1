"""Lessons: what of a coded sample the tagger learns, and when there is too little."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from nps_reasons.commands.audit_applying import ApplyAsked, _to_learn
from nps_reasons.drivers.coded.sample import gold_sample
from nps_reasons.errors import InputError
from nps_reasons.labelled import Label
from nps_reasons.lessons import FEWEST, learned_annotator, lessons_of
from nps_reasons.themes.codeframe import Codeframe, Theme

CODEFRAME = Codeframe("shop", 1, (Theme("price", "Price", "what it costs"),))


def survey(n, language="en"):
    ids = [f"r{i:03}" for i in range(n)]
    return pd.DataFrame({"response_id": ids, "reason": f"too dear in {n}", "language": language})


def coded(responses, labels=({"theme": "price", "sign": "negative"},)):
    table = responses[["response_id"]].assign(labels=[list(labels)] * len(responses))
    return gold_sample(table, responses, ["price", "staff"])


def test_a_neutral_mention_is_a_mention_and_two_signs_are_none():
    responses = survey(2)
    labels = [
        {"theme": "staff", "sign": "neutral"},
        {"theme": "price", "sign": "positive"},
        {"theme": "price", "sign": "negative"},
    ]
    found = lessons_of(coded(responses, labels), responses.set_index("response_id")["reason"])
    assert found.labels == ((Label("price"), Label("staff", "neutral")),) * 2


def test_a_response_without_a_theme_is_a_lesson_too():
    responses = survey(3)
    found = lessons_of(coded(responses, ()), responses.set_index("response_id")["reason"])
    assert found.labels == ((), (), ())
    assert found.texts == tuple(responses["reason"])


def test_reasons_that_keywords_read_teach_nothing():
    responses = pd.concat([survey(FEWEST), survey(9, "de").assign(response_id=list("abcdefghi"))])
    sample = coded(responses)
    with_them = learned_annotator(CODEFRAME, "fast", sample, responses)
    english = survey(FEWEST)
    without = learned_annotator(CODEFRAME, "fast", coded(english), english)
    assert with_them.tagged_by == without.tagged_by


def test_too_few_coded_reasons_are_refused_with_what_to_do():
    responses = pd.concat([survey(FEWEST - 1), survey(1, "de").assign(response_id="a")])
    with pytest.raises(InputError, match=r"49 coded reasons .* code 50 or more, or leave --learn"):
        learned_annotator(CODEFRAME, "fast", coded(responses), responses)


def test_an_audit_learns_from_what_a_run_learns_from():
    responses = pd.concat([survey(FEWEST), survey(9, "de").assign(response_id=list("abcdefghi"))])
    run, rows = SimpleNamespace(tier="fast"), SimpleNamespace(rows=responses)
    tier, lessons = _to_learn(run, ApplyAsked(), coded(responses), rows)
    assert (tier, len(lessons.texts)) == ("fast", FEWEST)
    fewer = SimpleNamespace(rows=responses.iloc[1:])
    tier, lessons = _to_learn(run, ApplyAsked(), coded(fewer.rows), fewer)
    assert (tier, len(lessons.texts)) == (None, FEWEST - 1)
