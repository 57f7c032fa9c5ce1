"""Redaction: what has a checkable form goes, what only looks like it stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.text.redact import passes_luhn, passes_mod_97, redact


@given(st.text(max_size=100))
def test_redacting_twice_changes_nothing(text):
    once = redact(text).text
    assert redact(once).text == once


@given(st.text(st.sampled_from("0123456789"), min_size=12, max_size=18))
def test_exactly_one_check_digit_passes_luhn(digits):
    assert sum(passes_luhn(digits + check) for check in "0123456789") == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to jo.doe+nps@mail.example.org.", "email"),
        ("card 4111-1111-1111-1111 was charged", "card"),
        ("pay GB82 WEST 1234 5698 7654 32 please", "iban"),
        ("ring +44 20 7946 0123 today", "phone"),
        ("ring (212) 555-0123 today", "phone"),
        ("ring 07700 900123 today", "phone"),
        ("see https://shop.example/reset?token=abc123", "url"),
    ],
)
def test_personal_data_are_replaced_by_their_kind(text, kind):
    result = redact(text)
    assert f"[{kind}]" in result.text
    assert result.counts == {kind: 1}


@pytest.mark.parametrize(
    "text",
    [
        "order 4111111111111112 took 3 weeks",
        "GB82 WEST 1234 5698 7654 33 is no account",
        "waited from 12/03/2018 to 01/04/2018",
        "2.5 Mbps, 10 out of 10, 100,000 rows",
        "see https://shop.example/help",
        "you @ the desk",
    ],
)
def test_what_only_looks_personal_stays(text):
    assert redact(text).text == text


def test_a_wrong_check_digit_is_no_iban():
    assert passes_mod_97("DE89370400440532013000")
    assert not passes_mod_97("DE88370400440532013000")


def test_a_long_text_is_redacted_in_linear_time():
    text = "a." * 50_000 + "@" + "1 " * 50_000
    assert len(redact(text).text) > 0
