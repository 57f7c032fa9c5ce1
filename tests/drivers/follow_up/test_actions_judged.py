"""The action ledger: planted effects are found, nothing is not, and what is amiss is said."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers.follow_up import judge_actions, measured
from nps_reasons.drivers.follow_up.comparison import Change, Sample, difference_in_differences
from nps_reasons.drivers.follow_up.judged import History, Judged, judged, verdict_on_action
from nps_reasons.drivers.follow_up.points_moved import CellPoints, points_change
from nps_reasons.errors import UsageError
from nps_reasons.schema import ACTIONS
from nps_reasons.settings import ActionSettings

LAW = settings(max_examples=10, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
EFFECT = ["effect", "low", "high", "p_value"]


def action(**changes: object) -> ActionSettings:
    given = {
        "name": "Training",
        "date": "2031-07-01",
        "theme": "support",
        "exposed": {"plan": "Enterprise"},
    }
    return ActionSettings(**{**given, **changes})


def by_measure(table: pd.DataFrame) -> dict[str, dict]:
    return {row["measure"]: row for row in table.to_dict("records")}


def random_sample(seed: int, *, n: int = 300, periods: int = 2, repeats: bool = True) -> Sample:
    rng = np.random.default_rng(seed)
    period = np.resize(np.arange(periods), n)
    people = rng.integers(0, n, n) if repeats else np.arange(n)
    return Sample(
        outcome=(rng.random(n) < 0.3).astype(float),
        exposed=rng.random(n) < 0.4,
        after=period == periods - 1,
        periods=period,
        weights=rng.choice([0.5, 1.0, 2.0], n),
        clusters=pd.factorize(people)[0],
        segments=pd.DataFrame({"region": rng.choice(["n", "s", "e"], n)}),
    )


# Laws


@LAW
@given(SEEDS)
def test_without_segments_it_is_the_difference_of_the_four_means(seed: int) -> None:
    sample = random_sample(seed)
    plain = Sample(**{**as_fields(sample), "segments": sample.segments[[]]})
    before, after, others_before, others_after = plain.levels
    change = difference_in_differences(plain, least=1.0)
    expected = (after - before) - (others_after - others_before)
    assert change.effect == pytest.approx(expected, abs=1e-12)


def as_fields(sample: Sample) -> dict[str, object]:
    return {name: getattr(sample, name) for name in Sample.__slots__}


@LAW
@given(SEEDS)
def test_the_effect_is_that_of_least_squares_with_clustered_errors(seed: int) -> None:
    sample = random_sample(seed, n=900, periods=3)
    x = np.column_stack(
        [
            np.ones(900),
            sample.exposed & sample.after,
            np.eye(3)[sample.periods][:, 1:],
            sample.exposed,
            pd.get_dummies(sample.segments["region"], dtype=float).iloc[:, 1:],
        ]
    )
    fit = sm.WLS(sample.outcome, x, weights=sample.weights).fit(
        cov_type="cluster", cov_kwds={"groups": sample.clusters}
    )
    change = difference_in_differences(sample, least=1.0)
    assert change.effect == pytest.approx(fit.params[1], abs=1e-10)
    # Leave-one-out residuals make the errors a little wider.
    half = (change.high - change.low) / 2
    assert 1.0 <= half / (1.96 * fit.bse[1]) < 1.08


@LAW
@given(SEEDS)
def test_the_order_of_rows_does_not_change_a_byte(quarters, seed: int) -> None:
    responses, mentions = quarters(seed % 1000, n=150)
    table = judge_actions(responses, mentions, [action()], segments=["plan", "region"])
    shuffled = judge_actions(
        responses.sample(frac=1, random_state=1),
        mentions.sample(frac=1, random_state=2),
        [action()],
        segments=["plan", "region"],
    )
    assert table.to_csv() == shuffled.to_csv()


@LAW
@given(SEEDS)
def test_renaming_the_levels_and_weights_of_one_change_nothing(quarters, seed: int) -> None:
    responses, mentions = quarters(seed % 1000, n=150)
    other = responses.replace({"plan": {"Enterprise": "A", "Free": "Z"}}).assign(weight=1.0)
    table = judge_actions(responses, mentions, [action()], segments=["plan", "region"])
    renamed = judge_actions(
        other, mentions, [action(exposed={"plan": ["A"]})], segments=["plan", "region"]
    )
    pd.testing.assert_frame_equal(
        table.drop(columns="exposed"), renamed.drop(columns="exposed"), rtol=1e-7, atol=1e-9
    )


@LAW
@given(SEEDS)
def test_numbers_lie_in_their_order_and_a_missing_one_has_a_note(random_survey, seed: int) -> None:
    responses, mentions = random_survey(seed, n=200, periods=("2031Q1", "2031Q2", "2031Q3"))
    ledger = [action(theme="billing", date="2031-06-01", exposed={"plan": ["basic", "plus"]})]
    table = judge_actions(responses, mentions, ledger, segments=["plan", "region"])
    assert table.columns.tolist() == ACTIONS.column_names
    missing = table["effect"].isna()
    assert table.loc[missing, "note"].notna().all()
    assert table.loc[missing, EFFECT].isna().all(axis=None)
    told = table[~missing]
    assert (told["low"] < told["effect"]).all()
    assert (told["effect"] < told["high"]).all()


# Cases


def test_of_scores_it_is_the_four_score_difference() -> None:
    """METHODS case D: T0 (30,30,40), T1 (20,30,50), C0 = C1 (25,35,40): .20, SE .1598436."""
    arms = ((30, 30, 40), (20, 30, 50), (25, 35, 40), (25, 35, 40))
    points = np.concatenate([np.repeat([-100.0, 0.0, 100.0], counts) for counts in arms])
    arm = np.repeat(np.arange(4), 100)
    sample = Sample(
        outcome=points,
        exposed=arm < 2,
        after=arm % 2 == 1,
        periods=arm % 2,
        weights=np.ones(400),
        clusters=np.arange(400),
        segments=pd.DataFrame(index=range(400)),
    )
    change = difference_in_differences(sample, least=1.0)
    assert change.effect == pytest.approx(20.0, abs=1e-10)
    # Leave-one-out residuals: n / (n - 1) in each cell, 400 / 399 over all.
    wider = 100 / 99 * np.sqrt(400 / 399)
    assert (change.high - change.effect) / 1.9659730 == pytest.approx(15.98436 * wider, abs=1e-4)


def test_support_complaints_that_halve_where_people_were_trained_worked(quarters) -> None:
    table = judge_actions(*quarters(1, n=1500, last=0.15), [action()], segments=["plan", "region"])
    assert set(table["action_verdict"]) == {"worked"}
    rows = by_measure(table)
    reach = rows["reach"]
    assert reach["verdict"] == "worked"
    assert reach["low"] <= -0.15 <= reach["high"]
    assert (reach["reference"], reach["period"]) == ("2031Q1 to 2031Q2", "2031Q3")
    assert reach["exposed"] == "plan: Enterprise"
    assert reach["design"] == "difference in differences"
    assert rows["points"]["effect"] > 0


def test_what_did_not_move_is_no(quarters) -> None:
    table = judge_actions(*quarters(2, n=3000), [action()], segments=["plan"])
    assert by_measure(table)["reach"]["verdict"] == "no"
    assert set(table["action_verdict"]) == {"no"}


def test_what_got_worse_is_no(quarters) -> None:
    rows = by_measure(judge_actions(*quarters(3, n=1500, last=0.5), [action()]))
    assert rows["reach"]["low"] > 0
    assert rows["reach"]["verdict"] == "no"


def test_praise_is_meant_to_be_said_more(quarters) -> None:
    responses, mentions = quarters(4, n=1500, last=0.6)
    praise = mentions.assign(sign="positive")
    rows = by_measure(judge_actions(responses, praise, [action(sign="positive")]))
    assert rows["reach"]["verdict"] == "worked"


@pytest.mark.slow
def test_where_nothing_happened_hardly_any_action_worked(quarters) -> None:
    verdicts = [
        judge_actions(*quarters(seed), [action()], segments=["plan"])["action_verdict"].iloc[0]
        for seed in range(200)
    ]
    assert verdicts.count("worked") <= 0.06 * len(verdicts)


def test_where_everybody_was_exposed_the_level_is_told_and_no_verdict(quarters) -> None:
    rows = by_measure(judge_actions(*quarters(5, n=1500, last=0.0), [action(exposed={})]))
    reach = rows["reach"]
    assert reach["exposed"] == "everybody"
    assert reach["design"] == "before and after"
    assert reach["high"] < 0
    assert reach["effect"] == pytest.approx(reach["after"] - reach["before"])
    assert reach["verdict"] == "cannot tell"
    assert "nobody" in reach["note"]
    assert pd.isna(reach["before_others"])


def test_where_the_exposed_had_moved_before_nothing_is_told(quarters) -> None:
    responses, mentions = quarters(6, n=1500, last=0.1)
    # The fall comes a quarter before the training.
    names = {"2031Q1": "2031Q1", "2031Q2": "2031Q3", "2031Q3": "2031Q2"}
    moved = responses.assign(period=responses["period"].map(names))
    rows = by_measure(judge_actions(moved, mentions, [action(date="2031-07-01")]))
    assert rows["reach"]["verdict"] == rows["points"]["verdict"] == "cannot tell"
    assert "moved apart before" in rows["reach"]["note"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Change(-0.2, -0.3, -0.1, 0.001), True),
        (Change(0.001, -0.2, 0.2, 0.9), False),
        (Change(0.2, 0.1, 0.3, 0.001), False),
    ],
    ids=["would have worked", "nothing moved", "got worse"],
)
def test_that_a_change_does_not_last_is_told_only_where_it_would_have_worked(change, told) -> None:
    case = SimpleNamespace(compared=True, exposed=np.array([True, False]))
    found = measured.with_verdict(
        case,
        measured.Found((20, 20, 20, 20), change=change),
        good=-1,
        half=0.15,
        history=History(0.5, lasts=False),
    )
    assert found.judged.verdict == ("no" if change.low > 0 else "cannot tell")
    assert (found.note is not None) == told


def test_a_period_that_the_date_cuts_is_left_out(quarters) -> None:
    survey = quarters(7)
    cut = by_measure(judge_actions(*survey, [action(date="2031-05-02")]))["reach"]
    assert (cut["reference"], cut["period"]) == ("2031Q1", "2031Q3")
    assert "cannot be tested" in cut["note"]
    first = by_measure(judge_actions(*survey, [action(date="2031-04-01")]))["reach"]
    assert (first["reference"], first["period"]) == ("2031Q1", "2031Q2 to 2031Q3")


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"date": "2032-01-01"}, "lies after 2032-01-01"),
        ({"date": "2031-01-01"}, "lies before 2031-01-01"),
        ({"theme": "billing"}, "Too few of the exposed say it: 0"),
    ],
)
def test_what_cannot_be_measured_is_a_row_that_says_why(quarters, changes, note) -> None:
    labels = {"support": "Support", "billing": "Billing"}
    table = judge_actions(*quarters(8), [action(**changes)], labels=labels)
    assert len(table) == 3
    assert table["note"].str.contains(note).all()
    assert set(table["verdict"]) == {"cannot tell"}
    assert table[EFFECT].isna().all(axis=None)


def test_an_undated_survey_and_a_tiny_arm_say_so(quarters) -> None:
    responses, mentions = quarters(9, n=60)
    undated = judge_actions(responses.assign(period="all"), mentions, [action()])
    assert undated["note"].str.contains("no dated periods").all()
    # Few of the exposed wrote in the last quarter.
    gone = (responses["plan"] == "Enterprise") & (responses["period"] == "2031Q3")
    tiny = judge_actions(responses[~gone], mentions, [action()])
    assert tiny["note"].str.contains("0 after; 10 are needed").all()


def test_nobody_who_says_it_after_still_has_an_interval(quarters) -> None:
    responses, mentions = quarters(10)
    after = responses.loc[responses["period"] == "2031Q3", "response_id"]
    silent = mentions[~mentions["response_id"].isin(after) | (mentions["theme"] != "support")]
    rows = by_measure(judge_actions(responses, silent, [action()]))
    assert rows["reach"]["after"] == rows["reach"]["after_others"] == 0
    assert rows["reach"]["low"] < rows["reach"]["effect"] < rows["reach"]["high"]
    assert "cannot tell the theme's points" in rows["points"]["note"]


def test_periods_with_names_of_their_own_are_dated_by_their_responses(quarters) -> None:
    responses, mentions = quarters(11)
    starts = {"2031Q1": "2031-02-01", "2031Q2": "2031-05-01", "2031Q3": "2031-08-01"}
    names = {"2031Q1": "wave a", "2031Q2": "wave b", "2031Q3": "wave c"}
    named = responses.assign(
        responded_at=pd.to_datetime(responses["period"].map(starts), utc=True),
        period=responses["period"].map(names),
    )
    row = judge_actions(named, mentions, [action()]).iloc[0]
    assert (row["reference"], row["period"]) == ("wave a to wave b", "wave c")
    with pytest.raises(UsageError, match='"wave a" was is not known'):
        judge_actions(named.drop(columns="responded_at"), mentions, [action()])


@pytest.mark.parametrize(
    ("ledger", "message"),
    [
        ([action(theme="suport")], 'theme "suport" is not there; did you mean "support"'),
        ([action(exposed={"plam": "Pro"})], 'segment "plam" is not there; did you mean "plan"'),
        ([action(exposed={"plan": "Entreprise"})], 'no level "Entreprise"; did you mean "Ent'),
        ([action(exposed={"score": "10"})], 'segment "score" is not there; known: plan, region$'),
        ([action(exposed={"period": "2031Q3"})], 'segment "period" is not there; known: plan, reg'),
        ([action(), action()], 'two are called "Training"'),
    ],
)
def test_an_action_that_names_what_is_not_there_is_refused(quarters, ledger, message) -> None:
    with pytest.raises(UsageError, match=message):
        judge_actions(*quarters(12), ledger)


def test_no_action_gives_an_empty_table(quarters) -> None:
    assert judge_actions(*quarters(13), []).empty


def test_several_actions_stand_in_the_order_of_their_dates(quarters) -> None:
    ledger = [action(), action(name="Prices", theme="price", date="2031-04-01")]
    table = judge_actions(*quarters(14), ledger)
    assert table["action"].drop_duplicates().tolist() == ["Prices", "Training"]


@pytest.mark.parametrize(
    ("low", "high", "half", "verdict"),
    [
        (-0.2, -0.1, 0.1, "worked"),
        (-0.2, 0.01, 0.1, "cannot tell"),
        (-0.05, 0.05, 0.1, "no"),
        (0.1, 0.2, 0.1, "no"),
        (-0.05, 0.05, None, "cannot tell"),
    ],
)
def test_an_interval_has_its_verdict(low, high, half, verdict) -> None:
    change = Change((low + high) / 2, low, high, 0.5)
    asked = {"half": half, "compared": True}
    assert judged(change, good=-1, **asked).verdict == verdict
    flipped = Change(-(low + high) / 2, -high, -low, 0.5)
    assert judged(flipped, good=1, **asked).verdict == verdict


def test_what_moved_before_the_action_is_not_its_work() -> None:
    fell, rose = Change(-0.2, -0.3, -0.1, 0.001), Change(0.2, 0.1, 0.3, 0.001)
    asked = {"good": -1, "half": 0.15, "compared": True}
    assert judged(fell, history=History(0.03), **asked).verdict == "cannot tell"
    assert judged(fell, history=History(0.5, lasts=False), **asked).verdict == "cannot tell"
    assert judged(fell, history=History(0.5), **asked).verdict == "worked"
    assert judged(rose, history=History(0.5, lasts=False), **asked).verdict == "no"


def test_points_that_differ_by_rounding_alone_have_not_changed() -> None:
    rng = np.random.default_rng(5)
    cells = [
        CellPoints(side * 1e-14, 1e-14 * rng.normal(size=40), np.arange(40) + 40 * place, 30)
        for place, side in enumerate((1.0, -1.0, 1.0, 1.0))
    ]
    assert points_change(cells) is None
    apart = [replace(cell, influence=1e14 * cell.influence) for cell in cells]
    assert points_change(apart) is not None


def test_of_promoters_alone_the_points_cannot_tell(quarters) -> None:
    responses, mentions = quarters(1, last=0.1)
    table = by_measure(judge_actions(responses.assign(score=10), mentions, [action()]))
    assert table["points"]["verdict"] == "cannot tell"
    assert np.isnan(table["points"]["effect"])


def test_one_measure_against_the_other_cannot_tell() -> None:
    worked, against, no = Judged("worked"), Judged("no", against=True), Judged("no")
    open_ = Judged("cannot tell")
    assert verdict_on_action(worked, open_) == verdict_on_action(open_, worked) == "worked"
    assert verdict_on_action(worked, no) == "worked"
    assert verdict_on_action(worked, against) == "cannot tell"
    assert verdict_on_action(no, open_) == "no"
    assert verdict_on_action(open_, open_) == "cannot tell"


def tagged_by_period(survey, **taggers: str) -> pd.DataFrame:
    """Mentions tagged by `fast`, but for the periods named."""
    responses, mentions = survey
    period = mentions["response_id"].map(responses.set_index("response_id")["period"])
    names = [taggers.get(name, "fast") for name in period]
    return mentions.assign(tagged_by=names)


def test_windows_that_two_models_have_tagged_are_refused(quarters) -> None:
    survey = quarters(3)
    alike = judge_actions(survey[0], tagged_by_period(survey), [action()])
    pd.testing.assert_frame_equal(alike, judge_actions(*survey, [action()]))
    for period in ("2031Q1", "2031Q3"):
        mixed = tagged_by_period(survey, **{period: "accurate"})
        with pytest.raises(UsageError, match="not all were tagged by the same"):
            judge_actions(survey[0], mixed, [action()])


def test_a_period_in_no_window_may_be_tagged_by_another_model(quarters) -> None:
    survey = quarters(3)
    midway = action(date="2031-05-02")
    mixed = tagged_by_period(survey, **{"2031Q2": "accurate"})
    expected = judge_actions(*survey, [midway])
    pd.testing.assert_frame_equal(judge_actions(survey[0], mixed, [midway]), expected)


def test_an_action_after_all_periods_compares_nothing(quarters) -> None:
    survey = quarters(3)
    mixed = tagged_by_period(survey, **{"2031Q2": "accurate"})
    assert judge_actions(survey[0], mixed, [action(date="2032-01-01")])["effect"].isna().all()
