"""Files of labelled texts: what is read, and what every fault in them is called."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.coded import cleaned, doubt_notes, read_labelled
from nps_reasons.errors import InputError
from nps_reasons.labelled import Label, Labelled, doubtful_texts, folded, without_texts

THEMES = ["billing", "delivery", "staff-attitude"]

texts = st.lists(
    st.sampled_from(["Too dear", "too  DEAR", "Kind", "Late again", "Söß"]), max_size=8
)
words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
labels = st.lists(
    st.builds(Label, st.sampled_from(THEMES), st.sampled_from(["negative", "neutral", None])),
    unique_by=lambda label: label.theme,
    max_size=3,
)


def written(path, rows, header=("text", "labels")):
    buffer = io.StringIO()
    csv.writer(buffer).writerows([header, *rows])
    path.write_text(buffer.getvalue(), encoding="utf-8")
    return path


def as_json(coded):
    return json.dumps([{"theme": label.theme, "sign": label.sign} for label in coded])


@given(rows=st.lists(st.tuples(words, labels), min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_what_was_written_is_read_back_in_the_order_of_the_file(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("labelled") / "labelled.csv"
    written(path, [(text, as_json(coded)) for text, coded in rows])
    found = read_labelled(path, THEMES)
    assert found.texts == tuple(text for text, _ in rows)
    assert found.labels == tuple(tuple(coded) for _, coded in rows)


@given(texts, texts)
def test_no_text_that_was_left_out_remains_and_no_other_is_lost(given_texts, others):
    labelled = Labelled(tuple(given_texts), ((),) * len(given_texts))
    left = without_texts(labelled, others).texts
    taken = {folded(text) for text in others}
    assert list(left) == [text for text in given_texts if folded(text) not in taken]


def test_other_columns_are_ignored_and_case_of_the_names_too(tmp_path):
    rows = [(7, "Kind", "[]", "anna")]
    path = written(tmp_path / "l.csv", rows, header=("id", "Text ", "LABELS", "coder"))
    assert read_labelled(path, THEMES) == Labelled(("Kind",), ((),))


def test_parquet_is_read_like_csv(tmp_path):
    table = pd.DataFrame({"text": ["Kind"], "labels": ['[{"theme": "staff-attitude"}]']})
    table.to_parquet(tmp_path / "l.parquet")
    found = read_labelled(tmp_path / "l.parquet", THEMES)
    assert found.labels == ((Label("staff-attitude"),),)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('[{"theme": "biling"}]', 'no active theme "biling"; did you mean "billing"'),
        ("[{'theme': 'billing'}]", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ('[{"theme": "billing", "theme": "delivery"}]', "a key stands twice"),
        ("", "has no labels; write []"),
        ("billing", "not valid JSON"),
        ('{"theme": "billing"}', "must be a list"),
        ('["billing"]', "must be an object"),
        ('[{"sign": "negative"}]', "needs the id of a theme"),
        ('[{"theme": 3}]', "needs the id of a theme"),
        ('[{"theme": "billing"}, {"theme": "billing", "sign": "neutral"}]', "stands there twice"),
        ('[{"theme": "billing", "sign": "negatve"}]', 'did you mean "negative"'),
        ('[{"theme": "billing", "sign": 1}]', 'sign "1" is not known'),
        ('[{"theme": "billing", "sing": "negative"}]', 'unknown key "sing"; did you mean "sign"'),
    ],
)
def test_a_fault_in_the_labels_names_the_file_the_line_and_what_to_do(tmp_path, cell, said):
    path = written(tmp_path / "coded.csv", [("Kind\nstaff", "[]"), ("Too dear", cell)])
    with pytest.raises(InputError, match=r"coded\.csv, line 4") as error:
        read_labelled(path, THEMES)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("text,labels\n", "no row below it"),
        ("comment,labels\nKind,[]\n", 'has no column "text"; it has comment, labels'),
        ("text,label\nKind,[]\n", 'has no column "labels"'),
        ("text,labels,Text\nKind,[],a\n", '"text" stands there twice'),
        ("text,labels\n ,[]\nKind,[]\n", "line 2: has no text"),
        ('text,labels\nKind,[]\nDear,[{"theme": "billing", "sign": null}]\n', "double quotes"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(tmp_path, content, said):
    path = tmp_path / "coded.csv"
    path.write_text(content)
    with pytest.raises(InputError, match=r"coded\.csv") as error:
        read_labelled(path, THEMES)
    assert said in str(error.value)


def test_equal_texts_with_other_labels_are_kept_and_told():
    labelled = Labelled(("Dear", "dear ", "Kind", "Kind"), ((Label("billing"),), (), (), ()))
    assert doubtful_texts(labelled) == 1
    assert doubt_notes("coded.csv", labelled) == [
        "coded.csv: texts that stand there again with other labels: 1; all rows count."
    ]


def test_texts_are_cleaned_as_reasons_are_and_none_is_lost():
    labelled = Labelled(("Dear<br>slow", "n/a", "write to me@example.org"), ((), (), ()))
    assert cleaned(labelled).texts == ("Dear\nslow", "n/a", "write to [EMAIL]")
