"""Real surveys: read with their traps, and their driver tables reproduce and add up."""

import numpy as np
import pandas as pd
import pytest
import real_drivers
from real_drivers import agreements, commenter_weights, compared, ranked, reproduces, summed
from real_surveys import SFO, SFO_COMMENTS, SFO_TOPICS, Coded, by_topic, nhs, sfo, sfo_ratings
from sets import DATA, NHS

RATINGS = sorted({column for columns, _ in SFO_TOPICS.values() for column in columns})
SFO_HEAD = ",".join(["RESPNUM", "NETPRO  ", "WEIGHT", "STRATA", "PEAK", *RATINGS])


@pytest.fixture
def invented(tmp_path):
    """A few invented rows of each survey, with the traps of the real ones."""
    scores = ["10", "11", "", "3", "8"]
    rows = [
        f"{i},{score},0.5,1,2," + ",".join(["6"] * (len(RATINGS) - 1) + ["2"])
        for i, score in enumerate(scores)
    ]
    comments = [
        "RESPNUM_FK,comment_field,comment_group,comment_code,Comment,Sentiment",
        "0,Q8COM1,Q8,1,Fine,Positive",
        "0,Q10COM1,Q10,1,Guards,Positive",
        "1,Q8COM1,Q8,22,Restrooms,Negative",
        "3,Q8COM1,Q8,22,Restrooms,Negative",
        "3,Q8COM2,Q8,22,Restrooms,Negative",
        "4,Q12COM1,Q12,5,,",
    ]
    patients = [
        "Comment ID,Trust,Respondent ID,FFT categorical answer, FFT answer ,Comment sentiment,"
        "Pain management,Labelling not possible",
        "a1,T,a,1,Kind,1,1,",
        "a2,T,a,1,Slow,4,1,",
        "b1,T,b,6,Who knows,3,1,",
        "c1,T,c,5,nothing,,,1",
    ]
    for name, lines in (
        (SFO, [SFO_HEAD, *rows]),
        (SFO_COMMENTS, comments),
        (NHS, patients),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_travellers_without_a_score_are_left_out_and_uncoded_comments_are_no_comment(invented):
    coded = sfo(invented)
    assert coded.responses["response_id"].tolist() == ["0", "3", "4"]
    assert coded.responses["contribution"].tolist() == [100, -100, 0]
    assert coded.responses["reason"].notna().tolist() == [True, True, False]
    assert coded.responses["weight"].tolist() == [0.5] * 3


def test_the_same_code_means_another_thing_in_another_question(invented):
    said = sfo(invented).mentions.to_dict("split", index=False)["data"]
    assert sorted(said) == [
        ["0", "q10-1", "positive"],
        ["0", "q8-1", "positive"],
        ["3", "q8-22", "negative"],
    ]
    topics = by_topic(sfo(invented)).mentions.to_dict("split", index=False)["data"]
    assert sorted(topics) == [["0", "feeling safe", "positive"], ["3", "restrooms", "negative"]]


def test_a_rating_of_six_or_nought_is_none_and_the_lower_of_two_counts(invented):
    coded = sfo_ratings(invented)
    rated = [topic for topic, (columns, _) in SFO_TOPICS.items() if RATINGS[-1] in columns]
    assert set(coded.mentions["theme"]) == set(rated)
    assert set(coded.mentions["sign"]) == {"negative"}
    assert "reason" not in coded.responses


def test_a_patient_answers_several_questions_but_scores_once_and_one_is_best(invented):
    coded = nhs(invented)
    assert coded.responses["response_id"].tolist() == ["a", "c"]
    assert coded.responses["contribution"].tolist() == [100, -100]
    assert coded.responses["reason"].notna().tolist() == [True, False]
    assert sorted(coded.mentions["sign"]) == ["negative", "positive"]


def test_every_code_belongs_to_one_topic():
    codes = [
        (q, n) for _, said in SFO_TOPICS.values() for q, numbers in said.items() for n in numbers
    ]
    assert len(codes) == len(set(codes))


@pytest.fixture(scope="module")
def planted():
    rng = np.random.default_rng(0)
    n = 400
    said = rng.random((n, 3)) < 0.2
    score = rng.normal(20, 90, n) - said @ [60.0, 30.0, 0.0]
    points = np.select([score > 50, score > -30], [100.0, 0.0], -100.0)
    ids = np.array([f"{i:03}" for i in range(n)])
    heard = said.any(axis=1) | (rng.random(n) < 0.5)
    responses = pd.DataFrame(
        {
            "response_id": ids,
            "contribution": points,
            "plan": rng.choice(["a", "b", "c"], n),
            "weight": rng.uniform(0.5, 2.0, n),
            "reason": pd.Series("said", index=range(n), dtype="string").where(heard),
        }
    )
    rows, themes = np.nonzero(said)
    mentions = pd.DataFrame(
        {"response_id": ids[rows], "theme": np.array(["x", "y", "z"])[themes], "sign": "negative"}
    )
    return Coded("planted", responses, mentions, ("plan",))


def test_weights_built_up_anew_give_commenters_the_score_of_all(planted):
    weights = commenter_weights(planted)
    points, survey = planted.responses["contribution"], planted.responses["weight"]
    assert np.average(points, weights=weights) == pytest.approx(np.average(points, weights=survey))
    assert (weights[planted.responses["reason"].isna()] == 0).all()


def test_points_and_the_rest_of_a_second_fit_add_up_to_the_score(planted):
    found = summed(planted, ranked(planted))
    assert found.gap == pytest.approx(0, abs=1e-9)
    assert found.effects_apart == pytest.approx(0, abs=1e-8)
    assert reproduces(planted)


def test_agreement_of_a_ranking_with_itself_is_whole(planted):
    table = ranked(planted).assign(theme=["food", "art", "shops"])
    lines = agreements(compared(table, table))
    assert "Kendall +1.00" in lines[0]
    assert "3 topics" in lines[0]


def test_tables_of_real_surveys_reproduce_themselves_and_add_up(capsys):
    if not (DATA / SFO).exists() or not (DATA / NHS).exists():
        pytest.skip("no real surveys: set NPS_REASONS_DATA to their folder")
    real_drivers.main(folder=DATA)
    printed = capsys.readouterr().out
    assert printed.count("  ok ") == 12
    assert "MISSED" not in printed
    assert "Kendall" in printed
