"""The README keeps its word: what it says to type without a file of your own runs."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from nps_reasons.report import FILES
from nps_reasons.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", ["doctor", "themes list", "themes diff general general"])
def test_commands_that_need_no_file_run(invoke, arguments):
    code, out, err = invoke(*arguments.split())
    assert (code, err) == (0, "")
    assert out.strip()


def test_the_shipped_themes_are_written_as_a_copy_of_ones_own(invoke, tmp_path):
    assert "nps-reasons themes list --out themes.toml" in README
    copy = tmp_path / "themes.toml"
    assert invoke("themes", "list", "--out", copy)[0] == 0
    assert tomllib.loads(copy.read_text(encoding="utf-8"))["themes"]


def test_the_settings_that_it_shows_are_settings():
    (block,) = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    assert Settings.from_dict(tomllib.loads(block)).gates.min_responses == 100


@pytest.mark.slow
def test_what_the_tour_does_with_the_demo_runs(invoke, demo_folder, tmp_path):
    folder = tmp_path / "nps-demo"
    shutil.copytree(demo_folder, folder)
    names = [name for name in FILES if name != "html"]
    code, out, _ = invoke("report", folder, "--format", ",".join(names), "--json")
    assert code == 0
    assert json.loads(out)["files"] == [FILES[name] for name in names]
    assert all((folder / name).is_file() for name in FILES.values())
