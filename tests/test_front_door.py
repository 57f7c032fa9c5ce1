"""The package is light to import, and its public names are what the contract says."""

from __future__ import annotations

import json
import subprocess
import sys

import pandas as pd
import pytest

import nps_reasons as nr
from nps_reasons.errors import UsageError

HEAVY = ("spacy", "sklearn", "torch", "bertopic", "scipy", "altair", "vl_convert", "ftfy")

CONTRACT = [
    "read",
    "analyze",
    "write_report",
    "write_tables",
    "nps",
    "rank_drivers",
    "explain_change",
    "tag",
    "Settings",
]


def modules_after(statement):
    code = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in json.loads(done.stdout)}


def test_importing_the_package_loads_no_heavy_library():
    assert not modules_after("import nps_reasons") & {*HEAVY, "pandas"}


def test_importing_every_public_name_loads_nothing_heavier_than_pandas():
    names = ", ".join(nr.__all__)
    assert not modules_after(f"from nps_reasons import {names}") & set(HEAVY)


def test_the_command_line_starts_without_pandas():
    assert "pandas" not in modules_after("import nps_reasons.cli")


def test_every_name_of_the_contract_is_there():
    assert set(CONTRACT) <= set(nr.__all__)
    for name in nr.__all__:
        assert getattr(nr, name) is not None
        assert name in dir(nr)


def test_a_name_that_is_not_there_says_so():
    with pytest.raises(AttributeError, match="Nps"):
        _ = nr.Nps


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("Too dear", "put texts in a list"),
        (pd.DataFrame({"comment": ["Too dear"]}), 'name its column of texts: table\\["comment"\\]'),
        (["Too dear", 7], "found 7"),
        (pd.Series(["a", "b"], index=["x", "x"]), 'the index has "x" twice'),
    ],
)
def test_tag_refuses_what_is_no_column_of_texts(texts, message):
    with pytest.raises(UsageError, match=message):
        nr.tag(texts)


def test_tag_reads_half_a_character_and_no_text():
    found = nr.tag(["\ud800 far too expensive", None, ""])
    assert set(found["theme"]) == {"price-and-value"}
    assert nr.tag([]).empty
