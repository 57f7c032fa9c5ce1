"""The coverage of corrected figures is measured on what people coded, and on nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from audit_coverage import Figures, Interval, Survey, Tally, figures_of, often_coded

from nps_reasons.drivers.coded.sample import gold_sample
from nps_reasons.drivers.commenters import commenters

BILLING = ("billing", "negative")


@pytest.fixture
def survey():
    """300 responses of 150 people; a third complain of bills, and half of those score low."""
    ids = [f"r{i:03}" for i in range(300)]
    says = [i % 3 == 0 for i in range(300)]
    labels = [[{"theme": BILLING[0], "sign": BILLING[1]}] if one else [] for one in says]
    points = [-100.0 if one and i % 2 else 100.0 * (i % 5 > 0) for i, one in enumerate(says)]
    responses = pd.DataFrame(
        {
            "response_id": ids,
            "respondent_id": [f"p{i // 2:03}" for i in range(300)],
            "contribution": points,
            "reason": "said",
        }
    )
    return Survey(responses, pd.DataFrame({"response_id": ids, "labels": labels}))


def test_with_every_response_coded_the_corrected_figures_are_those_of_the_people(survey):
    rng = np.random.default_rng(0)
    machine = survey.mentions.sample(frac=0.6, random_state=1)
    strays = survey.responses[["response_id"]].sample(40, random_state=2)
    machine = pd.concat([machine, strays.assign(theme="billing", sign="negative")])
    people = commenters(survey.responses, machine.drop_duplicates())
    sample = gold_sample(survey.drawn(300, rng), survey.responses, survey.themes)
    found, truth = (
        figures_of(people, sample),
        figures_of(commenters(survey.responses, survey.mentions)),
    )
    assert found.corrected == {BILLING}
    assert found.points[BILLING].value == pytest.approx(truth.points[BILLING].value)
    assert found.reach[BILLING].value == pytest.approx(truth.reach[BILLING].value)
    assert figures_of(people).points[BILLING].value != pytest.approx(truth.points[BILLING].value)


def test_only_what_is_coded_often_is_measured(survey):
    truth = figures_of(commenters(survey.responses, survey.mentions))
    assert often_coded(survey.labels, truth) == [BILLING]
    assert often_coded(survey.labels.head(40), truth) == []


def test_new_people_come_with_all_they_said(survey):
    drawn, was = survey.of_new_people(np.random.default_rng(3))
    assert drawn.responses["response_id"].is_unique
    assert drawn.responses.groupby("respondent_id").size().eq(2).all()
    labels = survey.labels.set_index("response_id")["labels"]
    for now, some in drawn.labels.itertuples(index=False):
        assert some == labels[was[now]]


def test_an_interval_covers_where_it_holds_the_value_of_all_labels():
    def figures(low, high):
        found = {BILLING: Interval(5.0, low, high)}
        return Figures(reach=found, points=found)

    tally = Tally()
    for low, high in ((4.0, 6.0), (1.0, 9.0), (6.0, 7.0), (5.0, 5.0)):
        tally.add(
            "ours", figures(low, high), figures(0.0, 0.0), [BILLING, ("not-found", "negative")]
        )
    assert tally.told("ours").split()[1] == "0.750"
    assert tally.asked["ours"] == 8
