"""What became of the planning feed: files of tickets, by hand and from Jira."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.done_tickets import actions_of
from nps_reasons.errors import InputError
from nps_reasons.plan_words import SEVERE_KINDS, record_id, record_of, severe_id, state_of
from nps_reasons.planned import known_to, read_planned
from nps_reasons.schema import PLANNED, STATES
from nps_reasons.settings import ActionSettings, Settings

LABELS = {"billing": "Billing", "speed": "Speed and performance", "data-loss": "Lost data"}


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "status.csv"
        path.write_text(text, encoding="utf-8")
        return read_planned(path, LABELS)

    return read_text


def test_a_file_by_hand_names_themes_by_id_record_or_label(read):
    found = read("theme,status\nbilling,done\nnps-speed,planned\nlost data,declined\n")
    assert found["record"].tolist() == ["nps-billing", "nps-speed", "nps-data-loss"]
    assert found["status"].tolist() == ["done", "planned", "declined"]
    assert found["used"].all()


def test_a_jira_export_is_read_by_its_labels(read):
    found = read(
        "Summary,Issue key,Status,Resolution,Labels,Labels,Created,Resolved\n"
        "Bills,PAY-1,Done,Done,npsreasons,nps-billing,02/Feb/26 5:17 PM,31/Mar/26 9:00 AM\n"
        "Slow,WEB-2,Closed,Won't Do,nps-speed,billing,02/Feb/26 5:17 PM,\n"
        "Other,WEB-3,To Do,,backend,,02/Feb/26 5:17 PM,\n"
    )
    assert found["record"].astype(object).where(found["record"].notna(), None).tolist() == [
        "nps-billing",
        "nps-speed",
        None,
    ]
    assert found.loc[0, ["created", "resolved"]].tolist() == ["2026-02-02", "2026-03-31"]
    assert found["status"].tolist() == ["done", "declined", "open"]
    assert found.loc[2, "problem"] == "names no record of the feed"
    assert found["line"].tolist() == [2, 3, 4]


def test_a_ticket_of_two_themes_is_a_row_each(read):
    found = read("labels,status,key\nnps-billing nps-speed,in review,X-1\n")
    assert found["record"].tolist() == ["nps-billing", "nps-speed"]
    assert set(found["status"]) == {"in progress"}


def test_nothing_is_dropped_without_a_word(read):
    found = read(
        "id,status,ticket,created,resolved\n"
        "nps-biling,done,A-1,,2026-03-31\n"
        "nps-billing,gone fishing,A-2,,\n"
        "nps-billing,done,A-3,soon,2026-03-31\n"
        "nps-billing,done,A-4,2026-04-01,2026-03-31\n"
        "nps-billing,done,A-5,,\n"
        "nps-speed,open,A-6,,\n"
        "nps-speed,planned,A-6,,\n"
        "nps-speed,done,A-7,2026-02-03,2026-31-03\n"
    )
    problems = dict(zip(found["line"], found["problem"].fillna(""), strict=True))
    assert 'did you mean "nps-billing"?' in problems[2]
    assert problems[3] == 'status "gone fishing" is not known'
    assert "soon" in problems[4]
    assert "before it was created" in problems[5]
    assert "done without a day" in problems[6]
    assert problems[7] == "line 8 says it again of A-6, and counts"
    assert not problems[8]
    assert "2026-31-03" in problems[9]
    assert len(found) == 8
    assert found.loc[found["used"], "line"].tolist() == [3, 4, 5, 6, 8, 9]


def test_a_day_that_could_be_a_month_is_said(read):
    found = read("id,status,created,resolved\nnps-billing,done,,03/04/2026\n")
    assert found.loc[0, "resolved"] in found.loc[0, "problem"]
    sure = read("id,status,resolved\nnps-billing,done,31/03/2026\nnps-speed,done,03/04/2026\n")
    assert sure["resolved"].tolist() == ["2026-03-31", "2026-04-03"]
    assert pd.isna(sure.loc[0, "problem"])


def test_an_empty_status_is_no_fault(read):
    (row,) = read("id,status,ticket\nnps-billing,,\n").to_dict("records")
    assert row["used"]
    assert pd.isna(row["status"])
    assert pd.isna(row["problem"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour,status\nred,done\n", "names the records"),
        ("id,colour\nnps-billing,red\n", "says what became"),
        ("", "empty"),
    ],
)
def test_a_file_that_says_nothing_is_refused(read, text, said):
    with pytest.raises(InputError, match=said):
        read(text)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read_planned(tmp_path / "gone.csv", LABELS)


@given(st.sampled_from(STATES), st.sampled_from(["{}", " {} ", "{}"]), st.booleans())
def test_every_state_is_its_own_word_however_it_is_spelled(state, form, shout):
    text = form.format(state.upper() if shout else state.replace(" ", "_"))
    assert state_of(text) == state


def test_statuses_of_a_company_are_known_by_their_category():
    assert state_of("Baking", "In Progress") == "in progress"
    assert state_of("Baked", "Done", "Duplicate") == "declined"


@given(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True))
def test_no_theme_has_the_id_of_a_severe_kind(theme):
    assert record_id(theme) not in {severe_id(kind) for kind in SEVERE_KINDS}
    assert record_of(record_id(theme), {theme: "Label"}) == (record_id(theme), theme)


def done(**changes):
    row = {"line": 2, "record": "nps-billing", "theme": "billing", "ticket": "PAY-7"}
    row |= {"status": "done", "created": None, "resolved": "2026-03-31", "used": True}
    return PLANNED.check(pd.DataFrame([row | {"problem": None} | changes]))


def test_a_done_ticket_is_an_action_on_its_day():
    (action,) = actions_of(done(), LABELS, [])
    assert (action.name, action.theme, action.sign) == ("PAY-7 Billing", "billing", "negative")
    assert (action.date.isoformat(), action.exposed) == ("2026-03-31", {})


@pytest.mark.parametrize(
    "changes",
    [{"status": "in progress"}, {"resolved": None}, {"used": False}, {"theme": None}],
)
def test_other_tickets_are_none(changes):
    assert actions_of(done(**changes), LABELS, []) == ()


@pytest.mark.parametrize(
    "known",
    [
        {"name": "Fixed PAY-7 at last", "date": "2026-02-01", "theme": "billing"},
        {"name": "Clear bills", "date": "2026-03-31", "theme": "billing"},
        {"name": "PAY-7 Billing", "date": "2026-01-01", "theme": "speed"},
    ],
)
def test_an_action_of_the_settings_is_not_judged_twice(known):
    assert actions_of(done(), LABELS, [ActionSettings(**known)]) == ()


def test_another_ticket_of_a_longer_number_is_another_action():
    other = ActionSettings(name="PAY-71", date="2026-02-01", theme="billing")
    assert len(actions_of(done(), LABELS, [other])) == 1


def test_a_theme_that_is_gone_takes_its_ticket_out_of_use():
    found = known_to(done(), {"speed": "Speed"})
    assert not found["used"].any()
    assert "no longer" in found.loc[0, "problem"]
    assert actions_of(found, {"speed": "Speed"}, []) == ()


def test_the_settings_name_the_file_beside_them(tmp_path):
    path = tmp_path / "nps.toml"
    path.write_text('[report]\nstatus = "tickets.csv"\nsevere = ["data-loss"]\n')
    settings = Settings.from_toml(path)
    assert settings.report.status == tmp_path / "tickets.csv"
    assert settings.report.severe == ("data-loss",)
