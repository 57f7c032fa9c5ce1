"""Label-error correction: laws of the corrected model, its acceptance numbers, and its limits."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers import rank_drivers
from nps_reasons.drivers.coded.fit import corrected_fit
from nps_reasons.drivers.coded.prevalence import true_share, true_shares
from nps_reasons.drivers.coded.reach import corrected_reach, difference_estimate
from nps_reasons.drivers.coded.sample import coded_of, gold_sample
from nps_reasons.drivers.coded.tuning import machine_shares, shares_of_reach
from nps_reasons.drivers.commenters import commenters
from nps_reasons.drivers.estimates import Model, fitted
from nps_reasons.drivers.patterns import covariance
from nps_reasons.drivers.ranking import ranking
from nps_reasons.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

EXACT = 1e-9
THEMES = ["billing", "speed", "staff", "rare"]
seeds = st.integers(0, 2**32 - 1)


def gold_of(ids: Iterable[str], mentions: pd.DataFrame, **columns: object) -> pd.DataFrame:
    """A sample whose labels are these mentions."""
    said = mentions.drop_duplicates(["response_id", "theme", "sign"])
    rows = said.groupby("response_id")[["theme", "sign"]].apply(lambda t: t.to_dict("records"))
    ids = list(ids)
    return pd.DataFrame(
        {"response_id": ids, "labels": [rows.get(name, []) for name in ids], **columns}
    )


def heard(responses: pd.DataFrame) -> pd.DataFrame:
    """Responses that the model sees."""
    return responses[responses["reason"].notna() & (responses["weight"] > 0)]


def model_of(responses, mentions, gold=None, segments=("plan",)):
    people = commenters(responses, mentions, segments=segments)
    if gold is None:
        return Model.of(*fitted(people), people.rows)
    fit = corrected_fit(people, coded_of(people, gold_sample(gold, responses, THEMES)))
    assert fit is not None
    return Model.of_corrected(fit)


def misread(responses: pd.DataFrame, mentions: pd.DataFrame, rng: np.random.Generator):
    """Mentions as a machine reads them: some lost, some in other responses."""
    found = mentions[rng.random(len(mentions)) < 0.8]
    ids = heard(responses)["response_id"].to_numpy()
    wrong = found.sample(frac=0.15, random_state=int(rng.integers(2**31)))
    return pd.concat([found, wrong.assign(response_id=rng.choice(ids, len(wrong)))])


def common(mentions: pd.DataFrame) -> pd.DataFrame:
    """Themes that are said often enough by machine and person alike."""
    pairs = mentions["theme"].isin(["billing", "speed", "staff"])
    return mentions[pairs & (mentions["sign"] == "negative")]


def same_models(one: Model, other: Model) -> None:
    for name in (
        "found.effects",
        "found.points",
        "found.reach",
        "errors",
        "points_errors",
        "covariances",
    ):
        first, second = (attrgetter(name)(model) for model in (one, other))
        assert np.allclose(first, second, rtol=EXACT, atol=EXACT * 100), name


# Laws


@settings(deadline=None, max_examples=25)
@given(seed=seeds, given_chance=st.booleans())
def test_where_the_machine_never_errs_nothing_changes(random_survey, seed, given_chance) -> None:
    responses, mentions = random_survey(seed, n=220)
    ids = heard(responses)["response_id"]
    drawn = ids.sample(n=100, random_state=seed % 1000)
    chance = {"probability": 100 / len(ids)} if given_chance else {}
    gold = gold_of(drawn, mentions, **chance)
    same_models(model_of(responses, mentions, gold), model_of(responses, mentions))


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_where_all_are_coded_it_is_the_model_of_the_persons_labels(random_survey, seed) -> None:
    responses, said = random_survey(seed, n=260)
    said = common(said)
    found = misread(responses, said, np.random.default_rng(seed))
    gold = gold_of(heard(responses)["response_id"], said)
    same_models(model_of(responses, found, gold), model_of(responses, said))


@settings(deadline=None, max_examples=15)
@given(seed=seeds)
def test_rows_in_any_order_and_weights_of_any_size_give_the_same(random_survey, seed) -> None:
    responses, said = random_survey(seed, n=220)
    found = misread(responses, said, np.random.default_rng(seed))
    gold = gold_of(heard(responses)["response_id"].iloc[:90], said)
    before = model_of(responses, found, gold)
    shuffled = [table.sample(frac=1, random_state=1) for table in (responses, found, gold)]
    heavy = shuffled[0].assign(weight=shuffled[0]["weight"] * 7)
    same_models(model_of(heavy, *shuffled[1:]), before)


@settings(deadline=None, max_examples=15)
@given(seed=seeds)
def test_intercept_segments_and_corrected_points_add_up_to_the_nps(random_survey, seed) -> None:
    responses, said = random_survey(seed, n=220)
    found = misread(responses, said, np.random.default_rng(seed))
    people = commenters(responses, found, segments=["plan"])
    gold = gold_of(heard(responses)["response_id"].iloc[::2], said)
    coded = coded_of(people, gold_sample(gold, responses, THEMES))
    fit = corrected_fit(people, coded, share=1.0)
    assert fit is not None
    totals, lift = fit.labelled.weights * fit.rows.times, fit.labelled.lift[:, None]
    mixed = fit.labelled.machine + lift * (fit.labelled.person - fit.labelled.machine)
    coefficients = fit.bread @ (mixed.T @ (totals * fit.points))
    terms = coefficients * (totals @ mixed) / totals.sum()
    assert terms.sum() == pytest.approx(totals @ fit.points / totals.sum(), abs=EXACT * 100)
    points = fit.effects_of(fit.points).points
    inside = (totals @ mixed / totals.sum())[fit.columns] >= 0
    assert np.allclose(points[inside], terms[fit.columns][inside])


@settings(deadline=None, max_examples=10)
@given(seed=seeds, share=st.sampled_from([0.0, 0.4, 1.0]))
def test_influence_is_what_leaving_a_response_out_does(seed, share) -> None:
    rng = np.random.default_rng(seed)
    n = 80
    person = (rng.random((n, 2)) < 0.4).astype(float)
    machine = np.abs(person - (rng.random((n, 2)) < 0.15))
    ids = [f"r{i:03}" for i in range(n)]
    points = rng.choice([-100.0, 0.0, 100.0], n)
    coded = np.arange(60)
    lift = np.where(np.isin(np.arange(n), coded), n / 60, 0.0)
    responses = pd.DataFrame({"response_id": ids, "contribution": points})
    tables = [_as_mentions(ids, matrix) for matrix in (machine, person)]
    gold = gold_of([ids[i] for i in coded], tables[1], probability=60 / n)
    people = commenters(responses, tables[0])
    coded = coded_of(people, gold_sample(gold, responses, THEMES))
    fit = corrected_fit(people, coded, share=share)
    assert fit is not None
    expected = _jackknife(points, machine, person, lift, share=share)
    found = fit.effects_of(points[_first_of_rows(people, gold, fit)]).influence
    variance = np.diag(covariance(found, fit.rows))
    centred = expected - expected.mean(axis=0)
    assert np.allclose(variance, (centred**2).sum(axis=0) * n / (n - 1))


def _as_mentions(ids, matrix) -> pd.DataFrame:
    rows, columns = np.nonzero(matrix)
    names = np.array(["billing", "speed"])
    return pd.DataFrame(
        {"response_id": np.array(ids)[rows], "theme": names[columns], "sign": "negative"}
    )


def _first_of_rows(people, gold, fit):
    """A response of each row: rows are numbered by first appearance."""
    coded = coded_of(people, gold_sample(gold, _ids_table(people), THEMES))
    key = pd.DataFrame(np.column_stack([people.row_of, coded.lift, coded.said]))
    firsts = np.flatnonzero(~key.duplicated().to_numpy())
    assert len(firsts) == len(fit.points)
    return firsts


def _ids_table(people) -> pd.DataFrame:
    return pd.DataFrame({"response_id": people.response_ids})


def _jackknife(points, machine, person, lift, *, share):
    """Effects of all responses less those without each response."""
    ones = np.ones((len(points), 1))
    machine, person = np.hstack([ones, machine]), np.hstack([ones, person])

    def effects(kept):
        own, sample = share * (1 - lift) * kept, lift * kept
        a = machine.T @ (machine * own[:, None]) + person.T @ (person * sample[:, None])
        b = machine.T @ (own * points) + person.T @ (sample * points)
        return np.linalg.solve(a, b)[1:]

    everybody = effects(np.ones(len(points)))
    return np.array([everybody - effects(np.arange(len(points)) != i) for i in range(len(points))])


@settings(deadline=None, max_examples=25)
@given(seed=seeds, weighted=st.booleans())
def test_corrected_reach_is_that_of_the_sample_plus_what_the_machine_adds(seed, weighted) -> None:
    rng = np.random.default_rng(seed)
    machine, person = (rng.random((2, 120, 3)) < 0.3).astype(float)
    lift = np.where(np.arange(120) < 40, 3.0, 0.0)
    weights = rng.random(120) + 0.5 if weighted else np.ones(120)
    value, variance = difference_estimate(machine, person, lift, weights)
    shares = weights / weights.sum()
    expected = shares @ machine + (shares * lift) @ (person - machine)
    assert np.allclose(value, expected)
    assert (variance >= 0).all()


@settings(deadline=None, max_examples=25)
@given(seed=seeds)
def test_a_share_is_that_of_the_least_variance(seed) -> None:
    rng = np.random.default_rng(seed)
    person = rng.normal(size=(60, 3))
    machine = rng.uniform(-1, 2) * person + rng.normal(size=(60, 3))
    lift, times = rng.uniform(1, 9, 60), rng.integers(1, 4, 60).astype(float)
    found = machine_shares(person, machine, lift, times)

    def noise(shares):
        return (times * lift * (lift - 1)) @ (person - shares * machine) ** 2

    for other in np.linspace(0, 1, 11):
        assert (noise(found) <= noise(np.full(3, other)) + 1e-9).all()


def test_where_nothing_can_be_tuned_the_machine_counts_in_full_or_is_silent() -> None:
    flags, two = np.array([[1.0], [0.0], [1.0]]), np.full(3, 2.0)
    assert machine_shares(flags, 0 * flags, np.ones(3), np.ones(3)) == pytest.approx([1.0])
    assert machine_shares(0 * flags, 0 * flags, two, np.ones(3)) == pytest.approx([1.0])
    assert machine_shares(flags, 0 * flags, two, np.ones(3)) == pytest.approx([0.0])
    nobody = shares_of_reach(flags, flags, np.zeros(3), np.ones(3), times=np.ones(3))
    assert nobody == pytest.approx([1.0])


# Cases


def test_rogan_and_gladen_give_the_acceptance_number() -> None:
    assert true_share(0.2, sensitivity=0.8, specificity=0.9) == pytest.approx(0.1428571, abs=1e-7)


def test_the_confusion_matrix_is_undone() -> None:
    confusion = np.array([[0.95, 0.03, 0.02], [0.15, 0.80, 0.05], [0.20, 0.04, 0.76]])
    observed = np.array([0.7, 0.2, 0.1]) @ confusion
    assert observed == pytest.approx([0.715, 0.185, 0.100])
    assert true_shares(observed, confusion) == pytest.approx([0.7, 0.2, 0.1])


def test_error_rates_that_tell_nothing_are_refused() -> None:
    with pytest.raises(UsageError, match="no better than chance"):
        true_share(0.2, sensitivity=0.5, specificity=0.5)
    with pytest.raises(UsageError, match="sum to 1"):
        true_shares(np.array([0.5, 0.5]), np.ones((2, 2)))
    with pytest.raises(UsageError, match="found alike"):
        true_shares(np.array([0.5, 0.5]), np.full((2, 2), 0.5))


def test_the_mean_of_a_sample_and_its_predictions_is_the_acceptance_number() -> None:
    """Five coded responses, and five whose predictions have the mean .4: .6 at lambda 1."""
    machine = np.array([[1.0, 0, 0, 0, 1, 0.4, 0.4, 0.4, 0.4, 0.4]]).T
    person = np.array([[1.0, 0, 1, 0, 1, 0, 0, 0, 0, 0]]).T
    lift = np.array([2.0] * 5 + [0.0] * 5)
    value, _ = difference_estimate(machine, person, lift, np.ones(10))
    assert value == pytest.approx([0.6])


@pytest.fixture(scope="module")
def surveyed() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """2,000 responses; billing costs 120 points; the machine misses a third of it."""
    rng = np.random.default_rng(3)
    n = 2000
    person = rng.random((n, 2)) < [0.25, 0.2]
    machine = np.where(person, rng.random((n, 2)) < 0.7, rng.random((n, 2)) < 0.08)
    latent = 40 - 120 * person[:, 0] - 30 * person[:, 1] + rng.normal(0, 60, n)
    points = np.select([latent > 30, latent > -30], [100.0, 0.0], -100.0)
    ids = [f"r{i:04}" for i in range(n)]
    responses = pd.DataFrame({"response_id": ids, "contribution": points})
    mentions, said = (_as_mentions(ids, matrix) for matrix in (machine, person))
    return responses, mentions, said


def test_correction_brings_points_back_to_those_of_the_persons_labels(surveyed) -> None:
    responses, mentions, said = surveyed
    gold = gold_of(responses["response_id"].iloc[::4], said)
    truth = rank_drivers(responses, said).set_index("theme")
    before = rank_drivers(responses, mentions).set_index("theme")
    after = rank_drivers(responses, mentions, gold=gold).set_index("theme")
    assert abs(before.loc["billing", "points"]) < 0.8 * abs(truth.loc["billing", "points"])
    billing = after.loc["billing"]
    assert billing["points_low"] < truth.loc["billing", "points"] < billing["points_high"]
    assert billing["points"] == pytest.approx(billing["reach"] * billing["effect"])
    assert after["reach"].to_numpy() == pytest.approx(truth["reach"].to_numpy(), abs=0.04)
    assert set(after["labels"]) == {"corrected"}
    assert set(before["labels"]) == {"uncorrected"}
    parts = billing["promoter_points"] + billing["detractor_points"]
    assert parts == pytest.approx(billing["points"])
    described = ["n", "severity", "classic_impact"]
    pd.testing.assert_frame_equal(after[described], before.loc[after.index, described])


def test_a_sample_that_is_too_small_leaves_everything_as_it_was(surveyed) -> None:
    responses, mentions, said = surveyed
    gold = gold_of(responses["response_id"].iloc[:49], said)
    ranked = ranking(responses, mentions, gold=gold_sample(gold, responses, THEMES))
    pd.testing.assert_frame_equal(ranked.table, rank_drivers(responses, mentions))
    assert ranked.correction is not None
    assert ranked.correction.n_coded == 49
    assert not ranked.correction.enough
    assert ranked.correction.n_corrected == 0


def test_a_theme_that_is_rare_in_the_sample_is_not_corrected(surveyed) -> None:
    responses, mentions, said = surveyed
    rare = pd.DataFrame(
        {"response_id": responses["response_id"].iloc[1:60:4], "theme": "rare", "sign": "positive"}
    )
    gold = gold_of(responses["response_id"].iloc[::4], said)
    table = rank_drivers(responses, pd.concat([mentions, rare]), gold=gold).set_index("theme")
    assert table["labels"].to_dict() == {
        "billing": "corrected",
        "speed": "corrected",
        "rare": "uncorrected",
    }
    assert table.loc["rare", "reach"] == pytest.approx(15 / 2000)


def test_the_sample_of_other_periods_is_left_aside(surveyed) -> None:
    responses, mentions, said = surveyed
    gold = gold_sample(gold_of(responses["response_id"].iloc[:1000], said), responses, THEMES)
    later = responses.iloc[1000:]
    here = mentions[mentions["response_id"].isin(later["response_id"])]
    ranked = ranking(later, here, gold=gold)
    assert ranked.correction is None
    pd.testing.assert_frame_equal(ranked.table, rank_drivers(later, here))


def test_unequal_chances_are_undone(surveyed) -> None:
    """Billing complaints are four times as likely to be coded; the lift of each undoes that."""
    responses, mentions, said = surveyed
    rng = np.random.default_rng(8)
    billing = mentions.loc[mentions["theme"] == "billing", "response_id"]
    chance = np.where(responses["response_id"].isin(billing), 0.8, 0.2)
    drawn = rng.random(len(chance)) < chance
    gold = gold_of(responses["response_id"][drawn], said, probability=chance[drawn])
    found = corrected_reach(responses, mentions, gold).set_index("theme").loc["billing"]
    reach = (said["theme"] == "billing").sum() / len(responses)
    assert found["reach_low"] < reach < found["reach_high"]
    assert abs(found["machine_reach"] - reach) > 0.01
    coded = (said["theme"] == "billing") & said["response_id"].isin(gold["response_id"])
    assert coded.sum() / len(gold) > reach + 0.05


def test_the_largest_driver_and_the_agreement_are_told(surveyed) -> None:
    responses, mentions, said = surveyed
    gold = gold_of(responses["response_id"].iloc[::4], said)
    ranked = ranking(responses, mentions, gold=gold_sample(gold, responses, THEMES))
    told = ranked.correction
    assert told is not None
    assert (told.n_coded, told.n_heard, told.simple) == (500, 2000, True)
    assert told.enough
    assert (told.n_corrected, told.n_shown) == (2, 2)
    assert told.moved is not None
    assert told.moved.theme == "billing"
    assert told.moved.after < told.moved.before < 0
    assert told.agreement is not None
    both = mentions.merge(said, on=["response_id", "theme", "sign"])
    f1 = 2 * len(both) / (len(mentions) + len(said))
    assert told.agreement.low < f1 < told.agreement.high


@pytest.mark.parametrize("value", [100.0, -100.0, 0.0])
def test_scores_that_are_all_alike_give_no_driver(surveyed, value) -> None:
    responses, mentions, said = surveyed
    gold = gold_of(responses["response_id"].iloc[::4], said)
    table = rank_drivers(responses.assign(contribution=value), mentions, gold=gold)
    assert not table["verdict"].isin(["clear", "leaning"]).any()


def test_themes_that_always_go_together_have_no_numbers_of_their_own(surveyed) -> None:
    responses, mentions, said = surveyed
    twin = mentions[mentions["theme"] == "billing"].assign(theme="staff")
    coded = pd.concat([said, said[said["theme"] == "billing"].assign(theme="staff")])
    gold = gold_of(responses["response_id"].iloc[::4], coded)
    table = rank_drivers(responses, pd.concat([mentions, twin]), gold=gold).set_index("theme")
    assert table.loc[["billing", "staff"], "points"].isna().all()
    assert table["points"].notna().sum() == 1


def by_chance(surveyed, rng, n_coded=300):
    """The survey with a machine that tags at random, and a sample of it."""
    responses, _, said = surveyed
    ids = responses["response_id"].to_numpy()
    mentions = said.assign(response_id=rng.permutation(ids)[: len(said)])
    gold = gold_of(rng.choice(ids, n_coded, replace=False), said)
    return responses, mentions, gold


def test_a_machine_that_tags_at_random_is_left_aside(surveyed) -> None:
    responses, mentions, gold = by_chance(surveyed, np.random.default_rng(4))
    people = commenters(responses, mentions)
    coded = coded_of(people, gold_sample(gold, responses, THEMES))
    tuned, plain = corrected_fit(people, coded), corrected_fit(people, coded, share=1.0)
    assert tuned is not None
    assert plain is not None
    assert tuned.labelled.share < 0.2
    assert (tuned.reach_shares < 0.2).all()
    errors = [Model.of_corrected(fit).points_errors for fit in (tuned, plain)]
    inside = responses["response_id"].isin(gold["response_id"])
    said = surveyed[2]
    heard_of = said[said["response_id"].isin(gold["response_id"])]
    alone = model_of(responses[inside], heard_of, segments=())
    assert (errors[0] < 1.1 * alone.points_errors).all()
    assert (errors[0] < errors[1]).all()


def test_what_only_the_person_finds_takes_no_points_of_others() -> None:
    """Half of those who complain of billing complain of what the machine knows nothing of."""
    rng = np.random.default_rng(11)
    n = 3000
    billing = rng.random(n) < 0.3
    unknown = rng.random(n) < np.where(billing, 0.5, 0.05)
    latent = 40 - 60 * billing - 90 * unknown + rng.normal(0, 60, n)
    points = np.select([latent > 30, latent > -30], [100.0, 0.0], -100.0)
    ids = [f"r{i:04}" for i in range(n)]
    responses = pd.DataFrame({"response_id": ids, "contribution": points})
    said = _as_mentions(ids, np.column_stack([billing, unknown]))
    mentions = said[said["theme"] == "billing"]
    gold = gold_of(rng.choice(ids, 900, replace=False), said)
    truth = rank_drivers(responses, said).set_index("theme").loc["billing"]
    machine = rank_drivers(responses, mentions).set_index("theme").loc["billing"]
    found = rank_drivers(responses, mentions, gold=gold, labels={"speed": "Speed"})
    billing = found.set_index("theme").loc["billing"]
    assert machine["points"] < truth["points"] - 5
    assert billing["points_low"] < truth["points"] < billing["points_high"]
    assert billing["points_low"] > machine["points"]
    assert "speed" not in set(found["theme"])


# Refused

LABEL = [{"theme": "billing", "sign": "negative"}]
FAULTS = {
    "a column is missing": ({"response_id": ["r0"]}, 'column "labels" is missing'),
    "no row": ({"response_id": [], "labels": []}, "has no row"),
    "an id is missing": ({"response_id": [None], "labels": [[]]}, "row 1: has no response_id"),
    "an id twice": (
        {"response_id": ["r1", "r2", "r1"], "labels": [[], [], []]},
        r'row 3: response_id "r1" stands there twice \(1 such',
    ),
    "no responses": (
        {"response_id": ["r1", "x", "y", "z", "v"], "labels": [[]] * 5},
        r'4 of 5 ids are no responses: x, y, z, \.\.\.; the responses are named like "r0"',
    ),
    "no reason": (
        {"response_id": ["r1", "r9"], "labels": [[], []]},
        r'1 coded responses have no usable reason \(none, or one such as "-" or .*\): r9; draw',
    ),
    "unknown theme": (
        {"response_id": ["r1"], "labels": [[{"theme": "biling", "sign": "negative"}]]},
        'row 1: the codeframe has no active theme "biling"; did you mean "billing"',
    ),
    "unknown sign": (
        {"response_id": ["r1"], "labels": [[{"theme": "billing", "sign": "negativ"}]]},
        'row 1: sign "negativ" is not known; did you mean "negative"',
    ),
    "no sign": (
        {"response_id": ["r1"], "labels": [[{"theme": "billing"}]]},
        'row 1: theme "billing" has no sign',
    ),
    "a label twice": (
        {"response_id": ["r1"], "labels": [LABEL * 2]},
        'theme "billing" stands there twice with the sign negative',
    ),
    "no JSON": (
        {"response_id": ["r1", "r2"], "labels": ["[]", "[{"]},
        "row 2: labels are not valid JSON",
    ),
    "labels missing": ({"response_id": ["r1"], "labels": [None]}, "row 1: labels must be a list"),
    "chance of 0": (
        {"response_id": ["r1"], "labels": [LABEL], "probability": [0.0]},
        'row 1: probability must be above 0 and at most 1; found "0.0"',
    ),
    "chance above 1": (
        {"response_id": ["r1"], "labels": [LABEL], "probability": ["40"]},
        'found "40"',
    ),
    "chance of some": (
        {"response_id": ["r1", "r2"], "labels": [[], []], "probability": [0.5, None]},
        "row 2: has no probability",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_a_sample_is_named(fault) -> None:
    columns, message = FAULTS[fault]
    ids = [f"r{i}" for i in range(10)]
    reasons = pd.array(["said"] * 9 + [None], dtype="string")
    responses = pd.DataFrame({"response_id": ids, "contribution": 100.0, "reason": reasons})
    mentions = pd.DataFrame({"response_id": ["r1"], "theme": ["billing"], "sign": ["negative"]})
    with pytest.raises(InputError, match=message):
        rank_drivers(responses, mentions, gold=pd.DataFrame(columns))


def test_a_sample_that_is_no_table_is_refused(responses_of, mentions_of) -> None:
    with pytest.raises(UsageError, match="expected a table of coded responses; found list"):
        rank_drivers(responses_of([100]), mentions_of(), gold=[])  # type: ignore[arg-type]


def test_chances_that_cannot_be_true_are_refused(surveyed) -> None:
    responses, mentions, said = surveyed
    gold = gold_of(responses["response_id"].iloc[::4], said, probability=0.01)
    with pytest.raises(InputError, match=r"stand for 50,000, but 2,000 have a reason"):
        rank_drivers(responses, mentions, gold=gold)


def test_labels_may_be_json_and_praise_and_complain_at_once(surveyed) -> None:
    responses, _, said = surveyed
    gold = gold_of(responses["response_id"].iloc[::4], said)
    as_text = gold.assign(labels=[json.dumps(labels) for labels in gold["labels"]])
    assert gold_sample(as_text, responses, THEMES).said == gold_sample(gold, responses, THEMES).said
    both = [{"theme": "billing", "sign": sign} for sign in ("negative", "positive", "neutral")]
    one = pd.DataFrame({"response_id": ["r0000"], "labels": [both]})
    (found,) = gold_sample(one, responses, THEMES).said
    assert found == {("billing", "negative"), ("billing", "positive")}
