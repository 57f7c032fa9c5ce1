"""The scoreboard: marks, targets, losses, and its road from end to end on a few surveys."""

import json

import drivers
import numpy as np
import pytest
from contests import Contest
from drivers import TARGETS, Plan, Target, losses, table_of
from hypothesis import given
from hypothesis import strategies as st
from marks import Mark, mark_of, marks_of, means, ndcg
from rivals import RIVALS, Found

TINY = Plan(clean=2, coded=2, others=2, shuffled=2, identical=2, changes=2, rare=1)
NULLS = np.array([False, False, True])
TRUTH = np.array([5.0, 2.0, 0.0])


def test_a_perfect_method_has_perfect_marks():
    found = Found(
        TRUTH,
        in_points=True,
        low=TRUTH - 1,
        high=TRUTH + 1,
        called=~NULLS,
        clear=~NULLS,
    )
    assert marks_of(found, TRUTH, NULLS) == {
        "tau": pytest.approx(1),
        "NDCG@3": pytest.approx(1),
        "RMSE": 0,
        "coverage": 1,
        "false": 0,
        "clear null": 0,
        "clear real": 1,
    }


def test_a_theme_without_numbers_costs_nothing_and_its_interval_is_not_counted():
    cost = np.array([5.0, np.nan, 0.0])
    found = Found(cost, in_points=True, low=cost - 1, high=cost + 1)
    marks = marks_of(found, TRUTH, NULLS)
    assert marks["coverage"] == 1
    assert marks["RMSE"] == pytest.approx(2 / np.sqrt(3))


def test_a_theme_taken_as_control_is_no_real_one_and_no_method_is_marked_by_calling_it():
    found = Found(
        TRUTH, in_points=True, low=TRUTH + 1, high=TRUTH + 2, called=np.ones(3, dtype=bool)
    )
    truth, nulls = np.array([5.0, 0.0, 0.0]), np.array([False, True, True])
    marks = marks_of(found, truth, nulls, control=np.array([False, False, True]))
    assert (marks["coverage"], marks["false"]) == (0, 1)
    found = Found(TRUTH, called=np.array([True, False, True]))
    assert marks_of(found, truth, nulls, control=np.array([False, False, True]))["false"] == 0


def test_a_method_that_says_the_same_of_all_has_no_rank_order():
    assert marks_of(Found(np.ones(3)), TRUTH, NULLS)["tau"] == 0


@given(st.lists(st.floats(0, 100), min_size=3, max_size=8), st.randoms(use_true_random=False))
def test_ndcg_is_at_most_one_and_one_for_the_true_order(costs, random):
    truth = np.array([*costs, 1.0])
    shuffled = truth.copy()
    random.shuffle(shuffled)
    assert 0 <= ndcg(truth, shuffled, 3) <= 1 + 1e-12
    assert ndcg(truth, truth, 3) == pytest.approx(1)


def test_a_mark_is_a_mean_with_its_monte_carlo_error_over_surveys_that_have_it():
    mark = mark_of(np.array([1.0, np.nan, 3.0]))
    assert (mark.mean, mark.error, mark.surveys) == (2, pytest.approx(1), 2)
    assert set(means([{"tau": 1.0}, {"RMSE": float("nan")}])) == {"tau"}


def board(**marks):
    ours = {n: Mark(v, 0.001, 100) for n, v in marks.items()}
    return {"halo, n = 1,000": {"ours": ours, "LMG": {"tau": Mark(0.9, 0.001, 100)}}}


def test_a_target_that_is_missed_or_not_measured_says_so():
    path = ("halo, n = 1,000", "ours", "tau")
    found = board(tau=0.85)
    assert Target("x", path, least=0.87).line(found).split()[0] == "MISSED"
    assert Target("x", path, least=0.80).line(found).split()[0] == "ok"
    assert "too few surveys" in Target("x", path, least=0.849).line(found)
    assert "NOT MEASURED" in Target("x", path, least=0.80).line({})


def test_it_is_said_where_a_rival_is_better_and_where_a_promise_is_broken():
    marks = {"tau": 0.85, "NDCG@3": 1.0, "RMSE": 1.0, "coverage": 0.80, "false": 0.05}
    lines = losses(board(**marks))
    assert len(lines) == 2
    assert "ours has coverage 0.800" in lines[0]
    assert "LMG has the better tau" in lines[1]
    assert not losses(board(**{**marks, "tau": 0.95, "coverage": 0.95}))
    drill = {"mix: coverage": Mark(0.7, 0.01, 90), "mix: truth": Mark(0.1, 0.0, 90)}
    assert losses({"a drill": {"": drill}}) == ["  a drill: mix: coverage 0.700 ± 0.010 (want .95)"]


def test_a_table_has_a_row_per_method_and_a_dash_where_a_method_has_no_mark():
    table = table_of({"ours": {"tau": Mark(0.9, 0.01, 9)}, "LMG": {"RMSE": Mark(2, 0.1, 9)}})
    rows = [row.split("|")[1:-1] for row in table.splitlines()]
    assert [cell.strip() for cell in rows[0]] == ["", "tau", "RMSE"]
    assert [cell.strip() for cell in rows[2]] == ["ours", "0.900 ± 0.010", "-"]


def test_the_scoreboard_runs_from_end_to_end_and_gives_the_same_figures_again(
    tmp_path, monkeypatch, capsys
):
    contests = (Contest("clean", n=200), Contest("selective mention", n=200))
    monkeypatch.setattr(drivers, "CONTESTS", contests)
    figures = []
    for name in ("one.json", "two.json"):
        drivers.main(["--seed", "3", "--json", str(tmp_path / name)], plan=TINY)
        figures.append(json.loads((tmp_path / name).read_text(encoding="utf-8")))
    assert figures[0] == figures[1]
    assert figures[0]["seed"] == 3
    assert set(figures[0]["board"]["clean, n = 200"]) == {"ours", *RIVALS}
    assert set(figures[0]["board"]) == {*map(str, contests), *drivers.DRILLS}
    assert len(figures[0]["targets"]) == len(TARGETS)
    printed = capsys.readouterr().out
    assert "Must hold" in printed
    assert "Where ours loses" in printed
