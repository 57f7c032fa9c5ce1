"""What follows from two people's labels: which count, with what probability, where they differ."""

import pandas as pd
import pytest

from nps_reasons.audit import Coding, Stratum
from nps_reasons.drivers.coded.sample import gold_sample
from nps_reasons.labelled import Label

BAD, GOOD, SLOW = Label("price", "negative"), Label("price", "positive"), Label("speed", "negative")


def says(*labels):
    return frozenset(labels)


WHOLE = Stratum("2025Q4", "all", with_reason=60, drawn=6)


def drawn(n=6, both=3, strata=(WHOLE,)):
    periods = [stratum.period for stratum in strata]
    return pd.DataFrame(
        {
            "response_id": [f"r{i}" for i in range(n)],
            "period": [periods[i % len(periods)] for i in range(n)],
            "group": "all",
            "probability": 0.1,
            "reason_sha256": "",
            "both": [i < both for i in range(n)],
            "coder": ["Coder A" if i < both or i % 2 else "Coder B" for i in range(n)],
        }
    )


def coding(first, second, settled=None, **changes):
    coders = {"Coder A": first, "Coder B": second}
    return Coding(drawn(), (WHOLE,), coders, settled or {}, **changes)


FIRST = {"r0": says(BAD), "r1": says(BAD), "r2": says(), "r3": says(GOOD), "r5": says()}
SECOND = {"r0": says(BAD), "r1": says(GOOD), "r2": says(SLOW, GOOD), "r4": says(SLOW)}


def test_the_first_coder_counts_where_two_disagree_unless_it_was_settled():
    labels = coding(FIRST, SECOND, {"r1": says(SLOW)}).final_labels()
    assert labels == {
        "r0": says(BAD),
        "r1": says(SLOW),
        "r2": says(),
        "r3": says(GOOD),
        "r4": says(SLOW),
        "r5": says(),
    }


def test_who_coded_what_and_where_they_differ():
    made = coding(FIRST, SECOND, {"r1": says(SLOW)})
    assert made.asked("Coder B") == ("r0", "r1", "r2", "r4")
    assert made.coded_by_both == ("r0", "r1", "r2")
    assert made.disagreed == ("r1", "r2")
    assert made.unsettled == ("r2",)
    found = made.disagreements().astype(object)
    assert found.where(found.notna(), None).to_dict("split")["data"] == [
        ["r1", "price", "negative", "positive", True],
        ["r2", "price", None, "positive", False],
        ["r2", "speed", None, "negative", False],
    ]


def test_disagreement_is_said_with_its_count():
    (warning,) = coding(FIRST, SECOND).warnings
    assert "disagree on 2 of 3 responses" in warning
    assert "Coder A's labels count" in warning
    assert coding(FIRST, SECOND, {"r1": says(), "r2": says()}).warnings == ()


def test_two_signs_of_one_theme_differ_from_one():
    made = coding({"r0": says(BAD, GOOD)}, {"r0": says(BAD)})
    assert made.disagreements()["coder_a"].tolist() == ["negative, positive"]


def test_coders_that_agree_leave_nothing_to_say():
    made = coding({"r0": says(BAD)}, {"r0": says(BAD)})
    assert made.disagreements().empty
    assert list(made.disagreements()) == ["response_id", "theme", "coder_a", "coder_b", "settled"]
    assert made.warnings == ()


def test_the_probability_is_the_coded_share_of_each_stratum():
    strata = (
        Stratum("2025Q3", "all", with_reason=30, drawn=3),
        Stratum("2025Q4", "all", with_reason=60, drawn=3),
    )
    coded = {"Coder A": dict.fromkeys(["r0", "r1", "r3"], says(BAD))}
    made = Coding(drawn(both=0, strata=strata), strata, coded)
    final = made.final()
    assert final["response_id"].tolist() == ["r0", "r1", "r3"]
    assert final["probability"].tolist() == pytest.approx([1 / 30, 2 / 60, 2 / 60])


def test_stopping_early_is_fine():
    stopped = coding({"r0": says(), "r1": says()}, {"r0": says()})
    assert stopped.left_out == ()
    assert stopped.warnings == ()
    assert set(stopped.final()["probability"]) == {2 / 60}


def test_stopping_early_on_one_list_is_fine_too():
    stopped = coding({f"r{i}": says() for i in (0, 1, 2, 3, 5)}, {"r0": says()})
    assert stopped.left_out == ()


def test_what_the_other_coder_did_was_not_left_out():
    made = coding({f"r{i}": says() for i in (0, 1, 2)}, {"r4": says()})
    assert made.left_out == ()


def test_leaving_out_by_choice_is_said():
    made = coding({"r0": says(), "r3": says()}, {"r4": says()})
    assert made.left_out == ("r1", "r2")
    assert "2 responses were left out (r1, r2)" in made.warnings[-1]


def test_the_drivers_take_the_sample_as_it_is():
    responses = pd.DataFrame({"response_id": [f"r{i}" for i in range(60)], "reason": "said"})
    made = coding(FIRST, SECOND)
    sample = gold_sample(made.final(), responses, ["price", "speed"])
    assert sample.response_ids == ("r0", "r1", "r2", "r3", "r4", "r5")
    assert sample.said[0] == {("price", "negative")}
    assert set(sample.probabilities) == {0.1}
