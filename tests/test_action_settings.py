"""Settings of actions: what a file may say of them, and how a mistake is answered."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest

from nps_reasons.errors import UsageError
from nps_reasons.settings import Settings

LEDGER = """
[[actions]]
name = "Support training"
date = 2031-04-01
theme = "support-quality"
exposed = { plan = "Enterprise", region = ["North", "South"] }

[[actions]]
name = "Clearer prices"
date = 2031-07-15
theme = "price"
sign = "positive"
"""


def read(text: str) -> Settings:
    return Settings.from_dict(tomllib.loads(text))


def test_actions_are_read_in_their_order() -> None:
    training, prices = read(LEDGER).actions
    assert training.date == dt.date(2031, 4, 1)
    assert training.sign == "negative"
    assert training.exposed == {"plan": ("Enterprise",), "region": ("North", "South")}
    assert prices.exposed == {}
    assert prices.sign == "positive"


def test_settings_without_actions_have_none_and_changes_keep_them() -> None:
    assert Settings().actions == ()
    changed = read(LEDGER).updated({"report": {"title": "Spring"}})
    assert changed.actions == read(LEDGER).actions


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LEDGER.replace("theme =", "them =", 1), r'\[\[actions\]\] 1: them is not.*"theme"'),
        (LEDGER.replace('"positive"', '"good"'), r'\[\[actions\]\] 2: sign: "good"'),
        (LEDGER.replace("2031-07-15", '"summer"'), r"\[\[actions\]\] 2: date: .*summer"),
        (LEDGER.replace('plan = "Enterprise"', "plan = []"), '"plan" has no level'),
        (LEDGER.replace('name = "Clearer prices"', ""), r"\[\[actions\]\] 2: name is missing"),
    ],
)
def test_a_mistake_says_which_action_has_it(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read(text)
