"""The benchmark of the audits: its parts run, and the rival it names is DerSimonian and Laird's."""

import audits
import numpy as np
import pytest


def test_one_spread_is_that_of_dersimonian_and_laird():
    """Worked by hand: estimates 0, 4 with errors 1: Q = 8, spread^2 = (8 - 1) / (2 - 1) = 7."""
    estimates, errors = audits.one_spread(np.array([[0.0, 4.0]]), np.ones((1, 2)))
    assert estimates == pytest.approx(np.array([[0.25, 3.75]]))
    assert errors == pytest.approx(np.sqrt(7 / 8 + 4 / 64))


def test_a_survey_is_asked_for_false_alarms_and_finds():
    rng = np.random.default_rng(1)
    alarms = audits.alarms_of(audits.people_of_survey("clean", 1500, rng))
    assert len(alarms) == 4
    assert alarms[2]


def test_points_are_shrunk_in_five_ways_of_which_one_is_not_at_all():
    people = audits.people_of_survey("clean", 600, np.random.default_rng(1))
    model, themes = audits.model_of(people)
    ways = audits.shrunk_points(model)
    assert len(ways) == 5
    assert ways["as they are"][0].tolist() == model["points"][0].tolist()
    assert all(len(points) == len(themes) for points, _ in ways.values())
