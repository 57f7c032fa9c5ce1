"""Vectors of clauses: one each, of what is spoken of and not of how, whatever stands beside."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nps_reasons.scale import clause_vectors as module
from nps_reasons.scale.clause_vectors import clause_vectors
from nps_reasons.scale.models import encoder_of
from nps_reasons.scale.theme_space import DIRECTIONS, theme_space, without
from nps_reasons.text.clauses import ClauseSplitter

SAID = pd.Series(
    {
        "a": "Lovely staff but far too expensive",
        "b": None,
        "c": "The lift was broken. Ring me on [PHONE], please",
        "d": "\U0001f600\U0001f600",
        "e": "Lovely staff",
    },
    dtype="string",
)


@pytest.fixture(scope="module")
def space():
    return theme_space(encoder_of("fast"))


def of(reasons, space):
    return clause_vectors(reasons, ClauseSplitter("blank en"), space)


def test_every_clause_stands_among_the_directions_in_which_themes_differ(space):
    clauses, vectors = of(SAID, space)
    assert vectors.shape == (len(clauses), DIRECTIONS)
    assert (np.linalg.norm(vectors, axis=1) <= 1 + 1e-5).all()
    assert "b" not in set(clauses["response_id"])


def test_clauses_are_stretches_of_their_reason_counted_from_zero(space):
    clauses, _ = of(SAID, space)
    for row in clauses.itertuples():
        assert row.text in SAID[row.response_id]
    numbers = clauses.groupby("response_id")["clause"].agg(list)
    assert all(found == list(range(len(found))) for found in numbers)


def test_what_stands_beside_a_reason_does_not_reach_the_last_bit(space, monkeypatch):
    clauses, vectors = of(SAID, space)
    _, own = of(SAID[["c"]], space)
    rows = (clauses["response_id"] == "c").to_numpy()
    assert vectors[rows].tobytes() == own.tobytes()
    monkeypatch.setattr(module, "AT_ONCE", 2)
    assert of(SAID, space)[1].tobytes() == vectors.tobytes()


def test_praise_and_blame_of_one_thing_are_alike(space):
    said = ["excellent parking", "dreadful parking", "excellent soup", "dreadful soup"]
    before = space.encoder.encode(said).directions
    after = without(space.judgement, before)
    for first, second in ((0, 1), (2, 3)):
        assert after[first] @ after[second] > before[first] @ before[second]
    assert after[0] @ after[1] > after[0] @ after[2]


def test_texts_of_one_theme_stay_together_among_these_directions(space):
    said = space.encoder.encode(
        ["far too expensive", "a fair price", "the staff were rude"]
    ).directions
    dear, fair, rude = space.placed(said)
    assert dear @ fair > max(dear @ rude, fair @ rude)


def test_judgement_is_taken_out_whole_and_zeros_stay_zeros(space):
    vectors = space.encoder.encode(["excellent parking", "dreadful soup"]).directions
    once = without(space.judgement, np.vstack([vectors, np.zeros_like(vectors)]))
    assert not once[2:].any()
    assert without(space.judgement, once) == pytest.approx(once, abs=1e-5)


@pytest.mark.parametrize("reasons", [[], [None], ["...", "!!"]])
def test_reasons_without_a_clause_give_empty_tables(space, reasons):
    given = pd.Series(reasons, index=[f"r{at}" for at in range(len(reasons))], dtype="string")
    clauses, vectors = of(given, space)
    assert (len(clauses), vectors.shape) == (0, (0, DIRECTIONS))
    assert list(clauses.columns) == ["response_id", "clause", "text"]


def test_a_very_long_reason_has_vectors_too(space):
    clauses, vectors = of(pd.Series({"a": "the lift was late and " * 2_300}), space)
    assert len(clauses) == len(vectors) > 0
    assert np.isfinite(vectors).all()
