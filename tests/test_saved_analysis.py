"""An analysis that was saved says the same as the one that was made: the law of `report DIR`."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import pandas as pd
import pytest

from nps_reasons.errors import InputError
from nps_reasons.pipeline import analyze
from nps_reasons.report import FILES, FORMATS, write_tables
from nps_reasons.report.manifest import manifest, write_manifest
from nps_reasons.saved_analysis import read_analysis
from nps_reasons.settings import Settings

SAID = (
    "Support solved my problem within minutes",
    "Support was useless, nobody called me back",
    "The app crashes every day, and the invoice was wrong",
    "Far too expensive for what it does",
    "Easy to use and fast, =1+1",
    None,
)

FAST = Settings().updated({"themes": {"tier": "fast"}})


def responses(n=150):
    return pd.DataFrame(
        {
            "response_id": [f"r{i:03}" for i in range(n)],
            "respondent_id": [f"c{i % (n - 9)}" for i in range(n)],
            "score": [(10, 2, 4, 5, 9, 8)[(i + i // 50) % 6] for i in range(n)],
            "reason": [SAID[(i + i // 50) % 6] for i in range(n)],
            "responded_at": pd.to_datetime([f"2025-0{1 + i % 9}-15T10:00Z" for i in range(n)]),
            "plan": [("basic", "pro", None)[i % 3] for i in range(n)],
            "weight": [1.0 + (i % 4) / 4 for i in range(n)],
        }
    )


@cache
def dated():
    return analyze(responses(), settings=FAST)


KINDS = {
    "dated": dated,
    "without dates": lambda: analyze(responses().drop(columns="responded_at"), settings=FAST),
    "without reasons": lambda: analyze(responses(60).assign(reason=None), settings=FAST),
    "of one response": lambda: analyze(responses(1), settings=FAST),
    "tagged again": lambda: replace(
        dated(),
        restatement="Of the earlier periods, 3 reasons were read otherwise.",
        codeframe_changes=('"fees" was merged into "price".',),
        title="\N{GREEK SMALL LETTER ALPHA} <b>",
    ),
}


@pytest.fixture(scope="module", params=sorted(KINDS))
def made(request):
    return KINDS[request.param]()


def saved(analysis, folder):
    write_tables(analysis, folder / "tables")
    write_manifest(manifest(analysis, {}, seed=0, settings=FAST), folder / "manifest.json")
    return folder


def test_every_format_of_a_saved_analysis_has_the_bytes_of_the_analysis(made, tmp_path):
    again = read_analysis(saved(made, tmp_path / "run"))
    for name, write in FORMATS.items():
        first = write(made, tmp_path / "first" / FILES[name])
        second = write(again, tmp_path / "second" / FILES[name])
        assert first.read_bytes() == second.read_bytes(), name


def test_nothing_of_an_analysis_is_lost(made, tmp_path):
    again = read_analysis(saved(made, tmp_path / "run"))
    for field in fields(made):
        first, second = getattr(made, field.name), getattr(again, field.name)
        if isinstance(first, pd.DataFrame):
            pd.testing.assert_frame_equal(first, second, check_dtype=False, obj=field.name)
        elif field.name == "source":
            assert dict(first.hashes) == dict(second.hashes)
            assert (first.counts, first.coverage, first.notes) == (
                *(second.counts, second.coverage, second.notes),
            )
        else:
            assert _plain(first) == _plain(second), field.name


def _plain(value):
    return dict(value) if hasattr(value, "items") else value


def test_a_folder_without_a_table_is_refused_with_its_name(tmp_path):
    folder = saved(KINDS["of one response"](), tmp_path)
    (folder / "tables" / "changes.parquet").unlink()
    with pytest.raises(InputError, match=r"changes\.parquet: is missing"):
        read_analysis(folder)
