"""Workers: the same mentions as without, whatever the number of processes; and no loose ends."""

import subprocess
import sys

import pandas as pd
import pytest

from nps_reasons.scale import workers
from nps_reasons.scale.annotator import Annotator, make_annotator
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


def test_what_fails_in_a_worker_is_said_here():
    class Broken:
        name = "broken"

        def split(self, texts):
            raise ValueError("no clause today")

    whole = make_annotator(general_codeframe(), "fast")
    broken = Annotator(whole.codeframe, Broken(), whole.reader, whole.keywords, whole.languages)
    with pytest.raises(ValueError, match="no clause today"), Workers(broken, count=1) as one:
        annotate(REASONS, one)


def test_a_script_without_a_main_guard_can_use_workers(tmp_path):
    script = tmp_path / "survey.py"
    script.write_text(
        "import pandas as pd\n"
        "from nps_reasons.scale import annotate, make_annotator\n"
        "from nps_reasons.scale.workers import Workers\n"
        "from nps_reasons.themes import general_codeframe\n"
        "print('once')\n"
        "with Workers(make_annotator(general_codeframe(), 'fast'), count=1) as workers:\n"
        "    print(len(annotate(pd.Series(['Far too expensive'], index=['a']), workers)))\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["once", "1"]


@pytest.mark.parametrize(
    ("n_texts", "n_processors", "several"), [(9, 2, False), (99, 1, False), (99, 2, True)]
)
def test_processes_are_started_where_they_pay(
    annotator, monkeypatch, n_texts, n_processors, several
):
    monkeypatch.setattr(workers, "WORTHWHILE", 10)
    monkeypatch.setattr(workers, "processors", lambda: n_processors)
    with on_all_processors(annotator, n_texts) as reader:
        assert isinstance(reader, Workers) == several
