"""Workers: the same mentions as without, whatever the number of processes; and no loose ends."""

import subprocess
import sys
from dataclasses import replace
from operator import methodcaller
from types import SimpleNamespace

import cloudpickle
import pandas as pd
import psutil
import pytest

from nps_reasons.errors import NPSReasonsError
from nps_reasons.scale import workers
from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.kernel import annotate
from nps_reasons.scale.workers import Workers, on_all_processors
from nps_reasons.themes.codeframe import general_codeframe

TEXTS = ["Lovely staff, but the app crashes", "Too dear", None, "", "😀", "Die App: refund"]
REASONS = pd.Series(TEXTS * 300, index=[f"r{n:05}" for n in range(1_800)], dtype="string")
LANGUAGES = pd.Series((["en"] * 5 + ["de"]) * 300, index=REASONS.index, dtype="string")


@pytest.fixture(scope="module")
def annotator():
    return make_annotator(general_codeframe(), "fast")


def test_two_processes_say_what_one_says(annotator, monkeypatch):
    monkeypatch.setattr("nps_reasons.scale.kernel.AT_ONCE", 2)
    alone = annotate(REASONS, annotator, LANGUAGES)
    with Workers(annotator, count=2) as two:
        together = annotate(REASONS, two, LANGUAGES)
        again = annotate(REASONS.iloc[::-1], two, LANGUAGES)
    pd.testing.assert_frame_equal(together, alone, check_exact=True)
    pd.testing.assert_frame_equal(again, alone, check_exact=True)
    assert len(alone)


def test_what_fails_in_a_worker_is_said_here_and_nothing_else(annotator, monkeypatch, capfd):
    monkeypatch.setattr("nps_reasons.scale.kernel.AT_ONCE", 1)
    # Of parts that a worker can import: this file is none.
    broken = replace(annotator, splitter=SimpleNamespace(split=methodcaller("no_clause_today")))
    with pytest.raises(AttributeError, match="no_clause_today"), Workers(broken, count=2) as two:
        annotate(REASONS, two)
    assert "Traceback" not in capfd.readouterr().err


def test_a_script_without_a_main_guard_can_use_workers(tmp_path):
    script = tmp_path / "survey.py"
    script.write_text(
        "from dataclasses import replace\n"
        "import pandas as pd\n"
        "from nps_reasons.text.clauses import Clause\n"
        "from nps_reasons.scale import annotate, make_annotator\n"
        "from nps_reasons.scale.workers import Workers\n"
        "from nps_reasons.themes import general_codeframe\n"
        "class Whole:\n"
        "    name = 'whole'\n"
        "    def split(self, texts):\n"
        "        return [[Clause(0, len(text))] for text in texts]\n"
        "print('once')\n"
        "whole = replace(make_annotator(general_codeframe(), 'fast'), splitter=Whole())\n"
        "with Workers(whole, count=1) as workers:\n"
        "    print(len(annotate(pd.Series(['Far too expensive'], index=['a']), workers)))\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["once", "1"]


@pytest.mark.parametrize(
    ("texts", "n_processors", "several"),
    [
        ([f"slow {n}" for n in range(9)], 2, False),
        ([f"slow {n}" for n in range(99)], 1, False),
        (["slow"] * 50 + [None] * 50, 2, False),
        ([f"slow {n}" for n in range(99)], 2, True),
    ],
)
def test_processes_are_started_where_they_pay(annotator, monkeypatch, texts, n_processors, several):
    monkeypatch.setattr(workers, "WORTHWHILE", 10)
    monkeypatch.setenv("NPS_REASONS_PROCESSORS", str(n_processors))
    with on_all_processors(annotator, pd.Series(texts, dtype="string")) as reader:
        assert isinstance(reader, Workers) == several


def test_a_daemonic_process_reads_alone(annotator, monkeypatch):
    monkeypatch.setattr(workers, "WORTHWHILE", 1)
    monkeypatch.setattr(workers, "current_process", lambda: SimpleNamespace(daemon=True))
    with on_all_processors(annotator, REASONS) as reader:
        assert reader is annotator


def test_a_killed_process_is_a_clear_error(annotator):
    with Workers(annotator, count=1) as one:
        annotate(REASONS, one)
        for process in list(one._pool._processes):
            psutil.Process(process).kill()
        with pytest.raises(NPSReasonsError, match="memory ran out"):
            annotate(REASONS, one)


def test_what_a_worker_cannot_hold_is_a_clear_error_and_no_wait(annotator, monkeypatch):
    monkeypatch.setattr(cloudpickle, "dumps", lambda _: b"no annotator")
    with pytest.raises(NPSReasonsError, match="could not start"), Workers(annotator) as two:
        annotate(REASONS, two)


def test_what_goes_to_a_worker_holds_no_word_of_a_comment(annotator):
    annotate(pd.Series(["my zanzibarian uncle"], index=["a"]), annotator)
    assert b"zanzibarian" not in cloudpickle.dumps(annotator)
