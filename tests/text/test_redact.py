"""Redaction: what has a checkable form goes, what only looks like it stays."""

import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.kernel import annotate
from nps_reasons.text.checkdigits import passes_luhn, passes_mod_97
from nps_reasons.text.clean import clean_reasons
from nps_reasons.text.phones import is_phone
from nps_reasons.text.redact import KINDS, MARKS_OF, placeholder, redact
from nps_reasons.themes.codeframe import general_codeframe
from nps_reasons.themes.stems import folded_words

SECONDS = 10
"""For 100,000 characters; a slow machine takes two, a search that is not linear takes hours."""


@given(st.text(max_size=100))
def test_redacting_twice_changes_nothing(text):
    once = redact(text).text
    assert redact(once).text == once


@given(st.text(st.sampled_from("0123456789 +-.()/@ax"), max_size=60))
def test_counts_are_the_placeholders_in_the_text(text):
    result = redact(text)
    assert sum(result.counts.values()) == sum(result.text.count(placeholder(k)) for k in KINDS)


@given(st.text(st.characters(categories=["L", "Zs", "Po"], exclude_characters="@/"), max_size=80))
def test_words_alone_are_never_redacted(text):
    assert redact(text).text == text


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
    assert placeholder(kind) in result.text
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


PIECES = (
    "1 ", "0 ", "01 ", "12", "0 1", "@", "a@", "a.", "a.a@", "  ", "(", "(at)", "+", "+1", "1.",
    "1/", "0123 4567 ", "020 7946 0123 ", "4111 ", "GB82 WEST 1234 ", "www.", "https://a/b?c=", "/",
    "a.aa/", "?", "ab12 ", "x[at]", "5 0123-", "a." * 500 + "@" + "1 " * 500,
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_text_is_redacted_in_linear_time(piece):
    is_phone.cache_clear()
    text = (piece * 100_000)[:100_000]
    began = time.perf_counter()
    redact(text)
    assert time.perf_counter() - began < SECONDS


def test_a_sample_with_both_is_redacted_as_exports_expect():
    text = "Bitte rufen Sie mich an: +49 30 1234567 oder dana@example.com"
    assert redact(text).text == "Bitte rufen Sie mich an: [PHONE] oder [EMAIL]"


def test_a_placeholder_is_no_word_of_the_respondent():
    for kind in KINDS:
        assert placeholder(kind).isupper()
        assert folded_words(f"a {placeholder(kind)} b") == folded_words("a b")


def test_a_placeholder_makes_no_mention():
    reasons = pd.Series({kind: f"{placeholder(kind)} {placeholder(kind)}." for kind in KINDS})
    assert annotate(reasons, make_annotator(general_codeframe())).empty


def test_redaction_can_be_left_out():
    raw = pd.Series(["mail jo@example.org", " N/A "])
    kept = clean_reasons(raw, redacting=False)
    assert kept.reasons.tolist()[0] == "mail jo@example.org"
    assert (kept.redacted, kept.non_answers) == ({}, 1)
    assert clean_reasons(raw).redacted == {"email": 1}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("ask dana at example dot com", "ask [EMAIL]"),
        ("dana.d AT example dot co dot uk, please", "[EMAIL], please"),
        ("dana @ example.org", "[EMAIL]"),
        ("look at the dot com boom", "look at the dot com boom"),
        ("we look at it dot by dot", "we look at it dot by dot"),
        ("2 @ 9.99 each", "2 @ 9.99 each"),
        ("8 912 345-67-89", "[PHONE]"),
        ("NHS number 943 476 5919", "NHS number 943 476 5919"),
    ],
)
def test_spelled_out_addresses_go_and_their_likes_stay(text, clean):
    assert redact(text).text == clean


def test_every_kind_has_a_mark_to_look_for_first():
    assert set(MARKS_OF) == set(KINDS)
