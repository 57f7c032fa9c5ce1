"""How numbers read, and the shares that the report computes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from nps_reasons import words
from nps_reasons.report.figures.shares import ratio, weighted_share, wilson

numbers = st.floats(-200, 200)
shares = st.floats(0, 1)


@given(numbers)
def test_points_read_back_as_the_number_to_one_decimal(value):
    assert float(words.plain(words.points(value))) == pytest.approx(value, abs=0.0500001)


@given(numbers)
def test_points_carry_a_sign_unless_they_are_zero(value):
    text = words.plain(words.points(value))
    assert text == "0.0" or text[0] == ("+" if value > 0 else "-")


@given(numbers, numbers)
def test_a_difference_is_that_of_the_two_numbers_shown(before, after):
    first, second = (float(words.plain(words.score(value))) for value in (before, after))
    shown = float(words.plain(words.points(words.gap(before, after))))
    assert shown == pytest.approx(second - first, abs=1e-9)


@given(numbers)
def test_nothing_reads_as_minus_zero(value):
    for form in (words.score, words.points):
        assert words.plain(form(value)) not in ("-0.0", "+0.0")


@pytest.mark.parametrize(
    ("value", "text"),
    [(-56.25, "-56.3"), (56.25, "56.3"), (2.65, "2.7"), (-0.05, "-0.1"), (0.1 + 0.2 - 0.25, "0.1")],
)
def test_halves_go_away_from_zero_as_in_a_spreadsheet(value, text):
    assert words.plain(words.score(value)) == text


@given(st.integers(-2000, 2000))
def test_a_half_of_the_last_digit_counts_whatever_binary_fraction_holds_it(tenths):
    half = (tenths + 0.5) / 10
    away = tenths + 1 if half > 0 else tenths
    assert float(words.plain(words.score(half))) == away / 10


@given(st.integers(0, 97))
def test_a_share_of_a_half_per_cent_goes_up(percent):
    text = words.plain(words.share((percent + 0.5) / 100))
    assert text == (f"{percent + 1} %" if percent >= 10 else f"{percent}.5 %")


@given(shares)
def test_a_share_reads_back_within_half_a_percent(value):
    text = words.plain(words.share(value)).removesuffix(" %")
    assert float(text.strip("<>")) == pytest.approx(100 * value, abs=0.5001)


@given(shares)
def test_only_nothing_reads_as_zero_and_only_everything_as_a_hundred(value):
    text = words.per_cent(value)
    assert (text == "0") == (value == 0)
    # Numbers are read with 15 digits: the last bit below 1 is a sum of weights, not a person.
    assert (text == "100") == (float(f"{value:.15g}") == 1)


@pytest.mark.parametrize(
    "text",
    [
        words.score(math.nan),
        words.points(None),
        words.share(math.nan),
        words.interval(math.nan, 1.0),
        words.with_interval(None, None, None, words.points),
        words.count(math.nan),
        words.rank(None, None, None),
    ],
)
def test_a_missing_number_says_too_few(text):
    assert text == "too few"


@given(hits=st.integers(0, 400), base=st.integers(1, 400))
def test_the_interval_of_a_share_is_that_of_statsmodels(hits, base):
    hits = min(hits, base)
    low, high = proportion_confint(hits, base, method="wilson")
    found = wilson(hits / base, base)
    assert found.low == pytest.approx(low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)


@given(st.lists(st.booleans(), min_size=1, max_size=50), st.floats(0.1, 10))
def test_equal_weights_change_no_share(hits, weight):
    plain, weighted = (
        weighted_share(hits, [1.0] * len(hits)),
        weighted_share(hits, [weight] * len(hits)),
    )
    assert plain.value == pytest.approx(weighted.value)
    assert plain.base == pytest.approx(weighted.base)


def test_nobody_has_no_share():
    assert weighted_share([], []) is None


@given(st.floats(0.01, 1), st.floats(0.01, 1), st.integers(5, 500))
def test_a_ratio_turned_round_is_its_inverse(first, second, base):
    there = ratio(wilson(first, base), wilson(second, base))
    back = ratio(wilson(second, base), wilson(first, base))
    assert there.value == pytest.approx(1 / back.value)
    assert there.low == pytest.approx(1 / back.high)


def test_a_share_of_zero_has_no_ratio():
    assert ratio(wilson(0.2, 10), wilson(0.0, 10)) is None
