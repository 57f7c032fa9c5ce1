"""Facts of a column: the same for any order of rows, also where only a sample is looked at."""

import pandas as pd
import pytest

from nps_reasons.readers.facts import LETTERS, NUMBER, Facts


@pytest.mark.parametrize(
    "cells",
    [
        [f"person {i}" for i in range(30_000)],
        ["x" * 40 + f"{i:06d}" + "x" * 500 for i in range(30_000)],
    ],
    ids=["different", "alike wherever a few bytes are looked at"],
)
def test_the_sample_of_many_cells_does_not_depend_on_their_order(cells):
    facts, turned = Facts.of(pd.Series(cells)), Facts.of(pd.Series(cells[::-1]))
    assert sorted(facts.cells) == sorted(turned.cells)
    assert 5_000 <= len(facts.cells) <= 20_000
    assert facts.distinct == facts.filled == len(cells)
    assert facts.share(LETTERS) == 1


def test_cells_that_differ_in_white_space_are_one():
    facts = Facts.of(pd.Series(["1", " 1", "2 ", "", "  ", None], dtype="string"))
    assert (facts.distinct, facts.filled, facts.rows) == (2, 3, 6)
    assert dict(zip(facts.cells, facts.counts, strict=True)) == {"1": 2, "2": 1}
    assert facts.share(NUMBER) == 1
