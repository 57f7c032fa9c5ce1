"""Planted against found: what is met, what is missed, what was not found."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.demo import compare, planted_truth, story
from nps_reasons.errors import InputError

TRUTH = planted_truth()
COLUMNS = ["what", "planted", "found", "found_low", "found_high", "covered", "verdict", "labels"]


def _nps():
    """NPS tables with the planted NPS, to the nearest response."""
    rows = []
    for row in TRUTH.nps:
        detractors = 100
        promoters = detractors + round(row.nps * row.responses / 100)
        rows.append(
            {
                "period": row.period,
                "segment": "all",
                "value": "all",
                "n": row.responses,
                "promoters": promoters,
                "passives": row.responses - promoters - detractors,
                "detractors": detractors,
                "nps": 100 * (promoters - detractors) / row.responses,
                "nps_low": row.nps - 4,
                "nps_high": row.nps + 4,
            }
        )
    return pd.DataFrame(rows)


def _drivers(off=0.0):
    """A drivers table that finds the planted points, off by so much, within a point."""
    planted = pd.DataFrame(TRUTH.drivers)
    points = planted["points"] + off
    rank = planted.assign(size=-points.abs()).groupby(["period", "sign"])["size"].rank("first")
    return planted.assign(
        label=planted["theme"].str.replace("-", " ").str.capitalize(),
        points=points,
        points_low=points - 1,
        points_high=points + 1,
        rank=rank,
        rank_low=rank,
        rank_high=rank,
        verdict="clear",
        n=50,
        **dict.fromkeys(["severity", "classic_impact", "effect_low", "effect_high"], 0.0),
        **dict.fromkeys(["p_value", "q_value"], 0.5),
    )


def _changes(off=0.0):
    planted = pd.DataFrame(TRUTH.changes)
    points = planted["points"] + off
    return planted.assign(points=points, points_low=points - 1, points_high=points + 1)


def _compared(**tables):
    found = {"drivers": _drivers(), "changes": _changes(), "nps": _nps()} | tables
    return compare(TRUTH, **found).set_index("what")


@given(off=st.floats(-3, 3))
@settings(max_examples=8, deadline=None)
def test_a_driver_is_covered_exactly_where_its_interval_holds_the_planted_points(off):
    found = _compared(drivers=_drivers(off))
    points = found[found.index.str.contains("points 2024Q1")]
    assert points["covered"].tolist() == [
        low <= planted <= high
        for low, planted, high in zip(
            points["found_low"], points["planted"], points["found_high"], strict=True
        )
    ]
    assert (points["found"] - points["planted"]).tolist() == pytest.approx([off] * len(points))


def test_what_is_found_as_planted_is_covered_throughout():
    found = compare(TRUTH, _drivers(), _changes(), _nps())
    assert list(found) == COLUMNS
    assert found["what"].is_unique
    assert found["covered"].dropna().all()
    assert (found["found"] - found["planted"]).abs().max() < 0.1


def test_the_rows_a_reader_looks_for_are_there():
    found = _compared()
    assert found.loc["NPS 2024Q1", "planted"] == 45.0
    assert found.loc["NPS 2025Q1", "planted"] == 63.0
    assert found.loc["Change 2024Q1 to 2025Q1", "planted"] == pytest.approx(18, abs=0.1)
    assert found.loc["Support quality (negative), rank 2024Q1", "found"] == 1
    assert found.loc["Documentation (negative), points 2024Q1 (no effect)", "planted"] == 0
    parts = found.loc["Segment mix":"Unexplained"].drop("Support quality, all parts")
    other = found.loc["Other themes, all parts", "planted"]
    assert parts["planted"].sum() + other == pytest.approx(
        found.loc["Sum of all parts", "planted"], abs=1e-6
    )


def test_each_row_says_whether_a_coded_sample_corrected_it():
    changes = _changes().assign(labels="corrected")
    changes.loc[changes["part"] == "mix", "labels"] = None
    hurts = (changes["theme"] == "support-quality") & (changes["part"] == "hurts_more")
    changes.loc[hurts, "labels"] = "uncorrected"
    labels = _compared(changes=changes, drivers=_drivers().assign(labels="corrected"))["labels"]
    assert labels["Support quality (negative), points 2024Q1"] == "corrected"
    assert labels["Support quality (negative), said more"] == "corrected"
    assert labels["Support quality (negative), hurts more"] == "uncorrected"
    assert labels["Support quality, all parts"] == "partly"
    assert labels[["NPS 2024Q1", "Segment mix", "Sum of all parts"]].isna().all()


def test_the_story_says_what_the_coded_comments_did():
    coded = pd.DataFrame({"response_id": range(600)})
    corrected = _compared(changes=_changes().assign(labels="corrected")).reset_index()
    told = " ".join(story(TRUTH, corrected, coded))
    assert "300 comments each of 2024Q1 and 2025Q1, coded by hand" in told
    plain = _compared().reset_index()
    assert "No coded comments correct the machine's labels" in " ".join(
        story(TRUTH, plain, coded[:0])
    )
    assert "40 coded comments are too few to correct" in " ".join(story(TRUTH, plain, coded[:40]))


def test_a_driver_the_table_lacks_is_said_to_be_not_found():
    drivers = _drivers()
    found = _compared(drivers=drivers[drivers["theme"] != "support-quality"])
    row = found.loc["support-quality (negative), points 2024Q1"]
    assert row["verdict"] == "not found"
    assert pd.isna(row["covered"])
    assert pd.isna(row["found"])


def test_a_part_that_is_far_off_is_missed():
    found = _compared(changes=_changes(off=1.5))
    assert found.loc["Segment mix", "verdict"] == "missed"
    assert found.loc["Segment mix", "covered"] is not True
    assert found.loc["Sum of all parts", "verdict"].startswith("misses the change by +")


def test_parts_that_make_up_the_change_add_up():
    nps, changes = _nps(), _changes()
    change = nps["nps"].iloc[-1] - nps["nps"].iloc[0]
    to_last = (changes["period"] == "2025Q1") & (changes["reference"] == "2024Q1")
    rest = change - changes.loc[to_last, "points"].sum()
    unexplained = pd.DataFrame(
        [{"period": "2025Q1", "reference": "2024Q1", "part": "unexplained", "points": rest}]
    )
    found = _compared(changes=pd.concat([changes, unexplained]))
    assert found.loc["Sum of all parts", "verdict"] == "adds up"


def test_a_table_without_a_planted_period_is_refused():
    with pytest.raises(InputError, match=r"nps: has no period 2024Q1.* analyse the whole survey"):
        _compared(nps=_nps().iloc[1:])
    drivers = _drivers()
    with pytest.raises(InputError, match="drivers: has no period 2025Q1"):
        _compared(drivers=drivers[drivers["period"] != "2025Q1"])
    changes = _changes()
    with pytest.raises(InputError, match="changes: has no change from 2024Q1 to 2025Q1"):
        _compared(changes=changes[changes["reference"] != "2024Q1"])
