"""Sections on what moved, what came of actions, and what customers did."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from told import texts_of

from nps_reasons import words
from nps_reasons.drivers.follow_up import emerging_themes, judge_actions, outcomes_table
from nps_reasons.report.blocks import Notes, Table
from nps_reasons.report.sections.actions import actions
from nps_reasons.report.sections.emerging import emerging
from nps_reasons.report.sections.groups import groups
from nps_reasons.report.sections.outcomes import outcomes
from nps_reasons.schema import ACTIONS, EMERGING, OUTCOMES
from nps_reasons.settings import ActionSettings

NOT_FOR_READERS = {"nan", "None", "<NA>", "NaT", "inf"}


def tables_of(section) -> list[Table]:
    return [part for part in section.parts if isinstance(part, Table)]


def assert_readable(section) -> None:
    for text in texts_of(section):
        assert not NOT_FOR_READERS & set(text.replace(",", " ").split()), text
    for table in tables_of(section):
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)


@pytest.fixture(scope="module")
def moved(analysis):
    """The survey with a theme that nobody said before, and one that nobody says any more."""
    responses, mentions = analysis.responses, analysis.mentions
    last = responses.loc[responses["period"] == analysis.period, "response_id"]
    before = responses.loc[responses["period"] == analysis.reference, "response_id"]
    gone = (mentions["theme"] == "speed") & mentions["response_id"].isin(last)
    new = (mentions["theme"] == "billing") & mentions["response_id"].isin(before)
    table = emerging_themes(
        responses, mentions[~gone & ~new], period=analysis.period, reference=analysis.reference
    )
    return replace(analysis, emerging=table)


def test_what_emerges_and_what_fades_is_named_with_its_reach(moved) -> None:
    section = emerging(moved)
    assert_readable(section)
    assert section.text.startswith("Said more than in 2031Q3: Billing (complaints), from 0")
    assert "Said less than in 2031Q3: Speed (complaints), from " in section.text
    (table,) = tables_of(section)
    verdicts = [row[-1] for row in table.rows]
    assert verdicts == sorted(verdicts, key=["emerging", "fading", "steady"].index)
    rows = moved.emerging.set_index(["theme", "sign"])
    change = rows.loc[("billing", "negative"), "change"]
    assert table.rows[0][3] == words.points(100 * change)


def test_where_nothing_moved_the_sentence_says_so(analysis) -> None:
    steady = emerging_themes(
        analysis.responses,
        analysis.mentions,
        period=analysis.period,
        reference=analysis.reference,
    )
    verdicts = steady["verdict"].replace(["emerging", "fading"], "steady")
    section = emerging(replace(analysis, emerging=steady.assign(verdict=verdicts)))
    assert_readable(section)
    assert section.text.startswith("No theme is said clearly more or less than in 2031Q3")


@pytest.fixture(scope="module")
def ledger(make_analysis):
    whole = make_analysis(per_period=300)
    wanted = [
        ActionSettings(
            name="Desk training",
            date="2031-10-01",
            theme="support-quality",
            exposed={"plan": "Free"},
        ),
        ActionSettings(name="New invoices", date="2031-10-01", theme="billing"),
        ActionSettings(name="To come", date="2032-04-01", theme="bugs"),
    ]
    table = judge_actions(
        whole.responses, whole.mentions, wanted, segments=whole.segments, labels=whole.codeframe
    )
    return replace(whole, actions=table)


def test_each_action_has_a_sentence_and_a_row_per_measure(ledger) -> None:
    section = actions(ledger)
    assert_readable(section)
    (table,) = tables_of(section)
    assert len(table.rows) == 9
    (notes,) = (part for part in section.parts if isinstance(part, Notes))
    assert len(notes.sentences) == 3
    trained = next(text for text in notes.sentences if text.startswith("Desk training"))
    assert "(2031-10-01, plan: Free), against complaints about Support quality:" in trained
    assert "percentage points." in trained
    assert any("nobody who was not exposed" in text for text in notes.sentences)
    assert any("lies after 2032-04-01" in text for text in notes.sentences)
    assert "New invoices and To come: this survey cannot tell" in section.text


def test_a_change_that_is_not_known_has_no_number(ledger) -> None:
    (table,) = tables_of(actions(ledger))
    to_come = [row for row in table.rows if row[0] == "To come"]
    assert len(to_come) == 3
    assert all(cell == words.NOTHING for row in to_come for cell in row[2:8])


def with_outcomes(analysis, **columns: object):
    responses = analysis.responses.assign(**columns)
    table = outcomes_table(
        responses, analysis.mentions, {}, segments=[s for s in analysis.segments if s in responses]
    )
    return replace(analysis, responses=responses, outcomes=table)


@pytest.fixture(scope="module")
def customers(make_analysis):
    whole = make_analysis(per_period=300)
    rng = np.random.default_rng(3)
    said = whole.mentions.loc[whole.mentions["theme"] == "bugs", "response_id"]
    risk = 0.1 + 0.4 * whole.responses["response_id"].isin(said)
    left = pd.array(rng.random(len(risk)) < risk, dtype="boolean")
    return with_outcomes(whole, churned=left, value=rng.gamma(2, 400, len(risk)))


def test_outcomes_tell_who_left_and_the_largest_value_at_risk(customers) -> None:
    section = outcomes(customers)
    assert_readable(section)
    assert " of detractors left, and " in section.text
    expected = "Of those told apart from zero, the largest value at risk goes with complaints about"
    assert f"{expected} Reliability" in section.text
    assert any("never add them up" in text for text in texts_of(section))
    by_category, by_theme, at_risk = tables_of(section)
    assert len(by_category.rows) == 4
    assert by_theme.rows[0][0].startswith("Reliability and bugs")
    assert at_risk.rows[0][0] == "Reliability and bugs"


def test_outcomes_of_the_value_alone_say_that_the_rest_is_not_known(analysis) -> None:
    section = outcomes(with_outcomes(analysis, value=100.0))
    assert "who left or stayed is not" in section.text


@pytest.mark.parametrize(
    ("section", "name", "contract"),
    [
        (emerging, "emerging", EMERGING),
        (actions, "actions", ACTIONS),
        (outcomes, "outcomes", OUTCOMES),
    ],
)
def test_an_empty_table_makes_no_section(tiny, analysis, section, name, contract) -> None:
    for survey in (tiny, analysis):
        assert section(replace(survey, **{name: contract.empty()})) is None


def test_a_coded_sample_does_not_correct_what_is_beside_the_drivers(
    analysis, moved, ledger, customers
) -> None:
    for make, survey in (
        (emerging, moved),
        (actions, ledger),
        (outcomes, customers),
        (groups, analysis),
    ):
        corrected = replace(survey, drivers=survey.drivers.assign(labels="corrected"))
        told = [
            any("machine's labels" in t for t in texts_of(make(s))) for s in (survey, corrected)
        ]
        assert told == [False, True]
