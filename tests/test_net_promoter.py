"""Net Promoter Score: laws, then published cases, then input that must be refused."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import InputError, UsageError
from nps_reasons.net_promoter import (
    SCALE_OF,
    classify,
    contributions,
    nps,
    nps_difference,
    nps_of_groups,
    scale_named,
)

LAW = settings(max_examples=60, deadline=None, derandomize=True)
SCORES = st.lists(st.integers(0, 10), min_size=1, max_size=60)


def scores_of(detractors: int, passives: int, promoters: int) -> list[int]:
    return [3] * detractors + [7] * passives + [10] * promoters


@st.composite
def weighted_scores(draw: st.DrawFn) -> tuple[list[int], list[float]]:
    scores = draw(SCORES)
    weight = st.floats(0, 50) | st.just(0.0)
    weights = draw(st.lists(weight, min_size=len(scores), max_size=len(scores)).filter(any))
    return scores, weights


# Laws


@LAW
@given(weighted_scores())
def test_nps_is_the_weighted_mean_contribution_and_stays_on_its_scale(
    sample: tuple[list[int], list[float]],
) -> None:
    scores, weights = sample
    result = nps(scores, weights)
    points = contributions(classify(pd.Series(scores)))
    assert result.value == pytest.approx(np.average(points, weights=weights), abs=1e-9)
    assert -100 <= result.low <= result.value <= result.high <= 100
    assert result.n == result.promoters + result.passives + result.detractors == len(scores)
    assert 0 < result.effective_n <= result.n * (1 + 1e-12)


@LAW
@given(SCORES, st.floats(0.01, 100))
def test_equal_weights_change_nothing(scores: list[int], weight: float) -> None:
    plain, weighted = nps(scores), nps(scores, [weight] * len(scores))
    for name in ("value", "low", "high", "effective_n"):
        assert getattr(weighted, name) == pytest.approx(getattr(plain, name), abs=1e-6)


@LAW
@given(weighted_scores())
def test_respondents_who_answer_once_change_nothing_to_the_bit(sample) -> None:
    scores, weights = sample
    groups = classify(pd.Series(scores))
    people = pd.Series([f"p{i}" if i % 3 else None for i in range(len(scores))])
    assert nps_of_groups(groups, weights, respondents=people) == nps_of_groups(groups, weights)


@LAW
@given(weighted_scores(), st.integers(2, 5))
def test_everybody_who_answers_again_alike_tells_what_they_told_once(sample, times) -> None:
    scores, weights = sample
    groups = classify(pd.Series(scores))
    once = nps_of_groups(groups, weights)
    people = pd.Series([*range(len(scores))] * times)
    often = nps_of_groups(pd.concat([groups] * times), weights * times, respondents=people)
    assert often.n == times * once.n
    for name in ("value", "low", "high", "effective_n"):
        assert getattr(often, name) == pytest.approx(getattr(once, name), rel=1e-6, abs=1e-4)


@LAW
@given(weighted_scores(), st.integers(0, 2**32 - 1))
def test_answers_of_the_same_people_never_tell_more_than_those_of_others(sample, seed) -> None:
    scores, weights = sample
    groups = classify(pd.Series(scores))
    people = pd.Series(np.random.default_rng(seed).integers(0, 20, len(scores)))
    apart, known = (nps_of_groups(groups, weights, respondents=r) for r in (None, people))
    assert known.value == apart.value
    assert known.low <= apart.low + 1e-9
    assert known.high >= apart.high - 1e-9


@LAW
@given(weighted_scores(), st.randoms(use_true_random=False))
def test_the_order_of_responses_changes_nothing(sample, random) -> None:
    pairs = list(zip(*sample, strict=True))
    before = nps(*sample)
    random.shuffle(pairs)
    scores, weights = (list(part) for part in zip(*pairs, strict=True))
    after = nps(scores, weights)
    assert after.value == pytest.approx(before.value, abs=1e-9)
    assert after.low == pytest.approx(before.low, abs=1e-6)
    assert after.high == pytest.approx(before.high, abs=1e-6)


@LAW
@given(SCORES, SCORES)
def test_a_difference_turns_its_sign_with_its_arms(one: list[int], other: list[int]) -> None:
    forth, back = nps_difference(nps(one), nps(other)), nps_difference(nps(other), nps(one))
    assert (back.value, back.low, back.high) == pytest.approx(
        (-forth.value, -forth.high, -forth.low), abs=1e-9
    )
    assert back.p_value == pytest.approx(forth.p_value)
    assert -200 <= forth.low < forth.high <= 200


# Published cases


@pytest.mark.parametrize(
    ("counts", "value", "variance", "error"),
    [
        ((1, 2, 3), 1 / 3, 5 / 9, 0.304290),
        ((1, 0, 0), -1, 0, 0),
        ((1, 0, 1), 0, 1, 0.707107),
        ((0, 1, 1), 0.5, 0.25, 0.353553),
        ((1, 1, 1), 0, 2 / 3, 0.471405),
    ],
)
def test_nps_and_its_variance_are_those_of_the_r_package(counts, value, variance, error) -> None:
    result = nps(scores_of(*counts))
    share = result.value / 100
    own = result.promoter_share + result.detractor_share - share**2
    assert share == pytest.approx(value)
    assert own == pytest.approx(variance)
    assert math.sqrt(own / result.n) == pytest.approx(error, abs=1e-6)


def test_a_small_survey_is_scored_by_hand() -> None:
    assert nps([0, 7, 7, 9, 9, 9]).value == pytest.approx(100 / 3)


def test_a_difference_of_two_surveys_is_that_of_the_r_package() -> None:
    change = nps_difference(nps(scores_of(20, 30, 50)), nps(scores_of(30, 30, 40)))
    assert change.value == pytest.approx(-20)
    assert change.low == pytest.approx(-41.38655, abs=1e-5)
    assert change.high == pytest.approx(2.55160, abs=1e-5)
    assert change.p_value == pytest.approx(0.0832159, abs=1e-7)


def test_the_effective_n_of_weights_is_kishs() -> None:
    result = nps([9, 10, 8, 0], weights=[1, 1, 2, 4])
    assert result.effective_n == pytest.approx(2.909091, abs=1e-6)
    assert result.n / result.effective_n == pytest.approx(1.375)
    assert result.value == pytest.approx(-25)


# Small and extreme


@pytest.mark.parametrize("score", [0, 8, 10])
def test_one_response_has_a_wide_interval(score: int) -> None:
    result = nps([score])
    assert result.high - result.low > 100


def test_unanimous_promoters_are_not_certain() -> None:
    result = nps([10] * 30)
    assert result.value == result.high == 100
    assert 75 < result.low < 90


def test_a_response_of_weight_zero_counts_but_does_not_weigh() -> None:
    kept, dropped = nps([10, 10, 3, 0], [1, 1, 1, 0]), nps([10, 10, 3])
    assert (kept.value, kept.low) == pytest.approx((dropped.value, dropped.low))
    assert (kept.n, kept.detractors) == (4, 2)


def test_tiny_weights_are_as_good_as_large_ones() -> None:
    assert nps([10, 3], [1e-200, 1e-200]).effective_n == pytest.approx(2)


def test_all_but_a_grain_of_weight_on_one_side_has_its_limit_at_the_end() -> None:
    result = nps([0, 7], [1.0, 6e-8])
    assert result.low == pytest.approx(-100)
    assert result.value <= result.high < 80


# Groups and scales


@pytest.mark.parametrize(
    ("scale", "detractors", "passives", "promoters"),
    [
        ("0-10", [0, 1, 2, 3, 4, 5, 6], [7, 8], [9, 10]),
        ("1-10", [1, 2, 3, 4, 5, 6], [7, 8], [9, 10]),
        ("1-5", [1, 2, 3], [4], [5]),
        ("5-1", [3, 4, 5], [2], [1]),
    ],
)
def test_every_scale_has_its_cut_offs(scale, detractors, passives, promoters) -> None:
    for group, scores in (
        ("detractor", detractors),
        ("passive", passives),
        ("promoter", promoters),
    ):
        assert set(classify(pd.Series(scores), scale)) == {group}
    assert sorted(detractors + passives + promoters) == list(SCALE_OF[scale].scores)


def test_cut_offs_are_said_in_words() -> None:
    assert SCALE_OF["0-10"].cut_offs == "promoter 9-10, passive 7-8, detractor 0-6"
    assert SCALE_OF["1-5"].cut_offs == "promoter 5, passive 4, detractor 1-3"


def test_an_unknown_scale_gets_a_hint() -> None:
    with pytest.raises(UsageError, match='did you mean "0-10"'):
        scale_named("0-1O")


# Refused


@pytest.mark.parametrize("score", [-1, 11, 7.5, None, "seven", math.nan])
def test_a_score_outside_the_scale_is_refused_and_named(score: object) -> None:
    with pytest.raises(InputError, match=r"from 0 to 10; row 1 has .* \(1 such rows\)"):
        nps([9, score])


@pytest.mark.parametrize(
    "weights", [[1, -1], [0, 0], [1, math.nan], [1, math.inf], [1, None], [1, pd.NA], ["a", "b"]]
)
def test_weights_that_are_no_weights_are_refused(weights: list[object]) -> None:
    with pytest.raises(InputError, match="finite, not negative and not all zero"):
        nps([9, 3], weights)


def test_a_weight_too_few_is_refused() -> None:
    with pytest.raises(InputError, match="one number per response; got 1 for 2"):
        nps([9, 3], [1.0])


def test_no_response_has_no_nps() -> None:
    with pytest.raises(InputError, match="at least one response"):
        nps([])
    with pytest.raises(InputError, match="at least one response"):
        nps_of_groups(pd.Series([], dtype="string"))
