"""Checks: every one answers, or has nothing to look at; the numbers are those of the tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nps_reasons.checks import CHECKS, Check, Evidence, run_checks
from nps_reasons.drivers import ranking
from nps_reasons.net_promoter import nps_of_groups
from nps_reasons.prepare import complete_responses


def evidence(n=120, *, silent=0.2, spoken=True):
    rng = np.random.default_rng(1)
    reasons = np.where(rng.random(n) < silent, None, "words") if spoken else np.full(n, None)
    responses = complete_responses(
        pd.DataFrame(
            {
                "response_id": [f"r{i:03}" for i in range(n)],
                "score": rng.integers(0, 11, n),
                "reason": pd.array(reasons, dtype="string"),
            }
        )
    )
    said = responses.loc[responses["reason"].notna(), "response_id"].to_numpy()
    mentions = pd.DataFrame(
        {
            "response_id": rng.permutation(said)[: len(said) // 2],
            "theme": "billing",
            "sign": "negative",
        }
    )
    ranked = ranking(responses, mentions)
    shuffled = ranked.noise.largest_points if ranked.noise else None
    return Evidence(responses, mentions, ranked.table, shuffled)


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize(
    "given", [evidence(), evidence(1), evidence(spoken=False), evidence(silent=0)]
)
def test_every_check_answers_in_a_sentence_or_has_nothing_to_look_at(name, given):
    answer = CHECKS[name](given)
    if answer is None:
        return
    assert isinstance(answer, Check)
    assert answer.name
    assert answer.finding.endswith(".")
    assert "nan" not in answer.finding.casefold()
    assert answer.concern in ("fine", "note", "warning")


def test_checks_come_in_the_order_of_the_registry():
    given = evidence()
    expected = [check(given) for check in CHECKS.values()]
    assert run_checks(given) == tuple(answer for answer in expected if answer is not None)


def test_the_share_that_is_uncovered_is_that_of_reasons_without_a_mention():
    given = evidence(silent=0)
    share = 100 * (1 - given.mentions["response_id"].nunique() / len(given.responses))
    assert f"{share:.0f}" in CHECKS["uncovered"](given).finding


def test_silent_respondents_are_counted():
    given = evidence()
    share = 100 * given.responses["reason"].notna().mean()
    assert f"{share:.0f}" in CHECKS["selection"](given).finding


def test_four_times_the_responses_halve_the_smallest_visible_change():
    few, many = (CHECKS["power"](evidence(n)).finding for n in (100, 400))
    numbers = [float(text.split("it is ")[1].split()[0]) for text in (few, many)]
    assert numbers[1] == pytest.approx(numbers[0] / 2, rel=0.1)


def test_a_survey_in_which_nobody_wrote_is_a_warning():
    assert CHECKS["selection"](evidence(spoken=False)).concern == "warning"


def test_responses_that_count_as_fewer_say_so_and_why():
    given = evidence(400)
    plain = given.responses
    weighted = plain.assign(weight=np.where(np.arange(len(plain)) % 2, 0.2, 1.8))
    score = nps_of_groups(weighted["group"], weighted["weight"].to_numpy())
    told = CHECKS["power"](replace(given, responses=weighted)).finding
    n = round(score.effective_n)
    assert f"With 400 responses a period, which count as {n} for their weights, a" in told
    twice = plain.assign(respondent_id=(np.arange(len(plain)) // 20).astype(str))
    again = twice.assign(weight=weighted["weight"])
    both = CHECKS["power"](replace(given, responses=again.sort_values("score"))).finding
    assert "which count as" not in CHECKS["power"](given).finding
    grouped = twice.assign(respondent_id=twice["group"])
    assert "for their repeated respondents" in (
        CHECKS["power"](replace(given, responses=grouped)).finding
    )
    assert "which count as" in both
