"""What the confounder audit says: who misleads, who turns round, who is an innocent companion."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from nps_reasons import words
from nps_reasons.checks import CHECKS, Evidence
from nps_reasons.drivers import ranking
from nps_reasons.drivers.audit import confounders
from nps_reasons.drivers.commenters import commenters
from nps_reasons.schema import CONFOUNDERS


def driver(theme, classic, points, half=1.0, sign="negative"):
    sure = abs(points) > half
    return {
        "theme": theme,
        "label": theme.capitalize(),
        "sign": sign,
        "classic_impact": classic,
        "points": points,
        "points_low": points - half,
        "points_high": points + half,
        "verdict": "clear" if sure else "not distinguishable",
    }


def owes(given, by, source, points, sign=None):
    return {
        "theme": given["theme"],
        "sign": given["sign"],
        "by": by,
        "source": source,
        "source_sign": sign,
        "points": points,
        "classic_low": given["classic_impact"] - 1,
        "classic_high": given["classic_impact"] + 1,
    }


def audit(drivers, rows, **further):
    nothing = pd.DataFrame()
    found = CHECKS["confounding"](
        Evidence(
            nothing,
            nothing,
            pd.DataFrame(drivers),
            None,
            confounders=pd.DataFrame(rows),
            **further,
        )
    )
    return found and (words.plain(found.finding), found.concern)


def of_survey(responses, mentions, segments):
    people = commenters(responses, mentions, segments=segments)
    table = confounders(people, period="all")
    drivers = ranking(responses, mentions, segments=segments).table
    return CHECKS["confounding"](Evidence(responses, mentions, drivers, None, confounders=table))


def test_the_largest_gap_is_told_with_its_two_largest_sources():
    waiting, support = driver("waiting", -14.2, -5.2, 2.2), driver("support", -9.0, -8.8)
    text, concern = audit(
        [support, waiting],
        [
            owes(waiting, "theme", "support", -6.1, "negative"),
            owes(waiting, "segment", "plan", -2.5),
            owes(waiting, "segment", "region", -0.6),
            owes(waiting, "theme", "waiting", +0.2, "positive"),
            owes(support, "theme", "waiting", -0.2, "negative"),
        ],
    )
    assert "misleads most on Waiting (complaints): it is -14.2, but" in text
    assert "goes with -5.2 [-7.4, -3.0] points" in text
    assert (
        'Of the difference -6.1 belongs to Support (complaints) and -2.5 to the levels of "plan".'
        in text
    )
    assert concern == "note"


def test_an_innocent_companion_is_named_with_whom_it_keeps_company():
    support, null = driver("support", -20.0, -12.0), driver("null", -4.0, 0.2)
    text, concern = audit(
        [support, null],
        [
            owes(support, "segment", "plan", -8.0),
            owes(null, "theme", "support", -4.2, "negative"),
        ],
    )
    assert "Null (complaints) has a classic impact of -4.0 and nothing of its own" in text
    assert "from noise: -4.2 belongs to Support (complaints)." in text
    assert concern == "note"


def test_a_small_classic_impact_makes_no_companion():
    support, null = driver("support", -9.0, -8.9), driver("null", -0.6, -0.6, 2)
    text, concern = audit(
        [support, null],
        [owes(support, "segment", "plan", -0.1), owes(null, "segment", "plan", 0.0)],
    )
    assert "nothing of its own" not in text
    assert concern == "fine"


def test_of_many_companions_three_are_named():
    drivers = [driver(f"theme{k}", -9.0 + k, 0.1) for k in range(6)]
    text, _ = audit(drivers, [owes(each, "segment", "plan", -5.0) for each in drivers])
    assert text.count("nothing of its own") == 3
    assert text.endswith("The same holds of 2 more drivers.")


def test_what_cannot_be_told_apart_is_said_to_be_so():
    waiting = driver("waiting", -6.0, -2.0)
    text, _ = audit([waiting], [owes(waiting, "inseparable", "inseparable", -4.0)])
    assert "-4.0 belongs to themes and segments that cannot be told apart." in text


@pytest.mark.parametrize("n_corrected", [0, 1])
def test_corrected_points_are_not_compared_with_an_audit_of_the_machines_labels(n_corrected):
    waiting = driver("waiting", -6.0, -2.0)
    sample = SimpleNamespace(n_corrected=n_corrected)
    found = audit([waiting], [owes(waiting, "segment", "plan", -4.0)], sample=sample)
    assert (found is None) == bool(n_corrected)


def test_a_negative_control_is_not_audited_and_what_others_are_tested_on_is_named():
    support, null = driver("support", -20.0, -12.0), driver("null", -4.0, 0.2)
    weather = driver("weather", -40.0, -0.3)
    rows = [
        owes(support, "segment", "plan", -8.0),
        owes(null, "theme", "weather", -4.2, "negative"),
        owes(weather, "theme", "support", -39.7, "negative"),
    ]
    text, _ = audit([support, null, weather], rows, control="weather")
    assert "misleads most on Support" in text
    assert "Weather (complaints) has a classic" not in text
    assert "told from noise or from the negative control: -4.2 belongs to Weather" in text
    assert "negative control" not in audit([support, null, weather], rows)[0]
    assert audit([weather], [owes(weather, "segment", "plan", -39.7)], control="weather") is None


def test_a_reversal_of_simpson_is_found():
    """Praise of advice is said on the plan that scores low, and goes with more points on each."""
    rng = np.random.default_rng(1)
    n = 1500
    low = rng.random(n) < 0.5
    said = rng.random(n) < np.where(low, 0.6, 0.08)
    score = 8.6 - 3.2 * low + 1.3 * said + rng.normal(0, 1.3, n)
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i:04}" for i in range(n)],
            "group": "passive",
            "contribution": np.select([score >= 8.5, score >= 6.5], [100.0, 0.0], -100.0),
            "plan": np.where(low, "basic", "plus"),
        }
    )
    mentions = responses.loc[said, ["response_id"]].assign(theme="advice", sign="positive")
    found = of_survey(responses, mentions, ["plan"])
    assert "Advice (praise) turns round, from" in found.finding
    assert 'belongs to the levels of "plan"' in found.finding
    assert found.concern == "warning"


@pytest.mark.parametrize("drivers", [[], [driver("waiting", -6.0, np.nan)]])
def test_without_a_model_there_is_nothing_to_look_at(drivers):
    nothing = pd.DataFrame()
    given = Evidence(nothing, nothing, pd.DataFrame(drivers), None, confounders=CONFOUNDERS.empty())
    assert CHECKS["confounding"](given) is None
