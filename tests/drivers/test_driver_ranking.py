"""The drivers table: laws, verdicts, and input that leaves little to say."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers import NoiseDrill, rank_drivers, ranking
from nps_reasons.drivers.adjusted import fit_effects
from nps_reasons.drivers.design import (
    cell_codes,
    commenter_weights,
    segment_dummies,
    survey_arrays,
)
from nps_reasons.drivers.estimates import _verdicts
from nps_reasons.errors import InputError
from nps_reasons.schema import DRIVERS, OF_A_STUDY

LAW = settings(max_examples=12, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
SEGMENTS = ["plan", "region"]
MODEL = ["effect", "effect_low", "effect_high", "points", "points_low", "points_high"]
COLUMNS = [name for name in DRIVERS.column_names if name not in OF_A_STUDY]
TEST = ["p_value", "q_value", "rank", "rank_low", "rank_high"]


def scores(n: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).choice([-100.0, 0.0, 100.0], n)


def as_bytes(table: pd.DataFrame) -> tuple[str, bytes]:
    parquet = BytesIO()
    table.to_parquet(parquet)
    return table.to_csv(), parquet.getvalue()


# Laws


@LAW
@given(SEEDS)
def test_the_order_of_rows_does_not_change_a_byte(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed)
    table = rank_drivers(responses, mentions, segments=SEGMENTS)
    shuffled = rank_drivers(
        responses.sample(frac=1, random_state=3),
        mentions.sample(frac=1, random_state=4),
        segments=SEGMENTS,
    )
    assert as_bytes(table) == as_bytes(shuffled)


@LAW
@given(SEEDS)
def test_weights_of_one_change_nothing(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed)
    plain = rank_drivers(responses.drop(columns="weight"), mentions, segments=SEGMENTS)
    ones = rank_drivers(responses.assign(weight=1.0), mentions, segments=SEGMENTS)
    pd.testing.assert_frame_equal(plain, ones)


@LAW
@given(SEEDS)
def test_turning_the_scores_round_turns_the_table_round(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed)
    turned = responses.assign(contribution=-responses["contribution"])
    key = ["theme", "sign"]
    one, other = (
        rank_drivers(table, mentions, segments=SEGMENTS).set_index(key).sort_index()
        for table in (responses, turned)
    )
    for low, high in (("points_low", "points_high"), ("effect_low", "effect_high")):
        assert other[low].to_numpy() == pytest.approx(-one[high].to_numpy(), nan_ok=True)
    for name in ("points", "severity", "classic_impact"):
        assert other[name].to_numpy() == pytest.approx(-one[name].to_numpy(), nan_ok=True)


@LAW
@given(SEEDS)
def test_names_of_segment_levels_change_nothing(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed)
    renamed = responses.assign(
        plan=responses["plan"].map({"basic": "z", "plus": "m", "top": "a"}),
        region=responses["region"].map({"north": "b", "south": "a"}),
    )
    key = ["theme", "sign"]
    one, other = (
        rank_drivers(table, mentions, segments=SEGMENTS).set_index(key).sort_index()
        for table in (responses, renamed)
    )
    pd.testing.assert_frame_equal(one[MODEL], other[MODEL], rtol=1e-8, atol=1e-9)


@LAW
@given(SEEDS)
def test_intercept_segments_and_points_add_up_to_the_nps_of_all(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed, n=150)
    table = rank_drivers(responses, mentions, segments=SEGMENTS)
    survey = survey_arrays(responses, mentions, segments=SEGMENTS)
    weights = commenter_weights(
        cell_codes(survey.segments), survey.points, survey.commented, survey.weights
    )
    heard = weights > 0
    fitted = table.dropna(subset="points").set_index(["theme", "sign"])["points"]
    columns = [survey.themes.index(pair) for pair in fitted.index]
    dummies = segment_dummies(survey.segments[heard].reset_index(drop=True))
    controls = np.column_stack([np.ones(int(heard.sum())), dummies])
    x = np.column_stack([controls, survey.mentions[heard][:, columns]])
    fit = fit_effects(survey.points[heard], x, weights[heard])
    reach = weights[heard] @ x / weights.sum()
    n_controls = controls.shape[1]
    rest = reach[:n_controls] @ fit.coefficients[:n_controls]
    nps = np.average(survey.points, weights=survey.weights)
    assert rest + fitted.sum() == pytest.approx(nps, abs=1e-9)


@LAW
@given(SEEDS)
def test_every_row_is_whole_or_empty_and_agrees_with_itself(random_survey, seed: int) -> None:
    table = rank_drivers(*random_survey(seed), segments=SEGMENTS)
    assert table.columns.tolist() == COLUMNS
    shown = table[table["points"].notna()]
    hidden = table[table["points"].isna()]
    assert not shown.isna().any().any()
    assert hidden[MODEL + TEST].isna().all().all()
    assert set(hidden["verdict"]) <= {"too few", "not distinguishable"}
    assert (table.loc[table["n"] < 5, "verdict"] == "too few").all()
    assert shown["points"].to_numpy() == pytest.approx(
        (shown["reach"] * shown["effect"]).to_numpy()
    )
    assert (shown["classic_impact"] - shown["reach"] * shown["severity"]).abs().max() < 1e-9
    assert (shown["points_low"] <= shown["points"]).all()
    assert (shown["points"] <= shown["points_high"]).all()
    assert (shown["rank_low"] <= shown["rank"]).all()
    assert (shown["rank"] <= shown["rank_high"]).all()
    assert (shown["p_value"] <= shown["q_value"]).all()
    for _, of_sign in shown.groupby("sign"):
        assert sorted(of_sign["rank"]) == list(range(1, len(of_sign) + 1))
        assert of_sign.sort_values("rank")["points"].abs().is_monotonic_decreasing


@LAW
@given(SEEDS)
def test_every_signed_theme_of_the_mentions_has_one_row(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed)
    table = rank_drivers(responses, mentions)
    signed = mentions[mentions["sign"] != "neutral"]
    assert set(zip(table["theme"], table["sign"], strict=True)) == set(
        zip(signed["theme"], signed["sign"], strict=True)
    )


# Verdicts


def test_clear_needs_a_small_q_and_more_than_noise_shows() -> None:
    noise = NoiseDrill(largest_t=np.full(100, 3.0), largest_points=np.ones(100))
    q = pd.Series([0.01, 0.05, 0.01, 0.06, 0.20, 0.21, np.nan])
    t = np.array([5.0, 3.1, 2.9, 5.0, 5.0, 5.0, 5.0])
    assert _verdicts(q, t, noise) == [
        "clear",
        "clear",
        "leaning",
        "leaning",
        "leaning",
        "not distinguishable",
        "not distinguishable",
    ]


def test_a_planted_driver_is_clear_and_a_harmless_one_is_not(responses_of, mentions_of) -> None:
    rng = np.random.default_rng(3)
    n = 400
    billing, speed = rng.random(n) < 0.2, rng.random(n) < 0.2
    points = np.where(rng.random(n) < np.where(billing, 0.2, 0.7), 100.0, -100.0)
    table = rank_drivers(
        responses_of(points),
        mentions_of(billing=np.flatnonzero(billing), speed=np.flatnonzero(speed)),
        labels={"billing": "Billing and invoices"},
    ).set_index("theme")
    assert table["verdict"].to_dict() == {"billing": "clear", "speed": "not distinguishable"}
    assert table["label"].to_dict() == {"billing": "Billing and invoices", "speed": "Speed"}
    assert table.loc["billing", "points"] == pytest.approx(-0.2 * 100, abs=6)
    assert table.loc["billing", "points_high"] < 0


def test_a_companion_of_a_driver_is_blamed_by_the_classic_impact_only(
    responses_of, mentions_of
) -> None:
    rng = np.random.default_rng(8)
    n = 2000
    driver = rng.random(n) < 0.25
    companion = rng.random(n) < np.where(driver, 0.6, 0.1)
    points = np.where(rng.random(n) < np.where(driver, 0.3, 0.75), 100.0, -100.0)
    table = rank_drivers(
        responses_of(points),
        mentions_of(driver=np.flatnonzero(driver), companion=np.flatnonzero(companion)),
    ).set_index("theme")
    assert table.loc["companion", "classic_impact"] < -8
    assert abs(table.loc["companion", "points"]) < 3
    assert table["verdict"].to_dict() == {"driver": "clear", "companion": "not distinguishable"}


def test_a_segment_that_complains_more_is_not_the_themes_fault(responses_of, mentions_of) -> None:
    rng = np.random.default_rng(9)
    n = 2000
    basic = rng.random(n) < 0.5
    theme = rng.random(n) < np.where(basic, 0.4, 0.05)
    points = np.where(rng.random(n) < np.where(basic, 0.3, 0.8), 100.0, -100.0)
    responses = responses_of(points, plan=np.where(basic, "basic", "plus"))
    mentions = mentions_of(theme=np.flatnonzero(theme))
    alone = rank_drivers(responses, mentions).iloc[0]
    adjusted = rank_drivers(responses, mentions, segments=["plan"]).iloc[0]
    assert alone["verdict"] == "clear"
    assert adjusted["verdict"] == "not distinguishable"


def test_respondents_who_answer_often_make_wider_intervals(responses_of, mentions_of) -> None:
    points = np.repeat(scores(60, 4), 5)
    said = np.flatnonzero(np.repeat(np.arange(60) < 20, 5))
    apart = rank_drivers(responses_of(points), mentions_of(speed=said)).iloc[0]
    people = np.repeat(np.arange(60), 5).astype(str)
    together = rank_drivers(responses_of(points, respondent_id=people), mentions_of(speed=said))
    width = apart["points_high"] - apart["points_low"]
    assert together.iloc[0]["points"] == pytest.approx(apart["points"])
    assert together["points_high"][0] - together["points_low"][0] > 1.8 * width


def test_limits_and_p_values_are_those_of_students_t_with_few_respondents(
    responses_of, mentions_of
) -> None:
    from scipy.stats import t as student

    people = np.repeat(np.arange(12), 10).astype(str)
    said = np.flatnonzero(np.repeat(np.arange(12) < 6, 10))
    row = rank_drivers(
        responses_of(scores(120, 4), respondent_id=people), mentions_of(speed=said)
    ).iloc[0]
    error = (row["points_high"] - row["points"]) / student.ppf(0.975, 11)
    assert row["p_value"] == pytest.approx(2 * student.sf(abs(row["points"]) / error, 11))


def test_the_seed_decides_draws_and_nothing_else(random_survey) -> None:
    survey = random_survey(6)
    one, again, other = (rank_drivers(*survey, seed=seed) for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(one, again)
    pd.testing.assert_frame_equal(one[MODEL], other[MODEL])


def test_the_period_is_that_of_the_rows(responses_of, mentions_of) -> None:
    mentions = mentions_of(speed=range(8))
    assert set(rank_drivers(responses_of(scores(40)), mentions)["period"]) == {"all"}
    one = responses_of(scores(40), period="2024Q1")
    assert set(rank_drivers(one, mentions)["period"]) == {"2024Q1"}


# Little to say


def test_one_response_makes_a_suppressed_row(responses_of, mentions_of) -> None:
    table = rank_drivers(responses_of([100]), mentions_of(speed=[0]))
    assert table["verdict"].tolist() == ["too few"]
    assert table[[*MODEL, *TEST, "reach", "severity", "classic_impact"]].isna().all().all()
    assert ranking(responses_of([100]), mentions_of(speed=[0])).noise is None


@pytest.mark.parametrize("value", [100.0, 0.0, -100.0])
def test_where_all_score_alike_nothing_is_distinguishable(
    responses_of, mentions_of, value: float
) -> None:
    responses = responses_of([value] * 80, plan=["a", "b"] * 40)
    mentions = mentions_of(billing=range(20), speed=range(10, 40))
    for segments in ([], ["plan"]):
        table = rank_drivers(responses, mentions, segments=segments)
        assert set(table["verdict"]) == {"not distinguishable"}
        assert table[MODEL + TEST].isna().all().all()


def test_a_theme_said_by_all_has_no_contrast_and_leaves_the_others_alone(
    responses_of, mentions_of
) -> None:
    responses = responses_of(scores(80))
    alone = rank_drivers(responses, mentions_of(speed=range(30)))
    both = rank_drivers(responses, mentions_of(speed=range(30), always=range(80)))
    both = both.set_index("theme")
    assert both.loc["always", "verdict"] == "not distinguishable"
    assert both.loc["always", ["severity", *MODEL]].isna().all()
    assert both.loc["speed", MODEL].to_list() == pytest.approx(alone.loc[0, MODEL].to_list())


def test_only_a_theme_said_by_all_is_no_driver(responses_of, mentions_of) -> None:
    result = ranking(responses_of(scores(80)), mentions_of(always=range(80)))
    assert result.table["verdict"].tolist() == ["not distinguishable"]
    assert result.noise is not None
    assert result.noise.threshold == 0


def test_a_theme_said_only_neutrally_is_no_row(responses_of, mentions_of) -> None:
    mentions = mentions_of(speed=range(30)).assign(sign="neutral")
    assert rank_drivers(responses_of(scores(80)), mentions).empty


def test_two_themes_that_are_always_said_together_are_not_told_apart(
    responses_of, mentions_of
) -> None:
    responses = responses_of(scores(80))
    one = rank_drivers(responses, mentions_of(billing=range(20), speed=range(10, 40)))
    two = rank_drivers(
        responses, mentions_of(billing=range(20), twin=range(20), speed=range(10, 40))
    ).set_index("theme")
    for theme in ("billing", "twin"):
        assert two.loc[theme, "verdict"] == "not distinguishable"
        assert two.loc[theme, MODEL + TEST].isna().all()
        assert two.loc[theme, "classic_impact"] == pytest.approx(
            one.set_index("theme").loc["billing", "classic_impact"]
        )
    assert two.loc["speed", MODEL].to_list() == pytest.approx(
        one.set_index("theme").loc["speed", MODEL].to_list()
    )


def test_a_theme_that_is_a_segment_is_not_told_apart_from_it(responses_of, mentions_of) -> None:
    responses = responses_of(scores(80), plan=["a"] * 20 + ["b"] * 60)
    table = rank_drivers(
        responses, mentions_of(billing=range(20), speed=range(10, 40)), segments=["plan"]
    ).set_index("theme")
    assert table.loc["billing", "verdict"] == "not distinguishable"
    assert table.loc["billing", MODEL].isna().all()
    assert table.loc["speed", MODEL].notna().all()


def test_a_segment_of_one_level_changes_nothing(responses_of, mentions_of) -> None:
    responses, mentions = responses_of(scores(80), plan="a"), mentions_of(speed=range(30))
    pd.testing.assert_frame_equal(
        rank_drivers(responses, mentions), rank_drivers(responses, mentions, segments=["plan"])
    )


def test_a_theme_that_explains_every_score_is_clear(responses_of, mentions_of) -> None:
    points = [-100.0] * 20 + [100.0] * 60
    table = rank_drivers(
        responses_of(points), mentions_of(billing=range(20), speed=range(10, 40))
    ).set_index("theme")
    assert table.loc["billing", "verdict"] == "clear"
    assert table.loc["billing", "points"] == pytest.approx(-50)
    assert table.loc["speed", "verdict"] == "not distinguishable"


def test_responses_of_weight_zero_are_as_good_as_absent(responses_of, mentions_of) -> None:
    mentions = mentions_of(billing=range(20), speed=range(10, 50))
    responses = responses_of(scores(80), weight=[0.0] * 20 + [1.0] * 60)
    with_them = rank_drivers(responses, mentions).set_index("theme")
    without = rank_drivers(responses[20:], mentions).set_index("theme")
    assert with_them.loc["speed", MODEL].to_list() == pytest.approx(
        without.loc["speed", MODEL].to_list()
    )
    assert with_them.loc["billing", ["n", "verdict"]].to_list() == [0, "too few"]


def test_commenters_of_weight_zero_make_suppressed_rows(responses_of, mentions_of) -> None:
    responses = responses_of(
        scores(80), weight=[0.0] * 40 + [1.0] * 40, reason=["said"] * 40 + [None] * 40
    )
    table = rank_drivers(responses, mentions_of(billing=range(20)))
    assert table["verdict"].tolist() == ["too few"]
    assert table[["reach", "severity", *MODEL]].isna().all().all()


def test_no_mention_and_no_reason_make_an_empty_table(responses_of, mentions_of) -> None:
    silent = responses_of(scores(80), reason=pd.array([None] * 80, dtype="string"))
    for responses in (responses_of(scores(80)), silent):
        table = rank_drivers(responses, mentions_of())
        assert table.empty
        assert table.columns.tolist() == COLUMNS


@pytest.mark.parametrize("n_respondents", [1, 3])
def test_few_respondents_are_few_however_often_they_answer(
    responses_of, mentions_of, n_respondents: int
) -> None:
    people = (np.arange(80) % n_respondents).astype(str)
    table = rank_drivers(
        responses_of(scores(80), respondent_id=people), mentions_of(billing=range(20))
    )
    assert table["verdict"].tolist() == ["too few"]


def test_a_theme_of_one_talkative_respondent_is_too_few(responses_of, mentions_of) -> None:
    people = ["talkative"] * 8 + [str(i) for i in range(72)]
    responses = responses_of([-100.0] * 8 + list(scores(72)), respondent_id=people)
    table = rank_drivers(responses, mentions_of(billing=range(8), speed=range(5, 40)))
    assert table.set_index("theme")["verdict"].to_dict() == {
        "billing": "too few",
        "speed": "not distinguishable",
    }


def test_more_themes_than_the_base_carries_leaves_the_rarer_ones_out(
    responses_of, mentions_of
) -> None:
    rng = np.random.default_rng(2)
    themes = {f"t{k:02}": rng.choice(30, 6 + k % 7, replace=False) for k in range(20)}
    table = rank_drivers(responses_of(scores(30)), mentions_of(**themes))
    shown = table[table["verdict"] != "too few"]
    hidden = table[table["verdict"] == "too few"]
    assert 0 < len(shown) <= 9
    assert shown["n"].min() > hidden["n"].max()


# Refused


def test_a_mention_without_a_reason_is_refused(responses_of, mentions_of) -> None:
    responses = responses_of(scores(20), reason=[None] * 10 + ["said"] * 10)
    with pytest.raises(InputError, match=r"r0000 has a mention but no reason \(5 such"):
        rank_drivers(responses, mentions_of(speed=range(5)))


def test_an_empty_survey_is_refused(responses_of, mentions_of) -> None:
    with pytest.raises(InputError, match="has no row"):
        rank_drivers(responses_of([]), mentions_of())
