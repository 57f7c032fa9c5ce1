"""What the robustness check says."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from nps_reasons import words
from nps_reasons.checks import Evidence
from nps_reasons.checks.robustness import robust
from nps_reasons.schema import ROBUSTNESS


def given(*rows):
    """Evidence of drivers: theme, verdict, points, ordinal, doubly robust, robustness value."""
    names = ["theme", "verdict", "points", "ordinal_points", "doubly_robust_points"]
    table = pd.DataFrame(rows, columns=[*names, "robustness_value", "agrees"])
    table = table.assign(
        period="1",
        sign="negative",
        points_error=1.0,
        ordinal_error=1.0,
        doubly_robust_error=1.0,
        e_value=2.0,
    )
    drivers = table[["theme", "sign", "verdict"]].assign(label=table["theme"].str.title())
    robustness = ROBUSTNESS.check(table.drop(columns="verdict"))
    nothing = pd.DataFrame()
    return Evidence(nothing, nothing, drivers, None, robustness=robustness)


def said(*rows):
    found = robust(given(*rows))
    return words.plain(found.finding), found.concern


def test_agreement_is_counted_and_the_weakest_clear_driver_is_named():
    text, concern = said(
        ("price", "clear", -8.0, -7.9, -8.2, 0.21, True),
        ("speed", "clear", -5.0, -5.1, -5.2, 0.14, True),
        ("staff", "leaning", -1.0, -1.1, -0.9, 0.03, True),
        ("other", "not distinguishable", -0.1, 3.0, 3.0, 0.01, False),
    )
    assert text.startswith("Of 3 clear or leaning drivers, 3 have the same points")
    assert "Not so" not in text
    assert "Speed (complaints) is the easiest to explain away" in text
    assert "would have to explain 14 % of" in text
    assert text.endswith("to bring its -5.0 points to 0.")
    assert concern == "fine"


def test_drivers_that_differ_are_named_with_their_numbers_the_largest_gap_first():
    text, concern = said(
        ("price", "clear", -8.0, -9.5, -8.2, 0.2, False),
        ("speed", "clear", -5.0, -5.1, -8.2, 0.2, False),
    )
    assert text.startswith("Of 2 clear or leaning drivers, 0 have the same")
    first = "Speed (complaints), -5.0 here, -5.1 by the ordinal model, -8.2 doubly robust"
    assert f"Not so: {first}; Price (complaints)" in text
    assert concern == "note"


def test_no_more_than_three_are_named():
    rows = [(f"t{i}", "clear", -8.0, -9.5 - i, -8.2, 0.2, False) for i in range(5)]
    text, _ = said(*rows)
    assert "T4" in text
    assert "; and 2 more." in text
    assert "T1" not in text.partition("Of the clear drivers")[0]


def test_a_clear_driver_that_little_explains_away_is_a_note():
    _, concern = said(("price", "clear", -0.8, -0.8, -0.8, 0.02, True))
    assert concern == "note"


def test_drivers_that_could_not_be_compared_are_not_counted():
    text, _ = said(
        ("price", "clear", -8.0, -7.9, None, 0.21, None),
        ("speed", "clear", -5.0, -5.1, -5.2, 0.24, True),
    )
    assert text.startswith("Of 1 clear or leaning driver, 1 has the same points")


def test_of_drivers_that_a_coded_sample_corrected_nothing_is_said():
    evidence = given(("price", "clear", -8.0, -7.9, -8.0, 0.2, True))
    assert robust(evidence) is not None
    assert robust(replace(evidence, sample=SimpleNamespace(n_corrected=0))) is not None
    assert robust(replace(evidence, sample=SimpleNamespace(n_corrected=1))) is None


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("price", "not distinguishable", -8.0, -7.9, -8.0, 0.2, True)],
        [("price", "leaning", -8.0, None, -8.0, 0.2, None)],
    ],
    ids=["no driver", "nothing found", "nothing compared"],
)
def test_where_there_is_nothing_to_compare_nothing_is_said(rows):
    assert robust(given(*rows)) is None
