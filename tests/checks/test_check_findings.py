"""What the checks say: signs, rounding and how loudly."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from nps_reasons import words
from nps_reasons.checks import CHECKS, Evidence
from nps_reasons.net_promoter import classify, contributions


def evidence(scores, reasons=None, themed=0):
    """Responses with these scores; the first `themed` of them speak of a theme."""
    groups = classify(pd.Series(scores, dtype="Int64"))
    ids = [f"r{place:04}" for place in range(len(scores))]
    reason = pd.Series(reasons if reasons else ["it is slow"] * len(scores), dtype="string")
    responses = pd.DataFrame(
        {
            "response_id": ids,
            "group": groups,
            "contribution": contributions(groups),
            "reason": reason,
            "weight": 1.0,
        }
    )
    mentions = pd.DataFrame({"response_id": ids[:themed]}, dtype="string")
    return Evidence(responses, mentions, drivers=pd.DataFrame(), shuffled_points=None)


def test_the_difference_of_the_silent_is_that_of_the_numbers_shown():
    scores = [10] * 40 + [7] * 21 + [3] * 10 + [9] * 17 + [2] * 5
    given = evidence(scores, ["it is slow"] * 71 + [None] * 22)
    text = words.plain(CHECKS["selection"](given).finding)
    with_reason, silent, gap = map(float, re.findall(r"[-+]?\d+\.\d", text)[:3])
    assert gap == pytest.approx(with_reason - silent, abs=1e-9)


def of_people(given, people):
    responses = given.responses.assign(respondent_id=pd.array(people, dtype="string"))
    return replace(given, responses=responses)


def test_people_who_wrote_once_and_were_silent_once_are_compared_with_themselves():
    scores = [10] * 40 + [7] * 21 + [3] * 10
    given = evidence(scores * 2, ["it is slow"] * 71 + [None] * 71)
    people = [f"p{place}" for place in range(71)] * 2

    def width(given):
        text = words.plain(CHECKS["selection"](given).finding)
        low, high = map(float, re.search(r"\[([-+\d.]+), ([-+\d.]+)\]", text).groups())
        return high - low

    assert width(of_people(given, people)) < width(given) / 2


def test_silent_respondents_that_weigh_nothing_are_counted_and_not_compared():
    given = evidence([10] * 40 + [3] * 10, ["it is slow"] * 40 + [None] * 10)
    weights = given.responses["weight"].mask(given.responses["reason"].isna(), 0.0)
    found = CHECKS["selection"](replace(given, responses=given.responses.assign(weight=weights)))
    assert words.plain(found.finding) == "80 % of responses have a usable reason."


def test_answers_given_four_times_show_no_smaller_change_than_those_given_once():
    once = evidence([10, 3] * 100)
    often = of_people(evidence([10, 3] * 400), [f"p{place % 200}" for place in range(800)])
    changes = [
        float(re.search(r"only if it is ([\d.]+)", CHECKS["power"](given).finding)[1])
        for given in (once, often)
    ]
    assert changes[0] == changes[1]


@pytest.mark.parametrize(
    ("n", "concern"), [(4000, "fine"), (800, "note"), (100, "warning")], ids=str
)
def test_a_coarse_survey_is_warned_of(n, concern):
    assert CHECKS["power"](evidence([10, 3] * (n // 2))).concern == concern


@pytest.mark.parametrize(
    ("themed", "concern"), [(90, "fine"), (70, "note"), (50, "warning")], ids=str
)
def test_much_that_no_theme_covers_is_told(themed, concern):
    assert CHECKS["uncovered"](evidence([9, 3] * 50, themed=themed)).concern == concern


def test_the_noise_drill_says_when_a_driver_is_called_clear():
    verdicts = pd.DataFrame(
        {"p_value": [0.001, 0.1, None], "verdict": ["clear", "leaning", "not distinguishable"]}
    )
    given = replace(
        evidence([10, 3] * 20), drivers=verdicts, shuffled_points=np.linspace(1.0, 3.0, 41)
    )
    text = words.plain(CHECKS["noise"](given).finding)
    assert "2.0 NPS points in half of 41 shuffles, and 2.9 or more in one of twenty" in text
    assert "measured in standard errors, exceed those of 95 % of the shuffles" in text
    assert text.endswith("its q-value is at most 0.05: 1 of 2 are.")
    corrected = replace(given, sample=SimpleNamespace(n_corrected=1))
    assert CHECKS["noise"](corrected).finding.endswith("are of the machine's labels.")
