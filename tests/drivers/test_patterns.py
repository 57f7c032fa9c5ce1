"""Rows that stand for several responses: they give what the responses one by one would give."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers import explain_change, rank_drivers
from nps_reasons.drivers.adjusted import Fit, fit_effects, theme_effects
from nps_reasons.drivers.design import segment_dummies
from nps_reasons.drivers.noise import draw_noise
from nps_reasons.drivers.patterns import (
    Rows,
    covariance,
    packed,
    row_blocks,
    same_rows,
    sums_of,
)

LAW = settings(max_examples=40, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
COLUMNS = st.integers(0, 40).flatmap(
    lambda n: st.lists(
        st.lists(st.sampled_from([0.0, 1.0, -1.0, np.nan]), min_size=n, max_size=n),
        min_size=1,
        max_size=4,
    )
)
FLAGS = st.tuples(SEEDS, st.integers(0, 30), st.sampled_from([0, 1, 7, 8, 63, 64, 65, 129]))


def flags_of(seed: int, n: int, k: int) -> np.ndarray:
    """Flags of which most rows differ in one place only."""
    rng = np.random.default_rng(seed)
    flags = np.zeros((n, k), dtype=bool)
    if k:
        flags[np.arange(n), rng.integers(0, k, n)] = rng.random(n) < 0.7
    return flags


# Numbers of rows


@LAW
@given(COLUMNS)
def test_rows_have_one_number_where_and_only_where_they_are_the_same(columns) -> None:
    codes, firsts = same_rows([np.array(column) for column in columns])
    rows = [str(row) for row in zip(*columns, strict=True)]
    distinct = list(dict.fromkeys(rows))
    assert codes.tolist() == [distinct.index(row) for row in rows]
    assert firsts.tolist() == [rows.index(row) for row in distinct]


@LAW
@given(FLAGS)
def test_packed_flags_are_the_same_where_and_only_where_the_flags_are(shape) -> None:
    flags = flags_of(*shape)
    columns = packed(flags)
    assert len(columns) == -(-flags.shape[1] // 64)
    words = [tuple(row) for row in zip(*columns, strict=True)] or [()] * len(flags)
    for one in range(len(flags)):
        for other in range(one):
            assert (words[one] == words[other]) == bool((flags[one] == flags[other]).all())


def test_no_flag_and_no_row_can_be_packed() -> None:
    assert packed(np.zeros((3, 0), dtype=bool)) == []
    assert [column.tolist() for column in packed(np.zeros((0, 65), dtype=bool))] == [[], []]


def test_blocks_of_rows_are_all_rows_once() -> None:
    rows = np.concatenate([np.arange(10)[block] for block in row_blocks(10, 3)])
    assert rows.tolist() == list(range(10))
    assert list(row_blocks(0)) == []


# Rows as responses one by one


class Repeated:
    """A random survey of patterns, and the same survey response by response."""

    def __init__(self, seed: int, n: int = 120, k: int = 3) -> None:
        rng = np.random.default_rng(seed)
        self.row_of = np.concatenate([np.arange(12), rng.integers(0, 12, n - 12)])
        self.clusters = rng.integers(0, max(int(n * rng.choice([0.2, 0.7, 30])), 1), n)
        self.rows = Rows.of(self.row_of, self.clusters)
        self.mentions = (rng.random((12, k)) < 0.4).astype(float)
        self.points = rng.choice([-100.0, 0.0, 100.0], 12)
        self.weights = rng.choice([0.0, 0.5, 1.0, 2.0], 12, p=[0.1, 0.2, 0.5, 0.2])
        self.x = np.column_stack([np.ones(12), self.mentions])

    @property
    def fits(self) -> tuple[Fit, Fit]:
        of = self.row_of
        return (
            fit_effects(self.points, self.x, self.weights, times=self.rows.times),
            fit_effects(self.points[of], self.x[of], self.weights[of]),
        )

    @property
    def singly(self) -> Rows:
        return Rows.of(np.arange(len(self.row_of)), self.clusters)


@LAW
@given(SEEDS)
def test_rows_count_every_response_and_respondent_once(seed: int) -> None:
    survey = Repeated(seed)
    rows = survey.rows
    assert rows.times.tolist() == np.bincount(survey.row_of).tolist()
    assert (rows.singles + rows.together.sum(axis=0)).tolist() == rows.times.tolist()
    assert rows.n == len(survey.row_of)
    assert rows.n_respondents == len(set(survey.clusters))


@LAW
@given(SEEDS)
def test_respondents_with_a_flag_are_counted_as_one_by_one(seed: int) -> None:
    survey = Repeated(seed)
    singly = pd.DataFrame(survey.mentions[survey.row_of]).groupby(survey.clusters).max().sum(axis=0)
    assert survey.rows.respondents_with(survey.mentions).tolist() == singly.tolist()


@LAW
@given(SEEDS)
def test_a_covariance_is_that_of_the_responses_one_by_one(seed: int) -> None:
    survey = Repeated(seed)
    influence = np.random.default_rng(seed).normal(1, 2, (12, 3))
    together = covariance(influence, survey.rows)
    assert together == pytest.approx(
        covariance(influence[survey.row_of], survey.singly), rel=1e-9, abs=1e-12
    )


@LAW
@given(SEEDS)
def test_a_fit_is_that_of_the_responses_one_by_one(seed: int) -> None:
    survey = Repeated(seed)
    fit, singly = survey.fits
    of = survey.row_of
    assert fit.estimable.tolist() == singly.estimable.tolist()
    assert fit.degrees_of_freedom == singly.degrees_of_freedom
    assert fit.coefficients == pytest.approx(singly.coefficients, abs=1e-8)
    assert fit.leverages[of] == pytest.approx(singly.leverages, abs=1e-9)
    assert fit.residuals[of] == pytest.approx(singly.residuals, abs=1e-8)


@LAW
@given(SEEDS)
def test_points_and_their_errors_are_those_of_the_responses_one_by_one(seed: int) -> None:
    survey = Repeated(seed)
    together, singly = (theme_effects(fit, np.arange(1, 4)) for fit in survey.fits)
    assert together.points == pytest.approx(singly.points, abs=1e-8)
    assert together.reach == pytest.approx(singly.reach, abs=1e-12)
    assert covariance(together.points_influence, survey.rows) == pytest.approx(
        covariance(singly.points_influence, survey.singly), rel=1e-6, abs=1e-6
    )


@LAW
@given(SEEDS)
def test_drawn_noise_is_that_of_the_responses_one_by_one(seed: int) -> None:
    survey = Repeated(seed)
    fit, singly = survey.fits
    columns = 1 + np.flatnonzero(fit.estimable[1:])
    together = draw_noise(survey.points, fit, columns, rows=survey.rows, seed=1)
    alone = draw_noise(survey.points[survey.row_of], singly, columns, rows=survey.singly, seed=1)
    # The roots of two covariances that differ by rounding may turn; what is drawn may not.
    assert together.threshold == pytest.approx(alone.threshold, rel=0.15, abs=0.15)


@LAW
@given(SEEDS)
def test_sums_are_those_of_numpy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, codes = rng.normal(size=(30, 2)), rng.integers(0, 5, 30)
    for column in range(2):
        expected = np.bincount(codes, values[:, column], 6)
        assert sums_of(values, codes, 6)[:, column] == pytest.approx(expected)


@LAW
@given(SEEDS)
def test_dummies_count_responses_and_not_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    times = rng.integers(1, 9, 15)
    levels = pd.DataFrame({"plan": pd.array(rng.choice(list("abcd"), 15), dtype="string")})
    of = np.repeat(np.arange(15), times)
    singly = segment_dummies(levels.iloc[of].reset_index(drop=True))
    assert segment_dummies(levels, times.astype(float))[of].tolist() == singly.tolist()


# Whole tables


def almost_one(n: int) -> np.ndarray:
    """Weights that make every response a row of its own, and matter to nothing."""
    return 1 + np.arange(n) * 1e-12


@settings(max_examples=6, deadline=None, derandomize=True)
@given(SEEDS)
def test_drivers_are_those_of_the_responses_one_by_one(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed, n=160)
    together, singly = (
        rank_drivers(responses.assign(weight=weight), mentions, segments=["plan"])
        for weight in (1.0, almost_one(160))
    )
    pd.testing.assert_frame_equal(together, singly, rtol=1e-6, atol=1e-6)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(SEEDS)
def test_a_change_is_that_of_the_responses_one_by_one(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed, n=200, periods=("1", "2"))
    together, singly = (
        explain_change(
            responses.assign(weight=weight),
            mentions,
            period="2",
            reference="1",
            segments=["plan", "region"],
        )
        for weight in (1.0, almost_one(200))
    )
    pd.testing.assert_frame_equal(together, singly, rtol=1e-6, atol=1e-6)


def test_the_order_of_rows_does_not_change_a_byte_of_a_large_survey(random_survey) -> None:
    responses, mentions = random_survey(4, n=27_000)
    shuffled = (responses.sample(frac=1, random_state=1), mentions.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(
        rank_drivers(responses, mentions, segments=["plan"]),
        rank_drivers(*shuffled, segments=["plan"]),
        check_exact=True,
    )
