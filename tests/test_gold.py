"""Files of coded responses: what is read, and what every fault in them is called."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.drivers.coded.sample import gold_sample
from nps_reasons.errors import InputError
from nps_reasons.gold import read_gold

THEMES = ["billing", "delivery"]
RESPONSES = pd.DataFrame({"response_id": ["r1", "r2", "007"]})

labels = st.lists(
    st.tuples(st.sampled_from(THEMES), st.sampled_from(["negative", "neutral", "positive"])),
    unique=True,
    max_size=3,
)


def written(path, rows, header=("response_id", "labels")):
    buffer = io.StringIO()
    csv.writer(buffer).writerows([header, *rows])
    path.write_text(buffer.getvalue(), encoding="utf-8")
    return path


def sample_of(path):
    return gold_sample(read_gold(path), RESPONSES, THEMES)


@given(coded=st.lists(labels, min_size=3, max_size=3))
@settings(deadline=None, max_examples=30)
def test_what_was_written_is_read_back(tmp_path_factory, coded):
    cells = [json.dumps([{"theme": t, "sign": s} for t, s in pairs]) for pairs in coded]
    ids = list(RESPONSES["response_id"])
    folder = tmp_path_factory.mktemp("gold")
    found = sample_of(written(folder / "coded.csv", zip(ids, cells, strict=True)))
    assert found.response_ids == tuple(ids)
    signed = [frozenset(pair for pair in pairs if pair[1] != "neutral") for pairs in coded]
    assert list(found.said) == signed


def test_other_columns_and_the_case_of_names_do_not_matter(tmp_path):
    rows = [("because", " r1 ", "[]", "0.5"), ("", "007", "[]", ".25")]
    path = written(tmp_path / "c.csv", rows, ("note", "Response ID", "LABELS", "Probability"))
    found = sample_of(path)
    assert found.response_ids == ("r1", "007")
    assert found.probabilities.tolist() == [0.5, 0.25]


FAULTS = {
    "no labels": ([("r1",)], ("response_id",), 'has no column "labels"'),
    "no id": ([("r1", "[]"), ("", "[]")], None, "coded.csv, line 3: has no response_id"),
    "id twice": ([("r1", "[]"), ("r1", "[]")], None, 'coded.csv, line 3: response_id "r1"'),
    "empty labels": ([("r1", "")], None, "coded.csv, line 2: has no labels; write []"),
    "no JSON": ([("r1", "billing")], None, "coded.csv, line 2: labels are not valid JSON"),
    "unknown theme": (
        [("r1", '[{"theme": "bill", "sign": "negative"}]')],
        None,
        'coded.csv, line 2: the codeframe has no active theme "bill"; did you mean "billing"',
    ),
    "no chance": (
        [("r1", "[]", "often")],
        ("response_id", "labels", "probability"),
        'coded.csv, line 2: probability must be above 0 and at most 1; found "often"',
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_names_the_file_and_the_line(tmp_path, fault):
    rows, header, message = FAULTS[fault]
    path = written(tmp_path / "coded.csv", rows, header or ("response_id", "labels"))
    with pytest.raises(InputError, match=message.replace("[", r"\[")):
        sample_of(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_gold(tmp_path / "nothing.csv")
