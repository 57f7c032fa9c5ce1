"""The check of drift: what it says of a period, and how much it worries."""

from __future__ import annotations

import pandas as pd
import pytest

from nps_reasons import words
from nps_reasons.checks import CHECKS, Evidence
from nps_reasons.schema import DRIFT


def row(measure, **numbers):
    plain = {
        "period": "2031Q2",
        "measure": measure,
        "n": 230,
        "base": 1000,
        "base_before": 3000,
        "verdict": "steady",
        "value": 0.23,
        "value_low": 0.205,
        "value_high": 0.257,
        "before": 0.17,
        "change": 0.06,
        "change_low": 0.03,
        "change_high": 0.09,
        "p_value": 0.001,
        "q_value": 0.002,
    }
    return {**plain, **numbers}


def word(item, n_uncovered, n=9):
    return row("word", item=item, n=n, n_uncovered=n_uncovered, verdict="new")


def told(*rows):
    table = DRIFT.check(pd.DataFrame(list(rows), columns=DRIFT.column_names))
    nothing = pd.DataFrame()
    return CHECKS["drift"](Evidence(nothing, nothing, nothing, None, drift=table))


def test_there_is_nothing_to_say_without_an_earlier_period():
    assert told() is None


def test_more_without_a_theme_and_new_words_are_told_with_what_to_do():
    found = told(row("uncovered", verdict="drifting"), word("outage", 3), word("eSIM", 8))
    assert words.plain(found.finding) == (
        "23 % of reasons have no theme, 17 % before (+6.0 [+3.0, +9.0] percentage points); new "
        "words: “eSIM” and “outage”. Look at them: nps-reasons themes discover."
    )
    assert found.concern == "warning"


def test_what_chance_may_make_is_called_so():
    found = told(row("uncovered"))
    assert "no more of a change than chance makes; no new words." in found.finding
    assert found.concern == "fine"
    assert "discover" not in found.finding


def test_only_a_few_new_words_are_named():
    found = told(row("uncovered"), *(word(f"w{letter}", 5) for letter in "abcdefgh"))
    assert "and 3 more." in found.finding
    assert found.concern == "note"


def test_too_few_reasons_are_told():
    empty = dict.fromkeys(("value", "before", "change", "p_value", "q_value"))
    found = told(row("uncovered", base=12, verdict="too few", **empty))
    assert "12 reasons in this period" in found.finding
    assert found.concern == "note"


@pytest.mark.parametrize(
    ("rows", "concern", "said"),
    [
        ([row("uncovered"), row("confidence", verdict="drifting")], "note", "more sure"),
        (
            [row("uncovered"), row("confidence", verdict="drifting", change=-0.06)],
            "note",
            "less sure",
        ),
        (
            [row("uncovered"), row("agreement", verdict="drifting", change=-0.2)],
            "warning",
            "micro-F1",
        ),
        ([row("uncovered", verdict="drifting", change=0.02)], "note", "discover"),
        ([row("uncovered", verdict="drifting", change=-0.06)], "note", "no new words"),
    ],
)
def test_the_concern_grows_with_what_drifts(rows, concern, said):
    found = told(*rows)
    assert found.concern == concern
    assert said in found.finding
