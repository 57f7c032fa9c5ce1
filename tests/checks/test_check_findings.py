"""What the checks say: signs, rounding and how loudly."""

import re

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
