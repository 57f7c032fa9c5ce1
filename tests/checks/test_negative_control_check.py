"""What is said of a theme that cannot matter, and of verdicts measured against it."""

from __future__ import annotations

import pandas as pd
import pytest

from nps_reasons import words
from nps_reasons.checks import CHECKS, Evidence


def driver(theme, sign, effect, *, half=6.0, reach=0.2):
    return {
        "theme": theme,
        "label": theme.capitalize(),
        "sign": sign,
        "effect": effect,
        "effect_low": effect - half,
        "effect_high": effect + half,
        "points": reach * effect,
        "points_low": reach * (effect - half),
        "points_high": reach * (effect + half),
        "verdict": "clear",
    }


def said(*drivers, control="weather"):
    nothing = pd.DataFrame()
    table = pd.DataFrame(drivers)
    found = CHECKS["control"](Evidence(nothing, nothing, table, None, control=control))
    return found and (words.plain(found.finding), found.concern)


def test_the_control_is_named_with_what_it_goes_with():
    text, concern = said(
        driver("price", "negative", -40.0),
        driver("weather", "negative", -12.0),
        driver("weather", "positive", 3.0),
    )
    assert text.startswith(
        "Verdicts are measured against Weather, which cannot matter: complaints about it go with "
        "-2.4 [-3.6, -1.2] points (-12.0 per mention) and praise for it goes with +0.6"
    )
    assert "only where its effect per mention differs from that." in text
    assert "tested against 0" not in text
    assert "mood" in text
    assert concern == "note"


def test_a_sign_without_a_control_is_said_to_be_tested_against_zero():
    text, concern = said(driver("weather", "negative", -2.0), driver("price", "positive", 9.0))
    assert text.endswith("Too few praise it: praise for other themes is tested against 0.")
    assert concern == "fine"


def test_a_control_that_cannot_be_told_apart_is_a_warning():
    apart = driver("weather", "negative", float("nan"))
    text, concern = said(apart, driver("price", "negative", -9.0))
    assert "measured against Weather, but it cannot be told apart" in text
    assert concern == "warning"


@pytest.mark.parametrize(
    ("drivers", "control"),
    [
        ([driver("price", "negative", -9.0)], None),
        ([driver("weather", "negative", float("nan"))], "weather"),
    ],
    ids=["no control", "no numbers"],
)
def test_where_there_is_nothing_to_measure_against_nothing_is_said(drivers, control):
    assert said(*drivers, control=control) is None
