"""Laws of reading: every row is accounted for, and the order of rows changes nothing."""

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import InputError
from nps_reasons.readers import read_survey
from nps_reasons.settings import Settings

CELL = st.one_of(
    st.sampled_from(
        ["", "9", "0", "10", "11", "6.5", "x", "2024-05-01", "31/02/2024", "a\nb", '"']
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
)
ROW = st.tuples(st.sampled_from(["9", "10", "3", "", "12", "zehn"]), CELL, CELL, CELL)
HEADER = ("score", "date", "comment", "plan")


def read(*files, **inputs):
    """Read files, each a list of rows under a header."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i, rows in enumerate(files):
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            paths.append(Path(folder) / f"file{i}.csv")
            paths[i].write_text(text.getvalue(), encoding="utf-8", newline="")
        given_paths = {key: paths[i] for key, i in inputs.items()}
        taken = set(inputs.values())
        scores = [path for i, path in enumerate(paths) if i not in taken]
        return read_survey(Settings.from_dict({"input": {"files": scores, **given_paths}}))


@settings(max_examples=25, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=12))
def test_every_row_is_kept_or_in_quarantine(rows):
    sure = ("9", "", "fine", "")
    found = read([HEADER, sure, *rows])
    assert found.adds_up
    assert found.rows_read == len(rows) + 1 == len(found.responses) + len(found.quarantine)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("1234 "), st.sampled_from(["9", "3", "x"])), max_size=9),
    st.lists(st.tuples(st.sampled_from("12345 "), st.sampled_from(["a b", "c", ""])), max_size=9),
)
def test_every_row_of_both_files_of_a_join_is_accounted_for(scores, reasons):
    sure = ("0", "10"), ("0", "good and quick")
    found = read(
        [("key", "score"), sure[0], *scores], [("key", "text"), sure[1], *reasons], reasons=1
    )
    assert found.adds_up
    assert [count.read for count in found.counts] == [len(scores) + 1, len(reasons) + 1]


@settings(max_examples=20, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, shuffler):
    rows = [("9", "", "fine", ""), *rows]
    mixed = list(rows)
    shuffler.shuffle(mixed)
    first, second = read([HEADER, *rows]), read([HEADER, *mixed])
    pd.testing.assert_frame_equal(first.responses, second.responses)
    assert first.profile == second.profile
    assert sorted(first.quarantine["reason"]) == sorted(second.quarantine["reason"])


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "junk.csv"
        path.write_bytes(b"score,text\n9,ok\n" + data)
        with suppress(InputError):
            assert read_survey(Settings.from_dict({"input": {"files": [path]}})).adds_up
