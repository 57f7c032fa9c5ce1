"""Figures of a coded sample: known ones where people and machine are simple, none where unknown."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from nps_reasons.audit.coding import Coding, Stratum
from nps_reasons.audited import audit_figures, coded_responses, reach_by_theme
from nps_reasons.audited.tables import (
    disagreement_table,
    figures_account,
    plain_rows,
    theme_table,
)
from nps_reasons.labelled import Label

THEMES = ("price", "staff")
LABELS = {"price": "Price", "staff": "Staff"}
NEGATIVE, POSITIVE = (
    frozenset({Label("price", "negative")}),
    frozenset({Label("staff", "positive")}),
)
NOTHING = frozenset()
N = 120


def responses(n=N):
    return pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(n)],
            "respondent_id": [f"c{i // 2}" for i in range(n)],
            "period": "2025Q4",
            "score": [(3, 9, 10, 6)[i % 4] for i in range(n)],
            "reason": "Something",
            "weight": 1.0,
        }
    )


def mentions(said):
    rows = [(i, label.theme, label.sign) for i, labels in said.items() for label in labels]
    return pd.DataFrame(rows, columns=["response_id", "theme", "sign"])


def coding(first, second=None, *, both=None, group="all", with_reason=N):
    """A coding of the responses that the two name."""
    ids = sorted({**first, **(second or {})})
    drawn = pd.DataFrame(
        {
            "response_id": ids,
            "period": "2025Q4",
            "group": group,
            "probability": len(ids) / with_reason,
            "reason_sha256": "",
            "both": both is None and second is not None,
            "coder": "Coder A",
        }
    )
    coders = {"Coder A": first} | ({} if second is None else {"Coder B": second})
    return Coding(drawn, (Stratum("2025Q4", group, with_reason, len(ids)),), coders)


def truth(i):
    return (NEGATIVE, NOTHING, POSITIVE, NEGATIVE | POSITIVE)[i % 4]


ALL = {f"r{i:03}": truth(i) for i in range(N)}
SAMPLE = {i: labels for i, labels in ALL.items() if int(i[1:]) < 80}


def figures_of(some, found, learned=None):
    coded = coded_responses(some, responses(), THEMES)
    return coded, audit_figures(coded, found, learned)


def test_a_machine_that_says_what_people_say_is_right_in_everything():
    _, figures = figures_of(coding(SAMPLE, SAMPLE), mentions(ALL))
    before = figures.before
    assert figures.coders.themes.value == figures.coders.signs.value == before.agreement.value == 1
    for accuracy in (before.themes, before.all_themes, before.all_signs):
        assert (accuracy.f1.value == 1).all()
        assert (accuracy.f1.low < 1).all()
    assert figures.gain is None


def test_accuracy_counts_each_theme_and_each_sign():
    wrong_sign = {i: frozenset({Label("price", "positive")}) for i in SAMPLE}
    _, figures = figures_of(coding(SAMPLE), mentions(wrong_sign))
    themes, signs = figures.before.themes, figures.before.signs
    # The machine finds the price in all 80; people in 40, negative each time; staff in 40.
    assert themes.precision.value[0] == 0.5
    assert themes.recall.value.tolist() == [1, 0]
    assert np.isnan(themes.precision.value[1])
    assert signs.n_right.sum() == 0
    assert figures.before.all_themes.recall.value[0] == 0.5


def test_people_and_machine_are_compared_by_the_same_alpha():
    second = {i: truth(int(i[1:]) + (int(i[1:]) % 8 == 0)) for i in SAMPLE}
    some = coding(SAMPLE, second)
    coded = coded_responses(some, responses(), THEMES)
    people = audit_figures(coded, mentions({})).coders.themes
    # A machine that says what the second coder says agrees with the first one as he does.
    alone = coded_responses(coding(SAMPLE), responses(), THEMES)
    machine = audit_figures(alone, mentions(second)).before.agreement
    assert machine == people


def test_one_coder_alone_agrees_with_nobody():
    coded, figures = figures_of(coding(SAMPLE), mentions(ALL))
    assert figures.coders.themes.value is None
    table = theme_table(
        figures, THEMES, LABELS, reach_by_theme(run(ALL), coding(SAMPLE), LABELS)[0]
    )
    assert table["alpha"].isna().all()
    assert coded.ids == tuple(SAMPLE)


def test_where_nobody_says_anything_all_is_unknown_and_no_number_is_shown():
    silent = dict.fromkeys(SAMPLE, NOTHING)
    some = coding(silent, silent)
    coded, figures = figures_of(some, mentions({}), mentions({}))
    account = figures_account(figures, THEMES)
    assert account["machine"]["themes"]["f1"] == {"value": None, "low": None, "high": None}
    assert account["coders"]["themes"]["reading"] == "unknown"
    assert account["gain"] == {"f1": None, "signed_f1": None}
    assert disagreement_table(some, coded, figures, LABELS).empty
    reach, _ = reach_by_theme(run({}), some, LABELS)
    rows = plain_rows(theme_table(figures, THEMES, LABELS, reach))
    assert [row["precision"] for row in rows] == [None, None]


def run(said, **more):
    return SimpleNamespace(
        responses=responses(), mentions=mentions(said), period="2025Q4", reference=None, **more
    )


def test_reach_is_that_of_people_where_all_are_coded():
    missed = {i: labels - NEGATIVE if int(i[1:]) % 8 == 0 else labels for i, labels in ALL.items()}
    reach, notes = reach_by_theme(run(missed), coding(ALL), LABELS)
    found = reach.set_index(["theme", "sign"])
    assert notes == []
    # Half of all say it; the machine misses a quarter of these.
    assert found.loc[("price", "any"), "reach"] == pytest.approx(0.5, abs=0.02)
    assert found.loc[("price", "any"), "machine_reach"] == pytest.approx(0.375, abs=0.02)
    assert found.loc[("price", "negative"), "reach"] == found.loc[("price", "any"), "reach"]


def test_reach_is_not_corrected_by_a_sample_that_stands_for_others():
    some = coding(SAMPLE, group="promoter", with_reason=10_000)
    reach, notes = reach_by_theme(run(ALL), some, LABELS)
    assert reach.empty
    assert "reach is not corrected: gold: by their probabilities" in notes[0]


def test_the_order_of_responses_and_of_mentions_changes_no_bit():
    second = {i: truth(int(i[1:]) + (int(i[1:]) % 9 == 0)) for i in SAMPLE}
    found = {i: truth(int(i[1:]) + (int(i[1:]) % 7 == 0)) for i in ALL}
    some = coding(SAMPLE, second)
    accounts = []
    for seed in (None, 1):
        tables = [responses(), mentions(found)]
        if seed is not None:
            tables = [table.sample(frac=1, random_state=seed) for table in tables]
        coded = coded_responses(some, tables[0], THEMES)
        accounts.append(figures_account(audit_figures(coded, tables[1], tables[1]), THEMES))
    assert accounts[0] == accounts[1]


def test_disagreements_say_who_says_what():
    second = {**SAMPLE, "r000": NOTHING, "r001": NEGATIVE}
    found = {**ALL, "r002": NOTHING, "r003": frozenset({Label("price", "positive")}) | POSITIVE}
    some = coding(SAMPLE, second)
    coded, figures = figures_of(some, mentions(found), mentions(ALL))
    table = disagreement_table(some, coded, figures, LABELS)
    told = {
        (row.response_id, row.theme): (row.what, row.learned)
        for row in table.fillna("").itertuples()
    }
    assert told == {
        ("r000", "price"): ("only Coder A", ""),
        ("r001", "price"): ("only Coder B", ""),
        ("r002", "staff"): ("missed by the machine", "positive"),
        ("r003", "price"): ("sign differs", "negative"),
    }


def test_themes_that_the_machine_takes_for_others_are_named():
    found = {i: (POSITIVE if labels == NEGATIVE else labels) for i, labels in ALL.items()}
    _, figures = figures_of(coding(SAMPLE), mentions(found))
    assert [(THEMES[s.theme], THEMES[s.other], s.n) for s in figures.before.swaps] == [
        ("price", "staff", 20)
    ]


def test_mentions_of_a_retired_theme_are_left_aside():
    old = {i: frozenset({Label("old", "negative")}) | labels for i, labels in ALL.items()}
    _, figures = figures_of(coding(SAMPLE), mentions(old))
    assert figures.before.all_themes.precision.value[0] == 1
