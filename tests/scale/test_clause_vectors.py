"""Vectors of clauses: one each, of what is spoken of and not of how, whatever stands beside."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nps_reasons.scale import clause_vectors as module
from nps_reasons.scale.clause_vectors import clause_vectors
from nps_reasons.scale.models import encoder_of
from nps_reasons.scale.theme_space import DIRECTIONS, in_theme_space, without_judgement
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
def encoder():
    return encoder_of("fast")


def of(reasons, encoder):
    return clause_vectors(reasons, ClauseSplitter("blank en"), encoder)


def test_every_clause_stands_among_the_directions_in_which_themes_differ(encoder):
    clauses, vectors = of(SAID, encoder)
    assert vectors.shape == (len(clauses), DIRECTIONS)
    assert (np.linalg.norm(vectors, axis=1) <= 1 + 1e-5).all()
    assert "b" not in set(clauses["response_id"])


def test_clauses_are_stretches_of_their_reason_counted_from_zero(encoder):
    clauses, _ = of(SAID, encoder)
    for row in clauses.itertuples():
        assert row.text in SAID[row.response_id]
    numbers = clauses.groupby("response_id")["clause"].agg(list)
    assert all(found == list(range(len(found))) for found in numbers)


def test_what_stands_beside_a_reason_does_not_reach_the_last_bit(encoder, monkeypatch):
    clauses, vectors = of(SAID, encoder)
    _, own = of(SAID[["c"]], encoder)
    rows = (clauses["response_id"] == "c").to_numpy()
    assert vectors[rows].tobytes() == own.tobytes()
    monkeypatch.setattr(module, "AT_ONCE", 2)
    assert of(SAID, encoder)[1].tobytes() == vectors.tobytes()


def test_praise_and_blame_of_one_thing_are_alike(encoder):
    said = ["excellent parking", "dreadful parking", "excellent soup", "dreadful soup"]
    before = encoder.encode(said).directions
    after = without_judgement(before, encoder)
    for first, second in ((0, 1), (2, 3)):
        assert after[first] @ after[second] > before[first] @ before[second]
    assert after[0] @ after[1] > after[0] @ after[2]


def test_texts_of_one_theme_stay_together_among_these_directions(encoder):
    said = encoder.encode(["far too expensive", "a fair price", "the staff were rude"]).directions
    dear, fair, rude = in_theme_space(said, encoder)
    assert dear @ fair > max(dear @ rude, fair @ rude)


def test_judgement_is_taken_out_whole_and_zeros_stay_zeros(encoder):
    vectors = encoder.encode(["excellent parking", "dreadful soup"]).directions
    once = without_judgement(np.vstack([vectors, np.zeros_like(vectors)]), encoder)
    assert not once[2:].any()
    assert without_judgement(once, encoder) == pytest.approx(once, abs=1e-5)


@pytest.mark.parametrize("reasons", [[], [None], ["...", "!!"]])
def test_reasons_without_a_clause_give_empty_tables(encoder, reasons):
    given = pd.Series(reasons, index=[f"r{at}" for at in range(len(reasons))], dtype="string")
    clauses, vectors = of(given, encoder)
    assert (len(clauses), vectors.shape) == (0, (0, DIRECTIONS))
    assert list(clauses.columns) == ["response_id", "clause", "text"]


def test_a_very_long_reason_has_vectors_too(encoder):
    clauses, vectors = of(pd.Series({"a": "the lift was late and " * 2_300}), encoder)
    assert len(clauses) == len(vectors) > 0
    assert np.isfinite(vectors).all()
